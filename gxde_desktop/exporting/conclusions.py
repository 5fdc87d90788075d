"""What the page of conclusions and the printed report say alike: figures by rule, readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from gxde_desktop.levels import STOCK, rule_level
from gxde_desktop.text import label_text, listed, say, tr
from models.expression import Ref
from models.frame import RULES
from models.measurement import Measurement
from models.parameters import ASSET_SPECS, GLOBAL_SPECS, PRESETS, value_of
from models.stopping import Asked, never

FIGURES = (
    ("digital_industrialisation_scaled", "money"),
    ("industry_digitalisation", "money"),
    ("digital_economy", "money"),
    ("gdp_share", "share"),
    ("nominal_growth", "share"),
    ("real_growth", "share"),
    ("growth_contribution", "share"),
)
"""Headline figures of a rule, with the units that they are shown in."""

PRESET = "gx2022"
"""The preset that readings are told apart from."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in the last year that it has a figure for.

    name: with the level of its data. figures: in the order of `FIGURES`, None where there is
    none. remarks: flags of the figures and of what they rest on, and what is missing.
    """

    name: str
    year: int | None
    figures: tuple[Ref | None, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One choice. whose: assets that it holds for; usual: as in the white paper's preset; some:
    whether other assets have another.
    """

    title: str
    whose: str
    chosen: str
    usual: bool
    some: bool


def rule_lines(m: Measurement, cancelled: Asked = never) -> tuple[RuleLine, ...]:
    """Every rule, in order. cancelled: asked all the time, raises `models.stopping.Cancelled`."""
    return tuple(_rule(m, rule, cancelled) for rule in range(len(RULES)))


def last_year(m: Measurement, rule: int) -> int | None:
    """Position of the last year with a scale by a rule; without one the last of all."""
    there = np.flatnonzero(np.isfinite(m.values["digital_economy"][rule]))
    if len(there):
        return int(there[-1])
    return len(m.frame.years) - 1 if m.frame.years else None


def headline_figures(m: Measurement) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
    """The scale by every rule in its last year, by key and labels, for their derivations."""
    found = []
    for rule, name in enumerate(RULES):
        t = last_year(m, rule)
        if t is not None:
            found.append(("digital_economy", (name, m.frame.years[t])))
    return tuple(found)


def _rule(m: Measurement, rule: int, cancelled: Asked) -> RuleLine:
    name = f"{label_text('rule', RULES[rule])} ({rule_level(m, rule)})"
    t = last_year(m, rule)
    if t is None:
        nothing = (tr("exporting.conclusions.nothing"),)
        return RuleLine(name, None, (None,) * len(FIGURES), nothing)
    figures: list[Ref | None] = []
    said: dict[str, None] = {}
    if rule == STOCK:
        said[tr("exporting.conclusions.equivalent")] = None
    for key, _ in FIGURES:
        index = (rule, t) if m.values[key].ndim == 2 else (t,)
        reason = m.reason(key, *index)
        if reason is None:
            figures.append(Ref(key, index))
            below = m.inherited_flags(key, *index, cancelled=cancelled)
            for flag in (*m.flags(key, *index), *below):
                said[tr(f"flag.{flag.code}")] = None
            continue
        figures.append(None)
        why = say(reason)
        needed = reason.code.startswith("needs.")
        said[tr("exporting.missing", needs=why) if needed else why] = None
    return RuleLine(name, m.frame.years[t], tuple(figures), tuple(said))


def readings_used(m: Measurement) -> Iterator[Reading]:
    """Every choice with what was chosen: once where all assets have the same."""
    for specs in (GLOBAL_SPECS, ASSET_SPECS):
        names = (name for name, spec in specs.items() if spec.kind in ("choice", "flag"))
        yield from readings_of(m, names)


def readings_of(m: Measurement, names: Iterable[str]) -> Iterator[Reading]:
    """The same for some choices, by name."""
    default = PRESETS[PRESET]
    everyone = tr("exporting.conclusions.all_assets")
    for name in names:
        if name in GLOBAL_SPECS:
            value = value_of(m.parameters, name)
            yield _reading(name, everyone, value, value == value_of(default, name))
            continue
        groups: dict[object, list[str]] = {}
        for asset in m.parameters.assets:
            groups.setdefault(value_of(m.parameters, f"{asset}.{name}"), []).append(asset)
        for value, assets in groups.items():
            usual = all(
                asset in default.assets and value_of(default, f"{asset}.{name}") == value
                for asset in assets
            )
            named = listed(label_text("asset", asset) for asset in assets)
            some = len(groups) > 1
            yield _reading(name, named if some else everyone, value, usual, some=some)


def _reading(name: str, whose: str, value: object, usual: bool, *, some: bool = False) -> Reading:
    chosen = tr(f"choice.{name}.{str(value).lower()}")
    return Reading(tr(f"parameter.{name}.title"), whose, chosen, usual, some)
