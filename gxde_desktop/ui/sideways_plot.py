"""Bars that run to the right, one row a name: tornadoes and indices, whose names are long.

The first row is the topmost. For whoever points at it a row is what x is in other charts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics

from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.fonts import sized
from gxde_desktop.ui.plot import Plot
from gxde_desktop.ui.theme import tokens
from gxde_desktop.ui.tokens import Tokens

NAME_SHARE = 0.42
"""Of the width of a chart that the names of its rows may take."""


class SidewaysPlot(Plot):
    """Draws the kinds `tornado` (bars from the mark, one over the other) and `across` (bars from
    zero, side by side within a row).
    """

    def draw(self, spec: ChartSpec, hidden: frozenset[str]) -> None:
        theme = tokens()
        self._style(theme)
        self._up.setGrid(False)
        self._across.setGrid(255)
        self._across.setTickPen(pg.mkPen(theme.line, width=1))
        self._across.setZValue(-1)  # its grid lies under the bars
        self.getPlotItem().showLabel("bottom", False)  # the unit stands beside the legend
        self.getPlotItem().showLabel("left", False)
        item = self.getPlotItem()
        for old in self._items:
            item.removeItem(old)
        self._items = []
        self._rows = len(spec.x)
        self._name_rows(spec)
        self._across.labels, self._across.whole = (), False
        curves = tuple(c for c in spec.drawable if c.name not in hidden)
        together = spec.kind == "tornado"
        start = spec.marks[0][0] if together and spec.marks else 0.0
        thick = 0.62 if together else 0.72 / max(len(curves), 1)
        for place, curve in enumerate(curves):
            there = np.isfinite(curve.values)
            rows = self._rows - 1 - spec.x[there]
            aside = 0.0 if together else thick * ((len(curves) - 1) / 2 - place)
            self.add(
                pg.BarGraphItem(
                    x0=np.minimum(start, curve.values[there]),
                    x1=np.maximum(start, curve.values[there]),
                    y=rows + aside,
                    height=thick * 0.92,
                    brush=pg.mkBrush(theme.asset(curve.colour)),
                    pen=pg.mkPen(None),
                )
            )
        self._base(start, theme)
        self._guide.setAngle(0)
        self._guide.setPen(pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DotLine))
        self._guide.hide()
        self.add(self._guide)
        self.reset(spec, curves)

    def reset(self, spec: ChartSpec, curves: tuple[Curve, ...], *, keep: bool = False) -> None:
        box = self.getViewBox()
        start = spec.marks[0][0] if spec.kind == "tornado" and spec.marks else 0.0
        ends = [start, *(float(v) for c in curves for v in c.values[np.isfinite(c.values)])]
        low, high = min(ends), max(ends)
        room = 0.04 * (high - low) or 1.0
        # A hair below zero: pyqtgraph drops a tick that rounding puts outside the range.
        box.setXRange(-0.6 * room if low == 0.0 else low - room, high + room, padding=0)
        # Bars of a few rows would be as thick as beams.
        spare = max(6 - self._rows, 0)
        box.setYRange(-0.6 - spare, self._rows - 0.4, padding=0)

    def guide(self, x: float | None) -> None:
        super().guide(None if x is None else self._rows - 1 - x)

    def scene_place(self, x: float) -> QPointF:
        right = self.getViewBox().viewRange()[0][1]
        return self.getViewBox().mapViewToScene(QPointF(right, self._rows - 1 - x))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if self._names:
            self._cut_names()

    def _pointed_at(self, x: float, y: float) -> tuple[float, float]:
        return self._rows - 1 - y, x

    _rows = 0
    _names: tuple[str, ...] = ()

    def _name_rows(self, spec: ChartSpec) -> None:
        self._names = spec.x_labels[::-1]
        self._cut_names()

    def _cut_names(self) -> None:
        """Names end in … where they would leave no room; the readout says them in full."""
        metrics = QFontMetrics(sized(11))
        most = max(int(NAME_SHARE * self.width()), 60)
        cut = tuple(
            metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, most) for name in self._names
        )
        if cut != self._up.labels:
            self._up.labels = cut
            self._up.setWidth(max(map(metrics.horizontalAdvance, cut), default=0) + 12)
            self._up.picture = None
            self._up.update()

    def _base(self, where: float, theme: Tokens) -> None:
        pen = pg.mkPen(theme.muted, width=1)
        self.add(pg.InfiniteLine(pos=where, angle=90, pen=pen))
