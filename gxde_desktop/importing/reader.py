"""Bytes of a file -> its sheets as grids. The one place that opens files.

Workbooks of Excel are read by calamine. What it cannot tell, and where it is found instead:

- xlsx, xlsm: error cells, formulas without a result, hidden rows and columns, cells too far
  out: `archive_scan`, by searches in the sheets' XML.
- xlsb: the same, from the sheets' records: `xlsb_scan`.
- xls: the same and a password, from the workbook's records: `xls_scan`.
- Excel 5 and 95: nothing, for it takes Chinese text for Western: `xls5`.
- ods: nothing of it is read by calamine, which builds every repeated cell: `ods`.

Web pages, web archives, XML spreadsheets and text files have readers of their own.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import python_calamine

from gxde_desktop.importing import (
    archive_scan,
    delimited,
    html_sheets,
    mhtml,
    ods,
    spreadsheetml,
    xls5,
    xls_scan,
    xlsb_scan,
)
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.limits import MAX_FILE_BYTES, check_sheets
from gxde_desktop.importing.ole import compound
from gxde_desktop.importing.sheet_cells import cells_of
from gxde_desktop.importing.sheet_marks import SheetMarks
from gxde_desktop.importing.wording import ImportCancelled, ImportRefused
from gxde_desktop.importing.zip_parts import Parts
from models.kept_memory import keep_memory

Marks = Mapping[str | int, SheetMarks]
"""By the name of a sheet or its position, whichever the format tells."""

Cancelled = Callable[[], bool] | None

_OTHERS: Mapping[str, Callable[[bytes], tuple[Grid, ...]]] = {
    "csv": delimited.grids_of,
    "html": html_sheets.grids_of,
    "mhtml": mhtml.grids_of,
    "spreadsheetml": spreadsheetml.grids_of,
    "ods": ods.grids_of,
}


def read_bytes(path: Path) -> bytes:
    """All bytes of a file; ImportRefused when it cannot be opened or is too large."""
    try:
        if path.is_dir():
            raise ImportRefused("refused.folder")
        if path.exists() and not path.is_file():
            # A device or a pipe has no end, or waits for somebody to write.
            raise ImportRefused("refused.no_file")
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
    except ValueError as error:  # a name with a zero byte
        raise ImportRefused("refused.missing") from error


def grids_of(
    data: bytes, kind: str, cancelled: Cancelled = None, parts: Parts | None = None
) -> tuple[Grid, ...]:
    """All sheets of a file of a known format, hidden ones too, in the file's order.

    parts: the file as an archive where it was opened already.
    """
    keep_memory()
    try:
        if kind in _OTHERS:
            return _OTHERS[kind](data)
        if kind == "xls":
            found = xls_scan.scan(xls_scan.workbook_stream(data))
            if xls5.is_excel5(found.stream):
                return xls5.grids_of(found.stream, found.marks)
            return _workbook_grids(compound("Workbook", found.stream), found.marks)
        if kind == "xlsb":
            return _workbook_grids(data, xlsb_scan.scan(parts or Parts(data)))
        scanned = archive_scan.scan(parts or Parts(data), cancelled)
        return _workbook_grids(scanned.archive or data, scanned.marks)
    except (ImportRefused, ImportCancelled, MemoryError):
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


@contextmanager
def _unheard() -> Iterator[None]:
    """Nothing is printed meanwhile: a panic of compiled code writes its own report for engineers.

    The person gets the refusal. Reading runs in a process of its own or on the command line,
    never beside the window.
    """
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # a program without a terminal has no place to print to
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _workbook_grids(data: bytes, marks: Marks) -> tuple[Grid, ...]:
    with _unheard():
        return _read_workbook(data, marks)


def _read_workbook(data: bytes, marks: Marks) -> tuple[Grid, ...]:
    book = python_calamine.load_workbook(io.BytesIO(data))
    check_sheets(len(book.sheets_metadata))
    grids = []
    for place, meta in enumerate(book.sheets_metadata):
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        found = marks.get(meta.name) or marks.get(place) or SheetMarks()
        # Rows come from row 1 on, but each from the first filled column on.
        left = sheet.start[1] if sheet.start is not None else 0
        cells = cells_of(sheet.iter_rows(), left, sheet.total_height * sheet.total_width)
        grids.append(
            found.grid(
                meta.name,
                cells.rows,
                seen=cells.seen,
                merged=tuple((a[0], a[1], b[0], b[1]) for a, b in (sheet.merged_cell_ranges or ())),
                hidden=meta.visible != python_calamine.SheetVisibleEnum.Visible,
            )
        )
    return tuple(grids)
