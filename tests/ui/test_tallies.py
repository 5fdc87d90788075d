"""What is counted is counted once, and again where it may be another."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles, SetParameter
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.flow import FlowLayout
from gxde_desktop.ui.soon import Soon
from gxde_desktop.ui.surveys import QUIET_MS
from gxde_desktop.ui.tallies import Tally
from gxde_desktop.ui.window import MainWindow
from models.measurement import Measurement

from .conftest import SLOW, add_and_measure


def test_an_answer_is_kept_for_the_very_same_values_only() -> None:
    asked: list[object] = []

    def count(*about: object) -> int:
        asked.append(about)
        return len(asked)

    tally = Tally(count)
    one, other, third = [1], [1], [1]
    assert [tally(one), tally(one), tally(other), tally(one)] == [1, 1, 2, 1]
    assert [tally(third), tally(one), tally(third)] == [3, 4, 3], "of two questions, no more"


def test_badges_follow_the_document_and_progress_counts_nothing(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    session = window.session
    session.apply(SetParameter("software.beta", 0.7))
    assert session.tallies.changed(session.state) == 1
    assert "1" in window.rail.step("parameters").accessibleName().split(":")[1]
    session.undo()
    assert session.tallies.changed(session.state) == 0
    told: list[object] = []
    furniture = window.furnish()
    session.show_activity("reading", 0.0)  # the first step of work refreshes all
    real, furniture.refresh = furniture.refresh, lambda: told.append(1)  # type: ignore[method-assign]
    for step in range(20):
        session.show_activity("reading", step / 20)
    assert told == []
    session.end_activity()
    assert told == [1]
    furniture.refresh = real  # type: ignore[method-assign]


def test_work_asked_for_often_is_done_once_in_a_later_turn(
    qtbot: QtBot, window: MainWindow
) -> None:
    done: list[int] = []
    soon = Soon(window, lambda: done.append(1))
    for _ in range(5):
        soon.ask()
    assert done == []
    qtbot.waitUntil(lambda: bool(done))
    assert done == [1]
    soon.now()  # nothing was asked for
    assert done == [1]
    soon.ask()
    soon.now()
    assert done == [1, 1]
    qtbot.wait(20)
    assert done == [1, 1]


def test_what_follows_from_new_files_is_found_beside_the_window(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, tmp_path: Path
) -> None:
    """The window's thread counts and measures nothing when an import or an opening ends."""
    session = window.session
    beside: set[str] = set()
    measure = session.results._measure

    def counted(files: tuple[object, ...], _: object) -> int:
        if files:  # the empty window is counted as it opens
            beside.add(f"count {threading.current_thread().name}")
        return len(files)

    def measured(*about: object) -> Measurement:
        beside.add(f"measure {threading.current_thread().name}")
        made: Measurement = measure(*about)  # type: ignore[arg-type]
        return made

    def forget() -> None:
        session.tallies.issues = Tally(counted)
        session.results.clear()
        beside.clear()

    session.results._measure = measured
    forget()
    ended: list[bool] = []
    session.apply_assembled(recognised, ended.append)
    qtbot.waitUntil(lambda: bool(ended) and session.standing == Standing.CURRENT, timeout=SLOW)
    assert ended == [True]
    assert beside == {"count gxde-assembly_0", "measure gxde-assembly_0"}

    session.save(tmp_path / "p.gxde")
    window.desk.new_project()
    forget()
    assert window.open_project(tmp_path / "p.gxde")
    qtbot.waitUntil(lambda: session.standing == Standing.CURRENT, timeout=SLOW)
    assert beside == {"count gxde-filing_0", "measure gxde-filing_0"}
    session.results._measure = measure


def test_flags_are_not_searched_while_longer_work_goes_on_unless_a_person_waits(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    session, survey = window.session, window.session.survey
    qtbot.waitUntil(lambda: not survey.busy, timeout=SLOW)
    m = session.measurement
    assert m is not None
    last = len(m.frame.years) - 1
    wide, asked = (("digital_economy", (rule, last)) for rule in (0, 2))
    survey.resting.clear()
    session.uncertainty._running = "draws"
    survey.want(m, [wide])
    qtbot.wait(2 * QUIET_MS)
    assert not survey.knows(m, wide)
    survey.want(m, [asked], first=True)
    session.show_activity("drawing", 0.5)  # a step of the progress
    qtbot.waitUntil(lambda: survey.knows(m, asked), timeout=SLOW)
    session.uncertainty._running = None
    session.end_activity()
    qtbot.waitUntil(lambda: survey.knows(m, wide), timeout=SLOW)
    assert not survey.busy


def test_a_flow_keeps_heights_until_an_item_is_another(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    flow = FlowLayout(page, spacing=0)
    one, other = QLabel("m" * 20), QLabel("m" * 20)
    flow.addWidget(one)
    flow.addWidget(other)
    page.show()
    wide = one.sizeHint().width()
    line = one.sizeHint().height()
    assert flow.heightForWidth(2 * wide) == line
    assert flow.heightForWidth(2 * wide - 1) == 2 * line
    other.setText("m" * 21)
    assert flow.heightForWidth(2 * wide) == 2 * line
    other.hide()
    assert flow.heightForWidth(2 * wide) == line
    other.show()
    assert flow.heightForWidth(2 * wide) == 2 * line
    flow.takeAt(1)
    assert flow.heightForWidth(2 * wide) == line
    other.deleteLater()
