"""While files are imported and a workbook is written, the window stays as quick as idle.

Measured: gaps between turns of the event loop, and the time of a repaint of a visible
139-row table and a chart, median and worst. The bounds are generous: they catch work that
got into the window's process, not a slow machine. The figures are printed and recorded.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from benchmarks.stalls import Watched, figures
from gxde_desktop.ui.window import MainWindow

from .conftest import SLOW, drop, import_and_measure

Record = Callable[[str, object], None]


def told(name: str, gaps: list[float], paints: list[float], record: Record) -> None:
    found = figures(gaps, paints)
    text = ", ".join(f"{key} {value:.1f}" for key, value in found.items())
    print(f"{name}: {text} ({len(gaps)} turns, {len(paints)} paints)")
    for key, value in found.items():
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
