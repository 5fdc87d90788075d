"""Projects are opened and saved beside the window, which goes on working meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from gxde_desktop.project import copies, saving
from gxde_desktop.project.commands import SetParameter
from gxde_desktop.project.project import Project
from gxde_desktop.text import tr
from gxde_desktop.ui.window import MainWindow

SECONDS = 20


class Gate:
    """Holds a function back in its thread until it is opened."""

    def __init__(self, held: Callable[..., Any]) -> None:
        self._held = held
        self.open = threading.Event()
        self.threads: list[threading.Thread] = []

    def __call__(self, *args: Any, **named: Any) -> Any:
        self.threads.append(threading.current_thread())
        assert self.open.wait(SECONDS)
        return self._held(*args, **named)


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """A slow disk: what is written into the new file waits."""
    gate = Gate(saving.write_whole)
    monkeypatch.setattr(saving, "write_whole", gate)
    yield gate
    gate.open.set()


def when_begun(window: MainWindow, gate: Gate, do: Callable[[], object]) -> QTimer:
    """Do something in the window's own loop as soon as the work beside it has begun."""
    clock = QTimer(window)

    def look() -> None:
        if gate.threads and window.session.filing.busy:
            clock.stop()
            do()

    clock.timeout.connect(look)
    clock.start(5)
    return clock


def beta(path: Path) -> float:
    project = Project.open(path, read_only=True)
    try:
        return project.state.parameters.assets["software"].beta
    finally:
        project.close()


def test_a_step_made_while_saving_follows_the_save(
    window: MainWindow, tmp_path: Path, writing: Gate
) -> None:
    session, path = window.session, tmp_path / "a.gxde"
    session.apply(SetParameter("software.beta", 0.5))

    def step_and_go_on() -> None:
        assert session.apply(SetParameter("software.beta", 0.6))
        assert session.state.parameters.assets["software"].beta == 0.5
        writing.open.set()

    when_begun(window, writing, step_and_go_on)
    session.save(path)
    assert writing.threads != [threading.main_thread()]
    assert beta(path) == 0.5
    assert session.state.parameters.assets["software"].beta == 0.6
    assert session.project.modified
    session.undo()
    assert not session.project.modified


def test_a_cancelled_save_leaves_the_file_as_it_was(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, writing: Gate
) -> None:
    writing.open.set()
    session, path = window.session, tmp_path / "a.gxde"
    session.apply(SetParameter("software.beta", 0.5))
    session.save(path)
    before = path.read_bytes()
    session.apply(SetParameter("software.beta", 0.6))
    writing.open.clear()
    writing.threads.clear()

    def cancel_from_the_status_line() -> None:
        qtbot.waitUntil(window.status.cancel_button.isVisible)
        window.status.cancel_button.click()
        writing.open.set()

    when_begun(window, writing, cancel_from_the_status_line)
    with qtbot.waitSignal(session.told, check_params_cb=lambda t: t == tr("ui.filing.not_saved")):
        assert not window.desk.save()
    assert path.read_bytes() == before
    assert not [each for each in tmp_path.iterdir() if saving.is_temporary(each)]
    assert session.project.modified
    assert window.desk.save()  # nothing stands in the way of the next one
    assert beta(path) == 0.6


def test_a_project_that_is_no_longer_wanted_is_put_away(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.gxde"
    project = Project.create()
    project.apply(SetParameter("software.beta", 0.3))
    project.save(path)
    project.close()
    mine, folders = window.session.project, set(copies.folders())
    opening = Gate(Project.open)
    monkeypatch.setattr("gxde_desktop.ui.desk.Project.open", opening)
    when_begun(window, opening, window.session.filing.cancel)
    assert not window.open_project(path)
    assert window.session.project is mine
    opening.open.set()
    qtbot.waitUntil(lambda: set(copies.folders()) == folders)
    monkeypatch.undo()
    Project.open(path).close()  # nobody holds it


def test_what_is_done_while_another_project_is_opened_is_not_lost(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.gxde"
    project = Project.create()
    project.save(path)
    project.close()
    opening = Gate(Project.open)
    monkeypatch.setattr("gxde_desktop.ui.desk.Project.open", opening)
    asked: list[str] = []
    monkeypatch.setattr(
        "gxde_desktop.ui.dialogs.ask_save_changes", lambda _, name: asked.append(name)
    )

    def step_and_go_on() -> None:
        window.session.apply(SetParameter("software.beta", 0.6))
        opening.open.set()

    when_begun(window, opening, step_and_go_on)
    assert not window.open_project(path)
    assert len(asked) == 1
    assert window.session.state.parameters.assets["software"].beta == 0.6
    monkeypatch.undo()
    Project.open(path).close()


def test_a_window_closed_while_it_saves_closes_when_that_is_done(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, writing: Gate
) -> None:
    session, path = window.session, tmp_path / "a.gxde"
    session.apply(SetParameter("software.beta", 0.5))

    def close_and_go_on() -> None:
        assert not window.close()
        writing.open.set()

    when_begun(window, writing, close_and_go_on)
    session.save(path)
    assert beta(path) == 0.5
    qtbot.waitUntil(lambda: session.closed)
