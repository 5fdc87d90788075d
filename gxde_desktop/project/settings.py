"""What a person decides about a measurement, and scenarios: named differences of it.

The base (基准) holds every decision; a scenario holds only what differs from its parent, so
a change of the parent shows through wherever the scenario says nothing of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from models.distributions import RangeChoice
from models.frozen import FrozenMap
from models.parameters import PRESETS, Parameters, with_values

DEFAULT_PRESET = "gx2022"
_NOTHING: Mapping[str, Any] = FrozenMap({})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every decision about one measurement.

    region: the region to be measured; None: the only one that has a table.
    preset: the set of parameters that `parameters` started from, for marks and reset.
    choices: series chosen by a person, role (`models.dataset.ROLES`) -> series id.
    left_out: digests of the project's files that are not used.
    ranges: distributions of uncertainty unlike the default, by name of the range
    (`models.distributions`).
    """

    region: str | None = None
    preset: str = DEFAULT_PRESET
    parameters: Parameters = field(default_factory=lambda: PRESETS[DEFAULT_PRESET])
    choices: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    left_out: frozenset[str] = frozenset()
    ranges: Mapping[str, RangeChoice] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named variant: what it says of its own, over what it inherits.

    parent: name of the scenario it inherits from; None: the base.
    preset: a preset of its own, from which its parameters start instead of the parent's.
    values: parameters of its own by path (`models.parameters.with_value`), one value each.
    region: None inherits. choices: role -> series id, or None for the choice by the rules.
    files: digest -> whether the file is used. ranges: name -> distribution.
    """

    name: str
    parent: str | None = None
    preset: str | None = None
    values: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    region: str | None = None
    choices: Mapping[str, str | None] = field(default_factory=lambda: _NOTHING)
    files: Mapping[str, bool] = field(default_factory=lambda: _NOTHING)
    ranges: Mapping[str, RangeChoice] = field(default_factory=lambda: _NOTHING)


def chain_of(scenarios: Sequence[Scenario], name: str | None) -> tuple[Scenario, ...]:
    """A scenario with its ancestors, the oldest first; none for the base.

    Raises KeyError for a name that is not there, ValueError where ancestors go in a circle.
    """
    by_name = {each.name: each for each in scenarios}
    found: list[Scenario] = []
    while name is not None:
        if len(found) == len(scenarios):
            raise ValueError(name)
        found.append(by_name[name])
        name = by_name[name].parent
    return tuple(reversed(found))


@lru_cache(maxsize=256)
def combined(base: Settings, chain: tuple[Scenario, ...]) -> Settings:
    """The decisions that hold in the last scenario of a chain.

    Raises MethodError where they do not go together (a first year after the last).
    """
    settings = base
    for each in chain:
        start = settings.parameters if each.preset is None else PRESETS[each.preset]
        choices = {**settings.choices, **each.choices}
        left_out = set(settings.left_out) - {sha for sha, used in each.files.items() if used}
        settings = Settings(
            region=settings.region if each.region is None else each.region,
            preset=settings.preset if each.preset is None else each.preset,
            parameters=with_values(start, each.values) if each.values else start,
            choices=FrozenMap({role: one for role, one in choices.items() if one is not None}),
            left_out=frozenset(left_out | {sha for sha, used in each.files.items() if not used}),
            ranges=FrozenMap({**settings.ranges, **each.ranges}),
        )
    return settings
