"""Carrying a table to another year in the window: what is missing, what comes of it, undone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.commands import AddFiles, new_file
from gxde_desktop.ui.carry_dialog import CarryDialog
from gxde_desktop.ui.window import MainWindow
from models.io_table import IOTable
from models.units import units_per_yi

from .conftest import add_and_measure

YEAR = 2020
NAMES = {"FU101": "农村居民消费支出", "FU102": "城镇居民消费支出", "FU103": "政府消费支出",
         "EX": "出口", "IM": "进口", "OF": "国内省外流出", "IF": "国内省外流入"}  # fmt: skip


def opened(window: MainWindow) -> tuple[CarryDialog, IOTable]:
    for file in window.session.state.files:
        for found in file.report.tables:
            table = found.io_table
            if table is not None and table.year == 2017 and table.region != "全国":
                return CarryDialog(window, window.session, file, found), table
    pytest.fail("the sample has no table of 2017")


def add_margins(window: MainWindow, folder: Path, table: IOTable) -> None:
    """All grew from 2017 as the sample's GFCF did."""
    divisor = units_per_yi(table.unit) or 1.0

    def total(code: str) -> float:
        return float(np.nan_to_num(table.blocks[code].values).sum())

    gfcf = next(
        s.at(YEAR)
        for file in window.session.state.files
        for t in file.report.tables
        for s in t.series
        if s.name == "固定资本形成总额" and s.region == table.region
    )
    assert gfcf is not None
    growth = gfcf * divisor / total("FU201")
    files: dict[str, list[str]] = {}
    for code, name in (("GO", "总产出"), ("TVA", "增加值")):
        values = table.blocks[code].values
        files[name] = [
            f"{table.region}:{name}:{sector},亿元,{float(growth * value / divisor)!r}"
            for sector, value in zip(table.names, values, strict=True)
        ]
    files["支出法"] = [
        f"{table.region}:支出法生产总值:{name},亿元,{growth * abs(total(code)) / divisor!r}"
        for code, name in NAMES.items()
        if code in table.blocks
    ]
    new = []
    for name, rows in files.items():
        path = folder / f"{name}.csv"
        path.write_text("\n".join([f"指标名称,单位,{YEAR}", *rows]), encoding="utf-8")
        new.append(new_file(path.name, path.read_bytes(), (), inspect_file(path)))
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
