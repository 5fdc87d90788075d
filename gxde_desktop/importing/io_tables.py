"""Input-output tables on a sheet: where they stand, what their rows and columns are.

Tiles (heading band x label column) are cut into runs of rows, up to total input, and runs of
columns, up to gross output; a run of rows and one of columns whose sectors are the same make a
table. Tiles that are no table by themselves are tried together: a table pasted as several
panels repeats its labels.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gxde_desktop.importing.corrections import NO_CORRECTIONS, Corrections
from gxde_desktop.importing.grid import Area, Grid
from gxde_desktop.importing.io_codes import named_by_codes
from gxde_desktop.importing.io_join import join_tiles
from gxde_desktop.importing.io_kinds import kind_of_tile
from gxde_desktop.importing.io_labels import (
    Line,
    fold,
    is_sector_subtotal,
    role_alone,
    row_role,
    settle,
)
from gxde_desktop.importing.io_lines import Tile
from gxde_desktop.importing.io_look import MAX_COLUMNS, MAX_ROWS, Look, look_at, uprightness
from gxde_desktop.importing.io_pairs import pair_sectors
from gxde_desktop.importing.io_panel import Finding, Panel, note_lines, read_blocks
from gxde_desktop.importing.io_parts import parts_of
from gxde_desktop.importing.io_subtotals import drop_sums
from gxde_desktop.importing.io_tiles import tiles_of
from gxde_desktop.importing.io_view import View, turned
from gxde_desktop.importing.limits import MOST_WORDS
from gxde_desktop.importing.wording import msg
from models.io_table import FLOWS
from models.messages import Message

_FINAL = {"FU201", "GCF", "TFU", "FU101", "FU102", "THC", "TC", "EX", "FU302", "NX"}


@dataclass(slots=True)
class Frame:
    """What a sheet holds of input-output work.

    panels: its tables; unused: areas of the sheet that look like one and are none, each with
    the reason; reason: why there is no table at all.
    """

    panels: list[Panel] = field(default_factory=list)
    unused: list[tuple[Area, Message]] = field(default_factory=list)
    reason: Message | None = None

    def take(self, other: Frame) -> None:
        """Add what another part of the sheet holds."""
        self.panels += other.panels
        self.unused += other.unused
        self.reason = self.reason or other.reason


def find_panels(grid: Grid, corrections: Corrections = NO_CORRECTIONS) -> Frame | None:
    """All square tables of a sheet; None when nothing on it looks like an input-output table.

    corrections: what a person said of the layout; taken as given, also where it is odd.
    """
    if corrections.kind not in (None, "io_table"):
        return None
    if grid.n_rows > MAX_ROWS or grid.n_cols > MAX_COLUMNS:
        return None
    if sum(grid.words) > MOST_WORDS:
        return None
    view = View(grid)
    upright = uprightness(view)
    first = _turned_first(upright, corrections)
    frame = _frame(turned(grid) if first else view, corrections, first)
    if (frame is None or not frame.panels) and corrections.orientation is None and upright <= 0:
        other = _frame(view if first else turned(grid), corrections, not first)
        if other is not None and other.panels:
            return other
    return frame


def _turned_first(upright: int, given: Corrections) -> bool:
    if given.orientation is not None:
        return given.orientation == "down"
    return upright < 0


def _frame(view: View, corrections: Corrections, is_turned: bool) -> Frame | None:
    look = look_at(view)
    if look is None:
        return None
    given = _turned_corrections(corrections) if is_turned else corrections
    if not look.names:
        named = named_by_codes(view)
        look = look if named is None else look_at(named) or look
    anchors = max((len(look.row_anchors(c)) for c in look.by_column), default=0)
    tiles = tiles_of(look, given)
    if not tiles:
        if anchors < 4 or not _speaks_of_input(look):
            return None
        return Frame(reason=msg("io.no_header"))
    if not anchors and len(look.names) < 5 and given.kind is None:
        return None
    frame = Frame()
    read: list[tuple[Tile, Frame]] = []
    for tile in tiles:
        own = Frame()
        if _read_tile(tile, own) and (len(tiles) == 1 or all(map(_adds_up, own.panels))):
            frame.take(own)
        else:
            read.append((tile, own))
    _read_joined(read, frame)
    if not frame.panels:
        if anchors < 3 and given.kind is None and not _of_another_kind(frame):
            return None  # names that cross are no table of inputs by themselves
        frame.reason = frame.reason or msg("io.not_square")
    frame.panels.sort(key=lambda panel: panel.sheet_area)
    return frame


def _of_another_kind(frame: Frame) -> bool:
    return frame.reason is not None and frame.reason.code.startswith("importing.kind.")


def _adds_up(panel: Panel) -> bool:
    """Whether the columns of a table add up: a quarter of one looks whole and does not."""
    used = panel.blocks.get("TII")
    if used is None:
        return True
    flows = np.nan_to_num(panel.blocks[FLOWS].values).sum(axis=0)
    size = np.abs(np.nan_to_num(used.values))
    slack = min(1.0, 1e-3 * float(size.max(initial=0)))  # whatever the unit
    return bool(np.all(np.abs(flows - used.values) <= 0.01 * size + slack))


def _turned_corrections(given: Corrections) -> Corrections:
    """The corrections for the turned grid; of rows and columns only an area can be carried over."""
    area = given.area
    if area is not None:
        area = (area[1], area[0], area[3], area[2])
    return Corrections(given.kind, given.orientation, area)


def _speaks_of_input(look: Look) -> bool:
    return any(
        row_role(word) in ("TII", "TI") for words in look.by_row.values() for word in words.values()
    )


def _read_tile(tile: Tile, frame: Frame) -> bool:
    """Whether everything is said of a tile: it is a table or several, or one of another kind."""
    found = False
    odd: list[tuple[list[Line], list[Line]]] = []
    for run in _runs(tile):
        rows = settle(run, "rows")
        for segment in _segments(tile):
            columns = settle(segment, "columns")
            if _whole(rows, columns) and not _try_panel(tile, rows, columns, frame):
                odd.append((rows, columns))
            else:
                found = found or _whole(rows, columns)
    if found:
        for rows, columns in odd:
            _refuse(tile, rows, columns, frame)
    return found


def _read_joined(read: list[tuple[Tile, Frame]], frame: Frame) -> None:
    """Tiles that belong together, as one; the others as they were read, or left out."""
    alone = {id(tile): own for tile, own in read}
    for tile, sources in join_tiles([tile for tile, _ in read]):
        whole = Frame()
        if len(sources) > 1 and _read_tile(tile, whole) and whole.panels:
            for panel in whole.panels:
                panel.findings.append(Finding("info", msg("io.joined", count=len(sources))))
            frame.take(whole)
            continue
        for source in sources:
            own = alone[id(source)]
            if own.panels or own.unused:
                frame.take(own)
            else:
                _leave_out(source, frame)


def _leave_out(tile: Tile, frame: Frame) -> None:
    """Say why a tile is no table."""
    rows, columns = settle(tile.rows, "rows"), settle(tile.columns, "columns")
    if not rows or not columns:
        return
    if not _figures(tile, rows, columns):
        mark = _mark_in(tile, rows, columns)
        if mark is not None and _whole(rows, columns):
            _left(tile, rows, columns, msg("io.no_figures", text=mark), frame)
        return
    reason = kind_of_tile(tile, rows, columns)
    if reason is None and _whole(rows, columns):
        for run in _runs(tile):
            for segment in _segments(tile):
                _refuse(tile, settle(run, "rows"), settle(segment, "columns"), frame)
        return
    _left(tile, rows, columns, reason or msg("io.one_quadrant"), frame)


def _refuse(tile: Tile, rows: list[Line], columns: list[Line], frame: Frame) -> None:
    made = _panel_of(tile, rows, columns)
    if isinstance(made, Message) and _figures(tile, rows, columns):
        _left(tile, rows, columns, made, frame)


def _left(tile: Tile, rows: list[Line], columns: list[Line], reason: Message, frame: Frame) -> None:
    area = (rows[0].at, columns[0].at, rows[-1].at, columns[-1].at)
    frame.unused += [(each, reason) for each in tile.look.view.areas(area)]
    frame.reason = frame.reason or reason


def _figures(tile: Tile, rows: list[Line], columns: list[Line]) -> bool:
    values = tile.look.values[rows[0].at : rows[-1].at + 1, columns[0].at : columns[-1].at + 1]
    return bool(np.isfinite(values).any())


def _mark_in(tile: Tile, rows: list[Line], columns: list[Line]) -> str | None:
    """What stands where the first figure should: a mask, a dash ...; None in empty cells."""
    cells = (tile.grid.at(row.at, column.at) for row in rows[:3] for column in columns[:3])
    return next((str(cell)[:20] for cell in cells if cell is not None), None)


def _whole(rows: list[Line], columns: list[Line]) -> bool:
    """A run of rows and one of columns that hold all quadrants: figures of a whole table."""
    row_roles = {line.role for line in rows}
    column_roles = {line.role for line in columns}
    return bool(
        "GO" in column_roles and column_roles & _FINAL and row_roles & {"TI", "TVA", "TII", "VA001"}
    )


def _runs(tile: Tile) -> list[list[Line]]:
    """Runs of rows, each from a first sector to total input."""
    runs: list[list[Line]] = []
    run: list[Line] = []
    ended = False
    names = tile.look.names
    for line in tile.rows:
        role = line.role
        if ended and role is not None and role not in {each.role for each in run}:
            run.append(line)
            continue
        if ended and role is None:
            if run:
                runs.append(run)
            run, ended = [], False
        elif role is None and run and run[-1].role == "TVA" and fold(line.label) in names:
            runs.append(run)
            run = []
        run.append(line)
        ended = role == "TI" and sum(each.role is None for each in run) >= 2
    if run:
        runs.append(run)
    return [each for each in runs if _sectors_in(each, names) >= 2]


def _segments(tile: Tile) -> list[list[Line]]:
    """Runs of columns, each from a first sector to gross output."""
    names = {fold(line.label) for line in tile.rows if line.role is None} | tile.look.names
    segments: list[list[Line]] = []
    current: list[Line] = []
    seen: set[str] = set()
    ended, sectors = False, 0
    after = [fold(line.label) for line in tile.columns[1:]] + [""]
    for line, following in zip(tile.columns, after, strict=False):  # a tile may have no columns
        word = fold(line.label)
        role = role_alone(line, "columns")
        if ended and role is not None and role not in {s.role for s in settle(current, "columns")}:
            current.append(line)
            continue
        # Two names in a row come again where another table begins; one alone is a slip.
        again = word in seen and following in seen
        repeated = again and word in names and following in names and role is None
        if current and (repeated or ended):
            segments.append(current)
            current, seen, ended, sectors = [], set(), False, 0
        current.append(line)
        # Printed in front of the sectors, gross output begins a table and does not end it.
        sectors += role is None
        ended = role == "GO" and sectors >= 2
        seen.add(word)
    if current:
        segments.append(current)
    return [each for each in segments if _sectors_in(each, names) >= 2]


def _sectors_in(lines: list[Line], names: set[str] | frozenset[str]) -> int:
    return len({fold(line.label) for line in lines} & names)


def _sectors(lines: list[Line]) -> list[Line]:
    """Sectors stand before the first line with a role that follows them."""
    found: list[Line] = []
    for line in lines:
        if line.role is not None:
            if found:
                break
            continue
        if (line.label or line.code) and is_sector_subtotal(line.label):
            continue
        found.append(line)
    return found


def _try_panel(tile: Tile, rows: list[Line], columns: list[Line], frame: Frame) -> bool:
    """Make a table of a run of rows and one of columns; False where they are not square."""
    if not _figures(tile, rows, columns):
        return False
    kind = kind_of_tile(tile, rows, columns)
    if kind is not None:
        _left(tile, rows, columns, kind, frame)
        return True
    panel = _panel_of(tile, rows, columns)
    if isinstance(panel, Message):
        return False
    if tile.look.view.by_codes:
        panel.findings.append(
            Finding("info", msg("io.named_by_codes"), tile.header[1], columns[0].at)
        )
    note_lines(panel)
    drop_sums(panel)
    read_blocks(panel)
    frame.panels.append(panel)
    return True


def _panel_of(tile: Tile, rows: list[Line], columns: list[Line]) -> Panel | Message:
    """The square of rows and columns, or why they are none."""
    sector_rows, sector_columns = _sectors(rows), _sectors(columns)
    parts = parts_of(rows, sector_columns)
    if isinstance(parts, Message):
        return parts
    if parts is not None:
        sector_rows = list(parts.domestic)
    panel = Panel(
        tile.look, tile.name_column, tile.code_column, tile.header, tile.code_row, rows, columns,
        parts=parts, repeated=tile.repeated, left=tile.left,
    )  # fmt: skip
    odd = pair_sectors(panel, sector_rows, sector_columns)
    return panel if odd is None else odd
