"""Scenarios of a project: looking at one, deciding in one, and what two differ in.

Laws that tests hold: a scenario without differences is its parent; a change of the parent
shows in a child exactly where the child says nothing of its own; inheriting again undoes a
difference; taking a scenario away leaves the figures of its children as they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.settings import Scenario, Settings, chain_of, combined
from gxde_desktop.project.state import ProjectState
from models.frozen import FrozenMap
from models.messages import MethodError, message
from models.parameters import PRESETS, Parameters, changed_paths, single_paths, value_of

BASE_NAMES = ("基准", "Base")
"""What the base is called, in Chinese and English; no scenario may be called so."""

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """One decision in which two scenarios differ, with both values.

    kind: `preset`, `parameter`, `region`, `choice` or `file`. key: path of the parameter,
    role, or digest of the file; empty for preset and region. left, right: what holds in each:
    a value, a series id, whether the file is used; None: empty, or left to the rules.
    """

    kind: str
    key: str
    left: Any
    right: Any


def names_of(state: ProjectState) -> tuple[str | None, ...]:
    """The base (None) and every scenario, each directly after its parent and earlier children."""
    found: list[str | None] = []
    stack: list[str | None] = [None]
    while stack:
        top = stack.pop()
        found.append(top)
        stack.extend(each.name for each in reversed(state.scenarios) if each.parent == top)
    return tuple(found)


def scenario(state: ProjectState, name: str) -> Scenario:
    """A scenario by its name. Raises ProjectError that lists those there are."""
    for each in state.scenarios:
        if each.name == name:
            return each
    known = (message("project.base"), *(each.name for each in state.scenarios))
    raise ProjectError(message("project.unknown_scenario", scenario=name, known=known))


def meant(state: ProjectState, text: str) -> str | None:
    """The scenario that a typed name means; None: the base. Raises ProjectError."""
    wanted = _folded(text)
    if wanted in map(_folded, BASE_NAMES):
        return None
    found = next((each.name for each in state.scenarios if _folded(each.name) == wanted), text)
    return scenario(state, found).name


def new_name(state: ProjectState, text: str, *, but: str | None = None) -> str:
    """A name as it is kept: trimmed. Raises ProjectError: empty, too long, taken.

    but: a scenario that may have the name already, the one to be renamed.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name:
        raise ProjectError(message("project.scenario_unnamed"))
    if len(name) > LONGEST_NAME:
        raise ProjectError(message("project.scenario_name_long", most=LONGEST_NAME))
    if any(unicodedata.category(ch).startswith("C") for ch in name):
        raise ProjectError(message("project.scenario_name_characters"))
    taken = (*BASE_NAMES, *(each.name for each in state.scenarios if each.name != but))
    if _folded(name) in map(_folded, taken):
        raise ProjectError(message("project.scenario_name_taken", scenario=name))
    return name


def effective(state: ProjectState, name: str | None) -> Settings:
    """The decisions that hold in a scenario, the base's for None. Raises ProjectError."""
    if name is None:
        return state.base
    scenario(state, name)
    return combined(state.base, chain_of(state.scenarios, name))


def inherited(state: ProjectState, name: str | None) -> Parameters:
    """The parameters that a reset brings back: the preset's, or in a scenario what it inherits."""
    if name is None:
        return PRESETS[state.base.preset]
    own = scenario(state, name)
    return PRESETS[own.preset] if own.preset else effective(state, own.parent).parameters


def viewed(state: ProjectState, name: str | None) -> ProjectState:
    """The state with another scenario active. Raises ProjectError for an unknown one."""
    if name is not None:
        scenario(state, name)
        return replace(state, active=name)
    return replace(state, active=None, **_decisions(state.base))


def with_base(state: ProjectState, base: Settings) -> ProjectState:
    """The state with another base."""
    return replace(state, base=base, **(_decisions(base) if state.active is None else {}))


def with_scenarios(state: ProjectState, scenarios: tuple[Scenario, ...]) -> ProjectState:
    """The state with other scenarios, the active one among them."""
    return replace(state, scenarios=scenarios)


def with_own(
    state: ProjectState,
    base: Callable[[Settings], Settings],
    own: Callable[[Scenario], Scenario],
) -> ProjectState:
    """The state with the active scenario changed: by `base` where it is the base, else by `own`.

    Raises ProjectError where a scenario that inherits from it could not hold any more.
    """
    if state.active is None:
        return checked(with_base(state, base(state.base)))
    changed = tuple(own(each) if each.name == state.active else each for each in state.scenarios)
    return checked(with_scenarios(state, changed))


def with_all(
    state: ProjectState,
    base: Callable[[Settings], Settings],
    own: Callable[[Scenario], Scenario],
) -> ProjectState:
    """The state with the base and every scenario changed, as by what happens to a file."""
    changed = tuple(own(each) for each in state.scenarios)
    # Both at once: while a scenario is active its decisions follow from both.
    decisions = _decisions(base(state.base)) if state.active is None else {}
    return checked(replace(state, base=base(state.base), scenarios=changed, **decisions))


def without_file(state: ProjectState, sha256: str) -> ProjectState:
    """The state in which nothing is said about a file."""
    return with_all(
        state,
        lambda base: replace(base, left_out=base.left_out - {sha256}),
        lambda own: replace(own, files=_without(own.files, sha256)),
    )


def checked(state: ProjectState) -> ProjectState:
    """The state itself. Raises ProjectError naming a scenario whose decisions do not agree."""
    for each in state.scenarios:
        try:
            combined(state.base, chain_of(state.scenarios, each.name))
        except MethodError as error:
            raise ProjectError(
                message("project.scenario_invalid", scenario=each.name, reason=error.message)
            ) from error
    return state


def own_paths(state: ProjectState, name: str | None) -> tuple[str, ...]:
    """Paths of the parameters that are a scenario's own; in the base those unlike the preset."""
    if name is not None:
        return tuple(scenario(state, name).values)
    parameters, preset = state.base.parameters, PRESETS[state.base.preset]
    return tuple(d.key for d in _parameter_differences(preset, parameters))


def differences(state: ProjectState, left: str | None, right: str | None) -> tuple[Difference, ...]:
    """Every decision in which two scenarios differ; what one sets as the other has it is none."""
    one, other = effective(state, left), effective(state, right)
    found: list[Difference] = []
    if one.region != other.region:
        found.append(Difference("region", "", one.region, other.region))
    if one.preset != other.preset:
        found.append(Difference("preset", "", one.preset, other.preset))
    found += _parameter_differences(one.parameters, other.parameters)
    for role in dict.fromkeys((*one.choices, *other.choices)):
        if one.choices.get(role) != other.choices.get(role):
            found.append(Difference("choice", role, one.choices.get(role), other.choices.get(role)))
    for each in state.files:
        used = each.sha256 not in one.left_out, each.sha256 not in other.left_out
        if used[0] != used[1]:
            found.append(Difference("file", each.sha256, *used))
    return tuple(found)


def _parameter_differences(one: Parameters, other: Parameters) -> list[Difference]:
    return [
        Difference("parameter", path, value_of(one, path), value_of(other, path))
        for path in changed_paths(one, other)
    ]


def values_set(parameters: Parameters, path: str) -> dict[str, Any]:
    """The values behind a path, one path each: `all.beta` is one of every asset."""
    return {each: value_of(parameters, each) for each in single_paths(parameters, path)}


def _decisions(settings: Settings) -> dict[str, Any]:
    return {each.name: getattr(settings, each.name) for each in fields(Settings)}


def _without(values: Any, key: str) -> Any:
    return FrozenMap({k: v for k, v in values.items() if k != key})


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(text.split())).casefold()
