"""`run --draws N --seed S`: bands printed and in the workbook, the same for the same seed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from gxde_desktop import cli_uncertainty
from gxde_desktop.cli import main
from gxde_desktop.exporting.sample import write_sample

TITLE = re.compile(r"^Uncertainty: (\d+) draws, seed (\d+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inputs")
    write_sample(folder)
    return folder


def printed(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = main(["--lang", "en", "run", *map(str, arguments)])
    return status, *capsys.readouterr()


def bands_of(out: str) -> str:
    return out[out.index("Uncertainty: ") : out.index("results workbook")]


def test_bands_are_printed_and_written_the_same_for_the_same_seed(
    capsys: pytest.CaptureFixture[str], sample: Path, tmp_path: Path
) -> None:
    target = tmp_path / "a.xlsx"
    draws = ("--export", target, "--draws", "40", "--seed", "7")
    _, first, _ = printed(capsys, sample, *draws)
    _, again, _ = printed(capsys, sample, *draws)
    _, other, _ = printed(capsys, sample, *draws[:-1], "8")
    found = TITLE.search(first)
    assert found
    assert found.groups() == ("40", "7")
    assert bands_of(first) == bands_of(again)
    assert bands_of(first) != bands_of(other)
    scale = next(
        line for line in first.splitlines() if line.strip().startswith("scale of the digital eco")
    )
    value, *quantiles = map(float, scale.split()[-6:])
    assert quantiles == sorted(quantiles)
    assert quantiles[0] < value < quantiles[-1]
    sheet = openpyxl.load_workbook(target)["Uncertainty"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("40 draws, seed 8" in text for text in texts)
    assert not any(text.startswith("=") for text in texts)  # nothing here is a formula
    assert "truncated normal" not in texts
    assert "triangular" in texts


def test_without_draws_there_is_no_word_of_them(
    capsys: pytest.CaptureFixture[str], sample: Path, tmp_path: Path
) -> None:
    target = tmp_path / "a.xlsx"
    _, out, _ = printed(capsys, sample, "--export", target)
    assert "Uncertainty: " not in out
    assert "Uncertainty" not in openpyxl.load_workbook(target, read_only=True).sheetnames


def test_ranges_of_the_project_are_drawn_from_and_a_value_outside_is_refused(
    capsys: pytest.CaptureFixture[str], sample: Path, tmp_path: Path
) -> None:
    script = tmp_path / "steps.json"
    step = {"do": "set_range", "name": "computers.beta", "range": ["normal", 0.75, 0.85]}
    script.write_text(json.dumps([step]), encoding="utf-8")
    path = tmp_path / "a.gxde"
    target = tmp_path / "a.xlsx"
    drawn = ("--export", target, "--draws", "20")
    status, _, _ = printed(capsys, sample, *drawn, "--script", script, "--project", path)
    assert status == 0
    sheet = openpyxl.load_workbook(target)["Uncertainty"]
    line = next(row for row in sheet.iter_rows(values_only=True) if row[1] == "truncated normal")
    assert line[0] == "Computers: Age-efficiency β"
    assert line[2:5] == (0.75, 0.8, 0.85)
    assert line[6] == "changed"
    status, _, err = printed(capsys, path, *drawn, "--set", "computers.beta=0.9")
    assert status == 2
    assert "Age-efficiency β, 0.9, lies outside of its range 0.75–0.85" in err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--draws", "1"),
        ("--draws", "-5"),
        ("--draws", "many"),
        ("--draws", "20", "--seed", "-1"),
        ("--seed", "3"),
    ],
)
def test_numbers_that_cannot_be_are_refused_before_the_work(
    capsys: pytest.CaptureFixture[str], sample: Path, tmp_path: Path, wrong: tuple[str, ...]
) -> None:
    status, out, err = printed(capsys, sample, "--export", tmp_path / "a.xlsx", *wrong)
    assert status == 2
    assert out == ""
    assert wrong[-2] in err
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals of a terminal")
def test_ctrl_c_while_drawing_is_status_130_and_writes_nothing(
    sample: Path, tmp_path: Path
) -> None:
    target = tmp_path / "a.xlsx"
    command = [sys.executable, "main.py", "--lang", "en", "run", str(sample)]
    running = subprocess.Popen(
        [*command, "--export", str(target), "--draws", str(cli_uncertainty.MOST_DRAWS)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    try:
        for line in running.stdout:
            if line.startswith("Versions and data"):  # the last words before a million draws
                break
        os.killpg(running.pid, signal.SIGINT)
        _, err = running.communicate(timeout=120)
    finally:
        running.kill()
    assert running.returncode == 130, err
    assert "Traceback" not in err
    assert not target.exists()
