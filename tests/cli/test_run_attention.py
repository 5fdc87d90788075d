"""`run` on a folder with a workbook that serves nothing: told in one line, all of it with --all."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.cli import main
from gxde_desktop.cli_sample import make_sample

SHEETS = 9


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's workbooks beside one of passengers carried: no unit, no region, one slip."""
    found = tmp_path_factory.mktemp("folder")
    make_sample(found)
    (found / "示例.gxde").unlink()
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number in range(SHEETS):
        sheet = book.create_sheet(f"表{number}")
        sheet.append(["指标", *(f"{year}年" for year in range(2000, 2012))])
        sheet.append(["旅客周转量", *(1000.0 * (1000 if k == 6 else 1) + k for k in range(12))])
    book.save(found / "客运.xlsx")
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_serves_nothing_is_counted_and_all_lists_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    export = ("--export", str(tmp_path / "a.xlsx"), "--lang", lang)
    assert main(["run", str(folder), *export]) == 1  # questions are open, said or only counted
    out, err = capsys.readouterr()
    about = [line for line in err.splitlines() if "客运.xlsx" in line]
    assert len(about) == 1
    assert "gxde inspect" in about[0]
    assert f" {SHEETS} " in about[0]
    (unused,) = [line for line in out.splitlines() if "客运.xlsx" in line]
    assert "表0" in unused
    assert f"{SHEETS - 3}" in unused
    assert main(["run", str(folder), "--all", *export]) == 1
    out, err = capsys.readouterr()
    for number in range(SHEETS):
        assert f"客运.xlsx · 表{number}:" in err  # the slip
        assert f"客运.xlsx · 表{number}!" in err  # a question
        assert f"表{number}" in out
