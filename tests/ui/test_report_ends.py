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
from tests.support_cancels import Asked


def measured() -> Measurement:
    """Anew: what one has found its figures to rest on is not looked for again."""
    return measure(accounts_dataset(6), PRESETS["gx2022"])


def test_a_report_is_asked_at_every_picture_and_page(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    never = Asked()
    pages = write_report(measured(), path, cancelled=never)
    assert never.times > pages > 2
    path.unlink()
    for questions in (0, never.times - pages, never.times - 1):
        with pytest.raises(Cancelled):
            write_report(measured(), path, cancelled=Asked(questions))
        assert list(tmp_path.iterdir()) == []
    assert write_report(measured(), path) == pages


def test_charts_are_asked_one_by_one(qtbot: QtBot, tmp_path: Path) -> None:
    def saved(asked: Callable[[], bool]) -> int:
        return len(save_charts(measured(), tmp_path, cancelled=asked))

    never = Asked()
    assert saved(never) == 2 * never.times
    for path in tmp_path.iterdir():
        path.unlink()
    with pytest.raises(Cancelled):
        saved(Asked(1))
    assert len(list(tmp_path.iterdir())) == 2
