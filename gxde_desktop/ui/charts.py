"""The chart of every page: title, legend that toggles, hover, reset, save, copy.

One widget draws on the screen and into files, so a saved chart is the one seen.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QIODevice,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QIcon,
    QImage,
    QImageWriter,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.text import tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.chart_spec import ChartSpec, nearest
from gxde_desktop.ui.flow import FlowLayout
from gxde_desktop.ui.fonts import sized
from gxde_desktop.ui.tables import clipboard_data
from gxde_desktop.ui.theme import tokens
from gxde_desktop.ui.whole_file import write_drawn
from gxde_desktop.ui.widgets import ElidedLabel, label

if TYPE_CHECKING:
    from gxde_desktop.ui.plot import Plot


NAMED_FROM = 235
"""Pixels of height from which the x axis says what it is; below, the curves need the room."""


_PNG = QByteArray(b"PNG")


class Chart(QFrame):
    """A chart in a card. `chosen` carries the key of a clicked point."""

    chosen = Signal(object)
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None, *, sideways: bool = False) -> None:
        """sideways: for the kinds `tornado` and `across`."""
        super().__init__(parent)
        # pyqtgraph: only when a chart is made
        from gxde_desktop.ui.plot import Plot
        from gxde_desktop.ui.sideways_plot import SidewaysPlot

        self.setProperty("card", "plain")
        self._spec: ChartSpec | None = None
        self._hidden: frozenset[str] = frozenset()
        self._title = ElidedLabel("", "title")
        self._legend_bar = QWidget()
        self._legend = FlowLayout(self._legend_bar, spacing=2)
        self._unit = label("", "axis")
        self._legend.addWidget(self._unit)
        self._menu_button = QToolButton()
        self._menu_button.setText("…")
        self._menu_button.setAccessibleName(tr("ui.chart.menu"))
        self._menu_button.setToolTip(tr("ui.chart.menu"))
        self._menu_button.clicked.connect(self._open_menu)
        self._plot: Plot = SidewaysPlot() if sideways else Plot()
        self._plot.setMinimumHeight(80)
        self._empty = QLabel()
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.hide()
        self._readout = QLabel(self._plot)
        self._readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._readout.hide()
        self._beside = True
        self._top = QGridLayout()
        self._top.setColumnStretch(0, 1)
        self._top.addWidget(self._title, 0, 0)
        self._top.addWidget(self._legend_bar, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        self._top.addWidget(self._menu_button, 0, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 10, 8)
        layout.setSpacing(4)
        layout.addLayout(self._top)
        layout.addWidget(self._plot, 1)
        layout.addWidget(self._empty, 1)
        self._plot.pointed.connect(self._hover)
        self._plot.clicked.connect(self._click)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda place: self._menu().exec(self.mapToGlobal(place))
        )

    @property
    def spec(self) -> ChartSpec | None:
        """What is shown."""
        return self._spec

    @property
    def plot(self) -> Plot:
        """The drawing area."""
        return self._plot

    def show_spec(self, spec: ChartSpec) -> None:
        """Show a chart; what was toggled off stays off."""
        names = [(c.name, c.colour) for c in self._spec.drawable] if self._spec else []
        self._spec = spec
        self._title.setText(spec.title)
        self.setAccessibleName(spec.title)
        self._plot.setAccessibleName(spec.title)
        if [(c.name, c.colour) for c in spec.drawable] != names:
            self._fill_legend()
        there = bool(spec.drawable)
        self._unit.setText(spec.y_title)
        self._legend_bar.setVisible(there)
        self._plot.setVisible(there)
        self._menu_button.setVisible(there)
        self._empty.setVisible(not there)
        self._empty.setText(spec.empty)
        self._readout.hide()
        if there:
            self._plot.draw(spec, self._hidden)

    def toggle(self, name: str, shown: bool) -> None:
        """Show or hide one curve."""
        self._hidden = self._hidden - {name} if shown else self._hidden | {name}
        if self._spec is not None:
            self._plot.draw(self._spec, self._hidden)

    def reset_zoom(self) -> None:
        """Show everything again."""
        if self._spec is not None:
            shown = tuple(c for c in self._spec.drawable if c.name not in self._hidden)
            self._plot.reset(self._spec, shown)

    def copy_data(self) -> None:
        """Put the figures behind the chart on the clipboard, in full precision."""
        if self._spec is not None:
            table = spec_table(self._spec)
            QGuiApplication.clipboard().setMimeData(
                clipboard_data(table, range(table.rows), range(table.columns), True)
            )

    def copy_picture(self) -> None:
        """Put the chart on the clipboard as a picture."""
        QGuiApplication.clipboard().setImage(self.picture(self.size()))

    def picture(self, size: QSize, scale: float = 2.0) -> QImage:
        """The chart as an image of `size` logical pixels."""
        image = QImage(size * scale, QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(scale)
        image.fill(QColor(tokens().panel))
        painter = QPainter(image)
        self._paint(painter, QRectF(QPointF(), size.toSizeF()))
        painter.end()
        return image

    def save_png(self, path: Path) -> bool:
        """Write the chart as PNG; False where that fails."""
        picture = self.picture(self.size())
        return write_drawn(path, lambda file: QImageWriter(file, _PNG).write(picture))

    def save_svg(self, path: Path) -> bool:
        """Write the chart as SVG; False where that fails."""
        return write_drawn(path, self._draw_svg)

    def _draw_svg(self, file: QIODevice) -> bool:
        from PySide6.QtSvg import QSvgGenerator

        drawing = QSvgGenerator()
        drawing.setOutputDevice(file)
        drawing.setSize(self.size())
        drawing.setViewBox(QRect(QPoint(), self.size()))
        drawing.setResolution(96)
        drawing.setTitle(self._title.text())
        painter = QPainter()
        if not painter.begin(drawing):
            return False
        self._paint(painter, QRectF(QPointF(), self.size().toSizeF()))
        return painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._spec is not None:
            self._fill_legend()
            self._plot.draw(self._spec, self._hidden)
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._readout.hide()
        self._place_legend()
        self._plot.name_axis(self.height() >= NAMED_FROM)

    def _paint(self, painter: QPainter, place: QRectF) -> None:
        """Title, legend and drawing: what stands on the screen, without its buttons."""
        spec = self._spec
        if spec is None:
            return
        theme = tokens()
        painter.fillRect(place, QColor(theme.panel))
        painter.setPen(QColor(theme.text))
        painter.setFont(sized(13, bold=True))
        painter.drawText(place.adjusted(14, 8, 0, 0).topLeft() + QPointF(0, 14), spec.title)
        titled = painter.fontMetrics().horizontalAdvance(spec.title)
        painter.setFont(sized(11))
        metrics = painter.fontMetrics()
        shown = [curve for curve in spec.drawable if curve.name not in self._hidden]
        needed = sum(metrics.horizontalAdvance(curve.name) + 28 for curve in shown)
        beside = titled + needed + 42 <= place.width()
        base = place.top() + (22 if beside else 42)
        left = place.right() - needed if beside else place.left() + 14
        painter.setPen(QColor(theme.muted))
        painter.drawText(QPointF(place.left() + 14, place.top() + 42), spec.y_title)
        if not beside:
            left += metrics.horizontalAdvance(spec.y_title) + (14 if spec.y_title else 0)
        for curve in shown:
            painter.fillRect(QRectF(left, base - 9, 9, 9), QColor(theme.asset(curve.colour)))
            painter.setPen(QColor(theme.text))
            painter.drawText(QPointF(left + 14, base), curve.name)
            left += metrics.horizontalAdvance(curve.name) + 28
        target = QRectF(place.left() + 8, place.top() + 46, place.width() - 16, place.height() - 52)
        self._plot.guide(None)
        self._plot.render(
            painter, target, self._plot.viewport().rect(), Qt.AspectRatioMode.IgnoreAspectRatio
        )

    def _place_legend(self) -> None:
        """The legend beside the title where both fit, else below it."""
        needed = self._title.sizeHint().width() + self._legend_bar.sizeHint().width()
        beside = needed + self._menu_button.sizeHint().width() + 60 <= self.width()
        row, column, span = (0, 1, 1) if beside else (1, 0, 3)
        if beside != self._beside:
            self._beside = beside
            self._top.removeWidget(self._legend_bar)
            middle = Qt.AlignmentFlag.AlignVCenter if beside else Qt.AlignmentFlag(0)
            self._top.addWidget(self._legend_bar, row, column, 1, span, middle)

    def _fill_legend(self) -> None:
        while self._legend.count() > 1:  # the unit stays, it stands first
            old = self._legend.takeAt(1).widget()
            if old is not None:
                old.deleteLater()
        curves = self._spec.drawable if self._spec else ()
        for curve in curves:
            chip = QToolButton()
            chip.setProperty("kind", "chip")
            chip.setText(curve.name)
            chip.setCheckable(True)
            chip.setChecked(curve.name not in self._hidden)
            chip.setIcon(swatch(tokens().asset(curve.colour), dashed=curve.dashed))
            chip.setIconSize(QSize(10, 10))
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setToolTip(tr("ui.chart.toggle", name=curve.name))
            chip.toggled.connect(lambda on, name=curve.name: self.toggle(name, on))
            self._legend.addWidget(chip)
            chip.show()  # what is not shown yet has no size to be placed by
        self._place_legend()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for code, do in (
            ("ui.chart.reset", self.reset_zoom),
            ("ui.chart.copy_picture", self.copy_picture),
            ("ui.chart.copy_data", self.copy_data),
            ("ui.chart.save", self.save_wanted.emit),
        ):
            action = QAction(tr(code), menu)
            action.triggered.connect(do)
            menu.addAction(action)
        return menu

    def _open_menu(self) -> None:
        corner = self._menu_button.mapToGlobal(QPoint(0, self._menu_button.height()))
        self._menu().exec(corner)

    def _hover(self, x: float, y: float, inside: bool) -> None:
        found = nearest(self._spec, self._hidden, x, y) if inside and self._spec else None
        if found is None or self._spec is None:
            self._readout.hide()
            self._plot.guide(None)
            return
        spec, position = self._spec, found[1]
        theme = tokens()
        lines = [f"<b>{spec.label_of(position)}</b>"]
        for curve in spec.drawable:
            if curve.name in self._hidden:
                continue
            value = numbers.show(float(curve.values[position]), spec.decimals)
            if curve.lower is not None:
                value = f"{numbers.show(float(curve.lower[position]), spec.decimals)} – {value}"
            dot = f"<span style='color:{theme.asset(curve.colour)}'>■</span>"
            lines.append(f"{dot} {curve.name}&nbsp;&nbsp;<b>{value}</b>")
        self._readout.setText("<br>".join(lines))
        self._readout.setStyleSheet(
            f"background:{theme.panel}; border:1px solid {theme.line}; border-radius:6px;"
            "padding:6px 8px;"
        )
        self._readout.adjustSize()
        self._plot.guide(float(spec.x[position]))
        self._readout.move(self._readout_place(float(spec.x[position])))
        self._readout.show()
        self._readout.raise_()

    def _readout_place(self, x: float) -> QPoint:
        place = self._plot.mapFromScene(self._plot.scene_place(x))
        left = place.x() + 12
        if left + self._readout.width() > self._plot.width():
            left = place.x() - 12 - self._readout.width()
        return QPoint(max(left, 0), 12)

    def _click(self, x: float, y: float) -> None:
        found = nearest(self._spec, self._hidden, x, y) if self._spec else None
        if found is None or self._spec is None:
            return
        cells: tuple[Any, ...] = self._spec.curves[found[0]].cells
        if cells:
            self.chosen.emit(cells[found[1]])


def swatch(hex_colour: str, *, dashed: bool = False) -> QIcon:
    """A small square in a curve's colour, hollow when switched off; two bars where dashed."""
    picture = QPixmap(20, 20)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    if dashed:
        painter.fillRect(0, 7, 8, 6, QColor(hex_colour))
        painter.fillRect(12, 7, 8, 6, QColor(hex_colour))
    else:
        painter.fillRect(1, 1, 18, 18, QColor(hex_colour))
    painter.end()
    hollow = QPixmap(20, 20)
    hollow.fill(Qt.GlobalColor.transparent)
    painter = QPainter(hollow)
    painter.setPen(QPen(QColor(hex_colour), 3))
    painter.drawRect(2, 2, 15, 15)
    painter.end()
    icon = QIcon()
    icon.addPixmap(picture, QIcon.Mode.Normal, QIcon.State.On)
    icon.addPixmap(hollow, QIcon.Mode.Normal, QIcon.State.Off)
    return icon


def spec_table(spec: ChartSpec) -> FixedTable:
    """The figures behind a chart as a table: x down, curves across, a band as its two ends."""
    columns = []
    for curve in spec.curves:
        if curve.lower is not None:
            columns.append((tr("ui.chart.lower", name=curve.name), curve.lower))
            columns.append((tr("ui.chart.upper", name=curve.name), curve.values))
        else:
            columns.append((curve.name, curve.values))
    return FixedTable(
        headers=tuple(name for name, _ in columns),
        lines=tuple(
            tuple(
                Cell(float(values[i]) if np.isfinite(values[i]) else None, spec.decimals)
                for _, values in columns
            )
            for i in range(len(spec.x))
        ),
        labels=tuple(spec.label_of(i) for i in range(len(spec.x))),
    )
