"""What the series of a table are: names, regions, industries, units, basis.

From the labels of a row or column first, then from the lines above the table.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gxde_desktop.importing.grid import Area
from gxde_desktop.importing.indicators import (
    basis_said,
    is_index,
    is_industry,
    is_total,
    split_terminal,
    take_apart,
)
from gxde_desktop.importing.io_panel import Finding
from gxde_desktop.importing.labels import key, plain_name
from gxde_desktop.importing.regions import region_named
from gxde_desktop.importing.series_layout import Context
from gxde_desktop.importing.units import unit_in_brackets
from gxde_desktop.importing.wording import msg
from models.messages import Message
from models.series import Basis


@dataclass(slots=True)
class RawSeries:
    """One series as found, before questions are answered."""

    name: str
    region: str | None
    industry: str | None
    unit: str | None
    basis: Basis | None
    points: dict[int, tuple[float, int, int]] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    label_at: tuple[int, int] = (0, 0)
    index: bool = False


@dataclass(slots=True)
class SeriesBlock:
    """One table of series: a heading with years and what belongs to it."""

    title: str
    title_at: tuple[int, int] | None
    area: Area
    header: Area
    labels: Area
    series: list[RawSeries]
    top: int = 0
    notes: list[Area] = field(default_factory=list)
    unit_at: tuple[int, int] | None = None
    findings: list[Finding] = field(default_factory=list)
    unused: list[tuple[Area, Message]] = field(default_factory=list)
    converted: dict[str, int] = field(default_factory=dict)
    across: bool = True


def apply_terminal(labels: list[tuple[RawSeries, str]]) -> None:
    for (series, _), parts in zip(
        labels, split_terminal([text for _, text in labels]), strict=True
    ):
        series.name = parts.name
        series.region = parts.region or series.region
        series.industry = parts.industry
        series.unit = series.unit or parts.unit
        series.basis = series.basis or parts.basis


def settle_plain(block: SeriesBlock, context: Context, *, skip_names: bool = False) -> None:
    """Names, industries, units and basis from the labels, then from the lines above."""
    if not skip_names:
        leaves = [series.path[-1] for series in block.series if series.path]
        regions = [leaf for leaf in leaves if region_named(leaf)]
        by_region = leaves and len(regions) * 2 >= len(leaves)
        industries = [leaf for leaf in leaves if is_industry(leaf)]
        by_industry = bool(context.indicator) and len(industries) * 2 >= max(len(leaves), 1)
        for series in block.series:
            _name(series, context, by_region=bool(by_region), by_industry=by_industry)
    under_index = is_index(context.indicator)
    for series in block.series:
        series.region = series.region or context.region
        series.index = is_index(series.name) or (under_index and series.unit is None)
        said = context.basis
        if said is Basis.GROWTH_PERCENT and (context.named_basis is None or context.several):
            # A title such as 产值及增长速度 speaks of some of its columns only.
            said = None
        if series.basis is None and series.unit is None:
            series.basis = said
        amount = series.basis in (None, Basis.VALUE) and not series.index
        if series.unit is None and amount and context.unit:
            series.unit = context.unit.value
        if series.basis is None and series.name and not series.index:
            series.basis = Basis.VALUE
        if series.basis in (Basis.INDEX_PREVIOUS_100, Basis.INDEX_FIXED_BASE):
            series.unit = None
    if context.unit and context.unit.place != "sheet":
        block.findings.append(Finding("info", msg("series.unit_read", unit=context.unit.value,
                                                  place=context.unit.place)))  # fmt: skip


def _name(series: RawSeries, context: Context, *, by_region: bool, by_industry: bool) -> None:
    title = take_apart(context.indicator) if context.indicator else None
    leaf = series.path[-1] if series.path else ""
    if (not leaf or (by_region and region_named(leaf))) and title is not None:
        series.region = series.region or region_named(leaf)
        heading = title
    elif not leaf or (by_region and region_named(leaf)):
        series.region = series.region or region_named(leaf)
        return
    elif by_industry and title is not None and not _own_indicator(leaf, title.name):
        heading = title
        part = take_apart(leaf)
        whole = is_total(leaf) or key(part.name) in key(title.name)
        series.industry = None if whole else part.name
        series.unit = series.unit or part.unit
    else:
        heading = take_apart(leaf)
        if not heading.name and len(series.path) > 1:
            heading = take_apart(series.path[-2])
        if is_total(heading.name) and len(series.path) > 1:
            heading = take_apart(series.path[-2])
    above = [basis for text in series.path[:-1] if (basis := basis_said(text))]
    if heading.basis is None and above:
        series.basis = series.basis or above[-1]
    series.name = plain_name(heading.name)
    series.unit = series.unit or heading.unit
    series.basis = series.basis or heading.basis


def _own_indicator(leaf: str, title: str) -> bool:
    """A column beside industries that is another indicator: 人均地区生产总值（元）."""
    name = take_apart(leaf).name
    if is_industry(leaf) or is_total(leaf) or key(name) == key(title):
        return False
    return unit_in_brackets(leaf) is not None or (key(title) in key(name) and name != title)
