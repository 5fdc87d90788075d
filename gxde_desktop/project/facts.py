"""What a private copy knows besides the project: whose file it is, and what that holds.

These facts change in the same transaction as the steps, so that after a crash the two
agree. They hold paths of this computer and never go into the person's file.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

KEY = "private"
"""The row of `meta` they stand in. What a person's file holds there is thrown away."""


@dataclass(frozen=True, slots=True)
class Saving:
    """A save that has begun. digest: of the finished temporary file, empty before."""

    target: str
    temporary: str
    at: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """path, digest: the person's file and its SHA-256 as last read or written.

    saved_at: id of the last step that file holds. changed: time of the last step, UTC.
    read_only: the file was opened for looking at. saving: a save that has not ended.
    disposable: work that is done again rather than recovered (a command line's).
    """

    path: str | None = None
    digest: str | None = None
    saved_at: int = 0
    changed: str = ""
    read_only: bool = False
    saving: Saving | None = None
    disposable: bool = False

    @property
    def file(self) -> Path | None:
        """The person's file."""
        return None if self.path is None else Path(self.path)

    def touched(self) -> Facts:
        """These facts after a step made now."""
        return replace(self, changed=now())

    def saved(self, target: Path, digest: str, at: int) -> Facts:
        """These facts after a save."""
        return replace(
            self, path=str(target), digest=digest, saved_at=at, read_only=False, saving=None
        )


def now() -> str:
    """The present time, UTC, in the form that is stored."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def facts_out(facts: Facts) -> str:
    """As JSON; ASCII, because a path may hold bytes that are no text."""
    return json.dumps(asdict(facts), ensure_ascii=True)


def facts_in(text: str) -> Facts:
    """From JSON. Raises KeyError, TypeError, ValueError where it is not of ours."""
    plain: dict[str, Any] = json.loads(text)
    saving = plain.pop("saving")
    return Facts(**plain, saving=None if saving is None else Saving(**saving))
