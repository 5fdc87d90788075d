"""Employment, prices and capital of the sample, re-read from its files: what accounts find there.

Nothing of the generator is used: openpyxl reads the cells, and growth accounts are worked
out here with plain numpy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.resources import resource_folder
from models.concordance import normal_name

YEARS = (2007, 2012, 2017)
RESEARCH = "研究和试验发展", "综合技术服务"
# Names of the 2012 edition beside those of 2007 and 2017.
LINKED = {"其他制造产品": "other_manufacturing", "科学研究和技术服务": "research"}


def _keys() -> Mapping[str, str]:
    """Industry of every printed name; science is one industry, as in 2012."""
    links = json.loads((resource_folder() / "industries" / "42.json").read_text(encoding="utf-8"))
    keys = {normal_name(name): link["key"] for link in links for name in link["names"]}
    keys |= {normal_name(name): key for name, key in LINKED.items()}
    return {name: "research" if key == "technical_services" else key for name, key in keys.items()}


KEYS = _keys()


def _rows(path: Path, sheet: str) -> list[tuple]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def _yearly(path: Path, sheet: str) -> dict[str, dict[int, float]]:
    """Rows of a sheet with years across."""
    rows = _rows(path, sheet)
    head = next(i for i, row in enumerate(rows) if "2007年" in row)
    years = {c: int(str(cell)[:4]) for c, cell in enumerate(rows[head]) if c and cell}
    return {
        str(row[0]): {year: float(row[c]) for c, year in years.items()}
        for row in rows[head + 1 :]
        if isinstance(row[1], int | float)
    }


@dataclass(frozen=True)
class Table:
    """A table by industry, 亿元."""

    flows: np.ndarray
    rows: Mapping[str, np.ndarray]
    market: np.ndarray


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample")
    write_sample(path)
    return path


@pytest.fixture(scope="module")
def industries() -> list[str]:
    return sorted(set(KEYS.values()))


@pytest.fixture(scope="module")
def tables(folder: Path, industries: list[str]) -> dict[int, Table]:
    found = {}
    for year in YEARS:
        (sheet,) = openpyxl.load_workbook(folder / f"示例省{year}年投入产出表.xlsx").worksheets
        rows = list(sheet.iter_rows(values_only=True))
        head = next(row for row in rows if "GO" in row)
        first, last = 3, head.index("TIU")
        sectors = rows[rows.index(head) + 1 :][: last - first]
        places = [industries.index(KEYS[normal_name(str(row[1]))]) for row in sectors]
        member = np.zeros((len(industries), len(places)))
        member[places, range(len(places))] = 1
        flows = np.array([[float(v) for v in row[first:last]] for row in sectors]) / 1e4
        below = {
            str(row[2]): member @ np.array([float(v) for v in row[first:last]]) / 1e4
            for row in rows
            if row[2] in ("TII", "VA001", "VA002", "VA003", "VA004", "TVA", "TI")
        }
        found[year] = Table(member @ flows @ member.T, below, member)
    return found


@pytest.fixture(scope="module")
def persons(folder: Path) -> dict[str, dict[int, float]]:
    return _yearly(folder / "示例省就业人员和平均工资.xlsx", "4-3")


@pytest.fixture(scope="module")
def prices(folder: Path) -> dict[str, dict[int, float]]:
    return _yearly(folder / "示例省分行业产出价格指数.xlsx", "9-8")


def test_every_common_industry_has_employment_and_a_price(
    persons: dict[str, dict[int, float]], prices: dict[str, dict[int, float]], industries: list[str]
) -> None:
    assert len(industries) == 39
    rows = [name for name in persons if name != "总计"]
    assert len(rows) == 42
    assert {KEYS[normal_name(name)] for name in rows} == set(industries)
    assert sum(KEYS[normal_name(name)] == "machinery" for name in rows) == 3
    assert sorted(KEYS[normal_name(name)] for name in prices) == industries
    assert {"通用、专用设备制造业", "科学研究和技术服务业"} == set(prices) - set(rows)
    for year in range(2000, 2022):
        total = sum(persons[name][year] for name in rows)
        assert persons["总计"][year] == pytest.approx(total, abs=0.006)
        assert all(persons[name][year] > 0.5 for name in rows)


def test_just_one_industry_earns_nothing_on_capital(
    tables: dict[int, Table], industries: list[str]
) -> None:
    lossy = [
        (year, industries[i])
        for year, table in tables.items()
        for i in np.flatnonzero(table.rows["VA003"] + table.rows["VA004"] <= 0)
    ]
    assert lossy == [(2017, "instruments")]


def _stock(folder: Path) -> dict[int, float]:
    """All fixed capital at constant prices, geometric at 9.6 % from 1985 on."""
    rows = _rows(folder / "示例省国民经济核算.xlsx", "2-10")
    amounts = {int(row[0]): float(row[1]) for row in rows if isinstance(row[0], int | float)}
    index = _yearly(folder / "固定资产投资价格指数（构造）.xlsx", "分省年度数据")["示例省"]
    assert min(amounts) == min(index) == 1985
    price, stock, found = 1.0, 0.0, {}
    for year in sorted(amounts):
        price *= index[year] / 100
        real = amounts[year] / price
        stock = stock * (1 - 0.096) + real if stock else real / (0.1 + 0.096)
        found[year] = stock
    return found


@pytest.mark.parametrize(("start", "end"), [(2007, 2012), (2012, 2017)])
def test_productivity_grows_at_a_believable_pace(
    start: int,
    end: int,
    folder: Path,
    tables: dict[int, Table],
    persons: dict[str, dict[int, float]],
    prices: dict[str, dict[int, float]],
    industries: list[str],
) -> None:
    """Two-year mean shares at factor cost, as method section 7 has it; log points a year."""
    before, after = tables[start], tables[end]

    def share(code: str) -> np.ndarray:
        each = [t.rows[code] / (t.rows["TI"] - t.rows["VA002"]) for t in (before, after)]
        return np.mean(each, axis=0)

    price = np.full(len(industries), np.nan)
    for name, index in prices.items():
        growth = sum(np.log(index[year] / 100) for year in range(start + 1, end + 1))
        price[industries.index(KEYS[normal_name(name)])] = growth
    heads = {year: np.zeros(len(industries)) for year in (start, end)}
    for name in persons.keys() - {"总计"}:
        for year, count in heads.items():
            count[industries.index(KEYS[normal_name(name)])] += persons[name][year]
    mix = np.mean([t.flows / t.rows["TII"] for t in (before, after)], axis=0)
    stock = _stock(folder)
    used = [t.rows["VA003"] / t.rows["VA003"].sum() for t in (before, after)]
    quantity = np.log(after.rows["TI"] / before.rows["TI"]) - price
    inputs = {
        "TII": np.log(after.rows["TII"] / before.rows["TII"]) - mix.T @ price,
        "VA001": np.log(heads[end] / heads[start]),
        "VA003": np.log(stock[end] / stock[start]) + np.log(used[1] / used[0]),
    }
    capital = share("VA003") + share("VA004")
    contributions = {
        "TII": share("TII") * inputs["TII"],
        "VA001": share("VA001") * inputs["VA001"],
        "VA003": capital * inputs["VA003"],
    }
    assert share("TII") + share("VA001") + capital == pytest.approx(1.0, abs=1e-9)
    growth = (quantity - sum(contributions.values())) / (end - start)
    assert np.abs(growth).max() < 0.06
    assert (np.abs(growth) < 0.04).mean() > 0.9
    assert 0.0 < np.median(growth) < 0.03
    assert growth[industries.index("electronics")] > np.median(growth)
