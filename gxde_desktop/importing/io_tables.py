"""Input-output tables on a sheet: where they stand, what their rows and columns are.

The rows are found by the headings of value added, the columns by the sectors' names that
rows and columns share. A sheet may hold several panels: each run of rows (up to total input)
is tried with each run of columns (up to gross output), and only a square one is a table.
"""

from __future__ import annotations

from dataclasses import dataclass

from gxde_desktop.importing.grid import Area, Grid
from gxde_desktop.importing.io_labels import (
    Line,
    code_text,
    is_heading,
    is_sector_subtotal,
    row_role,
    settle,
    standard_codes,
)
from gxde_desktop.importing.io_panel import (
    Panel,
    note_lines,
    number_of,
    read_blocks,
)
from gxde_desktop.importing.labels import is_note, key, squeeze
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.wording import msg
from models.messages import Message

_ANCHORS = {"VA001", "VA002", "VA003", "VA004", "TVA", "TII"}


@dataclass(slots=True)
class Frame:
    """The parts of a sheet from which panels are made."""

    panels: list[Panel]
    unused: list[tuple[Area, Message]]
    reason: Message | None = None


def find_panels(grid: Grid) -> Frame | None:
    """All square tables of a sheet; None when nothing on it looks like an input-output table."""
    name_column = _name_column(grid)
    if name_column is None:
        return None
    labels = {r: _row_label(grid, r, name_column) for r in range(grid.n_rows)}
    names = {key(label) for label in labels.values() if label and row_role(label) is None}
    frame = Frame([], [])
    headers = _header_rows(grid, name_column, names)
    if not headers:
        frame.reason = msg("io.no_header")
        return frame
    for place, header in enumerate(headers):
        last = headers[place + 1] - 1 if place + 1 < len(headers) else grid.n_rows - 1
        _panels_below(grid, name_column, labels, header, last, frame)
    if not frame.panels and frame.reason is None:
        frame.reason = msg("io.not_square")
    return frame


def looks_transposed(grid: Grid) -> bool:
    """The headings of value added stand across instead of down."""
    return any(
        len({row_role(cell) for cell in row if isinstance(cell, str)} & _ANCHORS) >= 4
        for row in grid.rows[:60]
    )


def _name_column(grid: Grid) -> int | None:
    best: tuple[int, int] = (3, 0)  # three different headings of value added at least
    chosen = None
    for column in range(min(grid.n_cols, 30)):
        hits = [
            role
            for row in range(grid.n_rows)
            if isinstance(cell := grid.rows[row][column], str) and (role := row_role(cell))
        ]
        score = (len(set(hits) & _ANCHORS), len(hits))
        if score > best:
            best, chosen = score, column
    return chosen


def _row_label(grid: Grid, row: int, name_column: int) -> str:
    """The heading of a row: in the name column, else the nearest one left of it."""
    for column in range(name_column, -1, -1):
        cell = grid.rows[row][column]
        if isinstance(cell, str):
            return squeeze(cell)
    return ""


def _header_rows(grid: Grid, name_column: int, names: set[str]) -> list[int]:
    """Rows that print at least two of the row sectors' names across."""
    counts = {}
    for row in range(grid.n_rows):
        hits = sum(
            isinstance(cell, str) and key(cell) in names
            for cell in grid.rows[row][name_column + 1 :]
        )
        if hits >= 2:
            counts[row] = hits
    most = max(counts.values(), default=0)
    return [row for row, hits in counts.items() if hits >= max(2, 0.3 * most)]


def _panels_below(
    grid: Grid, name_column: int, labels: dict[int, str], header: int, last: int, frame: Frame
) -> None:
    across = {key(c) for c in grid.rows[header][name_column + 1 :] if isinstance(c, str)}
    first = next((r for r in range(header + 1, last + 1) if key(labels[r]) in across), None)
    if first is None:
        return
    top = _band_top(grid, name_column, header)
    columns, code_row = _column_lines(grid, name_column, top, header, first)
    runs = _row_runs(grid, labels, first, last, across)
    row_names = {key(line.label) for run in runs for line in run if line.role is None}
    segments = _column_segments(columns, row_names)
    if not segments:
        frame.reason = msg("io.no_header")
        return
    code_column = _code_column(grid, name_column, segments[0][0].at, runs)
    for run in runs:
        rows = settle([_coded(grid, line, code_column) for line in run], "rows")
        for segment in segments:
            _try_panel(
                grid, frame, rows, segment, name_column, code_column, (top, first - 1), code_row
            )


def _coded(grid: Grid, line: Line, code_column: int | None) -> Line:
    code = None if code_column is None else code_text(grid.at(line.at, code_column))
    return Line(line.at, line.label, line.path, code)


def _band_top(grid: Grid, name_column: int, header: int) -> int:
    """First row of the heading: upwards while something stands over the columns."""
    top = header
    while top > 0 and header - top < 6:
        above = [cell for cell in grid.rows[top - 1][name_column + 1 :] if isinstance(cell, str)]
        framed = any(isinstance(c, str) and is_heading(c) for c in grid.rows[top - 1])
        if not framed and (not above or len(above) < 2):
            break
        top -= 1
    return top


def _column_lines(
    grid: Grid, name_column: int, top: int, header: int, first: int
) -> tuple[list[Line], int | None]:
    """Headings of all columns, and the row that prints their codes."""
    code_row, most = None, 1
    for row in range(header + 1, first):
        cells = grid.rows[row][name_column + 1 :]
        hits = sum(code_text(cell) is not None for cell in cells)
        if hits > most:
            code_row, most = row, hits
    lines = []
    for column in range(name_column + 1, grid.n_cols):
        path: list[str] = []
        label = ""
        for row in range(top, first):
            if row == code_row:
                continue
            own = grid.rows[row][column]
            shown = grid.shown(row, column)
            if isinstance(own, str):
                if label:
                    path.append(label)
                label = squeeze(own)
            elif isinstance(shown, str) and grid.anchor(row, column)[1] != column:
                if label:
                    path.append(label)
                path.append(squeeze(shown))
                label = ""
        code = None if code_row is None else code_text(grid.at(code_row, column))
        lines.append(Line(column, label, tuple(path), code))
    return lines, code_row


def _row_runs(
    grid: Grid, labels: dict[int, str], first: int, last: int, across: set[str]
) -> list[list[Line]]:
    """Runs of rows, each from a first sector to total input."""
    runs: list[list[Line]] = []
    run: list[Line] = []
    complete = False
    for row in range(first, last + 1):
        label = labels[row]
        if not label or is_note(label):
            continue
        role = row_role(label)
        if not run and key(label) not in across:
            continue
        if complete and role != "TI":
            runs.append(run)
            run, complete = [], False
            if key(label) not in across:
                continue
        run.append(Line(row, label, role=role))
        if role == "TI":
            runs.append(run)
            run, complete = [], False
        elif role == "TVA":
            complete = True
    if run:
        runs.append(run)
    return [run for run in runs if any(line.role in _ANCHORS for line in run)]


def _column_segments(columns: list[Line], row_names: set[str]) -> list[list[Line]]:
    """Runs of columns, each from a first sector to gross output."""
    segments: list[list[Line]] = []
    current: list[Line] = []
    seen: set[str] = set()
    for line in columns:
        name = key(line.label)
        if not current and name not in row_names:
            continue
        repeated = name in seen and name in row_names
        if current and (repeated or not (line.label or line.code)):
            segments.append(current)
            current, seen = [], set()
            if not repeated:
                continue
        current.append(line)
        seen.add(name)
        if settle([line], "columns")[0].role == "GO":
            segments.append(current)
            current, seen = [], set()
    if current:
        segments.append(current)
    return [settle(segment, "columns") for segment in segments if len(segment) >= 2]


def _code_column(
    grid: Grid, name_column: int, first_column: int, runs: list[list[Line]]
) -> int | None:
    best, chosen = 0, None
    for column in (*range(name_column + 1, first_column), *range(name_column)):
        codes = [code_text(grid.at(line.at, column)) for run in runs for line in run]
        known = sum(code in standard_codes() for code in codes if code)
        score = 3 * known + sum(code is not None for code in codes)
        if score > best and sum(code is not None for code in codes) >= 2:
            best, chosen = score, column
    return chosen


def _try_panel(
    grid: Grid,
    frame: Frame,
    rows: list[Line],
    columns: list[Line],
    name_column: int,
    code_column: int | None,
    header: tuple[int, int],
    code_row: int | None,
) -> None:
    sector_rows, sector_columns = _sectors(rows), _sectors(columns)
    area = (rows[0].at, columns[0].at, rows[-1].at, columns[-1].at)
    values = _count_numbers(grid, area)
    if not values:
        return
    pairs = _pair(sector_rows, sector_columns)
    if pairs is None:
        duplicates = len({key(line.label) for line in sector_rows}) < len(sector_rows)
        reason = (
            msg("io.doubled_sectors", rows=len(sector_rows))
            if duplicates
            else _not_square(sector_rows, sector_columns)
        )
        frame.unused.append((area, reason))
        frame.reason = frame.reason or reason
        return
    roles = {line.role for line in columns}
    if "GO" not in roles or not roles & {"FU201", "GCF", "TFU", "FU101", "THC", "EX", "FU302"}:
        frame.unused.append((area, msg("io.one_quadrant")))
        return
    panel = Panel(
        name_column, code_column, header, code_row, rows, columns,
        [row for row, _ in pairs], [column for _, column in pairs],
    )  # fmt: skip
    note_lines(panel, sector_rows, sector_columns)
    read_blocks(grid, panel)
    frame.panels.append(panel)


def _not_square(rows: list[Line], columns: list[Line]) -> Message:
    """Why rows and columns make no square, with the first names that stand on one side only."""
    across = {key(line.label) for line in columns}
    down = {key(line.label) for line in rows}
    alone = [line.label for line in rows if key(line.label) not in across]
    alone += [line.label for line in columns if key(line.label) not in down]
    return msg("io.rectangle", rows=len(rows), columns=len(columns), names=tuple(alone[:3]))


def _count_numbers(grid: Grid, area: Area) -> int:
    return sum(
        read_cell(cell).kind == "number"
        for row in grid.rows[area[0] : min(area[2], area[0] + 5) + 1]
        for cell in row[area[1] : area[3] + 1]
    )


def _sectors(lines: list[Line]) -> list[Line]:
    """Sectors stand before the first line with a role."""
    found = []
    for line in lines:
        if line.role is not None:
            break
        if (line.label or line.code) and not is_sector_subtotal(line.label):
            found.append(line)
    return found


def _pair(rows: list[Line], columns: list[Line]) -> list[tuple[Line, Line]] | None:
    """Row and column of each sector, by name; None when they do not make a square.

    Where one name is spelt differently, the same code at the same place decides.
    """
    if len(rows) != len(columns) or len(rows) < 2:
        return None
    if len({key(line.label) for line in rows}) < len(rows):
        return None
    by_name = {key(line.label): line for line in columns}
    pairs = []
    for place, row in enumerate(rows):
        column = by_name.get(key(row.label))
        if column is None:
            column = columns[place]
            same_code = number_of(row.code) is not None and (
                number_of(row.code) == number_of(column.code)
            )
            if not same_code or key(column.label) in {key(r.label) for r in rows}:
                return None
        pairs.append((row, column))
    return pairs if len({column.at for _, column in pairs}) == len(pairs) else None
