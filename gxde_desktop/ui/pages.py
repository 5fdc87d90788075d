"""The page of each step, made when it is first shown: charts are slow to load."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gxde_desktop.ui.data_page import DataPage
from gxde_desktop.ui.export_page import ExportPage

if TYPE_CHECKING:
    from gxde_desktop.ui.window import MainWindow


def make_page(name: str, window: MainWindow) -> QWidget:
    """The page of a step, connected with its window."""
    if name == "data":
        page = DataPage(window.session)
        page.open_wanted.connect(window.import_files)
        page.sample_wanted.connect(window.open_sample)
        page.template_wanted.connect(window.write_template)
        page.go_on_wanted.connect(partial(window.show_page, "parameters"))
        return page
    if name == "export":
        return ExportPage(window.session)
    # These draw charts; pyqtgraph is loaded with the first of them.
    if name == "parameters":
        from gxde_desktop.ui.parameters_page import ParametersPage

        return ParametersPage(window.session)
    if name == "scenarios":
        from gxde_desktop.ui.scenario_page import ScenarioPage

        return ScenarioPage(window.session, window.scenarios)
    from gxde_desktop.ui.results_page import ResultsPage

    return ResultsPage(window.session)
