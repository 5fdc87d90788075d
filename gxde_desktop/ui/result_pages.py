"""The pages of the results: one line a page, in the order of the tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from gxde_desktop.text import tr
from gxde_desktop.ui.audit_page import AuditTab
from gxde_desktop.ui.city_page import CitiesTab
from gxde_desktop.ui.growth_page import GrowthTab
from gxde_desktop.ui.industry_page import IndustriesTab
from gxde_desktop.ui.overview_page import OverviewTab
from gxde_desktop.ui.reading_page import ReadingsTab
from gxde_desktop.ui.region_page import RegionsTab
from gxde_desktop.ui.result_tab import ResultTab
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.uncertainty_page import UncertaintyPage


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of the results, in a group of its own or among others.

    The group is a tab; where it has more than one page, they are a row below it and the tab
    is called `ui.results.group.GROUP`. `make(session)` is called when the page is first
    looked at. A widget with `show_measurement(measurement)` is handed what is
    current while it is in sight; any other follows the session by itself.
    """

    key: str
    group: str
    make: Callable[[Session], QWidget]
    headlines: bool = False
    """Whether the headline figures of capital stand above it."""
    alone: bool = False
    """Whether it has something to show where nothing is measured."""

    @property
    def title(self) -> str:
        """What it is called (`ui.results.tab.KEY`)."""
        return tr(f"ui.results.tab.{self.key}")


def _chapter(key: str, group: str) -> ResultPage:
    """A page of one view: its charts above its table."""
    return ResultPage(key, group, partial(ResultTab, name=key), headlines=True)


PAGES: tuple[ResultPage, ...] = (
    ResultPage("overview", "overview", OverviewTab),
    _chapter("stock", "capital"),
    _chapter("investment", "capital"),
    _chapter("price", "capital"),
    _chapter("benchmark", "capital"),
    ResultPage("growth", "growth", GrowthTab),
    ResultPage("industries", "industries", IndustriesTab),
    _chapter("digital", "digital"),
    ResultPage("cities", "regions", CitiesTab),
    ResultPage("regions", "regions", RegionsTab, alone=True),
    ResultPage("uncertainty", "uncertainty", UncertaintyPage),
    ResultPage("audit", "audit", AuditTab, alone=True),
    ResultPage("readings", "readings", ReadingsTab),
)
"""Groups stand where their first page does."""


def groups(pages: tuple[ResultPage, ...] = PAGES) -> dict[str, tuple[ResultPage, ...]]:
    """The pages of each group, in order."""
    found: dict[str, tuple[ResultPage, ...]] = {}
    for page in pages:
        found[page.group] = (*found.get(page.group, ()), page)
    return found


def group_title(group: str, pages: tuple[ResultPage, ...]) -> str:
    """What the tab of a group is called: like its page where there is only one."""
    return pages[0].title if len(pages) == 1 else tr(f"ui.results.group.{group}")
