"""What the window says about long work, and about errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class StepState(StrEnum):
    """State of one step on the left."""

    EMPTY = "empty"
    READY = "ready"
    ATTENTION = "attention"
    OUTDATED = "outdated"
    RUNNING = "running"
    FAILED = "failed"


class Standing(StrEnum):
    """How the figures shown relate to the document."""

    EMPTY = "empty"
    CURRENT = "current"
    OUTDATED = "outdated"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Activity:
    """Long work under way. fraction: 0 to 1, None where it cannot be told."""

    text: str
    fraction: float | None
    cancel: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error as a person meets it: what happened, details to copy, what can be done.

    save_copy: the other way out; save_copy_text: what it is called, if not a copy.
    """

    text: str
    details: str = ""
    retry: Callable[[], object] | None = None
    save_copy: Callable[[], object] | None = None
    save_copy_text: str = ""
