"""`python -m benchmarks.stalls`: does the window stutter while it works? Beside idle.

A table of 139 rows and a chart are repainted and scrolled on a clock while the window imports,
computes, draws 10 000 times, follows a slider, exports, saves and opens. Told: how long the event
loop was in other hands between two turns, and how long a repaint took; median and worst. Beside
both stands what of it the window's own thread worked, which a busy machine does not change, and
how long it waited for a processor while others had them all.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from benchmarks.bench import ROOT, Bench
from benchmarks.results import Pauses, Stutter
from benchmarks.table import stutter_table
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.tables import TableModel, TableView

DRAWS = 10_000
LONG_S = 4.0
QUICK_S = 1.5
"""How long what has no end of its own is done."""
QUEUED = Path("/proc/thread-self/schedstat")
"""Where Linux tells how long a thread waited for a processor, as its second number, in ns."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the window's thread, ms. worked: time on a processor; queued: time in which it
    could have worked but had none, NaN where the system does not tell. The rest it waited for
    something: a disk, a thread that held the interpreter.
    """

    wall: float
    worked: float
    queued: float


class Stopwatch:
    """Spans of the thread that calls it. Told apart only as finely as the system's clocks go:
    time on a processor by 16 ms on Windows.
    """

    def __init__(self) -> None:
        self._told = QUEUED.open("rb", buffering=0) if QUEUED.exists() else None
        self.restart()

    def restart(self) -> None:
        """Count from now on."""
        self._wall, self._worked, self._queued = self._now()

    def span(self) -> Span:
        """Since the last restart."""
        wall, worked, queued = self._now()
        return Span(
            1e3 * (wall - self._wall), 1e3 * (worked - self._worked), 1e-6 * (queued - self._queued)
        )

    def close(self) -> None:
        """Count no more."""
        if self._told is not None:
            self._told.close()

    def _now(self) -> tuple[float, float, float]:
        queued = float("nan")
        if self._told is not None:
            self._told.seek(0)
            queued = float(self._told.read(80).split()[1])
        return time.perf_counter(), time.thread_time(), queued


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
        self.gaps: list[Span] = []
        self.paints: list[Span] = []
        self._since = Stopwatch()
        self._turns = 0
        self._clock = QTimer(self)
        self._clock.setInterval(5)
        self._clock.timeout.connect(self._turn)

    def start(self) -> None:
        """Measure from now on."""
        self.gaps, self.paints = [], []
        self._since.restart()
        self._clock.start()

    def stop(self) -> tuple[list[Span], list[Span]]:
        """Gaps between turns and repaints since `start`."""
        self._clock.stop()
        return self.gaps, self.paints

    def closeEvent(self, event: QCloseEvent) -> None:
        self._clock.stop()
        self._since.close()
        super().closeEvent(event)

    def _turn(self) -> None:
        self.gaps.append(self._since.span())
        self._turns += 1
        if self._turns % 6 == 0:
            self._since.restart()
            bar = self.table.verticalScrollBar()
            bar.setValue((bar.value() + 40) % max(bar.maximum(), 1))
            self.table.viewport().repaint()
            self.chart.plot.viewport().repaint()
            self.paints.append(self._since.span())
        # The gap is what others took of the loop: our own repaint does not count.
        self._since.restart()


def pauses(spans: Sequence[Span]) -> Pauses:
    """What is told of some spans."""
    longest = max(spans, key=lambda each: each.wall)
    return Pauses(
        statistics.median(each.wall for each in spans),
        longest.wall,
        longest.queued,
        statistics.median(each.worked for each in spans),
        max(each.worked for each in spans),
    )


def rows(bench: Bench) -> Iterator[Stutter]:
    """One line for each kind of work, idle first."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    yield from _all(bench.folder / "stalls", QUICK_S if bench.quick else LONG_S)


def main() -> int:
    """Do everything once and print one line for each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    work = ROOT / "out"
    work.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="stalls-", dir=work) as name:
        folder = Path(name)
        for variable in ("XDG_DATA_HOME", "LOCALAPPDATA"):
            os.environ[variable] = str(folder / "data")
        print("\n".join(stutter_table(list(_all(folder, LONG_S)))))
    return 0


def _all(folder: Path, long_s: float) -> Iterator[Stutter]:
    from benchmarks.window import _edit, _show, _slider_step, _until, _window
    from gxde_desktop.ui.activity import Standing

    window, close = _window(folder / "window")
    session = window.session
    watched = Watched()
    watched.show()
    _wait(0.5)  # fonts and caches

    def during(what: str, do: Callable[[], object]) -> Stutter:
        watched.start()
        do()
        gaps, paints = watched.stop()
        return Stutter(what, len(gaps), pauses(gaps), pauses(paints))

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
        _until(lambda: window.ahead.ended)
        yield during("idle", lambda: _wait(long_s))
        yield during("import", imported)
        _show(window, "parameters")
        yield during("slider drag", lambda: _repeated(_slider_step(window), long_s))
        parameters: Any = window.page("parameters")
        parameters.editor("software.beta").slider.setSliderDown(False)
        _until(lambda: session.standing == Standing.CURRENT)
        _show(window, "results/overview")
        yield during("computing", lambda: _repeated(_edit(window), long_s))
        yield during(f"{DRAWS} draws", drawn)
        yield during("export", exported)
        yield during("saving and opening", filed)
    finally:
        watched.close()
        watched.deleteLater()
        close()


def _repeated(step: Callable[[object], object], seconds: float) -> None:
    end = time.perf_counter() + seconds
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
