"""`python -m benchmarks.stalls`: does the window stutter while it works? Beside idle.

A table of 139 rows and a chart are repainted and scrolled on a clock while the window imports,
computes, draws 10 000 times, follows a slider, exports, saves and opens. Told: how long the event
loop was in other hands between two turns, and how long a repaint took; median and worst.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from benchmarks.bench import ROOT
from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.tables import Cell, FixedTable, TableModel, TableView

DRAWS = 10_000
LONG_S = 4.0
"""How long what has no end of its own is done."""


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
        """Measure from now on."""
        self.gaps, self.paints = [], []
        self._last = time.perf_counter()
        self._clock.start()

    def stop(self) -> tuple[list[float], list[float]]:
        """Gaps and times of repaints since `start`, ms."""
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


def figures(gaps: list[float], paints: list[float]) -> dict[str, float]:
    """Median and worst of both, ms."""
    return {
        "gap_median_ms": statistics.median(gaps),
        "gap_worst_ms": max(gaps),
        "paint_median_ms": statistics.median(paints),
        "paint_worst_ms": max(paints),
    }


def main() -> int:
    """Do everything once and print one line for each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    work = ROOT / "out"
    work.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="stalls-", dir=work) as name:
        folder = Path(name)
        for variable in ("XDG_DATA_HOME", "LOCALAPPDATA"):
            os.environ[variable] = str(folder / "data")
        heads = f"{'gap median':>12}{'worst':>8}{'repaint median':>16}{'worst':>8}{'turns':>8}"
        print(f"{'ms':24}{heads}")
        for what, gaps, paints in _all(folder):
            told = figures(gaps, paints)
            print(
                f"{what:24}{told['gap_median_ms']:12.1f}{told['gap_worst_ms']:8.1f}"
                f"{told['paint_median_ms']:16.1f}{told['paint_worst_ms']:8.1f}{len(gaps):8}",
                flush=True,
            )
    return 0


def _all(folder: Path) -> Iterator[tuple[str, list[float], list[float]]]:
    from benchmarks.window import _edit, _show, _slider_step, _until, _window
    from gxde_desktop.ui.activity import Standing

    window, close = _window(folder / "window")
    session = window.session
    watched = Watched()
    watched.show()
    _wait(0.5)  # fonts and caches

    def during(what: str, do: Callable[[], object]) -> tuple[str, list[float], list[float]]:
        watched.start()
        do()
        return what, *watched.stop()

    def imported() -> None:
        for _ in range(3):
            session.undo()
            ended: list[object] = []
            connection = session.importer.finished.connect(ended.append)
            window.take_files(sorted((folder / "window" / "sample").iterdir()))
            _until(lambda ended=ended: bool(ended))  # type: ignore[misc]
            _until(lambda: session.standing == Standing.CURRENT)
            session.importer.finished.disconnect(connection)

    def exported() -> None:
        ended: list[object] = []
        connection = session.exporter.finished.connect(ended.append)
        session.exporter.export(folder / "result.xlsx", "zh")
        _until(lambda: bool(ended))
        session.exporter.finished.disconnect(connection)

    def drawn() -> None:
        session.uncertainty.run(DRAWS, 1, 0)
        _until(lambda: not session.uncertainty.busy)

    def filed() -> None:
        for number in range(5):
            path = folder / f"p{number}.gxde"
            session.save(path)
            window.open_project(path)
            _until(lambda: session.standing == Standing.CURRENT)

    try:
        for page in ("parameters", "results/overview", "data"):  # what is made once is made
            _show(window, page)
        yield during("idle", lambda: _wait(LONG_S))
        yield during("import", imported)
        _show(window, "parameters")
        yield during("slider drag", lambda: _repeated(_slider_step(window)))
        parameters: Any = window.page("parameters")
        parameters.editor("software.beta").slider.setSliderDown(False)
        _until(lambda: session.standing == Standing.CURRENT)
        _show(window, "results/overview")
        yield during("computing", lambda: _repeated(_edit(window)))
        yield during(f"{DRAWS} draws", drawn)
        yield during("export", exported)
        yield during("saving and opening", filed)
    finally:
        watched.close()
        watched.deleteLater()
        close()


def _repeated(step: Callable[[object], object]) -> None:
    end = time.perf_counter() + LONG_S
    for _ in count():
        step(None)
        if time.perf_counter() > end:
            return


def _wait(seconds: float) -> None:
    from PySide6.QtCore import QEventLoop

    loop = QEventLoop()
    QTimer.singleShot(int(1e3 * seconds), loop.quit)
    loop.exec()


if __name__ == "__main__":
    raise SystemExit(main())
