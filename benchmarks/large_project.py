"""A project as an office has it after years: four tables of 42 sectors, one of 149, 20 series.

The tables are the sample's, the fourth made of its last one; the series are made here, in the
layout of the yearly data of all provinces: one workbook an indicator, 31 regions by 24 years.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import openpyxl
import xlsxwriter

from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.commands import NewFile, new_file

_NAMES = (
    "北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 "
    "江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 "
    "广西壮族自治区 海南省 重庆市 四川省 贵州省 云南省 西藏自治区 陕西省 甘肃省 "
    "青海省 宁夏回族自治区 新疆维吾尔自治区 "
)
REGIONS = tuple(_NAMES.split())
YEARS = range(2023, 1999, -1)
SERIES = 20
DETAILED = 42
TABLES = 4
NATIONAL = 149


def large_project_files(sample: tuple[Path, ...], folder: Path) -> tuple[NewFile, ...]:
    """The files, recognised. Raises RuntimeError where they are not what they should be."""
    folder.mkdir(exist_ok=True)
    detailed = [path for path in sample if _sectors(path) == DETAILED]
    national = [path for path in sample if _sectors(path) == NATIONAL]
    if not detailed or not national:
        raise RuntimeError("the sample has no tables of 42 and 149 sectors")
    last = sorted(detailed)[-1]
    missing = range(1, TABLES - len(detailed) + 1)
    detailed += [_later(last, folder, 5 * further) for further in missing]
    series = [_series(folder, number) for number in range(SERIES)]
    return tuple(_recognised(path) for path in (*detailed[:TABLES], national[0], *series))


def _recognised(path: Path) -> NewFile:
    report = inspect_file(path)
    if report.refused or not any(table.io_table or table.series for table in report.tables):
        raise RuntimeError(f"nothing is recognised in {path.name}")
    return new_file(path.name, path.read_bytes(), (), report)


def _sectors(path: Path) -> int:
    tables = [table.io_table for table in inspect_file(path).tables if table.io_table]
    return tables[0].sectors if tables else 0


def _later(path: Path, folder: Path, years: int) -> Path:
    """The same table for a later year, with other figures."""
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows():
        for cell in row:
            if isinstance(cell.value, float):
                cell.value = round(cell.value * 1.37, 4)
            elif isinstance(cell.value, str):
                cell.value = _moved(cell.value, years)
    target = folder / _moved(path.name, years)
    book.save(target)
    return target


def _moved(text: str, years: int) -> str:
    return re.sub(r"20\d\d", lambda year: str(int(year.group()) + years), text)


def _series(folder: Path, number: int) -> Path:
    path = folder / f"指标{number + 1:02d}_分省年度数据.xlsx"
    indicator = f"第{number + 1}产业构造增加值(亿元)"
    rng = np.random.default_rng(number)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("分省年度数据")
        heading = ("数据库：分省年度数据", f"指标：{indicator}", "时间：最近24年")
        for row, text in enumerate(heading):
            sheet.write(row, 0, text)
        sheet.write_row(3, 0, ["地区", *(f"{year}年" for year in YEARS)])
        for row, region in enumerate(REGIONS, start=4):
            figures = 100 * 1.08 ** np.arange(len(YEARS))[::-1] * rng.uniform(0.9, 1.1, len(YEARS))
            sheet.write_row(row, 0, [region, *np.round(figures, 2)])
        sheet.write(4 + len(REGIONS), 0, "数据来源：构造数据")
    return path
