"""The 问题 tab: questions answered in place, findings with a way to their cell, what is used."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QInputDialog,
    QPushButton,
    QWidget,
)

from gxde_desktop.importing.results import Answer, FoundTable, Problem
from gxde_desktop.importing.summary import used_of
from gxde_desktop.importing.years import FIRST_YEAR, LAST_YEAR
from gxde_desktop.project.attention import Group
from gxde_desktop.project.commands import SetRegion
from gxde_desktop.project.state import ProjectFile
from gxde_desktop.text import say, tr
from gxde_desktop.ui.answer_cards import answer_cards
from gxde_desktop.ui.corrections import YEAR_SLIPS, confirmation, year_meant
from gxde_desktop.ui.issues import Asked, sorted_by_severity
from gxde_desktop.ui.role_choices import role_widget
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.soon import Soon
from gxde_desktop.ui.used_data import used_lines
from gxde_desktop.ui.values import choice_text, choices_here
from gxde_desktop.ui.widgets import Card, ElidedLabel, Scrolled, button, clear, label
from models.series import Basis

BUTTONS = 3
"""Choices shown as buttons; the rest is behind 其他…"""
MOST = 40
"""Findings listed of one kind; the rest is counted."""
SLICE_S = 0.008
"""Parts are made for so long in one turn of the event loop; what is left follows in the next."""
SHOWN_AS_CARDS = ("remembered.applied", "answer.overruled")
"""Notes of a table that its cards say, with a way back."""
_TONES = {"error": "wrong", "warning": "attention", "question": "attention"}


def problems_of(session: Session) -> tuple[Problem, ...]:
    """Every finding that needs a person, the project's own first."""
    own = session.assembly.problems if session.assembly else ()
    files = (
        problem
        for file in session.state.files
        for problem in (
            *file.report.problems,
            *(problem for table in file.report.tables for problem in table.problems),
        )
    )
    return tuple(sorted_by_severity((*own, *files)))


def count_issues(session: Session) -> int:
    """How many things wait for a person; sheets that no figure comes from are not among them."""
    return session.issue_count


def answer_scope(asked: Asked) -> str:
    """What an answer names: exactly the table that asks."""
    return asked.table.reference or asked.question.sheet or asked.file.name


def answer_value(asked: Asked, value: str) -> str:
    """A year that is the one in the file's name is a rule, good for next year's file too."""
    years = set(re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", Path(asked.file.name).stem))
    return "@file" if asked.question.field == "year" and years == {value} else value


class IssuesPanel(Scrolled):
    """Everything that needs a person; below it, on the data page, what will be used."""

    count_changed = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__(margin=14, spacing=10)
        self._session = session
        self._with_table = True
        self._due = True
        self._soon = Soon(self, self.refresh)
        self._left: Iterator[None] | None = None
        self._rest = Soon(self, self._make, after_ms=5)
        session.assembled.connect(self._soon.ask)
        session.table_chosen.connect(self._soon.ask)
        session.attention_wanted.connect(self.show_first)

    def show_table(self, shown: bool) -> None:
        """Whether the table that the data page shows is described here too."""
        if shown != self._with_table:
            self._with_table = shown
            self._soon.ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._due:
            self._soon.ask()

    def refresh(self) -> None:
        """Show everything anew, now or when it is looked at again."""
        # The badge counts the same whatever is looked at.
        self.count_changed.emit(count_issues(self._session))
        self._due = not self.isVisible()
        self._left = None
        if not self._due:
            clear(self.box)
            self._left = self._parts()
            self._make()

    def _make(self, *, everything: bool = False) -> None:
        """Make the next parts."""
        end = time.perf_counter() + SLICE_S
        for _ in self._left or ():
            if not everything and time.perf_counter() > end:
                self._rest.ask()
                return
        self._left = None

    def _parts(self) -> Iterator[None]:
        """Put what is looked at first into the panel, then the rest, part by part."""
        found = self._session.table() if self._with_table else None
        file, table = found if found is not None else (None, None)
        issues = self._session.issues_beside(table)
        yield from self._cards(issues.mine, issues.own)
        if file is not None and table is not None:
            yield from self._table(file, table)
        self.roles = role_widget(self._session)
        first = issues.mine or issues.own or table is not None
        others = issues.asked or issues.groups or issues.folded
        if first and (others or self.roles is not None):
            self.box.addSpacing(8)
            self.box.addWidget(label(tr("ui.issues.others"), "title"))
        self._region()
        if self.roles is not None:
            self.box.addWidget(self.roles)
        yield
        yield from self._cards(issues.asked, issues.groups)
        for each in issues.folded:
            text = tr(
                "ui.issues.folded", file=each.file.name, sheets=each.sheets,
                findings=each.findings, questions=each.questions,
            )  # fmt: skip
            self.box.addWidget(label(text, "muted", wrap=True))
        if not issues.count and not issues.folded:
            self.box.addWidget(label(tr("ui.issues.none"), "muted", wrap=True))
        if file is not None and table is not None:
            # Long in a workbook of many sheets: it must not stand before what waits for a person.
            self._unused(_unused_of(file, table))

    def _cards(self, asked: Sequence[Asked], groups: Sequence[Group]) -> Iterator[None]:
        for each in asked[:MOST]:
            self.box.addWidget(self._question(each))
            yield
        for group in groups[:MOST]:
            for problem in group.shown:
                self.box.addWidget(self._problem(problem))
                yield
            if group.more:
                text = tr("ui.issues.more_alike", count=group.more)
                self.box.addWidget(label(text, "muted", wrap=True))
        more = len(asked[MOST:]) + sum(len(g.shown) + g.more for g in groups[MOST:])
        if more:
            self.box.addWidget(label(tr("ui.issues.more", count=more), "muted", wrap=True))

    def _region(self) -> None:
        assembly = self._session.assembly
        if assembly is None or len(assembly.regions) < 2:
            return
        card = Card("plain" if assembly.dataset else "attention")
        card.box.addWidget(label(tr("ui.issues.region"), "title"))
        choice = QComboBox()
        choice.setAccessibleName(tr("ui.issues.region"))
        auto = assembly.dataset.region if assembly.dataset else tr("ui.issues.region_open")
        if self._session.state.region is not None:
            auto = tr("ui.issues.region_only")
        choice.addItem(tr("ui.issues.region_auto", region=auto), None)
        for region in assembly.regions:
            choice.addItem(region, region)
        choice.setCurrentIndex(max(choice.findData(self._session.state.region), 0))
        choice.activated.connect(
            lambda place: self._session.apply(SetRegion(choice.itemData(place)))
        )
        card.box.addWidget(choice)
        self.box.addWidget(card)

    def _question(self, asked: Asked) -> QWidget:
        question = asked.question
        card = Card("attention")
        card.box.addWidget(label(f"{asked.file.name} · {question.sheet}", "title", wrap=True))
        card.box.addWidget(label(say(question.message), wrap=True))
        row = QGridLayout()
        row.setSpacing(6)
        shown = choices_here(question, self._session.assembly)[:BUTTONS]
        # None of them is brought forward: the likeliest comes first, but a person decides.
        for place, choice in enumerate(shown):
            made = button(
                choice_text(question.field, choice),
                partial(self._answer, asked, choice),
            )
            row.addWidget(made, place // 2, place % 2)
        row.addWidget(
            button(tr("ui.issues.other"), lambda: self._other(asked)),
            len(shown) // 2,
            len(shown) % 2,
        )
        card.box.addLayout(row)
        if question.cell:
            card.box.addWidget(self._link(asked.file.sha256, question.sheet, question.cell))
        return card

    def _problem(self, problem: Problem) -> QWidget:
        card = Card("wrong" if problem.severity == "error" else "attention")
        place = " · ".join(part for part in (problem.file, problem.sheet) if part)
        if place:
            card.box.addWidget(label(place, "title", wrap=True))
        card.box.addWidget(label(say(problem.message), wrap=True, selectable=True))
        file = next((f for f in self._session.state.files if f.name == problem.file), None)
        if file is None:
            return card
        if problem.code in YEAR_SLIPS:
            card.box.addLayout(self._years(file, problem))
        row = QHBoxLayout()
        if problem.sheet and problem.cell:
            row.addWidget(self._link(file.sha256, problem.sheet, problem.cell))
        row.addStretch(1)
        table = next((t for t in file.report.tables if problem in t.problems), None)
        if table is not None and table.kind != "unknown":
            confirm = partial(self._confirm, file, table, problem)
            row.addWidget(button(tr("ui.issues.confirm"), confirm))
        card.box.addLayout(row)
        return card

    def _confirm(self, file: ProjectFile, table: FoundTable, problem: Problem) -> None:
        answer = confirmation(table.reference, (problem,), file.answers)
        self._session.importer.answer(file, (answer,))

    def _years(self, file: ProjectFile, problem: Problem) -> QHBoxLayout:
        """The year that a mistyped one may mean, and any other."""
        row = QHBoxLayout()
        likely = problem.message.args.get("likely")
        if isinstance(likely, int):
            text = tr("ui.issues.year_is", year=likely)
            row.addWidget(button(text, partial(self._year_is, file, problem, likely)))
        other = partial(self._other_year, file, problem)
        row.addWidget(button(tr("ui.issues.year_other"), other))
        row.addStretch(1)
        return row

    def _other_year(self, file: ProjectFile, problem: Problem) -> None:
        printed = problem.message.args["year"]
        title, text = tr("ui.issues.year_other"), say(problem.message)
        year, fine = QInputDialog.getInt(self, title, text, printed, FIRST_YEAR, LAST_YEAR)
        if fine:
            self._year_is(file, problem, year)

    def _year_is(self, file: ProjectFile, problem: Problem, year: int) -> None:
        answer = year_meant(file, problem, year, file.answers)
        if answer is not None:
            self._session.importer.answer(file, (answer,))

    def settle(self) -> None:
        """Show at once what would be shown in one of the next turns."""
        self._soon.now()
        self._make(everything=True)

    def show_first(self) -> None:
        """Bring the first card into view and the focus to its first button."""
        self.settle()
        for each in self.findChildren(QPushButton):
            if each.isVisible() and each.isEnabled():
                self.ensureWidgetVisible(each)
                each.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _link(self, sha256: str, sheet: str, cell: str) -> QWidget:
        return button(
            tr("ui.issues.go_to", cell=cell),
            lambda: self._session.cell_wanted.emit(sha256, sheet, cell),
            "link",
        )

    def _answer(self, asked: Asked, value: str) -> None:
        field = asked.question.field
        answer = Answer(answer_scope(asked), field, answer_value(asked, value))
        self._session.importer.answer(asked.file, (answer,))

    def _other(self, asked: Asked) -> None:
        field = asked.question.field
        choices = choices_here(asked.question, self._session.assembly)
        texts = [choice_text(field, choice) for choice in choices]
        title = tr(f"ui.field.{field}")
        # A basis is one of four; everything else may be typed.
        text, fine = QInputDialog.getItem(
            self, title, say(asked.question.message), texts or [""], 0, field != "basis"
        )
        if fine and text.strip():
            values = dict(zip(texts, choices, strict=True))
            self._answer(asked, values.get(text, text.strip()))

    def _table(self, file: ProjectFile, table: FoundTable) -> Iterator[None]:
        for card in answer_cards(self._session, file, table):
            self.box.addWidget(card)
            yield
        lines = used_lines(table)
        if lines:
            self.box.addSpacing(4)
            self.box.addWidget(label(tr("ui.used.title"), "title"))
            self.box.addWidget(label(_unit_note(table), "muted", wrap=True))
            grid = QGridLayout()
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(5)
            grid.setColumnStretch(0, 1)
            heads = ("block", "count", "sum", "min", "max")
            for column, head in enumerate(heads):
                made = label(tr(f"ui.used.{head}"), "muted")
                grid.addWidget(made, 0, column, *_side(column))
            for row, line in enumerate(lines[:MOST], 1):
                for column, text in enumerate(line):
                    made = ElidedLabel(text) if column == 0 else label(text)
                    grid.addWidget(made, row, column, *_side(column))
            self.box.addLayout(grid)
            if len(lines) > MOST:
                self.box.addWidget(
                    label(tr("ui.issues.more", count=len(lines) - MOST), "muted", wrap=True)
                )
            yield
        notes = [
            problem
            for problem in table.problems
            if problem.severity == "info" and problem.code not in SHOWN_AS_CARDS
        ]
        for problem in notes[:MOST]:
            self.box.addWidget(label(say(problem.message), "muted", wrap=True))
        yield

    def _unused(self, unused: list[tuple[str, str]]) -> None:
        if not unused:
            return
        self.box.addSpacing(4)
        self.box.addWidget(label(tr("ui.unused.title"), "title"))
        for place, reason in unused[:MOST]:
            row = QHBoxLayout()
            row.setSpacing(8)
            where = label(place, "muted")
            where.setMinimumWidth(64)
            row.addWidget(where)
            row.addWidget(label(reason, "muted", wrap=True), 1)
            self.box.addLayout(row)
        if len(unused) > MOST:
            self.box.addWidget(
                label(tr("ui.issues.more", count=len(unused) - MOST), "muted", wrap=True)
            )


def _unit_note(table: FoundTable) -> str:
    """In what the figures are: never 亿元 where the unit is not known."""
    known = all(each.unit is not None or each.total is not None for each in used_of(table))
    indices = all(s.basis is not None and s.basis is not Basis.VALUE for s in table.series)
    if table.kind == "series" and indices:
        return tr("ui.used.note_indices")
    return tr("ui.used.note" if known else "ui.used.note_no_unit")


def _side(column: int) -> tuple[Qt.AlignmentFlag, ...]:
    """Names fill their column, numbers stand on its right."""
    return (Qt.AlignmentFlag.AlignRight,) if column else ()


def _unused_of(file: ProjectFile, table: FoundTable) -> list[tuple[str, str]]:
    """What no figure comes from: of this table, then sheets of the file that hold no table."""
    found = _grouped((cells, say(reason)) for cells, reason in table.unused)
    for other in file.report.tables:
        if other.kind == "unknown":
            reasons = [say(reason) for _, reason in other.unused[:1]]
            found.append((other.sheet, reasons[0] if reasons else ""))
    for problem in file.report.problems:
        if problem.severity == "info" and problem.sheet:
            found.append((problem.sheet, say(problem.message)))
    return found


def _grouped(entries: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Ranges with one reason on one line."""
    by_reason: dict[str, list[str]] = {}
    for cells, reason in entries:
        by_reason.setdefault(reason, []).append(cells)
    return [
        (cells[0] if len(cells) == 1 else f"{cells[0]} … ({len(cells)})", reason)
        for reason, cells in by_reason.items()
    ]
