"""Charts, printed pages: the old file or the new one, and what could not be written is told."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.charts import Chart
from gxde_desktop.ui.page_print import print_page
from gxde_desktop.ui.whole_file import write_drawn
from tests.support_interrupts import Faults, nothing_left_behind

OLD = b"what was there before"


@pytest.fixture
def chart(qtbot: QtBot) -> Chart:
    made = Chart()
    qtbot.addWidget(made)
    x = np.arange(2010.0, 2015.0)
    made.show_spec(ChartSpec("图", "line", x, "年", "亿元", (Curve("a", "甲", x - 2000.0),)))
    made.resize(400, 300)
    return made


Write = Callable[[Chart, Path], bool]
WRITES: dict[str, tuple[Write, bytes]] = {
    ".png": (Chart.save_png, b"\x89PNG"),
    ".svg": (Chart.save_svg, b"<?xml"),
    ".pdf": (lambda chart, path: print_page(chart, path, "题", "实"), b"%PDF"),
}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("suffix", WRITES)
def test_whatever_fails_the_old_file_stays_and_it_is_told(
    suffix: str, number: int, chart: Chart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, start = WRITES[suffix]
    folder = tmp_path / "夹"
    folder.mkdir()
    target = folder / f"图{suffix}"
    with monkeypatch.context() as patch:
        faults = Faults(patch, folder)
        assert write(chart, target)
        operations = list(faults.calls)
        assert {"open", "replace", "fsync"} <= set(operations)
        for place, operation in enumerate(operations):
            faults.none()
            target.write_bytes(OLD)
            with nothing_left_behind(tmp_path):
                faults.at(place, number)
                written = write(chart, target)
                faults.none()
            assert not written, operation
            assert target.read_bytes() == OLD
    assert write(chart, target)
    content = target.read_bytes()
    assert content.startswith(start)
    if suffix == ".png":
        assert not QImage(str(target)).isNull()
    if suffix == ".svg":
        assert content.rstrip().endswith(b"</svg>")
    if suffix == ".pdf":
        assert b"%%EOF" in content[-16:]


def test_a_folder_that_is_not_there_and_what_cannot_be_drawn_are_told(
    chart: Chart, tmp_path: Path, qtbot: QtBot
) -> None:
    assert not chart.save_png(tmp_path / "none" / "a.png")
    assert not chart.save_svg(tmp_path / "none" / "a.svg")
    page = QWidget()
    qtbot.addWidget(page)
    assert not print_page(page, tmp_path / "none" / "a.pdf", "x", "y")
    assert not write_drawn(tmp_path / "a.png", lambda _: False)
    assert list(tmp_path.iterdir()) == []
