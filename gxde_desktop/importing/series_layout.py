"""Where the years, headings and labels of a series table stand on a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from gxde_desktop.importing.grid import Cell, Grid, is_number
from gxde_desktop.importing.indicators import basis_said, title_indicator, title_region
from gxde_desktop.importing.labels import chinese, has_han, is_note, key, squeeze
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.regions import region_named
from gxde_desktop.importing.units import Stated, find_unit, unit_said
from gxde_desktop.importing.years import year_label
from models.series import Basis

_REGION_HEADS = frozenset(
    map(key, ("地区", "省份", "省市", "省区市", "城市", "区域", "region", "市"))
)
UNIT_HEADS = frozenset(map(key, ("单位", "计量单位", "unit")))
_CODE_HEADS = frozenset(map(key, ("代码", "代号", "指标id", "编码", "序号", "code")))
META = frozenset(
    map(key, ("频率", "单位", "计量单位", "指标id", "来源", "数据来源", "更新时间", "时间区间",
              "备注", "国家", "状态", "起始时间", "结束时间", "frequency", "unit", "source"))
)  # fmt: skip
_INDICATOR_LINE = re.compile(r"^\s*指\s*标\s*[:：]\s*(.+)$", re.S)
_HEAD_LINE = re.compile(r"^\s*(?:数据库|时间|指标|单位|计量单位|频率)\s*[:：]")
_GENERIC_SHEET = re.compile(
    r"(?:sheet|工作表|csv|table)\s*\d*|.*年度数据.*|数据|data", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the lines above a table say of it."""

    title: str
    title_at: tuple[int, int] | None
    indicator: str
    region: str | None
    unit: Stated | None
    basis: Basis | None
    named_basis: Basis | None

    @property
    def several(self) -> bool:
        """The title names more than one thing (产值及增长速度)."""
        return any(word in self.indicator for word in ("及", "和", "与"))

    def under(self, head: Context) -> Context:
        """This table's context within the sheet's: what it does not say, the sheet's title says."""
        return Context(
            self.title or head.title,
            self.title_at or head.title_at,
            head.indicator or self.indicator,
            self.region or head.region,
            self.unit or head.unit,
            self.basis or head.basis,
            self.named_basis or head.named_basis,
        )


def _bare(cell: Cell) -> bool:
    """A year heading that could as well be a figure."""
    return is_number(cell) or (isinstance(cell, str) and key(cell).isdigit())


def across_headers(grid: Grid) -> list[tuple[int, dict[int, int]]]:
    found = []
    for row in range(grid.n_rows):
        years = {
            column: year
            for column, cell in enumerate(grid.rows[row])
            if cell is not None and (year := year_label(cell)) is not None
        }
        if len(years) < 2:
            continue
        first = min(years)
        beside = sum(cell is not None for cell in grid.rows[row][first:])
        if len(years) < 0.6 * beside:
            continue
        values = list(years.values())
        if any(_bare(grid.rows[row][c]) for c in years) and not _looks_like_axis(values):
            continue
        found.append((row, years))
    # Below a heading, a row of figures between 1900 and 2099 is data, not another heading.
    if found and not _bare(grid.rows[found[0][0]][min(found[0][1])]):
        found = [(row, years) for row, years in found if not _bare(grid.rows[row][min(years)])]
    return found


def _looks_like_axis(years: list[int]) -> bool:
    steps = [b - a for a, b in pairwise(years)]
    same_way = all(s > 0 for s in steps) or all(s < 0 for s in steps)
    return same_way and sum(abs(s) == 1 for s in steps) * 2 >= len(steps)


def _runs_down(years: list[int]) -> bool:
    """Bare numbers down a column that step like years, in one or a few runs."""
    steps = [b - a for a, b in pairwise(years)]
    up = sum(0 < s <= 10 for s in steps)
    down = sum(-10 <= s < 0 for s in steps)
    return max(up, down) >= 0.6 * len(steps)


def down_axis(grid: Grid) -> tuple[int, dict[int, int]] | None:
    best: tuple[int, dict[int, int]] | None = None
    for column in range(min(grid.n_cols, 8)):
        years: dict[int, int] = {}
        for row in range(grid.n_rows):
            year = year_label(grid.rows[row][column])
            if year is not None:
                years[row] = year
        values = list(years.values())
        # A column with other numbers too holds figures, of which some look like years.
        others = sum(is_number(row[column]) for row in grid.rows) - sum(
            is_number(grid.rows[r][column]) for r in years
        )
        if others > 0.2 * len(years):
            continue
        if len(years) < 2 or (
            all(_bare(grid.rows[r][column]) for r in years) and not _runs_down(values)
        ):
            continue
        if best is None or len(years) > len(best[1]):
            best = (column, years)
    return best


def read_context(grid: Grid, first: int, last: int) -> Context:
    """What rows first..last (above a table) say about it."""
    lines = [
        (r, c, t) for r, c, t in grid.texts(first, last) if not is_note(t)
    ] if last >= first else []  # fmt: skip
    indicator, title, title_at = "", "", None
    for row, column, text in lines:
        found = _INDICATOR_LINE.match(text)
        if found:
            indicator = found.group(1)
        elif (
            not title
            and has_han(text)
            and not (
                _HEAD_LINE.match(text) or unit_said(text) or text.strip().startswith(("(", "（"))
            )
        ):
            title, title_at = chinese(text), (row, column)
    said = next((b for _, _, t in lines if (b := basis_said(t))), None)
    unit = find_unit([line for line in lines if not _INDICATOR_LINE.match(line[2])], "")
    region = title_region(title) if title else None
    if region is None and indicator:
        region = title_region(indicator)
    return Context(
        squeeze(title),
        title_at,
        indicator or title_indicator(title),
        region,
        unit,
        said,
        basis_said(indicator or title),
    )


def title_top(grid: Grid, header: int, before: int) -> int:
    """First of the text-only lines above a heading."""
    row = header
    while row - 1 > before:
        cells = [cell for cell in grid.rows[row - 1] if cell is not None]
        numbers = sum(is_number(cell) or read_cell(cell).kind == "number" for cell in cells)
        if numbers or (cells and isinstance(cells[0], str) and is_note(cells[0])):
            break
        row -= 1
    return row


def label_columns(grid: Grid, header: int, after: int, first: int) -> dict[int, str]:
    roles: dict[int, str] = {}
    for column in range(grid.n_cols):
        head = grid.shown(header, column)
        name = key(chinese(head)) if isinstance(head, str) else ""
        if name in UNIT_HEADS:
            roles[column] = "unit"
        if column >= first:
            continue
        texts = [
            cell for row in range(header + 1, after)
            if isinstance(cell := grid.rows[row][column], str) and not is_note(cell)
        ]  # fmt: skip
        if column in roles:
            continue
        if name in _CODE_HEADS or not texts:
            roles[column] = "code"
        elif name in _REGION_HEADS or (
            sum(region_named(chinese(t)) is not None for t in texts) >= 0.6 * len(texts)
        ):
            roles[column] = "region"
        elif sum(has_han(t) for t in texts) * 2 >= len(texts):
            roles[column] = "item"
    return roles


def header_top(grid: Grid, axis: int, first: int) -> int:
    top = first
    while top > 0:
        cells = grid.filled(top - 1)
        beyond = [c for c in cells if c > axis]
        lone = len(cells) == 1 and (
            cells[0] <= axis or grid.anchor(top - 1, grid.n_cols - 1)[1] <= cells[0]
        )
        said = any(isinstance(grid.rows[top - 1][c], str) and unit_said(str(grid.rows[top - 1][c]))
                   for c in cells)  # fmt: skip
        if not beyond or lone or said:
            if beyond and not lone and said and len(beyond) > 2:
                top -= 1
                continue
            break
        top -= 1
    return top
