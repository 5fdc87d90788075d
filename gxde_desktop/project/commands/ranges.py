"""Distributions of uncertainty, decided in the active scenario like everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gxde_desktop.project.commands.base import Command, Step
from gxde_desktop.project.commands.decisions import parameter_name
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.ranges import range_out, ratio_name
from gxde_desktop.project.scenarios import with_own
from gxde_desktop.project.state import ProjectState
from models.concordance import GROUPS
from models.distributions import RATIOS, RangeChoice, check_choice, is_ratio
from models.frozen import FrozenMap
from models.messages import Message, MethodError, message
from models.parameters import value_of


@dataclass(frozen=True, slots=True)
class SetRange(Step):
    """Give a parameter or ratio a distribution of its own.

    range_name: a path, or a ratio with its member (`models.distributions`). edit: names one
    continuous edit, whose values are one step; empty: a step of its own.
    """

    range_name: str
    choice: RangeChoice
    edit: str = ""

    @property
    def name(self) -> Message:
        family = message(f"family.{self.choice.family}")
        numbers = " – ".join(f"{number:g}" for number in self.choice.numbers)
        return message(
            "project.command.set_range",
            name=range_title(self.range_name),
            range=message("project.range", family=family, numbers=numbers) if numbers else family,
        )

    def merge_with(self, previous: Command) -> Command | None:
        same = isinstance(previous, SetRange) and (previous.range_name, previous.edit) == (
            self.range_name,
            self.edit,
        )
        return self if same and self.edit else None

    def next(self, state: ProjectState) -> ProjectState:
        _known(state, self.range_name)
        try:
            check_choice(self.range_name, self.choice)
        except MethodError as error:
            raise ProjectError(named_problem(error.message)) from error
        one = {self.range_name: self.choice}
        return with_own(
            state,
            lambda base: replace(base, ranges=FrozenMap({**base.ranges, **one})),
            lambda own: replace(own, ranges=FrozenMap({**own.ranges, **one})),
        )

    def plain(self) -> object:
        """The command as JSON (`commands.plain`)."""
        return {"do": "set_range", "name": self.range_name, "range": range_out(self.choice)}


@dataclass(frozen=True, slots=True)
class ResetRanges(Step):
    """Bring ranges back to the default; in a scenario: inherit them again."""

    ranges: tuple[str, ...]

    @property
    def name(self) -> Message:
        if len(self.ranges) == 1:
            return message("project.command.reset_range", name=range_title(self.ranges[0]))
        return message("project.command.reset_ranges", count=len(self.ranges))

    def next(self, state: ProjectState) -> ProjectState:
        for name in self.ranges:
            _known(state, name)

        def rest(ranges: Mapping[str, RangeChoice]) -> FrozenMap[str, RangeChoice]:
            return FrozenMap({k: v for k, v in ranges.items() if k not in self.ranges})

        return with_own(
            state,
            lambda base: replace(base, ranges=rest(base.ranges)),
            lambda own: replace(own, ranges=rest(own.ranges)),
        )


def range_title(name: str) -> Message | str:
    """The words of a range: a parameter's, or a ratio's with its member."""
    return ratio_name(name) or parameter_name(name)


def named_problem(problem: Message) -> Message:
    """A problem with a range, which the method tells by its name, in a person's words."""
    return Message(problem.code, {**problem.args, "name": range_title(str(problem.args["name"]))})


def _known(state: ProjectState, name: str) -> None:
    """Raise ProjectError for what no measurement could have a range of."""
    try:
        if not is_ratio(name):
            value_of(state.parameters, name)
            return
    except MethodError as error:
        raise ProjectError(error.message) from error
    key, _, label = name.partition(".")
    axis, _ = RATIOS[key]
    members = {"asset": tuple(state.parameters.assets), "group": GROUPS}.get(axis or "", ("",))
    if label not in members:
        known = tuple(range_title(f"{key}.{each}") for each in members)
        raise ProjectError(message("project.unknown_range", name=name, known=known))
