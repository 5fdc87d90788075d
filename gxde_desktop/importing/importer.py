"""Entry points of the importer: a file -> what was found in it, what is asked, what is wrong.

Everything here runs in a worker process; results are frozen and can be pickled. A file's
content decides, never its name: the name only suggests answers to a question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from gxde_desktop.importing.answers import Evidence, unmatched
from gxde_desktop.importing.bytes_format import format_and_parts
from gxde_desktop.importing.fingerprint import layout_of
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.limits import LONGEST, is_long
from gxde_desktop.importing.long_sheets import holds_series
from gxde_desktop.importing.memory import Memory
from gxde_desktop.importing.reader import grids_of, read_bytes
from gxde_desktop.importing.report import to_json
from gxde_desktop.importing.results import (
    Answer,
    FileReport,
    FoundTable,
    Layout,
    Painted,
    Problem,
    Question,
    RawTable,
)
from gxde_desktop.importing.settling import problem_of
from gxde_desktop.importing.sheet_tables import Sheet, titles_of, unknown_table
from gxde_desktop.importing.units import find_unit
from gxde_desktop.importing.wording import ImportCancelled, ImportRefused, msg
from models.sources import SourceTable

__all__ = [
    "Answer", "FileReport", "FoundTable", "ImportCancelled", "Painted", "Problem", "Question",
    "RawTable", "inspect_file", "read_grids", "to_json", "unmatched",
]  # fmt: skip

Progress = Callable[[float, str], None]


def read_grids(path: Path) -> list[Grid]:
    """The sheets of a file as they are; raises ImportRefused for what cannot be read."""
    try:
        data = read_bytes(Path(path))
        kind, parts = format_and_parts(data)
        return list(grids_of(data, kind, parts=parts))
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
        kind, parts = format_and_parts(data)
        grids = grids_of(data, kind, cancelled, parts)
    except ImportRefused as refusal:
        return _refused(file, data, kind, refusal)
    digest = hashlib.sha256(data).hexdigest()
    titles = tuple(text for grid in grids for text in titles_of(grid))
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
            problems.append(problem_of("info", msg("sheet.empty"), grid.sheet, None, file))
            continue
        if is_long(grid.n_rows, grid.n_cols) and not holds_series(grid):
            why = msg("sheet.too_long", rows=grid.n_rows, columns=grid.n_cols, limit=LONGEST)
            tables.append(unknown_table(grid, SourceTable(file, digest, grid.sheet), why))
            continue
        layout = layout_of(grid, path.stem)
        layouts.append(layout)
        given: tuple[Answer, ...] = tuple(answers)
        if remembered is not None:
            known, lost = remembered.answers_for(layout, file, path.stem)
            given += known
            problems += [problem_of("info", why, grid.sheet, None, file) for why in lost]
        sheet = Sheet(grid, SourceTable(file, digest, grid.sheet), given, evidence, path.stem)
        tables += [replace(t, layout_fingerprint=layout.fingerprint) for t in sheet.tables()]
        if grid.hidden:
            problems.append(problem_of("info", msg("sheet.hidden"), grid.sheet, None, file))
    if progress is not None:
        progress(1.0, file)
    if not grids:
        problems.append(problem_of("error", msg("no_sheets"), None, None, file))
    return FileReport(file, digest, kind, tuple(tables), tuple(problems), not grids, tuple(layouts))


def _refused(file: str, data: bytes, kind: str | None, refusal: ImportRefused) -> FileReport:
    refusal.file = file
    sheet, cell = refusal.facts.get("sheet"), refusal.facts.get("cell")
    problem = Problem("error", refusal.code, refusal.message, sheet, cell, file)
    digest = hashlib.sha256(data).hexdigest() if data else ""
    return FileReport(file, digest, kind, (), (problem,), refused=True)
