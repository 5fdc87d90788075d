"""What is counted is counted once, and again where it may be another."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles, SetParameter
from gxde_desktop.ui.soon import Soon
from gxde_desktop.ui.tallies import Tally
from gxde_desktop.ui.window import MainWindow

from .conftest import add_and_measure


def test_an_answer_is_kept_for_the_very_same_values_only() -> None:
    asked: list[object] = []

    def count(*about: object) -> int:
        asked.append(about)
        return len(asked)

    tally = Tally(count)
    one, other = [1], [1]
    assert [tally(one), tally(one), tally(other), tally(one)] == [1, 1, 2, 3]


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
