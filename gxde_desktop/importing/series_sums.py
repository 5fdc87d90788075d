"""Totals that their parts miss, and figures that a table prints twice and differently."""

from __future__ import annotations

import re

from gxde_desktop.importing.series_found import RawSeries
from gxde_desktop.importing.wording import msg
from models.messages import Message
from models.series import Basis
from models.sources import address

NOT_ADDED = re.compile(
    r"平均|人均|每[百千万]|[率比]$|比重|指数|密度|价格$|单价|系数|速度|强度|工资$|年限|比例"
)
LEAST_PARTS = 3
SHORT = 0.1
"""A list that lacks more than this share of its total may be one of the main parts only."""

Sums = list[tuple[RawSeries, int, float, float]]
"""Total, year, difference of the parts from it, what rounding explains."""


def missed_sums(series: list[RawSeries]) -> list[tuple[Message, str]]:
    """合计 and 总计 that the parts do not add up to, beyond rounding.

    Which rows are the parts is not said anywhere (其中, sub-items, main industries only): the
    way that adds up in most years and columns is taken, and the others are findings.
    """
    groups: dict[str, dict[tuple[object, ...], tuple[list[RawSeries], list[RawSeries]]]] = {}
    for raw in series:
        if raw.basis is not Basis.VALUE or raw.unit in ("%", "‰") or NOT_ADDED.search(raw.name):
            continue
        by = "region" if raw.total and raw.whole_region else "industry"
        for way in (by,) if raw.total else ("industry", "region"):
            part = raw.region if way == "industry" else raw.industry
            totals, parts = groups.setdefault(way, {}).setdefault(
                (raw.name, raw.unit, part), ([], [])
            )
            if raw.total:
                totals.append(raw)
            elif way == "region" or raw.industry is not None:
                parts.append(raw)
    found: list[tuple[Message, str]] = []
    for way, group in groups.items():
        sets = [
            (totals[0], [p for p in parts if way == "industry" or p.region != totals[0].region])
            for totals, parts in group.values()
            if len(totals) == 1 and len(parts) >= LEAST_PARTS
        ]
        found += _checked(sets)
    return found


def _checked(sets: list[tuple[RawSeries, list[RawSeries]]]) -> list[tuple[Message, str]]:
    ways: list[Sums] = []
    for choose in (_all, _outermost, _unmarked):
        sums: Sums = []
        for total, parts in sets:
            chosen = choose(parts)
            if len(chosen) >= LEAST_PARTS:
                sums += _differences(total, chosen)
        ways.append(sums)
    best = max(ways, key=lambda sums: sum(abs(d) <= tolerance for _, _, d, tolerance in sums))
    adding = sum(abs(d) <= tolerance for _, _, d, tolerance in best)
    missed = [each for each in best if abs(each[2]) > each[3]]
    flat = all(not p.part for _, parts in sets for p in parts)
    if adding < max(1, len(missed)):
        missed = [
            (total, year, d, tolerance)
            for total, year, d, tolerance in missed
            if flat and (d > 0 or -d < SHORT * total.points[year][0]) and not adding
        ]
    return [
        (
            msg("series.sum", name=total.name or "?", year=year, difference=f"{d:.6g}"),
            address(total.points[year][1], total.points[year][2]),
        )
        for total, year, d, _ in missed
    ]


def _all(parts: list[RawSeries]) -> list[RawSeries]:
    return parts


def _outermost(parts: list[RawSeries]) -> list[RawSeries]:
    top = min((p.depth for p in parts), default=0)
    return [p for p in parts if p.depth == top]


def _unmarked(parts: list[RawSeries]) -> list[RawSeries]:
    return [p for p in parts if not p.part]


def _differences(total: RawSeries, parts: list[RawSeries]) -> Sums:
    """Sum of the parts less the total, of every year in which all parts have a figure."""
    found: Sums = []
    for year, (value, _, _) in total.points.items():
        figures = [p.points[year][0] for p in parts if year in p.points]
        if len(figures) < len(parts) or value <= 0 or any(f < 0 for f in figures):
            continue
        step = 10.0 ** -max(map(places, (value, *figures)))
        tolerance = 0.5 * step * (len(figures) + 1) + 1e-9 * abs(value)
        found.append((total, year, sum(figures) - value, tolerance))
    return found


def places(value: float) -> int:
    """Decimals that a figure is printed with, at most 6."""
    text = repr(value)
    return 0 if "e" in text or value == int(value) else min(len(text.split(".")[1]), 6)


def repeated(series: list[RawSeries]) -> list[tuple[Message, str]]:
    """The same name, region, industry, unit and basis twice with other figures."""
    found: list[tuple[Message, str]] = []
    known: dict[tuple[object, ...], RawSeries] = {}
    for raw in series:
        name = (raw.name, raw.region, raw.industry, raw.unit, raw.basis)
        first = known.setdefault(name, raw)
        if first is raw or not raw.name:
            continue
        for year, (value, row, column) in sorted(raw.points.items()):
            other = first.points.get(year)
            if other is not None and other[0] != value:
                facts = {"other": address(other[1], other[2]), "year": year, "name": raw.name}
                found.append((msg("series.twice", **facts), address(row, column)))
                break
    return found
