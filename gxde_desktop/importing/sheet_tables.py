"""One sheet -> its tables, recognised as they stand or as a person corrected them."""

from __future__ import annotations

import re
from dataclasses import fields as fields_of
from dataclasses import replace

from gxde_desktop.importing.annual_series import find_series
from gxde_desktop.importing.answers import Answers, Evidence
from gxde_desktop.importing.build_io import build_io_table, with_rest
from gxde_desktop.importing.build_series import build_series_table
from gxde_desktop.importing.correcting import (
    impossible,
    masked,
    overlap,
    reader,
    unused_of,
    with_meant_years,
    within,
)
from gxde_desktop.importing.corrections import NO_CORRECTIONS, Corrections, area_of
from gxde_desktop.importing.grid import Area, Grid, is_number
from gxde_desktop.importing.io_kinds import other_kind, product_by_industry
from gxde_desktop.importing.io_labels import row_role
from gxde_desktop.importing.io_panel import area_text
from gxde_desktop.importing.io_quadrants import quadrant_alone
from gxde_desktop.importing.io_tables import Frame, find_panels
from gxde_desktop.importing.labels import has_han, squeeze
from gxde_desktop.importing.results import Answer, FoundTable, Painted
from gxde_desktop.importing.settling import answer_problems, problem_of, with_answers, with_problems
from gxde_desktop.importing.wording import msg
from gxde_desktop.importing.years import year_in
from models.messages import Message
from models.sources import SourceTable, address


def titles_of(grid: Grid) -> list[str]:
    """Lines at the top of a sheet that may name its region and year."""
    return [t for _, _, t in grid.texts(0, 4) if has_han(t) and len(t) <= 120] + [grid.sheet]


class Sheet:
    """One sheet, recognised as it is or as a person corrected it."""

    def __init__(
        self,
        grid: Grid,
        source: SourceTable,
        given: tuple[Answer, ...],
        evidence: Evidence,
        stem: str,
    ) -> None:
        self._grid, self._source, self._evidence = grid, source, evidence
        self._given = given
        self._read = reader(grid, stem)
        prefix = f"{source.file}!{source.sheet}!"
        self._ranges = {a.table[len(prefix) :] for a in given if a.table.startswith(prefix)}

    def tables(self) -> list[FoundTable]:
        """The tables of the sheet; a sheet with none is named with the reason."""
        whole = self._answers("")
        corrections, used = whole.corrections()
        found = self._corrected(corrections, whole, "")
        several = len(found) > 1
        done: list[FoundTable] = []
        for table in found:
            area = self._area(table)
            own = self._answers(area)
            own_corrections, own_used = own.corrections()
            if area in self._ranges and len(own_used) > len(used):
                done += self._again(table, area, own_corrections, own)
            else:
                done.append(self._finished(table, area if several else "", whole))
        return done

    def _answers(self, area: str) -> Answers:
        return Answers(self._given, self._source.file, self._source.sheet, area, self._read)

    def _area(self, table: FoundTable) -> str:
        return table.id[len(f"{self._source.sha256[:12]}:{self._source.sheet}:") :]

    def _again(
        self, table: FoundTable, area: str, corrections: Corrections, answers: Answers
    ) -> list[FoundTable]:
        """One table of several, with its own corrections: what is found in its place."""
        wanted = corrections.area or area_of(area)
        found = [
            each
            for each in self._corrected(corrections, answers, area)
            if wanted is None or _meets(area_of(self._area(each)), wanted)
        ]
        return [self._finished(each, area, answers) for each in found[:1] or [table]]

    def _corrected(self, corrections: Corrections, answers: Answers, area: str) -> list[FoundTable]:
        """The tables under corrections; where they cannot be, a table that says why."""
        if corrections == NO_CORRECTIONS:
            return self._recognised(self._grid, corrections, area)
        wrong = impossible(self._grid, corrections)
        if wrong:
            tables = self._recognised(self._grid, NO_CORRECTIONS, area)
            more = [problem_of("error", why, self._grid.sheet, None, self._source.file)
                    for why in wrong]  # fmt: skip
            return [with_problems(tables[0], more), *tables[1:]]
        grid, gone = with_meant_years(masked(self._grid, corrections.unused), corrections.years)
        try:
            tables = self._recognised(grid, corrections, area)
        except Exception:  # whatever a place that a person chose leads to is theirs to know
            tables = [
                unknown_table(grid, self._source, msg("correction.nothing", given=_told(answers)))
            ]
        fields = tuple(
            f.name for f in fields_of(corrections) if getattr(corrections, f.name) not in (None, ())
        )
        if all(table.kind == "unknown" for table in tables) and corrections.kind != "unknown":
            reason = msg("correction.nothing", given=_told(answers))
            tables[0] = with_problems(
                tables[0], [problem_of("error", reason, grid.sheet, None, self._source.file)]
            )
        if gone:
            info = [problem_of("info", each, grid.sheet, None, self._source.file) for each in gone]
            tables[0] = with_problems(tables[0], info)
        tables[0] = replace(
            tables[0],
            unused=(*tables[0].unused, *unused_of(self._grid, corrections.unused)),
            recognition=(
                *tables[0].recognition,
                *(Painted("unused", *within(grid, each)) for each in corrections.unused),
            ),
        )
        return [replace(table, corrected=fields) for table in tables]

    def _recognised(self, grid: Grid, corrections: Corrections, area: str) -> list[FoundTable]:
        """The tables of a grid, built with the answers that reach each."""
        source, evidence = self._source, self._evidence
        if corrections.kind == "unknown":
            return [unknown_table(grid, source, msg("correction.not_used"))]
        # What is unused is gone from the grid already, and years are what they mean.
        shape = replace(corrections, unused=(), years=())
        frame = None if corrections.kind == "series" else find_panels(grid, shape)
        if frame is not None and frame.panels:
            tables = []
            for panel in frame.panels:
                own = self._answers(area or area_text(panel.sheet_area))
                table = build_io_table(grid, panel, source, own, evidence, frame.panels)
                tables.append(with_answers(table, own, source))
            tables[0] = with_rest(grid, tables[0], frame, source)
            return tables
        if corrections.kind is None:
            other = _other_kind(grid, source)
            if other is not None:
                return [other]
        if frame is not None or corrections.kind == "io_table":
            reason = None if frame is None else frame.reason
            return [unknown_table(grid, source, reason or msg("io.not_square"), frame)]
        blocks, why = find_series(grid, shape)
        alone = quadrant_alone(blocks) if corrections.kind is None else None
        if alone is not None:
            return [unknown_table(grid, source, alone)]
        tables = []
        for block in blocks:
            own = self._answers(area or area_text(block.area))
            tables.append(build_series_table(grid, block, source, own, evidence))
            tables[-1] = with_answers(tables[-1], own, source)
        return tables or [unknown_table(grid, source, _why_nothing(grid, why))]

    def _finished(self, table: FoundTable, area: str, corrected: Answers) -> FoundTable:
        """A table with its exact reference, and the corrections that shaped it."""
        source = self._source
        reference = f"{source.file}!{source.sheet}" + (f"!{area}" if area else "")
        shaping = [answer for answer in corrected.used if answer not in table.answered]
        table = replace(table, reference=reference, answered=(*table.answered, *shaping))
        return with_problems(table, answer_problems(corrected, source))


def _meets(found: Area | None, wanted: Area) -> bool:
    return found is not None and overlap(found, wanted)


def _told(answers: Answers) -> tuple[str, ...]:
    return tuple(f"{each.field}={each.value}" for each in answers.used)


def _why_nothing(grid: Grid, reason: Message | None) -> Message:
    """The most precise reason why a sheet gave no table."""
    commas = next(((r, c) for r, c, text in grid.texts() if _DECIMAL_COMMA.match(text)), None)
    if commas is not None and (reason is None or reason.code in _NOTHING_READ):
        text = str(grid.at(*commas)).strip()
        return msg("series.decimal_commas", cell=address(*commas), text=text)
    if reason is None or reason.code == "importing.series.no_years":
        several = next(((r, c) for r, c, text in grid.texts() if _YEARS.fullmatch(text)), None)
        if several is not None:
            return msg("series.years_in_cell", cell=address(*several))
        if not any(is_number(cell) for row in grid.rows for cell in row):
            return msg("series.only_text")
        year = next((y for text in titles_of(grid) if (y := year_in(text))), None)
        return msg("series.no_years") if year is None else msg("series.one_year", year=year)
    return reason


_DECIMAL_COMMA = re.compile(r"\s*[-+]?\d+(?:\.\d{3})*,(?:\d{1,2}|\d{4,})\s*$")
_YEARS = re.compile(r"\s*(?:19|20)\d\d年?(?:[\s、,，;；]+(?:19|20)\d\d年?)+\s*")
_NOTHING_READ = ("importing.series.no_years", "importing.series.no_values")


def _other_kind(grid: Grid, source: SourceTable) -> FoundTable | None:
    """A coefficient, make, use or other table that belongs to input-output work."""
    found = other_kind(list(grid.texts(0, 5)), grid.sheet)
    if found is not None:
        kind, row, column = found
        return unknown_table(grid, source, msg(f"kind.{kind}"), cell=address(row, column))
    corner = product_by_industry(grid)
    if corner is not None:
        rows = [row_role(text) for _, _, text in grid.texts()]
        kind = "use" if "VA001" in rows else "make"
        return unknown_table(grid, source, msg(f"kind.{kind}"), cell=address(*corner))
    return None


def unknown_table(
    grid: Grid,
    source: SourceTable,
    reason: Message,
    frame: Frame | None = None,
    cell: str | None = None,
) -> FoundTable:
    """A table that is named and not used."""
    whole = area_text((0, 0, max(grid.n_rows - 1, 0), max(grid.n_cols - 1, 0)))
    title = next((squeeze(t) for _, _, t in grid.texts(0, 4) if has_han(t)), "")
    unused = [(whole, reason)]
    if frame is not None:
        unused += [(area_text(area), why) for area, why in frame.unused]
    severity = "info" if reason.code.startswith("importing.kind.") else "warning"
    return FoundTable(
        id=f"{source.sha256[:12]}:{source.sheet}:{whole}",
        sheet=grid.sheet,
        kind="unknown",
        status="refused",
        title=title,
        problems=(problem_of(severity, reason, grid.sheet, cell, source.file),),
        unused=tuple(unused),
    )
