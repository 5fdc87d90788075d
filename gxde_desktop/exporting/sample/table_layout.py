"""Input-output tables in the layouts of official files: merged headers, codes, subtotals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gxde_desktop.exporting.sample.balance import IntArray, Table
from gxde_desktop.exporting.sample.book import Sheet

_FIRST = 3
"""Column of the first sector, after quadrant, name and code."""

_ROWS: Mapping[str, str] = {
    "TII": "中间投入合计",
    "VA001": "劳动者报酬",
    "VA002": "生产税净额",
    "VA003": "固定资产折旧",
    "VA004": "营业盈余",
    "TVA": "增加值合计",
    "TI": "总投入",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How an edition prints a table.

    above: lines over the header, with {region} and {year}. depth: rows of the header.
    headings: code -> headings from the top, for the columns after the sectors.
    wrap: characters before a line break inside a sector's heading. The code row stands
    under the header, `corner` in its first and third cell.
    """

    sheet: str
    above: tuple[str, ...]
    depth: int
    headings: Mapping[str, tuple[str, ...]]
    corner: tuple[str, str]
    wrap: int


def _headings(middle: str, outside: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Headings of an edition with household, government and capital groups."""
    final = "最终使用"
    consumption, households, capital = (
        (final, "最终消费支出"),
        "居民消费支出",
        (final, "资本形成总额"),
    )
    found: dict[str, tuple[str, ...]] = {
        "TIU": (middle, "中间使用合计"),
        "FU101": (*consumption, households, "农村居民"),
        "FU102": (*consumption, households, "城镇居民"),
        "THC": (*consumption, households, "小计"),
        "FU103": (*consumption, "政府消费支出"),
        "TC": (*consumption, "合计"),
        "FU201": (*capital, "固定资本\n形成总额"),
        "FU202": (*capital, "存货变动"),
        "GCF": (*capital, "合计"),
    }
    for code, label in outside.items():
        # What is sold outside and the total are final uses; the rest stands alone.
        found[code] = (final, label) if code in ("EX", "OF", "FU302", "TFU") else (label,)
    return found


_BASIS = "(按当年生产者价格计算)"
_BILINGUAL = "(按当年生产者价格计算) (Data are calculated at producers' prices in {year})"
_UNIT = "单位：万元"
_MIDDLE = "中间使用"

PROVINCIAL_EARLY = Layout(
    sheet="{region}",
    above=("{region}{year}年投入产出表", _BASIS, _UNIT),
    depth=4,
    headings=_headings(
        _MIDDLE,
        {"FU302": "流出", "TFU": "最终使用合计", "FU304": "流入", "ERR": "其他", "GO": "总产出"},
    ),
    corner=("代码", "-"),
    wrap=6,
)
"""Exports and outflow together, as provinces printed them in 2007."""

PROVINCIAL = Layout(
    sheet="{region}{year}",
    above=("{region}{year}年投入产出表", "（按当年生产者价格计算）", _UNIT),
    depth=4,
    headings=_headings(
        _MIDDLE,
        {
            "EX": "出  口",
            "OF": "国内省外\n流    出",
            "TFU": "最终使用\n合    计",
            "IM": "进  口",
            "IF": "国内省外\n流    入",
            "ERR": "其  他",
            "GO": "总产出",
        },
    ),
    corner=("代码", "-"),
    wrap=5,
)

NATIONAL_EARLY = Layout(
    sheet="基本流量表",
    above=("{year}年{region}投入产出表", "Input-Output Table", _BILINGUAL, _UNIT),
    depth=4,
    headings=_headings(
        _MIDDLE,
        {"EX": "出口", "TFU": "最终使用合计", "IM": "进口", "ERR": "其他", "GO": "总产出"},
    ),
    corner=("代码", "-"),
    wrap=7,
)

NATIONAL = Layout(
    sheet="{year}年{region}投入产出表",
    above=("{year}年{region}投入产出表", _BILINGUAL, _UNIT),
    depth=2,
    headings={
        "TIU": (_MIDDLE, "中间使用合计"),
        "FU101": ("最终使用", "农村居民消费支出"),
        "FU102": ("最终使用", "城镇居民消费支出"),
        "THC": ("最终使用", "居民消费支出"),
        "FU103": ("最终使用", "政府消费支出"),
        "TC": ("最终使用", "消费支出合计"),
        "FU201": ("最终使用", "固定资本形成总额"),
        "FU202": ("最终使用", "存货变动"),
        "GCF": ("最终使用", "资本形成总额"),
        "EX": ("最终使用", "出口"),
        "TFU": ("最终使用", "最终使用合计"),
        "IM": ("进口",),
        "ERR": ("其他",),
        "GO": ("总产出",),
    },
    corner=("部门名称", "代码"),
    wrap=30,
)


def write_table(sheet: Sheet, table: Table, layout: Layout) -> None:
    """Print a table: lines above, header, codes, quadrants, the annotation below."""
    plan = table.plan
    n = len(plan.sectors)
    width = _FIRST + n + len(layout.headings)
    for row, line in enumerate(layout.above):
        text = line.format(region=plan.region, year=plan.year)
        box = (row, 0, row, width - 1 if row == 0 else 1)
        sheet.span(box, text, "title" if row == 0 else "line")
    top = len(layout.above)
    _write_header(sheet, table, layout, top)
    _write_numbers(sheet, table, layout, top + layout.depth + 1)
    sheet.widths((0, 0, 5), (1, 1, 34), (2, 2, 8), (_FIRST, width - 1, 13))
    sheet.freeze(top + layout.depth + 1, _FIRST)


def _write_header(sheet: Sheet, table: Table, layout: Layout, top: int) -> None:
    bottom = top + layout.depth - 1
    sectors = table.plan.sectors
    sheet.span((top, 0, bottom, 1), "              产    出\n\n投    入", "head")
    sheet.span((top, 2, bottom, 2), "部门名称" if layout.corner[1] == "代码" else "代码", "head")
    paths = [(_MIDDLE, _wrapped(name, layout.wrap)) for name in sectors.names]
    _write_headings(sheet, [*paths, *layout.headings.values()], top, layout.depth)
    codes = bottom + 1
    sheet.span((codes, 0, codes, 1), layout.corner[0], "code")
    sheet.put(codes, 2, layout.corner[1], "code")
    for place, code in enumerate((*sectors.codes, *layout.headings)):
        sheet.put(codes, _FIRST + place, code, "code")


def _write_headings(sheet: Sheet, paths: list[tuple[str, ...]], top: int, depth: int) -> None:
    """Headings as a tree: neighbours share what they have in common, leaves reach the bottom."""
    for level in range(depth):
        start = 0
        while start < len(paths):
            stop = start + 1
            path = paths[start]
            if level < len(path) - 1:
                while (
                    stop < len(paths)
                    and paths[stop][: level + 1] == path[: level + 1]
                    and level < len(paths[stop]) - 1
                ):
                    stop += 1
            if level < len(path):
                last = top + depth - 1 if level == len(path) - 1 else top + level
                box = (top + level, _FIRST + start, last, _FIRST + stop - 1)
                sheet.span(box, path[level], "head")
            start = stop


def _write_numbers(sheet: Sheet, table: Table, layout: Layout, first: int) -> None:
    sectors = table.plan.sectors
    n = len(sectors)
    style = "two" if table.plan.digits else "whole"
    columns = [table.columns[code] for code in layout.headings]
    sheet.span((first, 0, first + n, 0), "中    间    投    入", "head")
    for i, name in enumerate(sectors.names):
        sheet.put(first + i, 1, name, "label")
        sheet.put(first + i, 2, sectors.codes[i], "code")
        _print(sheet, table, first + i, table.flows[i], style)
        ends = table.printed(np.array([column[i] for column in columns], dtype=np.int64))
        sheet.run(first + i, _FIRST + n, [float(end) for end in ends], style)
    row = first + n
    sheet.span((row + 1, 0, row + 5, 0), "增加值", "head")
    for code, label in _ROWS.items():
        if code == "TI":
            sheet.span((row, 0, row, 1), label, "head")
        else:
            sheet.put(row, 1, label, "label")
        sheet.put(row, 2, code, "code")
        _print(sheet, table, row, table.rows[code], style)
        total = float(table.printed(table.rows[code].sum()))
        sheet.put(row, _FIRST + n, total, style)
        if code == "TII":
            sums = [float(table.printed(column.sum())) for column in columns[1:]]
            sheet.run(row, _FIRST + n + 1, sums, style)
        row += 1
    sheet.note(row)


def _print(sheet: Sheet, table: Table, row: int, units: IntArray, style: str) -> None:
    sheet.run(row, _FIRST, [float(value) for value in table.printed(units)], style)


def _wrapped(name: str, width: int) -> str:
    """A heading with line breaks, as narrow printed columns have them."""
    return "\n".join(name[i : i + width] for i in range(0, len(name), width))
