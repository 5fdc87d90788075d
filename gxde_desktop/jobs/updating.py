"""Update from source, in the worker process: both versions are read and compared there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gxde_desktop.importing.results import Answer, FileReport
from gxde_desktop.jobs.process import JobCancelled
from gxde_desktop.jobs.tasks import grids_task, inspect_task
from gxde_desktop.project.blobs import unpack
from gxde_desktop.project.commands import NewFile
from gxde_desktop.project.update import FileUpdate, kept_answers, update_of


def update_task(
    report: FileReport,
    content: bytes,
    answers: tuple[Answer, ...],
    path: Path,
    *,
    progress: Callable[..., None],
    cancelled: Callable[[], bool],
) -> FileUpdate | NewFile:
    """What the file at `path` changes against a project's file (its report, bytes, answers).

    A file that cannot be read comes back as the refused `NewFile` that it is.
    """
    path = Path(path)
    kept = kept_answers(answers, report.file, path.name)
    new = inspect_task(path, kept, progress=progress, cancelled=cancelled)
    if new.file.report.refused:
        return new

    def asked() -> None:
        if cancelled():
            raise JobCancelled

    old_grids = grids_task(report.file, content, progress=progress, cancelled=cancelled)
    # The bytes that were recognised: the file may be written to again by now.
    new_grids = grids_task(path.name, unpack(new.content), progress=progress, cancelled=cancelled)
    return update_of(report, old_grids, new, new_grids, asked)
