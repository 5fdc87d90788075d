"""Entry points of the importer: a file -> what was found in it, what is asked, what is wrong.

Everything here runs in a worker process; results are frozen and can be pickled. A file's
content decides, never its name: the name only suggests answers to a question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from gxde_desktop.importing.annual_series import find_series
from gxde_desktop.importing.answers import Answers, Evidence, evidence_of, unmatched
from gxde_desktop.importing.build_io import build_io_table, sheet_rest, with_unused
from gxde_desktop.importing.build_series import build_series_table
from gxde_desktop.importing.bytes_format import format_of
from gxde_desktop.importing.grid import Grid, is_number
from gxde_desktop.importing.io_labels import other_kind, product_by_industry, row_role
from gxde_desktop.importing.io_panel import area_text
from gxde_desktop.importing.io_tables import Frame, find_panels, looks_transposed
from gxde_desktop.importing.labels import has_han, squeeze
from gxde_desktop.importing.reader import grids_of, read_bytes
from gxde_desktop.importing.report import to_json
from gxde_desktop.importing.results import (
    Answer,
    FileReport,
    FoundTable,
    Painted,
    Problem,
    Question,
    RawTable,
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
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FileReport:
    """All tables of a file, recognised, checked and completed by a person's answers.

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
    titles = [text for grid in grids for text in _titles(grid)]
    units = [u.value for g in grids if (u := find_unit(list(g.texts(0, 8)), g.sheet))]
    evidence = evidence_of(path.stem, titles, units)
    tables: list[FoundTable] = []
    problems: list[Problem] = []
    for place, grid in enumerate(grids):
        if cancelled is not None and cancelled():
            raise ImportCancelled
        if progress is not None:
            progress(place / len(grids), grid.sheet)
        source = SourceTable(file, digest, grid.sheet)
        found, rest = _sheet(grid, source, answers, evidence)
        if grid.hidden:
            rest.append(_problem("info", msg("sheet.hidden"), grid.sheet, None, file))
        tables += found
        problems += rest
    if progress is not None:
        progress(1.0, file)
    if not grids:
        problems.append(_problem("error", msg("no_sheets"), None, None, file))
    return FileReport(file, digest, kind, tuple(tables), tuple(problems), refused=not grids)


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


def _sheet(
    grid: Grid, source: SourceTable, given: Sequence[Answer], evidence: Evidence
) -> tuple[list[FoundTable], list[Problem]]:
    """The tables of one sheet; a sheet with none is named with the reason."""
    if not any(cell is not None for row in grid.rows for cell in row):
        return [], [_problem("info", msg("sheet.empty"), grid.sheet, None, source.file)]
    answers = Answers(given, source.file, grid.sheet)
    tables: list[FoundTable] = []
    other = _other_kind(grid, source)
    if other is not None:
        return [other], []
    frame = find_panels(grid)
    if frame is not None and frame.panels:
        tables = _io_tables(grid, frame, source, answers, evidence)
    elif frame is not None:
        tables = [_unknown(grid, source, frame.reason or msg("io.not_square"), frame)]
    else:
        blocks, reason = find_series(grid)
        tables = [build_series_table(grid, block, source, answers, evidence) for block in blocks]
        if not tables:
            tables = [_unknown(grid, source, _why_nothing(grid, reason))]
    return _answer_problems(tables, answers, source), []


def _why_nothing(grid: Grid, reason: Message | None) -> Message:
    """The most precise reason why a sheet gave no table."""
    if looks_transposed(grid):
        return msg("io.transposed")
    if reason is None or reason.code == "importing.series.no_years":
        year = next((y for text in _titles(grid) if (y := year_in(text))), None)
        return msg("series.no_years") if year is None else msg("series.one_year", year=year)
    return reason


def _io_tables(
    grid: Grid, frame: Frame, source: SourceTable, answers: Answers, evidence: Evidence
) -> list[FoundTable]:
    tables = [build_io_table(grid, panel, source, answers, evidence, []) for panel in frame.panels]
    rest = [(area_text(area), reason) for area, reason in frame.unused]
    tables[0] = with_unused(tables[0], rest + sheet_rest(grid, frame.panels))
    return tables


def _answer_problems(
    tables: list[FoundTable], answers: Answers, source: SourceTable
) -> list[FoundTable]:
    """Answers that say otherwise than the file, or nothing valid, are problems of the sheet."""
    more = [
        _problem("warning", msg("answer.against", field=msg(f"field.{answer.field}"),
                                given=answer.value, said=said), answers.sheet, None, source.file)
        for answer, said in answers.against
    ] + [
        _problem("error", msg("answer.invalid", field=msg(f"field.{answer.field}"),
                              given=answer.value), answers.sheet, None, source.file)
        for answer in answers.invalid
    ]  # fmt: skip
    if more and tables:
        tables[0] = replace(tables[0], problems=(*tables[0].problems, *more))
    return tables


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
    if _all_ones(grid) and find_panels(grid) is not None:
        return _unknown(grid, source, msg("kind.direct_coefficients"))
    return None


def _all_ones(grid: Grid) -> bool:
    """Total input is 1 in every column: coefficients, not flows."""
    for row in range(grid.n_rows):
        cells = grid.rows[row]
        if any(isinstance(c, str) and row_role(c) == "TI" for c in cells):
            numbers = [float(c) for c in cells if is_number(c)]  # type: ignore[arg-type]
            return len(numbers) >= 2 and all(abs(n - 1) < 1e-6 for n in numbers)
    return False


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
        layout_fingerprint=hashlib.sha256(title.encode()).hexdigest()[:16],
    )
