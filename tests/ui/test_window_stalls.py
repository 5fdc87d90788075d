"""While files are imported and a workbook is written, the window stays as quick as idle.

Measured: gaps between turns of the event loop, and the time of a repaint of a visible
139-row table and a chart, median and worst. The bounds are generous: they catch work that
got into the window's process, not a slow machine. The figures are printed and recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from benchmarks.stalls import Span, Watched, pauses
from gxde_desktop.ui.window import MainWindow

from .conftest import SLOW, drop, import_and_measure

Record = Callable[[str, object], None]


def told(name: str, gaps: list[Span], paints: list[Span], record: Record) -> None:
    for what, spans in (("gap", gaps), ("paint", paints)):
        found = pauses(spans)
        print(f"{name} {what}: {found} of {len(spans)}")
        record(f"{name}_{what}_median_ms", round(found.median, 2))
        record(f"{name}_{what}_worst_ms", round(found.worst, 2))
        record(f"{name}_{what}_worked_worst_ms", round(found.worked_worst, 2))


def median(spans: list[Span]) -> float:
    return pauses(spans).median


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
    gaps: list[Span] = []
    paints: list[Span] = []
    for _ in range(2):  # the sample is read in half a second: twice gives enough turns
        watched.start()
        with qtbot.waitSignal(session.importer.finished, timeout=SLOW):
            drop(window, sample_files)
        more = watched.stop()
        gaps, paints = gaps + more[0], paints + more[1]
        session.undo()
    told("import", gaps, paints, record_property)
    assert median(paints) < 3 * median(idle[1]) + 10
    assert median(gaps) < 50

    import_and_measure(qtbot, window, sample_files)
    watched.start()  # one workbook takes hundreds of turns
    with qtbot.waitSignal(session.exporter.finished, timeout=SLOW):
        session.exporter.export(tmp_path / "result.xlsx", "zh")
    gaps, paints = watched.stop()
    assert len(paints) > 20
    told("export", gaps, paints, record_property)
    assert median(paints) < 3 * median(idle[1]) + 10
    assert median(gaps) < 50
    assert pauses(gaps).worst < 1000
