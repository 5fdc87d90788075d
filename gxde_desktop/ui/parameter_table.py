"""The table of parameters: assets across, parameters down, each with range, source, reset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QToolButton, QToolTip, QWidget

from gxde_desktop.project.commands import ResetParameters, SetParameter
from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.fields import ChoiceField, ValueField, ValueSlider, nice_step
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.widgets import label, rule
from gxde_desktop.ui.words import name_of, parameter_words
from models.messages import MethodError, message
from models.parameters import (
    ASSETS,
    GLOBAL_SPECS,
    ParameterSpec,
    spec_of,
    value_of,
    with_value,
)

Columns = tuple[tuple[str, Callable[[str], str]], ...]
"""Headings, each with what makes a path of a parameter's name."""
NAME_WIDTH, RANGE_WIDTH, SOURCE_WIDTH = 122, 72, 92


class Editor(QWidget):
    """One value: field or choice, with a slider where the value is continuous."""

    selected = Signal(str)
    moved = Signal(str, object)
    pasted = Signal(str, str)
    """Several cells were pasted at this one: its path, and the text of the clipboard."""

    def __init__(self, session: Session, path: str) -> None:
        super().__init__()
        self._session = session
        self.path = path
        self._spec = spec_of(path)
        self._shown: tuple[Any, Any] | None = None
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
            self.slider.setMinimumWidth(44)
            self.slider.installEventFilter(self)
            self.slider.dragged.connect(self._preview)
            self.slider.settled.connect(self._commit)
            row.addWidget(self.slider, 1)
            self.field.setFixedWidth(66)
            row.addWidget(self.field)
        else:
            row.addWidget(self.field, 1)
        self.refresh()

    def refresh(self) -> None:
        """Show the value of the document."""
        value = value_of(self._session.state.parameters, self.path)
        default = value_of(self._session.preset, self.path)
        if (value, default) == self._shown:
            return
        self._shown = (value, default)
        changed = value != default
        tip = tr("ui.parameters.default", value=value_text(self.path, default)) if changed else ""
        if isinstance(self.field, QCheckBox):
            self.field.setChecked(bool(value))
        elif isinstance(self.field, ChoiceField):
            self.field.show_value(value, changed=changed, tip=tip)
        else:
            self.field.show_value(_plain(value), changed=changed, tip=tip)
        if self.slider is not None and value is not None:
            self.slider.show_number(float(value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.selected.emit(self.path)
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
        ):
            text = QGuiApplication.clipboard().text()
            if "\t" in text or "\n" in text.strip("\r\n"):
                self.pasted.emit(self.path, text)
                return True
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
            return refusal(self.path, error)
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
        self._shown = None
        self._session.told.emit(why)
        below = self.field.mapToGlobal(QPoint(0, self.field.height()))
        QToolTip.showText(below, why, self.field)

    def _typed(self, text: str) -> None:
        self._commit(self._read(text))

    def _commit(self, value: Any) -> None:
        self._session.end_preview()
        self._shown = None  # the field says what was typed or dragged to
        if not self._session.apply(SetParameter(self.path, value)):
            self.refresh()

    def _preview(self, value: float) -> None:
        assert isinstance(self.field, ValueField)
        self._shown = None
        self.field.setText(numbers.compact(value))
        self._session.preview(self.path, value)  # first: it is measured while the rest is drawn
        self.moved.emit(self.path, value)


class ParameterTable(QWidget):
    """Rows of parameters. `columns` maps a heading to what makes a path of a name."""

    selected = Signal(str)
    moved = Signal(str, object)
    pasted = Signal(str, str)
    """A block of several cells was pasted at a path."""

    def __init__(self, session: Session, names: tuple[str, ...], columns: Columns) -> None:
        super().__init__()
        self._session = session
        self._columns = columns
        self._editors: dict[str, Editor] = {}
        self._resets: dict[str, tuple[QToolButton, tuple[str, ...]]] = {}
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._sources: list[QWidget] = []
        self._with_sources = True
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(5)
        last = len(columns) + 1
        # The same widths in every group, so that columns stand below one another.
        self._grid.setColumnMinimumWidth(0, NAME_WIDTH)
        self._grid.setColumnMinimumWidth(last, RANGE_WIDTH)
        self._grid.setColumnMinimumWidth(last + 1, SOURCE_WIDTH)
        for column in range(1, last):
            self._grid.setColumnStretch(column, 1)
        self._headings()
        for place, name in enumerate(names):
            self._row(2 * place + 1, name)

    def editor(self, path: str) -> Editor:
        """The editor of one value."""
        return self._editors[path]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every value of the table, row by row."""
        return tuple(self._editors)

    def refresh(self) -> None:
        """Show the document's values."""
        for editor in self._editors.values():
            editor.refresh()
        parameters, preset = self._session.state.parameters, self._session.preset
        for reset, paths in self._resets.values():
            changed = any(value_of(parameters, p) != value_of(preset, p) for p in paths)
            reset.setEnabled(changed)

    def keep(self, names: frozenset[str]) -> None:
        """Show the rows of these parameters alone."""
        for name, widgets in self._rows.items():
            for widget in widgets:
                hidden = widget in self._sources and not self._with_sources
                widget.setVisible(name in names and not hidden)

    def show_sources(self, shown: bool) -> None:
        """Show or hide the column of sources."""
        self._with_sources = shown
        column = len(self._columns) + 2
        self._grid.setColumnMinimumWidth(column, SOURCE_WIDTH if shown else 0)
        for widget in self._sources:
            widget.setVisible(shown)

    def _headings(self) -> None:
        last = len(self._columns) + 1
        texts = (
            tr("ui.parameters.name"),
            *(heading for heading, _ in self._columns),
            tr("ui.parameters.range_head"),
            tr("ui.parameters.source"),
        )
        for column, text in enumerate(texts):
            of_values = 1 <= column < last
            made = label(text, "muted", wrap=of_values)
            if of_values:
                made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            self._grid.addWidget(made, 0, column)
        self._sources.append(made)

    def _row(self, row: int, name: str) -> None:
        line = rule()
        last = len(self._columns) + 1
        self._grid.addWidget(line, row, 0, 1, last + 3)
        row += 1
        title = label(parameter_words(name, "title"), wrap=True)
        title.setToolTip(parameter_words(name, "help"))
        paths = tuple(path(name) for _, path in self._columns)
        widgets: list[QWidget] = [title]
        for path in paths:
            editor = Editor(self._session, path)
            editor.selected.connect(self.selected)
            editor.moved.connect(self.moved)
            editor.pasted.connect(self.pasted)
            self._editors[path] = editor
            widgets.append(editor)
        spec = spec_of(paths[0])
        widgets.append(label(short_range(spec), "muted"))
        source = label(name_of(f"ui.source_short.{spec.source}"), "muted")
        source.setToolTip(name_of(f"source.{spec.source}"))
        widgets.append(source)
        self._sources.append(source)
        reset = QToolButton()
        reset.setProperty("kind", "reset")
        reset.setToolTip(tr("ui.parameters.reset", name=title.text()))
        reset.setAccessibleName(reset.toolTip())
        reset.clicked.connect(lambda _=False: self._session.apply(ResetParameters(paths)))
        widgets.append(reset)
        self._resets[name] = (reset, paths)
        for column, widget in enumerate(widgets):
            self._grid.addWidget(widget, row, column)
        self._rows[name] = (line, *widgets)


def asset_columns() -> Columns:
    """One column an asset."""
    return tuple(
        (tr(f"asset.{asset}"), lambda name, asset=asset: f"{asset}.{name}") for asset in ASSETS
    )


def global_columns() -> Columns:
    """One column, of the whole measurement."""
    return ((tr("ui.parameters.value"), lambda name: name),)


def global_names(session: Session) -> tuple[str, ...]:
    """Parameters of the whole measurement, those of single years among them."""
    margins = tuple(f"margin_{year}" for year, _ in session.preset.margins)
    return (*GLOBAL_SPECS, *margins)


def editor_name(path: str) -> str:
    """What an editor is called: parameter and asset."""
    head, _, name = path.rpartition(".")
    title = parameter_words(name, "title")
    return f"{title} {tr(f'asset.{head}')}" if head else title


def value_text(path: str, value: Any) -> str:
    """A value as a person reads it: a choice by its words, nothing given as `automatic`."""
    if value is None:
        return tr("ui.parameters.auto")
    spec = spec_of(path)
    if spec.kind in ("choice", "flag"):
        return name_of(f"choice.{spec.name}.{str(value).lower()}")
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return numbers.compact(value) if isinstance(value, float | int) else str(value)


def refusal(path: str, error: MethodError) -> str:
    """Why a value is refused, in words, where the method names the parameter by its path."""
    told = error.message
    if told.args.get("path") == path:
        told = message(told.code, **{**told.args, "path": editor_name(path)})
    return say(told)


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
