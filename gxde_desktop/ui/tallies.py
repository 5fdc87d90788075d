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
    """Answers, kept while the question is about the very same values. From any thread."""

    KEPT = 2
    """Of the document as it is, and of the one that comes next (`Tallies.foresee`)."""

    def __init__(self, count: Callable[..., T]) -> None:
        self._count = count
        self._known: tuple[tuple[tuple[object, ...], T], ...] = ()

    def __call__(self, *about: object) -> T:
        known = self._known
        for asked, answer in known:
            if all(map(_same, asked, about)):
                return answer
        answer = self._count(*about)
        self._known = ((about, answer), *known[: self.KEPT - 1])
        return answer


def _same(one: object, other: object) -> bool:
    """The very same, or tuples of the very same: a step tried out makes its tuples anew."""
    if one is other or not (isinstance(one, tuple) and isinstance(other, tuple)):
        return one is other
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


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

    def foresee(self, state: ProjectState, made: Assembly) -> None:
        """Count what will be asked once the document is this one; from any thread."""
        self.issues(state.files, made)
        if made.dataset is not None:
            self.readings(state.parameters, made.dataset)


def _changed(state: ProjectState) -> int:
    return len(changed_paths(state.parameters, inherited(state, state.active)))
