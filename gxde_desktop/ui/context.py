"""The panel on the right: what needs a person, the derivation, the help."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget

from gxde_desktop.text import tr
from gxde_desktop.ui.derivation_panel import DerivationPanel
from gxde_desktop.ui.help_panel import HelpPanel
from gxde_desktop.ui.issues_panel import IssuesPanel
from gxde_desktop.ui.measures import FigureKey
from gxde_desktop.ui.session import Session


class ContextPanel(QTabWidget):
    """Three tabs; the one that fits comes forward when something is selected."""

    wanted = Signal()
    """Something is to be looked at here."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("context")
        self.setDocumentMode(True)
        self.setAccessibleName(tr("ui.context.name"))
        self.tabBar().setAccessibleName(tr("ui.context.name"))
        self.issues = IssuesPanel(session)
        self.derivation = DerivationPanel(session)
        self.help = HelpPanel(session)
        self.addTab(self.issues, tr("ui.context.issues"))
        self.addTab(self.derivation, tr("ui.context.derivation"))
        self.addTab(self.help, tr("ui.context.help"))
        self._counted = 0
        self.issues.count_changed.connect(self._count)
        self.issues.refresh()
        session.derive_wanted.connect(self._derive)
        session.help_wanted.connect(self._help)
        session.attention_wanted.connect(self.wanted)

    def show_page(self, page: str) -> None:
        """Follow the page that is shown."""
        self.issues.show_table(page == "data")
        self.help.explain(f"page.{page}")
        if page == "data":
            self.setCurrentWidget(self.issues)
        elif page == "parameters":
            self.setCurrentWidget(self.help)
        elif page in ("results", "scenarios"):
            self.setCurrentWidget(self.derivation)
        else:
            self.setCurrentWidget(self.help)

    def _derive(self, figure: FigureKey) -> None:
        self.setCurrentWidget(self.derivation)
        self.derivation.explain(figure)
        self.help.explain(f"quantity.{figure[0]}")
        self.wanted.emit()

    def _help(self, stem: str) -> None:
        if stem.startswith("reading."):  # its page is among those that show derivations
            self.setCurrentWidget(self.help)

    def _count(self, count: int) -> None:
        if count > self._counted:
            self.wanted.emit()
        self._counted = count
        title = tr("ui.context.issues")
        self.setTabText(0, f"{title} {count}" if count else title)
