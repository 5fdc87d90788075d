"""Published figures and their checks: one added, changed or taken away, or a whole set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from gxde_desktop.project.commands.base import Step
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.state import ProjectState
from models.audit import Printed
from models.messages import Message, MethodError, message
from models.published import (
    Claim,
    PublishedSet,
    checked_set,
    checked_tolerance,
    with_claim,
    with_figure,
    without_claim,
    without_figure,
)


@dataclass(frozen=True, slots=True)
class SetPublished(Step):
    """Keep a whole set in the project: an example, one from a sheet; None: none of its own."""

    published: PublishedSet | None

    @property
    def name(self) -> Message:
        if self.published is None:
            return message("project.command.no_published")
        return message("project.command.set_published", title=self.published.title or "—")

    def next(self, state: ProjectState) -> ProjectState:
        if self.published is None:
            return replace(state, published=None)
        whole = self.published
        return _changed(state, lambda _: checked_set(whole))


@dataclass(frozen=True, slots=True)
class SetFigure(Step):
    """Add a published figure, or change the one of its name and year.

    text: as printed, with its decimals. The other fields as `models.audit.Printed`.
    """

    key: str
    year: int
    text: str
    unit: str = "money"
    where: str = ""
    quote: str = ""
    derived: bool | None = None

    @property
    def name(self) -> Message:
        return message("project.command.set_figure", figure=f"{self.key}[{self.year}]")

    def next(self, state: ProjectState) -> ProjectState:
        made = Printed(self.key, self.year, str(self.text), self.unit, self.where, self.quote,
                       bool(self.derived))  # fmt: skip
        return _changed(state, lambda published: with_figure(published, made))


@dataclass(frozen=True, slots=True)
class RemoveFigure(Step):
    """Take a published figure away; checks that use it say that it is missing."""

    key: str
    year: int

    @property
    def name(self) -> Message:
        return message("project.command.remove_figure", figure=f"{self.key}[{self.year}]")

    def next(self, state: ProjectState) -> ProjectState:
        return _changed(state, lambda published: without_figure(published, self.key, self.year))


@dataclass(frozen=True, slots=True)
class SetCheck(Step):
    """Add a check, or change the one of its key."""

    key: str
    formula: str
    target: str
    title: str = ""

    @property
    def name(self) -> Message:
        return message("project.command.set_check", check=self.title or self.target)

    def next(self, state: ProjectState) -> ProjectState:
        made = Claim(self.key, self.formula, self.target, self.title)
        return _changed(state, lambda published: with_claim(published, made))


@dataclass(frozen=True, slots=True)
class RemoveCheck(Step):
    """Take a check away."""

    key: str

    @property
    def name(self) -> Message:
        return message("project.command.remove_check", check=self.key)

    def next(self, state: ProjectState) -> ProjectState:
        return _changed(state, lambda published: without_claim(published, self.key))


@dataclass(frozen=True, slots=True)
class SetTolerance(Step):
    """How far a computed figure may be from the printed one, in units of its last digit."""

    tolerance: float

    @property
    def name(self) -> Message:
        return message("project.command.set_tolerance", value=self.tolerance)

    def next(self, state: ProjectState) -> ProjectState:
        def changed(published: PublishedSet) -> PublishedSet:
            try:
                return replace(published, tolerance=checked_tolerance(float(self.tolerance)))
            except (TypeError, ValueError):
                raise MethodError(
                    message("audit.tolerance", value=str(self.tolerance)[:20])
                ) from None

        return _changed(state, changed)


def _changed(state: ProjectState, change: Callable[[PublishedSet], PublishedSet]) -> ProjectState:
    try:
        return replace(state, published=change(state.published or PublishedSet()))
    except MethodError as error:
        raise ProjectError(error.message) from error
