"""Annual series on a sheet: years across or down, one series a row or column.

Three kinds of sheets are told apart by their years, not by their names: database exports
(指标/时间 head, 地区 and 2019年 across), data-terminal exports (指标名称, dates down or across)
and plain tables with a title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from gxde_desktop.importing.grid import Area, Cell, Grid, is_number
from gxde_desktop.importing.indicators import (
    basis_said,
    is_index,
    is_industry,
    is_total,
    split_terminal,
    take_apart,
    title_indicator,
    title_region,
    unit_word,
)
from gxde_desktop.importing.io_tables import Finding
from gxde_desktop.importing.labels import has_han, is_note, key, plain_name, squeeze
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.regions import region_named
from gxde_desktop.importing.units import Stated, find_unit, unit_in_brackets, unit_said
from gxde_desktop.importing.wording import msg
from gxde_desktop.importing.years import month_of, year_label
from models.messages import Message
from models.series import Basis
from models.sources import address

_REGION_HEADS = frozenset(
    map(key, ("地区", "省份", "省市", "省区市", "城市", "区域", "region", "市"))
)
_UNIT_HEADS = frozenset(map(key, ("单位", "计量单位", "unit")))
_CODE_HEADS = frozenset(map(key, ("代码", "代号", "指标id", "编码", "序号", "code")))
_META = frozenset(
    map(key, ("频率", "单位", "计量单位", "指标id", "来源", "数据来源", "更新时间", "时间区间",
              "备注", "国家", "状态", "起始时间", "结束时间", "frequency", "unit", "source"))
)  # fmt: skip
_INDICATOR_LINE = re.compile(r"^\s*指\s*标\s*[:：]\s*(.+)$", re.S)
_HEAD_LINE = re.compile(r"^\s*(?:数据库|时间|指标|单位|计量单位|频率)\s*[:：]")
_GENERIC_SHEET = re.compile(
    r"(?:sheet|工作表|csv|table)\s*\d*|.*年度数据.*|数据|data", re.IGNORECASE
)


@dataclass(slots=True)
class RawSeries:
    """One series as found, before questions are answered."""

    name: str
    region: str | None
    industry: str | None
    unit: str | None
    basis: Basis | None
    points: dict[int, tuple[float, int, int]] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    label_at: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class SeriesBlock:
    """One table of series: a heading with years and what belongs to it."""

    title: str
    title_at: tuple[int, int] | None
    area: Area
    header: Area
    labels: Area
    series: list[RawSeries]
    top: int = 0
    notes: list[Area] = field(default_factory=list)
    unit_at: tuple[int, int] | None = None
    findings: list[Finding] = field(default_factory=list)
    unused: list[tuple[Area, Message]] = field(default_factory=list)
    converted: dict[str, int] = field(default_factory=dict)
    across: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """What the lines above a table say."""

    title: str
    title_at: tuple[int, int] | None
    indicator: str
    region: str | None
    unit: Stated | None
    basis: Basis | None
    named_basis: Basis | None


def find_series(grid: Grid) -> tuple[list[SeriesBlock], Message | None]:
    """All series tables of a sheet, and why there are none."""
    headers = _across_headers(grid)
    down = _down_axis(grid)
    if down and len(down[1]) > max((len(years) for _, years in headers), default=0):
        return _down_block(grid, *down)
    if not headers:
        return [], msg("series.no_years")
    blocks = []
    for place, (row, years) in enumerate(headers):
        before = headers[place - 1][0] if place else -1
        after = headers[place + 1][0] if place + 1 < len(headers) else grid.n_rows
        block = _across_block(grid, row, years, before, after)
        if isinstance(block, Message):
            return [], block
        blocks.append(block)
    return [b for b in _joined(blocks) if b.series], msg("series.no_values")


def _bare(cell: Cell) -> bool:
    """A year heading that could as well be a figure."""
    return is_number(cell) or (isinstance(cell, str) and key(cell).isdigit())


def _across_headers(grid: Grid) -> list[tuple[int, dict[int, int]]]:
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


def _down_axis(grid: Grid) -> tuple[int, dict[int, int]] | None:
    best: tuple[int, dict[int, int]] | None = None
    for column in range(min(grid.n_cols, 8)):
        years: dict[int, int] = {}
        for row in range(grid.n_rows):
            year = year_label(grid.rows[row][column])
            if year is not None:
                years[row] = year
        values = list(years.values())
        if len(years) < 2 or (
            all(_bare(grid.rows[r][column]) for r in years)
            and not (values == sorted(values) or values == sorted(values, reverse=True))
        ):
            continue
        if best is None or len(years) > len(best[1]):
            best = (column, years)
    return best


def _context(grid: Grid, first: int, last: int) -> Context:
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
            title, title_at = text, (row, column)
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


def _not_annual(grid: Grid, cells: list[tuple[int, int]], years: list[int]) -> bool:
    if len(set(years)) == len(years):
        return False
    months = {month_of(grid.at(*cell)) for cell in cells}
    return len(months - {None}) > 1


def _across_block(
    grid: Grid, header: int, years: dict[int, int], before: int, after: int
) -> SeriesBlock | Message:
    if _not_annual(grid, [(header, c) for c in years], list(years.values())):
        return msg("series.not_annual")
    if len(set(years.values())) < len(years):
        return msg("series.year_twice", cell=address(header, min(years)))
    first = min(years)
    top = _title_top(grid, header, before)
    context = _context(grid, top, header - 1)
    roles = _label_columns(grid, header, after, first)
    items = [c for c in range(first) if roles.get(c) == "item"]
    region_column = next((c for c in range(first) if roles.get(c) == "region"), None)
    unit_column = next((c for c in roles if roles[c] == "unit"), None)
    block = SeriesBlock(
        context.title,
        context.title_at,
        (header + 1, first, header, max(years)),
        (header, 0, header, max(years)),
        (header + 1, 0, header, max(first - 1, 0)),
        [],
        top,
    )
    rows: list[tuple[int, RawSeries]] = []
    next_top = _title_top(grid, after, header) if after < grid.n_rows else after
    terminal_labels: list[tuple[RawSeries, str]] = []
    for row in range(header + 1, next_top):
        series = _across_row(grid, row, years, items, region_column, unit_column, block)
        if series is not None:
            rows.append((row, series))
            if series.path and re.search(r"[:：]", series.path[-1]):
                terminal_labels.append((series, series.path[-1]))
    if not rows:
        return block
    block.area = (rows[0][0], first, rows[-1][0], max(years))
    block.labels = (rows[0][0], 0, rows[-1][0], max(first - 1, 0))
    block.series = [series for _, series in rows]
    if unit_column is not None:
        block.unit_at = (header, unit_column)
    if len(terminal_labels) == len(rows):
        _apply_terminal(terminal_labels)
        _settle_plain(block, context, skip_names=True)
    else:
        _settle_plain(block, context)
    return block


def _title_top(grid: Grid, header: int, before: int) -> int:
    """First of the text-only lines above a heading."""
    row = header
    while row - 1 > before:
        cells = [cell for cell in grid.rows[row - 1] if cell is not None]
        numbers = sum(is_number(cell) or read_cell(cell).kind == "number" for cell in cells)
        if numbers or (cells and isinstance(cells[0], str) and is_note(cells[0])):
            break
        row -= 1
    return row


def _label_columns(grid: Grid, header: int, after: int, first: int) -> dict[int, str]:
    roles: dict[int, str] = {}
    for column in range(grid.n_cols):
        head = grid.shown(header, column)
        name = key(head) if isinstance(head, str) else ""
        if name in _UNIT_HEADS:
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
            sum(region_named(t) is not None for t in texts) >= 0.6 * len(texts)
        ):
            roles[column] = "region"
        elif sum(has_han(t) for t in texts) * 2 >= len(texts):
            roles[column] = "item"
    return roles


def _across_row(
    grid: Grid,
    row: int,
    years: dict[int, int],
    items: list[int],
    region_column: int | None,
    unit_column: int | None,
    block: SeriesBlock,
) -> RawSeries | None:
    path = tuple(squeeze(cell) for c in items if isinstance(cell := grid.shown(row, c), str))
    region_text = grid.shown(row, region_column) if region_column is not None else None
    region_label = squeeze(region_text) if isinstance(region_text, str) else ""
    label = path[-1] if path else region_label
    where = (row, 0, row, max(years))
    if label and is_note(label):
        block.notes.append(where)
        block.unused.append((where, msg("unused.note")))
        return None
    series = RawSeries("", region_named(region_label), None, None, None, path=path)
    series.label_at = (row, items[-1] if path else (region_column or 0))
    _collect(grid, block, series, {(row, c): y for c, y in years.items()})
    if not series.points:
        if label:
            reason = "unused.no_values" if (region_label or path) else "unused.text"
            block.unused.append((where, msg(reason, label=label)))
        return None
    if region_label and series.region is None:
        series.path = path or (region_label,)
        if not path:
            block.findings.append(
                Finding("info", msg("series.region_unknown", label=region_label),
                        row, region_column)
            )  # fmt: skip
            series.region = region_label
    if not label:
        block.unused.append((where, msg("unused.no_label")))
        return None
    if unit_column is not None and isinstance(unit := grid.shown(row, unit_column), str):
        series.unit, series.basis = unit_word(unit), basis_said(unit)
    return series


def _collect(
    grid: Grid, block: SeriesBlock, series: RawSeries, cells: dict[tuple[int, int], int]
) -> None:
    for (row, column), year in cells.items():
        cell = grid.at(row, column)
        reading = read_cell(cell)
        if reading.kind == "number" and reading.value is not None:
            series.points[year] = (reading.value, row, column)
            if reading.rule and not (reading.rule == "plain" and not grid.typed):
                block.converted[reading.rule] = block.converted.get(reading.rule, 0) + 1
        elif reading.kind == "text":
            block.findings.append(
                Finding("warning", msg("series.text_in_data", text=str(cell)[:40]), row, column)
            )


def _down_block(
    grid: Grid, axis: int, years: dict[int, int]
) -> tuple[list[SeriesBlock], Message | None]:
    if _not_annual(grid, [(r, axis) for r in years], list(years.values())):
        return [], msg("series.not_annual")
    if len(set(years.values())) < len(years):
        return [], msg("series.year_twice", cell=address(min(years), axis))
    first, last = min(years), max(years)
    top = _header_top(grid, axis, first)
    context = _context(grid, 0, top - 1)
    block = SeriesBlock(
        context.title,
        context.title_at,
        (first, axis + 1, last, grid.n_cols - 1),
        (top, axis, first - 1, grid.n_cols - 1),
        (first, axis, last, axis),
        [],
        across=False,
    )
    terminal: list[tuple[RawSeries, str]] = []
    for column in range(axis + 1, grid.n_cols):
        series = _down_column(grid, column, axis, top, first, years, block)
        if series is not None:
            block.series.append(series)
            if re.search(r"[:：]", series.path[-1]):
                terminal.append((series, series.path[-1]))
    for row in range(last + 1, grid.n_rows):
        if grid.filled(row):
            block.notes.append((row, 0, row, grid.n_cols - 1))
            note = any(isinstance(c, str) and is_note(c) for c in grid.rows[row])
            block.unused.append(
                ((row, 0, row, grid.n_cols - 1), msg("unused.note" if note else "unused.text"))
            )
    if terminal and len(terminal) == len(block.series):
        _apply_terminal(terminal)
        _settle_plain(block, context, skip_names=True)
    else:
        _settle_plain(block, context)
    return ([block], None) if block.series else ([], msg("series.no_values"))


def _header_top(grid: Grid, axis: int, first: int) -> int:
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


def _down_column(
    grid: Grid,
    column: int,
    axis: int,
    top: int,
    first: int,
    years: dict[int, int],
    block: SeriesBlock,
) -> RawSeries | None:
    path: list[str] = []
    unit, basis, label_at = None, None, (top, column)
    for row in range(top, first):
        head = grid.rows[row][axis]
        cell = grid.shown(row, column)
        if not isinstance(cell, str):
            continue
        if isinstance(head, str) and key(head) in _META:
            if key(head) in _UNIT_HEADS:
                unit, basis = unit_word(cell), basis_said(cell)
            continue
        text = squeeze(cell)
        if not path or path[-1] != text:
            path.append(text)
            label_at = (row, column)
    if any(has_han(p) for p in path):
        path = [p for p in path if has_han(p) or unit_in_brackets(p)]
    series = RawSeries("", None, None, unit, basis, path=tuple(path), label_at=label_at)
    _collect(grid, block, series, {(row, column): year for row, year in years.items()})
    where = (top, column, max(years), column)
    if not series.points:
        if path:
            block.unused.append((where, msg("unused.no_values", label=path[-1])))
        return None
    if not path:
        block.unused.append((where, msg("unused.no_label")))
        return None
    return series


def _apply_terminal(labels: list[tuple[RawSeries, str]]) -> None:
    for (series, _), parts in zip(
        labels, split_terminal([text for _, text in labels]), strict=True
    ):
        series.name = parts.name
        series.region = parts.region or series.region
        series.industry = parts.industry
        series.unit = series.unit or parts.unit
        series.basis = series.basis or parts.basis


def _settle_plain(block: SeriesBlock, context: Context, *, skip_names: bool = False) -> None:
    """Names, industries, units and basis from the labels, then from the lines above."""
    if not skip_names:
        leaves = [series.path[-1] for series in block.series if series.path]
        regions = [leaf for leaf in leaves if region_named(leaf)]
        by_region = leaves and len(regions) * 2 >= len(leaves)
        industries = [leaf for leaf in leaves if is_industry(leaf)]
        by_industry = bool(context.indicator) and len(industries) * 2 >= max(len(leaves), 1)
        for series in block.series:
            _name(series, context, by_region=bool(by_region), by_industry=by_industry)
    for series in block.series:
        if series.region is None:
            series.region = context.region
        if series.basis is None and context.basis is not None:
            named = is_index(series.name) or context.named_basis is not None
            series.basis = context.basis if named or not series.name else None
        amount = series.basis in (None, Basis.VALUE) and not is_index(series.name)
        if series.unit is None and amount and context.unit:
            series.unit = context.unit.value
        if series.basis is None and series.name and not is_index(series.name):
            series.basis = Basis.VALUE
        if series.basis in (Basis.INDEX_PREVIOUS_100, Basis.INDEX_FIXED_BASE):
            series.unit = None
    if context.unit and context.unit.place != "sheet":
        block.findings.append(Finding("info", msg("series.unit_read", unit=context.unit.value,
                                                  place=context.unit.place)))  # fmt: skip


def _name(series: RawSeries, context: Context, *, by_region: bool, by_industry: bool) -> None:
    title = take_apart(context.indicator) if context.indicator else None
    leaf = series.path[-1] if series.path else ""
    if (not leaf or (by_region and region_named(leaf))) and title is not None:
        series.region = series.region or region_named(leaf)
        heading = title
    elif not leaf or (by_region and region_named(leaf)):
        series.region = series.region or region_named(leaf)
        return
    elif by_industry and title is not None:
        heading = title
        part = take_apart(leaf)
        series.industry = None if is_total(leaf) else part.name
        series.unit = series.unit or part.unit
    else:
        heading = take_apart(leaf)
        if not heading.name and len(series.path) > 1:
            heading = take_apart(series.path[-2])
        if is_total(heading.name) and len(series.path) > 1:
            heading = take_apart(series.path[-2])
        above = [basis for text in series.path[:-1] if (basis := basis_said(text))]
        if heading.basis is None and above:
            series.basis = series.basis or above[-1]
    series.name = plain_name(heading.name)
    series.unit = series.unit or heading.unit
    series.basis = series.basis or heading.basis


def _joined(blocks: list[SeriesBlock]) -> list[SeriesBlock]:
    """A block headed 续表 continues the one before: its series go on where they are the same."""
    joined: list[SeriesBlock] = []
    for block in blocks:
        if joined and block.title and "续表" in key(block.title):
            target = joined[-1]
            known = {(s.name, s.region, s.industry, s.path): s for s in target.series}
            for series in block.series:
                same = known.get((series.name, series.region, series.industry, series.path))
                if same and not set(same.points) & set(series.points):
                    same.points |= series.points
                else:
                    target.series.append(series)
            target.unused += block.unused
            target.findings += block.findings
            continue
        joined.append(block)
    return joined


def generic_sheet(name: str) -> bool:
    """A sheet name that names no indicator: Sheet1, 分省年度数据."""
    return _GENERIC_SHEET.fullmatch(name.strip()) is not None
