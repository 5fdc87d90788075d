"""A person who does anything at any moment: no error, no stall, and nothing left running.

Actions are drawn at random: importing and cancelling it, editing, undoing, scenarios, pages,
languages, themes, sliders let go or not, exporting and cancelling it, saving, opening again.
Now and then everything is let come to rest, and then the document must be what a second project
gives that is opened from the saved file, and the figures those of a fresh measurement.
"""

from __future__ import annotations

import logging
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gxde_desktop.project import document as documents
from gxde_desktop.project.commands import (
    AddFiles,
    AddScenario,
    RemoveFile,
    RemoveScenario,
    SelectScenario,
    SetParameter,
)
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.result_pages import PAGES
from gxde_desktop.ui.results_page import ResultsPage
from gxde_desktop.ui.steps import STEPS
from gxde_desktop.ui.window import MainWindow
from models import measure
from tests.support_soak import rounds, soak

STALL = 60_000  # ms without an answer: stuck, however busy the machine is
ASSETS = ("computers", "communications", "software")


class Person:
    """Somebody at a window, who draws what to do next."""

    def __init__(
        self, qtbot: QtBot, window: MainWindow, files: AddFiles, folder: Path, seed: int
    ) -> None:
        self.qtbot = qtbot
        self.window = window
        self.files = files
        self.folder = folder
        self.chance = random.Random(seed)
        self.done: list[str] = []
        self.named = 0
        self.actions: dict[str, tuple[int, Callable[[], None]]] = {
            "edit": (8, self.edit),
            "slide": (6, self.slide),
            "undo": (5, self.window.session.undo),
            "redo": (3, self.window.session.redo),
            "page": (8, self.look),
            "tab": (8, self.turn_to),
            "table": (3, self.choose_table),
            "add files": (3, self.add_files),
            "remove a file": (1, self.remove_file),
            "import": (1, self.import_file),
            "cancel import": (2, self.window.session.importer.cancel),
            "new scenario": (2, self.new_scenario),
            "switch scenario": (3, self.switch),
            "drop a scenario": (1, self.drop_scenario),
            "language": (1, self.language),
            "theme": (1, self.theme),
            "live": (1, self.live),
            "compute": (2, self.window.session.compute),
            "export": (1, self.export),
            "cancel export": (2, self.window.session.exporter.cancel),
            "save": (2, self.save),
            "open": (1, self.open_again),
            "resize": (2, self.resize),
        }

    def act(self) -> None:
        """One thing, and a moment (or none) before the next."""
        names = list(self.actions)
        weights = [self.actions[name][0] for name in names]
        name = self.chance.choices(names, weights)[0]
        self.done.append(name)
        self.actions[name][1]()
        if self.chance.random() < 0.6:
            self.qtbot.wait(self.chance.choice((0, 1, 5, 20)))

    def edit(self) -> None:
        path = f"{self.chance.choice(ASSETS)}.{self.chance.choice(('beta', 'sigma'))}"
        self.window.session.apply(SetParameter(path, round(self.chance.uniform(0.2, 0.95), 3)))

    def slide(self) -> None:
        """Drag a slider through some values; sometimes another thing comes before it is let go."""
        path = f"{self.chance.choice(ASSETS)}.beta"
        for _ in range(self.chance.randrange(1, 6)):
            self.window.session.preview(path, round(self.chance.uniform(0.2, 0.95), 3))
            if self.chance.random() < 0.5:
                self.qtbot.wait(1)
        if self.chance.random() < 0.8:
            self.window.session.end_preview()

    def look(self) -> None:
        self.window.show_page(self.chance.choice(STEPS))

    def turn_to(self) -> None:
        self.window.show_page("results")
        page = self.window.page("results")
        assert isinstance(page, ResultsPage)
        page.open_tab(self.chance.choice(PAGES).key)

    def choose_table(self) -> None:
        tables = [
            (file.sha256, table.id)
            for file in self.window.session.state.files
            for table in file.report.tables
        ]
        if tables:
            self.window.session.choose_table(*self.chance.choice(tables))

    def add_files(self) -> None:
        self.window.session.apply(self.files)

    def remove_file(self) -> None:
        files = self.window.session.state.files
        if files:
            self.window.session.apply(RemoveFile(self.chance.choice(files).sha256))

    def import_file(self) -> None:
        path = self.folder / f"序列{self.chance.randrange(3)}.csv"
        path.write_text(
            "指标,单位,2018年,2019年,2020年\n"
            f"地区生产总值,亿元,{self.chance.randrange(100, 900)}.5,{100}.25,200.75\n",
            encoding="utf-8",
        )
        self.window.take_files([path])

    def new_scenario(self) -> None:
        self.named += 1
        self.window.session.apply(AddScenario(f"情景{self.named}"))

    def switch(self) -> None:
        names = [None, *(each.name for each in self.window.session.state.scenarios)]
        self.window.session.apply(SelectScenario(self.chance.choice(names)))

    def drop_scenario(self) -> None:
        names = [each.name for each in self.window.session.state.scenarios]
        if names:
            self.window.session.apply(RemoveScenario(self.chance.choice(names)))

    def language(self) -> None:
        self.window.set_language(self.chance.choice(("zh", "en")))

    def theme(self) -> None:
        self.window.set_theme(self.chance.choice(("light", "dark")))

    def live(self) -> None:
        self.window.session.set_live(self.chance.random() < 0.8)

    def export(self) -> None:
        if not self.window.session.exporter.busy:
            self.window.session.exporter.export(self.folder / "结果.xlsx", "zh")

    def save(self) -> None:
        self.window.session.save(self.folder / "项目.gxde", overwrite_changed=True)

    def open_again(self) -> None:
        path = self.folder / "项目.gxde"
        if path.exists():
            self.save()
            self.window.open_project(path)

    def answer(self, *_: object) -> bool | None:
        """Whether to save what an import that ended during the save has changed since."""
        return self.chance.choice((True, False, None))

    def resize(self) -> None:
        self.window.resize(self.chance.randrange(960, 1700), self.chance.randrange(600, 1000))

    def rest(self) -> None:
        """Let go of everything and wait until nothing is under way."""
        session = self.window.session
        session.end_preview()
        session.set_live(True)
        self.qtbot.waitUntil(
            lambda: not session.importer.busy and not session.exporter.busy, timeout=STALL
        )
        self.qtbot.waitUntil(
            lambda: session.standing not in (Standing.RUNNING, Standing.OUTDATED), timeout=STALL
        )


@soak
@pytest.mark.timeout(3600)
def test_anything_at_any_moment(
    window: MainWindow,
    recognised: AddFiles,
    qtbot: QtBot,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seed = 20261125
    person = Person(qtbot, window, recognised, tmp_path, seed)
    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_save_changes", person.answer)
    worst = 0.0
    caplog.set_level(logging.ERROR)
    add_and_rest(person)
    threads = running()
    for number in range(rounds(100)):
        began = time.monotonic()
        try:
            person.act()
        except ProjectError as error:
            raise AssertionError(f"{error.message} after {person.done[-8:]}") from error
        worst = max(worst, time.monotonic() - began)
        assert not [r for r in caplog.records if r.levelno >= logging.ERROR], person.done[-8:]
        assert worst < STALL / 1000, f"{person.done[-1]} took {worst:.0f} s"
        for trouble in window.troubles:
            raise AssertionError(f"{trouble.windowTitle()} after {person.done[-8:]}")
        if number % 50 == 49:
            person.rest()
            holds(person, tmp_path)
    person.rest()
    # One thread of a kind is kept for reuse; a second one that was not there before is a leak.
    qtbot.waitUntil(
        lambda: all(count <= max(1, threads[kind]) for kind, count in running().items()),
        timeout=10_000,
    )
    assert len(set(person.done)) > len(person.actions) / 2


def running() -> Counter[str]:
    """How many threads of each kind there are, by their names without numbers."""
    return Counter(re.sub(r"\d+", "", each.name) for each in threading.enumerate())


def add_and_rest(person: Person) -> None:
    person.add_files()
    person.rest()


def holds(person: Person, folder: Path) -> None:
    """What is on the screen is what the document says, and what a saved file gives again."""
    session = person.window.session
    person.save()
    copy = folder / "副本.gxde"
    copy.write_bytes((folder / "项目.gxde").read_bytes())
    again = Project.open(copy)
    try:
        assert documents.to_document(again.state) == documents.to_document(session.state)
    finally:
        again.close()
    if session.standing == Standing.CURRENT and session.measurement is not None:
        assembly = session.assembly
        assert assembly is not None
        assert assembly.dataset is not None
        fresh = measure(assembly.dataset, session.state.parameters)
        for key in ("stock_total", "real_investment", "digital_economy"):
            shown, anew = session.measurement.values[key], fresh.values[key]
            assert shown.tobytes() == anew.tobytes(), key
