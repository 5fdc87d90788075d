"""Annual series on a sheet, however it is laid out.

Every figure takes what its row, its column, the lines between the figures and the lines above
the table say: indicator, region, industry, unit, basis, year. Figures that agree in all but
the year are one series. So years may stand across, down, over groups of columns, in lines
between the figures, in a column of a long table, or in the title only.
"""

from __future__ import annotations

from collections.abc import Iterable

from gxde_desktop.importing.corrections import NO_CORRECTIONS, Corrections
from gxde_desktop.importing.facets import Facet, words
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.indicators import is_index, split_terminal
from gxde_desktop.importing.io_panel import Finding
from gxde_desktop.importing.labels import has_han, is_note, key
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.regions import is_own, looks_like_place, province_of
from gxde_desktop.importing.series_columns import Column, Part, column_heads, parts_of
from gxde_desktop.importing.series_context import Context, read_context
from gxde_desktop.importing.series_corrected import corrected_panels
from gxde_desktop.importing.series_found import NO_YEAR, RawSeries, SeriesBlock
from gxde_desktop.importing.series_join import joined, merged_halves
from gxde_desktop.importing.series_names import Manner, most_are, named_series
from gxde_desktop.importing.series_panels import Panel, find_panels_of_series, without_spaces
from gxde_desktop.importing.series_rows import Row, rows_of
from gxde_desktop.importing.series_settle import settle
from gxde_desktop.importing.series_units import apply_notes
from gxde_desktop.importing.wording import msg
from gxde_desktop.importing.years import month_of
from models.messages import Message
from models.sources import address

MOST_FINDINGS = 50
"""Findings of one kind in one table; the rest are counted."""


class NotUsed(Exception):
    """A panel that holds no annual series, with the reason."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.code)
        self.message = message


def find_series(
    grid: Grid, corrections: Corrections = NO_CORRECTIONS
) -> tuple[list[SeriesBlock], Message | None]:
    """All series tables of a sheet, and why there are none.

    corrections: where a person said that things stand; taken as given.
    """
    grid = without_spaces(grid)
    panels = corrected_panels(grid, corrections) or find_panels_of_series(grid)
    blocks: list[SeriesBlock] = []
    why: Message | None = None
    head: Context | None = None
    before: Panel | None = None
    for panel in panels:
        if panel.inherited and before is not None:
            panel.header = list(before.header)
        context = read_context(grid, panel)
        if head is not None and (context.sub or panel.continued):
            context = context.under(head)
        if head is None or not context.sub:
            head = context
        try:
            block = _block(grid, panel, context, corrections)
        except NotUsed as reason:
            why = why or reason.message
            continue
        before = panel
        if block.series:
            block.continued = panel.continued
            blocks.append(block)
        elif block.unused and why is None:
            codes = {reason.code for _, reason in block.unused}
            lost = "importing.unused.no_label" in codes
            why = msg("series.no_labels") if lost else msg("series.no_values")
    if not blocks:
        return [], why or msg("series.no_years")
    done = joined(blocks)
    for block in done:
        apply_notes(grid, block)
    return done, why


def _block(grid: Grid, panel: Panel, context: Context, given: Corrections) -> SeriesBlock:
    """The series of one panel, its halves side by side together."""
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
    block = _empty(grid, panel, parts, context)
    halves = [_half(grid, panel, part, context, block, given) for part in parts]
    block.series = merged_halves(halves, block)
    if any(NO_YEAR in s.points for s in block.series) and not _worth_asking(block, context):
        raise NotUsed(msg("series.no_years"))
    settle(grid, block, context, _terminal(block))
    _notes(grid, panel, block)
    return block


def _worth_asking(block: SeriesBlock, context: Context) -> bool:
    """Whether a table without a year is a statistical one: it says units, and of what."""
    said = context.unit is not None or context.several or any(s.unit for s in block.series)
    known = sum(bool(s.industry or s.region or is_index(s.name)) for s in block.series)
    return bool(said) and (known * 2 >= len(block.series) or all(s.unit for s in block.series))


def _empty(grid: Grid, panel: Panel, parts: list[Part], context: Context) -> SeriesBlock:
    first = min(min(part.data) for part in parts)
    last = max(max(part.data) for part in parts)
    left = min(part.first for part in parts)
    rows = (panel.body[0], panel.body[-1])
    own = [r for r in panel.header if r < rows[0]]
    top = min(own) if own else rows[0]
    block = SeriesBlock(
        context.title, context.title_at,
        (rows[0], first, rows[1], last),
        (top, left, max(own) if own else top, last),
        (rows[0], left, rows[1], max(first - 1, left)),
        [], panel.top, year_at=context.year_at, units=context.several,
    )  # fmt: skip
    units = next((part.units for part in parts if part.units is not None), None)
    if units is not None:
        block.unit_at = (block.header[2], units)
    return block


def _half(
    grid: Grid, panel: Panel, part: Part, context: Context, block: SeriesBlock, given: Corrections
) -> list[RawSeries]:
    """The series of one half of a panel."""
    label = part.years if part.years is not None else (part.labels[0] if part.labels else None)
    columns = column_heads(grid, panel.header, part, label)
    if any(column.refused == "not_annual" for column in columns):
        raise NotUsed(msg("series.not_annual"))
    _refuse_months(grid, panel, part, columns)
    _refuse_repeated(columns, panel)
    rows = list(rows_of(grid, panel, part))
    if any(row.refused == "not_annual" for row in rows):
        raise NotUsed(msg("series.not_annual"))
    axis = any(c.year for c in columns) or any(r.year or r.lines.year for r in rows)
    if given.orientation == "one_year":
        axis = False
        for row in rows:
            row.year = None
        for column in columns:
            column.year = None
    manner = _manner(rows, columns, context)
    return _Reader(grid, block, context, manner, axis).read(rows, columns, part)


def _manner(rows: list[Row], columns: list[Column], context: Context) -> Manner:
    down = list({r.leaf.name: r.leaf for r in rows if r.leaf is not None}.values())
    over = list({c.leaf.name: c.leaf for c in columns if c.leaf is not None}.values())
    regions = (most_are(down, "region"), most_are(over, "region"))
    named = bool(context.indicator)
    industries = (
        not regions[0] and named and most_are(down, "industry"),
        not regions[1] and named and most_are(over, "industry"),
    )
    own = None
    if any(regions):
        places = down if regions[0] else over
        provinces = {province_of(f.name) for f in places if f.role == "region"} - {None, "全国"}
        if len(provinces) == 1 and sum(f.role == "region" for f in places) > 1:
            own = provinces.pop()
    return Manner(*industries, *regions, own)


def _refuse_months(grid: Grid, panel: Panel, part: Part, columns: list[Column]) -> None:
    """Dates within a year, quarters: no annual figures, and never averaged."""
    across = [
        (c.year, month_of(grid.shown(row, c.at)))
        for c in columns
        for row in panel.header
        if month_of(grid.shown(row, c.at)) is not None
    ]
    down: list[tuple[int | None, int | None]] = []
    if part.years is not None:
        cells = [grid.shown(row, part.years) for row in panel.body]
        down = [(None, m) for cell in cells if (m := month_of(cell)) is not None]
    for months in (across, down):
        found = {m for _, m in months}
        # One date a year is a year's figure at its end; any other month is not said to be.
        if len(found) > 1 or (found - {12} and part.frequency is None and not _annual(grid, panel)):
            raise NotUsed(msg("series.not_annual"))
    quarters = sum(c.refused == "part_of_year" for c in columns)
    if quarters and quarters == len(columns):
        raise NotUsed(msg("series.not_annual"))


def _annual(grid: Grid, panel: Panel) -> bool:
    """Whether rows of metadata say that the figures are annual."""
    return any(
        isinstance(head := grid.rows[row][0], str)
        and key(head) in words("frequency_heads")
        and any(isinstance(c, str) and key(c) in words("annual") for c in grid.rows[row][1:])
        for row in panel.header
    )


def _refuse_repeated(columns: list[Column], panel: Panel) -> None:
    """Two columns of one heading and year: nobody can tell which is meant."""
    seen: set[tuple[object, ...]] = set()
    for column in columns:
        if column.year is None or column.refused:
            continue
        name = (column.year, column.unit, column.basis, *(f.text for f in column.path))
        if name in seen:
            row = panel.header[-1] if panel.header else panel.body[0]
            raise NotUsed(msg("series.year_twice", cell=address(row, column.at)))
        seen.add(name)


class _Reader:
    """Reads the figures of one half into series."""

    def __init__(
        self, grid: Grid, block: SeriesBlock, context: Context, manner: Manner, axis: bool
    ) -> None:
        self._grid, self._block, self._context = grid, block, context
        self._manner, self._axis = manner, axis
        self._series: dict[tuple[object, ...], RawSeries] = {}
        self._told: dict[str, int] = {}
        self._twice: tuple[int, int] | None = None

    def read(self, rows: Iterable[Row], columns: list[Column], part: Part) -> list[RawSeries]:
        usable = [c for c in columns if not c.refused]
        for column in columns:
            if column.refused:
                self._unused_column(column)
        latest = max((c.year for c in columns if c.year), default=None)
        keys = [tuple(f.name or f.text for f in c.path if f.role != "unit") for c in usable]
        empty = {c.at for c in usable}
        cells = self._grid.rows
        for row in rows:
            values = cells[row.at]
            if row.refused:
                self._unused_row(row, part, usable)
                continue
            labelled = row.leaf is not None or row.year is not None
            any_value = False
            for column, column_key in zip(usable, keys, strict=True):
                cell = values[column.at]
                if cell is None:
                    continue
                kind = type(cell)
                if kind is float or kind is int:
                    value, rule = float(cell), ""  # type: ignore[arg-type]
                else:
                    reading = read_cell(cell)
                    if reading.kind == "text":
                        self._text(row.at, column.at, cell)
                    if reading.kind != "number" or reading.value is None:
                        continue
                    value, rule = reading.value, reading.rule
                any_value = True
                empty.discard(column.at)
                if not labelled and not column.path and not self._context.indicator:
                    continue
                year = self._year(row, column, latest)
                if year is None:
                    continue
                place = (row.key, column_key, column.unit, column.basis)
                series = self._series.get(place)
                if series is None:
                    series = named_series(row, column, self._context, self._manner)
                    self._series[place] = series
                self._put(series, year, value, rule, row.at, column.at)
            if not any_value:
                self._no_values(row, part)
            elif row.leaf is None and row.year is None and not any(keys):
                self._block.unused.append((self._row_area(row, part), msg("unused.no_label")))
        for column in usable:
            if column.at in empty and column.path:
                where = (column.label_at[0], column.at, self._block.area[2], column.at)
                name = column.path[-1].name or column.path[-1].text
                self._block.unused.append((where, msg("unused.no_values", label=name)))
        found = sorted(self._series.values(), key=lambda series: series.order)
        self._doubtful(found, columns, rows)
        return found

    def _year(self, row: Row, column: Column, latest: int | None) -> int | None:
        """The year of a cell; None where the table has years and this cell tells none."""
        if column.year and row.year and column.year != row.year:
            self._tell("year_conflict", row.at, column.at, across=column.year, down=row.year)
            return None
        year = column.year or row.year or row.lines.year
        if year is None and self._axis:
            roles = {f.role for f in column.path} | {f.role for f in row.path}
            if latest is not None and roles & {"growth", "share", "basis"}:
                return latest
            where = (row.at, column.at)
            self._tell("no_year", *where, label=_shown(column, row))
            return None
        year = year or self._context.year or NO_YEAR
        leaf = column.leaf.role if column.leaf is not None else ""
        if year and leaf == "previous":
            return year - 1
        return year

    def _put(
        self, series: RawSeries, year: int, value: float, rule: str, row: int, column: int
    ) -> None:
        known = series.points.get(year)
        if known is not None:
            if known[0] != value:
                self._tell("twice", row, column, other=address(known[1], known[2]), year=year,
                           name=series.name or "?")  # fmt: skip
            return
        series.points[year] = (value, row, column)
        if rule and not (rule == "plain" and not self._grid.typed):
            self._block.converted[rule] = self._block.converted.get(rule, 0) + 1

    def _doubtful(self, found: list[RawSeries], columns: list[Column], rows: Iterable[Row]) -> None:
        """Labels that had to be taken as they are."""
        for series in found:
            if series.two_units is not None:
                one, other = series.two_units
                self._tell("two_units", *series.label_at, one=one, other=other)
        said: set[str] = set()
        for leaf, at in (
            *((r.leaf, (r.at, r.leaf_at)) for r in rows if self._manner.row_regions),
            *((c.leaf, c.label_at) for c in columns if self._manner.column_regions),
        ):
            if leaf is None or leaf.role in ("region", "own_region", "total"):
                continue
            if leaf.name not in said and leaf.role in ("item", "foreign", "member", "industry"):
                said.add(leaf.name)
                if looks_like_place(leaf.name) and has_han(leaf.name):
                    self._tell("region_unlisted", *at, label=leaf.name)
                else:
                    self._tell("region_unknown", *at, label=leaf.name)
        for series in found:
            if series.region is not None and is_own(series.region):
                self._tell("region_own", *series.label_at, label=series.region)

    def _text(self, row: int, column: int, cell: object) -> None:
        self._tell("text_in_data", row, column, text=str(cell)[:40])

    def _tell(self, code: str, row: int, column: int, **facts: object) -> None:
        """A finding; of one kind only so many, for a sheet of nothing but slips."""
        count = self._told[code] = self._told.get(code, 0) + 1
        if count <= MOST_FINDINGS:
            severity = {"region_unlisted": "info"}.get(code, "warning")
            self._block.findings.append(
                Finding(severity, msg(f"series.{code}", **facts), row, column)
            )

    def _row_area(self, row: Row, part: Part) -> tuple[int, int, int, int]:
        return (row.at, part.first, row.at, max(part.data))

    def _no_values(self, row: Row, part: Part) -> None:
        if row.leaf is not None:
            label = row.leaf.name or row.leaf.text
            self._block.unused.append(
                (self._row_area(row, part), msg("unused.no_values", label=label))
            )

    def _unused_row(self, row: Row, part: Part, columns: list[Column]) -> None:
        text = row.path[-1].text if row.path else ""
        if row.refused == "formula":
            self._tell("formula_label", row.at, row.leaf_at, text=text[:40])
        elif row.refused == "no_year" and any(
            self._grid.rows[row.at][c.at] is not None for c in columns
        ):
            self._tell("row_no_year", row.at, part.years or 0)
        self._block.unused.append((self._row_area(row, part), msg("unused.not_a_year", label=text)))

    def _unused_column(self, column: Column) -> None:
        text = column.path[-1].text if column.path else ""
        area = (column.label_at[0], column.at, self._block.area[2], column.at)
        self._block.unused.append((area, msg("unused.not_a_year", label=text)))


def _shown(column: Column, row: Row) -> str:
    facets: list[Facet] = [*column.path, *row.path]
    return next((f.text for f in facets if f.text), "?")


def _terminal(block: SeriesBlock) -> bool:
    """Headings such as 广西:主营业务收入:煤炭开采和洗选业 take their own rules."""
    labels = [s.path[-1] for s in block.series if s.path]
    if not labels or not all(":" in label or "：" in label for label in labels):
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
