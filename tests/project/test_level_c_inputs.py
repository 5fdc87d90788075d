"""Inputs of growth accounts: indices and amounts of one name, and series by industry."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gxde_desktop.importing.importer import FileReport, FoundTable, inspect_file
from gxde_desktop.project.assemble import Assembly, assemble
from gxde_desktop.project.candidates import industry_role_rules
from gxde_desktop.project.codec import decode, encode
from gxde_desktop.project.commands import NewFile
from gxde_desktop.project.industries import common_of, industry_links
from gxde_desktop.project.state import ProjectFile, ProjectState
from gxde_desktop.project.summing import cells_of
from gxde_desktop.text import LANGUAGES, catalogue, say
from models import measure
from models.concordance import Concordance, normal_name
from models.dataset import INDUSTRY_ROLES, Benchmark, Dataset
from models.industries import BROAD
from models.io_table import Block, IOTable
from models.parameters import PRESETS
from models.series import AnnualSeries, Basis
from models.sources import SourceTable

NO_CONCORDANCE = Concordance("none", "", {}, 42)
ELECTRONICS = ("通信设备、计算机及其他电子设备制造业", "通信设备、计算机和其他电子设备")
SOFTWARE = ("信息传输、计算机服务和软件业", "信息传输、软件和信息技术服务")
MACHINERY = (
    ("通用、专用设备制造业",),
    ("通用设备", "专用设备", "金属制品、机械和设备修理服务"),
)
TRANSPORT = (("交通运输及仓储业", "邮政业"), ("交通运输、仓储和邮政",))


def source(file: str, sheet: str = "1") -> SourceTable:
    return SourceTable(file, hashlib.sha256(file.encode()).hexdigest(), sheet)


def io_table(newer: int) -> IOTable:
    named = (ELECTRONICS[newer], SOFTWARE[newer], *MACHINERY[newer], *TRANSPORT[newer], "教育")
    names = (*named, *(f"部门{i}" for i in range(42 - len(named))))
    rows = np.arange(42)
    blocks = {
        "Z": Block(np.ones((42, 42)), rows[:, None], rows[None, :], "中间使用"),
        "FU201": Block(np.ones(42), rows, np.full(42, 50), "固定资本形成总额"),
    }
    year = 2007 + 10 * newer
    codes = tuple(map(str, rows))
    return IOTable("广西", year, "万元", codes, names, blocks, source(f"{year}.xls"))


def series(
    label: str,
    *,
    start: float = 100.0,
    unit: str | None = "万人",
    basis: Basis | None = Basis.VALUE,
    file: str = "就业.xlsx",
    column: str = "B",
    years: tuple[int, ...] = (2007, 2017),
) -> AnnualSeries:
    name, _, industry = label.partition(":")
    cells = tuple(f"{column}{i + 1}" for i in range(len(years)))
    values = tuple(start + i for i in range(len(years)))
    return AnnualSeries(
        name, "广西", industry or None, unit, basis, years, values, cells, source(file)
    )


def price(label: str, **facts: object) -> AnnualSeries:
    return series(label, unit=None, basis=Basis.INDEX_PREVIOUS_100, **facts)  # type: ignore[arg-type]


def assembled(*content: AnnualSeries) -> Assembly:
    tables = [
        FoundTable("t", "1", "io_table", "ready", "", io_table=io_table(newer)) for newer in (0, 1)
    ]
    tables += [FoundTable("s", "1", "series", "ready", "", series=(one,)) for one in content]
    report = FileReport("a.xlsx", "0" * 64, "xlsx", tuple(tables), (), refused=False)
    return assemble(ProjectState(files=(ProjectFile("a.xlsx", "0" * 64, 1, (), report, ""),)))


def given(found: Assembly, role: str) -> Mapping[str, AnnualSeries]:
    assert found.dataset is not None
    return found.dataset.industry_series.get(role, {})


# ------------------------------------------------------------------ links and names


def test_links_are_of_known_kinds_and_a_part_is_a_name() -> None:
    assert {link.broad for link in industry_links()} == set(BROAD)
    assert len({link.key for link in industry_links()}) == len(industry_links())
    assert set(industry_role_rules()) == set(INDUSTRY_ROLES)
    for language in LANGUAGES:
        known = catalogue(language)
        for stem in ("role.industry_", "cli.run.industry_role.", "exporting.used_as."):
            assert [role for role in INDUSTRY_ROLES if stem + role not in known] == [], stem


def test_industries_are_those_of_both_tables_and_travel() -> None:
    found = assembled()
    assert found.dataset is not None
    members = {each.key: tuple(map(len, each.members)) for each in found.dataset.industries}
    assert members["machinery"] == (1, 3)
    assert members["transport_post"] == (2, 1)
    again = decode(encode(found.dataset))
    assert isinstance(again, Dataset)
    assert again.industries == found.dataset.industries


# ------------------------------------------------------------------ series of an industry


@pytest.mark.parametrize(
    ("one", "role", "key"),
    [
        (series(f"年末就业人员:{ELECTRONICS[0]}"), "employment", "electronics"),
        (series("从业人员数:计算机、通信和其他电子设备制造业"), "employment", "electronics"),
        (series("全社会就业人员:通用、专用设备制造业"), "employment", "machinery"),
        (series("总工时:教育", unit="万小时"), "hours", "education"),
        (price(f"产出价格指数:{SOFTWARE[1]}"), "price", "information"),
        (price("工业生产者出厂价格指数:通用、专用设备制造业"), "price", "machinery"),
        (series("软件投资额:教育", unit="亿元"), "flow_software", "education"),
        (price("按行业分工业生产者出厂价格指数:电气机械和器材制造业"), "price", None),
    ],
)
def test_a_series_finds_its_industry_by_any_of_its_names(
    one: AnnualSeries, role: str, key: str | None
) -> None:
    found = assembled(one)
    assert {k: given(found, k) for k in INDUSTRY_ROLES if given(found, k)} == (
        {} if key is None else {role: {key: one}}
    )
    assert found.problems == ()


@pytest.mark.parametrize(
    "label",
    [
        f"平均工资:{ELECTRONICS[0]}",
        f"城镇单位就业人员平均工资:{ELECTRONICS[0]}",
        f"工业生产者购进价格指数:{ELECTRONICS[0]}",
        "年末就业人员:科学研究和技术服务业",
        "年末就业人员:制造业",
        "年末就业人员",
    ],
)
def test_other_series_are_of_no_industry(label: str) -> None:
    found = assembled(series(label), price(label, file="b.xlsx"))
    assert not any(given(found, role) for role in INDUSTRY_ROLES)


def test_persons_of_all_sectors_are_added_up_with_their_cells() -> None:
    parts = [
        series(f"年末就业人员:{name}", start=start, column=column)
        for name, start, column in zip(MACHINERY[1], (10.0, 20.0, 5.0), "BCD", strict=True)
    ]
    found = assembled(*parts)
    total = given(found, "employment")["machinery"]
    assert total.values == (35.0, 38.0)
    assert total.industry == "+".join(MACHINERY[1])
    origin = total.origin(2017)
    assert origin is not None
    assert cells_of(origin.cell) == ("B2", "C2", "D2")
    assert found.problems == ()


def test_sectors_of_the_older_table_add_up_too() -> None:
    found = assembled(
        series("年末就业人员:邮政业", start=1.0), series("年末就业人员:交通运输及仓储业", start=9.0)
    )
    assert given(found, "employment")["transport_post"].values == (10.0, 12.0)


def test_some_sectors_or_other_units_are_not_added_up() -> None:
    one, two, three = (series(f"年末就业人员:{name}") for name in MACHINERY[1])
    for content in (
        (one,),
        (one, two),
        (one, two, replace(three, unit="人")),
        (one, two, replace(three, source=source("另一个.xlsx"))),
    ):
        found = assembled(*content)
        assert not given(found, "employment")
        assert [(each.severity, each.code) for each in found.problems] == [
            ("info", "industry_employment")
        ]
        assert one.industry is not None
        assert one.industry in say(found.problems[0].message)


def test_the_whole_goes_before_its_sectors() -> None:
    whole = series("年末就业人员:交通运输、仓储和邮政业", start=50.0)
    found = assembled(whole, series("年末就业人员:邮政业"))
    assert given(found, "employment")["transport_post"] is whole
    assert found.problems == ()


def test_prices_are_never_averaged() -> None:
    rail, post = price("产出价格指数:交通运输及仓储业"), price("产出价格指数:邮政业", column="C")
    same = assembled(rail, post)
    assert given(same, "price")["transport_post"].values == rail.values
    other = assembled(rail, replace(post, values=(101.0, 99.0)))
    assert "transport_post" not in given(other, "price")
    alone = assembled(rail)
    assert given(alone, "price")["transport_post"] is rail
    assert [found.problems[0].code for found in (other, alone)] == [
        "industry_price",
        "industry_price_of_part",
    ]


def test_two_series_of_one_industry_that_differ_are_asked_about() -> None:
    left = series("年末就业人员:教育")
    right = series("年末就业人员:教育", start=7.0, file="另一个.xlsx")
    found = assembled(left, right)
    assert not given(found, "employment")
    assert [each.code for each in found.problems] == ["vintage.revised", "several_series"]
    assert given(assembled(left, replace(right, values=left.values)), "employment")


def test_a_series_without_unit_or_basis_is_not_used() -> None:
    found = assembled(
        series("年末就业人员:教育", unit=None), replace(price("产出价格指数:教育"), basis=None)
    )
    assert not given(found, "employment")
    assert not given(found, "price")


# ------------------------------------------------------------------ indices and amounts


@pytest.mark.parametrize(
    ("one", "role"),
    [
        (price("居民消费价格指数"), "price.cpi"),
        (price("居民消费价格总指数"), "price.cpi"),
        (price("地区生产总值指数"), "price.gdp_volume"),
        (price("地区生产总值"), "price.gdp_volume"),
        (
            replace(price("地区生产总值增长率"), basis=Basis.GROWTH_PERCENT, unit="%"),
            "price.gdp_volume",
        ),
        (price("第一产业增加值指数"), "price.primary_volume"),
        (price("地区生产总值指数:第三产业"), "price.tertiary_volume"),
        (series("第二产业增加值", unit="亿元"), "broad_value.secondary"),
        (series("地区生产总值", unit="亿元"), "indicator.gdp"),
        (series("城镇单位就业人员平均工资", unit="元"), "price.wage"),
        (series("平均工资", unit="元"), "price.wage"),
    ],
)
def test_real_and_nominal_are_told_apart_by_basis(one: AnnualSeries, role: str) -> None:
    found = assembled(one)
    assert [each.role for each in found.roles if each.chosen] == [role]
    assert found.dataset is not None
    assert list(found.dataset.series) == [role]


@pytest.mark.parametrize(
    "one",
    [
        price("地区生产总值平减指数"),
        price("地区生产总值价格指数"),
        price("居民消费价格指数:食品烟酒"),
        price("平均工资"),
        series("第一产业就业人员"),
        series("年末就业人员:第一产业"),
    ],
)
def test_neither_a_volume_nor_an_amount(one: AnnualSeries) -> None:
    found = assembled(one)
    assert found.dataset is not None
    assert found.dataset.series == {}


def test_what_only_higher_levels_need_says_so() -> None:
    roles = {each.role: each for each in assembled().roles}
    assert {roles[role].level for role in ("price.cpi", "price.gdp_volume")} == {"B"}
    assert {roles[role].level for role in ("price.wage", "broad_value.primary")} == {"C"}
    assert roles["indicator.gdp"].level == "A"
    assert [each.severity for each in assembled().problems] == []


# ------------------------------------------------------------------ whole datasets


def test_the_sample_reaches_level_c(sample_new_files: tuple[NewFile, ...]) -> None:
    found = assemble(ProjectState(files=tuple(new.file for new in sample_new_files)))
    assert found.dataset is not None
    assert len(found.dataset.industries) == 39
    keys = {industry.key for industry in found.dataset.industries}
    assert set(given(found, "employment")) == keys
    assert set(given(found, "price")) == keys
    m = measure(found.dataset, PRESETS["gx2022"])
    since = m.frame.years.index(2007)
    assert not np.isnan(m.values["gdp_share"][:, since:]).any()
    assert not np.isnan(m.values["tfp"]).any()
    assert not np.isnan(m.values["domar_tfp"]).any()


def _tables(path: Path) -> list[FoundTable]:
    return [table for table in inspect_file(path).tables if table.raw is not None]


def test_guangxi_has_forty_industries(real_data: Path) -> None:
    """Method, section 1: 40 industries; 16 and 16+17+23, 21+22, 27+28."""
    files = [real_data / f"投入产出表/广西{year}_42部门.xls" for year in (2007, 2017)]
    tables = [table.io_table for path in files for table in _tables(path) if table.io_table]
    industries = common_of(tuple(Benchmark(table, NO_CONCORDANCE) for table in tables))
    assert len(industries) == 40
    assert all(industry.complete for industry in industries)
    merged = {
        industry.key: [
            [int(table.codes[s]) for s in members]
            for table, members in zip(tables, industry.members, strict=True)
        ]
        for industry in industries
        if any(len(members) > 1 for members in industry.members)
    }
    assert merged == {
        "machinery": [[16], [16, 17, 23]],
        "other_manufacturing": [[21, 22], [22]],
        "transport_post": [[27, 28], [29]],
    }


def test_names_of_the_tables_before_2007_are_linked_too(real_data: Path) -> None:
    known = {normal_name(name) for link in industry_links() for name in link.names}
    sizes = []
    for table in _tables(real_data / "投入产出表/全国2005_42部门_万元与亿元.xls"):
        assert table.raw is not None
        if len(table.raw.names) == 42:
            sizes.append(len(table.raw.names))
            assert [name for name in table.raw.names if normal_name(name) not in known] == []
    assert sizes
