"""What runs in the worker process: module-level functions on plain values.

Each takes `progress(fraction, text=None)` and `cancelled()`; see `jobs.worker`. What only the
worker needs (recognition, writing) is imported in the functions: the window names them, and
starts without it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.memory import Memory, MemoryFile
from gxde_desktop.importing.results import Answer, FileReport
from gxde_desktop.jobs.process import JobCancelled
from gxde_desktop.project.commands import NewFile, new_file
from gxde_desktop.project.expected import given_answers, with_expected
from gxde_desktop.project.filling import digest_of
from gxde_desktop.project.national import with_national_readings
from gxde_desktop.project.state import ExpectedFile
from models.dataset import Dataset
from models.messages import message
from models.parameters import Parameters

Progress = Callable[..., None]
Asked = Callable[[], bool]


def inspect_task(
    path: Path,
    answers: tuple[Answer, ...] = (),
    memory: Path | None = None,
    expected: tuple[ExpectedFile, ...] = (),
    *,
    progress: Progress,
    cancelled: Asked,
) -> NewFile:
    """A file read and recognised, ready for `AddFiles`.

    memory: the store of remembered layouts to be used, None for none. What was taken from it
    is among the file's answers from then on: the project does not need the store again.
    expected: what the project waits for (`ProjectState.expected`), with answers for the same
    content and for the same layout.
    A workbook that this program exported gives its tables, and what else it brings (`.own`).
    A file that cannot be read gives a refused report (`new.file.report.refused`), which
    `AddFiles` will not take.
    """
    path = Path(path)
    with suppress(OSError):  # one that cannot be read is refused below
        from gxde_desktop.jobs.own_workbook import read_back

        back = read_back(path)
        if back is not None:
            return replace(new_file(path.name, path.read_bytes(), (), back.report), own=back.own)
    remembered = None if memory is None else MemoryFile(memory).load()
    if expected:
        remembered = with_expected(remembered, expected)
        with suppress(OSError):  # one that cannot be read is refused below
            answers = (*answers, *given_answers(expected, digest_of(path), path.name))
    report = _recognised(path, answers, progress, cancelled, remembered)
    if report.refused:
        return new_file(path.name, b"", answers, report)
    content = path.read_bytes()
    made = new_file(path.name, content, _all_answers(answers, report), report)
    if made.file.sha256 != report.sha256:  # written to while it was read: once more
        report = _recognised(path, answers, progress, cancelled, remembered)
        made = new_file(path.name, path.read_bytes(), _all_answers(answers, report), report)
    return made


def _all_answers(answers: tuple[Answer, ...], report: FileReport) -> tuple[Answer, ...]:
    """What was given, and what was remembered and used."""
    used = (answer for table in report.tables for answer in table.remembered)
    return tuple(dict.fromkeys((*answers, *used)))


def answer_task(
    name: str,
    content: bytes,
    answers: tuple[Answer, ...],
    *,
    progress: Progress,
    cancelled: Asked,
) -> FileReport:
    """A file of the project (`Project.file_bytes`) recognised again with other answers."""
    from gxde_desktop.jobs.own_workbook import read_back

    with _as_file(name, content) as path:
        back = read_back(path)
        if back is not None:  # a workbook of this program has nothing to be asked about
            return back.report
        return _recognised(path, answers, progress, cancelled)


@contextmanager
def _as_file(name: str, content: bytes) -> Iterator[Path]:
    """The bytes of a project's file under its own name, for readers that want a path."""
    with tempfile.TemporaryDirectory(prefix="gxde-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        yield path


def grids_task(
    name: str, content: bytes, *, progress: Progress, cancelled: Asked
) -> tuple[Grid, ...]:
    """The sheets of a file of the project as they are, to be shown."""
    from gxde_desktop.importing.importer import read_grids

    with _as_file(name, content) as path:
        return tuple(read_grids(path))


def export_task(
    dataset: Dataset,
    parameters: Parameters,
    target: Path,
    language: str,
    extras: Mapping[str, Any] | None = None,
    *,
    progress: Progress,
    cancelled: Asked,
) -> Path:
    """The results workbook, written whole or not at all. Raises ExportError.

    extras: what further sheets hold, by their code (`exporting.extra_sheets`); classes of
    their values must be known to `project.codec`.
    Measured again here: the same inputs give the same figures, and fewer things cross.
    """
    from gxde_desktop.exporting.workbook import write_workbook
    from gxde_desktop.text import set_language
    from models import measure

    set_language(language)
    progress(0.0, message("jobs.measuring"))
    measurement = measure(dataset, parameters, cancelled=cancelled)

    def told(fraction: float) -> None:
        progress(fraction, message("jobs.writing"))

    write_workbook(
        measurement,
        Path(target),
        language=language,
        extras=extras,
        progress=told,
        cancelled=cancelled,
    )
    return Path(target)


def _recognised(
    path: Path,
    answers: tuple[Answer, ...],
    progress: Progress,
    cancelled: Asked,
    remembered: Memory | None = None,
) -> FileReport:
    from gxde_desktop.importing.importer import ImportCancelled, inspect_file

    def told(fraction: float, sheet: str) -> None:
        progress(fraction, message("jobs.reading", file=path.name, sheet=sheet))

    def inspected(given: tuple[Answer, ...]) -> FileReport:
        return inspect_file(path, given, remembered=remembered, progress=told, cancelled=cancelled)

    try:
        return with_national_readings(inspected(answers), answers, inspected)
    except ImportCancelled:
        raise JobCancelled from None
