"""All parameters in groups that fold; a word typed above shows what it is found in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QToolButton

from gxde_desktop.resources import resource_folder
from gxde_desktop.text import tr
from gxde_desktop.ui.parameter_groups import ASSET_GROUPS, GLOBAL_GROUPS, OPEN, grouped
from gxde_desktop.ui.parameter_table import (
    Columns,
    Editor,
    ParameterTable,
    asset_columns,
    global_columns,
    global_names,
)
from gxde_desktop.ui.session import Session
from gxde_desktop.ui.theme import tokens
from gxde_desktop.ui.widgets import Card, Scrolled, label, set_role
from gxde_desktop.ui.words import name_of, parameter_words
from models.parameters import ASSET_SPECS, spec_of, value_of


class ParameterGroup(Card):
    """One group: its name, how many of its values were changed, and its table when open."""

    toggled = Signal(str, bool)

    def __init__(
        self,
        session: Session,
        key: str,
        names: tuple[str, ...],
        columns: Columns,
        made: Callable[[ParameterTable], None],
    ) -> None:
        super().__init__(margin=10)
        self.key = key
        self.names = names
        self._session = session
        self._columns = columns
        self._made = made
        self.table: ParameterTable | None = None
        self._open = False
        self._kept: frozenset[str] | None = None
        self.head = QToolButton()
        self.head.setProperty("kind", "fold")
        self.head.setCheckable(True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.clicked.connect(self._clicked)
        self.box.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_open(False)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every value of the group, row by row, whether its table is made yet or not."""
        return tuple(path(name) for name in self.names for _, path in self._columns)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The paths of each row."""
        return tuple(tuple(path(name) for _, path in self._columns) for name in self.names)

    def show_open(self, opened: bool) -> None:
        """Open or fold it; the table is made when it is first opened."""
        self._open = opened
        if opened and self.table is None:
            self.table = ParameterTable(self._session, self.names, self._columns)
            self.box.addWidget(self.table)
            self._made(self.table)
        if self.table is not None:
            self.table.setVisible(opened)
        self.head.setChecked(opened)
        self.refresh()

    def keep(self, names: frozenset[str] | None) -> None:
        """Show only what a search found; None: everything."""
        found = frozenset(self.names) if names is None else names & frozenset(self.names)
        self.setVisible(bool(found))
        if names is None:
            if self._kept is not None and self.table is not None:
                self.table.keep(found)
        elif found:
            if not self._open:
                self.show_open(True)
            assert self.table is not None
            self.table.keep(found)
        self._kept = names

    def refresh(self) -> None:
        """Show the document's values."""
        now, preset = self._session.state.parameters, self._session.preset
        changed = sum(value_of(now, path) != value_of(preset, path) for path in self.paths)
        title = tr(f"ui.parameters.group.{self.key}")
        said = tr("ui.parameters.changed", count=changed) if changed else ""
        self.head.setText(f"{title}   {said}".rstrip())
        self._show_arrow()
        state = tr("ui.parameters.open" if self._open else "ui.parameters.folded")
        self.head.setAccessibleName(f"{title} {said} {state}")
        set_role(self.head, "changed", "true" if changed else "false")
        if self.table is not None and self._open:
            self.table.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_arrow()

    def _show_arrow(self) -> None:
        state, tone = "open" if self._open else "closed", "dark" if tokens().dark else "light"
        self.head.setIcon(QIcon(str(resource_folder() / "styles" / f"branch-{state}-{tone}.svg")))

    def _clicked(self) -> None:
        self.show_open(self.head.isChecked())
        self.toggled.emit(self.key, self._open)


class ParameterList(Scrolled):
    """The groups below one another."""

    selected = Signal(str)
    moved = Signal(str, object)
    pasted = Signal(str, str)

    def __init__(self, session: Session) -> None:
        super().__init__(spacing=8)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._session = session
        self.groups: list[ParameterGroup] = []
        self._sources = True
        self._nothing = label("", "muted", wrap=True)
        opened = self._opened()
        for title, groups, names, columns in (
            ("ui.parameters.assets", ASSET_GROUPS, tuple(ASSET_SPECS), asset_columns()),
            ("ui.parameters.globals", GLOBAL_GROUPS, global_names(session), global_columns()),
        ):
            heading = label(tr(title), "muted")
            self.box.addWidget(heading)
            for key, inside in grouped(groups, names).items():
                group = ParameterGroup(session, key, inside, columns, self._connect)
                group.toggled.connect(self._toggled)
                self.groups.append(group)
                self.box.addWidget(group)
                if key in opened:
                    group.show_open(True)
        self.box.addWidget(self._nothing)
        self._nothing.hide()

    def editor(self, path: str) -> Editor:
        """The editor of a value; its group is opened for it."""
        group = next(each for each in self.groups if path in each.paths)
        if group.table is None:
            group.show_open(True)
        assert group.table is not None
        return group.table.editor(path)

    def go_to(self, path: str) -> None:
        """Bring the editor of a value into sight and give it the focus."""
        group = next((each for each in self.groups if path in each.paths), None)
        if group is None:
            return
        group.show_open(True)
        editor = self.editor(path)
        # Its place is known once the group has been laid out.
        for layout in (group.box, self.box):
            layout.activate()
        self.ensureWidgetVisible(editor)
        editor.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self, text: str) -> int:
        """Show what holds every word of a text; returns how many parameters that are."""
        words = text.casefold().split()
        if not words:
            opened = self._opened()
            for group in self.groups:
                group.keep(None)
                group.show_open(group.key in opened)
            self._nothing.hide()
            return sum(len(group.names) for group in self.groups)
        found = frozenset(
            name
            for group in self.groups
            for name in group.names
            if all(word in searched_text(name) for word in words)
        )
        for group in self.groups:
            group.keep(found)
        self._nothing.setText(tr("ui.parameters.not_found", text=text.strip()))
        self._nothing.setVisible(not found)
        return len(found)

    def rows_from(self, path: str) -> tuple[tuple[str, ...], ...]:
        """The rows of the groups that have the same columns as the one of a path, in order."""
        width = next(len(group.rows[0]) for group in self.groups if path in group.paths)
        return tuple(row for group in self.groups for row in group.rows if len(row) == width)

    def show_sources(self, shown: bool) -> None:
        """Whether there is room for where each parameter comes from; its help says it too."""
        self._sources = shown
        for group in self.groups:
            if group.table is not None:
                group.table.show_sources(shown)

    def refresh(self) -> None:
        """Show the document's values."""
        for group in self.groups:
            group.refresh()

    def _connect(self, table: ParameterTable) -> None:
        table.selected.connect(self.selected)
        table.moved.connect(self.moved)
        table.pasted.connect(self.pasted)
        table.show_sources(self._sources)

    def _opened(self) -> frozenset[str]:
        saved = self._session.settings.text("open_groups", ",".join(sorted(OPEN)))
        return frozenset(saved.split(","))

    def _toggled(self, key: str, opened: bool) -> None:
        now = self._opened() | {key} if opened else self._opened() - {key}
        self._session.settings.put("open_groups", ",".join(sorted(now)))


def searched_text(name: str) -> str:
    """Where a word is looked for: title, help, name and the words of the choices."""
    spec = spec_of(f"computers.{name}" if name in ASSET_SPECS else name)
    choices = " ".join(name_of(f"choice.{name}.{code}") for code in spec.choices)
    parts = (parameter_words(name, "title"), parameter_words(name, "help"), name, choices)
    return " ".join(parts).casefold()
