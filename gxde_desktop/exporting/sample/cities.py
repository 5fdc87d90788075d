"""The invented cities of 示例省: product, output of the digital industries, population.

Until 2017 the cities' products add up to more than the province's, as accounts of two levels
used to do; from 2018 on they are compiled together and agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from gxde_desktop.exporting.sample import economy
from gxde_desktop.exporting.sample.book import Sheet
from gxde_desktop.exporting.sample.economy import PROVINCE, YEARS, FloatArray, through

CITIES = ("示例甲市", "示例乙市", "示例丙市", "示例丁市", "示例戊市", "示例己市")

# Shares of the province in the first and last year, before they are brought to one.
_PRODUCT = ((0.27, 0.33), (0.21, 0.19), (0.17, 0.16), (0.14, 0.14), (0.12, 0.11), (0.09, 0.07))
_ELECTRONICS = ((0.34, 0.36), (0.30, 0.19), (0.12, 0.17), (0.13, 0.19), (0.07, 0.06), (0.04, 0.03))
_SOFTWARE = ((0.58, 0.66), (0.16, 0.13), (0.10, 0.08), (0.08, 0.06), (0.05, 0.05), (0.03, 0.02))
_PEOPLE = (8860, 4150, 4910, 4320, 5640, 3380)
"""Thousands of people at the end of the last year."""

_EXCESS = {2000: 1.058, 2008: 1.046, 2013: 1.031, 2017: 1.019}


def _shares(ends: tuple[tuple[float, float], ...], seed: int) -> FloatArray:
    paths = np.array(
        [
            through({YEARS[0]: first, YEARS[-1]: last}, seed + place, 0.02)
            for place, (first, last) in enumerate(ends)
        ]
    )
    return np.asarray(paths / paths.sum(axis=0))


@cache
def products() -> FloatArray:
    """地区生产总值 of each city, 亿元, (city, year)."""
    excess = np.interp(YEARS, list(_EXCESS), list(_EXCESS.values()))
    excess[YEARS.index(2018) :] = 1.0
    whole = economy.domestic_product(PROVINCE)
    found = np.round(_shares(_PRODUCT, 401) * whole * excess, 2)
    # From 2018 on what rounding leaves is the first city's, so that the cities add up.
    joint = YEARS.index(2018)
    found[0, joint:] = np.round(whole[joint:] - found[1:, joint:].sum(axis=0), 2)
    return found


def product_rows() -> Mapping[str, FloatArray]:
    """The province and its cities, 亿元."""
    return _rows(economy.domestic_product(PROVINCE), products())


def electronics_rows() -> Mapping[str, FloatArray]:
    """Revenue of electronics manufacturing, 万元."""
    whole = economy.electronics_revenue()
    return _rows(whole, np.round(_shares(_ELECTRONICS, 411) * whole, 0))


def software_rows() -> Mapping[str, FloatArray]:
    """Revenue of software and information technology services, 万元."""
    whole = economy.software_revenue()
    return _rows(whole, np.round(_shares(_SOFTWARE, 421) * whole, 0))


def _rows(whole: FloatArray, cities: FloatArray) -> dict[str, FloatArray]:
    return {"全    省": whole, **dict(zip(CITIES, cities, strict=True))}


def write_indicators(sheet: Sheet, title: str) -> None:
    """One year of all cities in the yearbook's layout: units in two rows of heads."""
    year = YEARS[-1]
    sheet.span((0, 0, 0, 7), title, "title")
    sheet.span((1, 0, 1, 7), f"（{year}年）", "line")
    single = {
        0: "市    别",
        1: "地区生产总值\n（亿元）",
        5: "地区生产总值比上年增长（%）",
        6: "人均地区\n生产总值\n（元）",
        7: "年末常住人口\n（万人）",
    }
    for column, text in single.items():
        sheet.span((2, column, 3, column), text, "head")
    sheet.span((2, 2, 2, 4), "按产业分（亿元）", "head")
    for place, name in enumerate(("第一产业", "第二产业", "第三产业")):
        sheet.put(3, 2 + place, name, "head")
    for row, (name, values) in enumerate(_indicators().items(), start=4):
        sheet.put(row, 0, name, "label")
        sheet.run(row, 1, values[:4], "two")
        sheet.run(row, 5, values[4:5], "one")
        sheet.run(row, 6, values[5:6], "whole")
        sheet.run(row, 7, values[6:], "two")
    sheet.note(4 + len(CITIES) + 1)
    sheet.widths((0, 0, 14), (1, 7, 16))
    sheet.freeze(4, 1)


def _indicators() -> dict[str, list[float]]:
    """Product, its three parts, growth, product a head and population of the last year."""
    broad = np.array([sector[-1] for sector in economy.broad_sectors()])
    whole = economy.domestic_product(PROVINCE)[-1]
    varied = 1.0 + 0.3 * (2.0 * np.random.default_rng(431).random((len(CITIES), 3)) - 1.0)
    found: dict[str, list[float]] = {}
    persons = [people / 10 for people in _PEOPLE]
    for place, name in enumerate(CITIES):
        product = float(products()[place, -1])
        parts = varied[place] * broad / (varied[place] * broad).sum() * product
        primary, secondary = (round(float(part), 2) for part in parts[:2])
        growth = round(7.0 + 1.6 * float(varied[place, 0] - 1.0) * 5.0, 1)
        head = round(product / persons[place] * 1e4, 0)
        tertiary = round(product - primary - secondary, 2)
        found[name] = [product, primary, secondary, tertiary, growth, head, persons[place]]
    own = [round(sum(each[part] for each in found.values()), 2) for part in (1, 2)]
    rest = round(float(whole) - sum(own), 2)
    people = round(sum(persons), 2)
    head = round(float(whole) / people * 1e4, 0)
    return {"全    省": [float(whole), *own, rest, 7.1, head, people], **found}
