"""While files are imported and a workbook is written, the window stays as quick as idle.

Measured: gaps between turns of the event loop, and the time of a repaint of a visible
139-row table and a chart, median and worst. The bounds are generous: they catch work that
got into the window's process, not a slow machine. The figures are printed and recorded.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.tables import Cell, FixedTable, TableModel, TableView
from gxde_desktop.ui.window import MainWindow

from .conftest import SLOW, drop, import_and_measure

Record = Callable[[str, object], None]


class Watched(QWidget):
    """A table of 139 rows and a chart, repainted on a clock that also measures its own gaps."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(900, 800)
        model = TableModel(parent=self)
        lines = tuple(tuple(Cell(r * 7.5 + c) for c in range(8)) for r in range(139))
        model.show(FixedTable(tuple(f"列{c}" for c in range(8)), lines))
        self.table = TableView()
        self.table.setModel(model)
        self.chart = Chart()
        x = np.arange(2000.0, 2022.0)
        curves = tuple(
            Curve(name, name, np.linspace(1, 50, 22) * k)
            for k, name in enumerate(("computers", "communications", "software"), 1)
        )
        self.chart.show_spec(ChartSpec("图", "area", x, "年", "亿元", curves))
        box = QVBoxLayout(self)
        box.addWidget(self.table)
        box.addWidget(self.chart)
        self.gaps: list[float] = []
        self.paints: list[float] = []
        self._last = 0.0
        self._turns = 0
        self._clock = QTimer(self)
        self._clock.setInterval(5)
        self._clock.timeout.connect(self._turn)

    def start(self) -> None:
        self.gaps, self.paints = [], []
        self._last = time.perf_counter()
        self._clock.start()

    def stop(self) -> tuple[list[float], list[float]]:
        self._clock.stop()
        return self.gaps, self.paints

    def _turn(self) -> None:
        now = time.perf_counter()
        self.gaps.append(1e3 * (now - self._last))
        self._turns += 1
        if self._turns % 6 == 0:
            started = time.perf_counter()
            bar = self.table.verticalScrollBar()
            bar.setValue((bar.value() + 40) % max(bar.maximum(), 1))
            self.table.viewport().repaint()
            self.chart.plot.viewport().repaint()
            self.paints.append(1e3 * (time.perf_counter() - started))
        # The gap is what others took of the loop: our own repaint does not count.
        self._last = time.perf_counter()


def told(name: str, gaps: list[float], paints: list[float], record: Record) -> None:
    figures = {
        "gap_median_ms": statistics.median(gaps),
        "gap_worst_ms": max(gaps),
        "paint_median_ms": statistics.median(paints),
        "paint_worst_ms": max(paints),
    }
    text = ", ".join(f"{key} {value:.1f}" for key, value in figures.items())
    print(f"{name}: {text} ({len(gaps)} turns, {len(paints)} paints)")
    for key, value in figures.items():
        record(f"{name}_{key}", round(value, 2))


@pytest.mark.timeout(180)
def test_repaint_and_event_loop_during_import_and_export(
    qtbot: QtBot,
    window: MainWindow,
    sample_files: tuple[Path, ...],
    tmp_path: Path,
    record_property: Record,
) -> None:
    watched = Watched()
    qtbot.addWidget(watched)
    with qtbot.waitExposed(watched):
        watched.show()
    qtbot.wait(300)  # fonts and caches

    watched.start()
    qtbot.wait(1000)
    idle = watched.stop()
    told("idle", *idle, record_property)

    session = window.session
    gaps: list[float] = []
    paints: list[float] = []
    for _ in range(2):  # the sample is read in half a second: twice gives enough turns
        watched.start()
        with qtbot.waitSignal(session.importer.finished, timeout=SLOW):
            drop(window, sample_files)
        more = watched.stop()
        gaps, paints = gaps + more[0], paints + more[1]
        session.undo()
    told("import", gaps, paints, record_property)
    assert statistics.median(paints) < 3 * statistics.median(idle[1]) + 10
    assert statistics.median(gaps) < 50

    import_and_measure(qtbot, window, sample_files)
    watched.start()  # one workbook takes hundreds of turns
    with qtbot.waitSignal(session.exporter.finished, timeout=SLOW):
        session.exporter.export(tmp_path / "result.xlsx", "zh")
    gaps, paints = watched.stop()
    assert len(paints) > 20
    told("export", gaps, paints, record_property)
    assert statistics.median(paints) < 3 * statistics.median(idle[1]) + 10
    assert statistics.median(gaps) < 50
    assert max(gaps) < 1000
