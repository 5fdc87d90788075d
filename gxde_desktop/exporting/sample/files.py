"""The files of the sample: name and content of each.

A further input is one function that writes a workbook from `economy`, `industries` or
`volumes` in one of the layouts, and one line in `FILES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gxde_desktop.exporting.sample import cities, economy, industries, volumes
from gxde_desktop.exporting.sample.balance import Table
from gxde_desktop.exporting.sample.book import Book
from gxde_desktop.exporting.sample.economy import HISTORY, NATION, PROVINCE
from gxde_desktop.exporting.sample.series_layout import (
    database_export,
    terminal_export,
    yearbook_years_across,
    yearbook_years_down,
)
from gxde_desktop.exporting.sample.table_layout import (
    NATIONAL,
    NATIONAL_EARLY,
    PROVINCIAL,
    PROVINCIAL_EARLY,
    Layout,
    write_table,
)

ELECTRONICS = "计算机、通信和其他电子设备制造业"
SOFTWARE = "软件和信息技术服务业"
_SOURCE = "示例数据生成器"
_PREVIOUS_YEAR = "上年=100"
_BASIS = f"（{_PREVIOUS_YEAR}）"
_YI = "单位：亿元"
_CURRENT = "本表按当年价格计算。"
_NOTES = (f"资料来源：{_SOURCE}。",)


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One workbook of the sample."""

    name: str
    write: Callable[[Book], None]


def _table(region: str, year: int) -> Table:
    for table in economy.tables():
        if (table.plan.region, table.plan.year) == (region, year):
            return table
    raise KeyError(f"no table of {region} {year}")


def _table_file(region: str, year: int, layout: Layout, ending: str = "") -> SampleFile:
    def write(book: Book) -> None:
        sheet = book.sheet(layout.sheet.format(region=region, year=year))
        write_table(sheet, _table(region, year), layout)

    return SampleFile(f"{region}{year}年投入产出表{ending}.xlsx", write)


def _revenue(book: Book) -> None:
    industries = {
        ELECTRONICS: economy.electronics_revenue(),
        SOFTWARE: economy.software_revenue(),
        "农副食品加工业": economy.other_revenue(0),
        "专用设备制造业": economy.other_revenue(1),
        "汽车制造业": economy.other_revenue(2),
    }
    columns = {f"{PROVINCE}:营业收入:{name}": values for name, values in industries.items()}
    terminal_export(book.sheet("Sheet1"), columns, unit="万元", style="whole", source=_SOURCE)


def _accounts(book: Book) -> None:
    primary, secondary, tertiary = economy.broad_sectors()
    yearbook_years_down(
        book.sheet("2-1"),
        f"2-1  {PROVINCE}地区生产总值",
        {
            "地区生产总值": economy.domestic_product(PROVINCE),
            "第一产业增加值": primary,
            "第二产业增加值": secondary,
            "第三产业增加值": tertiary,
        },
        right=_YI,
        left=_CURRENT,
        notes=_NOTES,
    )
    total, primary, secondary, tertiary = volumes.volume_indices()
    yearbook_years_down(
        book.sheet("2-3"),
        f"2-3  {PROVINCE}地区生产总值指数{_BASIS}",
        {
            "地区生产总值指数": total,
            "第一产业增加值指数": primary,
            "第二产业增加值指数": secondary,
            "第三产业增加值指数": tertiary,
        },
        left="本表按不变价格计算。",
        notes=_NOTES,
        style="one",
    )
    yearbook_years_down(
        book.sheet("2-9"),
        f"2-9  {PROVINCE}资本形成总额及构成",
        {"存货变动": economy.inventory_change()},
        right=_YI,
        left=_CURRENT,
        notes=_NOTES,
    )
    yearbook_years_down(
        book.sheet("2-10"),
        f"2-10  {PROVINCE}历年固定资本形成总额",
        {"固定资本形成总额": economy.long_capital_formation()},
        right=_YI,
        left=_CURRENT,
        notes=_NOTES,
        years=HISTORY,
    )


def _national_accounts(book: Book) -> None:
    columns = {
        f"{NATION}:国内生产总值": economy.domestic_product(NATION),
        f"{NATION}:资本形成总额:固定资本形成总额": economy.capital_formation(NATION),
    }
    terminal_export(book.sheet("Sheet1"), columns, unit="亿元", style="two", source=_SOURCE)


def _investment_prices(book: Book) -> None:
    database_export(
        book.sheet("分省年度数据"),
        {region: economy.long_investment_price(region) for region in (NATION, PROVINCE)},
        heading="地区",
        of=f"指标：固定资产投资价格指数({_PREVIOUS_YEAR})",
        source=_SOURCE,
        years=HISTORY,
    )


def _producer_prices(book: Book) -> None:
    others = ("煤炭开采和洗选业", "农副食品加工业", "化学原料和化学制品制造业", "汽车制造业")
    rows = {name: economy.other_producer_price(i) for i, name in enumerate(others)}
    rows[ELECTRONICS] = economy.electronics_price()
    yearbook_years_across(
        book.sheet("9-6"),
        f"9-6  {NATION}分行业工业生产者出厂价格指数",
        rows,
        heading="行    业",
        right=_BASIS,
    )


def _consumer_prices(book: Book) -> None:
    categories = ("", "食品烟酒类", "衣着类", "居住类", "教育文化和娱乐类")
    rows = {f"{name}居民消费价格指数": economy.consumer_price(1 + place)
            for place, name in enumerate(categories)}  # fmt: skip
    rows["交通和通信类居民消费价格指数"] = economy.consumer_price(0)
    database_export(
        book.sheet("分省年度数据"),
        {f"{name}({_PREVIOUS_YEAR})": values for name, values in rows.items()},
        heading="指标",
        of=f"地区：{PROVINCE}",
        source=_SOURCE,
    )


def _employment(book: Book) -> None:
    rows = industries.employment_rows()
    yearbook_years_across(
        book.sheet("4-3"),
        f"4-3  {PROVINCE}按行业分年末就业人员",
        {"总计": np.round(np.sum(list(rows.values()), axis=0), 2), **rows},
        heading="行    业",
        right="单位：万人",
        style="two",
        notes=("本表包括个体和私营企业就业人员及乡村就业人员。", *_NOTES),
    )
    yearbook_years_down(
        book.sheet("4-12"),
        f"4-12  {PROVINCE}城镇单位就业人员平均工资",
        {"城镇单位就业人员平均工资": volumes.average_wage()},
        right="单位：元",
        notes=_NOTES,
        style="whole",
    )


def _industry_prices(book: Book) -> None:
    yearbook_years_across(
        book.sheet("9-8"),
        f"9-8  {PROVINCE}分行业产出价格指数",
        industries.price_rows(),
        heading="行    业",
        right=_BASIS,
        notes=("本表由农产品生产者价格、工业生产者出厂价格和服务价格编成。", *_NOTES),
    )


def _cities(book: Book) -> None:
    cities.write_indicators(book.sheet("19-2"), f"19-2  {PROVINCE}各市国民经济主要指标")
    yearbook_years_across(
        book.sheet("19-4"),
        f"19-4  {PROVINCE}各市历年地区生产总值",
        cities.product_rows(),
        heading="市    别",
        right=_YI,
        style="two",
        notes=(_CURRENT, *_NOTES),
    )
    for name, title, rows in (
        ("19-8", f"各市{ELECTRONICS}营业收入", cities.electronics_rows()),
        ("19-9", "各市软件业务收入", cities.software_rows()),
    ):
        yearbook_years_across(
            book.sheet(name),
            f"{name}  {PROVINCE}{title}",
            rows,
            heading="市    别",
            right="单位：万元",
            style="whole",
            notes=_NOTES,
        )


FILES: tuple[SampleFile, ...] = (
    _table_file(PROVINCE, 2007, PROVINCIAL_EARLY),
    _table_file(PROVINCE, 2012, PROVINCIAL),
    _table_file(PROVINCE, 2017, PROVINCIAL),
    _table_file(NATION, 2007, NATIONAL_EARLY, "（构造）"),
    _table_file(NATION, 2017, NATIONAL, "（构造）"),
    SampleFile(f"{PROVINCE}主要行业营业收入.xlsx", _revenue),
    SampleFile(f"{PROVINCE}国民经济核算.xlsx", _accounts),
    SampleFile(f"{NATION}国民经济核算（构造）.xlsx", _national_accounts),
    SampleFile("固定资产投资价格指数（构造）.xlsx", _investment_prices),
    SampleFile(f"{NATION}工业生产者出厂价格指数（构造）.xlsx", _producer_prices),
    SampleFile(f"{PROVINCE}居民消费价格分类指数.xlsx", _consumer_prices),
    SampleFile(f"{PROVINCE}就业人员和平均工资.xlsx", _employment),
    SampleFile(f"{PROVINCE}分行业产出价格指数.xlsx", _industry_prices),
    SampleFile(f"{PROVINCE}各市主要指标.xlsx", _cities),
)
"""All files, in the order in which they are written."""
