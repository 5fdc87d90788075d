"""The live workbook: parameters, inputs with their origin, every step as formulas, results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from gxde_desktop import __version__
from gxde_desktop.exporting.atomic import write_atomically
from gxde_desktop.exporting.cells import CellWriter
from gxde_desktop.exporting.chapter_sheets import write_chapters
from gxde_desktop.exporting.extra_sheets import write_extra_sheets
from gxde_desktop.exporting.formats import formats
from gxde_desktop.exporting.layout import lay_out
from gxde_desktop.exporting.overview_sheets import write_contents, write_results
from gxde_desktop.exporting.page import Book
from gxde_desktop.exporting.parameter_sheet import write_parameters
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.exporting.table_sheets import write_tables
from gxde_desktop.text import in_language, tr
from models.measurement import METHOD_VERSION, Cancelled, Measurement
from models.quantities import REGISTRY


def write_workbook(
    measurement: Measurement,
    path: Path,
    *,
    language: str = "zh",
    extras: Mapping[str, Any] | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write a measurement as a workbook that recomputes to the same figures.

    The target is replaced only when the workbook is complete. extras: what further sheets
    hold, by their code (`exporting.extra_sheets`). progress: called with the
    fraction done; cancelled: asked between quantities, raises `models.measurement.Cancelled`.
    Raises ExportError where the file cannot be written.
    """
    steps = len(REGISTRY) + 2
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(done / steps)

    with in_language(language):
        write_atomically(path, lambda temporary: _write(measurement, temporary, extras or {}, step))


def _write(
    measurement: Measurement, path: Path, extras: Mapping[str, Any], step: Callable[[], None]
) -> None:
    # Text stays text: nothing that a source file says becomes a formula or a link.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(str(path), options)
    region = measurement.dataset.region
    workbook.set_properties(
        {
            "title": tr("exporting.title", region=region),
            "comments": f"gxde_desktop {__version__}, method {METHOD_VERSION}",
        }
    )
    cells = CellWriter(measurement, lay_out(measurement), formats(workbook))
    book = Book(workbook, cells)
    contents = workbook.add_worksheet(tr("exporting.contents"), Sheet)
    results = book.add(tr("exporting.results"), tr("exporting.results.help"), "conclusions")
    write_extra_sheets(book, "conclusions", extras)
    write_extra_sheets(book, "reports", extras)
    write_parameters(book)
    step()
    write_tables(book)
    write_extra_sheets(book, "inputs", extras)
    step()
    write_chapters(book, step)
    write_extra_sheets(book, "steps", extras)
    write_extra_sheets(book, "appendix", extras)
    # Last, because flags and frozen cells are known only when all sheets are written.
    write_results(results, workbook, cells)
    write_contents(contents, book)
    results.activate()
    try:
        workbook.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error
