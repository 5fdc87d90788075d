"""Tables carried to another year (推算表): which margins there are, what comes of them.

A table is carried only because a person asks for it, and is a benchmark only where they say so
(`TableUpdate.use`). Every figure that rests on one carries the flag `updated`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from gxde_desktop.importing.results import FoundTable
from gxde_desktop.project.candidates import (
    Candidate,
    RoleRule,
    by_rules,
    candidate,
    covering,
    in_reach,
    margin_rules,
    rule_text,
    series_id,
)
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.industries import industry_links, names_of
from gxde_desktop.project.state import ProjectFile, ProjectState, TableUpdate
from models.concordance import normal_name
from models.frozen import FrozenMap
from models.industries import common_industries
from models.io_table import FLOWS, Block, FloatArray, IOTable
from models.messages import Message, MethodError, message
from models.series import AnnualSeries
from models.units import units_per_yi
from models.updating import FINAL_USES, MERGED, Margins, UpdatedTable, lacking, update_table

UNIT = "亿元"


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of an update.

    base: the table it starts from, None where the file or table is gone. table: the updated one.
    found: how each margin was met and the iteration. lacks: what is needed, in words.
    series: the series whose figures are the margins.
    """

    update: TableUpdate
    base: IOTable | None
    table: IOTable | None = None
    found: UpdatedTable | None = None
    lacks: tuple[Message, ...] = ()
    series: tuple[AnnualSeries, ...] = ()


def table_meant(state: ProjectState, text: str) -> tuple[ProjectFile, FoundTable]:
    """The input-output table that a part of its file's, sheet's or region's name means.

    Raises ProjectError where there is none, or more than one.
    """
    wanted = normal_name(text)
    found = [
        (file, table)
        for file in state.files
        for table in file.report.tables
        if table.io_table is not None
        and any(wanted and wanted in normal_name(name) for name in _called(file, table))
    ]
    if len(found) != 1:
        names = tuple(f"{f.name}!{t.sheet}" for f, t in (found or _all(state)))
        code = "project.update_table.several" if found else "project.update_table.none"
        raise ProjectError(message(code, text=text[:60], known=", ".join(names)))
    return found[0]


def outcomes_of(state: ProjectState, series: tuple[AnnualSeries, ...]) -> tuple[Outcome, ...]:
    """What comes of every update of a project. series: all of the project's files."""
    return tuple(outcome(state, update, series) for update in state.updates)


def outcome(state: ProjectState, update: TableUpdate, series: tuple[AnnualSeries, ...]) -> Outcome:
    """One update: the table, or what is lacking."""
    base = _base(state, update)
    if base is None:
        return Outcome(update, None, lacks=(message("project.update_table.gone"),))
    if update.year == base.year:
        return Outcome(update, base, lacks=(message("project.update_table.own_year"),))
    blocks = _in_yi(base)
    output, first = _by_sector("output", base, update.year, series)
    added, second = _by_sector("value_added", base, update.year, series)
    final, third = _final(base, update.year, series, state.choices.get("indicator.gfcf"))
    used = (*first.values(), *second.values(), *third.values())
    lacks = (
        *_missing("output", base, update.year, output),
        *_missing("value_added", base, update.year, added),
        *(_no_total(code, base, update.year, series) for code in lacking(blocks, final)),
    )
    if lacks:
        return Outcome(update, base, lacks=lacks, series=used)
    try:
        found = update_table(blocks, Margins(output, added, final))
    except MethodError as error:
        return Outcome(update, base, lacks=(_named(error.message, base),), series=used)
    return Outcome(update, base, _as_table(base, update.year, found), found, series=used)


def margin_years(base: IOTable, series: tuple[AnnualSeries, ...]) -> tuple[int, ...]:
    """Years after or before a table for which gross output of some sector is known."""
    rule = margin_rules()["output"]
    near = in_reach(rule, base.region, series)
    found = {
        year
        for one in near
        if any(pattern.fullmatch(rule_text(one)) for pattern in rule.patterns)
        for year in one.years
    }
    return tuple(sorted(found - {base.year}))


def _called(file: ProjectFile, table: FoundTable) -> tuple[str, ...]:
    io = table.io_table
    place = f"{io.region}{io.year}" if io is not None else ""
    return (f"{file.name}!{table.sheet}", place)


def _all(state: ProjectState) -> list[tuple[ProjectFile, FoundTable]]:
    return [(f, t) for f in state.files for t in f.report.tables if t.io_table is not None]


def _base(state: ProjectState, update: TableUpdate) -> IOTable | None:
    file = state.file(update.sha256)
    tables = () if file is None else file.report.tables
    return next((each.io_table for each in tables if each.id == update.table), None)


def _in_yi(table: IOTable) -> Mapping[str, FloatArray]:
    divisor = units_per_yi(table.unit) or np.nan
    return {code: block.values / divisor for code, block in table.blocks.items()}


@lru_cache(maxsize=16)
def _accepted(names: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """For each sector the names of series that mean the whole of it."""
    industries = common_industries((names,), industry_links())
    known = names_of(industries, (names,))
    found: list[frozenset[str]] = [frozenset((normal_name(name),)) for name in names]
    for industry, own in zip(industries, known, strict=True):
        if len(industry.members[0]) == 1:
            place = industry.members[0][0]
            found[place] = found[place] | own.whole
    return tuple(found)


def _by_sector(
    role: str, base: IOTable, year: int, series: tuple[AnnualSeries, ...]
) -> tuple[FloatArray, dict[int, AnnualSeries]]:
    """A margin of every sector, 亿元, NaN where no series gives it; and the series."""
    rule = margin_rules()[role]
    near = [(one, rule_text(one)) for one in in_reach(rule, base.region, series)]
    out = np.full(base.sectors, np.nan)
    used: dict[int, AnnualSeries] = {}
    for pattern in rule.patterns:
        by_name: dict[str, list[Candidate]] = {}
        for one, text in near:
            match = pattern.fullmatch(text)
            if match is not None and one.at(year) is not None:
                name = normal_name(match["industry"])
                by_name.setdefault(name, []).append(candidate(one, rule.kind))
        for place, names in enumerate(_accepted(base.names)):
            if place in used:
                continue
            found = [c for name in sorted(names) for c in by_name.get(name, ())]
            only = _only(found)
            if only is not None:
                out[place], used[place] = _amount(only, year), only
    return out, used


def _final(
    base: IOTable, year: int, series: tuple[AnnualSeries, ...], gfcf: str | None
) -> tuple[dict[str, float], dict[str, AnnualSeries]]:
    """Totals of final uses by code; sums only where their parts are not known apart.

    gfcf: the series that a person chose for total GFCF.
    """
    found: dict[str, float] = {}
    used: dict[str, AnnualSeries] = {}
    for code in (*(c for c in FINAL_USES if c not in MERGED), *MERGED):
        near = series
        if code == "FU201" and gfcf is not None:
            near = tuple(one for one in series if series_id(one) == gfcf)
        one = _of_role(margin_rules()[code], base.region, near, year)
        own = [part for part in MERGED.get(code, ()) if part in base.blocks]
        if one is None or (own and all(part in found for part in own)):
            continue
        found[code], used[code] = _amount(one, year), one
    for whole, parts in MERGED.items():
        if whole in found:  # a sum stands for all of its parts: one known apart would count twice
            for part in parts:
                found.pop(part, None)
                used.pop(part, None)
    return found, used


def _of_role(
    rule: RoleRule, region: str, series: tuple[AnnualSeries, ...], year: int
) -> AnnualSeries | None:
    for tier in by_rules(rule, region, [one for one in series if one.at(year) is not None]):
        one = _only(tier)
        if one is not None:
            return one
    return None


def _only(found: list[Candidate]) -> AnnualSeries | None:
    kept, _ = covering([each for each in found if each.lacks is None])
    return kept[0].series if len(kept) == 1 else None


def _amount(series: AnnualSeries, year: int) -> float:
    value, divisor = series.at(year), units_per_yi(series.unit)
    return np.nan if value is None or divisor is None else value / divisor


def _missing(role: str, base: IOTable, year: int, values: FloatArray) -> tuple[Message, ...]:
    absent = np.flatnonzero(np.isnan(values))
    if not len(absent):
        return ()
    sectors = tuple(base.names[place] for place in absent[:8])
    code = "project.update_table.lacks_some" if len(absent) > 8 else "project.update_table.lacks"
    what = message(f"project.update_table.{role}")
    return (message(code, year=year, what=what, sectors=sectors, count=len(absent)),)


def _no_total(code: str, base: IOTable, year: int, series: tuple[AnnualSeries, ...]) -> Message:
    """Why the total of a final use is not known: no series, or several that differ."""
    what = message(f"block.{code}")
    there = [one for one in series if one.at(year) is not None]
    for tier in by_rules(margin_rules()[code], base.region, there):
        kept, _ = covering([each for each in tier if each.lacks is None])
        if len(kept) > 1:
            files = tuple(each.series.source.file for each in kept[:4])
            return message("project.update_table.several_final", year=year, what=what, files=files)
    return message("project.update_table.lacks_final", year=year, what=what)


def _named(what: Message, base: IOTable) -> Message:
    """A refusal that counts rows, with the sector's name."""
    number = what.args.get("number")
    if not isinstance(number, int):
        return what
    name = base.names[number - 1] if number <= base.sectors else str(number)
    return message("project.update_table.sector", sector=name, reason=what)


def _as_table(base: IOTable, year: int, found: UpdatedTable) -> IOTable:
    """The updated table; its figures stand where those of the old one do."""
    blocks = {}
    for code, values in found.blocks.items():
        old = base.blocks.get(code) or base.blocks.get(MERGED.get(code, ("",))[0])
        if old is None:
            old = base.blocks.get("GO") or base.blocks[FLOWS]
        blocks[code] = Block(values, old.rows, old.columns, old.label)
    return replace(
        base, year=year, unit=UNIT, blocks=FrozenMap(blocks), updated_from=base.year, assumed=()
    )
