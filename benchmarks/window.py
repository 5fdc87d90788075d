"""The window: from a slider's step or an edit to the painted frame, beside measuring alone.

The window is real and paints into memory (Qt's offscreen platform), so it runs without a display.
A step ends when the event loop has nothing left to paint after the new figures arrived.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.bench import Bench
from benchmarks.timing import Contestant, Row

if TYPE_CHECKING:
    from gxde_desktop.ui.window import MainWindow

PAGES = ("parameters", "results/overview", "results/growth", "results/industries", "scenarios")
PATH = "software.beta"


def rows(bench: Bench) -> Iterator[Row]:
    """A slider step, and an edit with each page in sight."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    window, close = _window(bench.folder / "window")
    try:
        alone = Contestant("measuring alone", _measuring(window), apart=True)
        _show(window, "parameters")
        yield Row(
            "slider step to painted frame",
            Contestant("window", _slider_step(window), apart=True),
            (alone,),
            "42 sectors, 22 years; previewed, not yet a step of the project",
        )
        for page in PAGES:
            _show(window, page)
            yield Row(
                f"edit to painted {page}",
                Contestant("window", _edit(window), apart=True),
                (alone,),
                "the step kept on disk, every visible figure and chart new",
            )
    finally:
        close()


def _window(folder: Path) -> tuple[MainWindow, Callable[[], None]]:
    from PySide6.QtWidgets import QApplication

    from gxde_desktop.exporting.sample import write_sample
    from gxde_desktop.importing.importer import inspect_file
    from gxde_desktop.project.commands import AddFiles, new_file
    from gxde_desktop.ui.activity import Standing
    from gxde_desktop.ui.app import let_go, open_window
    from gxde_desktop.ui.settings import Settings

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    folder.mkdir(parents=True, exist_ok=True)
    window = open_window(app, Settings(folder), folder, language="zh")
    window.resize(1440, 900)  # a virtual screen may be smaller than any real one
    window.show()
    files = write_sample(folder / "sample")
    window.session.apply(
        AddFiles(tuple(new_file(p.name, p.read_bytes(), (), inspect_file(p)) for p in files))
    )
    _until(lambda: window.session.standing == Standing.CURRENT)

    def close() -> None:
        window.session.close()
        let_go(window)

    return window, close


def _show(window: MainWindow, page: str) -> None:
    step, _, tab = page.partition("/")
    window.show_page(step)
    if tab:
        shown: Any = window.page(step)
        shown.open_tab(tab)
    session = window.session
    _until(lambda: not session.survey.busy and session.scenario_figures.complete)


def _measuring(window: MainWindow) -> Callable[[object], object]:
    from models import measure
    from models.parameters import with_value

    values = _values()

    def run(_: object) -> object:
        assembly = window.session.assembly
        assert assembly is not None
        assert assembly.dataset is not None
        return measure(assembly.dataset, with_value(window.session.preset, PATH, next(values)))

    return run


def _slider_step(window: MainWindow) -> Callable[[object], object]:
    page: Any = window.page("parameters")
    slider = page.editor(PATH).slider
    slider.setSliderDown(True)
    places = count()

    def run(_: object) -> None:
        arrived: list[object] = []
        connection = window.session.previewed.connect(arrived.append)
        slider.setValue(20 + next(places) * 7 % (slider.maximum() - 20))
        _until(lambda: bool(arrived))
        window.session.previewed.disconnect(connection)

    return run


def _edit(window: MainWindow) -> Callable[[object], object]:
    from gxde_desktop.project.commands import SetParameter
    from gxde_desktop.ui.activity import Standing

    values = _values()
    session = window.session

    def run(_: object) -> None:
        session.apply(SetParameter(PATH, next(values)))
        _until(lambda: session.standing == Standing.CURRENT)

    return run


def _values() -> Iterator[float]:
    """Values that come again only after a long while: what was measured before is found."""
    return (0.2 + (number * 7919 % 60_000) / 1e5 for number in count(1))


def _until(done: Callable[[], bool]) -> None:
    """Turn the event loop until something is so, and once more until all is painted."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    watch = QTimer()
    watch.setInterval(1)  # asked without pause it would hold the interpreter from the threads
    watch.timeout.connect(lambda: loop.quit() if done() else None)
    if not done():
        watch.start()
        loop.exec()
        watch.stop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()
