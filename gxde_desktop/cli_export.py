"""What `run` writes: the workbook, and beside it charts, a report, comma-separated values."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from gxde_desktop.cli_inputs import InputRefused
from gxde_desktop.exporting.long_table import write_csv
from gxde_desktop.exporting.options import ExportOptions
from gxde_desktop.exporting.program_sheet import Content
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.jobs.own_workbook import kept_bytes
from gxde_desktop.project.own_workbook import keep
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import language, tr
from models.dataset import Dataset
from models.measurement import Measurement
from models.messages import message
from models.quantities import REGISTRY


def targets(options: argparse.Namespace) -> tuple[Path | None, ...]:
    """Files that will be written beside the workbook; a wrong ending is refused."""
    for path, suffix in ((options.csv, ".csv"), (options.report, ".pdf")):
        if path is not None and path.suffix.lower() != suffix:
            raise InputRefused(message("cli.wrong_ending", file=path.name, ending=suffix))
    quantities_of(options)
    return options.csv, options.report


def quantities_of(options: argparse.Namespace) -> tuple[str, ...]:
    """Keys of the chosen quantities; by title too. Raises InputRefused for an unknown one."""
    from gxde_desktop.cli_explain import quantity_meant

    found: dict[str, None] = {}
    for text in options.quantities:
        try:
            found[quantity_meant(text)] = None  # a title may hold commas of its own
        except InputRefused:
            parts = (part.strip() for part in text.split(","))
            found |= dict.fromkeys(quantity_meant(part) for part in parts if part)
    return tuple(found)


def options_of(measurement: Measurement, options: argparse.Namespace) -> ExportOptions:
    """The choices of the command line for one measurement."""
    from gxde_desktop.cli_explain import index_meant, quantity_meant

    derivations = []
    for text in options.derive:
        name, *keys = (part.strip() for part in text.split("/"))
        key = quantity_meant(name)
        index = index_meant(measurement, key, keys)
        labels = [
            measurement.frame.labels(axis, *index[:place])[index[place]]
            for place, axis in enumerate(REGISTRY[key].axes)
        ]
        derivations.append((key, tuple(labels)))
    return ExportOptions(
        live=not options.values,
        quantities=quantities_of(options),
        long=options.long,
        derivations=tuple(derivations),
        decimals=options.decimals,
    )


def write_all(
    measurement: Measurement, options: argparse.Namespace, extras: Mapping[str, Any]
) -> None:
    """Write everything that was asked for, and say where it is."""
    chosen = options_of(measurement, options)
    write_workbook(measurement, options.export, language=language(), options=chosen, extras=extras)
    print(tr("cli.run.workbook", file=str(options.export)))
    if options.csv is not None:
        count = write_csv(
            measurement, options.csv, quantities=chosen.quantities, language=language()
        )
        print(tr("cli.run.csv_written", file=str(options.csv), count=count))
    if options.report is not None:
        from gxde_desktop.ui.report import write_report

        pages = write_report(measurement, options.report, language=language())
        print(tr("cli.run.report_written", file=str(options.report), pages=pages))
    if options.charts is not None:
        for path in _charts(measurement, options.charts):
            print(tr("cli.run.chart", file=str(path)))


def kept(state: ProjectState, dataset: Dataset) -> Content:
    """What the workbook keeps of the project, to be read back by the program."""
    return partial(kept_bytes, keep(state, dataset))


def _charts(measurement: Measurement, folder: Path) -> tuple[Path, ...]:
    from gxde_desktop.ui.figures import save_charts

    try:
        folder.mkdir(parents=True, exist_ok=True)
        return save_charts(measurement, folder, language=language())
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRefused(message("cli.not_written", file=str(folder), reason=reason)) from error
