"""Decisions about a measurement, made in the active scenario.

In the base a reset brings back what preset and rules give; in a scenario it means to
inherit again. What a scenario sets stays its own, also where the parent says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gxde_desktop.project.commands.base import Command, Step
from gxde_desktop.project.commands.files import known_file
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.scenarios import inherited, values_set, with_own
from gxde_desktop.project.state import ProjectState
from models.dataset import EVERY_ROLE
from models.frozen import FrozenMap
from models.messages import Message, MethodError, message
from models.parameters import (
    PRESETS,
    single_paths,
    spec_of,
    value_of,
    with_values,
)


@dataclass(frozen=True, slots=True)
class SetParameter(Step):
    """Set one parameter by its path, as `models.parameters.with_value` takes it.

    edit: names one continuous edit (a spin box from focus to blur); values of one edit are
    one step. Empty: a step of its own.
    """

    path: str
    value: Any
    edit: str = ""

    @property
    def name(self) -> Message:
        return message(
            "project.command.set_parameter",
            path=parameter_name(self.path),
            value=parameter_value(self.path, self.value),
        )

    def merge_with(self, previous: Command) -> Command | None:
        same = isinstance(previous, SetParameter) and (previous.path, previous.edit) == (
            self.path,
            self.edit,
        )
        return self if same and self.edit else None

    def next(self, state: ProjectState) -> ProjectState:
        return SetParameters(FrozenMap({self.path: self.value})).next(state)


@dataclass(frozen=True, slots=True)
class SetParameters(Step):
    """Set several parameters as one step, checked when all are set. values: path -> value."""

    values: Mapping[str, Any]

    @property
    def name(self) -> Message:
        if len(self.values) == 1:
            return SetParameter(*next(iter(self.values.items()))).name
        return message("project.command.set_parameters", count=len(self.values))

    def next(self, state: ProjectState) -> ProjectState:
        try:
            parameters = with_values(state.parameters, self.values)
            values = {k: v for path in self.values for k, v in values_set(parameters, path).items()}
        except MethodError as error:
            raise ProjectError(error.message) from error
        return with_own(
            state,
            lambda base: replace(base, parameters=parameters),
            lambda own: replace(own, values=FrozenMap({**own.values, **values})),
        )


@dataclass(frozen=True, slots=True)
class ResetParameters(Step):
    """Bring parameters back to the values of the preset; in a scenario: inherit them again."""

    paths: tuple[str, ...]

    @property
    def name(self) -> Message:
        if len(self.paths) == 1:
            return message("project.command.reset_parameter", path=parameter_name(self.paths[0]))
        return message("project.command.reset_parameters", count=len(self.paths))

    def next(self, state: ProjectState) -> ProjectState:
        preset = inherited(state, state.active)
        try:
            single = [one for path in self.paths for one in single_paths(state.parameters, path)]
            values = {path: value_of(preset, path) for path in single}
            parameters = with_values(state.parameters, values)
        except MethodError as error:
            raise ProjectError(error.message) from error
        return with_own(
            state,
            lambda base: replace(base, parameters=parameters),
            lambda own: replace(
                own, values=FrozenMap({k: v for k, v in own.values.items() if k not in values})
            ),
        )


@dataclass(frozen=True, slots=True)
class SetPreset(Step):
    """Take all parameters of a preset; None, in a scenario: inherit all of them again."""

    preset: str | None

    @property
    def name(self) -> Message:
        if self.preset is None:
            return message("project.command.inherit_preset")
        return message("project.command.set_preset", preset=self.preset)

    def next(self, state: ProjectState) -> ProjectState:
        preset = state.base.preset if self.preset is None else self.preset
        if preset not in PRESETS:
            raise ProjectError(
                message("project.unknown_preset", preset=preset, known=", ".join(PRESETS))
            )
        return with_own(
            state,
            lambda base: replace(base, preset=preset, parameters=PRESETS[preset]),
            lambda own: replace(own, preset=self.preset, values=FrozenMap()),
        )


@dataclass(frozen=True, slots=True)
class SetRegion(Step):
    """Choose the region to be measured; None: the only one with a table, or inherit again."""

    region: str | None

    @property
    def name(self) -> Message:
        if self.region is None:
            return message("project.command.clear_region")
        return message("project.command.set_region", region=self.region)

    def next(self, state: ProjectState) -> ProjectState:
        region = (self.region or "").strip() or None
        return with_own(
            state,
            lambda base: replace(base, region=region),
            lambda own: replace(own, region=region),
        )


@dataclass(frozen=True, slots=True)
class ChooseSeries(Step):
    """Choose the series of a role; None: by the rules, also where the parent chose one."""

    role: str
    series_id: str | None

    @property
    def name(self) -> Message:
        return message("project.command.choose_series", role=message(f"role.{self.role}"))

    def next(self, state: ProjectState) -> ProjectState:
        known_role(self.role)
        chosen = {**state.base.choices, self.role: self.series_id}
        return with_own(
            state,
            lambda base: replace(
                base, choices=FrozenMap({k: v for k, v in chosen.items() if v is not None})
            ),
            lambda own: replace(own, choices=FrozenMap({**own.choices, self.role: self.series_id})),
        )


@dataclass(frozen=True, slots=True)
class ResetChoices(Step):
    """Take back choices of series: by the rules in the base, inherited in a scenario."""

    roles: tuple[str, ...]

    @property
    def name(self) -> Message:
        return message(
            "project.command.reset_choices", roles=tuple(message(f"role.{r}") for r in self.roles)
        )

    def next(self, state: ProjectState) -> ProjectState:
        for role in self.roles:
            known_role(role)

        def rest(choices: Any) -> Any:
            return FrozenMap({k: v for k, v in choices.items() if k not in self.roles})

        return with_own(
            state,
            lambda base: replace(base, choices=rest(base.choices)),
            lambda own: replace(own, choices=rest(own.choices)),
        )


@dataclass(frozen=True, slots=True)
class UseFile(Step):
    """Leave a file of the project out of the measurement, or use it; None: inherit again."""

    sha256: str
    used: bool | None
    file_name: str = ""

    @property
    def name(self) -> Message:
        code = {True: "use_file", False: "leave_out_file", None: "inherit_file"}[self.used]
        return message(f"project.command.{code}", file=self.file_name or self.sha256[:12])

    def next(self, state: ProjectState) -> ProjectState:
        known_file(state, self.sha256)
        one = frozenset((self.sha256,))
        said = {} if self.used is None else {self.sha256: self.used}
        return with_own(
            state,
            lambda base: replace(
                base, left_out=base.left_out | one if self.used is False else base.left_out - one
            ),
            lambda own: replace(
                own,
                files=FrozenMap({k: v for k, v in own.files.items() if k not in one} | said),
            ),
        )


def known_role(role: str) -> None:
    """Raise ProjectError for what is no role."""
    if role not in EVERY_ROLE:
        raise ProjectError(message("project.unknown_role", role=role))


def parameter_name(path: str) -> Message | str:
    """The words of a parameter's path: its asset and title; the path where it has none."""
    head, _, name = path.rpartition(".")
    try:
        spec = spec_of(path)
    except MethodError:
        return path
    title = message(f"parameter.{spec.name}.title")
    year = name.removeprefix("share_") if spec.name == "share" else None
    if not head:
        return title
    asset = message("project.all_assets") if head == "all" else message(f"asset.{head}")
    if year is not None:
        return message("project.share_name", asset=asset, title=title, year=year)
    return message("project.parameter_name", asset=asset, title=title)


def parameter_value(path: str, value: Any) -> Message | str:
    """The words of a parameter's value: a choice by its title; — where it is empty."""
    if value in (None, ""):
        return "—"
    try:
        spec = spec_of(path)
    except MethodError:
        return str(value)
    if spec.kind == "choice" and value in spec.choices:
        return message(f"choice.{spec.name}.{value}")
    return str(value)
