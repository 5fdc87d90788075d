"""Helpers for leaves: arrays over series and over the sectors of tables."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.dataset import Benchmark
from models.expression import Flag
from models.frame import Frame
from models.io_table import IOTable
from models.messages import Message, message
from models.quantities.base import Input, input_quantity
from models.series import AnnualSeries
from models.sources import Origin
from models.units import units_per_yi

FloatArray = NDArray[np.float64]
TableOf = Callable[[Benchmark], IOTable | None]


def series_quantity(
    key: str, axis: str, prefix: str, symbol: str, *, unit: str = "as_printed"
) -> Input:
    """Printed values (axis, year) of the series with role `prefix.<label>`."""

    def series(frame: Frame, member: int) -> AnnualSeries | None:
        return frame.dataset.series.get(f"{prefix}.{frame.labels(axis)[member]}")

    def read(frame: Frame) -> FloatArray:
        out = np.full((frame.size(axis), len(frame.years)), np.nan)
        for member in range(out.shape[0]):
            found = series(frame, member)
            if found is None:
                continue
            for year, value in zip(found.years, found.values, strict=True):
                position = frame.year_position(year)
                if position is not None:
                    out[member, position] = value
        return out

    def origin(frame: Frame, member: int, year: int) -> Origin | None:
        found = series(frame, member)
        return None if found is None else found.origin(frame.years[year])

    def absent(frame: Frame, member: int, year: int) -> Message:
        role = role_message(f"{prefix}.{frame.labels(axis)[member]}")
        if series(frame, member) is None:
            return message("needs.series", series=role)
        return message("needs.series_year", series=role, year=frame.years[year])

    def flags(frame: Frame, member: int, _: int) -> tuple[Flag, ...]:
        found = series(frame, member)
        return (Flag("assumed"),) if found is not None and found.assumed else ()

    return input_quantity(
        key, (axis, "year"), unit, symbol, read=read, origin=origin, absent=absent, flags=flags
    )


def series_unit_quantity(key: str, axis: str, prefix: str, symbol: str) -> Input:
    """Printed units in one 亿元, (axis,), of the series with role `prefix.<label>`."""

    def series(frame: Frame, member: int) -> AnnualSeries | None:
        return frame.dataset.series.get(f"{prefix}.{frame.labels(axis)[member]}")

    def read(frame: Frame) -> FloatArray:
        found = [series(frame, member) for member in range(frame.size(axis))]
        return _divisors([None if one is None else one.unit for one in found])

    def absent(frame: Frame, member: int) -> Message:
        role = role_message(f"{prefix}.{frame.labels(axis)[member]}")
        if series(frame, member) is None:
            return message("needs.series", series=role)
        return message("needs.unit", series=role)

    def origin(frame: Frame, member: int) -> Origin | None:
        found = series(frame, member)
        return None if found is None else Origin(found.source, found.unit or "")

    def flags(frame: Frame, member: int) -> tuple[Flag, ...]:
        found = series(frame, member)
        return (Flag("assumed"),) if found is not None and "unit" in found.assumed else ()

    return input_quantity(
        key, (axis,), "units_per_yi", symbol, read=read, origin=origin, absent=absent, flags=flags
    )


def table_column_quantity(key: str, axis: str, block: str, table: TableOf, symbol: str) -> Input:
    """Printed values (benchmark, sector) of one block of each benchmark's table."""

    def read(frame: Frame) -> FloatArray:
        out = np.full((len(frame.benchmarks), frame.size(axis)), np.nan)
        for b, benchmark in enumerate(frame.dataset.benchmarks):
            found = table(benchmark)
            if found is not None and block in found.blocks:
                values = found.blocks[block].values
                out[b, : values.size] = values
        return out

    def origin(frame: Frame, b: int, sector: int) -> Origin | None:
        found = table(frame.dataset.benchmarks[b])
        return None if found is None else found.origin(block, sector)

    def absent(frame: Frame, b: int, sector: int) -> Message:
        found = table(frame.dataset.benchmarks[b])
        year = frame.benchmarks[b]
        if found is None:
            return message("needs.reference_table", year=year)
        what = message(f"block.{block}")
        if block not in found.blocks:
            return message("needs.block", block=what, file=found.source.file)
        return message(
            "needs.table_cell",
            block=what,
            sector=found.names[sector] if sector < found.sectors else "",
            file=found.source.file,
        )

    def flags(frame: Frame, b: int, _: int) -> tuple[Flag, ...]:
        found = table(frame.dataset.benchmarks[b])
        return (Flag("assumed"),) if found is not None and found.assumed else ()

    return input_quantity(
        key,
        ("benchmark", axis),
        "as_printed",
        symbol,
        read=read,
        origin=origin,
        absent=absent,
        flags=flags,
    )


def table_unit_quantity(key: str, table: TableOf, symbol: str) -> Input:
    """Printed units in one 亿元 of each benchmark's table, (benchmark,)."""

    def read(frame: Frame) -> FloatArray:
        found = [table(benchmark) for benchmark in frame.dataset.benchmarks]
        return _divisors([None if one is None else one.unit for one in found])

    def absent(frame: Frame, b: int) -> Message:
        return message("needs.table_unit", year=frame.benchmarks[b])

    def origin(frame: Frame, b: int) -> Origin | None:
        found = table(frame.dataset.benchmarks[b])
        return None if found is None else Origin(found.source, found.unit)

    def flags(frame: Frame, b: int) -> tuple[Flag, ...]:
        found = table(frame.dataset.benchmarks[b])
        return (Flag("assumed"),) if found is not None and "unit" in found.assumed else ()

    return input_quantity(
        key,
        ("benchmark",),
        "units_per_yi",
        symbol,
        read=read,
        origin=origin,
        absent=absent,
        flags=flags,
    )


def weight_quantity(
    key: str,
    axes: tuple[str, str],
    symbol: str,
    *,
    weight: Callable[[Benchmark, str, str], float],
    names: Callable[[Benchmark], tuple[str, ...]],
) -> Input:
    """Weights of a concordance as share columns, (benchmark, sector axis, member axis).

    weight: (benchmark, sector name, member label) -> weight.
    """

    def read(frame: Frame) -> FloatArray:
        members = frame.labels(axes[1])
        out = np.full((len(frame.benchmarks), frame.size(axes[0]), len(members)), np.nan)
        for b, benchmark in enumerate(frame.dataset.benchmarks):
            for s, name in enumerate(names(benchmark)):
                for m, member in enumerate(members):
                    out[b, s, m] = weight(benchmark, name, str(member))
        return out

    def absent(frame: Frame, b: int, *_: int) -> Message:
        return message("needs.reference_table", year=frame.benchmarks[b])

    return input_quantity(
        key,
        ("benchmark", *axes),
        "share",
        symbol,
        read=read,
        origin=lambda *_: None,
        absent=absent,
    )


def role_message(role: str) -> Message:
    """What a role is called, as a message."""
    return message(f"role.{role}")


def _divisors(units: list[str | None]) -> FloatArray:
    found = [units_per_yi(unit) for unit in units]
    return np.array([np.nan if one is None else one for one in found], dtype=float)
