"""Drawing a `ChartSpec` with pyqtgraph: axes, curves, areas, bars and marks.

Imported only when the first chart is made: pyqtgraph takes a while to load.
"""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from gxde_desktop.ui.chart_spec import (
    ChartSpec,
    Curve,
    extent,
    lonely,
)
from gxde_desktop.ui.fonts import sized
from gxde_desktop.ui.label_axis import LabelAxis
from gxde_desktop.ui.plot_items import (
    Update,
    draw_areas,
    draw_band,
    draw_bars,
    draw_line,
    draw_mark,
    draw_points,
    draw_stack,
)
from gxde_desktop.ui.theme import tokens
from gxde_desktop.ui.tokens import Tokens


class Plot(pg.PlotWidget):
    """The drawing area of a chart. `pointed` carries (x, y, inside) of the mouse."""

    pointed = Signal(float, float, bool)
    clicked = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._across = LabelAxis("bottom")
        self._up = LabelAxis("left")
        super().__init__(parent, axisItems={"bottom": self._across, "left": self._up})
        self.setMenuEnabled(False)
        self._own_menus()
        self.hideButtons()
        self.getPlotItem().setContentsMargins(0, 4, 14, 0)
        self.setAntialiasing(True)
        self.setFrameShape(self.Shape.NoFrame)
        # The wheel zooms only with Ctrl: a page with charts must stay scrollable.
        self.getViewBox().setMouseEnabled(x=True, y=False)
        self._guide = pg.InfiniteLine(angle=90, movable=False)
        self._items: list[Any] = []
        self._updates: list[Update] = []
        self._look_drawn: tuple[Any, ...] | None = None
        self._theme: Tokens | None = None
        self._named = ""
        self._names_axis = True
        self._span: tuple[float, float] | None = None
        self._zoomed = False
        self.getViewBox().sigRangeChangedManually.connect(self._zoom)
        self._up.setZValue(-1)  # its grid lies under areas and bars
        self.scene().sigMouseMoved.connect(self._moved)
        self.scene().sigMouseClicked.connect(self._clicked)

    def _own_menus(self) -> None:
        """pyqtgraph makes menus that nobody owns; they shall go with the chart."""
        item, box = self.getPlotItem(), self.getViewBox()
        for menu in (item.ctrlMenu, getattr(item, "ctrlMenu2", None), box.menu):
            if menu is not None and menu.parent() is None:
                menu.setParent(self, menu.windowFlags())

    def draw(self, spec: ChartSpec, hidden: frozenset[str]) -> None:
        """Draw a chart, without the curves named in `hidden`.

        What has the look of before takes the new values: a figure that follows a slider
        would be late if every line were made anew. What was zoomed to stays then.
        """
        theme = tokens()
        curves = tuple(c for c in spec.drawable if c.name not in hidden)
        look = _look(spec, curves, theme)
        if theme is not self._theme:
            self._style(theme)
            self._theme = theme
            self._named = ""
        self._titles(spec)
        if look == self._look_drawn:
            for update in self._updates:
                update(spec, curves)
            span = self._span
            self.reset(spec, curves, keep=span == self._span_of(spec))
            return
        self._look_drawn = look
        item = self.getPlotItem()
        for old in self._items:
            item.removeItem(old)
        self._items, self._updates = [], []
        self._across.labels = spec.x_labels
        self._across.whole = not spec.x_labels
        solid = tuple(curve for curve in curves if not curve.points)
        if spec.kind == "area":
            draw_areas(self, spec, solid, theme)
        elif spec.kind == "bars":
            draw_bars(self, spec, solid, theme)
        elif spec.kind == "stack":
            draw_stack(self, spec, solid, theme)
        else:
            for curve in solid:
                if curve.lower is not None:
                    draw_band(self, curve, spec, curves, theme)
            for curve in solid:
                if curve.lower is None:
                    draw_line(self, spec.x, curve, theme)
        for curve in curves:
            if curve.points:
                draw_points(self, spec.x, curve, theme)
        for where, text in spec.marks:
            late = where > spec.x[0] + 0.6 * (spec.x[-1] - spec.x[0])
            draw_mark(self, where, text, theme, left=late)
        self._guide.setPen(pg.mkPen(theme.muted, width=1))
        self._guide.hide()
        self.add(self._guide)
        self.reset(spec, curves)

    def reset(self, spec: ChartSpec, curves: tuple[Curve, ...], *, keep: bool = False) -> None:
        """Show everything again; keep: of the x axis what is looked at."""
        box = self.getViewBox()
        low, high = extent(spec, curves)
        span = self._span_of(spec)
        if span is not None and not (keep and self._zoomed):
            box.setXRange(*span, padding=0.015)
            self._zoomed = False
        self._span = span
        # A hair below zero: pyqtgraph drops a tick that rounding puts outside the range.
        hair = (high - low) * 1e-4
        box.setYRange(low - hair, high, padding=0.04 if low < 0 else 0.0)

    @staticmethod
    def _span_of(spec: ChartSpec) -> tuple[float, float] | None:
        """From where to where the x axis goes."""
        if not len(spec.x):
            return None
        side = 0.6 if spec.x_labels else 0.0
        return float(spec.x[0]) - side, float(spec.x[-1]) + side

    def _titles(self, spec: ChartSpec) -> None:
        """The title of the axis; setting one lays its text out, so only where it is another.

        What is measured stands above the axis, in the chart: upright it would be cut.
        """
        if self._named != spec.x_title:
            self._named = spec.x_title
            self.getPlotItem().setLabel("bottom", spec.x_title)
            self._across.showLabel(self._names_axis)

    def name_axis(self, named: bool) -> None:
        """Whether the x axis says what it is."""
        if named != self._names_axis:
            self._names_axis = named
            self._across.showLabel(named)

    def guide(self, x: float | None) -> None:
        """Stand a thin line at x, or take it away."""
        if x is None:
            self._guide.hide()
        else:
            self._guide.setPos(x)
            self._guide.show()

    def scene_place(self, x: float) -> QPointF:
        """Where x is in the scene: what is said of it stands there."""
        return self.getViewBox().mapViewToScene(QPointF(x, 0))

    def _pointed_at(self, x: float, y: float) -> tuple[float, float]:
        """What a place in the drawing means: x and y of the chart."""
        return x, y

    def _zoom(self, *_: Any) -> None:
        self._zoomed = True

    def wheelEvent(self, event: Any) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        else:
            event.ignore()

    def leaveEvent(self, event: Any) -> None:
        self.pointed.emit(0.0, 0.0, False)
        super().leaveEvent(event)

    def _moved(self, position: Any) -> None:
        box = self.getViewBox()
        inside = box.sceneBoundingRect().contains(position)
        place = box.mapSceneToView(position)
        self.pointed.emit(*self._pointed_at(place.x(), place.y()), inside)

    def _clicked(self, event: Any) -> None:
        box = self.getViewBox()
        inside = box.sceneBoundingRect().contains(event.scenePos())
        if inside and event.button() == Qt.MouseButton.LeftButton:
            place = box.mapSceneToView(event.scenePos())
            self.clicked.emit(*self._pointed_at(place.x(), place.y()))

    def _style(self, theme: Tokens) -> None:
        self.setBackground(theme.panel)
        font = sized(11)
        for axis in (self._across, self._up):
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setTickFont(font)
            axis.enableAutoSIPrefix(False)  # “log points (x0.001)” says nothing
            axis.setStyle(tickLength=0, tickTextOffset=6, hideOverlappingLabels=False)
            axis.label.setFont(font)
        self._up.setGrid(255)
        self._up.setTickPen(pg.mkPen(theme.line, width=1))
        # The vertical line itself says nothing beside the grid.
        self._up.setPen(pg.mkPen(theme.panel))
        for axis in (self._across, self._up):
            axis.labelStyle = {"color": theme.muted}  # setPen had changed it

    def add(self, item: Any) -> None:
        """Draw an item until the next drawing."""
        self.getPlotItem().addItem(item, ignoreBounds=True)
        self._items.append(item)

    def follow(self, update: Update) -> None:
        """Give items the values of a next spec of the same look by this."""
        self._updates.append(update)


def _look(spec: ChartSpec, curves: tuple[Curve, ...], theme: Tokens) -> tuple[Any, ...]:
    """What decides which items a chart is made of; values are not among it."""
    each = tuple(
        (
            c.name,
            c.colour,
            c.dashed,
            c.width,
            c.points,
            spec.kind in ("line", "fan") and lonely(c.values).any(),
            c.lower is None,
        )
        for c in curves
    )
    return theme.dark, spec.kind, spec.x_labels, spec.marks, len(spec.x), each
