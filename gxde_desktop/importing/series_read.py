"""Reads the figures of one half of a table into series, and tells what could not be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from gxde_desktop.importing.facets import Facet
from gxde_desktop.importing.grid import Area, Grid
from gxde_desktop.importing.industries import is_total
from gxde_desktop.importing.io_panel import Finding
from gxde_desktop.importing.labels import has_han
from gxde_desktop.importing.limits import MOST_POINTS
from gxde_desktop.importing.numbers import read_cell
from gxde_desktop.importing.regions import is_own, looks_like_place
from gxde_desktop.importing.series_axis import Doubt, doubtful
from gxde_desktop.importing.series_columns import Part
from gxde_desktop.importing.series_context import Context
from gxde_desktop.importing.series_found import NO_YEAR, RawSeries, SeriesBlock
from gxde_desktop.importing.series_heads import Column
from gxde_desktop.importing.series_names import Manner, named_series
from gxde_desktop.importing.series_rows import Row
from gxde_desktop.importing.units import unit_ratio
from gxde_desktop.importing.wording import msg
from gxde_desktop.importing.years import is_to_come
from models.messages import Message
from models.sources import address

MOST_SERIES = 30_000
"""More series than any table of annual figures has: a sheet of records, not of statistics."""
MOST_FINDINGS = 50
"""Findings of one kind in one table; the rest are left to the first of them."""


class NotUsed(Exception):
    """A panel that holds no annual series, with the reason."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.code)
        self.message = message


class Reader:
    """Reads one half of a panel. axis: whether any of its cells tells a year."""

    def __init__(
        self, grid: Grid, block: SeriesBlock, context: Context, manner: Manner, axis: bool
    ) -> None:
        self._grid, self._block, self._context = grid, block, context
        self._manner, self._axis = manner, axis
        self._series: dict[tuple[object, ...], RawSeries] = {}
        self._told: dict[str, int] = {}
        self._points = 0
        self._twice: dict[int, set[int]] = {}
        self._several: Message | None = None

    def read(self, rows: Iterable[Row], columns: list[Column], part: Part) -> list[RawSeries]:
        """The series of all figures, in the order of their labels."""
        rows = list(rows)
        usable = [c for c in columns if not c.refused]
        for column in columns:
            if column.refused:
                self._unused_column(column)
        latest = max((c.year for c in columns if c.year), default=None)
        headed = [c for c in usable if c.path or c.year or c.unit or c.basis]
        if headed and len(headed) < len(usable):
            for column in usable:
                if column not in headed:
                    self._unheaded(column, rows)
            usable = headed
        keys = _keys(usable)
        empty = {c.at for c in usable}
        # A title names the figures of one row; of several without names it is not known which.
        some_named = any(row.leaf is not None for row in rows) or len(rows) > 1
        usable, keys = self._without_doubtful_years(rows, usable, keys, part)
        cells, percents = self._grid.rows, self._grid.percents
        for row in rows:
            values = cells[row.at]
            if row.refused == "year_doubtful":
                continue
            if row.refused:
                self._unused_row(row, part, usable)
                continue
            of_title = row.basis is not None and bool(self._context.indicator)  # 1978年=100
            labelled = row.leaf is not None or row.year is not None or of_title
            if not labelled and some_named:
                self._unnamed(row, part, usable)
                continue
            any_value = False
            for column, column_key in zip(usable, keys, strict=True):
                cell = values[column.at]
                if cell is None:
                    continue
                kind = type(cell)
                if kind is float or kind is int:
                    value, rule = float(cell), ""  # type: ignore[arg-type]
                    if percents and (row.at, column.at) in percents:
                        # 0.207 shown as 20.7%: what the table prints is the figure.
                        value, rule = float(f"{value * 100:.15g}"), "percent"
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
                if row.lines.units:
                    column = self._in_unit_of_line(row, column)
                place = (row.key, row.unit, row.basis, column_key, column.unit, column.basis)
                series = self._series.get(place)
                if series is None:
                    if len(self._series) >= MOST_SERIES:
                        raise NotUsed(msg("series.too_many", most=MOST_SERIES))
                    series = named_series(row, column, self._context, self._manner)
                    self._series[place] = series
                self._put(series, year, value, rule, row.at, column.at)
            if not any_value:
                self._no_values(row, part)
            elif not labelled and not self._context.indicator and not any(c.path for c in usable):
                self._block.unused.append((self._row_area(row, part), msg("unused.no_label")))
        for column in usable:
            if column.at in empty and column.path:
                where = (column.label_at[0], column.at, self._block.area[2], column.at)
                name = column.path[-1].name or column.path[-1].text
                self._block.unused.append((where, msg("unused.no_values", label=name)))
        found = sorted(self._series.values(), key=lambda series: series.order)
        found = [series for series in found if not self._is_several(series)]
        if self._several is not None and not found:
            raise NotUsed(self._several)
        self._doubtful(found, columns, rows, part)
        return found

    def _without_doubtful_years(
        self, rows: list[Row], columns: list[Column], keys: list[tuple[str, ...]], part: Part
    ) -> tuple[list[Column], list[tuple[str, ...]]]:
        """Leaves out rows and columns whose year cannot be right, each told once."""
        down: dict[object, list[tuple[int, int]]] = {}
        for place, row in enumerate(rows):
            year = row.year or row.lines.year
            if year and not row.refused:
                down.setdefault(row.key, []).append((place, year))
        for place, doubt in _doubts(down):
            row = rows[place]
            if is_to_come(doubt.year) and all(
                self._grid.rows[row.at][column.at] is None for column in columns
            ):
                continue
            row.refused = "year_doubtful"
            at = part.years if row.year and part.years is not None else max(row.leaf_at, 0)
            self._doubt(doubt, row.at, at, self._row_area(row, part))
        over: dict[object, list[tuple[int, int]]] = {}
        for place, (column, name) in enumerate(zip(columns, keys, strict=True)):
            if column.year:
                over.setdefault((name, column.unit, column.basis), []).append((place, column.year))
        gone = dict(_doubts(over))
        for place, doubt in gone.items():
            if is_to_come(doubt.year) and not self._holds(rows, columns[place].at):
                continue  # a form that leaves room for years to come
            row_at, at = columns[place].label_at
            area = (row_at, columns[place].at, self._block.area[2], columns[place].at)
            self._doubt(doubt, row_at, at, area)
        kept = [place for place in range(len(columns)) if place not in gone]
        return [columns[place] for place in kept], [keys[place] for place in kept]

    def _in_unit_of_line(self, row: Row, column: Column) -> Column:
        """The column with the unit that a line between the figures gives it from there on."""
        units = dict(row.lines.units)
        unit = units.get(column.at)
        if unit is None and column.unit is not None:
            # One for all columns counts where it measures the same: no 亿元 for a 人.
            of_all = units.get(-1)
            same = of_all is not None and unit_ratio(of_all, column.unit) is not None
            unit = of_all if same else None
        return column if unit is None else replace(column, unit=unit)

    def _holds(self, rows: list[Row], column: int) -> bool:
        """Whether a column has anything in it."""
        return any(self._grid.rows[row.at][column] is not None for row in rows)

    def _doubt(self, doubt: Doubt, row: int, column: int, area: Area) -> None:
        beside = ", ".join(map(str, doubt.between))
        if doubt.likely is not None:
            self._tell("year_likely", row, column, year=doubt.year, beside=beside,
                       likely=doubt.likely)  # fmt: skip
        elif is_to_come(doubt.year):
            self._tell("year_to_come", row, column, year=doubt.year)
        else:
            self._tell("year_slip", row, column, year=doubt.year, beside=beside)
        self._block.unused.append((area, msg("unused.year_doubtful", year=doubt.year)))

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
                self._twice.setdefault(id(series), set()).add(year)
                self._tell("twice", row, column, other=address(known[1], known[2]), year=year,
                           name=series.name or "?")  # fmt: skip
            return
        series.points[year] = (value, row, column)
        self._points += 1
        if self._points > MOST_POINTS:
            raise NotUsed(msg("series.too_many_figures", most=MOST_POINTS))
        series.per_cent += rule == "percent"
        if rule and not (rule == "plain" and not self._grid.typed):
            self._block.converted[rule] = self._block.converted.get(rule, 0) + 1

    def _is_several(self, series: RawSeries) -> bool:
        """Whether figures of several series, which nothing told apart, came under one name."""
        years = self._twice.get(id(series), set())
        if len(years) < 2 or len(years) * 2 < len(series.points):
            return False
        row, column = series.label_at
        facts: dict[str, object] = {"name": series.name or "?", "count": len(years)}
        self._several = msg("series.several", **facts)
        self._tell("several", row, column, **facts)
        cells = [(r, c) for _, r, c in series.points.values()]
        area = (
            min(r for r, _ in cells), min(c for _, c in cells),
            max(r for r, _ in cells), max(c for _, c in cells),
        )  # fmt: skip
        self._block.unused.append((area, msg("unused.several")))
        return True

    def _doubtful(
        self, found: list[RawSeries], columns: list[Column], rows: Iterable[Row], part: Part
    ) -> None:
        """Labels that had to be taken as they are."""
        for series in found:
            if series.two_units is not None:
                one, other = series.two_units
                self._tell("two_units", *series.label_at, one=one, other=other)
        for before, column in pairwise(c for c in columns if _vintage(c)):
            if before.year == column.year:
                self._tell("vintages", *column.label_at, year=column.year,
                           one=_vintage(before), other=_vintage(column))  # fmt: skip
        for column in columns:
            if column.forecast:
                self._tell("forecast", *column.label_at, year=column.year)
        for row in rows:
            if row.forecast:
                self._tell("forecast", row.at, part.years or 0, year=row.year)
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
        own: set[str] = set()
        for series in found:
            place = series.region
            if place is not None and place not in own and (is_own(place) or is_total(place)):
                own.add(place)
                self._tell("region_own", *series.label_at, label=place)

    def _text(self, row: int, column: int, cell: object) -> None:
        self._tell("text_in_data", row, column, text=str(cell)[:40])

    def _tell(self, code: str, row: int, column: int, **facts: object) -> None:
        """A finding; of one kind only so many, for a sheet of nothing but slips."""
        count = self._told[code] = self._told.get(code, 0) + 1
        if count <= MOST_FINDINGS:
            # Of 全区 without a name it is asked which region it is.
            severity = "info" if code in ("region_unlisted", "region_own") else "warning"
            self._block.findings.append(
                Finding(severity, msg(f"series.{code}", **facts), row, column)
            )

    def _row_area(self, row: Row, part: Part) -> tuple[int, int, int, int]:
        return (row.at, part.first, row.at, max(part.data))

    def _unheaded(self, column: Column, rows: list[Row]) -> None:
        """Figures in a column without a heading, in a table whose columns have headings."""
        cells = self._grid.rows
        held = [r.at for r in rows if read_cell(cells[r.at][column.at]).kind == "number"]
        if held:
            self._tell("column_unnamed", held[0], column.at)
            area = (held[0], column.at, held[-1], column.at)
            self._block.unused.append((area, msg("unused.no_label")))

    def _unnamed(self, row: Row, part: Part, columns: list[Column]) -> None:
        """Figures in a row without a name, in a table whose rows have names."""
        values = self._grid.rows[row.at]
        held = [c.at for c in columns if read_cell(values[c.at]).kind == "number"]
        if held:
            self._tell("row_unnamed", row.at, held[0])
            self._block.unused.append((self._row_area(row, part), msg("unused.no_label")))

    def _no_values(self, row: Row, part: Part) -> None:
        if row.leaf is not None:
            label = row.leaf.name or row.leaf.text
            self._block.unused.append(
                (self._row_area(row, part), msg("unused.no_values", label=label))
            )

    def _unused_row(self, row: Row, part: Part, columns: list[Column]) -> None:
        text = row.path[-1].text if row.path else _printed(self._grid, row, part)
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


def _printed(grid: Grid, row: Row, part: Part) -> str:
    """What a row that names nothing prints where years stand: 2019年1-9月."""
    cell = None if part.years is None else grid.rows[row.at][part.years]
    return "" if cell is None else str(cell).strip()[:40]


def _keys(columns: list[Column]) -> list[tuple[str, ...]]:
    """What tells the series of one column from another's; 本年 and 上年 are years of one."""

    def key_of(column: Column, without: tuple[str, ...]) -> tuple[str, ...]:
        kept = [f.name or f.text for f in column.path if f.role not in without]
        return (column.under, *kept)

    keys = [key_of(column, ("unit",)) for column in columns]
    last = [c for c in columns if c.leaf is not None and c.leaf.role == "previous"]
    for before in last:
        whole = key_of(before, ("unit", "previous"))
        now = [
            i for i, c in enumerate(columns)
            if c.leaf is not None and c.leaf.role == "level"
            and key_of(c, ("unit", "level")) == whole
        ]  # fmt: skip
        if len(now) == 1:
            keys[columns.index(before)] = keys[now[0]] = whole
    return keys


def _doubts(groups: dict[object, list[tuple[int, int]]]) -> list[tuple[int, Doubt]]:
    """Places of rows or columns whose year does not go with those of their own group."""
    return [
        (held[place][0], doubt)
        for held in groups.values()
        for place, doubt in doubtful([year for _, year in held]).items()
    ]


def _vintage(column: Column) -> str:
    """What stands in brackets after a year and is no name: 2018年（旧口径）; else nothing."""
    name = column.leaf.name if column.leaf is not None and column.year else ""
    return name if name.startswith(("(", "（")) else ""


def _shown(column: Column, row: Row) -> str:
    facets: list[Facet] = [*column.path, *row.path]
    return next((f.text for f in facets if f.text), "?")
