"""From imported tables to the dataset: what is unique is used, what is not is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gxde_desktop.importing.importer import FileReport, FoundTable
from gxde_desktop.project.assemble import Assembly, _needed, assemble
from gxde_desktop.project.candidates import by_rules, role_rules, rule_text, series_id
from gxde_desktop.project.commands import NewFile
from gxde_desktop.project.concordances import concordance_for, concordances
from gxde_desktop.project.state import ProjectFile, ProjectState
from gxde_desktop.text import LANGUAGES, catalogue, on_command_line, say
from models.dataset import EVERY_ROLE, OPTIONAL_ROLES
from models.io_table import Block, IOTable
from models.parameters import PRESETS, with_value
from models.series import AnnualSeries, Basis
from models.sources import SourceTable

SECTORS_2007 = ("通信设备、计算机及其他电子设备制造业", "信息传输、计算机服务和软件业")
SECTORS_2017 = ("通信设备、计算机和其他电子设备", "信息传输、软件和信息技术服务")
DETAIL_2017 = (
    *("计算机", "通信设备", "广播电视设备和雷达及配套设备", "视听设备", "电子元器件"),
    *("其他电子设备", "软件服务", "电信", "互联网和相关服务", "信息技术服务"),
    "广播电视及卫星传输服务",
)


def source(file: str, sheet: str = "Sheet1") -> SourceTable:
    return SourceTable(file, hashlib.sha256(file.encode()).hexdigest(), sheet)


def io_table(
    region: str, year: int, named: tuple[str, ...], count: int, file: str, scale: float = 1.0
) -> IOTable:
    names = (*named, *(f"部门{i}" for i in range(count - len(named))))
    gfcf = scale * np.arange(1.0, count + 1)
    rows = np.arange(count)
    blocks = {
        "Z": Block(scale * np.ones((count, count)), rows[:, None], rows[None, :], "中间使用"),
        "FU201": Block(gfcf, rows, np.full(count, 50), "固定资本形成总额"),
    }
    codes = tuple(str(i) for i in range(count))
    return IOTable(region, year, "万元", codes, names, blocks, source(file))


def series(
    label: str,
    years: Iterable[int] = range(2005, 2011),
    *,
    file: str = "序列.xlsx",
    unit: str | None = "亿元",
    basis: Basis | None = Basis.VALUE,
    region: str | None = "广西",
    add: float = 0.0,
    cell_column: str = "B",
) -> AnnualSeries:
    name, _, industry = label.partition(":")
    years = tuple(years)
    return AnnualSeries(
        name=name,
        region=region,
        industry=industry or None,
        unit=unit,
        basis=basis,
        years=years,
        values=tuple(float(year - 1900) + add for year in years),
        cells=tuple(f"{cell_column}{year - 2000}" for year in years),
        source=source(file),
    )


def index(label: str, **facts: object) -> AnnualSeries:
    return series(label, unit=None, basis=Basis.INDEX_PREVIOUS_100, **facts)  # type: ignore[arg-type]


def state(*content: IOTable | AnnualSeries, **facts: object) -> ProjectState:
    files: dict[str, list[FoundTable]] = {}
    for each in content:
        table = FoundTable("id", each.source.sheet, "series", "ready", "")
        if isinstance(each, IOTable):
            table = replace(table, kind="io_table", io_table=each)
        else:
            table = replace(table, series=(each,))
        files.setdefault(each.source.file, []).append(table)
    made = []
    for file, tables in files.items():
        report = FileReport(file, source(file).sha256, "xlsx", tuple(tables), (), refused=False)
        made.append(ProjectFile(file, report.sha256, 1, (), report, ""))
    return ProjectState(files=tuple(made), **facts)  # type: ignore[arg-type]


GUANGXI = io_table("广西", 2007, SECTORS_2007, 42, "广西2007.xls")
NATION = io_table("全国", 2017, DETAIL_2017, 149, "全国2017.xlsx")


def codes(assembly: Assembly) -> list[str]:
    return [problem.code for problem in assembly.problems]


# ------------------------------------------------------------------ region and tables


def test_the_only_region_that_is_not_the_nation_is_measured() -> None:
    found = assemble(state(NATION, GUANGXI))
    assert found.regions == ("广西", "全国")
    assert found.dataset is not None
    assert found.dataset.region == "广西"
    assert found.dataset.benchmarks[0].reference is NATION


def test_the_nation_alone_is_measured_by_its_own_table() -> None:
    found = assemble(state(NATION))
    assert found.dataset is not None
    assert found.dataset.region == "全国"
    assert found.dataset.benchmarks[0].reference is found.dataset.benchmarks[0].table


def test_of_two_regions_a_person_chooses() -> None:
    hunan = io_table("湖南", 2017, SECTORS_2017, 42, "湖南.xls")
    open_question = assemble(state(GUANGXI, hunan))
    assert open_question.dataset is None
    assert codes(open_question) == ["which_region"]
    assert "湖南" in say(open_question.problems[0].message)
    assert "--region" not in say(open_question.problems[0].message)
    with on_command_line():
        assert "--region" in say(open_question.problems[0].message)
    chosen = assemble(state(GUANGXI, hunan, region="湖南"))
    assert chosen.dataset is not None
    assert [b.year for b in chosen.dataset.benchmarks] == [2017]


def test_an_empty_project_asks_nothing() -> None:
    found = assemble(ProjectState())
    assert (found.dataset, found.regions, found.problems) == (None, (), ())


@pytest.mark.parametrize(("years", "expected"), [((2002, 2012), 2002), ((2005, 2012), 2005)])
def test_shares_come_from_the_nearest_year_the_earlier_of_two(
    years: tuple[int, int], expected: int
) -> None:
    nations = [io_table("全国", year, DETAIL_2017, 149, f"{year}.xls") for year in years]
    found = assemble(state(GUANGXI, *nations))
    assert found.dataset is not None
    reference = found.dataset.benchmarks[0].reference
    assert reference is not None
    assert reference.year == expected


def test_the_same_table_twice_is_used_once_and_said() -> None:
    other = io_table("广西", 2007, SECTORS_2007, 42, "广西2007副本.xls")
    found = assemble(state(GUANGXI, other))
    assert found.dataset is not None
    assert [b.table for b in found.dataset.benchmarks] == [GUANGXI]
    assert codes(found) == ["table_repeated"]


def test_a_rounded_copy_gives_way_to_the_exact_table() -> None:
    exact = io_table("广西", 2007, SECTORS_2007, 42, "精确.xls", scale=1.04)
    blocks = {
        code: replace(block, values=np.round(block.values)) for code, block in exact.blocks.items()
    }
    rounded = replace(exact, blocks=blocks, source=source("取整.xlsx"))
    for order in ((rounded, exact), (exact, rounded)):
        found = assemble(state(*order))
        assert found.dataset is not None
        assert [b.table for b in found.dataset.benchmarks] == [exact]


def test_two_different_tables_of_a_year_are_not_chosen_between_silently() -> None:
    other = io_table("广西", 2007, SECTORS_2007, 42, "另一张.xls", scale=2.0)
    found = assemble(state(GUANGXI, other))
    assert found.dataset is not None
    assert found.dataset.benchmarks == ()
    assert codes(found) == ["tables_differ"]
    assert "另一张.xls" in say(found.problems[0].message)
    assert found.problems[0].message.args["difference"] == "+100.00%"


def test_a_classification_that_nobody_knows_is_named() -> None:
    odd = io_table("广西", 2007, ("甲", "乙"), 17, "十七部门.xls")
    found = assemble(state(odd))
    assert codes(found) == ["unknown_classification"]


# ------------------------------------------------------------------ concordances


def test_sectors_are_found_by_name_whatever_their_order_and_spacing() -> None:
    names = [f"部门{i}" for i in range(40)]
    spaced = (*names, "信息传输、 计算机服务和软件业", "通信设备、\n计算机及其他电子设备制造业")
    found = concordance_for(spaced)
    assert found is not None
    assert found.rule("通信设备、计算机及其他电子设备制造业").mixed
    assert concordance_for((*spaced, "又一个")) is None


def test_every_detailed_classification_has_all_three_assets() -> None:
    for each in concordances():
        held = {asset for rule in each.rules.values() for asset in rule.assets}
        mixed = {rule.group for rule in each.rules.values() if rule.mixed}
        assert held == {"computers", "communications", "software"} or mixed == {
            "electronics",
            "software",
        }
        shared = [name for name, rule in each.rules.items() if 0 < sum(rule.assets.values()) < 1]
        assert all(0 <= sum(rule.assets.values()) <= 1 for rule in each.rules.values())
        # 2002 alone has a sector of several kinds (method, section 2): radar and broadcasting
        # were 120.3 of 414.1 in the sectors that it became in 2007.
        assert shared == (["其他通信电子设备制造业"] if each.sectors == 122 else [])


# ------------------------------------------------------------------ roles


def test_rules_are_of_known_roles_and_every_one_has_a_name() -> None:
    assert set(role_rules()) <= set(EVERY_ROLE)
    assert {"indicator.gdp", "price.reference_ict", "value_added.software"} <= set(role_rules())
    for language in LANGUAGES:
        assert all(f"role.{role}" in catalogue(language) for role in role_rules())


@pytest.mark.parametrize(
    ("label", "region", "role"),
    [
        ("主营业务收入:通信设备、计算机及其他电子设备制造业", "广西", "indicator.electronics"),
        ("主营业务收入:计算机、通信和其他电子设备制造业", "广西", "indicator.electronics"),
        (
            "规模以上工业企业营业收入:计算机、通信和其他电子设备制造业",
            "广西",
            "indicator.electronics",
        ),
        ("工业总产值(现价):计算机、通信和其他电子设备制造业", "广西", "indicator.electronics"),
        ("软件业务收入", "广西", "indicator.software"),
        ("营业收入:软件和信息技术服务业", "广西", "indicator.software"),
        ("总产出:信息传输、软件和信息技术服务业", "广西", "indicator.software"),
        ("资本形成总额:固定资本形成总额", "广西", "indicator.gfcf"),
        ("固定资本形成总额", "广西", "indicator.gfcf"),
        ("地区生产总值", "广西", "indicator.gdp"),
        ("增加值:计算机、通信和其他电子设备制造业", "广西", "value_added.electronics"),
        ("增加值:信息传输、软件和信息技术服务业", "广西", "value_added.software"),
    ],
)
def test_amounts_find_their_role(label: str, region: str, role: str) -> None:
    found = assemble(state(GUANGXI, series(label, region=region)))
    chosen = {each.role: each.chosen.series.label for each in found.roles if each.chosen}
    assert list(chosen) == [role]


@pytest.mark.parametrize(
    ("label", "region", "role"),
    [
        ("固定资产投资价格指数", "广西", "price.nonict"),
        ("固定资产投资价格指数", "全国", "price.reference_nonict"),
        (
            "工业生产者出厂价格指数:计算机、通信和其他电子设备制造业",
            "全国",
            "price.reference_ict",
        ),
        ("居民消费价格指数:交通和通信", "广西", "price.software"),
        ("居民消费价格分类指数:交通和通信", "广西", "price.software"),
        ("交通和通信类居民消费价格指数", "广西", "price.software"),
    ],
)
def test_prices_find_their_role(label: str, region: str, role: str) -> None:
    found = assemble(state(GUANGXI, index(label, region=region)))
    chosen = {each.role: each.chosen.series.label for each in found.roles if each.chosen}
    assert list(chosen) == [role]


@pytest.mark.parametrize(
    "label",
    [
        "主营业务收入:家具制造业",
        "主营业务收入",
        "主营业务成本:计算机、通信和其他电子设备制造业",
        "人均地区生产总值",
        "地区生产总值:工业",
        "资本形成总额",
        "城市居民消费价格指数",
        "全社会固定资产投资",
        "固定资本形成总额:存货变动",
    ],
)
def test_other_series_serve_nothing(label: str) -> None:
    found = assemble(state(GUANGXI, series(label)))
    assert [each.role for each in found.roles if each.candidates] == []


def test_a_series_of_another_region_serves_nothing() -> None:
    found = assemble(state(GUANGXI, series("地区生产总值", region="湖南")))
    assert found.role("indicator.gdp").candidates == ()
    assert say(found.role("indicator.gdp").missing) == "本地区现价生产总值"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "field"),
    [
        (series("地区生产总值", unit=None), "unit"),
        (series("地区生产总值", region=None), "region"),
        (series("固定资产投资价格指数", unit=None, basis=None), "basis"),
    ],
)
def test_what_a_file_does_not_say_is_asked_and_not_used(one: AnnualSeries, field: str) -> None:
    found = assemble(state(GUANGXI, one))
    role = "price.nonict" if field == "basis" else "indicator.gdp"
    assert found.role(role).chosen is None
    missing = found.role(role).missing
    assert missing is not None
    with on_command_line():
        assert f"--assume {one.name}:{field}=" in say(missing)
    assert "--" not in say(missing)  # nobody types anything in a window
    assert found.dataset is not None
    assert role not in found.dataset.series


def test_an_index_called_like_an_amount_is_no_amount() -> None:
    found = assemble(state(GUANGXI, index("地区生产总值")))
    assert found.role("indicator.gdp").chosen is None


def test_revenue_comes_before_output() -> None:
    electronics = "计算机、通信和其他电子设备制造业"
    output = series(f"工业总产值:{electronics}", file="a.xlsx")
    revenue = series(f"营业收入:{electronics}", file="b.xlsx")
    found = assemble(state(GUANGXI, output, revenue)).role("indicator.electronics")
    assert found.chosen is not None
    assert found.chosen.series is revenue
    assert {each.series.label for each in found.candidates} == {output.label, revenue.label}


def test_of_two_equal_series_the_longer_is_used_and_it_is_said() -> None:
    short = series("地区生产总值", range(2006, 2009), file="短.xlsx")
    long = series("地区生产总值", range(2005, 2011), file="长.xlsx")
    found = assemble(state(GUANGXI, short, long))
    chosen = found.role("indicator.gdp").chosen
    assert chosen is not None
    assert chosen.series is long
    assert codes(found) == ["series_repeated"]


def test_series_that_differ_are_never_merged() -> None:
    left = series("地区生产总值", file="甲.xlsx")
    right = series("地区生产总值", file="乙.xlsx", add=1.0)
    found = assemble(state(GUANGXI, left, right))
    assert found.role("indicator.gdp").chosen is None
    assert codes(found) == ["series_differ"]
    said = say(found.problems[0].message)
    assert all(part in said for part in ("甲.xlsx", "乙.xlsx", "2005", "105.0", "106.0"))
    chosen = assemble(
        state(GUANGXI, left, right, choices={"indicator.gdp": series_id(right)})
    ).role("indicator.gdp")
    assert chosen.by_person
    assert chosen.chosen is not None
    assert chosen.chosen.series is right


def test_a_person_may_choose_what_no_rule_names() -> None:
    odd = series("信息产业总规模")
    found = assemble(state(GUANGXI, odd, choices={"indicator.electronics": series_id(odd)}))
    assert found.dataset is not None
    assert found.dataset.series["indicator.electronics"] is odd
    gone = assemble(state(GUANGXI, choices={"indicator.electronics": series_id(odd)}))
    assert codes(gone) == ["choice_gone"]


def test_a_named_price_is_the_regions_own_before_the_nations() -> None:
    own = index("商品零售价格指数")
    national = index("商品零售价格指数", region="全国", file="n.xlsx")
    parameters = with_value(PRESETS["gx2022"], "computers.price_method", "proxy")
    parameters = with_value(parameters, "computers.price_series", "零售价格")
    for content, expected in (((national, own), own), ((national,), national)):
        found = assemble(state(GUANGXI, *content, parameters=parameters))
        assert found.dataset is not None
        assert found.dataset.series["price.computers"] is expected
    missing = assemble(state(GUANGXI, parameters=parameters)).role("price.computers").missing
    assert missing is not None
    assert "零售价格" in say(missing)


def test_prices_that_the_parameters_do_not_ask_for_are_not_inputs() -> None:
    cpi = index("居民消费价格指数:交通和通信")
    parameters = with_value(PRESETS["gx2022"], "software.price_method", "harmonised")
    without = assemble(state(GUANGXI, cpi, parameters=parameters))
    assert without.dataset is not None
    assert "price.software" not in without.dataset.series
    assert not without.role("price.software").needed
    with_it = assemble(state(GUANGXI, cpi))
    assert with_it.dataset is not None
    assert with_it.dataset.series["price.software"] is cpi


@pytest.mark.parametrize(
    ("file", "basis", "serves"),
    [
        ("9-2 居民消费价格分类指数.xlsx", Basis.INDEX_PREVIOUS_100, True),
        ("9-2 广西居民消费价格分类指数.xlsx", Basis.INDEX_PREVIOUS_100, True),
        ("10-3 居民消费支出.xlsx", Basis.INDEX_PREVIOUS_100, False),
        ("9-2 居民消费价格分类指数.xlsx", Basis.VALUE, False),
    ],
)
def test_a_group_of_consumer_prices_is_known_by_its_title(
    file: str, basis: Basis, serves: bool
) -> None:
    group = series("交通和通信", file=file, unit=None, basis=basis)
    found = [
        one for each in by_rules(role_rules()["price.software"], "广西", [group]) for one in each
    ]
    assert [one.series for one in found] == ([group] if serves else [])


def test_notes_in_brackets_do_not_hide_a_name() -> None:
    assert (
        rule_text(series("居民消费价格指数（上年=100）:交通和通信"))
        == "居民消费价格指数:交通和通信"
    )


def test_the_sample_needs_no_person(sample_new_files: tuple[NewFile, ...]) -> None:
    found = assemble(ProjectState(files=tuple(new.file for new in sample_new_files)))
    # Merged industries whose sectors have prices of their own are said, and ask nothing.
    # So are the rows of the province in the tables of its cities, which repeat its accounts.
    assert {problem.code for problem in found.problems} <= {"industry_price", "series_repeated"}
    assert all(problem.severity == "info" for problem in found.problems)
    assert [each.role for each in found.roles if each.needed and each.chosen is None] == []
    assert found.dataset is not None
    assert [b.year for b in found.dataset.benchmarks] == [2007, 2012, 2017]
    references = [b.reference.year for b in found.dataset.benchmarks if b.reference]
    assert references == [2007, 2007, 2017]  # 2012 is as far from both: the earlier


def test_guangxi_from_the_official_files(real_data: Path) -> None:
    """The worked example of the method, section 2, to all printed digits."""
    from gxde_desktop.importing.importer import Answer, inspect_file
    from models import measure

    answers = (
        Answer("0401", "region", "全国"),
        Answer("主营业务收入", "unit", "万元"),
    )
    files = []
    for name in (
        "投入产出表/广西2007_42部门.xls",
        "投入产出表/广西2017_42部门.xls",
        "投入产出表/全国2007_135部门_多表.xls",
        "投入产出表/全国2017_149部门.xlsx",
        "年度数据/广西_主营业务收入_分行业.xls",
    ):
        report = inspect_file(real_data / name, answers)
        files.append(ProjectFile(report.file, report.sha256, 1, answers, report, ""))
    found = assemble(ProjectState(files=tuple(files)))
    assert found.dataset is not None
    assert found.dataset.region == "广西"
    measurement = measure(found.dataset, PRESETS["gx2022"])
    expected = {
        ("computers", 2007): "20.002834",
        ("communications", 2007): "19.659986",
        ("software", 2007): "5.463470",
        ("computers", 2017): "22.508453",
        ("communications", 2017): "48.963292",
        ("software", 2017): "81.349004",
    }
    for (asset, year), printed in expected.items():
        assert f"{measurement.value('benchmark_investment', asset, year):.6f}" == printed
    assert round(measurement.value("digital_benchmark", 2007), 1) == 199.7
    assert round(measurement.value("digital_benchmark", 2017), 1) == 678.7


def test_optional_roles_are_needed_by_the_reading_that_asks_for_them() -> None:
    state = ProjectState()
    plain = {role: _needed(role, state.parameters) for role in OPTIONAL_ROLES}
    assert not any(plain.values())
    for choice, role in (("ppi", "price.ppi"), ("gfcf_deflator", "price.gfcf_volume")):
        chosen = with_value(state.parameters, "continuation", choice)
        assert [r for r in OPTIONAL_ROLES if _needed(r, chosen)] == [role]
    assert _needed("indicator.gfcf", with_value(state.parameters, "continuation", "gfcf_deflator"))
