"""A published figure or a check typed in: what is wrong, or what comes of it, is said at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gxde_desktop.audit_text import (
    figure_name,
    key_of,
    target_with_keys,
    typed_formula,
    verdict_text,
    with_keys,
)
from gxde_desktop.text import label_text, say, tr
from gxde_desktop.ui.audit_view import SIGNS, account, tone_of
from gxde_desktop.ui.widgets import button, label, set_role
from models.audit import Printed
from models.frame import RULES
from models.measurement import Measurement
from models.messages import MethodError, message
from models.published import (
    UNITS,
    Claim,
    PublishedSet,
    checked_claim,
    checked_figure,
    results,
    with_claim,
)

OFFERED = (
    ("digital_economy", RULES),
    ("industry_digitalisation", RULES),
    ("digital_industrialisation_scaled", ()),
    ("gdp_share", RULES),
    ("nominal_growth", RULES),
    ("growth_contribution", RULES),
    ("stock_total", ()),
    ("stock_current_total", ()),
)
"""Computed figures that the menu offers; any other can be typed."""


class _Typed(QDialog):
    """A form whose button works once what is typed can be."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(620)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(20, 18, 20, 16)
        self._box.setSpacing(8)
        self._box.addWidget(label(title, "heading"))
        self.form = QGridLayout()
        self.form.setHorizontalSpacing(10)
        self.form.setVerticalSpacing(8)
        self.form.setColumnStretch(1, 1)
        self._box.addLayout(self.form)
        self.said = label("", "wrong", wrap=True)
        self.said.setMinimumHeight(44)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(self.said)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(tr("ui.cancel"), self.reject))
        self.fine: QPushButton = button(tr("ui.audit.keep"), self.accept, "primary")
        self.fine.setDefault(True)
        row.addWidget(self.fine)
        self._box.addLayout(row)

    def line(self, code: str, widget: QWidget, *, hint: str = "") -> None:
        """One field with its name, and a line about it."""
        row = self.form.rowCount()
        name = label(tr(code), "muted")
        widget.setAccessibleName(tr(code))
        several = isinstance(widget, QPlainTextEdit)
        side = Qt.AlignmentFlag.AlignTop if several else Qt.AlignmentFlag.AlignVCenter
        self.form.addWidget(name, row, 0, side)
        self.form.addWidget(widget, row, 1)
        if hint:
            self.form.addWidget(label(hint, "muted", wrap=True), row + 1, 1)

    def tell(self, text: str, role: str, *, fine: bool) -> None:
        """Say what is wrong, or what comes of it."""
        self.said.setText(text)
        set_role(self.said, "role", role)
        self.fine.setEnabled(fine)


class FigureDialog(_Typed):
    """One published figure. known: names that are offered."""

    def __init__(
        self, parent: QWidget | None, published: PublishedSet, figure: Printed | None = None
    ) -> None:
        super().__init__(parent, tr("ui.audit.figure_new" if figure is None else "ui.audit.figure"))
        self._published, self._old = published, figure
        self.name = QComboBox()
        self.name.setEditable(True)
        self.name.addItems(list(dict.fromkeys(figure_name(f.key) for f in published.figures)))
        self.name.setCurrentText("" if figure is None else figure_name(figure.key))
        self.year = QLineEdit("" if figure is None else str(figure.year))
        self.value = QLineEdit("" if figure is None else figure.text)
        self.unit = QComboBox()
        for unit in UNITS:
            self.unit.addItem(tr(f"audit.sheet.unit.{unit}"), unit)
        self.where = QLineEdit("" if figure is None else figure.where)
        self.quote = QPlainTextEdit("" if figure is None else figure.quote)
        self.quote.setTabChangesFocus(True)
        self.quote.setFixedHeight(72)
        self.derived = QCheckBox(tr("ui.audit.derived"))
        if figure is not None:
            self.unit.setCurrentIndex(UNITS.index(figure.unit))
            self.derived.setChecked(figure.derived)
        self.line("audit.sheet.figure", self.name, hint=tr("ui.audit.name_hint"))
        self.line("audit.sheet.year", self.year)
        self.line("audit.sheet.value", self.value, hint=tr("ui.audit.value_hint"))
        self.line("audit.sheet.unit", self.unit)
        self.line("audit.sheet.where", self.where)
        self.line("audit.sheet.quote", self.quote)
        self.form.addWidget(self.derived, self.form.rowCount(), 1)
        self.name.currentTextChanged.connect(lambda _: self._check())
        for field in (self.year, self.value, self.where):
            field.textChanged.connect(lambda _: self._check())
        self._check()

    @property
    def figure(self) -> Printed:
        """The figure as typed. Raises MethodError."""
        year = self.year.text().strip()
        if not (year.isascii() and year.isdecimal()):
            raise MethodError(message("audit.year", year=year[:20]))
        made = Printed(
            key_of(self.name.currentText()),
            int(year[:6]),
            self.value.text(),
            str(self.unit.currentData()),
            self.where.text().strip(),
            self.quote.toPlainText().strip(),
            self.derived.isChecked(),
        )
        return checked_figure(made)

    def _check(self) -> None:
        empty = not (self.name.currentText().strip() and self.value.text().strip())
        try:
            made = self.figure
        except MethodError as error:
            self.tell("" if empty or not self.year.text() else say(error.message), "wrong",
                      fine=False)  # fmt: skip
            return
        old = self._old
        there = self._published.get(made.key, made.year)
        if old is not None and (old.key, old.year) == (made.key, made.year):
            there = None  # itself
        half = made.last_digit / 2
        text = tr("ui.audit.stands_for", low=f"{made.value - half:.{_digits(made)}f}",
                  high=f"{made.value + half:.{_digits(made)}f}")  # fmt: skip
        if there is not None:
            text = tr("ui.audit.replaces", value=there.text) + "\n" + text
        self.tell(text, "muted" if there is None else "attention", fine=True)


class CheckDialog(_Typed):
    """One check; its result is shown while it is typed."""

    def __init__(
        self,
        parent: QWidget | None,
        published: PublishedSet,
        measurement: Measurement | None,
        claim: Claim,
    ) -> None:
        super().__init__(parent, tr("ui.audit.check"))
        self._published, self._m, self._key = published, measurement, claim.key
        self.formula = QPlainTextEdit(_as_typed(claim.formula))
        self.formula.setTabChangesFocus(True)
        self.formula.setFixedHeight(96)
        self.insert = QToolButton()
        self.insert.setText(tr("ui.audit.insert"))
        self.insert.setProperty("kind", "small")
        self.insert.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.insert.setMenu(self._menu())
        self.target = QComboBox()
        self.target.setEditable(True)
        self.target.addItems([_as_typed(f"{f.key}[{f.year}]") for f in published.figures])
        self.target.setCurrentText(_as_typed(claim.target))
        self.title = QLineEdit(claim.title)
        self.line("audit.sheet.formula", self.formula, hint=tr("audit.sheet.how_checks"))
        self.form.addWidget(self.insert, self.form.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)
        self.line("audit.sheet.target", self.target)
        self.line("audit.sheet.title", self.title)
        self.formula.textChanged.connect(self._check)
        self.target.currentTextChanged.connect(lambda _: self._check())
        self._check()

    @property
    def claim(self) -> Claim:
        """The check as typed. Raises MethodError."""
        formula = with_keys(self.formula.toPlainText().strip().lstrip("=＝"))
        target = target_with_keys(self.target.currentText())
        return checked_claim(Claim(self._key, formula, target, self.title.text().strip()))

    def _check(self) -> None:
        empty = not (self.formula.toPlainText().strip() and self.target.currentText().strip())
        try:
            made = self.claim
        except MethodError as error:
            self.tell("" if empty else say(error.message), "wrong", fine=False)
            return
        whole = with_claim(self._published, made)
        place = next(i for i, each in enumerate(whole.claims) if each.key == made.key)
        result = results(whole, self._m)[place]
        said = account(whole, made, result, self._m)
        text = f"{SIGNS[result.verdict]} {verdict_text(result)}   {said.outcome}"
        self.tell(text, tone_of(result), fine=True)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for figure in self._published.figures:
            text = _as_typed(f"{figure.key}[{figure.year}]")
            menu.addAction(f"{text}   {figure.text}", partial(self._insert, text))
        menu.addSeparator()
        own = menu.addMenu(tr("ui.audit.by_this_project"))
        year = self._last_year()
        for key, rules in OFFERED:
            for rule in rules or ("",):
                name = tr(f"quantity.{key}.title")
                text = f"computed.{key}.{rule}[{year}]" if rule else f"computed.{key}[{year}]"
                shown = f"{name} · {label_text('rule', rule)}" if rule else name
                own.addAction(shown, partial(self._insert, text))
        return menu

    def _last_year(self) -> int:
        years = [figure.year for figure in self._published.figures]
        if self._m is not None and self._m.frame.years:
            return self._m.frame.years[-1]
        return max(years, default=2021)

    def _insert(self, text: str) -> None:
        self.formula.insertPlainText(text)
        self.formula.setFocus()


def _digits(figure: Printed) -> int:
    return len(figure.text.partition(".")[2]) + 1


def _as_typed(text: str) -> str:
    """A kept formula with names; as it is where it cannot be read."""
    try:
        return typed_formula(text) if text else ""
    except MethodError:
        return text
