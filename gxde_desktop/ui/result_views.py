"""What each tab of the results shows: a chart or two and a table of the same figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from gxde_desktop.project.published import published_beside
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.growth_view import aggregate_chart
from gxde_desktop.ui.measures import (
    Column,
    FigureTable,
    asset_columns,
    by_year,
    needs_text,
    quantity_title,
    unit_text,
    year_chart,
)
from gxde_desktop.ui.overview_view import overview_charts
from models.frame import RULES

if TYPE_CHECKING:
    from models.measurement import Measurement


@dataclass(frozen=True, slots=True, eq=False)
class ResultView:
    """One tab: its charts side by side, its table below."""

    charts: tuple[ChartSpec, ...]
    table: FigureTable


def stock_view(m: Measurement) -> ResultView:
    """Productive stock by asset."""
    columns = asset_columns(m, "stock")
    chart = year_chart(m, tr("ui.results.stock.chart"), "area", columns, empty=why_no_stock(m))
    current = Column("stock_current_total", (), tr("ui.results.total_current"))
    whole = Column("stock_total", (), tr("ui.results.total"))
    table = by_year(m, [*columns, whole, current], bold=frozenset({len(columns)}))
    return ResultView((chart,), table)


def why_no_stock(m: Measurement) -> str:
    """What the first stock needs that is missing in the last year; empty where all are there."""
    last = len(m.frame.years) - 1
    missing = [a for a, line in enumerate(m.values["stock"]) if last >= 0 and np.isnan(line[last])]
    return needs_text(m, ("stock", (missing[0], last))) if missing else ""


def investment_view(m: Measurement) -> ResultView:
    """Investment at current and at constant prices."""
    nominal, real = asset_columns(m, "investment"), asset_columns(m, "real_investment")
    charts = (
        year_chart(
            m,
            tr("ui.results.investment.nominal"),
            "line",
            nominal,
            empty=tr("ui.results.no_investment"),
        ),
        year_chart(
            m,
            tr("ui.results.investment.real", base_year=m.parameters.base_year),
            "line",
            real,
            empty=tr("ui.results.no_real"),
        ),
    )
    return ResultView(charts, by_year(m, [*nominal, *real]))


def price_view(m: Measurement) -> ResultView:
    """Price indices of the assets."""
    columns = asset_columns(m, "price")
    title = tr("ui.results.price.chart", base_year=m.parameters.base_year)
    chart = year_chart(m, title, "line", columns, empty=tr("ui.results.no_price"))
    return ResultView((chart,), by_year(m, columns))


def benchmark_view(m: Measurement) -> ResultView:
    """Investment of the years with an input-output table."""
    years = m.frame.benchmarks
    assets = m.frame.assets
    key = "benchmark_investment"
    x = np.arange(len(years), dtype=float)
    chart = ChartSpec(
        title=tr("ui.results.benchmark.chart"),
        kind="bars",
        x=x,
        x_title=tr("ui.chart.table_year"),
        y_title=unit_text("money", m),
        curves=tuple(
            Curve(
                tr(f"asset.{asset}"),
                asset,
                np.array([m.at(key, (a, b)) for b in range(len(years))]),
                cells=tuple((key, (a, b)) for b in range(len(years))),
            )
            for a, asset in enumerate(assets)
        ),
        x_labels=tuple(str(year) for year in years),
        decimals=numbers.decimals_for("money"),
        empty=tr("ui.results.no_benchmark"),
    )
    keys = [(key, a) for a in range(len(assets))]
    titles = [tr(f"asset.{asset}") for asset in assets]
    table = FigureTable(
        m,
        headers=(*titles, quantity_title("digital_benchmark")),
        unit=unit_text("money", m),
        labels=tuple(str(year) for year in years),
        figures=tuple(
            (*((k, (a, b)) for k, a in keys), ("digital_benchmark", (b,)))
            for b in range(len(years))
        ),
    )
    return ResultView((chart,), table)


def digital_view(m: Measurement) -> ResultView:
    """Digital industrialisation by group of industries."""
    groups = [
        Column("digital_value_added", (g,), tr(f"group.{group}"))
        for g, group in enumerate(m.frame.labels("group"))
    ]
    whole = Column("digital_industrialisation", (), quantity_title("digital_industrialisation"))
    chart = year_chart(
        m,
        tr("ui.results.digital.chart"),
        "area",
        groups,
        colours=("electronics", "software"),
        empty=tr("ui.results.no_digital"),
    )
    return ResultView((chart,), by_year(m, [whole, *groups], bold=frozenset({0})))


def charts_of(m: Measurement) -> Iterator[tuple[str, tuple[ChartSpec, ...]]]:
    """Every chart of the results by name, the overview by each rule."""
    published = published_beside(ProjectState(), m.dataset.region)
    for number, rule in enumerate(RULES):
        yield f"overview_{rule}", overview_charts(m, number, published)
    yield "growth", (aggregate_chart(m, annual=False),)
    for name, make in VIEWS.items():
        yield name, make(m).charts


VIEWS: Mapping[str, Callable[[Measurement], ResultView]] = MappingProxyType(
    {
        "stock": stock_view,
        "investment": investment_view,
        "price": price_view,
        "benchmark": benchmark_view,
        "digital": digital_view,
    }
)
"""Tabs of the results page, in order."""
