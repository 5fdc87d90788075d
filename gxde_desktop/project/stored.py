"""What a working copy stores as text: JSON of documents, steps and remarks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

LARGEST_TEXT = 64 * 1024 * 1024
"""No document and no step is larger: it would not be one of ours."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the history: id, name, patches and command as JSON.

    command: None in steps of versions that kept patches alone.
    """

    id: int
    name: Any
    patches: Any
    command: Any = None


def step_of(row: Any) -> Step:
    """The step of a row (id, name, patches). Raises ValueError, KeyError for what is none."""
    # Version 1 kept the list of patches alone.
    stored = parsed(row[2])
    if isinstance(stored, list):
        stored = {"patches": stored}
    return Step(int(row[0]), parsed(row[1]), stored["patches"], stored.get("command"))


def json_text(value: Any) -> str:
    """JSON as it is stored. Raises ValueError for what is no number."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def parsed(text: str) -> Any:
    """The value of stored JSON. Raises ValueError for what is none, or is too large."""
    if len(text) > LARGEST_TEXT:
        raise ValueError(f"{len(text)} characters")
    return json.loads(text, parse_constant=_no_number)


def _no_number(text: str) -> float:
    raise ValueError(text)
