"""What the window asks of the worker process beside `jobs.tasks`. Imports no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gxde_desktop.jobs.tasks import grids_task
from gxde_desktop.ui.sheet_data import pack_grid


def sheets_task(
    name: str, content: bytes, *, progress: Callable[..., None], cancelled: Callable[[], bool]
) -> tuple[Mapping[str, Any], ...]:
    """All sheets of a file as plain snapshots; name: the file's own."""
    grids = grids_task(name, content, progress=progress, cancelled=cancelled)
    packed = []
    for place, grid in enumerate(grids):
        progress(place / len(grids))
        packed.append(pack_grid(grid))
    return tuple(packed)


def template_task(
    path: Path, language: str, *, progress: Callable[..., None], cancelled: Callable[[], bool]
) -> Path:
    """The blank template workbook, written to `path`."""
    from gxde_desktop.exporting.template import write_template

    write_template(path, language=language)
    return path


def sample_task(
    folder: Path, *, progress: Callable[..., None], cancelled: Callable[[], bool]
) -> tuple[Path, ...]:
    """The constructed sample's workbooks, written into a folder."""
    from gxde_desktop.exporting.sample import write_sample

    return write_sample(folder)
