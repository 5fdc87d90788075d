"""Classifications as data: complete, true to official tables, and used where tables differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gxde_desktop.importing.importer import Answer, inspect_file
from gxde_desktop.project.concordances import concordance_for, concordances
from gxde_desktop.project.crosswalks import coarse_names, crosswalks, matching_names
from gxde_desktop.project.industries import industry_links
from models import measure
from models.balancing import ras, weighted_absolute_error
from models.concordance import Concordance, normal_name
from models.dataset import Benchmark, Dataset
from models.frozen import FrozenMap
from models.industries import common_industries
from models.io_table import FLOWS, Block, FloatArray, IOTable
from models.parameters import PRESETS
from models.sources import SourceTable

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real" / "投入产出表"
DETAILED = ("122-2002", "135-2007", "139-2012", "149-2017", "153-2018")


def concordance(classification: str) -> Concordance:
    return next(each for each in concordances() if each.classification == classification)


@pytest.mark.parametrize("classification", DETAILED)
def test_every_classification_of_the_method_is_there(classification: str) -> None:
    assert concordance(classification).sectors == int(classification.split("-")[0])
    assert crosswalks()[classification].to in ("42-2002", "42-2012")


@pytest.mark.parametrize("classification", [c for c in DETAILED if c != "153-2018"])
def test_a_crosswalk_takes_each_sector_once_and_reaches_each_of_the_42(classification: str) -> None:
    walk = crosswalks()[classification]
    assert len(walk.sectors) == concordance(classification).sectors
    targets = {normal_name(name) for name in walk.sectors.values()}
    assert len(targets) == 42
    assert set(concordance(classification).rules) <= set(walk.sectors)


@pytest.mark.parametrize("classification", DETAILED)
def test_every_target_is_known_to_the_links_through_time(classification: str) -> None:
    walk = crosswalks()[classification]
    known = {normal_name(name) for link in industry_links() for name in link.names}
    assert {normal_name(n) for n in (*walk.sectors.values(), *walk.divisions.values())} <= known


def test_shares_of_a_sector_sum_to_one_with_what_is_left_out() -> None:
    for each in concordances():
        for name, rule in each.rules.items():
            if rule.mixed:
                assert not rule.assets, name
            assert 0 <= sum(rule.assets.values()) <= 1, name
            assert 0 <= rule.digital <= 1, name


def test_both_ways_of_the_classification_of_2017_agree() -> None:
    """By name (149 sectors) and by division of GB/T 4754-2017, which serves 153 sectors."""
    by_name, by_division = crosswalks()["149-2017"], crosswalks()["153-2018"]
    table = national(2017)
    for code, name in zip(table.codes, table.names, strict=True):
        assert by_division.of(code, "unknown") == by_name.of("", name), (code, name)


# ------------------------------------------------------------ real tables


@pytest.fixture(scope="module", autouse=True)
def _needs() -> Iterator[None]:
    yield
    _TABLES.clear()


_TABLES: dict[str, tuple[IOTable, ...]] = {}


def tables(file: str, sheet: str, *answers: Answer) -> IOTable:
    path = REAL / file
    if not path.exists():
        pytest.skip(f"needs the real file {file}")
    key = f"{file}{sheet}"
    if key not in _TABLES:
        found = inspect_file(path, answers).tables
        _TABLES[key] = tuple(
            t.io_table for t in found if t.io_table is not None and sheet in (t.sheet, "")
        )
    return _TABLES[key][0]


def national(year: int, sectors: int = 0) -> IOTable:
    answer = Answer("*", "region", "全国")
    if year == 2017:
        return tables("全国2017_149部门.xlsx", "")
    if year == 2005:
        sheet = "42部门(万元）"
        return tables("全国2005_42部门_万元与亿元.xls", sheet, replace(answer, table=sheet))
    sheet = "0401" if sectors == 135 else "0101"
    return tables("全国2007_135部门_多表.xls", sheet, replace(answer, table=sheet))


def guangxi(year: int) -> IOTable:
    return tables(f"广西{year}_42部门.xls", "")


def sums(table: IOTable, names: tuple[str, ...], order: tuple[str, ...]) -> FloatArray:
    """0/1 matrix that adds the sectors of a table up to an order of names."""
    place = {normal_name(name): i for i, name in enumerate(order)}
    made = np.zeros((len(order), len(names)))
    for s, name in enumerate(names):
        made[place[normal_name(name)], s] = 1
    return made


def test_135_sectors_add_up_to_the_42_of_the_same_workbook() -> None:
    fine, coarse = national(2007, 135), national(2007)
    names = coarse_names(fine)
    assert names is not None
    whole = sums(fine, names, coarse.names)
    for code in (FLOWS, "GO", "TVA", "VA001", "FU201", "EX", "IM"):
        values = np.nan_to_num(fine.blocks[code].values)
        added = whole @ values @ whole.T if code == FLOWS else whole @ values
        np.testing.assert_allclose(added, np.nan_to_num(coarse.blocks[code].values), atol=0.5)


@pytest.mark.parametrize("year", [2005, 2007, 2017])
def test_official_tables_are_of_a_known_classification(year: int) -> None:
    for table in (national(year), national(2007, 135), guangxi(2007), guangxi(2017)):
        assert concordance_for(table.names) is not None


def test_the_nations_detailed_tables_have_40_common_industries() -> None:
    pair = (national(2007, 135), national(2017))
    found = common_industries(matching_names(pair), industry_links())
    assert len(found) == 40
    assert all(industry.complete for industry in found)
    for table in range(2):
        members = sorted(m for industry in found for m in industry.members[table])
        assert members == list(range(pair[table].sectors))  # each sector once
    alone = common_industries(matching_names((national(2017),)), industry_links())
    assert len(alone) == 149  # one classification needs no coarser one


def matrices(*pair: IOTable) -> list[tuple[FloatArray, FloatArray]]:
    """Flows and output of two tables on their common industries."""
    names = tuple(coarse_names(table) or table.names for table in pair)
    industries = common_industries(names, industry_links())
    made = []
    for place, table in enumerate(pair):
        whole = np.zeros((len(industries), table.sectors))
        for i, industry in enumerate(industries):
            whole[i, list(industry.members[place])] = 1
        flows = whole @ np.nan_to_num(table.blocks[FLOWS].values) @ whole.T
        made.append((flows, whole @ np.nan_to_num(table.blocks["GO"].values)))
    return made


PAIRS = {
    "national 2005-2007": (lambda: (national(2005), national(2007)), 0.272, 0.307),
    "national 2007-2017": (lambda: (national(2007, 135), national(2017)), 0.260, 0.362),
    "national 2005-2017": (lambda: (national(2005), national(2017)), 0.402, 0.466),
    "Guangxi 2007-2017": (lambda: (guangxi(2007), guangxi(2017)), 0.367, 0.443),
}
"""Weighted absolute error of RAS with the true margins, and of the old coefficients at the new
output (A0 x1): sum of absolute misses over the sum of the true flows, the *standardised total
percentage error* of Miller & Blair (2009, p. 327), WAPE of Temurshoev, Webb & Yamano (2011)."""


@pytest.mark.parametrize("pair", PAIRS)
def test_ras_misses_less_than_old_coefficients_on_real_tables(pair: str) -> None:
    get, by_ras, by_scaling = PAIRS[pair]
    (old, x_0), (true, x_1) = matrices(*get())
    there = (old.sum(1) > 0) & (old.sum(0) > 0) & (true.sum(1) > 0) & (true.sum(0) > 0)
    old, true = old[np.ix_(there, there)], true[np.ix_(there, there)]
    updated = ras(old, true.sum(axis=1), true.sum(axis=0)).matrix
    scaled = old * (x_1[there] / x_0[there])
    assert weighted_absolute_error(updated, true) == pytest.approx(by_ras, abs=5e-4)
    assert weighted_absolute_error(scaled, true) == pytest.approx(by_scaling, abs=5e-4)


# ------------------------------------------------------------ classifications not seen here


@pytest.mark.parametrize(
    ("classification", "with_42"), [("122-2002", 2007), ("139-2012", 2017)]
)  # fmt: skip
def test_a_made_table_of_an_unseen_classification_meets_the_regions(
    classification: str, with_42: int
) -> None:
    """Names of 122 and 139 sectors, as the crosswalk has them, beside Guangxi's own sectors."""
    walk, region = crosswalks()[classification], guangxi(with_42)
    names = tuple(walk.sectors)  # normalised names match like printed ones
    made = IOTable(
        "全国",
        int(classification[-4:]),
        "万元",
        tuple(f"{i:03d}" for i in range(len(names))),
        names,
        FrozenMap(),
        SourceTable("made.xlsx", "0" * 64, "1"),
    )
    found = concordance_for(made.names)
    assert found is not None
    assert found.classification == classification
    assert found.detailed
    common = common_industries(matching_names((made, region)), industry_links())
    assert all(industry.complete for industry in common)
    assert len(common) == 40


# GFCF of the national tables as the method's page has them (亿元): the group's parts by asset.
GFCF_2002 = {
    "电子计算机整机制造业": 836.6,
    "其他电子计算机设备制造业": 72.2,
    "通信设备制造业": 1472.6,
    "其他通信、电子设备制造业": 195.6,
    "家用视听设备制造业": 57.0,
    "计算机服务和软件业": 254.8,
}
GFCF_2017 = {
    "计算机": 2232.4,
    "通信设备": 3555.0,
    "广播电视设备和雷达及配套设备": 1301.2,
    "视听设备": 513.0,
    "电子元器件": 320.7,
    "其他电子设备": 459.6,
}
MIXED = 0.29
"""Share of 其他通信、电子设备制造业 of 2002 that is communications, by the concordance."""
ELECTRONICS_2002 = 836.6 + 72.2 + 1472.6 + 195.6 + 57.0
ELECTRONICS_2017 = sum(GFCF_2017.values())


def detailed_table(classification: str, gfcf: dict[str, float]) -> IOTable:
    """A national table of a classification with the GFCF of the frame and nothing else."""
    walk = crosswalks()[classification]
    names: tuple[str, ...] = tuple(walk.sectors)
    if classification == "153-2018":
        known = list(crosswalks()["149-2017"].sectors)
        names = (*known, *(f"另一部门{i}" for i in range(153 - len(known))))
    wanted = {normal_name(name): value for name, value in gfcf.items()}
    values = np.array([wanted.get(normal_name(name), 0.0) for name in names])
    assert (values > 0).sum() == len(gfcf)
    place = np.arange(len(names))
    block = Block(values, place, np.zeros_like(place), "固定资本形成总额")
    codes = tuple(f"{i:03d}" for i in range(len(names)))
    source = SourceTable("made.xlsx", "0" * 64, "1")
    year = int(classification[-4:])
    return IOTable("全国", year, "亿元", codes, names, FrozenMap({"FU201": block}), source)


@pytest.mark.parametrize(
    ("classification", "gfcf", "computers", "communications"),
    [
        ("122-2002", GFCF_2002, 908.8 / ELECTRONICS_2002,
         (1472.6 + MIXED * 195.6) / ELECTRONICS_2002),
        ("139-2012", {**GFCF_2017, "软件和信息技术服务": 1.0}, 2232.4 / ELECTRONICS_2017,
         4856.2 / ELECTRONICS_2017),
        ("153-2018", {**GFCF_2017, "软件服务": 1.0}, 2232.4 / ELECTRONICS_2017,
         4856.2 / ELECTRONICS_2017),
    ],
)  # fmt: skip
def test_a_provinces_sector_is_split_by_a_table_of_each_classification(
    classification: str, gfcf: dict[str, float], computers: float, communications: float
) -> None:
    """The shares of section 2 from the national table, and the investment that they give."""
    detailed, region = detailed_table(classification, gfcf), guangxi(2007)
    known = concordance_for(detailed.names)
    own = concordance_for(region.names)
    assert known is not None
    assert own is not None
    assert known.classification == classification
    benchmark = Benchmark(region, own, detailed, known)
    m = measure(Dataset("广西", (benchmark,)), PRESETS["gx2022"])
    electronics = 43.49  # method, section 8: GFCF of the sector in Guangxi's table of 2007
    for asset, share in (("computers", computers), ("communications", communications)):
        value = m.value("benchmark_investment", asset, 2007)
        assert value == pytest.approx(share * electronics, rel=2e-4)
