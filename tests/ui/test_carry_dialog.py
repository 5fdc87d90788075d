"""Carrying a table to another year in the window: what is missing, what comes of it, undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.commands import AddFiles, new_file
from gxde_desktop.ui.carry_dialog import CarryDialog
from gxde_desktop.ui.window import MainWindow
from models.io_table import IOTable
from tests.support_margins import growth_of_gfcf, write_margins

from .conftest import add_and_measure

YEAR = 2020


def opened(window: MainWindow) -> tuple[CarryDialog, IOTable]:
    for file in window.session.state.files:
        for found in file.report.tables:
            table = found.io_table
            if table is not None and table.year == 2017 and table.region != "全国":
                return CarryDialog(window, window.session, file, found), table
    pytest.fail("the sample has no table of 2017")


def add_margins(window: MainWindow, folder: Path, table: IOTable) -> None:
    """All grew from 2017 as the sample's GFCF did."""
    reports = [file.report for file in window.session.state.files]
    paths = write_margins(folder, table, growth_of_gfcf(reports, table, YEAR), YEAR)
    new = (new_file(path.name, path.read_bytes(), (), inspect_file(path)) for path in paths)
    window.session.apply(AddFiles(tuple(new)))


def test_what_is_missing_is_said_and_nothing_can_be_kept(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    dialog, _ = opened(window)
    dialog.show()
    dialog.year.setCurrentText(str(YEAR))
    assert not dialog.keep.isEnabled()
    assert "总产出" in dialog.text.text()
    assert "农林牧渔" in dialog.text.text()
    dialog.year.setCurrentText("二〇二〇")
    assert not dialog.keep.isEnabled()
    dialog.reject()


def test_a_table_is_carried_used_and_taken_away_again(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles, tmp_path: Path
) -> None:
    add_and_measure(qtbot, window, recognised)
    dialog, table = opened(window)
    add_margins(window, tmp_path, table)
    dialog.show()
    dialog.year.setCurrentText(str(YEAR))
    assert dialog.keep.isEnabled()
    assert dialog.card.model.rowCount() >= 8
    dialog.use.setChecked(True)
    dialog.keep.click()
    session = window.session
    assert [(u.year, u.use) for u in session.state.updates] == [(YEAR, True)]
    assert session.assembly is not None
    assert session.assembly.dataset is not None
    assert session.assembly.dataset.benchmarks[-1].year == YEAR
    again, _ = opened(window)
    again.year.setCurrentText(str(YEAR))
    assert again.remove.isEnabled()
    again.remove.click()
    assert session.state.updates == ()
    session.undo()
    session.undo()
    assert session.state.updates == ()
    again.reject()
