"""The table of parameters: assets across, parameters down, each with range, source, reset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QToolButton, QToolTip, QWidget

from gxde_desktop.project.commands import ResetParameters, SetParameter
from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.fields import ChoiceField, ValueField, ValueSlider, nice_step
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import ElidedLabel, label, rule
from gxde_desktop.ui.words import name_of, parameter_words
from models.messages import MethodError
from models.parameters import (
    ASSET_SPECS,
    ASSETS,
    GLOBAL_SPECS,
    ParameterSpec,
    spec_of,
    value_of,
    with_value,
)


class Editor(QWidget):
    """One value: field or choice, with a slider where the value is continuous."""

    selected = Signal(str)
    moved = Signal(str, object)

    def __init__(self, session: Session, path: str) -> None:
        super().__init__()
        self._session = session
        self.path = path
        self._spec = spec_of(path)
        self.field: ValueField | ChoiceField | QCheckBox = self._make_field()
        self.slider: ValueSlider | None = None
        name = editor_name(path)
        self.field.setAccessibleName(name)
        self.field.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        if self._spec.slider:
            self.slider = ValueSlider(self._spec.low or 0.0, self._spec.high or 1.0)
            self.slider.setAccessibleName(tr("ui.parameters.slider", name=name))
            self.slider.setMinimumWidth(64)
            self.slider.installEventFilter(self)
            self.slider.dragged.connect(self._preview)
            self.slider.settled.connect(self._commit)
            row.addWidget(self.slider, 1)
            self.field.setFixedWidth(72)
            row.addWidget(self.field)
        else:
            row.addWidget(self.field, 1)
        self.refresh()

    def refresh(self) -> None:
        """Show the value of the document."""
        value = value_of(self._session.state.parameters, self.path)
        default = value_of(self._session.preset, self.path)
        changed = value != default
        tip = tr("ui.parameters.default", value=self._text(default)) if changed else ""
        if isinstance(self.field, QCheckBox):
            self.field.setChecked(bool(value))
        elif isinstance(self.field, ChoiceField):
            self.field.show_value(value, changed=changed, tip=tip)
        else:
            self.field.show_value(self._plain(value), changed=changed, tip=tip)
        if self.slider is not None and value is not None:
            self.slider.show_number(float(value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.selected.emit(self.path)
        return super().eventFilter(watched, event)

    def _make_field(self) -> ValueField | ChoiceField | QCheckBox:
        spec = self._spec
        if spec.kind == "choice":
            choices = tuple((c, name_of(f"choice.{spec.name}.{c}")) for c in spec.choices)
            choice = ChoiceField(choices)
            choice.committed.connect(self._commit)
            return choice
        if spec.kind == "flag":
            box = QCheckBox(tr(f"choice.{spec.name}.true"))
            box.clicked.connect(lambda on: self._commit(on))
            return box
        field = ValueField(self._check, step=_step(spec))
        if spec.optional:
            field.setPlaceholderText(tr("ui.parameters.auto"))
        field.committed.connect(self._typed)
        field.refused.connect(self._refused)
        return field

    def _check(self, text: str) -> str | None:
        try:
            with_value(self._session.state.parameters, self.path, self._read(text))
        except MethodError as error:
            return say(error.message)
        return None

    def _read(self, text: str) -> Any:
        """The text itself where it is no number: the method then says what is wrong."""
        if self._spec.kind not in ("number", "integer") or not text.strip():
            return text
        try:
            return numbers.read(text)
        except ValueError:
            return text

    def _refused(self, why: str) -> None:
        self._session.told.emit(why)
        below = self.field.mapToGlobal(QPoint(0, self.field.height()))
        QToolTip.showText(below, why, self.field)

    def _typed(self, text: str) -> None:
        self._commit(self._read(text))

    def _commit(self, value: Any) -> None:
        self._session.end_preview()
        if not self._session.apply(SetParameter(self.path, value)):
            self.refresh()

    def _preview(self, value: float) -> None:
        assert isinstance(self.field, ValueField)
        self.field.setText(numbers.compact(value))
        self.moved.emit(self.path, value)
        self._session.preview(self.path, value)

    def _plain(self, value: Any) -> str:
        if value is None:
            return ""
        return numbers.compact(value) if isinstance(value, float | int) else str(value)

    def _text(self, value: Any) -> str:
        if value is None:
            return tr("ui.parameters.auto")
        if self._spec.kind in ("choice", "flag"):
            return tr(f"choice.{self._spec.name}.{str(value).lower()}")
        return self._plain(value)


class ParameterTable(QWidget):
    """Rows of parameters. `columns` maps a heading to what makes a path of a name."""

    selected = Signal(str)
    moved = Signal(str, object)

    def __init__(
        self,
        session: Session,
        names: tuple[str, ...],
        columns: tuple[tuple[str, Callable[[str], str]], ...],
        *,
        headings: bool = True,
    ) -> None:
        super().__init__()
        self._session = session
        self._editors: dict[str, Editor] = {}
        self._resets: dict[str, tuple[QToolButton, tuple[str, ...]]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        last = len(columns) + 1
        grid.setColumnMinimumWidth(0, 116)
        for column in range(1, last):
            grid.setColumnStretch(column, 1)
        row = 0
        if headings:
            for column, text in enumerate(
                (
                    tr("ui.parameters.name"),
                    *(heading for heading, _ in columns),
                    tr("ui.parameters.range_head"),
                    tr("ui.parameters.source"),
                )
            ):
                made = ElidedLabel(text, "muted") if 1 <= column < last else label(text, "muted")
                if 1 <= column < last:
                    made.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(made, 0, column)
            row = 1
        for name in names:
            grid.addWidget(rule(), row, 0, 1, last + 3)
            self._row(grid, row + 1, name, columns)
            row += 2

    def editor(self, path: str) -> Editor:
        """The editor of one value."""
        return self._editors[path]

    def refresh(self) -> None:
        """Show the document's values."""
        for editor in self._editors.values():
            editor.refresh()
        parameters, preset = self._session.state.parameters, self._session.preset
        for reset, paths in self._resets.values():
            changed = any(value_of(parameters, p) != value_of(preset, p) for p in paths)
            reset.setEnabled(changed)

    def _row(
        self,
        grid: QGridLayout,
        row: int,
        name: str,
        columns: tuple[tuple[str, Callable[[str], str]], ...],
    ) -> None:
        title = label(parameter_words(name, "title"))
        title.setToolTip(parameter_words(name, "help"))
        grid.addWidget(title, row, 0)
        paths = tuple(path(name) for _, path in columns)
        for column, path in enumerate(paths, 1):
            editor = Editor(self._session, path)
            editor.selected.connect(self.selected)
            editor.moved.connect(self.moved)
            self._editors[path] = editor
            grid.addWidget(editor, row, column)
        spec = spec_of(paths[0])
        last = len(columns) + 1
        grid.addWidget(label(short_range(spec), "muted"), row, last)
        source = label(name_of(f"ui.source_short.{spec.source}"), "muted")
        source.setToolTip(name_of(f"source.{spec.source}"))
        grid.addWidget(source, row, last + 1)
        reset = QToolButton()
        reset.setText("↺")
        reset.setProperty("kind", "reset")
        reset.setToolTip(tr("ui.parameters.reset", name=title.text()))
        reset.setAccessibleName(reset.toolTip())
        reset.clicked.connect(lambda _=False: self._session.apply(ResetParameters(paths)))
        self._resets[name] = (reset, paths)
        grid.addWidget(reset, row, last + 2)


def asset_table(session: Session) -> ParameterTable:
    """Parameters of the assets: one column an asset."""
    columns = tuple(
        (tr(f"asset.{asset}"), lambda name, asset=asset: f"{asset}.{name}") for asset in ASSETS
    )
    return ParameterTable(session, tuple(ASSET_SPECS), columns)


def global_table(session: Session) -> ParameterTable:
    """Parameters of the whole measurement."""
    columns = ((tr("ui.parameters.value"), lambda name: name),)
    margins = tuple(f"margin_{year}" for year, _ in session.preset.margins)
    return ParameterTable(session, (*GLOBAL_SPECS, *margins), columns)


def editor_name(path: str) -> str:
    """What an editor is called: parameter and asset."""
    head, _, name = path.rpartition(".")
    title = parameter_words(name, "title")
    return f"{title} {tr(f'asset.{head}')}" if head else title


def short_range(spec: ParameterSpec) -> str:
    """The range in the table's column, with its unit where it has one."""
    if spec.low is None or spec.high is None:
        return ""
    text = f"{numbers.compact(spec.low)}–{numbers.compact(spec.high)}".replace("-", numbers.MINUS)
    return f"{text} {tr('unit.years')}" if spec.unit == "years" else text


def _step(spec: ParameterSpec) -> float:
    if spec.kind == "integer":
        return 1.0
    if spec.kind != "number" or spec.low is None or spec.high is None:
        return 0.0
    return nice_step(spec.low, spec.high)
