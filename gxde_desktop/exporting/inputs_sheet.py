"""The inputs as they were used: files by number, series and tables with their cells."""

from __future__ import annotations

from collections.abc import Iterator

from gxde_desktop.exporting.page import Book, Column, In, Link, Marked, Page, Value
from gxde_desktop.text import tr
from models.cities import CITY_INDICATORS
from models.dataset import Dataset
from models.io_table import IOTable
from models.measurement import Measurement
from models.parameters import ASSETS
from models.series import AnnualSeries
from models.sources import SourceTable, address
from models.units import units_per_yi

FIRST_SOURCE_ROW = 6
"""Row of the first source: title, link, note, a blank, the heading and heads stand above."""

_QUANTITY_OF = {
    "indicator": "indicator_printed",
    "price": "price_printed",
    "link": "link_printed",
    "investment": "given_investment_printed",
    "value_added": "value_added_printed",
    "broad_value": "broad_value_printed",
    "rental": "rental_printed",
}
_QUANTITY_OF_MANY = {
    "price": "industry_price_printed",
    "employment": "industry_employment",
    "hours": "industry_hours",
    "section_employment": "section_employment",
    **{f"flow_{asset}": "capital_flow" for asset in ASSETS},
    **{f"city_{indicator}": "city_printed" for indicator in CITY_INDICATORS},
}
_TOTALS = ("TII", "TVA", "GO", "FU201")


def source_tables(measurement: Measurement) -> tuple[SourceTable, ...]:
    """Every source table that the dataset draws on, once each."""
    found: dict[SourceTable, None] = {}
    for benchmark in measurement.dataset.benchmarks:
        found[benchmark.table.source] = None
        if benchmark.reference is not None:
            found[benchmark.reference.source] = None
    for _, series in _all_series(measurement.dataset):
        found[series.source] = None
    return tuple(found)


def number_sources(measurement: Measurement) -> dict[SourceTable, tuple[int, str]]:
    """Number of every source and the cell that names it, before any sheet is written."""
    return {
        source: (number, address(FIRST_SOURCE_ROW + number - 1, 0))
        for number, source in enumerate(source_tables(measurement), 1)
    }


def write_inputs(book: Book) -> None:
    """Sources, series and tables on one page."""
    name, text = tr("exporting.inputs"), tr("exporting.inputs.help")
    page = Page(book, book.add(name, text, "inputs"))
    page.title(name)
    page.link_back()
    page.note(text)
    data = book.cells.measurement.dataset
    _sources(page, data)
    _tables(page, data)
    _series(page, data)


def _sources(page: Page, data: Dataset) -> None:
    used: dict[SourceTable, int] = {}
    for _, series in _all_series(data):
        used[series.source] = used.get(series.source, 0) + 1
    columns = (
        Column(tr("exporting.inputs.number"), width=34),
        Column(tr("exporting.inputs.file"), width=34),
        Column(tr("exporting.inputs.sheet"), width=24),
        Column(tr("exporting.inputs.count"), width=17, figures=True),
        Column("SHA-256", width=22),
    )
    page.heading(tr("exporting.inputs.sources"))
    first = page.table(
        columns,
        (
            (f"[{number}]", source.file, source.sheet, used.get(source, 0), source.sha256)
            for source, (number, _) in page.book.sources.items()
        ),
    )
    assert first == FIRST_SOURCE_ROW, "links to sources would lead elsewhere"


def _tables(page: Page, data: Dataset) -> None:
    page.heading(tr("exporting.inputs.tables"))
    columns = [
        Column(tr("exporting.inputs.table")),
        Column(tr("exporting.inputs.file")),
        Column(tr("exporting.inputs.sheet")),
        Column(tr("exporting.inputs.sectors"), figures=True),
        Column(tr("exporting.unit")),
        *(Column(tr(f"exporting.inputs.total.{code}"), "money", width=18) for code in _TOTALS),
    ]
    page.table(columns, (_table_row(table) for table in _all_tables(data)))


def _table_row(table: IOTable) -> list[Value]:
    title = tr("exporting.inputs.table_name", region=table.region, year=table.year)
    unit: Value = Marked(table.unit, "assumed") if "unit" in table.assumed else table.unit
    per_yi = units_per_yi(table.unit)
    totals: list[Value] = []
    for code in _TOTALS:
        block = table.blocks.get(code)
        known = block is not None and per_yi is not None
        totals.append(float(block.values.sum()) / per_yi if known else None)  # type: ignore[union-attr,operator]
    return [title, table.source.file, table.source.sheet, table.sectors, unit, *totals]


def _series(page: Page, data: Dataset) -> None:
    page.heading(tr("exporting.inputs.series"))
    columns = (
        Column(tr("exporting.inputs.role")),
        Column(tr("exporting.inputs.label")),
        Column(tr("exporting.inputs.where")),
        Column(tr("exporting.inputs.years"), figures=True),
        Column(tr("exporting.unit")),
        Column(tr("exporting.inputs.sum"), figures=True),
        Column(tr("exporting.inputs.minimum"), figures=True),
        Column(tr("exporting.inputs.maximum"), figures=True),
        Column(tr("exporting.inputs.answered"), width=18),
        Column(tr("exporting.inputs.used_on"), width=42),
    )
    page.table(columns, (_series_row(page.book, role, each) for role, each in _all_series(data)))


def _series_row(book: Book, role: str, series: AnnualSeries) -> list[Value]:
    number = book.sources[series.source][0]
    span = f"{series.cells[0]}–{series.cells[-1]}" if series.cells else ""
    years = f"{series.years[0]}–{series.years[-1]} ({len(series.years)})" if series.years else ""
    unit = series.unit or (tr(f"exporting.basis.{series.basis.value}") if series.basis else "")
    answered = tuple(tr(f"exporting.answered.{each}") for each in series.assumed)
    basis = "unit" in series.assumed or "basis" in series.assumed
    return [
        tr(f"exporting.used_as.{role}") if "." not in role else tr(f"role.{role}"),
        series.label,
        f"[{number}] {span}",
        years,
        Marked(unit, "assumed") if basis else unit,
        *(In("as_printed", each(series.values)) for each in (sum, min, max) if series.values),
        *([None] * (0 if series.values else 3)),
        ", ".join(answered),
        _used_on(book, role),
    ]


def _used_on(book: Book, role: str) -> Value:
    kind = role.partition(".")[0]
    key = (_QUANTITY_OF if "." in role else _QUANTITY_OF_MANY).get(kind)
    if key is None or not book.cells.layout.has(key):
        return ""
    return Link(tr(f"quantity.{key}.title"), *book.cells.layout.top(key))


def _all_tables(data: Dataset) -> tuple[IOTable, ...]:
    found: dict[int, IOTable] = {}
    for benchmark in data.benchmarks:
        for table in (benchmark.table, benchmark.reference):
            if table is not None:
                found[id(table)] = table
    return tuple(found.values())


def _all_series(data: Dataset) -> Iterator[tuple[str, AnnualSeries]]:
    """Every series with its role; that of one industry or city has no point in it."""
    yield from data.series.items()
    for role, by_industry in data.industry_series.items():
        for series in dict.fromkeys(by_industry.values()):  # of a section: one for several
            yield role, series
    for indicator, by_city in data.cities.series.items():
        for pieces in by_city.values():
            for piece in pieces:
                yield f"city_{indicator}", piece
