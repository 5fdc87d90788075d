"""The items that charts are made of: lines, areas, bands, bars and marks, and how each follows
the values of a next spec of the same look.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from gxde_desktop.ui.chart_spec import (
    ChartSpec,
    Curve,
    FloatArray,
    bar_edges,
    lonely,
    named,
    present,
    stacked,
)
from gxde_desktop.ui.fonts import sized
from gxde_desktop.ui.theme import colour
from gxde_desktop.ui.tokens import Tokens

if TYPE_CHECKING:
    from gxde_desktop.ui.plot import Plot

Update = Callable[[ChartSpec, tuple[Curve, ...]], None]
"""Gives items that are drawn already the values of a spec of the same look."""

ALONE = 0.4
"""Years that a value is wide which stands alone in an area."""


def draw_line(plot: Plot, x: FloatArray, curve: Curve, theme: Tokens) -> None:
    """A line; a value without neighbours as a dot."""
    style = Qt.PenStyle.DashLine if curve.dashed else Qt.PenStyle.SolidLine
    pen = pg.mkPen(theme.asset(curve.colour), width=curve.width, style=style)
    line = pg.PlotCurveItem(x, curve.values, pen=pen, connect="finite", antialias=True)
    plot.add(line)
    single = lonely(curve.values)
    dots = None
    if single.any():  # a value without neighbours would not be seen as a line
        brush = pg.mkBrush(theme.asset(curve.colour))
        dots = pg.ScatterPlotItem(x[single], curve.values[single], size=7, pen=None, brush=brush)
        plot.add(dots)

    def update(spec: ChartSpec, curves: tuple[Curve, ...]) -> None:
        values = named(curves, curve.name).values
        line.setData(spec.x, values, connect="finite")
        if dots is not None:
            single = lonely(values)
            dots.setData(spec.x[single], values[single])

    plot.follow(update)


def draw_areas(plot: Plot, spec: ChartSpec, curves: tuple[Curve, ...], theme: Tokens) -> None:
    """Areas on top of one another."""
    if not curves:
        return
    areas = []
    for curve in curves:
        area = QGraphicsPathItem()
        area.setBrush(colour(theme.asset(curve.colour), 205))
        area.setPen(pg.mkPen(theme.panel, width=1))
        plot.add(area)
        areas.append(area)

    def update(spec: ChartSpec, curves: tuple[Curve, ...]) -> None:
        solid = tuple(curve for curve in curves if not curve.points)
        for area, low, high in zip(areas, *stacked(solid), strict=True):
            area.setPath(_area_path(spec.x, low, high))

    update(spec, curves)
    plot.follow(update)


def draw_band(
    plot: Plot, curve: Curve, spec: ChartSpec, curves: tuple[Curve, ...], theme: Tokens
) -> None:
    """What lies between two edges: an area, or where x has labels a bar at each."""
    fill = theme.asset(curve.colour)
    if spec.x_labels:
        item = pg.BarGraphItem(
            x=[], y0=[], y1=[], width=0.3, brush=pg.mkBrush(fill), pen=pg.mkPen(None)
        )
    else:
        item = QGraphicsPathItem()
        item.setBrush(colour(fill, 255))
        item.setPen(pg.mkPen(None))
    plot.add(item)

    def update(spec: ChartSpec, curves: tuple[Curve, ...]) -> None:
        now = named(curves, curve.name)
        if now.lower is None:
            return
        if spec.x_labels:
            there = np.isfinite(now.values)
            item.setOpts(x=spec.x[there], y0=now.lower[there], y1=now.values[there])
        else:
            item.setPath(_area_path(spec.x, now.lower, now.values))

    update(spec, curves)
    plot.follow(update)


def draw_bars(plot: Plot, spec: ChartSpec, curves: tuple[Curve, ...], theme: Tokens) -> None:
    """Bars side by side at each place."""
    width = 0.8 / max(len(curves), 1)
    for place, curve in enumerate(curves):
        bars = pg.BarGraphItem(
            x=[],
            height=[],
            width=min(width * 0.9, 0.28),
            brush=pg.mkBrush(theme.asset(curve.colour)),
            pen=pg.mkPen(None),
        )
        plot.add(bars)

        def update(
            spec: ChartSpec,
            curves: tuple[Curve, ...],
            name: str = curve.name,
            place: int = place,
            bars: Any = bars,
        ) -> None:
            values = named(curves, name).values
            there = np.isfinite(values)
            middle = spec.x[there] - 0.4 + width * (place + 0.5)
            bars.setOpts(x=middle, height=values[there])

        update(spec, curves)
        plot.follow(update)


def draw_stack(plot: Plot, spec: ChartSpec, curves: tuple[Curve, ...], theme: Tokens) -> None:
    """Bars on top of one another, what is below zero downwards."""
    if not curves:
        return
    width = min(0.5, 0.09 * (len(spec.x) + 1))
    parts = []
    for curve in curves:
        bars = pg.BarGraphItem(
            x=[],
            y0=[],
            y1=[],
            width=width,
            brush=pg.mkBrush(theme.asset(curve.colour)),
            pen=pg.mkPen(theme.panel, width=1),
        )
        plot.add(bars)
        parts.append(bars)

    def update(spec: ChartSpec, curves: tuple[Curve, ...]) -> None:
        solid = tuple(curve for curve in curves if not curve.points)
        lower, upper = bar_edges(solid)
        for bars, curve, low, high in zip(parts, solid, lower, upper, strict=True):
            there = np.isfinite(curve.values) & (curve.values != 0)
            bars.setOpts(x=spec.x[there], y0=low[there], y1=high[there])

    update(spec, curves)
    plot.follow(update)
    zero = pg.InfiniteLine(pos=0, angle=0, pen=pg.mkPen(theme.muted, width=1))
    plot.add(zero)


def draw_points(plot: Plot, x: FloatArray, curve: Curve, theme: Tokens) -> None:
    """A diamond at each value."""
    dots = pg.ScatterPlotItem(
        symbol="d",
        size=12,
        pen=pg.mkPen(theme.panel, width=1.5),
        brush=pg.mkBrush(theme.asset(curve.colour)),
    )
    plot.add(dots)

    def update(spec: ChartSpec, curves: tuple[Curve, ...]) -> None:
        values = named(curves, curve.name).values
        dots.setData(*present(spec.x, values))

    dots.setData(*present(x, curve.values))
    plot.follow(update)


def draw_mark(plot: Plot, where: float, text: str, theme: Tokens, *, left: bool) -> None:
    """An upright line that says something."""
    side = 1 if left else 0  # the text stands where there is room
    pen = pg.mkPen(theme.attention, width=1, style=Qt.PenStyle.DashLine)
    line = pg.InfiniteLine(
        pos=where,
        angle=90,
        pen=pen,
        label=text,
        labelOpts={
            "position": 0.94,
            "color": theme.attention,
            "anchors": [(side, 0.5), (side, 0.5)],
        },
    )
    line.label.setFont(sized(11))
    plot.add(line)


def _area_path(x: FloatArray, low: FloatArray, high: FloatArray) -> QPainterPath:
    """The outline of an area, one closed piece for each run of present values.

    A value without neighbours has no width of its own: it stands as a narrow bar.
    """
    path = QPainterPath()
    finite = np.flatnonzero(np.isfinite(high))
    if not len(finite):
        return path
    for run in np.split(finite, np.flatnonzero(np.diff(finite) > 1) + 1):
        if len(run) == 1:
            base, top = float(low[run[0]]), float(high[run[0]])
            path.addRect(float(x[run[0]]) - ALONE / 2, base, ALONE, top - base)
            continue
        path.moveTo(float(x[run[0]]), float(low[run[0]]))
        for i in run:
            path.lineTo(float(x[i]), float(high[i]))
        for i in run[::-1]:
            path.lineTo(float(x[i]), float(low[i]))
        path.closeSubpath()
    return path
