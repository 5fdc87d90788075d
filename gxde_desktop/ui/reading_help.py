"""A point in the help panel: a paragraph to be quoted, its readings, and what can be done."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gxde_desktop.project.readings import scenario_of_reading, use_reading
from gxde_desktop.reading_words import (
    chosen_text,
    effect_sentences,
    headline_of,
    paragraph,
    place_in_appendix,
    point_of,
    point_title,
    printed_text,
    reading_means,
    reading_title,
    sources_text,
)
from gxde_desktop.text import language, tr
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import Card, button, label
from models.readings import chosen

LONGEST_NAME = 60


class ReadingHelp(QWidget):
    """What is said of one point; `reading` is the one that was selected."""

    def __init__(self, session: Session, point: str, reading: str, column: int | None) -> None:
        super().__init__()
        self._session = session
        self._point = point_of(point)
        self._reading = self._point.reading(reading)
        self._column = column
        self.text = ""
        """The paragraph with the figures, as it is copied."""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(label(point_title(self._point), "title", wrap=True))
        where = tr("ui.parameters.source_is", source=place_in_appendix(self._point))
        box.addWidget(label(where, "muted", wrap=True))
        box.addLayout(self._buttons())
        self._quote(box)
        for each in self._point.readings:
            box.addWidget(self._reading_card(each.key))

    # ------------------------------------------------------------ what can be done

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        dataset = self._session.assembly.dataset if self._session.assembly else None
        able = dataset is not None and self._point.selectable and not self._holds()
        self.use = button(tr("ui.readings.use"), self.take, "primary")
        self.use.setEnabled(able and not self._session.project.read_only)
        self.scenario = button(tr("ui.readings.as_scenario"), self.add_scenario)
        self.scenario.setEnabled(self.use.isEnabled() and not self._reading.sectors)
        if self._reading.sectors:
            self.scenario.setToolTip(tr("project.reading_of_sectors"))
        self.copy = button(tr("ui.readings.copy"), self.copy_text, "link")
        for made in (self.use, self.scenario):
            made.setVisible(self._point.selectable)
            row.addWidget(made)
        row.addStretch(1)
        row.addWidget(self.copy)
        return row

    def take(self) -> None:
        """Make the reading hold, as one step that can be undone."""
        dataset = self._session.assembly.dataset if self._session.assembly else None
        if dataset is not None:
            state = self._session.state
            self._session.apply(use_reading(state, dataset, self._point, self._reading))

    def add_scenario(self) -> None:
        """Make a scenario in which the reading holds, as one step."""
        dataset = self._session.assembly.dataset if self._session.assembly else None
        if dataset is not None:
            state = self._session.state
            self._session.apply(
                scenario_of_reading(state, dataset, self._point, self._reading, self._name())
            )

    def copy_text(self) -> None:
        """The paragraph on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)
        self._session.told.emit(tr("ui.readings.copied"))

    def _name(self) -> str:
        stem = reading_title(self._point, self._reading)
        whole = f"{point_title(self._point)}：{stem}"
        stem = whole if len(whole) <= LONGEST_NAME - 4 else stem[: LONGEST_NAME - 4]
        taken = {each.name.casefold() for each in self._session.state.scenarios}
        name, number = stem, 2
        while name.casefold() in taken:
            name, number = f"{stem} {number}", number + 1
        return name

    # ------------------------------------------------------------ words

    def _holds(self) -> bool:
        dataset = self._session.assembly.dataset if self._session.assembly else None
        if dataset is None:
            return False
        return chosen(self._point, self._session.state.parameters, dataset) is self._reading

    def _quote(self, box: QVBoxLayout) -> None:
        parameters = self._session.state.parameters
        sentences = [paragraph(self._point)]
        report = self._session.readings.report
        if report is not None and self._session.readings.current:
            held = chosen_text(self._point, parameters, report.standing(self._point.key).chosen)
            column = self._column
            if column is not None and column < len(report.columns):
                found = report.columns[column]
                figure = headline_of(found.headline).title
                sentences.append(
                    tr("ui.readings.effects_on", reading=held, figure=figure, place=found.place)
                )
                sentences += effect_sentences(report, self._point, column, parameters.base_year)
        self.text = ("" if language() == "zh" else " ").join(sentences)
        card = Card("formula", spacing=4)
        card.box.addWidget(label(sentences[0], wrap=True, selectable=True))
        for each in sentences[1:]:
            card.box.addWidget(label(each, wrap=True, selectable=True))
        box.addWidget(card)

    def _reading_card(self, key: str) -> Card:
        reading = self._point.reading(key)
        card = Card("plain", margin=10, spacing=2)
        title = reading_title(self._point, reading)
        printed = printed_text(reading)
        words = f"{title} · {printed}" if printed else title
        card.box.addWidget(label(words, "title" if reading is self._reading else "", wrap=True))
        card.box.addWidget(label(reading_means(self._point, reading), wrap=True))
        card.box.addWidget(label(sources_text(reading), "muted", wrap=True))
        return card
