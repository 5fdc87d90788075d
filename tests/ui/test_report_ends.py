"""The printed report and the charts end where they are told to, and leave no file behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from benchmarks.synthetic_accounts import accounts_dataset
from gxde_desktop.ui.figures import save_charts
from gxde_desktop.ui.report import write_report
from models import Measurement, measure
from models.measurement import Cancelled
from models.parameters import PRESETS


def measured() -> Measurement:
    """Anew: what one has found its figures to rest on is not looked for again."""
    return measure(accounts_dataset(6), PRESETS["gx2022"])


class After:
    """Says that it is over after so many questions."""

    def __init__(self, questions: int) -> None:
        self.left = questions
        self.asked = 0

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked > self.left


def test_a_report_is_asked_at_every_picture_and_page(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    never = After(1_000_000)
    pages = write_report(measured(), path, cancelled=never)
    assert never.asked > pages > 2
    path.unlink()
    for questions in (0, never.asked - pages, never.asked - 1):
        with pytest.raises(Cancelled):
            write_report(measured(), path, cancelled=After(questions))
        assert list(tmp_path.iterdir()) == []
    assert write_report(measured(), path) == pages


def test_charts_are_asked_one_by_one(qtbot: QtBot, tmp_path: Path) -> None:
    def saved(asked: Callable[[], bool]) -> int:
        return len(save_charts(measured(), tmp_path, cancelled=asked))

    never = After(1_000_000)
    assert saved(never) == 2 * never.asked
    for path in tmp_path.iterdir():
        path.unlink()
    with pytest.raises(Cancelled):
        saved(After(1))
    assert len(list(tmp_path.iterdir())) == 2
