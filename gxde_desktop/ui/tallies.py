"""What steps, badges and the status line count: counted anew only where that may be another.

They are asked at every step of a progress bar; what they rest on hardly ever changes by then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from gxde_desktop.project.assemble import Assembly
from gxde_desktop.project.attention import Attention
from gxde_desktop.project.scenarios import inherited
from gxde_desktop.project.state import ProjectFile, ProjectState
from gxde_desktop.ui.issues import issues_of
from models.dataset import Dataset
from models.parameters import Parameters, changed_paths
from models.reading_points import POINTS
from models.readings import differing

T = TypeVar("T")


class Tally(Generic[T]):
    """An answer, kept while the question is about the very same values."""

    def __init__(self, count: Callable[..., T]) -> None:
        self._count = count
        self._about: tuple[object, ...] | None = None
        self._answer: T

    def __call__(self, *about: object) -> T:
        known = self._about
        if known is None or any(a is not b for a, b in zip(known, about, strict=True)):
            self._answer = self._count(*about)
            self._about = about
        return self._answer


class Tallies:
    """What is counted of one session's project."""

    def __init__(self) -> None:
        self.attention: Callable[[Assembly | None], Attention] = Tally(Attention)
        """Which tables serve, which could."""
        self.issues: Callable[[tuple[ProjectFile, ...], Assembly | None], int]
        self.issues = Tally(
            lambda files, made: issues_of(files, made, attention=self.attention(made)).count
        )
        """How many things wait for a person."""
        self.changed: Callable[[ProjectState], int]
        self.changed = Tally(_changed)
        """How many parameters are not what is inherited."""
        self.readings: Callable[[Parameters, Dataset], int]
        self.readings = Tally(lambda now, dataset: len(differing(POINTS, now, dataset)))
        """At how many points something else was chosen than the default."""


def _changed(state: ProjectState) -> int:
    return len(changed_paths(state.parameters, inherited(state, state.active)))
