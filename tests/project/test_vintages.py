"""Two vintages of one series, and a step where they are joined, never pass unseen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gxde_desktop.importing.importer import Answer, inspect_file
from gxde_desktop.project.vintages import revisions, steps, vintage_problems
from models.series import AnnualSeries, Basis
from models.sources import SourceTable


def series(
    values: list[float],
    *,
    first: int = 2000,
    file: str = "甲.xlsx",
    unit: str = "亿元",
    name: str = "地区生产总值",
    region: str = "广西",
    basis: Basis = Basis.VALUE,
) -> AnnualSeries:
    years = tuple(range(first, first + len(values)))
    cells = tuple(f"B{row}" for row in range(2, 2 + len(values)))
    source = SourceTable(file, file, "Sheet1")
    return AnnualSeries(name, region, None, unit, basis, years, tuple(values), cells, source)


# Gross domestic product of Guangxi in 2017 has two values (method, section 8).
OLD = series([16803.1, 18245.1, 20396.3], first=2015)
NEW = series([14797.8, 16116.6, 17790.7], first=2015, file="乙.xlsx")


def test_a_revision_says_years_difference_and_what_is_used() -> None:
    (found,) = revisions([OLD, NEW])
    assert found.years == (2015, 2016, 2017)
    assert found.worst == 2017
    assert found.difference == pytest.approx(17790.7 / 20396.3 - 1)
    (problem,) = vintage_problems([OLD, NEW], [NEW])
    assert (problem.code, problem.file, problem.cell) == ("vintage.revised", "乙.xlsx", "B4")
    facts = problem.message.args
    assert (facts["years"], facts["difference"]) == ("2015–2017", "-12.8%")
    assert (facts["left"], facts["right"]) == ("20396.3亿元", "17790.7亿元")
    assert facts["used"].code == "project.vintage.used"
    assert facts["used"].args["file"].startswith("乙.xlsx")


def test_the_same_figures_in_another_unit_or_rounded_are_no_revision() -> None:
    in_wan = series([v * 1e4 for v in OLD.values], first=2015, unit="万元", file="乙.xlsx")
    rounded = series([round(v) for v in OLD.values], first=2015, file="丙.xlsx")
    assert revisions([OLD, in_wan, rounded]) == ()


@pytest.mark.parametrize(
    "other",
    [
        series([1.0, 2.0, 3.0], first=2015, region="广东"),
        series([1.0, 2.0, 3.0], first=2015, name="固定资本形成总额"),
        series([1.0, 2.0, 3.0], first=2015, name="地区生产总值(2015年价格)"),
        series([101.0, 102.0, 103.0], first=2015, basis=Basis.INDEX_PREVIOUS_100),
        series([1.0, 2.0, 3.0], first=2018),
    ],
)
def test_other_series_are_no_vintage(other: AnnualSeries) -> None:
    assert revisions([OLD, other]) == ()


def test_only_the_years_that_differ_are_named() -> None:
    joined = series([16803.1, 18245.1, 17790.7], first=2015, file="丙.xlsx")
    (found,) = revisions([OLD, joined])
    assert found.years == (2017,)
    (problem,) = vintage_problems([OLD, joined], [])
    assert problem.message.args["used"].code == "project.vintage.neither"


def test_a_step_in_steady_growth_is_found_where_it_stands() -> None:
    values = [100 * 1.08**k for k in range(20)]
    values[14:] = [value * 0.74 for value in values[14:]]
    (found,) = steps(series(values))
    assert found.year == 2014
    assert found.change == pytest.approx(1.08 * 0.74 - 1)
    assert steps(series([100 * 1.08**k for k in range(20)])) == ()
    assert steps(series(values, basis=Basis.INDEX_PREVIOUS_100)) == ()
    assert steps(series(values[10:17])) == ()  # too short to say what is usual


def test_the_revision_of_capital_formation_is_shown(real_data: Path) -> None:
    """Method section 7: 12114.06 (2016) -> 9034.54 (2017) is a revision."""
    name = "固定资本形成总额_分省.xlsx"
    answers = [Answer(name, "unit", "亿元")]
    (table,) = inspect_file(real_data / "年度数据" / name, answers).tables
    (guangxi,) = [each for each in table.series if each.region == "广西"]
    shown = [p for p in vintage_problems(table.series, [guangxi]) if p.code == "vintage.step"]
    (recent,) = [p for p in shown if p.message.args["year"] > 2000]
    facts = recent.message.args
    assert (facts["left"], facts["right"]) == ("12114.06亿元", "9034.54亿元")
    assert facts["change"] == "-25.4%"


@pytest.mark.parametrize("name", ["A", "C20-C21", "D-E", "01", "农业", "广西", "VA_CP"])
def test_labels_codes_and_names_of_sheets_are_no_indicator(name: str) -> None:
    one = series([100.0, 200.0], name=name)
    other = series([1.0, 2.0], name=name, file="乙.xlsx")
    source = replace(one.source, sheet="VA_CP")
    assert revisions([replace(one, source=source), other, replace(other, source=source)]) == ()


def test_what_no_role_takes_is_not_compared() -> None:
    assert len(vintage_problems([OLD, NEW], [])) == 1
    assert vintage_problems([OLD, NEW], [], []) == ()
    assert len(vintage_problems([OLD, NEW], [], [NEW])) == 1
    assert len(vintage_problems([OLD, NEW], [OLD], [])) == 1
