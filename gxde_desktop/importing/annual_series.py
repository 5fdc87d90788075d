"""Annual series on a sheet, however it is laid out.

Every figure takes what its row, its column, the lines between the figures and the lines above
the table say: indicator, region, industry, unit, basis, year. Figures that agree in all but
the year are one series. So years may stand across, down, over groups of columns, in lines
between the figures, in a column of a long table, or in the title only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gxde_desktop.importing.corrections import NO_CORRECTIONS, Corrections
from gxde_desktop.importing.facets import Facet, words
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.indicators import is_index, split_terminal
from gxde_desktop.importing.io_panel import Finding
from gxde_desktop.importing.labels import chinese, is_note, key
from gxde_desktop.importing.regions import province_of
from gxde_desktop.importing.series_cells import BARE_YEAR, NUMBER, kind_of, without_spaces
from gxde_desktop.importing.series_columns import Part, parts_of
from gxde_desktop.importing.series_context import Context, contexts_beside, read_context
from gxde_desktop.importing.series_corrected import corrected_panels
from gxde_desktop.importing.series_dates import refuse_months, refuse_repeated
from gxde_desktop.importing.series_found import SeriesBlock
from gxde_desktop.importing.series_heads import Column, column_heads
from gxde_desktop.importing.series_join import joined, merged_halves
from gxde_desktop.importing.series_names import Manner, most_are
from gxde_desktop.importing.series_panels import Panel, find_panels_of_series
from gxde_desktop.importing.series_read import MOST_SERIES, NotUsed, Reader
from gxde_desktop.importing.series_rows import Row, rows_of
from gxde_desktop.importing.series_settle import settle
from gxde_desktop.importing.series_short_years import with_whole_years
from gxde_desktop.importing.series_split import with_whole_headings
from gxde_desktop.importing.series_units import apply_notes
from gxde_desktop.importing.wording import msg
from models.messages import Message

MOST_PANELS = 500
"""Tables on one sheet: more are records of another kind, each under a heading of its own."""
_COLON = re.compile("[:：]")


def find_series(
    grid: Grid, corrections: Corrections = NO_CORRECTIONS
) -> tuple[list[SeriesBlock], Message | None]:
    """All series tables of a sheet, and why there are none.

    corrections: where a person said that things stand; taken as given.
    """
    grid, short = with_whole_years(without_spaces(grid))
    panels = corrected_panels(grid, corrections) or find_panels_of_series(grid)
    if len(panels) > MOST_PANELS:
        return [], msg("series.too_many_tables", count=len(panels), most=MOST_PANELS)
    grid = with_whole_headings(grid, panels)
    blocks: list[SeriesBlock] = []
    why: Message | None = None
    left_out: list[tuple[Panel, Message]] = []
    for family in _families(grid, panels):
        read: list[tuple[Panel, Context, list[_Half]]] = []
        for panel, context in family:
            try:
                last = read[-1][2][-1].rows[-1] if read else None
                read.append((panel, context, _halves(grid, panel, corrections, last)))
            except NotUsed as reason:
                why = why or reason.message
                left_out.append((panel, reason.message))
        if not read:
            continue
        manner = _manner([half for _, _, halves in read for half in halves], read[0][1])
        for panel, context, halves in _apart(grid, read):
            try:
                block = _block(grid, panel, halves, context, manner, corrections)
            except NotUsed as reason:
                why = why or reason.message
                left_out.append((panel, reason.message))
                continue
            if block.series:
                block.continued = panel.continued
                block.untitled = context.sub and not panel.continued
                blocks.append(block)
            elif block.unused:
                codes = {reason.code for _, reason in block.unused}
                lost = "importing.unused.no_label" in codes
                left_out.append((panel, msg("series.no_labels" if lost else "series.no_values")))
                why = why or left_out[-1][1]
    if not blocks:
        return [], why or msg("series.no_years")
    for panel, message in left_out:
        _leave_out(grid, panel, message, blocks[0])
    done = joined(blocks)
    if short is not None:
        done[0].findings.append(Finding("info", msg("series.short_years"), *short))
    for block in done:
        apply_notes(grid, block)
    return done, why


def _apart(
    grid: Grid, read: list[tuple[Panel, Context, list[_Half]]]
) -> Iterator[tuple[Panel, Context, list[_Half]]]:
    """The panels, halves with titles or units of their own as the tables that they are."""
    for panel, context, halves in read:
        several = (
            contexts_beside(grid, panel, [half.part.first for half in halves])
            if len(halves) > 1
            else []
        )
        if not several:
            yield panel, context, halves
        for own, half in zip(several, halves, strict=False):
            yield panel, own.under(context) if context.sub else own, [half]


def _leave_out(grid: Grid, panel: Panel, message: Message, block: SeriesBlock) -> None:
    """A panel without series beside others that have some: named, so that nothing is lost."""
    rows = (panel.top, panel.body[-1])
    block.unused.append(((rows[0], 0, rows[1], grid.n_cols - 1), message))
    count = sum(kind_of(cell) in (NUMBER, BARE_YEAR) for r in panel.body for cell in grid.rows[r])
    column = grid.filled(panel.body[0])[0]
    severity = "warning" if count > 1 else "info"
    block.findings.append(
        Finding(severity, msg("series.left_out", why=message), panel.body[0], column)
    )


def _families(grid: Grid, panels: list[Panel]) -> list[list[tuple[Panel, Context]]]:
    """Panels with what is said of each, a table and its continuations together."""
    out: list[list[tuple[Panel, Context]]] = []
    head: Context | None = None
    before: Panel | None = None
    for panel in panels:
        if panel.inherited and before is not None:
            panel.header = list(before.header)
        context = read_context(grid, panel)
        own = context.sub
        if out and panel.continued:
            context = context.under(out[-1][-1][1])
        elif head is not None and own:
            context = context.under(head)
        if head is None or not (own or panel.continued):
            head = context
        if out and panel.continued:
            out[-1].append((panel, context))
        else:
            out.append([(panel, context)])
        before = panel
    return out


@dataclass(slots=True)
class _Half:
    """One half of a panel with what its rows and columns say."""

    part: Part
    rows: list[Row]
    columns: list[Column]


def _halves(grid: Grid, panel: Panel, given: Corrections, before: Row | None = None) -> list[_Half]:
    """The halves of a panel; raises NotUsed where it holds no annual figures.

    before: the last row of the panel that this one continues.
    """
    parts = parts_of(grid, panel, panel.header)
    if given.area is not None:
        _, left, _, right = given.area
        for part in parts:
            part.data = [c for c in part.data if left <= c <= right]
        parts = [part for part in parts if part.data]
    if given.names is not None:
        for part in parts:
            part.labels = [given.names]
            part.data = [c for c in part.data if c != given.names]
    if not parts:
        raise NotUsed(msg("series.no_years"))
    out: list[_Half] = []
    for part in parts:
        out.append(_half(grid, panel, part, before))
        before = out[-1].rows[-1] if out[-1].rows else before
    return out


def _half(grid: Grid, panel: Panel, part: Part, before: Row | None) -> _Half:
    label = part.years if part.years is not None else (part.labels[0] if part.labels else None)
    columns = column_heads(grid, panel.header, part, label)
    if all(column.refused == "not_annual" for column in columns):
        raise NotUsed(msg("series.not_annual"))
    refuse_months(grid, panel, part, columns)
    refuse_repeated(columns, panel)
    names = {tuple(grid.rows[r][c] for c in part.labels) for r in panel.body}
    if len(names) > MOST_SERIES:
        raise NotUsed(msg("series.too_many", most=MOST_SERIES))
    rows = list(rows_of(grid, panel, part, before))
    if any(row.refused == "not_annual" for row in rows):
        raise NotUsed(msg("series.not_annual"))
    strange = sum(row.leaf is not None and row.leaf.role == "foreign" for row in rows)
    told = bool(set(part.corner) & words("name_heads")) or any(row.unit for row in rows)
    if strange * 2 > len(rows) and not told and not any(c.year is None and c.path for c in columns):
        # Names in another language alone: nothing here tells what they are.
        raise NotUsed(msg("series.no_labels"))
    return _Half(part, rows, columns)


def _block(
    grid: Grid,
    panel: Panel,
    halves: list[_Half],
    context: Context,
    manner: Manner,
    given: Corrections,
) -> SeriesBlock:
    """The series of one panel, its halves side by side together."""
    if manner.row_regions and manner.column_regions:
        raise NotUsed(msg("series.region_by_region"))
    block = _empty(panel, [half.part for half in halves], context)
    found = []
    told = False
    for half in halves:
        axis = any(c.year for c in half.columns) or any(r.year or r.lines.year for r in half.rows)
        if given.orientation == "one_year":
            axis = False
            for row in half.rows:
                row.year = None
            for column in half.columns:
                column.year = None
        told |= axis
        reader = Reader(grid, block, context, manner, axis)
        found.append(reader.read(half.rows, half.columns, half.part))
        if half.part.first_days:
            at = (block.header[2], half.part.years or half.part.data[0])
            block.findings.append(Finding("warning", msg("series.first_days"), *at))
    block.series, block.dated = merged_halves(found, block), told
    if context.in_part:
        raise NotUsed(msg("series.not_annual"))
    if context.against is not None and (context.against[0] != "year" or not told):
        name, first, second = context.against
        block.findings.append(
            Finding("info", msg("series.said_twice", field=msg(f"field.{name}"), first=first,
                                second=second), block.top, block.labels[1])
        )  # fmt: skip
    if not told and not _worth_asking(block, context):
        raise NotUsed(msg("series.no_years"))
    settle(grid, block, context, _terminal(block))
    _notes(grid, panel, block)
    return block


def _worth_asking(block: SeriesBlock, context: Context) -> bool:
    """Whether a table whose cells tell no year is a statistical one, or a list of something."""
    said = (
        context.unit is not None
        or context.several
        or context.basis is not None
        or any(s.unit or s.basis for s in block.series)
    )
    known = sum(bool(s.industry or s.region != context.region or is_index(s.name))
                for s in block.series) * 2 >= len(block.series)  # fmt: skip
    if context.year is not None and known:
        return True
    return bool(said) and (known or all(s.unit for s in block.series) or context.year is not None)


def _empty(panel: Panel, parts: list[Part], context: Context) -> SeriesBlock:
    first = min(min(part.data) for part in parts)
    last = max(max(part.data) for part in parts)
    left = min(part.first for part in parts)
    rows = (panel.body[0], panel.body[-1])
    own = [r for r in panel.header if r < rows[0]]
    top = min(own) if own else rows[0]
    names = (left, max(first - 1, left))
    if parts[0].labels and min(parts[0].labels) > last:
        names = (min(parts[0].labels), max(parts[0].labels))  # right of the figures
    block = SeriesBlock(
        context.title, context.title_at,
        (rows[0], first, rows[1], last),
        (top, left, max(own) if own else top, last),
        (rows[0], names[0], rows[1], names[1]),
        [], panel.top, year_at=context.year_at, units=context.several,
    )  # fmt: skip
    units = next((part.units for part in parts if part.units is not None), None)
    if units is not None:
        block.unit_at = (block.header[2], units)
    return block


def _manner(halves: list[_Half], context: Context) -> Manner:
    """How the labels of a table are to be taken, its continuations and halves together."""
    rows = [row.leaf for half in halves for row in half.rows if row.leaf is not None]
    heads = [c.leaf for half in halves for c in half.columns if c.leaf is not None]
    down = list({facet.name: facet for facet in rows}.values())
    over = list({facet.name: facet for facet in heads}.values())
    regions = (most_are(down, "region"), most_are(over, "region"))
    named = bool(context.indicator)
    industries = (
        not regions[0]
        and ((named and most_are(down, "industry")) or _by_industry(halves, context, down)),
        not regions[1] and named and most_are(over, "industry"),
    )
    own = None
    if any(regions):
        places = down if regions[0] else over
        provinces = {province_of(f.name) for f in places if f.role == "region"} - {None, "全国"}
        if len(provinces) > 25:
            own = "全国"
        if len(provinces) == 1 and sum(f.role == "region" for f in places) > 1:
            own = provinces.pop()
    return Manner(*industries, *regions, own)


_BY_INDUSTRY = re.compile("[分各按](?:国民经济)?(?:主要)?(?:部门|行业|产业)")


def _by_industry(halves: list[_Half], context: Context, labels: list[Facet]) -> bool:
    """Whether rows are industries by what is said of them: 分部门 in the title, 行业 over them."""
    if any(facet.role == "indicator" for facet in labels):
        return False
    said = {key(chinese(text)) for half in halves for text in half.part.corner}
    titled = bool(context.indicator) and _BY_INDUSTRY.search(context.title) is not None
    return titled or bool(said & words("industry_heads"))


def _terminal(block: SeriesBlock) -> bool:
    """Headings such as 广西:主营业务收入:煤炭开采和洗选业 take their own rules."""
    labels = [next((p for p in reversed(s.path) if _COLON.search(p)), "") for s in block.series]
    if not labels or not all(labels):
        return False
    for series, parts in zip(block.series, split_terminal(labels), strict=True):
        series.name = parts.name
        series.region = parts.region or series.region
        series.industry = parts.industry
        series.unit = series.unit or parts.unit
        series.basis = series.basis or parts.basis
    return True


def _notes(grid: Grid, panel: Panel, block: SeriesBlock) -> None:
    """The lines below a table, and lone lines among its figures that name no group."""
    for row in panel.tail:
        cells = grid.filled(row)
        texts = [t for c in cells if isinstance(t := grid.rows[row][c], str)]
        where = (row, 0, row, grid.n_cols - 1)
        noted = any(is_note(t) for t in texts)
        block.notes.append(where)
        block.noted += texts
        block.unused.append((where, msg("unused.note" if noted else "unused.text")))
    for row in panel.lone:
        cells = grid.filled(row)
        if cells and cells[0] <= block.labels[3]:
            text = str(grid.rows[row][cells[0]])
            where = (row, 0, row, block.area[3])
            reason = msg("unused.note") if is_note(text) else msg("unused.no_values", label=text)
            block.unused.append((where, reason))
