"""Margins of another year as sheets, in which everything grew alike: what carries a table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from gxde_desktop.importing.importer import FileReport
from models.io_table import IOTable
from models.units import units_per_yi

FINALS = {
    "FU101": "农村居民消费支出",
    "FU102": "城镇居民消费支出",
    "FU103": "政府消费支出",
    "FU201": "固定资本形成总额",
    "FU202": "存货变动",
    "EX": "出口",
    "IM": "进口",
    "OF": "国内省外流出",
    "IF": "国内省外流入",
}
OWN = ("FU201", "FU202")
"""Final uses that the sample's accounts have for every year."""


def base_table(reports: Iterable[FileReport], year: int = 2017) -> IOTable:
    """The region's table of a year among recognised files."""
    return next(
        found.io_table
        for report in reports
        for found in report.tables
        if found.io_table is not None
        and found.io_table.year == year
        and found.io_table.region != "全国"
    )


def growth_of_gfcf(reports: Iterable[FileReport], table: IOTable, year: int) -> float:
    """By how much the region's GFCF grew from the table to a year of the sample's accounts."""
    value = next(
        one.at(year)
        for report in reports
        for found in report.tables
        for one in found.series
        if one.name == FINALS["FU201"] and one.region == table.region
    )
    assert value is not None
    divisor = units_per_yi(table.unit) or 1.0
    return value * divisor / float(np.nan_to_num(table.blocks["FU201"].values).sum())


def write_margins(
    folder: Path, table: IOTable, growth: float, year: int, *, but: str = "", own: bool = False
) -> list[Path]:
    """One file for gross output, one for value added, one for final use, as a terminal prints.

    own: with GFCF and inventories too. but: rows with this text are left out.
    """
    divisor = units_per_yi(table.unit) or 1.0

    def row(name: str, value: float) -> str:
        return f"{table.region}:{name},亿元,{float(growth * value / divisor)!r}"

    files: dict[str, list[str]] = {}
    for code, name in (("GO", "总产出"), ("TVA", "增加值")):
        values = table.blocks[code].values
        files[name] = [row(f"{name}:{n}", v) for n, v in zip(table.names, values, strict=True)]
    codes = [code for code in FINALS if code in table.blocks and (own or code not in OWN)]
    files["支出法生产总值"] = []
    for code in codes:
        total = float(np.nan_to_num(table.blocks[code].values).sum())
        total = abs(total) if code in ("IM", "IF") else total
        files["支出法生产总值"].append(row(f"支出法生产总值:{FINALS[code]}", total))
    made = []
    for name, rows in files.items():
        kept = [each for each in rows if not but or but not in each]
        if kept:
            path = folder / f"{name}.csv"
            path.write_text("\n".join([f"指标名称,单位,{year}", *kept]), encoding="utf-8")
            made.append(path)
    return made
