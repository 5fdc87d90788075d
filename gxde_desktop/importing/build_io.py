"""Panels found on a sheet -> tables with their checks, their questions and what they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gxde_desktop.importing.answers import Answers, Evidence
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.identities import (
    check_identities,
    final_uses,
    printed_negative,
    table_decimals,
)
from gxde_desktop.importing.io_labels import heading_unit, usual_label
from gxde_desktop.importing.io_paint import left_out, painted, sheet_rest
from gxde_desktop.importing.io_panel import Panel, area_text
from gxde_desktop.importing.io_said import (
    Said,
    region_said,
    surroundings,
    title_of,
    unit_around,
    year_said,
)
from gxde_desktop.importing.io_sums import OddSum, odd_sums
from gxde_desktop.importing.io_tables import Frame
from gxde_desktop.importing.results import FoundTable, Problem, Question, RawTable
from gxde_desktop.importing.units import is_money, money_factor
from gxde_desktop.importing.wording import msg
from models.io_table import FLOWS, IdentityCheck, IOTable
from models.messages import Message
from models.sources import SourceTable, address

MATERIAL = 1e-6
"""A failing identity beyond this share of gross output needs a person's word."""

LARGEST_OUTPUT = 1e7
"""Gross output in 亿元 that no table reaches (the nation's of 2020: 2.7 million)."""

TOTALS = {
    "gross_output": "GO",
    "intermediate_input": "TII",
    "value_added": "TVA",
    "compensation": "VA001",
    "net_taxes": "VA002",
    "depreciation": "VA003",
    "surplus": "VA004",
    "gfcf": "FU201",
    "exports": "EX",
    "imports": "IM",
}
_MADE_OF = {
    "TVA": ("VA001", "VA002", "VA003", "VA004"),
    "GCF": ("FU201", "FU202"),
}
"""Printed sums whose members the method needs one by one."""
_MOST_SUMS = 6
"""Findings on printed sums that are listed one by one; the others are counted."""


def with_rest(grid: Grid, table: FoundTable, frame: Frame, source: SourceTable) -> FoundTable:
    """The first table of a sheet with what no table of it was read from."""
    told = [area for area, _ in frame.unused]
    rest, figures = sheet_rest(grid, frame.panels, told)
    reasons = [(area_text(area), reason) for area, reason in frame.unused]
    outside = tuple(
        Problem("warning", "io.figures_outside", msg("io.figures_outside"), grid.sheet, where,
                source.file)
        for where in figures
    )  # fmt: skip
    return replace(
        table,
        unused=(*table.unused, *reasons, *rest),
        problems=(*table.problems, *outside),
    )


def build_io_table(
    grid: Grid,
    panel: Panel,
    source: SourceTable,
    answers: Answers,
    evidence: Evidence,
    panels: Sequence[Panel],
) -> FoundTable:
    """The table as far as the file and the person's answers say it. panels: all of the sheet."""
    around = surroundings(grid, panel, panels)
    place = area_text(panel.sheet_area)
    table_id = f"{source.sha256[:12]}:{source.sheet}:{place}"
    said = {
        "year": year_said(around, grid.sheet),
        "region": region_said(around, grid.sheet),
        "unit": unit_around(around, grid.sheet),
    }
    values: dict[str, str | None] = {}
    places: dict[str, str] = {}
    assumed, questions = [], []
    for name, found in said.items():
        stated = _one(panel, name, found)
        values[name] = stated
        given = answers.ask(name, stated, valid=is_money if name == "unit" else None)
        if given is not None:  # the file says nothing, or a person overruled it
            values[name] = given
            assumed.append(name)
            places[name] = "answer"
        elif found.stated is not None and stated is not None:
            places[name] = found.stated.place
        if values[name] is None:
            choices = _choices(found, evidence.choices(name))
            questions.append(
                Question(table_id, name, msg(f"ask.io.{name}"), choices, grid.sheet, place)
            )
    codes = tuple(
        row.code or column.code or ""
        for row, column in zip(panel.sector_rows, panel.sector_columns, strict=True)
    )
    raw = RawTable(
        year=int(values["year"]) if values["year"] else None,
        region=values["region"],
        unit=values["unit"],
        places=places,
        codes=codes,
        names=tuple(line.label for line in panel.sector_rows),
        totals=_totals(panel),
    )
    digits = table_decimals(panel.blocks)
    sectors = [code or name for code, name in zip(raw.codes, raw.names, strict=True)]
    checks = check_identities(panel.blocks, sectors, digits)
    _note_table(panel, raw, checks)
    problems, blocking = _problems(grid, panel, checks, odd_sums(panel, digits), source)
    table = None
    if raw.year is not None and raw.region is not None and raw.unit is not None:
        table = IOTable(
            raw.region, raw.year, raw.unit, raw.codes, raw.names, dict(panel.blocks), source,
            tuple(assumed),
        )  # fmt: skip
    return FoundTable(
        id=table_id,
        sheet=grid.sheet,
        kind="io_table",
        status="needs_review" if questions or blocking else "ready",
        title=title_of(around),
        io_table=table,
        raw=raw,
        checks=checks,
        questions=tuple(questions),
        problems=problems,
        recognition=painted(grid, panel, places.get("unit")),
        unused=left_out(panel),
        converted=tuple(sorted(panel.converted.items())),
        assumed=tuple(assumed),
        answered=tuple(answers.used),
    )


def _one(panel: Panel, name: str, found: Said) -> str | None:
    """The file's own word; None where it says nothing, or two things."""
    if found.stated is None:
        return None
    if found.against is not None:
        panel.note(
            "warning",
            msg("io.said_twice", field=msg(f"field.{name}"), first=found.stated.value,
                first_place=found.stated.place, second=found.against.value,
                second_place=found.against.place),
        )  # fmt: skip
        return None
    return found.stated.value


def _choices(found: Said, others: tuple[str, ...]) -> tuple[str, ...]:
    said = [each.value for each in (found.stated, found.against) if each is not None]
    return tuple(dict.fromkeys((*said, *others)))


def _totals(panel: Panel) -> dict[str, float | None]:
    totals: dict[str, float | None] = {}
    for name, code in TOTALS.items():
        block = panel.blocks.get(code)
        known = block is not None and bool(np.isfinite(block.values).any())
        totals[name] = float(np.nansum(block.values)) if known and block is not None else None
    return totals


def _note_table(panel: Panel, raw: RawTable, checks: Sequence[IdentityCheck]) -> None:
    """Findings on the table as a whole: its unit, its signs, what could not be checked."""
    unit = raw.unit
    if unit is not None and not is_money(unit):
        panel.note("warning", msg("io.unit_not_money", unit=unit))
    factor = money_factor(unit) if unit else None
    output = raw.totals["gross_output"]
    if factor is not None and output is not None and output * factor > LARGEST_OUTPUT:
        panel.note("error", msg("io.unit_too_large", unit=unit, total=_amount(output)))
    for line in (*panel.rows, *panel.columns):
        own = heading_unit(line.label)
        if own and unit and is_money(own) and own != unit:
            place = (line.at, panel.name_column) if line in panel.rows else (
                panel.header[1], line.at)  # fmt: skip
            panel.note("error", msg("io.unit_in_heading", label=line.label, own=own, unit=unit),
                       *place)  # fmt: skip
    for code in ("IM", "IF", "FU304"):
        if code in panel.blocks and printed_negative(panel.blocks[code]):
            panel.note("info", msg("io.printed_negative", label=panel.blocks[code].label))
    if panel.parts is not None:
        panel.note("info", msg("io.parts_added", label=panel.parts.label))
    for total, members in _MADE_OF.items():
        missing = [code for code in members if code not in panel.blocks]
        if total in panel.blocks and 0 < len(missing) < len(members):
            panel.note("warning", msg("io.members_missing", label=panel.blocks[total].label,
                                      missing=tuple(map(usual_label, missing))))  # fmt: skip
    done = {check.name for check in checks if check.status != "skipped"}
    if "column_sum_equals_intermediate_input" not in done and "row_balance" not in done:
        panel.note("error", msg("io.unchecked"))
    elif "VA001" in panel.blocks and final_uses(panel.blocks) is None:
        panel.note("info", msg("io.final_unchecked"))


def _problems(
    grid: Grid,
    panel: Panel,
    checks: tuple[IdentityCheck, ...],
    odd: list[OddSum],
    source: SourceTable,
) -> tuple[tuple[Problem, ...], bool]:
    """All findings of a table, and whether one of them needs a person."""
    found: list[Problem] = []

    def add(severity: str, message: Message, cell: str | None) -> None:
        code = message.code.removeprefix("importing.")
        found.append(Problem(severity, code, message, grid.sheet, cell, source.file))

    blocking = False
    for finding in panel.findings:
        cell = None if finding.row is None else panel.spot(finding.row, finding.column or 0)
        add(finding.severity, finding.message, cell)
        blocking |= finding.severity == "error"
    output = _output(panel)
    for check in checks:
        for sector, difference, cell in check.failing:
            index = _place_of(panel, sector)
            material = abs(difference) > MATERIAL * output[index]
            blocking |= material
            add(
                "warning",
                msg("io.identity", check=msg(f"check.{check.name}"), sector=sector,
                    name=panel.sector_rows[index].label, amount=_amount(difference)),
                cell,
            )  # fmt: skip
    for each in odd[:_MOST_SUMS]:
        name = "" if each.sector is None else panel.sector_rows[each.sector].label
        add("warning", msg("io.sum" if name else "io.margin", label=each.label, name=name,
                           amount=_amount(each.difference)), each.cell)  # fmt: skip
    if len(odd) > _MOST_SUMS:
        add("warning", msg("io.more_sums", count=len(odd) - _MOST_SUMS), None)
    # A printed sum over all sectors is used nowhere; the sectors' own figures are.
    blocking |= any(
        abs(each.difference) > MATERIAL * output[each.sector]
        for each in odd
        if each.sector is not None
    )
    box = [area for area in panel.look.view.areas(panel.area) if min(area) >= 0]
    for code, cells in (("error_cell", grid.errors), ("uncached_cell", grid.uncached)):
        for row, column in cells:
            if any(a[0] <= row <= a[2] and a[1] <= column <= a[3] for a in box):
                add("error", msg(code), address(row, column))
                blocking = True
                if code == "uncached_cell":
                    break
    where = ",".join(map(area_text, box))
    if panel.blanks:
        add("info", msg("io.blanks", count=panel.blanks), where)
    for rule, count in sorted(panel.converted.items()):
        add("info", msg("converted", count=count, rule=msg(f"rule.{rule}")), where)
    return tuple(found), blocking


def _output(panel: Panel) -> np.ndarray:
    block = panel.blocks.get("GO") or panel.blocks.get("TI")
    size = len(panel.sector_rows)
    if block is None:
        return np.abs(panel.blocks[FLOWS].values).sum(axis=0)
    return np.abs(np.nan_to_num(block.values)) if block.values.size == size else np.zeros(size)


def _place_of(panel: Panel, sector: str) -> int:
    pairs = zip(panel.sector_rows, panel.sector_columns, strict=True)
    return next(
        (i for i, (row, column) in enumerate(pairs)
         if (row.code or column.code or row.label) == sector), 0
    )  # fmt: skip


def _amount(value: float) -> str:
    return f"{value:.6g}"
