"""Sets of published figures read and written in the worker process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from models.published import PublishedSet

Progress = Callable[..., None]
Asked = Callable[[], bool]


def read_published_task(path: Path, *, progress: Progress, cancelled: Asked) -> PublishedSet:
    """The set of a file. Raises ImportRefused that names sheet and cell."""
    # It brings the whole importer, which a window that asks a worker needs not.
    from gxde_desktop.importing.published_sheet import published_set

    return published_set(Path(path))


def write_published_task(
    published: PublishedSet, path: Path, language: str, *, progress: Progress, cancelled: Asked
) -> Path:
    """The set as a workbook. Raises ExportError."""
    from gxde_desktop.exporting.published_book import write_published

    write_published(published, Path(path), language=language)
    return Path(path)
