"""The real files of Guangxi with the stand-ins that a person named, for tests that read them."""

from __future__ import annotations

from pathlib import Path

ANSWERS = {
    "0401:region": "全国",
    "0101:region": "全国",
    "主营业务收入:unit": "万元",
    "固定资本形成总额:unit": "亿元",
    "固定资产投资价格指数:basis": "index_previous_100",
    "地区生产总值:name": "地区生产总值",
    "地区生产总值:unit": "亿元",
}
"""What the files do not say."""

SETTINGS = {
    "software.activity": "gdp",
    "all.price_method": "proxy",
    "all.price_series": "商品零售价格指数",
    "cpi_series": "商品零售价格指数",
}
"""Stand-ins for series that the files do not hold."""


def guangxi_files(real_data: Path) -> list[Path]:
    """The region's two tables, the national ones that split them, the annual series."""
    tables, series = real_data / "投入产出表", real_data / "年度数据"
    return [
        *(tables / f"广西{year}_42部门.xls" for year in (2007, 2017)),
        tables / "全国2007_135部门_多表.xls",
        tables / "全国2017_149部门.xlsx",
        *sorted(series.glob("*.xls*")),
    ]


def guangxi_words() -> list[str]:
    """The same as options of `run`."""
    words = [f"--assume={name}={value}" for name, value in ANSWERS.items()]
    return words + [f"--set={name}={value}" for name, value in SETTINGS.items()]
