"""Which series serves which use: what is open or was chosen by a person, to be chosen here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from gxde_desktop.project.assemble import RoleChoice
from gxde_desktop.project.candidates import Candidate
from gxde_desktop.project.commands import ChooseSeries
from gxde_desktop.text import from_to, say, tr
from gxde_desktop.ui.levels import level_text
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import Card, label
from models.messages import Message


def choices_of(session: Session) -> tuple[RoleChoice, ...]:
    """Uses that have candidates and no series yet, or one that a person chose."""
    roles = session.assembly.roles if session.assembly else ()
    return tuple(
        role
        for role in roles
        if role.by_person or (role.needed and role.chosen is None and role.candidates)
    )


class RoleChoices(Card):
    """One combo box a use; choosing is one undoable step."""

    def __init__(self, session: Session, roles: tuple[RoleChoice, ...]) -> None:
        waiting = any(role.chosen is None for role in roles)
        super().__init__("attention" if waiting else "plain")
        self.boxes: dict[str, QComboBox] = {}
        self.box.addWidget(label(tr("ui.roles.title"), "title"))
        self.box.addWidget(label(tr("ui.roles.text"), "muted", wrap=True))
        for role in roles:
            self._add(session, role)

    def _add(self, session: Session, role: RoleChoice) -> None:
        name = tr(f"role.{role.role}")
        self.box.addWidget(label(f"{name} · {level_text(role.level)}", wrap=True))
        made = QComboBox()
        made.setAccessibleName(name)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        first = "ui.roles.auto" if role.by_person else "ui.roles.open"
        lacking = [candidate.lacks is not None for candidate in role.candidates]
        if first == "ui.roles.open" and all(lacking):
            first = "ui.roles.waiting"
        made.addItem(tr(first, count=len(role.candidates)), None)
        for candidate in role.candidates:
            text = candidate_text(candidate)
            made.addItem(text, candidate.series_id)
            made.setItemData(made.count() - 1, text, Qt.ItemDataRole.ToolTipRole)
        chosen = session.state.choices.get(role.role) if role.by_person else None
        made.setCurrentIndex(max(made.findData(chosen), 0))
        made.activated.connect(
            lambda place: session.apply(ChooseSeries(role.role, made.itemData(place)))
        )
        self.boxes[role.role] = made
        self.box.addWidget(made)
        if role.chosen is None and role.missing is not None:
            self.box.addWidget(label(_missing(role, role.missing), "muted", wrap=True))


def _missing(role: RoleChoice, missing: Message) -> str:
    """What is missing: a sentence, or what the only candidate still lacks."""
    if any(candidate.lacks == missing for candidate in role.candidates):
        return tr("ui.roles.needs", what=say(missing))
    return say(missing)


def candidate_text(candidate: Candidate) -> str:
    """A series with its years, place and what it still lacks."""
    series = candidate.series
    years = from_to(series.years[0], series.years[-1])
    text = f"{series.label} {years} · {series.source.file} · {series.source.sheet}"
    if candidate.lacks is None:
        return text
    return tr("ui.roles.lacks", series=text, what=say(candidate.lacks))


def role_widget(session: Session) -> QWidget | None:
    """The card, None where nothing is to be chosen."""
    roles = choices_of(session)
    return RoleChoices(session, roles) if roles else None
