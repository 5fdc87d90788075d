"""What the window asks of the worker process beside `jobs.tasks`. Imports no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from gxde_desktop.exporting.options import ExportOptions
from gxde_desktop.jobs.tasks import grids_task
from gxde_desktop.project.own_workbook import KeptProject
from gxde_desktop.project.state import ProjectState
from gxde_desktop.ui.sheet_data import pack_grid
from models.dataset import Dataset
from models.messages import message
from models.parameters import Parameters

BESIDE = ("csv", "report", "charts")
"""What can be written beside the workbook, under its name."""


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


def beside(target: Path, what: str) -> Path:
    """Where something of `BESIDE` goes: the workbook's name with another ending, or a folder."""
    if what == "charts":
        return target.with_name(f"{target.stem}_charts")
    return target.with_suffix({"csv": ".csv", "report": ".pdf"}[what])


def export_files_task(
    dataset: Dataset,
    parameters: Parameters,
    target: Path,
    language: str,
    options: ExportOptions,
    also: tuple[str, ...],
    extras: Mapping[str, Any],
    scenarios: ProjectState | None,
    kept: KeptProject | None = None,
    *,
    progress: Callable[..., None],
    cancelled: Callable[[], bool],
) -> tuple[Path, ...]:
    """The workbook and what is wanted beside it; each file whole or not at all.

    also: of `BESIDE`. scenarios: the project where its scenarios are to be compared. kept:
    what the workbook keeps to be read back. Raises ExportError. Measured again here: fewer
    things cross.
    """
    from gxde_desktop.exporting.long_table import write_csv
    from gxde_desktop.exporting.workbook import write_workbook
    from gxde_desktop.text import set_language
    from models import measure

    set_language(language)
    progress(0.0, message("jobs.measuring"))
    m = measure(dataset, parameters, cancelled=cancelled)
    extras = {**extras, **_compared(scenarios)}
    if kept is not None:
        from gxde_desktop.jobs.own_workbook import kept_bytes

        extras["program"] = partial(kept_bytes, kept)
    share = 1.0 / (1 + 0.5 * len(also))

    def told(fraction: float) -> None:
        progress(share * fraction, message("jobs.writing"))

    write_workbook(
        m, target, language=language, options=options, extras=extras, progress=told,
        cancelled=cancelled,
    )  # fmt: skip
    written = [target]
    for done, what in enumerate(also):
        path = beside(target, what)
        progress(share * (1 + 0.5 * done), message("jobs.writing_file", file=path.name))
        if what == "csv":
            write_csv(
                m, path, quantities=options.quantities, language=language, cancelled=cancelled
            )
        elif what == "report":
            from gxde_desktop.ui.report import write_report

            write_report(m, path, language=language, cancelled=cancelled)
        else:
            from gxde_desktop.ui.figures import save_charts

            save_charts(m, path, language=language, cancelled=cancelled)
        written.append(path)
    return tuple(written)


def _compared(state: ProjectState | None) -> dict[str, Any]:
    """The comparison of a project's scenarios, for its sheet."""
    if state is None:
        return {}
    from gxde_desktop.jobs.extras import scenario_comparison
    from gxde_desktop.project.compare import outcomes
    from gxde_desktop.project.results import ResultCache

    return {"scenarios": scenario_comparison(state, outcomes(state, ResultCache()))}
