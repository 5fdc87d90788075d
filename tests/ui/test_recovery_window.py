"""Nothing is lost and nothing overwritten: recovery, read-only, saving that fails, leaving."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from pytestqt.qtbot import QtBot

from gxde_desktop.project import recovery
from gxde_desktop.project.commands import AddFiles, AddScenario, Command, SetParameter
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.text import say, tr
from gxde_desktop.ui.project_notice import EXPECTED, READ_ONLY
from gxde_desktop.ui.recovery_dialog import RecoveryDialog, facts_of, local_time
from gxde_desktop.ui.window import MainWindow
from models.messages import message

from .conftest import SLOW

LEFT = Qt.MouseButton.LeftButton
ROOT = Path(__file__).resolve().parents[2]


def crashed(*steps: float, path: Path | None = None) -> None:
    """Leave the copy of a process that did these steps and was gone at once."""
    code = """
import os, sys
from pathlib import Path
from gxde_desktop.project.project import Project
from gxde_desktop.project.commands import SetParameter
project = Project.create()
if sys.argv[1]:
    project.save(Path(sys.argv[1]))
for value in sys.argv[2:]:
    project.apply(SetParameter("software.beta", float(value)))
os._exit(1)
"""
    given = ["" if path is None else str(path), *map(str, steps)]
    ended = subprocess.run([sys.executable, "-c", code, *given], cwd=ROOT, check=False)
    assert ended.returncode == 1


@pytest.fixture(autouse=True)
def own_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests left is not offered here."""
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))


def left(value: float, path: Path | None = None) -> None:
    """Leave unsaved work as the end of a session does: quicker than a crash."""
    project = Project.create()
    if path is not None:
        project.save(path)
    project.apply(SetParameter("software.beta", value))
    project.close(keep=True)


def offered(qtbot: QtBot, window: MainWindow) -> RecoveryDialog:
    with qtbot.waitSignal(window.recovering.looked, timeout=SLOW):
        window.recovering.look()  # what the first paint does
    dialog = window.recovering.dialog
    assert dialog is not None
    return dialog


def beta(window: MainWindow) -> float:
    return window.session.state.parameters.assets["software"].beta


def test_every_unsaved_project_is_offered_with_its_time_steps_and_file(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    crashed(0.7, 0.6)
    crashed(0.5, path=tmp_path / "广西.gxde")
    dialog = offered(qtbot, window)
    assert len(dialog.cards) == 2
    by_title = {card.title.text(): card for card in dialog.cards}
    assert set(by_title) == {"广西", tr("ui.recovery.unnamed")}
    assert tr("ui.recovery.steps", count=1) in by_title["广西"].facts.text()
    untitled = by_title[tr("ui.recovery.unnamed")]
    assert tr("ui.recovery.steps", count=2) in untitled.facts.text()
    assert untitled.found.changed is not None
    age = dt.datetime.now(dt.UTC) - untitled.found.changed
    assert age < dt.timedelta(minutes=2)
    assert local_time(untitled.found.changed) in untitled.facts.text()
    # Open one: all its steps are there, and it is still not saved.
    assert untitled.open_button is not None
    qtbot.mouseClick(untitled.open_button, LEFT)
    assert beta(window) == 0.6
    assert window.session.project.modified
    assert tr("ui.window.modified") in window.windowTitle()
    window.session.undo()
    assert beta(window) == 0.7
    # The other one stays for later.
    again = offered(qtbot, window)
    assert [card.title.text() for card in again.cards] == ["广西"]
    qtbot.mouseClick(again.later, LEFT)
    assert len(recovery.unsaved()) == 1


def test_a_recovered_project_saves_to_its_own_file(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "广西.gxde"
    left(0.5, path)
    dialog = offered(qtbot, window)
    button = dialog.cards[0].open_button
    assert button is not None
    qtbot.mouseClick(button, LEFT)
    assert window.desk.save()
    window.session.close()
    project = Project.open(path)
    try:
        assert project.state.parameters.assets["software"].beta == 0.5
    finally:
        project.close()
    assert recovery.unsaved() == ()


def test_discarding_asks_first_and_then_is_for_good(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(0.5)
    dialog = offered(qtbot, window)
    answers = iter([False, True])
    asked: list[str] = []

    def ask(_: object, text: str) -> bool:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr("gxde_desktop.ui.file_questions.ask_discard", ask)
    qtbot.mouseClick(dialog.cards[0].discard_button, LEFT)
    assert len(dialog.cards) == 1
    assert facts_of(dialog.cards[0].found) in asked[0]
    qtbot.mouseClick(dialog.cards[0].discard_button, LEFT)
    assert dialog.cards == []
    assert window.recovering.dialog is None
    assert recovery.unsaved() == ()


def test_a_copy_that_another_window_took_is_said_in_its_card(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(0.5)
    dialog = offered(qtbot, window)
    other = Project.recover(dialog.cards[0].found)
    try:
        monkeypatch.setattr("gxde_desktop.ui.file_questions.ask_discard", lambda *_: True)
        qtbot.mouseClick(dialog.cards[0].discard_button, LEFT)
        assert dialog.cards[0].wrong.text() == tr("project.copy_taken")
        assert other.state.parameters.assets["software"].beta == 0.5
        dialog.reject()
    finally:
        other.close()


def test_a_damaged_copy_is_shown_with_its_reason_and_cannot_be_opened(
    qtbot: QtBot, window: MainWindow
) -> None:
    left(0.5)
    (found,) = recovery.unsaved()
    for each in found.folder.glob("project.sqlite*"):
        each.write_bytes(b"x" * 5000)
    dialog = offered(qtbot, window)
    assert dialog.cards[0].open_button is None
    assert dialog.cards[0].discard_button.isVisible()
    dialog.reject()


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    """A project that another computer seems to have open."""
    path = tmp_path / "共享.gxde"
    made = Project.create()
    made.apply(SetParameter("software.beta", 0.6))
    made.save(path)
    made.close()
    return path


def elsewhere(path: Path, monkeypatch: pytest.MonkeyPatch, way: str | None) -> list[bool]:
    """As if another had the file open; the person answers `way`. What was asked, as `sure`."""
    real = Project.open
    asked: list[bool] = []

    def opened(where: Path, **given: bool) -> Project:
        if given.get("read_only") or given.get("take_over"):
            return real(where, **given)
        code = "project.maybe_open_elsewhere" if way == "take_over" else "project.open_elsewhere"
        raise ProjectError(message(code, file=where.name, who="王", since="10:00"))

    def ask(_: object, text: str, *, sure: bool) -> str | None:
        assert path.name in text
        assert "王" in text
        asked.append(sure)
        return way

    monkeypatch.setattr("gxde_desktop.ui.desk.Project.open", opened)
    monkeypatch.setattr("gxde_desktop.ui.file_questions.ask_open_elsewhere", ask)
    return asked


def test_a_project_open_elsewhere_can_be_looked_at_and_saved_to_another_file(
    qtbot: QtBot, window: MainWindow, taken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = taken.read_bytes()
    assert elsewhere(taken, monkeypatch, "read_only") == []
    assert window.open_project(taken)
    assert beta(window) == 0.6
    assert tr("ui.window.read_only") in window.windowTitle()
    assert [notice.key for notice in window.notices.notices] == [READ_ONLY]
    assert tr("ui.window.read_only") in window.status._facts.text()
    window.session.apply(SetParameter("software.beta", 0.5))
    assert tr("ui.window.read_only_modified") in window.windowTitle()
    target = taken.with_name("我的.gxde")
    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_project_target", lambda *_: target)
    assert window.desk.save()  # Save is Save as
    assert taken.read_bytes() == before
    assert window.session.project.path == target
    assert not window.session.project.read_only
    assert window.notices.notices == ()
    assert tr("ui.window.saved") in window.windowTitle()


def test_a_copy_of_a_project_open_elsewhere_is_a_file_of_its_own(
    qtbot: QtBot, window: MainWindow, taken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(taken, monkeypatch, "copy")
    proposed: list[str] = []

    def ask(_: object, settings: object, name: str, title: str = "") -> Path:
        proposed.append(name)
        return taken.with_name("副本.gxde")

    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_project_target", ask)
    assert window.open_project(taken)
    assert Path(proposed[0]).name == "共享 副本.gxde"
    assert window.session.project.path == taken.with_name("副本.gxde")
    assert not window.session.project.read_only
    assert beta(window) == 0.6


def test_a_mark_that_was_left_behind_can_be_taken_over(
    qtbot: QtBot, window: MainWindow, taken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = elsewhere(taken, monkeypatch, "take_over")
    assert window.open_project(taken)
    assert asked == [False]  # not sure: the third answer is offered
    assert not window.session.project.read_only


def test_cancelling_keeps_the_project_that_is_open(
    qtbot: QtBot, window: MainWindow, taken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(taken, monkeypatch, None)
    project = window.session.project
    assert not window.open_project(taken)
    assert window.session.project is project


def test_a_project_that_another_process_really_has_open_asks(
    qtbot: QtBot, window: MainWindow, taken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """
import sys
from pathlib import Path
from gxde_desktop.project.project import Project
project = Project.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
project.close()
"""
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(taken)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert other.stdout is not None
    try:
        assert other.stdout.readline().strip() == "open"
        asked: list[bool] = []

        def ask(_: object, text: str, *, sure: bool) -> str:
            asked.append(sure)
            return "read_only"

        monkeypatch.setattr("gxde_desktop.ui.file_questions.ask_open_elsewhere", ask)
        assert window.open_project(taken)
        assert asked == [True]
        assert window.session.project.read_only
    finally:
        other.communicate("")
    # It is closed there now: editing is possible again.
    assert window.desk.reopen()
    assert not window.session.project.read_only


def refuse_writing(monkeypatch: pytest.MonkeyPatch, window: MainWindow, times: int) -> None:
    """The disk is full for a while."""
    project = window.session.project
    real = project.save
    left = [times]

    def save(path: Path | None = None, **how: Any) -> Path:
        if left[0]:
            left[0] -= 1
            reason = message("project.why.full", folder="D:/共享")
            raise ProjectError(message("project.cannot_write", file="a.gxde", reason=reason))
        return real(path, **how)

    monkeypatch.setattr(project, "save", save)


def test_a_save_that_fails_says_why_and_offers_both_ways_out(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.apply(SetParameter("software.beta", 0.5))
    refuse_writing(monkeypatch, window, 1)
    monkeypatch.setattr(
        "gxde_desktop.ui.dialogs.ask_project_target", lambda *_: tmp_path / "a.gxde"
    )
    assert not window.desk.save()
    (dialog,) = window.troubles
    reason = message("project.why.full", folder="D:/共享")
    assert say(reason) in dialog.text.text()  # what happened, with its remedy
    texts = [choice.text() for choice in dialog.choices]
    assert texts == [tr("ui.trouble.save_elsewhere"), tr("ui.trouble.retry")]
    assert window.session.project.modified  # nothing is lost
    qtbot.mouseClick(dialog.choices[1], LEFT)  # retry: to the same place, no question again
    assert (tmp_path / "a.gxde").is_file()
    assert not window.session.project.modified


def test_a_step_that_cannot_be_kept_is_not_done_and_offers_both_ways_out(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = window.session.project
    real, full = project.apply, [True]

    def apply(command: Command) -> bool:
        if full[0]:
            reason = message("project.why.full", folder="C:/")
            raise ProjectError(message("project.cannot_keep", reason=reason))
        return real(command)

    monkeypatch.setattr(project, "apply", apply)
    assert not window.session.apply(SetParameter("software.beta", 0.5))
    (dialog,) = window.troubles
    assert say(message("project.why.full", folder="C:/")) in dialog.text.text()
    texts = [choice.text() for choice in dialog.choices]
    assert texts == [tr("ui.trouble.save_elsewhere"), tr("ui.trouble.retry")]
    full[0] = False
    qtbot.mouseClick(dialog.choices[1], LEFT)
    assert beta(window) == 0.5


@pytest.mark.skipif(os.name == "nt", reason="folders without permission are made otherwise there")
def test_a_folder_without_permission_is_refused_for_real(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    if os.geteuid() == 0:
        closed = Path("/sys")  # root may write anywhere but where the system lets nobody
    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_project_target", lambda *_: closed / "a.gxde")
    assert not window.desk.save()
    assert str(closed) in window.troubles[0].text.text()


def test_a_folder_that_is_gone_is_named_and_the_work_can_be_saved_elsewhere(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.apply(SetParameter("software.beta", 0.5))
    targets = iter([tmp_path / "share" / "a.gxde", tmp_path / "b.gxde"])
    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_project_target", lambda *_: next(targets))
    assert not window.desk.save()
    (dialog,) = window.troubles
    assert str(tmp_path / "share") in dialog.text.text()
    qtbot.mouseClick(dialog.choices[0], LEFT)
    assert window.session.project.path == tmp_path / "b.gxde"
    assert not window.session.project.modified


@pytest.mark.parametrize("way", ["overwrite", "elsewhere", None])
def test_a_file_that_was_changed_by_another_is_not_overwritten_unasked(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str | None,
) -> None:
    path, other = tmp_path / "a.gxde", tmp_path / "b.gxde"
    window.session.save(path)
    window.session.apply(SetParameter("software.beta", 0.5))
    theirs = path.read_bytes() + b"changed"
    path.write_bytes(theirs)
    monkeypatch.setattr("gxde_desktop.ui.file_questions.ask_changed_on_disk", lambda *_: way)
    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_project_target", lambda *_: other)
    saved = window.desk.save()
    assert saved is (way is not None)
    assert (path.read_bytes() == theirs) is (way != "overwrite")
    assert other.is_file() is (way == "elsewhere")
    assert window.session.project.modified is (way is None)


def test_a_copy_without_data_holds_decisions_and_asks_for_its_files(
    qtbot: QtBot,
    window: MainWindow,
    recognised: AddFiles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.session.apply(recognised)
    window.session.apply(AddScenario("低 β"))
    window.session.apply(SetParameter("software.beta", 0.5))
    target = tmp_path / "参数.gxde"
    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_project_target", lambda *_: target)
    action = next(
        a for a in window.top.menu_button.menu().actions()
        if a.text() == tr("ui.action.save_without_data")
    )  # fmt: skip
    action.trigger()
    assert window.session.project.path is None  # ours stays where it was
    assert window.session.project.modified
    window.session.save(tmp_path / "whole.gxde")
    assert window.open_project(target)
    assert window.session.state.files == ()
    assert beta(window) == 0.5
    assert [notice.key for notice in window.notices.notices] == [EXPECTED]
    assert recognised.files[0].file.name in window.notices.notices[0].text
    window.session.apply(recognised)
    assert window.notices.notices == ()


def test_the_end_of_the_session_asks_nothing_and_loses_nothing(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> bool:
        raise AssertionError("nobody is there to answer")

    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_save_changes", asked)
    window.session.replace_project(Project.create())  # in this test's own folder
    window.session.apply(SetParameter("software.beta", 0.5))
    window.session_ends()
    event = QCloseEvent()
    window.closeEvent(event)
    assert event.isAccepted()
    (found,) = recovery.unsaved()
    assert found.steps == 1
    recovery.discard(found)


def test_leaving_offers_to_save_and_stays_where_saving_fails(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.apply(SetParameter("software.beta", 0.5))
    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_save_changes", lambda *_: True)
    monkeypatch.setattr(
        "gxde_desktop.ui.dialogs.ask_project_target", lambda *_: tmp_path / "none" / "a.gxde"
    )
    assert not window.close()
    assert not window.session.closed
    assert len(window.troubles) == 1
    window.troubles[0].reject()
    monkeypatch.setattr(
        "gxde_desktop.ui.dialogs.ask_project_target", lambda *_: tmp_path / "a.gxde"
    )
    assert window.close()
    assert (tmp_path / "a.gxde").is_file()


@pytest.mark.parametrize(("content", "again"), [(None, True), (b"no project at all", False)])
def test_opening_offers_another_try_only_where_that_may_help(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, content: bytes | None, again: bool
) -> None:
    path = tmp_path / "甲.gxde"
    if content is not None:
        path.write_bytes(content)
    assert not window.open_project(path)
    (dialog,) = window.troubles
    assert "甲.gxde" in dialog.text.text()
    assert bool(dialog.choices) is again
