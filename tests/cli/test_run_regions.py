"""`run --region all`: regions measured alike, ranked, each with a live workbook of its own."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.cli import main
from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.text import language, set_language
from tests.support_sample import write_second_province


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's province, and another whose every amount of money is a tenth of its."""
    folder = tmp_path_factory.mktemp("inputs")
    write_sample(folder)
    write_second_province(folder, folder, "云南省")
    return folder


@pytest.fixture(scope="module")
def done(workbooks: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, Path]:
    import contextlib
    import io

    out = io.StringIO()
    target = tmp_path_factory.mktemp("out") / "全部.xlsx"
    before = language()
    with contextlib.redirect_stdout(out):
        arguments = ["run", str(workbooks), "--region", "all", "--export", str(target)]
        status = main(["--lang", "zh", *arguments])
    set_language(before)
    return status, out.getvalue(), target


def test_regions_are_ranked_by_scale_and_share_their_rank_where_they_are_equal(
    done: tuple[int, str, Path],
) -> None:
    status, out, _ = done
    assert status == 0
    start = out.index("地区比较（2 个地区")
    lines = [line.split() for line in out[start:].splitlines()]
    for rule in ("规则一", "规则二", "规则三"):
        at = next(i for i, line in enumerate(lines) if line and line[0].startswith(rule))
        first, second = lines[at + 2], lines[at + 3]
        assert (first[0], second[0]) == ("示例省", "云南")
        assert (first[2], second[2]) == ("1", "2")
        assert float(second[1]) == pytest.approx(float(first[1]) / 10, abs=0.006)
        # A tenth of everything: the same share and growth, and so the same rank.
        assert first[3:] == second[3:]
        assert (first[4], first[6]) == ("1", "1")


def test_every_region_has_a_live_workbook_and_one_compares_them(
    done: tuple[int, str, Path],
) -> None:
    _, out, target = done
    others = sorted(path for path in target.parent.glob("*.xlsx") if path != target)
    assert [path.name for path in others] == ["全部-示例省.xlsx"]
    assert str(target) in out
    assert str(others[0]) in out
    main_book = openpyxl.load_workbook(target, read_only=True)
    assert "地区比较" in main_book.sheetnames
    other = openpyxl.load_workbook(others[0], read_only=True)
    assert "地区比较" not in other.sheetnames
    assert "各市" in other.sheetnames  # the sample's province has cities, the other none
    assert "各市" not in main_book.sheetnames


def test_an_unknown_region_is_still_refused(
    workbooks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = next(workbooks.glob("示例省2017*.xlsx"))
    target = tmp_path / "a.xlsx"
    assert main(["run", str(table), "--region", "某省", "--export", str(target)]) == 2
    assert "某省" in capsys.readouterr().err


def test_the_cities_of_a_province_are_printed_by_rank(
    workbooks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = [path for path in workbooks.glob("*.xlsx") if "云南" not in path.name]
    target = tmp_path / "a.xlsx"
    assert main(["--lang", "zh", "run", *map(str, own), "--export", str(target)]) == 0
    out = capsys.readouterr().out
    start = out.index("示例省各市（6 个）")
    lines = [line.split() for line in out[start:].splitlines()]
    assert "归整系数 0.9452 至 1.0000" in out[start:]
    at = next(i for i, line in enumerate(lines) if line and line[0].startswith("规则二"))
    rows = lines[at + 2 : at + 8]
    assert [row[2] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    # Together they are the province, whose scale by the three rules is printed above.
    scale = out[out.index("数字经济规模（数字产业化") : start].splitlines()
    province = next(line.split() for line in scale if line.split()[:1] == ["2021"])
    total = sum(float(row[1]) for row in rows)
    assert total == pytest.approx(float(province[3]), abs=0.05)
