"""Commands on scenarios: add, duplicate, rename, remove, select."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gxde_desktop.project.commands.base import Command, Step
from gxde_desktop.project.scenarios import (
    checked,
    new_name,
    scenario,
    viewed,
    with_scenarios,
)
from gxde_desktop.project.settings import Scenario
from gxde_desktop.project.state import ProjectState
from models.frozen import FrozenMap
from models.messages import Message, message

BASE = message("project.base")
"""What the base is called where a person reads it."""


def spoken(name: str | None) -> Message | str:
    """A scenario's name for a sentence; None: the base."""
    return BASE if name is None else name


@dataclass(frozen=True, slots=True)
class AddScenario(Step):
    """Make a scenario without differences and select it. parent: None for the base."""

    scenario: str
    parent: str | None = None

    @property
    def name(self) -> Message:
        return message("project.command.add_scenario", scenario=self.scenario.strip())

    def next(self, state: ProjectState) -> ProjectState:
        if self.parent is not None:
            scenario(state, self.parent)
        made = Scenario(new_name(state, self.scenario), self.parent)
        return viewed(with_scenarios(state, (*state.scenarios, made)), made.name)


@dataclass(frozen=True, slots=True)
class DuplicateScenario(Step):
    """Make a scenario with the same parent and differences, and select it.

    source: None duplicates the base: a scenario of it without differences.
    """

    source: str | None
    scenario: str

    @property
    def name(self) -> Message:
        return message(
            "project.command.duplicate_scenario",
            source=spoken(self.source),
            scenario=self.scenario.strip(),
        )

    def next(self, state: ProjectState) -> ProjectState:
        name = new_name(state, self.scenario)
        own = Scenario("") if self.source is None else scenario(state, self.source)
        made = replace(own, name=name)
        return viewed(with_scenarios(state, (*state.scenarios, made)), name)


@dataclass(frozen=True, slots=True)
class RenameScenario(Step):
    """Give a scenario another name; what inherits from it follows."""

    source: str
    scenario: str

    @property
    def name(self) -> Message:
        return message(
            "project.command.rename_scenario", source=self.source, scenario=self.scenario.strip()
        )

    def next(self, state: ProjectState) -> ProjectState:
        old = scenario(state, self.source).name
        name = new_name(state, self.scenario, but=old)

        def renamed(each: str | None) -> str | None:
            return name if each == old else each

        scenarios = tuple(
            replace(each, name=renamed(each.name) or "", parent=renamed(each.parent))
            for each in state.scenarios
        )
        return replace(state, scenarios=scenarios, active=renamed(state.active))


@dataclass(frozen=True, slots=True)
class RemoveScenario(Step):
    """Take a scenario away; its children inherit from its parent and keep what holds in them.

    Where it was active, its parent is active.
    """

    scenario: str

    @property
    def name(self) -> Message:
        return message("project.command.remove_scenario", scenario=self.scenario)

    def next(self, state: ProjectState) -> ProjectState:
        gone = scenario(state, self.scenario)
        if state.active == gone.name:
            state = viewed(state, gone.parent)
        rest = tuple(
            _inheriting(each, gone) if each.parent == gone.name else each
            for each in state.scenarios
            if each.name != gone.name
        )
        return checked(with_scenarios(state, rest))


def _inheriting(child: Scenario, gone: Scenario) -> Scenario:
    """The child with the differences of the parent that goes as its own."""
    from_parent = child.preset is None
    return replace(
        child,
        parent=gone.parent,
        preset=gone.preset if from_parent else child.preset,
        values=FrozenMap({**gone.values, **child.values}) if from_parent else child.values,
        region=gone.region if child.region is None else child.region,
        choices=FrozenMap({**gone.choices, **child.choices}),
        files=FrozenMap({**gone.files, **child.files}),
        ranges=FrozenMap({**gone.ranges, **child.ranges}),
    )


@dataclass(frozen=True, slots=True)
class SelectScenario(Step):
    """Look at another scenario and decide in it; None: the base.

    Looking through several one after another is one step.
    """

    scenario: str | None

    @property
    def name(self) -> Message:
        return message("project.command.select_scenario", scenario=spoken(self.scenario))

    def merge_with(self, previous: Command) -> Command | None:
        return self if isinstance(previous, SelectScenario) else None

    def next(self, state: ProjectState) -> ProjectState:
        return viewed(state, self.scenario)
