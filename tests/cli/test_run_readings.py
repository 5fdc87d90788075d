"""`run --readings`: the report is printed and in the workbook, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.cli import main
from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.reading_words import MAIN, point_title
from gxde_desktop.text import in_language, tr
from models.reading_points import POINTS

FORMULA = re.compile(r"=\((\w+)-(\w+)\)/ABS\(\2\)")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Path]]:
    """What `run` prints and writes for the sample, by language."""
    import contextlib
    import io

    folder = tmp_path_factory.mktemp("readings")
    inputs = folder / "inputs"
    inputs.mkdir()
    write_sample(inputs)
    found = {}
    for code in ("zh", "en"):
        out, target = io.StringIO(), folder / f"{code}.xlsx"
        with contextlib.redirect_stdout(out):
            words = ["--lang", code, "run", str(inputs), "--readings", "--export", str(target)]
            assert main(words) == 0
        found[code] = out.getvalue(), target
    return found


@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_point_is_printed_and_every_combination(
    ran: dict[str, tuple[str, Path]], code: str
) -> None:
    text, _ = ran[code]
    with in_language(code):
        report = text[text.index(tr("cli.readings.title")) :]
        for point in POINTS:
            assert point_title(point) in report
        for kind in ("down", "up", "down_sound", "up_sound", "printed"):
            assert tr(f"cli.readings.kind.{kind}") in report
        for name in MAIN:
            assert tr(f"cli.readings.short.{name}") in report
    # No margin is known for 2012: the reading is listed with what it needs, not dropped.
    assert "2012" in next(line for line in report.splitlines() if "—" in line and "2012" in line)


def test_without_the_option_there_is_no_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sample(tmp_path / "in")
    target = tmp_path / "a.xlsx"
    main(["--lang", "en", "run", str(tmp_path / "in"), "--export", str(target)])
    assert tr("cli.readings.title") not in capsys.readouterr().out
    assert "Readings" not in openpyxl.load_workbook(target, read_only=True).sheetnames


def test_the_sheet_holds_every_reading_and_its_differences_recompute(
    ran: dict[str, tuple[str, Path]],
) -> None:
    _, target = ran["en"]
    formulas = openpyxl.load_workbook(target)["Readings"]
    values = openpyxl.load_workbook(target, data_only=True)["Readings"]
    compared = 0
    for row in formulas.iter_rows():
        for cell in row:
            found = FORMULA.fullmatch(str(cell.value))
            if found:
                here, base = (values[place].value for place in found.groups())
                expected = (here - base) / abs(base)
                assert values[cell.coordinate].value == pytest.approx(
                    expected, rel=1e-12, abs=1e-15
                )
                compared += 1
    assert compared > 200
    first = [cell.value for cell in values["A"] if cell.value]
    with in_language("en"):
        for point in POINTS:
            assert point_title(point) in first
