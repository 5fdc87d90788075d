"""What will be used of a table: count, sum, smallest and largest, in the unit of the results."""

from __future__ import annotations

import numpy as np

from gxde_desktop.importing.importer import FoundTable
from gxde_desktop.text import tr
from gxde_desktop.ui import numbers
from models.io_table import FLOWS
from models.series import AnnualSeries
from models.units import units_per_yi

BLOCKS = (FLOWS, "FU201", "VA001", "VA002", "VA003", "VA004", "TVA", "TII", "GO")
"""Blocks that the method reads, in the order of the table."""

Line = tuple[str, str, str, str, str]


def used_lines(table: FoundTable) -> list[Line]:
    """One line a block or series: name, count, sum, smallest, largest.

    Money is in 亿元 where the unit is known; a sum of index values says nothing and is
    left out.
    """
    if table.kind == "io_table":
        return _table_lines(table)
    if table.kind == "series":
        return [_series_line(series) for series in table.series if series.years]
    return []


def _table_lines(table: FoundTable) -> list[Line]:
    if table.io_table is None:
        return []
    divisor = units_per_yi(table.io_table.unit) or 1.0
    lines: list[Line] = []
    for code in BLOCKS:
        block = table.io_table.blocks.get(code)
        if block is not None:
            values = block.values[np.isfinite(block.values)] / divisor
            lines.append((tr(f"block.{code}"), *_statistics(values, with_sum=True)))
    return lines


def _series_line(series: AnnualSeries) -> Line:
    divisor = units_per_yi(series.unit)
    values = np.array(series.values) / (divisor or 1.0)
    name = series.industry or series.name
    if series.region:
        name = f"{series.region} · {name}"
    return (name, *_statistics(values, with_sum=divisor is not None))


def _statistics(values: np.ndarray, *, with_sum: bool) -> tuple[str, str, str, str]:
    if not values.size:
        return ("0", numbers.MISSING, numbers.MISSING, numbers.MISSING)
    total = _short(float(values.sum())) if with_sum else numbers.MISSING
    return (
        numbers.show(values.size, 0),
        total,
        _short(float(values.min())),
        _short(float(values.max())),
    )


def _short(value: float) -> str:
    return numbers.show(value, 0 if abs(value) >= 1000 else 1)
