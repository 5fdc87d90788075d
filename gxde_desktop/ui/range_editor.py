"""One distribution at a time: its family, its numbers, and back to the default."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gxde_desktop.project.commands import ResetRanges, SetRange
from gxde_desktop.project.commands.ranges import named_problem
from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.fields import ValueField
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.uncertainty_view import family_of, range_text, typed
from gxde_desktop.ui.widgets import ElidedLabel, button, label
from models.distributions import (
    RATIO_FAMILIES,
    ParameterRange,
    RangeChoice,
    Uncertain,
    check_choice,
    default_ranges,
)
from models.messages import MethodError
from models.parameters import spec_of
from models.quantiles import FAMILIES


class RangeEditor(QWidget):
    """Changes the distribution that `show_range` was given, by commands of the project."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._one: Uncertain | None = None
        self.name = ElidedLabel("", "muted")
        self.family = QComboBox()
        self.family.setAccessibleName(tr("ui.uncertainty.column.family"))
        self.family.activated.connect(lambda _: self._family_chosen())
        self.low = self._field("low")
        self.high = self._field("high")
        self.deviation = self._field("deviation")
        self._labels = {
            field: label(tr(f"ui.uncertainty.column.{code}"), "muted")
            for field, code in (
                (self.low, "low"),
                (self.high, "high"),
                (self.deviation, "deviation"),
            )
        }
        self.reset = button(tr("ui.uncertainty.reset"), self._reset, "link")
        self.wrong: QLabel = label("", "wrong", wrap=True)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.family)
        for field, said in self._labels.items():
            line.addWidget(said)
            line.addWidget(field)
        line.addStretch(1)
        line.addWidget(self.reset)
        self._line = QWidget()
        self._line.setLayout(line)
        line.setContentsMargins(0, 0, 0, 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.name)
        box.addWidget(self._line)
        box.addWidget(self.wrong)
        self.show_range(None, changed=False)

    def show_range(self, one: Uncertain | None, *, changed: bool) -> None:
        """Show a distribution to be changed; None: there is none."""
        self._one = one
        self.wrong.hide()
        self._line.setVisible(one is not None)
        self.reset.setEnabled(changed)
        if one is None:
            self.name.setText(tr("ui.uncertainty.choose_range"))
        else:
            self.name.setText(range_text(one.name))
        parameter = isinstance(one, ParameterRange)
        families = tuple(FAMILIES) if parameter else RATIO_FAMILIES
        family = family_of(one) if one is not None else ""
        with QSignalBlocker(self.family):
            self.family.clear()
            for each in families:
                self.family.addItem(tr(f"family.{each}"), each)
            self.family.setCurrentIndex(max(self.family.findData(family), 0))
        shown = {self.low: parameter, self.high: parameter, self.deviation: not parameter}
        texts = {self.low: "", self.high: "", self.deviation: ""}
        if isinstance(one, ParameterRange):
            texts |= {self.low: typed(one.low), self.high: typed(one.high)}
        elif one is not None:
            texts[self.deviation] = typed(one.wander)
        for field, text in texts.items():
            field.setVisible(shown[field] and family != "fixed")
            self._labels[field].setVisible(shown[field] and family != "fixed")
            field.show_value(text, changed=changed)

    def _field(self, code: str) -> ValueField:
        made = ValueField(self._problem_with_number)
        made.setFixedWidth(76)
        made.setAccessibleName(tr(f"ui.uncertainty.column.{code}"))
        made.committed.connect(lambda _: self._numbers_given())
        made.refused.connect(self._say_wrong)
        return made

    def _problem_with_number(self, text: str) -> str | None:
        try:
            numbers.read(text)
        except ValueError:
            return tr("ui.uncertainty.not_a_number", text=text)
        try:
            choice = self._typed_choice()
        except ValueError:
            return None  # the other number is not typed yet
        return self._problem(choice)

    def _problem(self, choice: RangeChoice) -> str | None:
        assert self._one is not None
        try:
            check_choice(self._one.name, choice)
        except MethodError as error:
            return say(named_problem(error.message))
        return None

    def _typed_choice(self) -> RangeChoice:
        """What the fields say. Raises ValueError for what is no number."""
        family = str(self.family.currentData())
        if family == "fixed":
            return RangeChoice(family)
        fields = (
            (self.low, self.high) if isinstance(self._one, ParameterRange) else (self.deviation,)
        )
        return RangeChoice(family, tuple(numbers.read(field.text()) for field in fields))

    def _numbers_given(self) -> None:
        if self._one is not None:
            self._apply(self._typed_choice())

    def _family_chosen(self) -> None:
        one, family = self._one, str(self.family.currentData())
        if one is None or family == family_of(one):
            return
        if family == "fixed":
            self._apply(RangeChoice(family))
            return
        if isinstance(one, ParameterRange):
            ends = (one.low, one.high) if one.low < one.high else self._usual(one)
            self._apply(RangeChoice(family, ends))
            return
        usual = next(
            (each.wander for each in self._defaults() if each.name == one.name
             and not isinstance(each, ParameterRange)), 0.05,
        )  # fmt: skip
        self._apply(RangeChoice(family, (usual,)))

    def _usual(self, one: ParameterRange) -> tuple[float, float]:
        """Ends for a parameter that was fixed: the default ones, or a tenth of what it may be."""
        for each in self._defaults():
            if isinstance(each, ParameterRange) and each.name == one.name and each.low < each.high:
                return each.low, each.high
        spec = spec_of(one.path)
        least = one.value if spec.low is None else spec.low
        most = one.value + 1.0 if spec.high is None else spec.high
        reach = (most - least) / 10
        return max(one.value - reach, least), min(one.value + reach, most)

    def _defaults(self) -> tuple[Uncertain, ...]:
        m = self._session.measurement
        return () if m is None else default_ranges(m)

    def _apply(self, choice: RangeChoice) -> None:
        assert self._one is not None
        wrong = self._problem(choice)
        if wrong is not None:
            self._say_wrong(wrong)
            return
        self.wrong.hide()
        self._session.apply(SetRange(self._one.name, choice))

    def _reset(self) -> None:
        if self._one is not None:
            self._session.apply(ResetRanges((self._one.name,)))

    def _say_wrong(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.show()
