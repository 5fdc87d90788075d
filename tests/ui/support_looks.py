"""What a person would see wrong with a page: cut texts, boxes for glyphs, words left in code,
what the keyboard cannot reach, what a screen reader has no name for, pale text.

Run as a program it walks over every page of the window on the sample and prints what it found
as JSON: `python support_looks.py FOLDER --scale 1.5 --languages zh en --themes light dark`.
One program a scale: Qt takes it once, when it starts.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from gxde_desktop.ui.window import MainWindow

PROJECT = Path(__file__).resolve().parents[2]
SIZE = (1280, 720)
"""Logical pixels: a screen of 1920 × 1080 at 150 %."""
CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
AREAS = (
    "ui|cli|project|importing|exporting|models|unit|flag|quantity|parameter|asset|axis|choice|"
    "source|needs|group|factor|rule"
)
CODE = re.compile(rf"\b(?:{AREAS})\.[a-z_]+(?:\.[a-z_0-9]+)*\b")
QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
UNITS = ("亿元", "万元", "千元", "万人", "元", "人")


@dataclass(frozen=True)
class Finding:
    """One thing wrong: where (page, language, theme), what kind, and with which text."""

    where: str
    kind: str
    widget: str
    text: str


def walk(window: MainWindow, languages: Iterable[str], themes: Iterable[str]) -> list[Finding]:
    """Every page in these languages and themes."""
    found: list[Finding] = []
    for language in languages:
        window.set_language(language)
        window.resize(*SIZE)
        for theme in themes:
            window.set_theme(theme)
            for page in pages(window):
                show(window, page)
                where = f"{page} {language} {theme}"
                found += (Finding(where, *each) for each in looked_at(window, language))
    return found


def pages(window: MainWindow) -> list[str]:
    from gxde_desktop.ui.result_pages import PAGES
    from gxde_desktop.ui.steps import STEPS

    results = [f"results/{page.key}" for page in PAGES]
    return [name for step in STEPS for name in (results if step == "results" else [step])]


def show(window: MainWindow, page: str) -> None:
    step, _, tab = page.partition("/")
    window.show_page(step)
    if tab:
        shown: Any = window.page(step)
        shown.open_tab(tab)
    settle(120)
    session = window.session
    for _ in range(1500):
        if not session.survey.busy and session.scenario_figures.complete:
            break
        settle(20)
    settle(60)


def settle(ms: int) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


# ------------------------------------------------------------------ what is looked at


def looked_at(window: QWidget, language: str) -> list[tuple[str, str, str]]:
    """(kind, widget, text) of everything that is wrong now."""
    from PySide6.QtWidgets import QWidget

    widgets = [w for w in window.findChildren(QWidget) if w.isVisible()]
    found = [*cut_texts(widgets), *unnamed(widgets)]
    data = _data_words(window)
    for name, text in shown_texts(widgets):
        found += [("no glyph", name, f"{text}: {c!r}") for c in sorted(set(text)) if not _drawn(c)]
        if CODE.search(text):
            found.append(("code", name, text))
        if language == "en" and CJK.search(_without(text, data)):
            found.append(("untranslated", name, text))
    if window.devicePixelRatio() >= 2:  # thin strokes are grey where there are few pixels
        found += pale(window, widgets)
    return list(dict.fromkeys(found))


def cut_texts(widgets: list[QWidget]) -> Iterator[tuple[str, str, str]]:
    """Texts wider or higher than the room they have, and those cut by what they are in."""
    from PySide6.QtWidgets import (
        QAbstractButton,
        QComboBox,
        QLabel,
        QLineEdit,
        QTabBar,
        QTableView,
    )

    from gxde_desktop.ui.widgets import ElidedLabel

    for widget in widgets:
        name = _name(widget)
        if isinstance(widget, ElidedLabel):
            if not widget.toolTip() and widget.text():
                yield "cut", name, widget.text()
        elif isinstance(widget, QLabel) and widget.text():
            wanted, room = widget.sizeHint().width(), widget.width()
            if widget.wordWrap():
                if widget.heightForWidth(room) > widget.height() + 1:
                    yield "cut", name, widget.text()
            elif wanted > room + 1:
                yield "cut", name, widget.text()
            yield from _outside(widget, widget.text())
        elif isinstance(widget, QAbstractButton) and widget.text():
            if widget.sizeHint().width() > widget.width() + 1:
                yield "cut", name, widget.text()
            yield from _outside(widget, widget.text())
        elif isinstance(widget, QComboBox):
            text = widget.currentText()
            if widget.fontMetrics().horizontalAdvance(text) > widget.width() - 34 and not (
                widget.toolTip()
            ):
                yield "cut", name, text
        elif isinstance(widget, QLineEdit):
            # What a person types scrolls; what the program says there must be seen whole.
            text = "" if widget.text() else widget.placeholderText()
            if widget.fontMetrics().horizontalAdvance(text) > widget.width() - 14 and not (
                widget.toolTip()
            ):
                yield "cut", name, text
        elif isinstance(widget, QTabBar):
            for i in range(widget.count()):
                beyond = widget.isTabVisible(i) and widget.tabRect(i).right() > widget.width() + 1
                if beyond and not widget.usesScrollButtons():
                    yield "cut", name, widget.tabText(i)
        elif isinstance(widget, QTableView):
            yield from _cut_cells(widget)


def _outside(widget: QWidget, text: str) -> Iterator[tuple[str, str, str]]:
    """What is cut by the column it stands in and cannot be scrolled to."""
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QScrollArea

    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        left = widget.mapTo(parent, QPoint(0, 0)).x()
        if left < -1 or left + widget.width() > parent.width() + 1:
            yield "outside", _name(widget), text
            return
        above = parent.parentWidget()
        if above is not None and isinstance(above.parentWidget(), QScrollArea):
            return
        parent = above


def _cut_cells(table: Any) -> Iterator[tuple[str, str, str]]:
    from PySide6.QtCore import QRect, Qt

    from gxde_desktop.ui.cells import Cell
    from gxde_desktop.ui.sheet_model import SheetModel
    from gxde_desktop.ui.tables import CELL_ROLE

    model = table.model()
    if model is None or isinstance(model, SheetModel):
        return  # a sheet is shown as it is; its columns are the person's to widen
    header, name = table.horizontalHeader(), table.accessibleName()
    across = Qt.Orientation.Horizontal
    for column in range(model.columnCount()):
        if table.isColumnHidden(column):
            continue
        text = str(model.headerData(column, across) or "")
        wide = max((header.fontMetrics().horizontalAdvance(t) for t in text.split("\n")), default=0)
        if not header.isHidden() and wide > header.sectionSize(column) - 4:
            yield "cut", f"heading of {name}", text
        for row in range(min(model.rowCount(), 60)):
            index = model.index(row, column)
            shown = str(index.data() or "")
            rect = table.visualRect(index)
            if not shown or not table.viewport().rect().intersects(QRect(rect)):
                continue
            metrics = table.fontMetrics()
            font = index.data(Qt.ItemDataRole.FontRole)
            if font is not None:
                from PySide6.QtGui import QFontMetrics

                metrics = QFontMetrics(font)
            cell = index.data(CELL_ROLE)
            number = isinstance(cell, Cell) and isinstance(cell.value, float)
            if isinstance(cell, Cell) and cell.drawing is not None and cell.drawing.kind != "bar":
                continue  # drawn in place of its number
            cut = metrics.horizontalAdvance(shown) > rect.width() - 16
            # Half a number says another number, whatever its tip says.
            if cut and (number or not index.data(Qt.ItemDataRole.ToolTipRole)):
                yield "cut", f"cell of {name}", shown


def shown_texts(widgets: list[QWidget]) -> Iterator[tuple[str, str]]:
    """Every text in sight that the program says, with the widget it is in."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import (
        QAbstractButton,
        QComboBox,
        QGroupBox,
        QLabel,
        QLineEdit,
        QTabBar,
        QTableView,
        QTreeWidget,
    )

    from gxde_desktop.ui.charts import Chart
    from gxde_desktop.ui.sheet_model import SheetModel

    for widget in widgets:
        name = _name(widget)
        texts: list[str] = [widget.toolTip(), widget.accessibleName()]
        if isinstance(widget, QLabel):
            texts.append(re.sub(r"<[^>]+>", "", widget.text()))
        elif isinstance(widget, QAbstractButton | QGroupBox):
            texts.append(widget.text() if isinstance(widget, QAbstractButton) else widget.title())
        elif isinstance(widget, QComboBox):
            texts += [widget.itemText(i) for i in range(widget.count())]
        elif isinstance(widget, QLineEdit):
            texts += [widget.placeholderText()]
        elif isinstance(widget, QTabBar):
            texts += [widget.tabText(i) for i in range(widget.count())]
        elif isinstance(widget, QTreeWidget):
            items = [widget.topLevelItem(i) for i in range(widget.topLevelItemCount())]
            texts += [item.text(c) for item in items if item for c in range(2)]
        elif isinstance(widget, QTableView):
            model = widget.model()
            if model is not None and not isinstance(model, SheetModel):
                for c in range(model.columnCount()):
                    texts.append(str(model.headerData(c, Qt.Orientation.Horizontal) or ""))
                    rows = range(min(model.rowCount(), 60))
                    texts += [str(model.index(r, c).data() or "") for r in rows]
                for r in range(min(model.rowCount(), 60)):
                    texts.append(str(model.headerData(r, Qt.Orientation.Vertical) or ""))
        elif isinstance(widget, Chart) and widget.spec is not None:
            spec = widget.spec
            texts += [spec.title, spec.x_title, spec.y_title, spec.empty, *spec.x_labels]
            texts += [curve.name for curve in spec.curves] + [text for _, text in spec.marks]
        yield from ((name, text) for text in texts if text)


def unnamed(widgets: list[QWidget]) -> Iterator[tuple[str, str, str]]:
    """What can have the focus and has no name for a screen reader.

    The name is its own or its text. (Asking Qt's accessible interface from Python deletes it.)
    """
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QScrollArea

    for widget in widgets:
        if not _focusable(widget) or widget.focusPolicy() == Qt.FocusPolicy.ClickFocus:
            continue
        parent = widget.parentWidget()
        if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
            continue  # stands for what it is in
        text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
        if not (widget.accessibleName() or re.search(r"\w", text)) and not isinstance(
            widget, QScrollArea
        ):
            yield "no name", _name(widget), f"in {_name(widget.parentWidget())}"


def pale(window: QWidget, widgets: list[QWidget]) -> Iterator[tuple[str, str, str]]:
    """Labels and buttons whose text has less than 4.5 : 1 against what is behind it."""
    from PySide6.QtCore import QPoint, QRect
    from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel

    picture = window.grab().toImage()
    scale = picture.devicePixelRatio()
    whole = QRect(0, 0, picture.width(), picture.height())
    for widget in widgets:
        if not isinstance(widget, QLabel | QAbstractButton) or isinstance(widget, QCheckBox):
            continue
        if not re.search(r"\w", widget.text()) or not widget.isEnabled():
            continue
        if widget.visibleRegion().boundingRect().size() != widget.size():
            continue
        corner = widget.mapTo(window, QPoint(0, 0))
        area = QRect(
            int(corner.x() * scale), int(corner.y() * scale),
            int(widget.width() * scale), int(widget.height() * scale),
        ).intersected(whole)  # fmt: skip
        ratio = _contrast_in(picture, area)
        if ratio is not None and ratio < 4.5:
            yield "pale", _name(widget), f"{widget.text()[:40]} {ratio:.2f}:1"


def _contrast_in(picture: QImage, area: Any) -> float | None:
    """Between the ground (what there is most of) and what differs from it most."""
    colours: Counter[int] = Counter()
    step = 1
    for y in range(area.top(), area.bottom(), step):
        for x in range(area.left(), area.right(), step):
            colours[picture.pixel(x, y) & 0xFFFFFF] += 1
    if not colours:
        return None
    ground = colours.most_common(1)[0][0]
    return max(contrast(ground, colour) for colour in colours)


def contrast(one: int, other: int) -> float:
    """Contrast ratio of two colours `0xrrggbb`, as WCAG 2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: int) -> float:
    parts = [((colour >> shift) & 0xFF) / 255 for shift in (16, 8, 0)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# ------------------------------------------------------------------ helpers


def _focusable(widget: QWidget) -> bool:
    from PySide6.QtCore import Qt

    return widget.isEnabled() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or widget.objectName()}".strip()


_glyphs: list[Any] = []


def _drawn(character: str) -> bool:
    """Whether the bundled font has it: the only one that every computer has."""
    from PySide6.QtGui import QFont, QRawFont

    if not _glyphs:
        path = PROJECT / "resources" / "fonts" / "gxde-fallback-sc.otf"
        font = QRawFont(str(path), 13.0, QFont.HintingPreference.PreferDefaultHinting)
        assert font.isValid()
        _glyphs.append(font)
    return character.isspace() or bool(_glyphs[0].supportsCharacter(ord(character)))


def _data_words(window: Any) -> list[str]:
    """Words of the data and of the person: they are in the language they came in."""
    session = window.session
    words: set[str] = set()
    dataset = session.assembly.dataset if session.assembly else None
    for file in session.state.files:
        words.update((file.name, *UNITS))
        words.add(Path(file.name).stem)
        for table in file.report.tables:
            words.update({table.sheet, table.title, table.reference})
            words.update(series.name for series in table.series)
            words.add(table.io_table.region or "" if table.io_table else "")
            words.update(s.region or "" for s in table.series)
    if dataset is not None:
        words.add(dataset.region)
        words.update(
            str(label) for each in ("industry", "city") for label in _labels(session, each)
        )
    from gxde_desktop.project.published import examples

    words.update(each.title for each in examples().values())
    return sorted((w for w in words if w), key=len, reverse=True)


def _labels(session: Any, axis: str) -> tuple[Any, ...]:
    try:
        return tuple(session.measurement.frame.labels(axis))
    except (KeyError, AttributeError, ValueError):
        return ()


def _without(text: str, words: list[str]) -> str:
    text = QUOTED.sub("", text)
    for word in words:
        text = text.replace(word, "")
    return text


# ------------------------------------------------------------------ as a program


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", default="1")
    parser.add_argument("--languages", nargs="+", default=["zh", "en"])
    parser.add_argument("--themes", nargs="+", default=["light", "dark"])
    options = parser.parse_args()
    os.environ["QT_SCALE_FACTOR"] = options.scale
    sys.path.insert(0, str(PROJECT))
    from PySide6.QtWidgets import QApplication

    from gxde_desktop.exporting.sample import write_sample
    from gxde_desktop.importing.importer import inspect_file
    from gxde_desktop.project.commands import AddFiles, AddScenario, SetParameter, new_file
    from gxde_desktop.ui.activity import Standing
    from gxde_desktop.ui.app import let_go, open_window
    from gxde_desktop.ui.settings import Settings

    app = QApplication([])
    window = open_window(app, Settings(options.folder), options.folder, language="zh")
    window.resize(*SIZE)
    window.show()
    with tempfile.TemporaryDirectory() as scratch:
        files = write_sample(Path(scratch))
        window.session.apply(
            AddFiles(tuple(new_file(p.name, p.read_bytes(), (), inspect_file(p)) for p in files))
        )
    window.session.apply(AddScenario("S2"))
    window.session.apply(SetParameter("software.depreciation", 0.25))
    while window.session.standing != Standing.CURRENT:
        settle(20)
    sys.excepthook = sys.__excepthook__  # what goes wrong here is no business of the log
    found = walk(window, options.languages, options.themes)
    print(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
    window.session.close()
    let_go(window)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
