"""Results travel between processes, refuse nothing silently and speak both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gxde_desktop.importing.importer import (
    FileReport,
    ImportCancelled,
    inspect_file,
    read_grids,
    to_json,
)
from gxde_desktop.importing.regions import region_in, region_named
from gxde_desktop.importing.units import canonical_unit, find_unit, money_factor, unit_said
from gxde_desktop.importing.years import year_in, year_label
from gxde_desktop.project.codec import decode, encode
from gxde_desktop.text import LANGUAGES, language, say, set_language
from models.messages import Message


@pytest.fixture
def report(workbook: Any, made_table: Any) -> FileReport:
    rows = made_table().rows()
    rows[8][4] *= 10
    return inspect_file(workbook({"Sheet1": rows, "目录": [["名称", "页"], ["综合", 1]]}))


def messages(report: FileReport) -> Iterator[Message]:
    yield from (p.message for p in report.problems)
    for table in report.tables:
        yield from (p.message for p in table.problems)
        yield from (q.message for q in table.questions)
        yield from (reason for _, reason in table.unused)


def test_a_report_crosses_to_another_process(report: FileReport) -> None:
    again = decode(encode(report))
    assert to_json(again) == to_json(report)


def test_grids_cross_to_another_process(workbook: Any) -> None:
    grids = read_grids(workbook({"Sheet1": [["标题", 1.5], [None, "x"]]}, merged=[(0, 0, 1, 0)]))
    again = decode(encode(grids))
    assert list(again) == grids
    assert again[0].shown(1, 0) == "标题"


def test_every_sentence_can_be_said_in_both_languages(report: FileReport) -> None:
    before = language()
    try:
        for code in LANGUAGES:
            set_language(code)
            said = [say(message) for message in messages(report)]
            assert said
            assert all("{" not in sentence for sentence in said)
    finally:
        set_language(before)


def test_the_json_has_the_contracts_shape(report: FileReport) -> None:
    found = json.loads(json.dumps(to_json(report), allow_nan=False))
    assert {"file", "format", "tables", "problems"} <= set(found)
    table = found["tables"][0]
    assert {
        "sheet", "kind", "status", "year", "region", "unit", "unit_source", "sectors",
        "sector_codes", "sector_names", "totals", "checks",
    } <= set(table)  # fmt: skip
    assert set(table["totals"]) == {
        "gross_output", "intermediate_input", "value_added", "compensation", "net_taxes",
        "depreciation", "surplus", "gfcf", "exports", "imports",
    }  # fmt: skip
    for check in table["checks"]:
        assert {"name", "status", "max_abs", "sector"} <= set(check)
    for problem in found["problems"]:
        assert {"severity", "code", "message", "sheet", "cell"} <= set(problem)
    assert [t["sheet"] for t in found["tables"]] == ["Sheet1", "目录"]


def test_painted_areas_lie_on_the_sheet(report: FileReport, tmp_path: Path) -> None:
    table = report.tables[0]
    roles = {painted.role for painted in table.recognition}
    assert {"header", "code", "name", "total", "unit", "title", "data"} <= roles
    for painted in table.recognition:
        assert 0 <= painted.first_row <= painted.last_row < 17
        assert 0 <= painted.first_col <= painted.last_col < 22


def test_progress_and_cancel(workbook: Any) -> None:
    path = workbook({"甲": [["x"]], "乙": [["y"]]})
    heard: list[tuple[float, str]] = []
    inspect_file(path, progress=lambda share, what: heard.append((share, what)))
    assert heard == [(0.0, "甲"), (0.5, "乙"), (1.0, "表.xlsx")]
    with pytest.raises(ImportCancelled):
        inspect_file(path, cancelled=lambda: True)


def test_empty_sheets_are_listed(workbook: Any) -> None:
    report = inspect_file(
        workbook({"Sheet1": [["地区", "2017年", "2018年"], ["广西", 1, 2]], "空": []})
    )
    assert [(p.code, p.sheet) for p in report.problems] == [("sheet.empty", "空")]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位:亿元", "亿元"),
        ("单 位： 万元", "万元"),
        ("计量单位：万人", "万人"),
        ("Unit: 100 million yuan", "亿元"),
        ("（单位：万元）", "万元"),
        ("没有", None),
    ],
)
def test_units_that_are_said(text: str, unit: str | None) -> None:
    assert unit_said(text) == unit


def test_where_a_unit_is_found() -> None:
    found = find_unit([(4, 0, "标题"), (4, 5, "(10000 yuan)")], "Sheet1")
    assert (found.value, found.place) == ("万元", "F5") if found else False
    found = find_unit([], "42部门（亿元）")
    assert (found.value, found.place) == ("亿元", "sheet") if found else False
    assert find_unit([(0, 0, "广西2017年投入产出表")], "Sheet1") is None


def test_money_in_hundred_million_yuan() -> None:
    assert [money_factor(u) for u in ("亿元", "万元", "百万元", "千元", "元", "人")] == [
        1.0, 1e-4, 1e-2, 1e-5, 1e-8, None,
    ]  # fmt: skip
    assert canonical_unit("（ 万 元 ）") == "万元"


@pytest.mark.parametrize(
    ("label", "region"),
    [("广西壮族自治区", "广西"), ("南 宁 市", "南宁"), ("内蒙古", "内蒙古"), ("全国", "全国"),
     ("中国", "全国"), ("Guangxi", "广西"), ("第一产业", None), ("广西桂林", None)],
)  # fmt: skip
def test_regions(label: str, region: str | None) -> None:
    assert region_named(label) == region


def test_regions_in_titles() -> None:
    assert region_in("2017年全国投入产出表") == "全国"
    assert region_in("广西2007年投入产出表") == "广西"
    assert region_in("广西与广东比较") is None
    assert region_in("中国统计年鉴") is None
    assert region_in("2005年42个部门投入产出表") is None


@pytest.mark.parametrize(
    ("cell", "year"),
    [("2017年", 2017), (2017, 2017), (2017.0, 2017), ("2017", 2017), ("2017-12-31", 2017),
     ("2017年末", 2017), (2017.5, None), ("20170", None), (1850, None), ("2016-2017", None),
     ("上年", None), (True, None)],
)  # fmt: skip
def test_years(cell: object, year: int | None) -> None:
    assert year_label(cell) == year  # type: ignore[arg-type]


def test_years_in_titles() -> None:
    assert year_in("广西2017年投入产出表") == 2017
    assert year_in("Data are calculated at producers' prices in 2007") == 2007
    assert year_in("以2000年价格为100") is None
    assert year_in("2015年和2016年") is None
