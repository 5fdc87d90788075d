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


def annual_leaf(
    key: str,
    axes: tuple[str, ...],
    unit: str,
    symbol: str,
    *,
    series: Callable[..., AnnualSeries | None],
    named: Callable[..., Message],
    years: Callable[[Frame], tuple[int, ...]] = lambda frame: frame.years,
) -> Input:
    """Printed values of annual series, years on the last of `axes`.

    series: (frame, *members) -> the series of the members on the axes before the last;
    named: (frame, *members) -> what it is called where it is missing; years: of the axis.
    """

    def read(frame: Frame) -> FloatArray:
        first = years(frame)[0] if years(frame) else 0
        out = np.full([*(frame.size(axis) for axis in axes[:-1]), len(years(frame))], np.nan)
        for members in np.ndindex(out.shape[:-1]):
            found = series(frame, *members)
            if found is None:
                continue
            for year, value in zip(found.years, found.values, strict=True):
                if 0 <= year - first < out.shape[-1]:
                    out[(*members, year - first)] = value
        return out

    def origin(frame: Frame, *index: int) -> Origin | None:
        found = series(frame, *index[:-1])
        return None if found is None else found.origin(years(frame)[index[-1]])

    def absent(frame: Frame, *index: int) -> Message:
        what = named(frame, *index[:-1])
        if series(frame, *index[:-1]) is None:
            return message("needs.series", series=what)
        return message("needs.series_year", series=what, year=years(frame)[index[-1]])

    def flags(frame: Frame, *index: int) -> tuple[Flag, ...]:
        found = series(frame, *index[:-1])
        return (Flag("assumed"),) if found is not None and found.assumed else ()

    return input_quantity(
        key, axes, unit, symbol, read=read, origin=origin, absent=absent, flags=flags
    )


def series_quantity(
    key: str, axis: str, prefix: str, symbol: str, *, unit: str = "as_printed"
) -> Input:
    """Printed values (axis, year) of the series with role `prefix.<label>`."""

    def role(frame: Frame, member: int) -> str:
        return f"{prefix}.{frame.labels(axis)[member]}"

    return annual_leaf(
        key,
        (axis, "year"),
        unit,
        symbol,
        series=lambda frame, member: frame.dataset.series.get(role(frame, member)),
        named=lambda frame, member: role_message(role(frame, member)),
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
        return table_flags(found)

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


def table_flags(table: IOTable | None) -> tuple[Flag, ...]:
    """Marks of every figure of a table."""
    if table is None:
        return ()
    marks = {"assumed": bool(table.assumed), "updated": table.updated_from is not None}
    return tuple(Flag(code) for code, holds in marks.items() if holds)


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
