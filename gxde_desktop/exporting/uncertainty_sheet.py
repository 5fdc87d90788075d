"""The sheet of uncertainty: bands, what moves the scale, and the distributions drawn from.

Draws are not formulas: every figure here is that of the moment of the export, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gxde_desktop.exporting.page import Column, In, Named, Page, Value
from gxde_desktop.text import say, tr
from models.messages import Message, message


@dataclass(frozen=True, slots=True)
class BandLine:
    """One figure with its band. quantiles: at 5, 25, 50, 75 and 95 %; without: share of draws
    that gave no value.
    """

    title: Message
    unit: str
    place: str
    value: float
    quantiles: tuple[float, ...]
    without: float


@dataclass(frozen=True, slots=True)
class BarLine:
    """What one range does to a figure. low, high: the figure at the range's 5 and 95 %; first,
    total: Sobol indices, NaN where none were computed; errors: their standard errors.
    """

    title: Message | str
    low: float
    high: float
    first: float
    total: float
    errors: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SensitivityTable:
    """Which range matters for one figure."""

    title: Message
    unit: str
    place: str
    value: float
    bars: tuple[BarLine, ...]


@dataclass(frozen=True, slots=True)
class RangeLine:
    """One distribution. low, value, high: NaN for a ratio; deviation: of ln(ratio) a year from
    its only table, NaN for a parameter; matters: whether a figure rests on it.
    """

    title: Message | str
    family: str
    low: float
    value: float
    high: float
    deviation: float
    changed: bool
    matters: bool


@dataclass(frozen=True, slots=True)
class UncertaintyReport:
    """What is said of the uncertainty of a measurement. sobol_count: 0 where no indices are."""

    count: int
    seed: int
    sobol_count: int
    bands: tuple[BandLine, ...]
    tables: tuple[SensitivityTable, ...]
    ranges: tuple[RangeLine, ...]


def write_uncertainty(page: Page, found: UncertaintyReport) -> None:
    """The last bands, what matters for the scale, the bands of every year, distributions."""
    page.note(tr("exporting.uncertainty.frozen", count=found.count, seed=found.seed))
    page.note(tr("exporting.uncertainty.readings"))
    last = {each.title: each for each in found.bands}
    _write_bands(page, "exporting.uncertainty.last_bands", tuple(last.values()))
    for table in found.tables:
        page.heading(
            tr("exporting.uncertainty.matters", figure=say(table.title), place=table.place)
        )
        heads = [
            Column(tr("exporting.uncertainty.range")),
            Column(tr("exporting.unit")),
            *(Column(tr(f"exporting.uncertainty.{code}"), figures=True)
              for code in ("at_low", "at_high", "swing", "first", "first_error", "total",
                           "total_error")),
        ]  # fmt: skip
        page.table(heads, [_bar(table, each) for each in table.bars])
    if found.tables:
        if found.sobol_count:
            page.note(tr("exporting.uncertainty.sobol", count=found.sobol_count))
        page.note(tr("exporting.uncertainty.tornado"))
    _write_bands(page, "exporting.uncertainty.bands", found.bands)
    page.heading(tr("exporting.uncertainty.ranges"))
    heads = [
        Column(tr("exporting.uncertainty.range")),
        Column(tr("exporting.uncertainty.family")),
        *(Column(tr(f"exporting.uncertainty.{code}"), figures=True)
          for code in ("low", "now", "high", "deviation")),
        Column(tr("exporting.uncertainty.remark")),
    ]  # fmt: skip
    page.table(heads, [_range(each) for each in found.ranges])
    page.note(tr("exporting.uncertainty.families"))


def _write_bands(page: Page, heading: str, bands: Sequence[BandLine]) -> None:
    page.heading(tr(heading))
    percents = ("5 %", "25 %", "50 %", "75 %", "95 %")
    columns = [
        Column(tr("exporting.uncertainty.figure"), width=44),
        Column(tr("exporting.unit"), width=16),
        Column(tr("exporting.uncertainty.place"), width=13),
        Column(tr("exporting.uncertainty.value"), width=13, figures=True),
        *(Column(percent, width=13, figures=True) for percent in percents),
        Column(tr("exporting.uncertainty.without"), width=13, figures=True),
    ]
    page.table(columns, [_band(each) for each in bands])


def _band(each: BandLine) -> list[Value]:
    found = (In(each.unit, value) for value in (each.value, *each.quantiles))
    without = In("share", each.without) if each.without else ""
    return [each.title, Named(each.unit), each.place, *found, without]


def _bar(table: SensitivityTable, each: BarLine) -> list[Value]:
    ends = (each.low, each.high, abs(each.high - each.low))
    indices = (each.first, each.errors[0], each.total, each.errors[1])
    return [
        each.title,
        Named(table.unit),
        *(In(table.unit, end) for end in ends),
        *("" if math.isnan(index) else In("share", index) for index in indices),
    ]


def _range(each: RangeLine) -> list[Value]:
    remarks = [
        *(["exporting.uncertainty.changed"] if each.changed else []),
        *([] if each.matters else ["exporting.uncertainty.idle"]),
    ]
    numbers = (each.low, each.value, each.high, each.deviation)
    said = message("exporting.uncertainty.remarks", all=tuple(map(message, remarks)))
    return [
        each.title,
        message(f"family.{each.family}"),
        *("" if math.isnan(number) else number for number in numbers),
        said if remarks else "",
    ]
