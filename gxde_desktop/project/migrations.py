"""From one version of the project file to the next, on the private copy only.

A step is a function that changes the tables or the document of an open connection inside
one transaction. The person's file stays as it is until they save. A step is written once
and never changed: it knows the file as it was then, not as the program is today.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping

from models.frozen import FrozenMap

Step = Callable[[sqlite3.Connection], None]


def _scenarios(connection: sqlite3.Connection) -> None:
    """1 -> 2: places for scenarios and files left out, before any step may name them.

    Steps keep their bare patches: they say everything, and name no such place.
    """
    (text,) = connection.execute("SELECT value FROM meta WHERE key = 'document'").fetchone()
    document = {"left_out": {}, "scenarios": {}, "active": None, **json.loads(text)}
    connection.execute(
        "UPDATE meta SET value = ? WHERE key = 'document'",
        (json.dumps(document, ensure_ascii=False),),
    )


def _published(connection: sqlite3.Connection) -> None:
    """2 -> 3: places for published figures and carried tables, before any step names them."""
    (text,) = connection.execute("SELECT value FROM meta WHERE key = 'document'").fetchone()
    document = {"published": None, "updates": [], **json.loads(text)}
    connection.execute(
        "UPDATE meta SET value = ? WHERE key = 'document'",
        (json.dumps(document, ensure_ascii=False),),
    )


STEPS: Mapping[int, Step] = FrozenMap({1: _scenarios, 2: _published})
"""Version -> what makes the next one of it."""


def migrate(connection: sqlite3.Connection, version: int, to: int) -> None:
    """Bring a working copy from `version` to `to`, whole or not at all.

    Raises KeyError where a step is unknown, and what the steps raise on a document that
    is not one.
    """
    if version == to:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for each in range(version, to):
            STEPS[each](connection)
        connection.execute(f"PRAGMA user_version = {to:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
