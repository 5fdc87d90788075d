"""Writing the results workbook, beside openpyxl writing the same cells bare."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import openpyxl

from benchmarks.bench import Bench
from benchmarks.timing import Contestant, Row
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.jobs.events import Cancelled, Done, Event, Progress
from gxde_desktop.jobs.tasks import export_task
from gxde_desktop.jobs.worker import Job, Worker
from models import Measurement

Sheets = list[tuple[str, list[list[object]]]]


def rows(bench: Bench) -> Iterator[Row]:
    """The sample's measurement."""
    yield against_openpyxl("export the sample", bench.measurement, bench.folder)


def against_openpyxl(name: str, measured: Measurement, folder: Path) -> Row:
    """A row on the workbook of one measurement, written into a folder."""
    ours, other = folder / "results.xlsx", folder / "bare.xlsx"
    write_workbook(measured, ours, language="zh")
    sheets = _cells(ours)
    count = sum(cell is not None for _, lines in sheets for line in lines for cell in line)
    size = f"{ours.stat().st_size / 1e6:.1f} MB"
    return Row(
        name,
        Contestant("write_workbook", lambda _: write_workbook(anew(measured), ours, language="zh")),
        (
            Contestant("openpyxl, write-only", lambda _: _write(sheets, other)),
            Contestant(
                "in the worker",
                lambda _: _in_worker(measured, folder / "worker.xlsx"),
                apart=True,
            ),
            Contestant(
                "in the worker, cancelled at half",
                lambda _: _cancelled(measured, folder),
                apart=True,
            ),
        ),
        f"{count:,} cells, {size}; openpyxl gets formulas ready made, no styles, no cached values;"
        " the worker measures first",
    )


def anew(measured: Measurement) -> Measurement:
    """The same figures without what was found about them since: a worker has only just measured."""
    m = measured
    return Measurement(m.dataset, m.parameters, m.frame, m.values, m.reads)


@cache
def _worker() -> Worker:
    """One process for all rounds, started before the first and ended with the program."""
    worker = Worker()
    worker.start()
    atexit.register(worker.close)
    return worker


def _in_worker(measured: Measurement, target: Path) -> None:
    """As the window does it: measured again there, with progress."""
    end = _run(measured, target, lambda _: False)
    if not isinstance(end, Done):
        raise RuntimeError(f"the export ended as {end}")


def _cancelled(measured: Measurement, folder: Path) -> None:
    """Until the worker has let go: half of the work, and what cancelling takes."""
    end = _run(measured, folder / "none.xlsx", lambda fraction: fraction >= 0.5)
    if not isinstance(end, Cancelled) or (folder / "none.xlsx").exists():
        raise RuntimeError(f"the cancelled export ended as {end}")


def _run(measured: Measurement, target: Path, stop: Callable[[float], bool]) -> Event:
    events: list[Event] = []
    jobs: list[Job] = []

    def heard(event: Event) -> None:
        events.append(event)
        if isinstance(event, Progress) and stop(event.fraction or 0.0):
            jobs[0].cancel()

    jobs.append(
        _worker().submit(
            export_task, measured.dataset, measured.parameters, target, "zh", on_event=heard
        )
    )
    jobs[0].wait()
    return events[-1]


def _cells(path: Path) -> Sheets:
    """Formulas as text, numbers and text of a workbook, sheet by sheet."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return [
            (sheet.title, [list(line) for line in sheet.iter_rows(values_only=True)])
            for sheet in book.worksheets
        ]
    finally:
        book.close()


def _write(sheets: Sheets, path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    for title, lines in sheets:
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.save(path)
