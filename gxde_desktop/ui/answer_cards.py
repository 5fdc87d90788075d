"""Beside a table: what a person set of it, and what was remembered, each with a way back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gxde_desktop.importing.results import Answer, FoundTable
from gxde_desktop.project.state import ProjectFile
from gxde_desktop.text import tr
from gxde_desktop.ui.corrections import corrections_in
from gxde_desktop.ui.memory_dialog import answer_text
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import Card, button, label


def answer_cards(session: Session, file: ProjectFile, table: FoundTable) -> list[QWidget]:
    """The cards that a table has reason for."""
    found: list[QWidget] = []
    set_by_person = corrections_in(file.answers, table)
    own = [answer for answer in set_by_person if not answer.remembered]
    if own:
        found.append(_corrections(session, file, table, own))
    if table.remembered:
        found.append(_remembered(session, file, table))
    return found


def _corrections(
    session: Session, file: ProjectFile, table: FoundTable, answers: Sequence[Answer]
) -> Card:
    card = Card("attention")
    card.box.addWidget(label(tr("ui.correct.title"), "title"))
    said = {gone.field: gone.said for gone in table.overruled}
    for answer in answers:
        row = QHBoxLayout()
        row.addWidget(label(answer_text(answer.field, answer.value), wrap=True), 1)
        row.addWidget(
            button(tr("ui.correct.undo_one"), partial(_without, session, file, (answer,)), "link")
        )
        card.box.addLayout(row)
        file_says = said.get(answer.field.removesuffix("!"))
        if file_says is not None:
            card.box.addWidget(label(tr("ui.correct.said", said=file_says), "muted", wrap=True))
    return card


def _remembered(session: Session, file: ProjectFile, table: FoundTable) -> Card:
    card = Card("attention")
    card.box.addWidget(label(tr("ui.memory.used"), "title"))
    for answer in table.remembered:
        card.box.addWidget(label(answer_text(answer.field, answer.value), wrap=True))
    origins = tuple(dict.fromkeys(answer.remembered for answer in table.remembered))
    card.box.addWidget(label(tr("ui.memory.from", origin=origins), "muted", wrap=True))
    row = QHBoxLayout()
    row.addWidget(button(tr("ui.memory.drop"), partial(_without, session, file, table.remembered)))
    forget = partial(session.remembering.forget, table.layout_fingerprint)
    row.addWidget(button(tr("ui.memory.forget_layout"), forget, "link"))
    row.addStretch(1)
    card.box.addLayout(row)
    return card


def _without(session: Session, file: ProjectFile, gone: Sequence[Answer]) -> None:
    """Recognise the file again without some of its answers."""
    rest = [answer for answer in file.answers if answer not in gone]
    session.importer.set_answers(file, rest)
