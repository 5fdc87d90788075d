"""What crashed, killed or cut-off processes left: found, taken over, or thrown away.

A private copy whose owner is gone and that holds unsaved steps is offered; one without
is cleaned up; one that cannot be read is reported and stays until a person says otherwise.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gxde_desktop.project import copies, faults
from gxde_desktop.project.copies import PrivateCopy
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.storage import Store
from models.messages import Message, message


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A private copy that nobody owns.

    folder: where it is. path: the person's file, None where it never had one. changed: time
    of the last step, UTC. steps: how many the person's file lacks. size: bytes on the disk.
    problem: why it cannot be taken over; None where it can.
    """

    folder: Path
    path: Path | None = None
    changed: dt.datetime | None = None
    steps: int = 0
    size: int = 0
    problem: Message | None = None

    @property
    def name(self) -> str:
        """What the project is called; empty where it has no file yet."""
        return "" if self.path is None else self.path.stem


def unsaved() -> tuple[Unsaved, ...]:
    """Copies with unsaved steps whose owner is gone, the latest first; damaged ones last.

    Copies that hold nothing unsaved are removed, and saves that a crash interrupted are
    settled. Copies of other windows and processes are not touched.
    """
    found = list(_looked_at())
    copies.remove_stray_locks()
    found.sort(key=lambda each: (each.problem is not None, -_moment(each)))
    return tuple(found)


def discard(found: Unsaved) -> None:
    """Throw a copy away for good. Raises ProjectError where another process took it."""
    take(found).remove()


def take(found: Unsaved) -> PrivateCopy:
    """Own a copy that was found. Raises ProjectError `project.copy_taken`."""
    copy = copies.take(found.folder)
    if copy is None:
        raise ProjectError(message("project.copy_taken"))
    return copy


def opened(copy: PrivateCopy) -> Store:
    """A copy that was left, ready to work on; an interrupted save is settled.

    Raises ProjectError, the copy unchanged and owned.
    """
    try:
        store = Store.of(copy)
    except ProjectError as error:
        raise ProjectError(_damaged(copy, error.message)) from error
    except (OSError, sqlite3.Error) as error:
        raise ProjectError(_damaged(copy, faults.why(error, copy.database))) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = message("project.why.unreadable")
        raise ProjectError(_damaged(copy, reason)) from error
    store.settle_interrupted_save()
    return store


def _looked_at() -> Iterator[Unsaved]:
    for folder in copies.folders():
        copy = copies.take(folder)
        if copy is None:
            continue
        if not copy.database.exists():  # it was never complete, or was being removed
            copy.remove()
            continue
        try:
            store = opened(copy)
        except ProjectError as error:
            copy.leave()
            yield Unsaved(folder, size=_size(folder), problem=error.message)
            continue
        if store.unsaved == 0 or store.facts.disposable:
            store.close()
            continue
        facts, steps = store.facts, store.unsaved
        store.close(keep=True)
        yield Unsaved(folder, facts.file, _time(facts.changed), steps, _size(folder))


def _damaged(copy: PrivateCopy, reason: Message) -> Message:
    return message("project.copy_damaged", folder=str(copy.folder), reason=reason)


def _size(folder: Path) -> int:
    total = 0
    with suppress(OSError):
        total = sum(each.stat().st_size for each in folder.iterdir())
    return total


def _time(text: str) -> dt.datetime | None:
    with suppress(ValueError):
        return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    return None


def _moment(found: Unsaved) -> float:
    return 0.0 if found.changed is None else found.changed.timestamp()
