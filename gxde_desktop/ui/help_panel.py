"""The 说明 tab: what is selected, in the words of the method."""

from __future__ import annotations

from PySide6.QtCore import Qt

from gxde_desktop.text import tr
from gxde_desktop.ui.effects_card import EffectsCard
from gxde_desktop.ui.formula_text import formula_html
from gxde_desktop.ui.help_pages import range_text
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import Card, Scrolled, clear, label
from gxde_desktop.ui.words import name_of, parameter_words
from models.parameters import ASSET_SPECS, spec_of

PAGES = ("data", "parameters", "results", "scenarios", "export")


class HelpPanel(Scrolled):
    """Explains a page, a parameter or a quantity."""

    def __init__(self, session: Session) -> None:
        super().__init__(margin=14, spacing=8)
        self._session = session
        self.topic = ""
        """The page of the help that says more."""
        session.help_wanted.connect(self.explain)

    def explain(self, stem: str) -> None:
        """Explain `page.data`, `parameter.software.beta`, `quantity.stock` or a reading.

        A reading is `reading.POINT.READING.COLUMN`, the last a figure of the report or empty.
        """
        clear(self.box)
        area, _, name = stem.partition(".")
        self.topic = f"parameter.{name.rpartition('.')[2]}" if area == "parameter" else stem
        self._session.effects.want(name if area == "parameter" else "")
        if area == "page":
            self._page(name)
        elif area == "parameter":
            self._parameter(name.rpartition(".")[2])
            self.box.addWidget(EffectsCard(self._session, name))
        elif area == "reading":
            self._reading(*name.split("."))
        else:
            self._quantity(name)

    def _reading(self, point: str, reading: str, column: str) -> None:
        from gxde_desktop.ui.reading_help import ReadingHelp

        where = int(column) if column else None
        self.box.addWidget(ReadingHelp(self._session, point, reading, where))

    def _page(self, name: str) -> None:
        self.box.addWidget(label(tr(f"ui.step.{name}"), "title"))
        self.box.addWidget(label(tr(f"ui.help.{name}"), wrap=True))

    def _parameter(self, name: str) -> None:
        spec = ASSET_SPECS.get(name) or spec_of(name)
        self.box.addWidget(label(parameter_words(name, "title"), "title"))
        self.box.addWidget(label(parameter_words(name, "help"), wrap=True))
        facts = Card("formula", spacing=4)
        for text in (
            range_text(spec),
            tr("ui.parameters.source_is", source=name_of(f"source.{spec.source}")),
            tr("ui.parameters.live" if spec.live else "ui.parameters.structural"),
        ):
            if text:
                facts.box.addWidget(label(text, "muted", wrap=True))
        self.box.addWidget(facts)

    def _quantity(self, key: str) -> None:
        from models.quantities import REGISTRY

        quantity = REGISTRY[key]
        self.box.addWidget(label(name_of(f"quantity.{key}.title"), "title", wrap=True))
        if quantity.formula:
            card = Card("formula")
            formula = label("", wrap=True, selectable=True)
            formula.setTextFormat(Qt.TextFormat.RichText)
            formula.setText(formula_html(quantity.formula))
            card.box.addWidget(formula)
            self.box.addWidget(card)
        self.box.addWidget(label(name_of(f"quantity.{key}.help"), wrap=True))
        source = tr("ui.parameters.source_is", source=name_of(f"source.{quantity.source}"))
        self.box.addWidget(label(source, "muted", wrap=True))
