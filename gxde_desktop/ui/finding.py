"""What the command search finds, and the help: made from the window as it is now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QAction, QKeySequence

from gxde_desktop.text import tr
from gxde_desktop.ui.command_search import CommandSearch, Entry
from gxde_desktop.ui.help_window import HelpWindow
from gxde_desktop.ui.steps import STEPS
from gxde_desktop.ui.words import name_of, parameter_words
from models.parameters import ASSET_SPECS, ASSETS, GLOBAL_SPECS

if TYPE_CHECKING:
    from gxde_desktop.ui.measures import FigureKey
    from gxde_desktop.ui.window import MainWindow
    from models.measurement import Measurement


def open_search(window: MainWindow) -> CommandSearch:
    """Show the command search over the window."""
    dialog = CommandSearch(window, entries_of(window))
    dialog.finished.connect(dialog.deleteLater)
    dialog.move(window.mapToGlobal(window.rect().center()) - dialog.rect().center())
    dialog.open()
    return dialog


def open_help(window: MainWindow, key: str = "") -> HelpWindow:
    """Show the help beside the window, at a page where one is named."""
    dialog = HelpWindow(window, keys_of(window))
    dialog.finished.connect(dialog.deleteLater)
    if key:
        dialog.go_to(key)
    dialog.show()
    return dialog


def entries_of(window: MainWindow) -> tuple[Entry, ...]:
    """Actions that can be done now, pages, parameters, quantities."""
    found = [
        Entry(_without_keys(action), "action", action.trigger, name, _keys(action))
        for name, action in window.named_actions().items()
        if action.isEnabled() and name != "search" and not name.startswith("step_")
    ]
    for number, step in enumerate(STEPS, 1):
        keys = QKeySequence(f"Ctrl+{number}").toString(QKeySequence.SequenceFormat.NativeText)
        go = partial(window.show_page, step)
        found.append(Entry(tr(f"ui.step.{step}"), "page", go, step, keys))
    found += _result_pages(window)
    for name in ASSET_SPECS:
        title = parameter_words(name, "title")
        for asset in ASSETS:
            path = f"{asset}.{name}"
            go = partial(_to_parameter, window, path)
            found.append(Entry(f"{title} {tr(f'asset.{asset}')}", "parameter", go, path))
    found += [
        Entry(
            parameter_words(name, "title"), "parameter", partial(_to_parameter, window, name), name
        )
        for name in GLOBAL_SPECS
    ]
    if window.session.measurement is not None:
        from models.quantities import REGISTRY

        found += [
            Entry(
                name_of(f"quantity.{key}.title"),
                "quantity",
                partial(_to_quantity, window, key),
                key,
            )
            for key in REGISTRY
        ]
    return tuple(found)


def keys_of(window: MainWindow) -> dict[str, str]:
    """Shortcut -> what it does, of the whole window and of tables and charts."""
    known = {
        _keys(action): action.text() for action in window.named_actions().values() if _keys(action)
    }
    copy = QKeySequence(QKeySequence.StandardKey.Copy)
    native = QKeySequence.SequenceFormat.NativeText
    return {
        **known,
        copy.toString(native): tr("ui.table.copy"),
        QKeySequence("Ctrl+Shift+C").toString(native): tr("ui.table.copy_headers"),
        QKeySequence(QKeySequence.StandardKey.Paste).toString(native): tr("ui.help.paste"),
    }


def last_figure(m: Measurement, key: str) -> FigureKey | None:
    """The last cell of a quantity that has a value: of its first series, in its last year."""
    there = np.argwhere(np.isfinite(m.values[key]))
    if not len(there):
        return None
    first = there[(there[:, :-1] == there[0, :-1]).all(axis=1)]
    return key, tuple(int(i) for i in first[-1])


def _result_pages(window: MainWindow) -> list[Entry]:
    from gxde_desktop.ui.result_pages import PAGES, group_title, groups

    def go(key: str) -> None:
        window.show_page("results")
        page: Any = window.page("results")
        page.open_tab(key)

    found = []
    inside = groups()
    for page in PAGES:
        several = len(inside[page.group]) > 1
        above = f"{group_title(page.group, inside[page.group])} · " if several else ""
        found.append(Entry(f"{above}{page.title}", "page", partial(go, page.key), page.key))
    return found


def _to_parameter(window: MainWindow, path: str) -> None:
    window.show_page("parameters")
    page: Any = window.page("parameters")
    page.go_to(path)


def _to_quantity(window: MainWindow, key: str) -> None:
    """Its derivation where it has a figure, else what it is."""
    measurement = window.session.measurement
    figure = last_figure(measurement, key) if measurement is not None else None
    if figure is not None:
        window.session.derive_wanted.emit(figure)
    else:
        window.context.setCurrentWidget(window.context.help)
        window.session.help_wanted.emit(f"quantity.{key}")


def _without_keys(action: QAction) -> str:
    """Its words; some buttons have their shortcut in them."""
    return action.text().removesuffix(_keys(action)).strip()


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
