"""The main job in the real window, as a person does it: drop, look, change, undo, export."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles
from gxde_desktop.text import tr
from gxde_desktop.ui.activity import StepState
from gxde_desktop.ui.parameter_table import Editor
from gxde_desktop.ui.steps import STEPS
from gxde_desktop.ui.window import MainWindow
from models.measurement import measure
from models.parameters import with_value

from .conftest import SLOW, add_and_measure, drop, import_and_measure, issues

LEFT = Qt.MouseButton.LeftButton


def click_step(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.mouseClick(window.rail.step(name), LEFT)
    assert window.stack.currentWidget() is window.page(name)


def beta_editor(window: MainWindow) -> Editor:
    return window.page("parameters").editor("software.beta")  # type: ignore[attr-defined]


def type_value(qtbot: QtBot, editor: Editor, text: str) -> None:
    qtbot.mouseClick(editor.field, LEFT)
    qtbot.keyClick(editor.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(editor.field, text)
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)


def last_stock(window: MainWindow) -> float:
    measurement = window.session.measurement
    assert measurement is not None
    return float(measurement.values["stock_total"][-1])


def test_an_empty_project_says_what_to_do(window: MainWindow) -> None:
    page = window.page("data")
    assert page.empty.isVisible()  # type: ignore[attr-defined]
    assert page.empty.open_button.isVisible()  # type: ignore[attr-defined]
    assert [window.rail.step(name).state for name in STEPS] == [
        StepState.EMPTY, StepState.READY, StepState.EMPTY, StepState.EMPTY, StepState.EMPTY,
    ]  # fmt: skip
    assert not window.top.compute.isEnabled()


def test_import_change_beta_undo_export(
    qtbot: QtBot, window: MainWindow, sample_files: tuple[Path, ...], tmp_path: Path
) -> None:
    import_and_measure(qtbot, window, sample_files)
    session = window.session
    assert len(session.state.files) == len(sample_files)
    assert session.project.undo_name is not None  # one step, however many files
    before = last_stock(window)

    click_step(qtbot, window, "parameters")
    editor = beta_editor(window)
    with qtbot.waitSignal(session.measured, timeout=SLOW):
        type_value(qtbot, editor, "0.65")
    qtbot.waitUntil(lambda: last_stock(window) != before, timeout=SLOW)
    assert session.state.parameters.assets["software"].beta == 0.65
    assert editor.field.property("changed") == "true"
    assert session.assembly is not None
    assert session.assembly.dataset is not None
    alone = measure(session.assembly.dataset, with_value(session.preset, "software.beta", 0.65))
    assert last_stock(window) == alone.values["stock_total"][-1]
    assert last_stock(window) < before  # software keeps less of its efficiency

    # The field has the focus and nothing is being typed: Ctrl+Z is the project's.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)
    qtbot.keyClick(editor.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: last_stock(window) == before, timeout=SLOW)
    assert editor.field.text() == "0.8"

    click_step(qtbot, window, "export")
    page = window.page("export")
    target = tmp_path / "result.xlsx"
    page.target.setFocus()  # type: ignore[attr-defined]
    page.target.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(page.target, str(target))  # type: ignore[attr-defined]
    with qtbot.waitSignal(session.exporter.finished, timeout=SLOW) as ended:
        qtbot.mouseClick(page.start, LEFT)  # type: ignore[attr-defined]
    assert ended.args == [target]
    assert openpyxl.load_workbook(target, read_only=True).sheetnames
    assert window.rail.step("export").state == StepState.READY


def test_a_value_out_of_range_is_refused_with_its_reason(qtbot: QtBot, window: MainWindow) -> None:
    click_step(qtbot, window, "parameters")
    editor = beta_editor(window)
    before = window.session.state
    with qtbot.waitSignal(window.session.told, timeout=SLOW) as told:
        type_value(qtbot, editor, "7")
    assert window.session.state is before
    assert editor.field.property("wrong") == "true"
    assert "7" in told.args[0]
    qtbot.keyClick(editor.field, Qt.Key.Key_Escape)
    assert editor.field.text() == "0.8"
    assert editor.field.property("wrong") == "false"


def test_a_slider_drag_moves_the_figure_and_makes_one_step(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    click_step(qtbot, window, "parameters")
    page = window.page("parameters")
    slider = beta_editor(window).slider
    assert slider is not None
    shown = page.figure.text()  # type: ignore[attr-defined]
    step_before = window.session.project.undo_name
    slider.setSliderDown(True)
    with qtbot.waitSignal(window.session.previewed, timeout=SLOW):
        slider.setSliderPosition(slider.value() // 2)
    assert page.figure.text() != shown  # type: ignore[attr-defined]
    assert window.session.state.parameters == window.session.preset  # not in the document yet
    assert window.session.project.undo_name == step_before
    with qtbot.waitSignal(window.session.measured, timeout=SLOW):
        slider.setSliderDown(False)
    assert window.session.state.parameters.assets["software"].beta == slider.number()
    window.session.undo()
    assert window.session.state.parameters == window.session.preset


def test_cancelling_an_import_leaves_the_project_as_it_was(
    qtbot: QtBot, window: MainWindow, sample_files: tuple[Path, ...]
) -> None:
    drop(window, sample_files)
    qtbot.waitUntil(window.status.cancel_button.isVisible, timeout=SLOW)
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW) as ended:
        qtbot.mouseClick(window.status.cancel_button, LEFT)
    assert ended.args == [False]
    assert window.session.state.files == ()
    assert not window.session.project.modified
    assert window.page("data").empty.isVisible()  # type: ignore[attr-defined]
    import_and_measure(qtbot, window, sample_files[:1])  # the worker is there again


def test_a_file_that_is_no_workbook_is_named_and_nothing_is_added(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    wrong = tmp_path / "说明.xlsx"
    wrong.write_bytes(b"this is no workbook")
    with qtbot.waitSignal(window.session.trouble, timeout=SLOW) as told:
        drop(window, (wrong,))
    assert "说明.xlsx" in told.args[0].text
    assert window.session.state.files == ()
    window.troubles[0].reject()


def test_an_export_that_cannot_be_written_offers_retry_and_copy(
    qtbot: QtBot, window: MainWindow, sample_files: tuple[Path, ...], tmp_path: Path
) -> None:
    import_and_measure(qtbot, window, sample_files[:1])
    target = tmp_path / "taken.xlsx"
    target.mkdir()  # a folder of that name: no file can be put there
    with qtbot.waitSignal(window.session.trouble, timeout=SLOW):
        window.session.exporter.export(target, "zh")
    dialog = window.troubles[0]
    texts = [choice.text() for choice in dialog.choices]
    assert texts == [tr("ui.trouble.save_copy"), tr("ui.trouble.retry")]
    with qtbot.waitSignal(window.session.exporter.finished, timeout=SLOW) as ended:
        qtbot.mouseClick(dialog.choices[0], LEFT)
    assert ended.args[0] == tmp_path / "taken (2).xlsx"


def test_a_click_on_a_figure_leads_to_its_source_cell(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    click_step(qtbot, window, "results")
    results = window.page("results")
    results.open_tab("benchmark")  # type: ignore[attr-defined]
    table = results.tab("benchmark").table  # type: ignore[attr-defined]
    cell = table.visualRect(table.model().index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=cell)
    tree = window.context.derivation.tree
    item = tree.topLevelItem(0)
    for _ in range(12):  # the first term of each term, down to a leaf
        assert item is not None
        tree.expandItem(item)
        if item.data(0, Qt.ItemDataRole.UserRole + 1) is not None:
            break
        item = item.child(0)
    origin = item.data(0, Qt.ItemDataRole.UserRole + 1)
    with qtbot.waitSignal(window.session.cell_wanted, timeout=SLOW):
        tree.itemClicked.emit(item, 0)
    page = window.page("data")
    assert window.stack.currentWidget() is page
    view = page.view  # type: ignore[attr-defined]
    qtbot.waitUntil(
        lambda: (
            view.model() is not None
            and page.tabs.tabText(page.tabs.currentIndex()) == origin.table.sheet  # type: ignore[attr-defined]
            and view.currentIndex().isValid()
        ),
        timeout=SLOW,
    )
    from gxde_desktop.ui.sheet_model import place_of

    index = view.currentIndex()
    assert (index.row(), index.column()) == place_of(origin.cell)


def test_the_language_changes_everything_at_once(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    for name in STEPS:
        window.show_page(name)
    window.set_language("en")
    for name in STEPS:
        window.show_page(name)
    qtbot.wait(50)
    names = {file.name for file in window.session.state.files}
    texts = [
        *(w.text() for w in window.findChildren(QPushButton) if w.isVisible()),
        *(w.text() for w in window.findChildren(QLabel) if w.isVisible()),
        *(action.text() for action in window.actions()),
    ]
    chinese = [
        text
        for text in texts
        if any("\u4e00" <= ch <= "\u9fff" for ch in text)
        and not any(name in text for name in names)
        and "示例" not in text
    ]
    assert chinese == []
    # The pages of before are gone, and nothing reaches them any more.
    window.session.preview("software.beta", 0.5)
    with qtbot.waitSignal(window.session.measured, timeout=SLOW):
        window.session.end_preview()
        window.session.compute()


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_saving_and_opening_gives_the_same_figures(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, tmp_path: Path, mode: str
) -> None:
    window.set_theme(mode)
    add_and_measure(qtbot, window, recognised)
    before = last_stock(window)
    window.session.save(tmp_path / "项目.gxde")
    assert tr("ui.window.saved") in window.windowTitle()
    assert "项目" in window.windowTitle()
    with qtbot.waitSignal(window.session.measured, timeout=SLOW):
        assert window.open_project(tmp_path / "项目.gxde")
    qtbot.waitUntil(lambda: window.session.measurement is not None, timeout=SLOW)
    assert last_stock(window) == before


def test_closing_asks_about_changes_and_ends_worker_and_threads(
    qtbot: QtBot,
    window: MainWindow,
    sample_files: tuple[Path, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import threading

    import_and_measure(qtbot, window, sample_files[:1])
    answers = iter([None, False])  # first: stay; then: leave without saving
    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_save_changes", lambda *_: next(answers))
    assert not window.close()
    assert window.isVisible()
    assert not window.session.closed
    assert window.close()
    assert window.session.closed
    window.session.close()  # once more is nothing
    assert [t.name for t in threading.enumerate() if t.name.startswith("gxde")] == []


def test_a_question_is_answered_in_place_and_the_answer_can_be_undone(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["地区", "指标", 2015, 2016, 2017])
    sheet.append(["示例省", "地区生产总值", 100.0, 110.0, 121.0])
    sheet.append(["示例省", "固定资本形成总额", 40.0, 44.0, 48.4])
    path = tmp_path / "无单位.xlsx"
    book.save(path)
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        drop(window, (path,))
    table = window.session.state.files[0].report.tables[0]
    assert [question.field for question in table.questions] == ["unit"]
    assert window.rail.step("data").state == StepState.ATTENTION

    def choices() -> list[QPushButton]:
        buttons = issues(window).findChildren(QPushButton)
        return [each for each in buttons if each.text() == "万元" and each.isVisible()]

    qtbot.waitUntil(lambda: len(choices()) == 1, timeout=SLOW)
    choice = choices()[0]
    with qtbot.waitSignal(window.session.importer.finished, timeout=SLOW):
        qtbot.mouseClick(choice, LEFT)
    answered = window.session.state.files[0].report.tables[0]
    assert answered.questions == ()
    assert {series.unit for series in answered.series} == {"万元"}
    window.session.undo()
    assert window.session.state.files[0].report.tables[0].questions != ()
