"""What was recognised where on a sheet, and everything that no figure was taken from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gxde_desktop.importing.grid import Area, Grid
from gxde_desktop.importing.io_labels import is_sector_subtotal, is_subtotal
from gxde_desktop.importing.io_panel import Panel, area_text
from gxde_desktop.importing.io_said import box_of
from gxde_desktop.importing.labels import is_note
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.results import Painted
from gxde_desktop.importing.wording import msg
from models.messages import Message
from models.sources import address

Left = tuple[str, Message]


def painted(grid: Grid, panel: Panel, unit_place: str | None) -> tuple[Painted, ...]:
    """The areas of one table on the sheet, by what they were recognised as."""
    top, bottom = panel.header
    first_row, first_col, last_row, last_col = panel.area
    areas: list[tuple[str, Area]] = [
        ("header", (top, min(panel.left, first_col), bottom, last_col)),
        ("name", (first_row, panel.name_column, last_row, panel.name_column)),
        ("data", (first_row, first_col, last_row, last_col)),
    ]
    if panel.code_row is not None:
        areas.append(("code", (panel.code_row, first_col, panel.code_row, last_col)))
    areas += [
        ("code", (first_row, column, last_row, column))
        for column in (panel.code_column, *panel.repeated)
        if column is not None
    ]
    areas += [
        ("total", (first_row, line.at, last_row, line.at))
        for line in panel.columns
        if line.role and (is_subtotal(line.role) or line.role == "GO")
    ]
    areas += [
        ("total", (line.at, first_col, line.at, last_col))
        for line in panel.rows
        if line.role in ("TII", "TVA", "TI")
    ]
    view = panel.look.view
    found = [
        Painted(role, *each) for role, area in areas for each in view.areas(area) if min(each) >= 0
    ]
    box = box_of(panel)
    for row in range(box[0]):
        for column in grid.filled(row):
            role = "unit" if unit_place == address(row, column) else "title"
            found.append(Painted(role, row, column, row, column))
    return tuple(found)


def left_out(panel: Panel) -> tuple[Left, ...]:
    """Rows and columns of a table from which no figure is taken, each with its reason."""
    parts = () if panel.parts is None else panel.parts.others
    down = {line.at for line in (*panel.sector_rows, *(each for part in parts for each in part))}
    across = {line.at for line in panel.sector_columns}
    area = panel.area
    out: list[Left] = []
    for side, lines, used, sums in (
        ("column", panel.columns, across, panel.sum_columns),
        ("row", panel.rows, down, panel.sum_rows),
    ):
        for line in lines:
            if line.at in used:
                continue
            if line.role is not None and not is_subtotal(line.role):
                continue
            known = line.role is not None or line in sums or is_sector_subtotal(line.label)
            code = "unused.subtotal" if known else "unused.unknown"
            here = (
                (area[0], line.at, area[2], line.at)
                if side == "column"
                else (line.at, area[1], line.at, area[3])
            )
            text = ",".join(area_text(each) for each in panel.look.view.areas(here))
            out.append((text, msg(code, label=line.label or "?")))
    return tuple(out)


def sheet_rest(
    grid: Grid, panels: Sequence[Panel], told: Sequence[Area]
) -> tuple[list[Left], list[str]]:
    """Rows and columns outside all tables, with reasons; and ranges with figures among them.

    told: areas that were left out with a reason of their own.
    """
    boxes = [box_of(panel) for panel in panels]
    covered = {row for box in (*boxes, *told) for row in range(box[0], box[2] + 1)}
    top = min(box[0] for box in boxes)
    out: list[Left] = []
    figures: list[str] = []
    for row in range(grid.n_rows):
        if row in covered:
            continue
        cells = grid.filled(row)
        if not cells:
            out.append((f"{row + 1}:{row + 1}", msg("unused.blank_row")))
            continue
        texts = [str(grid.rows[row][c]) for c in cells if isinstance(grid.rows[row][c], str)]
        note = any(map(is_note, texts))
        where = area_text((row, cells[0], row, cells[-1]))
        code = "unused.title" if row < top else "unused.note" if note else "unused.text"
        out.append((where, msg(code)))
        if not note and _figures(grid, [row], cells) >= 2:
            figures.append(where)
    repeated = {
        each[1]
        for panel in panels
        for column in panel.repeated
        for each in panel.look.view.areas((panel.area[0], column, panel.area[0], column))
        if not panel.look.view.turned
    }
    rows = sorted({row for box in boxes for row in range(box[0], box[2] + 1)})
    inside = {c for box in (*boxes, *told) for c in range(box[1], box[3] + 1)}
    for column in range(grid.n_cols):
        if column in inside:
            continue
        filled = [r for r in rows if grid.rows[r][column] is not None]
        if not filled:
            continue
        where = area_text((filled[0], column, filled[-1], column))
        if column in repeated:
            out.append((where, msg("unused.repeated")))
            continue
        out.append((where, msg("unused.beside")))
        if _figures(grid, filled, [column]) >= 2 and not _codes(panels, column):
            figures.append(where)
    return out, figures


def _codes(panels: Sequence[Panel], column: int) -> bool:
    return any(column in (panel.code_column, panel.name_column) for panel in panels)


def _figures(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> int:
    """How many numbers stand in some cells."""
    numbers = int(np.isfinite(grid.numbers[np.ix_(list(rows), list(columns))]).sum())
    return numbers + sum(
        read_cell(grid.rows[r][c]).kind == "number"
        for r in rows
        for c in columns
        if isinstance(grid.rows[r][c], str)
    )
