"""Input-output tables of a project: the region's, one a year, and what splits their sectors."""

from __future__ import annotations

import numpy as np

from gxde_desktop.importing.io_labels import usual_label
from gxde_desktop.importing.results import Problem
from gxde_desktop.project.candidates import NATIONAL, same_region
from gxde_desktop.project.concordances import concordance_for
from gxde_desktop.project.national import unconfirmed
from gxde_desktop.project.state import ProjectState
from gxde_desktop.project.updates import Outcome
from models.concordance import Concordance, normal_name
from models.dataset import Benchmark
from models.io_table import FLOWS, FloatArray, IOTable
from models.messages import Message, message
from models.units import units_per_yi

GFCF = "FU201"

Known = tuple[IOTable, Concordance]


def tables_of(state: ProjectState) -> tuple[IOTable, ...]:
    """Every input-output table that nothing more is asked about, in order."""
    return tuple(
        table.io_table
        for file in state.files
        for table in file.report.tables
        if table.status != "refused" and table.io_table is not None and not unconfirmed(table)
    )


def unconfirmed_of(state: ProjectState) -> tuple[IOTable, ...]:
    """Tables that can only be the nation's and do not say so: for asset shares alone."""
    return tuple(
        table.io_table
        for file in state.files
        for table in file.report.tables
        if table.io_table is not None and unconfirmed(table)
    )


def regions_of(state: ProjectState) -> tuple[str, ...]:
    """Regions that have a table, in order, the national one last."""
    found = list(dict.fromkeys(table.region for table in tables_of(state)))
    return tuple(sorted(found, key=lambda region: region == NATIONAL))


def benchmarks_of(
    state: ProjectState,
    region: str,
    problems: list[Problem],
    updated: tuple[Outcome, ...] = (),
) -> tuple[Benchmark, ...]:
    """The region's benchmarks in order of year; what is left out is among the problems.

    updated: tables carried to another year, of which those that are wanted as one take part.
    """
    own: list[Known] = []
    national: list[Known] = []
    for table in tables_of(state):
        ours = same_region(table.region, region)
        if not ours and table.region != NATIONAL:
            continue
        concordance = concordance_for(table.names, state.concordances)
        if concordance is None:
            problems.append(_problem("warning", "project.unknown_classification", table))
            continue
        if ours:
            own.append((table, concordance))
        if table.region == NATIONAL and concordance.detailed:
            national.append((table, concordance))
    own += _carried(state, region, own, updated, problems)
    details = _one_a_year(national, problems)
    supposed = _supposed(state, details, problems)
    tables = _one_a_year([each for each in own if each not in national], problems)
    for year, (coarse, _) in tables.items():
        if region == NATIONAL and year in details:
            problems.append(_twice("info", "project.coarser_table", details[year][0], coarse))
    if region == NATIONAL:
        tables = {**tables, **details}
    known = {**supposed, **details}
    made = tuple(_benchmark(tables[year], known) for year in sorted(tables))
    problems.extend(_edited(state, made))
    for table, _ in supposed.values():
        if any(benchmark.reference is table for benchmark in made):
            problems.append(_problem("warning", "project.region_supposed", table))
    return made


def _carried(
    state: ProjectState,
    region: str,
    own: list[Known],
    updated: tuple[Outcome, ...],
    problems: list[Problem],
) -> list[Known]:
    """Updated tables that a person made benchmarks; a published one of the year comes first."""
    found: list[Known] = []
    years = {table.year for table, _ in own}
    for each in updated:
        base, year = each.base, each.update.year
        if not each.update.use or (base is not None and not same_region(base.region, region)):
            continue
        concordance = None if base is None else concordance_for(base.names, state.concordances)
        what = None
        if each.table is None or concordance is None:
            reason = each.lacks[0] if each.lacks else message("project.update_table.gone")
            what = message("project.update_table.not_made", year=year, reason=reason)
        elif year in years:
            what = message("project.update_table.year_taken", year=year, region=region)
        else:
            years.add(year)
            found.append((each.table, concordance))
            base_year = each.table.updated_from
            told = message("project.update_table.in_use", year=year, base=base_year)
            problems.append(Problem("info", "updated_table", told, None, None, ""))
        if what is not None:
            problems.append(Problem("warning", "update_table", what, None, None, ""))
    return found


def _edited(state: ProjectState, made: tuple[Benchmark, ...]) -> list[Problem]:
    """One note for each concordance in use that a person changed."""
    used = {b.concordance.classification: b.concordance for b in made}
    used |= {
        b.reference_concordance.classification: b.reference_concordance
        for b in made
        if b.reference_concordance is not None
    }
    found = []
    for classification, concordance in used.items():
        sectors = tuple(state.concordances.get(classification, ()))
        if sectors:
            what = message("project.concordance_edited", title=concordance.title,
                           count=len(sectors), sectors=sectors)  # fmt: skip
            found.append(Problem("info", "concordance_edited", what, None, None, ""))
    return found


def _supposed(
    state: ProjectState, details: dict[int, Known], problems: list[Problem]
) -> dict[int, Known]:
    """National detailed tables that do not state their region, where no table that does."""
    found = []
    for table in unconfirmed_of(state):
        concordance = concordance_for(table.names, state.concordances)
        if concordance is not None and concordance.detailed and table.year not in details:
            found.append((table, concordance))
    return _one_a_year(found, problems)


def _benchmark(known: Known, details: dict[int, Known]) -> Benchmark:
    table, concordance = known
    if concordance.detailed:
        return Benchmark(table, concordance, table, concordance)
    if not details:
        return Benchmark(table, concordance)
    # The nearest year; of two that are equally near, the earlier.
    year = min(details, key=lambda each: (abs(each - table.year), each))
    return Benchmark(table, concordance, *details[year])


def _one_a_year(known: list[Known], problems: list[Problem]) -> dict[int, Known]:
    """One table a year: of equal ones the more exact, of different ones none."""
    found: dict[int, Known] = {}
    disputed: set[int] = set()
    for each in known:
        table = each[0]
        first = found.setdefault(table.year, each)
        if first is each:
            continue
        if _same(first[0], table):
            kept, left = (first, each) if _digit(first[0]) <= _digit(table) else (each, first)
            found[table.year] = kept
            problems.append(_twice("info", "project.table_repeated", kept[0], left[0]))
        else:
            disputed.add(table.year)
            apart = _apart(first[0], table)
            problems.append(_twice("question", "project.tables_differ", first[0], table, **apart))
    return {year: each for year, each in found.items() if year not in disputed}


def _same(left: IOTable, right: IOTable) -> bool:
    """Whether two tables print the same figures, but for unit and rounding."""
    if tuple(map(normal_name, left.names)) != tuple(map(normal_name, right.names)):
        return False
    tolerance = 1.001 * (_digit(left) + _digit(right)) / 2
    shared = (set(left.blocks) & set(right.blocks)) - {"ERR"}  # rounding adds up in the error
    return {FLOWS, GFCF} <= shared and all(
        np.allclose(_in_yi(left, code), _in_yi(right, code), rtol=1e-9, atol=tolerance)
        for code in (FLOWS, GFCF)
    )


def _apart(left: IOTable, right: IOTable) -> dict[str, str]:
    """By how much two tables of one year differ: value added of both, 亿元, and in per cent."""
    code = next((each for each in ("TVA", "GO", GFCF)
                 if each in left.blocks and each in right.blocks), GFCF)  # fmt: skip
    one, other = (float(_in_yi(table, code).sum()) for table in (left, right))
    share = f"{other / one - 1:+.2%}" if one else "–"
    return {"total": usual_label(code), "left": f"{one:.2f}", "right": f"{other:.2f}",
            "difference": share}  # fmt: skip


def _in_yi(table: IOTable, code: str) -> FloatArray:
    values = np.nan_to_num(table.blocks[code].values)
    return np.asarray(values / (units_per_yi(table.unit) or np.nan))


def _digit(table: IOTable) -> float:
    """Worth of the last printed digit of the flows, 亿元; 0 where they are not rounded."""
    values = np.nan_to_num(table.blocks[FLOWS].values)
    for decimals in range(5):
        if np.array_equal(np.round(values, decimals), values):
            return 10.0**-decimals / (units_per_yi(table.unit) or 1.0)
    return 0.0


def _problem(severity: str, code: str, table: IOTable) -> Problem:
    what = message(
        code,
        file=table.source.file,
        sheet=table.source.sheet,
        region=table.region,
        year=table.year,
        count=table.sectors,
    )
    return _made(severity, what, table)


def _twice(severity: str, code: str, first: IOTable, second: IOTable, **facts: str) -> Problem:
    what = message(
        code,
        region=first.region,
        year=first.year,
        first=f"{first.source.file} · {first.source.sheet}",
        second=f"{second.source.file} · {second.source.sheet}",
        **facts,
    )
    return _made(severity, what, second)


def _made(severity: str, what: Message, table: IOTable) -> Problem:
    code = what.code.removeprefix("project.")
    return Problem(severity, code, what, table.source.sheet, None, table.source.file)
