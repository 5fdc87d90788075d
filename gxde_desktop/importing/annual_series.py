"""Annual series on a sheet: years across or down, one series a row or column.

Three kinds of sheets are told apart by their years, not by their names: database exports
(指标/时间 head, 地区 and 2019年 across), data-terminal exports (指标名称, dates down or across)
and plain tables with a title.
"""

from __future__ import annotations

import re

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.indicators import (
    basis_said,
    is_index,
    unit_word,
)
from gxde_desktop.importing.io_panel import Finding
from gxde_desktop.importing.labels import chinese, has_han, is_note, key, squeeze
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.regions import region_named
from gxde_desktop.importing.series_layout import (
    META,
    UNIT_HEADS,
    Context,
    across_headers,
    down_axis,
    header_top,
    label_columns,
    read_context,
    title_top,
)
from gxde_desktop.importing.series_names import RawSeries, SeriesBlock, apply_terminal, settle_plain
from gxde_desktop.importing.units import unit_in_brackets
from gxde_desktop.importing.wording import msg
from gxde_desktop.importing.years import month_of
from models.messages import Message
from models.sources import address


def find_series(grid: Grid) -> tuple[list[SeriesBlock], Message | None]:
    """All series tables of a sheet, and why there are none."""
    headers = across_headers(grid)
    down = down_axis(grid)
    if down and len(down[1]) > max((len(years) for _, years in headers), default=0):
        return _down_blocks(grid, *down)
    if not headers:
        return [], msg("series.no_years")
    blocks: list[SeriesBlock] = []
    context: Context | None = None
    for place, (row, years) in enumerate(headers):
        before = headers[place - 1][0] if place else -1
        after = headers[place + 1][0] if place + 1 < len(headers) else grid.n_rows
        above = read_context(grid, title_top(grid, row, before), row - 1)
        if context is not None and (not above.title or "续表" in above.title):
            above = above.under(context)
        context = above
        block = _across_block(grid, row, years, before, after, context)
        if isinstance(block, Message):
            return [], block
        blocks.append(block)
    unlabelled = any(
        reason.code.endswith("no_label") for block in blocks for _, reason in block.unused
    )
    why = msg("series.no_labels") if unlabelled else msg("series.no_values")
    return [b for b in _joined(blocks) if b.series], why


def _not_annual(grid: Grid, cells: list[tuple[int, int]], years: list[int]) -> bool:
    if len(set(years)) == len(years):
        return False
    months = {month_of(grid.at(*cell)) for cell in cells}
    return len(months - {None}) > 1


def _across_block(
    grid: Grid, header: int, years: dict[int, int], before: int, after: int, context: Context
) -> SeriesBlock | Message:
    if _not_annual(grid, [(header, c) for c in years], list(years.values())):
        return msg("series.not_annual")
    if len(set(years.values())) < len(years):
        return msg("series.year_twice", cell=address(header, min(years)))
    first = min(years)
    top = title_top(grid, header, before)
    roles = label_columns(grid, header, after, first)
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
    next_top = title_top(grid, after, header) if after < grid.n_rows else after
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
        apply_terminal(terminal_labels)
        settle_plain(block, context, skip_names=True)
    else:
        settle_plain(block, context)
    return block


def _across_row(
    grid: Grid,
    row: int,
    years: dict[int, int],
    items: list[int],
    region_column: int | None,
    unit_column: int | None,
    block: SeriesBlock,
) -> RawSeries | None:
    path = tuple(
        squeeze(chinese(cell)) for c in items if isinstance(cell := grid.shown(row, c), str)
    )
    region_text = grid.shown(row, region_column) if region_column is not None else None
    region_label = squeeze(chinese(region_text)) if isinstance(region_text, str) else ""
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


def _down_blocks(
    grid: Grid, axis: int, years: dict[int, int]
) -> tuple[list[SeriesBlock], Message | None]:
    """Tables one below the other, each with its own run of years."""
    if _not_annual(grid, [(r, axis) for r in years], list(years.values())):
        return [], msg("series.not_annual")
    runs = _runs(grid, axis, years)
    blocks: list[SeriesBlock] = []
    end = -1
    for place, run in enumerate(runs):
        first = min(run)
        top = header_top(grid, axis, first)
        if top <= end or top == first:
            return [], msg("series.year_twice", cell=address(first, axis))
        start = title_top(grid, top, end) if place else 0
        following = runs[place + 1] if place + 1 < len(runs) else None
        stop = grid.n_rows
        if following:
            stop = title_top(grid, header_top(grid, axis, min(following)), max(run))
        block = _down_block(grid, axis, run, start, top, stop)
        if blocks and not block.title:
            block.title, block.title_at = blocks[0].title, blocks[0].title_at
        if block.series:
            blocks.append(block)
        end = max(run)
    return blocks, None if blocks else msg("series.no_values")


def _runs(grid: Grid, axis: int, years: dict[int, int]) -> list[dict[int, int]]:
    """Cut the years of a column where they stop going one way, or other text comes between."""
    runs: list[dict[int, int]] = []
    step = 0
    last_row, last_year = -1, 0
    for row, year in years.items():
        between = any(isinstance(grid.rows[r][axis], str) for r in range(last_row + 1, row))
        turned = year == last_year or (step and (year > last_year) != (step > 0))
        if not runs or between or turned:
            runs.append({})
            step = 0
        else:
            step = step or (1 if year > last_year else -1)
        runs[-1][row] = year
        last_row, last_year = row, year
    return runs


def _down_block(
    grid: Grid, axis: int, years: dict[int, int], start: int, top: int, stop: int
) -> SeriesBlock:
    first, last = min(years), max(years)
    context = read_context(grid, start, top - 1)
    if start and not is_index(context.indicator):
        # A table further down the sheet lives under the sheet's own title.
        head = read_context(grid, 0, min(3, start - 1))
        context = context.under(head)
    block = SeriesBlock(
        context.title,
        context.title_at,
        (first, axis + 1, last, grid.n_cols - 1),
        (top, axis, first - 1, grid.n_cols - 1),
        (first, axis, last, axis),
        [],
        start,
        across=False,
    )
    terminal: list[tuple[RawSeries, str]] = []
    for column in range(axis + 1, grid.n_cols):
        series = _down_column(grid, column, axis, top, first, years, block)
        if series is not None:
            block.series.append(series)
            if re.search(r"[:：]", series.path[-1]):
                terminal.append((series, series.path[-1]))
    for row in range(last + 1, stop):
        if grid.filled(row):
            block.notes.append((row, 0, row, grid.n_cols - 1))
            note = any(isinstance(c, str) and is_note(c) for c in grid.rows[row])
            block.unused.append(
                ((row, 0, row, grid.n_cols - 1), msg("unused.note" if note else "unused.text"))
            )
    if terminal and len(terminal) == len(block.series):
        apply_terminal(terminal)
        settle_plain(block, context, skip_names=True)
    else:
        settle_plain(block, context)
    return block


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
        if isinstance(head, str) and key(head) in META:
            if key(head) in UNIT_HEADS:
                unit, basis = unit_word(cell), basis_said(cell)
            continue
        text = squeeze(chinese(cell))
        if not path or path[-1] != text:
            path.append(text)
            label_at = (row, column)
    if any(has_han(p) for p in path):
        foreign = [u for p in path if not has_han(p) and (u := unit_in_brackets(p))]
        path = [p for p in path if has_han(p)]
        if unit is None and foreign and not any(unit_in_brackets(p) for p in path):
            unit = foreign[-1]
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
