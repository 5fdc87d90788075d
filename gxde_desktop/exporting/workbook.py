"""The live workbook: parameters, inputs with their origin, every step as formulas, results."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter

from gxde_desktop import __version__
from gxde_desktop.exporting.atomic import write_atomically
from gxde_desktop.exporting.cells import CellWriter
from gxde_desktop.exporting.chapter_sheets import write_chapters
from gxde_desktop.exporting.conclusions import headline_figures
from gxde_desktop.exporting.conclusions_sheet import write_conclusions
from gxde_desktop.exporting.contents_sheet import write_contents
from gxde_desktop.exporting.derivation_sheet import write_derivations
from gxde_desktop.exporting.extra_sheets import write_extra_sheets
from gxde_desktop.exporting.formats import Formats
from gxde_desktop.exporting.inputs_sheet import number_sources, source_tables, write_inputs
from gxde_desktop.exporting.layout import lay_out
from gxde_desktop.exporting.long_table import write_long_sheet
from gxde_desktop.exporting.options import DEFAULT_OPTIONS, ExportOptions
from gxde_desktop.exporting.page import Book
from gxde_desktop.exporting.parameter_sheet import write_parameters
from gxde_desktop.exporting.results_sheet import write_results
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.exporting.table_sheets import write_tables
from gxde_desktop.exporting.xlsx_file import workbook_at
from gxde_desktop.stamps import stamp_of
from gxde_desktop.text import in_language, tr
from models.measurement import METHOD_VERSION, Cancelled, Measurement
from models.quantities import REGISTRY
from models.stopping import never


def write_workbook(
    measurement: Measurement,
    path: Path,
    *,
    language: str = "zh",
    options: ExportOptions = DEFAULT_OPTIONS,
    extras: Mapping[str, Any] | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write a measurement as a workbook that recomputes to the same figures.

    The target is replaced only when the workbook is complete. options: what it holds.
    extras: what further sheets hold, by their code (`exporting.extra_sheets`). progress:
    called with the fraction done; cancelled: asked all the time, raises
    `models.measurement.Cancelled`.
    Raises ExportError where the file cannot be written.
    """
    told = _Steps(progress, cancelled)
    with in_language(language), _without_collecting():
        write_atomically(
            path, lambda temporary: _write(measurement, temporary, options, extras or {}, told)
        )


class _Steps:
    """How far a workbook is: cells are most of the work, then sheets are packed."""

    CELLS = 0.85

    def __init__(
        self, progress: Callable[[float], None] | None, cancelled: Callable[[], bool] | None
    ) -> None:
        self._progress, self.cancelled = progress, cancelled or never
        self._begun, self._share = 0.0, self.CELLS / (len(REGISTRY) + 2)
        self._done = 0

    def ask(self) -> None:
        """Raises Cancelled where the work is to end."""
        if self.cancelled():
            raise Cancelled

    def step(self) -> None:
        """One more is done. Raises Cancelled."""
        self._done += 1
        self.ask()
        if self._progress is not None:
            self._progress(min(1.0, self._begun + self._share * self._done))

    def pack(self, sheets: int) -> None:
        """From here on the steps are sheets that are packed."""
        self._begun, self._share, self._done = self.CELLS, (1.0 - self.CELLS) / sheets, 0


@contextmanager
def _without_collecting() -> Iterator[None]:
    """No search for cycles: hundreds of thousands of cells stay until the end, none in a cycle.

    Looking through them again and again is a seventh of the time of a large workbook.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _write(
    measurement: Measurement,
    path: Path,
    options: ExportOptions,
    extras: Mapping[str, Any],
    told: _Steps,
) -> None:
    with workbook_at(path, ask=told.ask, step=told.step) as workbook:
        _fill(workbook, measurement, options, extras, told)
        told.pack(len(workbook.worksheets()))


def _fill(
    workbook: xlsxwriter.Workbook,
    measurement: Measurement,
    options: ExportOptions,
    extras: Mapping[str, Any],
    told: _Steps,
) -> None:
    _set_properties(workbook, measurement)
    layout = lay_out(measurement, options.written)
    cells = CellWriter(measurement, layout, Formats(workbook, options.decimals), options.live)
    book = Book(workbook, cells, sources=number_sources(measurement), cancelled=told.cancelled)
    contents = workbook.add_worksheet(tr("exporting.contents"), Sheet)
    conclusions = book.page("conclusions", "conclusions")
    results = book.add(tr("exporting.results"), tr("exporting.results.help"), "conclusions")
    write_extra_sheets(book, "conclusions", extras)
    write_extra_sheets(book, "reports", extras)
    write_parameters(book)
    write_inputs(book)
    told.step()
    write_tables(book)
    write_extra_sheets(book, "inputs", extras)
    told.step()
    write_chapters(book, told.step)
    # Every cell was met: it need not be done again for what the conclusions rest on.
    measurement.note_flags(cells.flags)
    write_extra_sheets(book, "steps", extras)
    derived = (*options.derivations, *(headline_figures(measurement) if options.headlines else ()))
    if derived:
        write_derivations(book.page("derivation", "appendix"), derived)
    if options.long:
        write_long_sheet(book.page("long", "appendix"), options.quantities)
    write_extra_sheets(book, "appendix", extras)
    # Last, because flags and frozen cells are known only when all sheets are written.
    write_conclusions(conclusions, write_results(book, results))
    write_contents(contents, book)
    for page in book.pages:
        page.finish()
    conclusions.sheet.activate()


def _set_properties(workbook: xlsxwriter.Workbook, measurement: Measurement) -> None:
    """Versions, digests and the hashes of the inputs; nobody's name, no folder."""
    stamp = stamp_of(measurement)
    workbook.set_properties(
        {
            "title": tr("exporting.title", region=measurement.dataset.region),
            "comments": f"gxde_desktop {__version__}, method {METHOD_VERSION}",
        }
    )
    facts = {
        "gxde program": stamp.program,
        "gxde method": stamp.method,
        "gxde data": stamp.data,
        "gxde parameters": stamp.parameters,
    }
    files = {source.sha256: source.file for source in source_tables(measurement)}
    for number, (sha256, file) in enumerate(files.items(), 1):
        facts[f"gxde input {number}"] = f"{file[:180]} {sha256}"
    for name, value in facts.items():
        workbook.set_custom_property(name, value, "text")
