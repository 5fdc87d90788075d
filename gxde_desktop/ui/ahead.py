"""What a person will look at next, loaded and built while nothing goes on.

Charts and the pages that draw them take a quarter of a second to come for the first time. They
are not there when the window is first painted (`ui/loading.py`); once it has stood idle for a
moment they come in turns, and the first look at a page then finds it made.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from gxde_desktop.ui.window import MainWindow

IDLE_MS = 800
"""How long nothing was under way before the first turn, and after an interruption."""
BETWEEN_MS = 40
"""Between turns, for whatever a person begins."""

CLASSES = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets")
"""Their classes are made when they are first named; the charts' library names them all at once."""
SLICES = 3
MODULES = (
    *("xml.etree.ElementTree", "pydoc", "PySide6.QtTest", "pyqtgraph"),  # which needs the others
    "gxde_desktop.ui.charts",
    "gxde_desktop.ui.plot",
    "gxde_desktop.ui.parameters_page",
    "gxde_desktop.ui.overview_page",
    "gxde_desktop.ui.result_tab",
    "gxde_desktop.ui.growth_page",
    "gxde_desktop.ui.industry_page",
    "gxde_desktop.ui.city_page",
    "gxde_desktop.ui.region_page",
    "models.assessment",  # which draws
    "gxde_desktop.ui.uncertainty_page",
    "gxde_desktop.ui.audit_page",
    "gxde_desktop.ui.results_page",
    "gxde_desktop.ui.scenario_page",
)
PAGES = ("parameters", "results", "scenarios")


class Ahead(QObject):
    """Loads and builds ahead, a piece a turn; goes with its window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._left: list[Callable[[], object]] = [
            *(partial(_name, module, slice_) for module in CLASSES for slice_ in range(SLICES)),
            *(partial(import_module, module) for module in MODULES),
            window.collector.settle,
            *(partial(window.page, page) for page in PAGES),
            self._overview,
        ]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)

    def begin(self) -> None:
        """Go on as soon as nothing is under way."""
        self._timer.start(IDLE_MS)

    @property
    def ended(self) -> bool:
        """Whether everything is there."""
        return not self._left

    def _turn(self) -> None:
        window = self._window
        if not self._left or not window.furnished or window.session.closed:
            return
        if not window.collector.quiet or QApplication.activePopupWidget() is not None:
            self._timer.start(IDLE_MS)
            return
        self._left.pop(0)()
        self._timer.start(BETWEEN_MS)

    def _overview(self) -> None:
        """The page of the results that is looked at first."""
        from gxde_desktop.ui.results_page import ResultsPage

        page = self._window.page("results")
        assert isinstance(page, ResultsPage)
        page.tab("overview")


def _name(module: str, slice_: int) -> None:
    """Have a part of the classes of a module made."""
    place = import_module(module)
    for name in dir(place)[slice_::SLICES]:
        getattr(place, name)
