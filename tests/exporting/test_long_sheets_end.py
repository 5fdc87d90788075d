"""Derivations and long sheets are asked at every line: they can be most of a workbook."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import openpyxl
import pytest

from benchmarks.synthetic_accounts import accounts_dataset
from gxde_desktop.exporting.options import DEFAULT_OPTIONS, ExportOptions
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.text import tr
from models import Measurement, measure
from models.measurement import Cancelled
from models.parameters import PRESETS
from tests.support_cancels import Asked


@cache
def measured() -> Measurement:
    return measure(accounts_dataset(6), PRESETS["gx2022"])


def questions(path: Path, options: ExportOptions) -> int:
    """How often a workbook asks whether to go on."""
    counted = Asked()
    write_workbook(measured(), path, options=options, cancelled=counted)
    return counted.times


@pytest.mark.parametrize(
    ("options", "sheet"),
    [(ExportOptions(headlines=True), "derivation"), (ExportOptions(long=True), "long")],
)
def test_every_line_asks_and_a_stop_leaves_nothing(
    options: ExportOptions, sheet: str, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    plain = questions(path, DEFAULT_OPTIONS)
    more = questions(path, options) - plain
    book = openpyxl.load_workbook(path, read_only=True)
    lines = sum(1 for _ in book[tr(f"exporting.sheet.{sheet}")].iter_rows())
    book.close()
    assert lines > 300
    # Each line once when it is made and once when it is put into XML.
    assert more > 1.9 * lines
    path.unlink()
    with pytest.raises(Cancelled):
        write_workbook(measured(), path, options=options, cancelled=Asked(plain))
    assert list(tmp_path.iterdir()) == []
