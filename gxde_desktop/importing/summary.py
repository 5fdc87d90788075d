"""What will be used of a table: count, sum, smallest and largest, block by block.

Money is in 亿元 where the unit is known, as the method uses it; everything else as printed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gxde_desktop.importing.results import FoundTable
from models.io_table import FLOWS, IOTable
from models.series import AnnualSeries
from models.units import units_per_yi

BLOCKS = (FLOWS, "FU201", "VA001", "VA002", "VA003", "VA004", "TVA", "TII", "GO")
"""Blocks that the method reads, in the order of the table."""

GROUPED = 12
"""With more series than this, those of one name, unit and basis are one line."""


@dataclass(frozen=True, slots=True)
class Used:
    """One line. name: a block's code or a series' label; series: how many it stands for.

    unit: None where nothing is known of it. total: None where a sum says nothing (indices) or
    there is no figure; smallest, largest: None where there is no figure.
    """

    name: str
    series: int
    unit: str | None
    count: int
    total: float | None
    smallest: float | None
    largest: float | None


def used_of(table: FoundTable) -> tuple[Used, ...]:
    """The lines of a table, none for one that is not used."""
    if table.status == "refused":
        return ()
    if table.io_table is not None:
        return _table(table.io_table)
    series = [each for each in table.series if each.years]
    if len(series) <= GROUPED:
        return tuple(_series(_label(each), [each]) for each in series)
    groups: dict[tuple[object, ...], list[AnnualSeries]] = {}
    for each in series:
        groups.setdefault((each.name, each.unit, each.basis), []).append(each)
    return tuple(_series(own[0].name or "?", own) for own in groups.values())


def _table(table: IOTable) -> tuple[Used, ...]:
    divisor = units_per_yi(table.unit)
    unit = table.unit if divisor is None else "亿元"
    return tuple(
        _used(code, 1, unit, table.blocks[code].values / (divisor or 1.0), summed=True)
        for code in BLOCKS
        if code in table.blocks
    )


def _label(series: AnnualSeries) -> str:
    name = series.industry or series.name or "?"
    return f"{series.region} · {name}" if series.region else name


def _series(name: str, series: list[AnnualSeries]) -> Used:
    divisor = units_per_yi(series[0].unit)
    unit = series[0].unit if divisor is None else "亿元"
    values = np.array([value for each in series for value in each.values], dtype=np.float64)
    return _used(name, len(series), unit, values / (divisor or 1.0), summed=divisor is not None)


def _used(
    name: str, series: int, unit: str | None, values: npt.NDArray[np.float64], *, summed: bool
) -> Used:
    known = values[np.isfinite(values)]
    if not known.size:
        return Used(name, series, unit, 0, None, None, None)
    total = float(known.sum()) if summed else None
    return Used(name, series, unit, known.size, total, float(known.min()), float(known.max()))
