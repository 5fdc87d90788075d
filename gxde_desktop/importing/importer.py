"""Entry points of the importer: a file -> what was found in it, what is asked, what is wrong.

Everything here runs in a worker process; results are frozen and can be pickled. A file's
content decides, never its name: the name only suggests answers to a question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from pathlib import Path

from gxde_desktop.importing.annual_series import find_series
from gxde_desktop.importing.answers import Answers, Evidence, unmatched
from gxde_desktop.importing.build_io import build_io_table, with_rest
from gxde_desktop.importing.build_series import build_series_table
from gxde_desktop.importing.bytes_format import format_of
from gxde_desktop.importing.correcting import (
    impossible,
    masked,
    overlap,
    reader,
    unused_of,
    within,
)
from gxde_desktop.importing.corrections import NO_CORRECTIONS, Corrections, area_of
from gxde_desktop.importing.fingerprint import layout_of
from gxde_desktop.importing.grid import Area, Grid
from gxde_desktop.importing.io_kinds import other_kind, product_by_industry
from gxde_desktop.importing.io_labels import row_role
from gxde_desktop.importing.io_panel import area_text
from gxde_desktop.importing.io_quadrants import quadrant_alone
from gxde_desktop.importing.io_tables import Frame, find_panels
from gxde_desktop.importing.labels import has_han, squeeze
from gxde_desktop.importing.limits import LONGEST, is_long
from gxde_desktop.importing.long_sheets import holds_series
from gxde_desktop.importing.memory import Memory
from gxde_desktop.importing.reader import grids_of, read_bytes
from gxde_desktop.importing.report import to_json
from gxde_desktop.importing.results import (
    OVERRULE,
    Answer,
    FileReport,
    FoundTable,
    Layout,
    Painted,
    Problem,
    Question,
    RawTable,
    is_confirmed,
)
from gxde_desktop.importing.units import find_unit
from gxde_desktop.importing.wording import ImportCancelled, ImportRefused, msg
from gxde_desktop.importing.years import year_in
from models.messages import Message
from models.sources import SourceTable, address

__all__ = [
    "Answer", "FileReport", "FoundTable", "ImportCancelled", "Painted", "Problem", "Question",
    "RawTable", "inspect_file", "read_grids", "to_json", "unmatched",
]  # fmt: skip

Progress = Callable[[float, str], None]


def read_grids(path: Path) -> list[Grid]:
    """The sheets of a file as they are; raises ImportRefused for what cannot be read."""
    try:
        data = read_bytes(Path(path))
        return list(grids_of(data, format_of(data)))
    except ImportRefused as refusal:
        refusal.file = Path(path).name
        raise


def inspect_file(
    path: Path,
    answers: Sequence[Answer] = (),
    *,
    remembered: Memory | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FileReport:
    """All tables of a file, recognised, checked and completed by a person's answers.

    remembered: what was answered for earlier files of the same layout; it counts where
    neither the file nor `answers` says anything, and stands in `FoundTable.remembered`.
    progress: called with a share from 0 to 1 and the sheet at work. cancelled: asked between
    sheets; raises ImportCancelled. A file that cannot be read gives a refused report, never an
    exception.
    """
    path = Path(path)
    file = path.name
    data, kind = b"", None
    try:
        data = read_bytes(path)
        kind = format_of(data)
        grids = grids_of(data, kind, cancelled)
    except ImportRefused as refusal:
        return _refused(file, data, kind, refusal)
    digest = hashlib.sha256(data).hexdigest()
    titles = tuple(text for grid in grids for text in _titles(grid))
    found = [find_unit(list(g.texts(0, 8)), g.sheet) for g in grids]
    units = tuple(unit.value for unit in found if unit is not None)
    evidence = Evidence(path.stem, titles, units)
    tables: list[FoundTable] = []
    problems: list[Problem] = []
    layouts: list[Layout] = []
    for place, grid in enumerate(grids):
        if cancelled is not None and cancelled():
            raise ImportCancelled
        if progress is not None:
            progress(place / len(grids), grid.sheet)
        if not any(cell is not None for row in grid.rows for cell in row):
            problems.append(_problem("info", msg("sheet.empty"), grid.sheet, None, file))
            continue
        if is_long(grid.n_rows, grid.n_cols) and not holds_series(grid):
            why = msg("sheet.too_long", rows=grid.n_rows, columns=grid.n_cols, limit=LONGEST)
            tables.append(_unknown(grid, SourceTable(file, digest, grid.sheet), why))
            continue
        layout = layout_of(grid, path.stem)
        layouts.append(layout)
        given: tuple[Answer, ...] = tuple(answers)
        if remembered is not None:
            known, lost = remembered.answers_for(layout, file, path.stem)
            given += known
            problems += [_problem("info", why, grid.sheet, None, file) for why in lost]
        sheet = _Sheet(grid, SourceTable(file, digest, grid.sheet), given, evidence, path.stem)
        tables += [replace(t, layout_fingerprint=layout.fingerprint) for t in sheet.tables()]
        if grid.hidden:
            problems.append(_problem("info", msg("sheet.hidden"), grid.sheet, None, file))
    if progress is not None:
        progress(1.0, file)
    if not grids:
        problems.append(_problem("error", msg("no_sheets"), None, None, file))
    return FileReport(file, digest, kind, tuple(tables), tuple(problems), not grids, tuple(layouts))


def _refused(file: str, data: bytes, kind: str | None, refusal: ImportRefused) -> FileReport:
    refusal.file = file
    sheet, cell = refusal.facts.get("sheet"), refusal.facts.get("cell")
    problem = Problem("error", refusal.code, refusal.message, sheet, cell, file)
    digest = hashlib.sha256(data).hexdigest() if data else ""
    return FileReport(file, digest, kind, (), (problem,), refused=True)


def _problem(
    severity: str, message: Message, sheet: str | None, cell: str | None, file: str
) -> Problem:
    return Problem(severity, message.code.removeprefix("importing."), message, sheet, cell, file)


def _titles(grid: Grid) -> list[str]:
    """Lines at the top of a sheet that may name its region and year."""
    return [t for _, _, t in grid.texts(0, 4) if has_han(t) and len(t) <= 120] + [grid.sheet]


class _Sheet:
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
            more = [_problem("error", why, self._grid.sheet, None, self._source.file)
                    for why in wrong]  # fmt: skip
            return [_with_problems(tables[0], more), *tables[1:]]
        grid = masked(self._grid, corrections.unused)
        try:
            tables = self._recognised(grid, corrections, area)
        except Exception:  # whatever a place that a person chose leads to is theirs to know
            tables = [_unknown(grid, self._source, msg("correction.nothing", given=_told(answers)))]
        fields = tuple(
            f.name for f in fields_of(corrections) if getattr(corrections, f.name) not in (None, ())
        )
        if all(table.kind == "unknown" for table in tables) and corrections.kind != "unknown":
            reason = msg("correction.nothing", given=_told(answers))
            tables[0] = _with_problems(
                tables[0], [_problem("error", reason, grid.sheet, None, self._source.file)]
            )
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
            return [_unknown(grid, source, msg("correction.not_used"))]
        shape = replace(corrections, unused=())  # what is unused is gone from the grid already
        frame = None if corrections.kind == "series" else find_panels(grid, shape)
        if frame is not None and frame.panels:
            tables = []
            for panel in frame.panels:
                own = self._answers(area or area_text(panel.sheet_area))
                table = build_io_table(grid, panel, source, own, evidence, frame.panels)
                tables.append(_answered(table, own, source))
            tables[0] = with_rest(grid, tables[0], frame, source)
            return tables
        if corrections.kind is None:
            other = _other_kind(grid, source)
            if other is not None:
                return [other]
        if frame is not None or corrections.kind == "io_table":
            reason = None if frame is None else frame.reason
            return [_unknown(grid, source, reason or msg("io.not_square"), frame)]
        blocks, why = find_series(grid, shape)
        alone = quadrant_alone(blocks) if corrections.kind is None else None
        if alone is not None:
            return [_unknown(grid, source, alone)]
        tables = []
        for block in blocks:
            own = self._answers(area or area_text(block.area))
            tables.append(build_series_table(grid, block, source, own, evidence))
            tables[-1] = _answered(tables[-1], own, source)
        return tables or [_unknown(grid, source, _why_nothing(grid, why))]

    def _finished(self, table: FoundTable, area: str, corrected: Answers) -> FoundTable:
        """A table with its exact reference, and the corrections that shaped it."""
        source = self._source
        reference = f"{source.file}!{source.sheet}" + (f"!{area}" if area else "")
        shaping = [answer for answer in corrected.used if answer not in table.answered]
        table = replace(table, reference=reference, answered=(*table.answered, *shaping))
        return _with_problems(table, _answer_problems(corrected, source))


def _meets(found: Area | None, wanted: Area) -> bool:
    return found is not None and overlap(found, wanted)


def _told(answers: Answers) -> tuple[str, ...]:
    return tuple(f"{each.field}={each.value}" for each in answers.used)


def _answered(table: FoundTable, answers: Answers, source: SourceTable) -> FoundTable:
    """A built table with what became of the answers, and findings that were confirmed."""
    confirmed = answers.confirmed()
    problems = tuple(
        replace(each, severity="info", message=msg("confirmed", what=each.message))
        if each.severity in ("error", "warning") and is_confirmed(each, confirmed)
        else each
        for each in table.problems
    )
    changed = problems != table.problems
    open_ones = [each for each in problems if each.severity in ("error", "warning")]
    settled = changed and table.status == "needs_review" and not table.questions and not open_ones
    table = replace(
        table,
        problems=problems,
        status="ready" if settled else table.status,
        answered=tuple(answers.used),
        overruled=tuple(answers.overruled),
    )
    return _with_problems(table, _answer_problems(answers, source))


def _with_problems(table: FoundTable, more: Sequence[Problem]) -> FoundTable:
    new = [each for each in more if each not in table.problems]
    if not new:
        return table
    review = table.status == "ready" and any(each.severity == "error" for each in new)
    return replace(
        table,
        problems=(*table.problems, *new),
        status="needs_review" if review else table.status,
    )


def _why_nothing(grid: Grid, reason: Message | None) -> Message:
    """The most precise reason why a sheet gave no table."""
    if reason is None or reason.code == "importing.series.no_years":
        year = next((y for text in _titles(grid) if (y := year_in(text))), None)
        return msg("series.no_years") if year is None else msg("series.one_year", year=year)
    return reason


def _answer_problems(answers: Answers, source: SourceTable) -> list[Problem]:
    """What a person should know of the answers: not valid, against the file, before it."""
    sheet, file = answers.sheet, source.file

    def field(name: str) -> Message:
        return msg(f"field.{name.removesuffix(OVERRULE)}")

    return [
        _problem("warning", msg("answer.against", field=field(answer.field),
                                given=answer.value, said=said), sheet, None, file)
        for answer, said in answers.against
    ] + [
        _problem("error", msg("answer.invalid", field=field(answer.field),
                              given=answer.value), sheet, None, file)
        for answer in answers.invalid
    ] + [
        _problem("info", msg("answer.overruled", field=field(gone.field), used=gone.used,
                             said=gone.said), sheet, None, file)
        for gone in answers.overruled
    ] + [
        _problem("info", msg("remembered.applied", field=field(answer.field),
                             value=answer.value, origin=answer.remembered), sheet, None, file)
        for answer in answers.used
        if answer.remembered and answer not in answers.invalid
    ]  # fmt: skip


def _other_kind(grid: Grid, source: SourceTable) -> FoundTable | None:
    """A coefficient, make, use or other table that belongs to input-output work."""
    found = other_kind(list(grid.texts(0, 5)), grid.sheet)
    if found is not None:
        kind, row, column = found
        return _unknown(grid, source, msg(f"kind.{kind}"), cell=address(row, column))
    corner = product_by_industry(grid)
    if corner is not None:
        rows = [row_role(text) for _, _, text in grid.texts()]
        kind = "use" if "VA001" in rows else "make"
        return _unknown(grid, source, msg(f"kind.{kind}"), cell=address(*corner))
    return None


def _unknown(
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
    other = reason.code.startswith("importing.kind.")
    return FoundTable(
        id=f"{source.sha256[:12]}:{source.sheet}:{whole}",
        sheet=grid.sheet,
        kind="unknown",
        status="refused",
        title=title,
        problems=(_problem("info" if other else "warning", reason, grid.sheet, cell, source.file),),
        unused=tuple(unused),
    )
