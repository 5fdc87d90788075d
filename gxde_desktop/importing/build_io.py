"""A panel found on a sheet -> a table with its checks, its questions and what it leaves out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import numpy as np

from gxde_desktop.importing.answers import Answers, Evidence
from gxde_desktop.importing.grid import Area, Grid
from gxde_desktop.importing.identities import check_identities
from gxde_desktop.importing.io_labels import is_sector_subtotal, is_subtotal
from gxde_desktop.importing.io_panel import Finding, Panel, area_text
from gxde_desktop.importing.labels import is_note, squeeze
from gxde_desktop.importing.regions import region_in
from gxde_desktop.importing.results import FoundTable, Painted, Problem, Question, RawTable
from gxde_desktop.importing.units import Stated, find_unit, is_money
from gxde_desktop.importing.wording import msg
from gxde_desktop.importing.years import year_in
from models.io_table import IdentityCheck, IOTable
from models.messages import Message
from models.sources import SourceTable, address

MATERIAL = 1e-6
"""A failing identity beyond this share of gross output needs a person's word."""

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


def build_io_table(
    grid: Grid,
    panel: Panel,
    source: SourceTable,
    answers: Answers,
    evidence: Evidence,
    unused: list[tuple[Area, Message]],
) -> FoundTable:
    """The table as far as the file and the person's answers say it."""
    texts = _texts_around(grid, panel)
    title = _title(texts)
    table_id = f"{source.sha256[:12]}:{source.sheet}:{area_text(panel.area)}"
    said = {
        "year": _stated_year(texts, grid.sheet),
        "region": _stated_region(texts, grid.sheet),
        "unit": find_unit(_unit_texts(texts, panel), grid.sheet),
    }
    if said["unit"] is not None and not is_money(said["unit"].value):
        panel.findings.append(Finding("warning", msg("io.unit_not_money", unit=said["unit"].value)))
    values: dict[str, str | None] = {}
    assumed, questions = [], []
    for name in ("year", "region", "unit"):
        stated = said[name]
        values[name] = stated.value if stated else None
        given = answers.ask(name, values[name], valid=is_money if name == "unit" else None)
        if given is not None:  # the file says nothing, or a person overruled it
            values[name] = given
            assumed.append(name)
        if values[name] is None:
            questions.append(
                Question(table_id, name, msg(f"ask.io.{name}"), evidence.choices(name),
                         grid.sheet, area_text(panel.area))
            )  # fmt: skip
    raw = RawTable(
        year=int(values["year"]) if values["year"] else None,
        region=values["region"],
        unit=values["unit"],
        places={
            n: (s.place if s and n not in assumed else "answer")
            for n, s in said.items()
            if values[n]
        },
        codes=tuple(line.code or "" for line in panel.sector_rows),
        names=tuple(line.label for line in panel.sector_rows),
        totals=_totals(panel),
    )
    checks = check_identities(
        panel.blocks, [code or name for code, name in zip(raw.codes, raw.names, strict=True)]
    )
    problems, blocking = _problems(grid, panel, checks, source)
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
        title=title,
        io_table=table,
        raw=raw,
        checks=checks,
        questions=tuple(questions),
        problems=problems,
        recognition=_painted(grid, panel, said["unit"]),
        unused=(*_unused(grid, panel), *((area_text(a), why) for a, why in unused)),
        layout_fingerprint=_fingerprint(panel),
        converted=tuple(sorted(panel.converted.items())),
        assumed=tuple(assumed),
        answered=tuple(answers.used),
    )


def _texts_around(grid: Grid, panel: Panel) -> list[tuple[int, int, str]]:
    """Texts above the heading, where title, unit and year stand."""
    return [
        (row, column, text)
        for row, column, text in grid.texts(0, panel.header[0])
        if row < panel.header[0] or "单位" in text
    ]


def _unit_texts(texts: list[tuple[int, int, str]], panel: Panel) -> list[tuple[int, int, str]]:
    """Over a sheet with panels side by side, the unit over this one comes first."""
    first, last = panel.area[1], panel.area[3]
    over = [t for t in texts if first - 1 <= t[1] <= last]
    return over + [t for t in texts if t not in over]


def _title(texts: list[tuple[int, int, str]]) -> str:
    return next(
        (squeeze(t) for _, _, t in texts if "表" in t and not is_note(t)),
        next((squeeze(t) for _, _, t in texts if t.strip()), ""),
    )


def _stated_year(texts: list[tuple[int, int, str]], sheet: str) -> Stated | None:
    for row, column, text in texts:
        year = year_in(text)
        if year:
            return Stated(str(year), address(row, column))
    year = year_in(sheet)
    return Stated(str(year), "sheet") if year else None


def _stated_region(texts: list[tuple[int, int, str]], sheet: str) -> Stated | None:
    for row, column, text in texts:
        region = region_in(text)
        if region:
            return Stated(region, address(row, column))
    region = region_in(sheet)
    return Stated(region, "sheet") if region else None


def _totals(panel: Panel) -> dict[str, float | None]:
    totals: dict[str, float | None] = {}
    for name, code in TOTALS.items():
        block = panel.blocks.get(code)
        known = block is not None and bool(np.isfinite(block.values).any())
        totals[name] = float(np.nansum(block.values)) if known and block is not None else None
    return totals


def _problems(
    grid: Grid, panel: Panel, checks: tuple[IdentityCheck, ...], source: SourceTable
) -> tuple[tuple[Problem, ...], bool]:
    """All findings of a table, and whether one of them needs a person."""
    found: list[Problem] = []

    def add(severity: str, message: Message, cell: str | None) -> None:
        code = message.code.removeprefix("importing.")
        found.append(Problem(severity, code, message, grid.sheet, cell, source.file))

    blocking = False
    for finding in panel.findings:
        cell = None if finding.row is None else address(finding.row, finding.column or 0)
        add(finding.severity, finding.message, cell)
        blocking |= finding.severity == "error"
    scale = panel.blocks["GO"].values if "GO" in panel.blocks else np.array([1.0])
    for check in checks:
        for sector, difference, cell in check.failing:
            index = next(
                (i for i, line in enumerate(panel.sector_rows)
                 if (line.code or line.label) == sector), 0
            )  # fmt: skip
            output = abs(float(scale[index])) if index < scale.size else 0.0
            material = abs(difference) > MATERIAL * output
            blocking |= material
            add(
                "warning",
                msg("io.identity", check=msg(f"check.{check.name}"), sector=sector,
                    name=panel.sector_rows[index].label, amount=_amount(difference)),
                cell,
            )  # fmt: skip
    area = panel.area
    for row, column in grid.errors:
        if area[0] <= row <= area[2] and area[1] <= column <= area[3]:
            add("error", msg("error_cell"), address(row, column))
            blocking = True
    for row, column in grid.uncached:
        if area[0] <= row <= area[2] and area[1] <= column <= area[3]:
            add("error", msg("uncached_cell"), address(row, column))
            blocking = True
            break
    if panel.blanks:
        add("info", msg("io.blanks", count=panel.blanks), area_text(area))
    for rule, count in sorted(panel.converted.items()):
        add("info", msg("converted", count=count, rule=msg(f"rule.{rule}")), area_text(area))
    return tuple(found), blocking


def _amount(value: float) -> str:
    return f"{value:.6g}"


def _painted(grid: Grid, panel: Panel, unit: Stated | None) -> tuple[Painted, ...]:
    top, bottom = panel.header
    first_row, first_col, last_row, last_col = panel.area
    painted = [
        Painted("header", top, 0, bottom, last_col),
        Painted("name", first_row, panel.name_column, last_row, panel.name_column),
        Painted("data", first_row, first_col, last_row, last_col),
    ]
    if panel.code_row is not None:
        painted.append(Painted("code", panel.code_row, first_col, panel.code_row, last_col))
    if panel.code_column is not None:
        column = panel.code_column
        painted.append(Painted("code", first_row, column, last_row, column))
    painted += [
        Painted("total", first_row, line.at, last_row, line.at)
        for line in panel.columns
        if line.role and (is_subtotal(line.role) or line.role == "GO")
    ]
    painted += [
        Painted("total", line.at, first_col, line.at, last_col)
        for line in panel.rows
        if line.role in ("TII", "TVA", "TI")
    ]
    for row in range(top):
        for column in grid.filled(row):
            place = address(row, column)
            role = "unit" if unit and unit.place == place else "title"
            painted.append(Painted(role, row, column, row, column))
    return tuple(painted)


def _unused(grid: Grid, panel: Panel) -> tuple[tuple[str, Message], ...]:
    """Rows and columns from which no figure is taken, each with its reason."""
    out: list[tuple[str, Message]] = []
    for row in range(panel.header[0]):
        cells = grid.filled(row)
        if cells:
            out.append((area_text((row, cells[0], row, cells[-1])), msg("unused.title")))
        else:
            out.append((f"{row + 1}:{row + 1}", msg("unused.blank_row")))
    used_columns = {line.at for line in panel.sector_columns}
    used_rows = {line.at for line in panel.sector_rows}
    for line in panel.columns:
        area = (panel.area[0], line.at, panel.area[2], line.at)
        if (line.role and is_subtotal(line.role)) or (
            line.role is None and is_sector_subtotal(line.label)
        ):
            out.append((area_text(area), msg("unused.subtotal", label=line.label)))
        elif line.role is None and line.at not in used_columns:
            out.append((area_text(area), msg("unused.unknown", label=line.label or "?")))
    for line in panel.rows:
        if line.role is None and line.at not in used_rows:
            area = (line.at, panel.area[1], line.at, panel.area[3])
            code = "unused.subtotal" if is_sector_subtotal(line.label) else "unused.unknown"
            out.append((area_text(area), msg(code, label=line.label or "?")))
    return tuple(out)


def sheet_rest(grid: Grid, panels: list[Panel]) -> list[tuple[str, Message]]:
    """Rows and columns beside and below all panels of a sheet."""
    rows = {r for p in panels for r in range(p.header[0], p.header[1] + 1)}
    rows |= {r for p in panels for r in range(p.area[0], p.area[2] + 1)}
    top = min(p.header[0] for p in panels)
    out = []
    for row in range(top, grid.n_rows):
        if row in rows:
            continue
        cells = grid.filled(row)
        if not cells:
            out.append((f"{row + 1}:{row + 1}", msg("unused.blank_row")))
            continue
        note = any(isinstance(grid.rows[row][c], str) and is_note(str(grid.rows[row][c]))
                   for c in cells)  # fmt: skip
        out.append(
            (area_text((row, cells[0], row, cells[-1])),
             msg("unused.note" if note else "unused.text"))
        )  # fmt: skip
    columns = {c for p in panels for c in range(p.area[1], p.area[3] + 1)}
    first = min(p.area[1] for p in panels)
    for column in range(first, grid.n_cols):
        if column in columns:
            continue
        filled = [r for r in sorted(rows) if grid.rows[r][column] is not None]
        if filled:
            out.append((area_text((filled[0], column, filled[-1], column)), msg("unused.beside")))
    return out


def _fingerprint(panel: Panel) -> str:
    """The layout: headings and where they stand, without the figures and the year."""
    words = [
        f"{panel.name_column},{panel.code_column},{panel.header},{panel.code_row}",
        *(f"r{line.at}:{line.label}" for line in panel.rows),
        *(f"c{line.at}:{line.label}" for line in panel.columns),
    ]
    text = re.sub(r"(19|20)\d\d", "", "\n".join(words))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def with_unused(table: FoundTable, more: list[tuple[str, Message]]) -> FoundTable:
    """The table with further ranges that nothing was read from."""
    return replace(table, unused=(*table.unused, *more))
