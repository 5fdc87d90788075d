"""Bytes of a file -> its sheets as grids. The one place that opens workbooks."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable
from pathlib import Path

import python_calamine

from gxde_desktop.importing.archive_scan import MAX_CELLS, SheetScan, scan, sheet_parts
from gxde_desktop.importing.bytes_format import LATER_FORMATS
from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.wording import ImportRefused
from models.sources import address

MAX_FILE_BYTES = 200_000_000
_SEPARATORS = ",\t;|"


def read_bytes(path: Path) -> bytes:
    """All bytes of a file; ImportRefused when it cannot be opened or is too large."""
    try:
        if path.is_dir():
            raise ImportRefused("refused.folder")
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise ImportRefused("refused.too_large", limit=MAX_FILE_BYTES // 1_000_000)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ImportRefused("refused.missing") from error
    except PermissionError as error:
        raise ImportRefused("refused.in_use") from error
    except OSError as error:
        raise ImportRefused("refused.unreadable", reason=error.strerror or "") from error


def grids_of(
    data: bytes, kind: str, cancelled: Callable[[], bool] | None = None
) -> tuple[Grid, ...]:
    """All sheets of a file of a known format, hidden ones too, in the file's order."""
    if kind in LATER_FORMATS:
        raise ImportRefused(f"refused.{kind}")
    if kind == "csv":
        return (_csv_grid(data),)
    scans = scan(data, cancelled) if kind != "xls" else {}
    parts = sheet_parts(data) if kind in ("xlsx", "xlsm") else {}
    for name, part in parts.items():
        _check_extent(name, scans.get(part))
    try:
        return _workbook_grids(data, parts, scans)
    except ImportRefused:
        raise
    except python_calamine.PasswordError as error:
        raise ImportRefused("refused.password") from error
    except Exception as error:  # whatever a library raises on bytes it cannot read
        raise ImportRefused("refused.damaged") from error
    except BaseException as error:
        # A panic of the reader's own code arrives as a BaseException of its own kind.
        if type(error).__name__ == "PanicException":
            raise ImportRefused("refused.damaged") from error
        raise


def _check_extent(sheet: str, found: SheetScan | None) -> None:
    if found is not None and found.cells > MAX_CELLS:
        raise ImportRefused(
            "refused.far_cell",
            sheet=sheet,
            cell=address(found.last_row - 1, found.last_column - 1),
            limit=MAX_CELLS // 1_000_000,
        )


def _workbook_grids(
    data: bytes, parts: dict[str, str], scans: dict[str, SheetScan]
) -> tuple[Grid, ...]:
    book = python_calamine.load_workbook(io.BytesIO(data))
    grids = []
    for meta in book.sheets_metadata:
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise ImportRefused(
                "refused.far_cell",
                sheet=meta.name,
                cell=address(sheet.total_height - 1, sheet.total_width - 1),
                limit=MAX_CELLS // 1_000_000,
            )
        found = scans.get(parts.get(meta.name, ""), SheetScan())
        grids.append(
            Grid(
                sheet=meta.name,
                rows=_rectangle(sheet.to_python(skip_empty_area=False)),
                merged=tuple((a[0], a[1], b[0], b[1]) for a, b in (sheet.merged_cell_ranges or ())),
                hidden=meta.visible != python_calamine.SheetVisibleEnum.Visible,
                errors=tuple(found.errors),
                uncached=tuple(found.uncached),
            )
        )
    return tuple(grids)


def _rectangle(rows: Iterable[Iterable[object]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(_cell(value) for value in row) for row in rows)


def _cell(value: object) -> Cell:
    if value == "" or value is None:
        return None
    if isinstance(value, str):
        return value if value.strip("\u3000\u00a0 \t\r\n") else None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))):
        return None
    return value  # type: ignore[return-value]


def decode(data: bytes) -> str:
    """Text of a csv: by its mark, else UTF-8, else GB18030 (which holds GBK and GB2312)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise ImportRefused("refused.encoding") from error


def _csv_grid(data: bytes) -> Grid:
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        raise ImportRefused("refused.encoding") from error
    if "\0" in text:
        raise ImportRefused("refused.not_a_workbook", what="binary")
    lines = [line for line in text.splitlines() if line.strip()]
    separator = _separator(lines[:200])
    if separator is None:
        raise ImportRefused("refused.not_a_table")
    csv.field_size_limit(10_000_000)
    try:
        rows = [
            tuple(_cell(value) for value in row)
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        ]
    except csv.Error as error:
        raise ImportRefused("refused.damaged") from error
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise ImportRefused(
            "refused.far_cell",
            sheet="csv",
            cell=address(len(rows) - 1, width - 1),
            limit=MAX_CELLS // 1_000_000,
        )
    square = tuple(row + (None,) * (width - len(row)) for row in rows)
    return Grid(sheet="csv", rows=square, typed=False)


def _separator(lines: list[str]) -> str | None:
    """The separator that cuts most lines into the same number of parts."""
    best: tuple[int, int] = (0, 0)
    chosen = None
    for mark in _SEPARATORS:
        counts = [line.count(mark) for line in lines]
        most = max(set(counts), key=lambda n: (counts.count(n) * min(n, 3), n), default=0)
        score = (counts.count(most) * min(most, 3), most)
        if most > 0 and counts.count(most) >= 2 and score > best:
            best, chosen = score, mark
    return chosen
