"""A block of series found on a sheet -> canonical series, questions and what is left out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from statistics import median

from gxde_desktop.importing.answers import Answers, Evidence, basis_of
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.indicators import is_index
from gxde_desktop.importing.industries import is_total
from gxde_desktop.importing.io_panel import area_text
from gxde_desktop.importing.regions import is_own
from gxde_desktop.importing.results import (
    BASIS_CHOICES,
    FoundTable,
    Painted,
    Problem,
    Question,
)
from gxde_desktop.importing.series_checks import findings_of
from gxde_desktop.importing.series_found import NO_YEAR, RawSeries, SeriesBlock
from gxde_desktop.importing.series_scales import against_basis
from gxde_desktop.importing.wording import msg
from models.messages import Message
from models.series import AnnualSeries, Basis
from models.sources import SourceTable, address


def build_series_table(
    grid: Grid, block: SeriesBlock, source: SourceTable, answers: Answers, evidence: Evidence
) -> FoundTable:
    """The series of a block with the person's answers, and what is still asked."""
    table_id = f"{source.sha256[:12]}:{source.sheet}:{area_text(block.area)}"
    problems: list[Problem] = []

    def add(severity: str, message: Message, cell: str | None) -> None:
        code = message.code.removeprefix("importing.")
        problems.append(Problem(severity, code, message, grid.sheet, cell, source.file))

    blocking = False
    for finding in block.findings:
        if finding.message.code == "importing.series.unit_read":
            continue
        cell = None if finding.row is None else address(finding.row, finding.column or 0)
        add(finding.severity, finding.message, cell)
        blocking |= finding.severity in ("error", "warning")
    _mark_bad_cells(grid, block, add)
    blocking |= any(p.severity == "error" for p in problems)
    _unrepeated(block)
    assumed_fields: list[str] = []
    series = []
    open_fields: dict[str, list[RawSeries]] = {}
    for raw in block.series:
        raw.doubted = against_basis(raw)
        done, assumed = _answered(raw, source, answers)
        for name in _asked(done, raw):
            open_fields.setdefault(name, []).append(raw)
        assumed_fields += [name for name in assumed if name not in assumed_fields]
        series.append(done)
    questions = tuple(
        _question(name, raws, table_id, grid, block, evidence) for name, raws in open_fields.items()
    )
    for severity, message, cell in findings_of(grid, block):
        add(severity, message, cell)
        blocking |= severity != "info"
    for rule, count in sorted(block.converted.items()):
        add("info", msg("converted", count=count, rule=msg(f"rule.{rule}")),
            area_text(block.area))  # fmt: skip
    return FoundTable(
        id=table_id,
        sheet=grid.sheet,
        kind="series",
        status="needs_review" if questions or blocking else "ready",
        title=block.title or _common_name(series),
        series=tuple(series),
        questions=questions,
        problems=tuple(problems),
        recognition=_painted(block),
        unused=_unused(grid, block),
        layout_fingerprint=_fingerprint(block),
        converted=tuple(sorted(block.converted.items())),
        assumed=tuple(assumed_fields),
        answered=tuple(answers.used),
    )


def _common_name(series: list[AnnualSeries]) -> str:
    names = {one.name for one in series}
    return names.pop() if len(names) == 1 else ""


def _answered(
    raw: RawSeries, source: SourceTable, answers: Answers
) -> tuple[AnnualSeries, tuple[str, ...]]:
    """One canonical series; a name and a basis answered first settle what else is asked."""
    assumed: list[str] = []
    label = ":".join(part for part in (raw.region, raw.name, raw.industry) if part)
    extra = (label, raw.name, *raw.path)

    def settle(name: str, said: str | None) -> str | None:
        given = answers.ask(name, said, extra)
        if given is not None:  # the file says nothing, or a person overruled it
            assumed.append(name)
            return given
        return said

    name = settle("name", raw.name or None) or ""
    basis = None if raw.doubted else raw.basis
    index = is_index(name) or raw.index or raw.doubted
    if basis is None and name and "name" in assumed and not index:
        basis = Basis.VALUE
    basis = basis_of(settle("basis", basis.value if basis else None))
    # 全区 under a title that names no region is asked as well; until then it stays as printed.
    region = settle("region", None if _nameless(raw.region) else raw.region) or raw.region
    unit = raw.unit
    if basis in (None, Basis.VALUE):
        unit = settle("unit", unit)
        if basis is None and "unit" in assumed and name and not index:
            basis = Basis.VALUE
    elif basis is Basis.GROWTH_PERCENT:
        unit = "%"
    points = raw.points
    if NO_YEAR in points:
        year = settle("year", None)
        points = {int(year): points[NO_YEAR]} if year else {}
    years = sorted(points)
    return (
        AnnualSeries(
            name, region, raw.industry, unit, basis, tuple(years),
            tuple(points[y][0] for y in years),
            tuple(address(points[y][1], points[y][2]) for y in years),
            source, tuple(assumed),
        ),
        tuple(assumed),
    )  # fmt: skip


def _nameless(region: str | None) -> bool:
    """全区, 合计: a region that the table is about, without its name."""
    return region is not None and (is_own(region) or is_total(region))


def _asked(series: AnnualSeries, raw: RawSeries) -> list[str]:
    asked = []
    if not series.name:
        asked.append("name")
    if series.basis is None and (is_index(series.name) or raw.index or raw.doubted):
        asked.append("basis")
    elif series.basis in (None, Basis.VALUE) and series.unit is None:
        asked.append("unit")
    if series.region is None or _nameless(series.region):
        asked.append("region")
    if NO_YEAR in raw.points and not series.years:
        asked.append("year")
    return asked


def _question(
    name: str,
    raws: list[RawSeries],
    table_id: str,
    grid: Grid,
    block: SeriesBlock,
    evidence: Evidence,
) -> Question:
    cell = address(*raws[0].label_at)
    facts: dict[str, object] = {
        "count": len(raws),
        "names": _names(raws),
    }
    code = f"ask.series.{name}"
    choices = evidence.choices(name)
    if name == "unit" and block.units:
        choices = tuple(dict.fromkeys((*block.units, *choices)))
    if name == "basis":
        values = [value for raw in raws for value, _, _ in raw.points.values()]
        near = sum(80 <= value <= 130 for value in values) / max(len(values), 1)
        facts |= {"share": round(100 * near), "median": round(median(values), 1)}
        if any(raw.doubted for raw in raws):
            code += ".against"
        elif near >= 0.95:
            code += ".near_100"
            choices = (
                "index_previous_100",
                *(c for c in BASIS_CHOICES if c != "index_previous_100"),
            )
    return Question(table_id, name, msg(code, **facts), choices, grid.sheet, cell)


def _names(raws: list[RawSeries]) -> tuple[str, ...]:
    names = list(
        dict.fromkeys(raw.name or (raw.path[-1] if raw.path else raw.region or "?") for raw in raws)
    )
    return (*names[:3], *(("…",) if len(names) > 3 else ()))


def _unrepeated(block: SeriesBlock) -> None:
    """Two series may not go by one name: the headings above are put in front."""
    seen: dict[tuple[object, ...], list[RawSeries]] = {}
    for raw in block.series:
        seen.setdefault((raw.name, raw.region, raw.industry, raw.basis), []).append(raw)
    for same in seen.values():
        if len(same) > 1 and same[0].name:
            for raw in same:
                if len(raw.path) > 1:
                    raw.name = "·".join((*raw.path[:-1], raw.name))


def _mark_bad_cells(
    grid: Grid, block: SeriesBlock, add: Callable[[str, Message, str | None], None]
) -> None:
    first_row, first_col, last_row, last_col = block.area
    for code, cells in (("error_cell", grid.errors), ("uncached_cell", grid.uncached)):
        for row, column in cells[:20]:
            if first_row <= row <= last_row and first_col <= column <= last_col:
                add("error", msg(code), address(row, column))


def _painted(block: SeriesBlock) -> tuple[Painted, ...]:
    painted = [
        Painted("header", *block.header),
        Painted("name", *block.labels),
        Painted("data", *block.area),
    ]
    painted += [Painted("note", *area) for area in block.notes]
    if block.title_at:
        painted.append(Painted("title", *block.title_at, *block.title_at))
    if block.unit_at:
        painted.append(Painted("unit", *block.unit_at, *block.unit_at))
    return tuple(painted)


def _unused(grid: Grid, block: SeriesBlock) -> tuple[tuple[str, Message], ...]:
    out = [(area_text(area), reason) for area, reason in block.unused]
    listed = {area[0] for area, _ in block.unused}
    for row in range(block.top, block.header[0]):
        cells = grid.filled(row)
        if cells:
            out.append((area_text((row, cells[0], row, cells[-1])), msg("unused.title")))
    out += [
        (f"{row + 1}:{row + 1}", msg("unused.blank_row"))
        for row in range(block.header[0], block.area[2] + 1)
        if row not in listed and not grid.filled(row)
    ]
    return tuple(out)


def _fingerprint(block: SeriesBlock) -> str:
    words = [f"{block.across},{block.header[0]},{block.labels[1]}"]
    words += [f"{raw.name}:{'/'.join(raw.path)}:{raw.region}" for raw in block.series]
    text = re.sub(r"(19|20)\d\d", "", "\n".join(words))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
