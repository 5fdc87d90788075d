"""The main job in the real window without a person: import, measure, look, export, quit.

It goes from one signal to the next, through the same code as a drop and a click; a clock
only ends what does not come.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication

from gxde_desktop.text import language, say
from gxde_desktop.ui.activity import Standing, Trouble
from gxde_desktop.ui.steps import STEPS
from gxde_desktop.ui.window import MainWindow

LONGEST_MS = 180_000


class Smoke(QObject):
    """One run. `status` is 0 once everything was done; `ended` says that it is over."""

    def __init__(
        self, window: MainWindow, folder: Path, files: Sequence[Path], *, started: float
    ) -> None:
        super().__init__(window)
        self.status = 1
        self.ended = False
        self._window = window
        self._folder = folder
        self._files = list(files)
        self._started = started
        self._since = started
        self._heard = started
        self._timings: dict[str, float] = {}
        self._moments: dict[str, float] = {}
        self._waiting = ""
        self._imported = False
        self._sheet_there = False

    def begin(self, project_path: Path | None) -> None:
        """Wait for the first paint, then go on by signals."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if project_path is not None:
            self._files.insert(0, project_path)
        # What is not saved is not asked about: nobody is there to answer.
        self._window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self._window.painted.connect(self._painted)
        self._window.ready.connect(self._ready)
        QTimer.singleShot(LONGEST_MS, self, lambda: self._fail(f"no answer: {self._waiting}"))
        self._waiting = "first paint"

    def _painted(self) -> None:
        self._mark("start_to_first_paint_s", self._started)
        self._moments["first_paint"] = time.time()
        QTimer.singleShot(0, self, self._use)
        self._heard = time.perf_counter()
        self._listen()

    def _use(self) -> None:
        """A file dragged over the window must be taken, and its buttons must answer."""
        window = self._window
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(__file__)])
        held = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        drag = QDragEnterEvent(QPoint(700, 400), Qt.DropAction.CopyAction, data, *held)
        QApplication.sendEvent(window, drag)
        actions = window.named_actions()
        idle = [name for name in ("open", "import", "sample") if not actions[name].isEnabled()]
        if not drag.isAccepted() or idle:
            self._fail(f"painted, but not usable: {idle or 'a drop is refused'}")
            return
        self._mark("start_to_usable_s", self._started)
        self._moments["usable"] = time.time()

    def _listen(self) -> None:
        """While the rest is loaded: how long whatever a person does would wait for an answer."""
        now = time.perf_counter()
        longest = max(self._timings.get("longest_wait_s", 0.0), now - self._heard)
        self._timings["longest_wait_s"] = round(longest, 4)
        self._heard = now
        if not self._window.furnished:
            QTimer.singleShot(0, self, self._listen)

    def _ready(self) -> None:
        self._mark("start_to_ready_s", self._started)
        self._moments["ready"] = time.time()
        session = self._window.session
        session.trouble.connect(self._trouble)
        session.measured.connect(self._measured)
        session.importer.finished.connect(self._import_ended)
        session.exporter.finished.connect(self._exported)
        page: Any = self._window.page("data")
        page.sheet_shown.connect(self._sheet)
        QTimer.singleShot(0, self, self._begin_job)

    def _begin_job(self) -> None:
        if not self._files:
            self._look()
            return
        self._since = time.perf_counter()
        self._waiting = "import"
        self._window.take_files(self._files)

    def _import_ended(self, added: bool) -> None:
        if not added:
            self._fail("nothing was imported")
            return
        if not self._imported:
            self._imported = True
            self._mark("import_s", self._since)
            self._since = time.perf_counter()
        assembly = self._window.session.assembly
        if assembly is None or assembly.dataset is None:
            from gxde_desktop.ui.issues_panel import problems_of

            reasons = [say(problem.message) for problem in problems_of(self._window.session)]
            self._fail("; ".join(reasons) or "nothing to measure")

    def _measured(self) -> None:
        standing = self._window.session.standing
        if standing == Standing.FAILED:
            self._fail(self._window.session.failure)
        if standing == Standing.CURRENT and "compute_s" not in self._timings:
            self._timings["compute_s"] = self._window.session.measure_ms / 1e3
            self._waiting = "sheet"
            self._go_on()

    def _sheet(self, _: str) -> None:
        self._sheet_there = True
        self._go_on()

    def _go_on(self) -> None:
        if self._sheet_there and "compute_s" in self._timings and self._waiting == "sheet":
            self._look()

    def _look(self) -> None:
        self._waiting = "pages"
        steps: list[Callable[[], None]] = []
        for name in STEPS:
            steps.append(partial(self._window.show_page, name))
            steps.append(partial(self._picture, name))
        self._one_after_another([*steps, self._export])

    def _one_after_another(self, steps: list[Callable[[], None]]) -> None:
        """Each step on a turn of its own, so that layouts and paints between them happen."""
        if self.ended:
            return
        if not self._window.session.scenario_figures.complete:
            # The comparison of scenarios comes from a thread of its own.
            QTimer.singleShot(5, self, lambda: self._one_after_another(steps))
            return
        steps[0]()
        if len(steps) > 1:
            QTimer.singleShot(0, self, lambda: self._one_after_another(steps[1:]))

    def _picture(self, name: str) -> None:
        path = self._folder / f"{name}.png"
        if not self._window.grab().save(str(path)):
            self._fail(f"cannot write {path}")

    def _export(self) -> None:
        session = self._window.session
        if session.assembly is None or session.assembly.dataset is None:
            self._end(0)
            return
        self._waiting = "export"
        self._since = time.perf_counter()
        session.exporter.export(self._folder / "smoke.xlsx", language())

    def _exported(self, path: Path | None) -> None:
        if path is None:
            self._fail("the export ended without a workbook")
            return
        self._mark("export_s", self._since)
        self._end(0)

    def _trouble(self, trouble: Trouble) -> None:
        self._fail(trouble.text + (f"\n{trouble.details}" if trouble.details else ""))

    def _mark(self, name: str, since: float) -> None:
        self._timings[name] = round(time.perf_counter() - since, 4)

    def _fail(self, why: str) -> None:
        if not self.ended:
            print(why, file=sys.stderr)
            self._end(1)

    def _end(self, status: int) -> None:
        if self.ended:
            return
        self.ended = True
        self.status = status
        session = self._window.session
        report: dict[str, Any] = {
            "status": status,
            "timings": self._timings,
            # By the wall clock: whoever started the program counts from then.
            "moments": self._moments,
            "files": [file.name for file in session.state.files],
            "region": session.assembly.dataset.region
            if session.assembly and session.assembly.dataset
            else None,
        }
        text = json.dumps(report, ensure_ascii=False, indent=1)
        (self._folder / "smoke.json").write_text(text + "\n", encoding="utf-8")
        session.close()
        app = QApplication.instance()
        assert app is not None
        app.exit(status)
