"""run --published: each check is printed; only what a person must mend changes the status."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.cli import main
from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.text import catalogue

FIGURES = (
    "指标,年份,公布的数字,单位\n规模,2021,8512,亿元\n产值,2021,24740.86,亿元\n占比,2021,34.4,%\n"
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


def book(path: Path, checks: list[tuple[str, str]]) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for line in FIGURES.splitlines():
        sheet.append(line.split(","))
    other = made.create_sheet("核对")
    other.append(["公式", "应得的公布值"])
    for check in checks:
        other.append(list(check))
    made.save(path)
    return path


def run(sample: Path, target: Path, published: Path | None = None) -> int:
    more = [] if published is None else ["--published", str(published)]
    return main(["run", str(sample), "--export", str(target), "--lang", "zh", *more])


def test_a_contradiction_is_a_result_and_no_problem(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = run(sample, tmp_path / "甲.xlsx")
    assert "公布值核对" not in capsys.readouterr().out  # nothing was published about the sample
    own = "computed.digital_economy.compensation[2021]"
    checks = [("100*规模[2021]/产值[2021]", "占比[2021]"), ("2*规模[2021]", "占比[2021]"),
              (own, "规模[2021]")]  # fmt: skip
    target = tmp_path / "乙.xlsx"
    status = run(sample, target, book(tmp_path / "核对.xlsx", checks))
    told = capsys.readouterr().out
    assert status == plain
    for mark in ("✓ 相符", "✗ 不符", "✗ 不同"):
        assert mark in told
    assert "结果 34.405，公布 34.4，取整区间 34.403–34.407" in told
    assert catalogue("zh")["exporting.sheet.audit"] in openpyxl.load_workbook(target).sheetnames


def test_a_figure_that_is_not_in_the_set_needs_a_person(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published = book(tmp_path / "核对.xlsx", [("规模[2020]*2", "占比[2021]")])
    assert run(sample, tmp_path / "丙.xlsx", published) == 1
    assert "缺公布值：规模[2020]" in capsys.readouterr().out


def test_a_sheet_that_cannot_be_read_is_refused_with_its_cell(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published = book(tmp_path / "核对.xlsx", [("规模[2021]**2", "占比[2021]")])
    target = tmp_path / "丁.xlsx"
    assert run(sample, target, published) == 2
    said = capsys.readouterr().err
    assert "核对.xlsx" in said
    assert "A2" in said
    assert not target.exists()
