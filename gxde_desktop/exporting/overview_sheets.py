"""The first sheets: contents with sources and legend, and the results with native charts."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from gxde_desktop.exporting.cells import CellWriter, remark
from gxde_desktop.exporting.formats import Formats, set_paper
from gxde_desktop.exporting.layout import LABEL_COLUMNS
from gxde_desktop.exporting.page import Book
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.stamps import stamp_of
from gxde_desktop.text import label_text, say, tr, unit_text
from models.expression import Ref
from models.measurement import Measurement
from models.quantities import REGISTRY
from models.sources import SourceTable

HEADLINES = (
    "digital_industrialisation_scaled",
    "industry_digitalisation",
    "digital_economy",
    "gdp_share",
    "nominal_growth",
    "real_growth",
    "growth_contribution",
    "aggregate_growth",
    "aggregate_contribution",
    "domar_tfp",
    "benchmark_investment",
    "investment",
    "price",
    "real_investment",
    "stock",
    "stock_total",
    "stock_current_total",
    "digital_benchmark",
    "digital_industrialisation",
)
"""Quantities that the results sheet shows, in its order."""

CHARTS = (
    ("digital_economy", "line", None),
    ("aggregate_contribution", "column", "stacked"),
    ("stock", "area", "stacked"),
    ("investment", "line", None),
    ("price", "line", None),
)
"""Native charts of the results: quantity, kind, subtype."""

COLOURS = {
    "computers": "#0F6CBD",
    "communications": "#E08A1E",
    "software": "#2A9D8F",
    "ict": "#0F6CBD",
    "nonict": "#9AA5B1",
    "labour": "#8C6BB1",
    "intermediate": "#D4A373",
    "residual": "#C9D1D9",
    "stock": "#0F6CBD",
    "compensation": "#E08A1E",
    "accumulated": "#2A9D8F",
}
"""One colour an asset, a factor and a rule everywhere (tokens of the window)."""


def write_results(sheet: Sheet, workbook: Workbook, cells: CellWriter) -> None:
    """Write the headline quantities as references to the steps, with charts below them."""
    text = cells.formats.text
    region = cells.measurement.dataset.region
    sheet.write_string(0, 0, tr("exporting.results_title", region=region), text("title"))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 60, 12)
    sheet.freeze_panes(1, LABEL_COLUMNS)
    set_paper(sheet)
    row = 2
    rows: dict[str, int] = {}
    for key in HEADLINES:
        rows[key] = row + 2
        row = _write_headline(sheet, cells, key, row)
    _write_findings(sheet, cells, row)
    row += len(cells.measurement.findings) + 2
    _write_charts(sheet, workbook, cells, rows, row)


def _write_headline(sheet: Sheet, cells: CellWriter, key: str, row: int) -> int:
    text = cells.formats.text
    measurement, quantity = cells.measurement, REGISTRY[key]
    unit = unit_text(quantity.unit, measurement.parameters.base_year)
    sheet.write_string(row, 0, tr(f"quantity.{key}.title"), text("heading"))
    sheet.write_string(row + 1, 0, tr(f"axis.{quantity.axes[0]}"), text("header_left"))
    sheet.write_string(row + 1, 1, unit, text("header_left"))
    across = measurement.frame.labels(quantity.axes[-1])
    for position, label in enumerate(across):
        if isinstance(label, int):
            sheet.write_number(row + 1, LABEL_COLUMNS + position, label, text("header"))
        else:
            sheet.write_string(row + 1, LABEL_COLUMNS + position, label, text("header"))
    members = measurement.frame.labels(quantity.axes[0]) if len(quantity.axes) == 2 else ("",)
    row += 2
    for down, member in enumerate(members):
        name = label_text(quantity.axes[0], member) if member else tr(f"quantity.{key}.title")
        sheet.write_string(row, 0, name, text("label"))
        found = []
        for position, label in enumerate(across):
            index = (down, position) if len(quantity.axes) == 2 else (position,)
            value = measurement.at(key, index)
            column = LABEL_COLUMNS + position
            reason = measurement.reason(key, *index)
            flags = measurement.flags(key, *index) if reason is None else ()
            found.append((str(label), flags, reason))
            if reason is not None:
                sheet.write_string(row, column, "—", cells.formats.number("missing", quantity.unit))
                continue
            cells.write_formula(
                sheet,
                sheet.get_name(),
                row,
                column,
                Ref(key, index),
                value,
                "computed",
                quantity.unit,
            )
        said = remark(found)
        if said:
            sheet.write_string(row, LABEL_COLUMNS + len(across), said, text("flag"))
        row += 1
    return row + 1


def _write_findings(sheet: Sheet, cells: CellWriter, row: int) -> None:
    for offset, finding in enumerate(cells.measurement.findings):
        sheet.write_string(row + offset, 0, say(finding.message), cells.formats.text("flag"))


def _write_charts(
    sheet: Sheet, workbook: Workbook, cells: CellWriter, rows: dict[str, int], row: int
) -> None:
    for place, (key, kind, subtype) in enumerate(CHARTS):
        chart = workbook.add_chart({"type": kind} | ({"subtype": subtype} if subtype else {}))
        _add_series(chart, sheet.get_name(), cells.measurement, key, kind, rows[key])
        unit = unit_text(REGISTRY[key].unit, cells.measurement.parameters.base_year)
        chart.set_title({"name": tr(f"quantity.{key}.title"), "name_font": {"size": 12}})
        lines = {"visible": True, "line": {"color": "#E1E5EA"}}
        chart.set_y_axis({"name": unit, "major_gridlines": lines})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 620, "height": 320})
        across, down = divmod(place, 2)
        sheet.insert_chart(row, 0, chart, {"x_offset": across * 640, "y_offset": down * 340})


def _add_series(
    chart: Chart, name: str, measurement: Measurement, key: str, kind: str, first: int
) -> None:
    """One series a member, over the columns of the quantity's last axis."""
    members_axis, across_axis = REGISTRY[key].axes
    last = LABEL_COLUMNS + measurement.frame.size(across_axis) - 1
    for member, label in enumerate(measurement.frame.labels(members_axis)):
        colour = {"color": COLOURS.get(str(label), "#9AA5B1")}
        chart.add_series(
            {
                "name": [name, first + member, 0],
                "categories": [name, first - 1, LABEL_COLUMNS, first - 1, last],
                "values": [name, first + member, LABEL_COLUMNS, first + member, last],
                ("line" if kind == "line" else "fill"): colour,
            }
        )


def write_contents(sheet: Sheet, book: Book) -> None:
    """Write what the workbook is, its sheets, its sources, its legend, and what is frozen."""
    formats, measurement, frozen = book.cells.formats, book.cells.measurement, book.cells.frozen
    text = formats.text
    set_paper(sheet)
    sheet.fit_to_pages(1, 1)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 48)
    sheet.set_column(2, 2, 70)
    region = measurement.dataset.region
    sheet.write_string(0, 0, tr("exporting.title", region=region), text("title"))
    sheet.write_string(1, 0, tr("exporting.how_to_read"), text("note"))
    stamp = stamp_of(measurement)
    gdp = (
        f"{tr(f'role.{each.use}')}: {each.label} {each.years[0]}–{each.years[1]}"
        f" · {each.file} · {each.sheet}!{each.cell}"
        for each in stamp.vintages_of_gdp()
    )
    facts = (
        ("exporting.fact_region", region),
        ("exporting.fact_base_year", str(measurement.parameters.base_year)),
        ("exporting.fact_program", stamp.program),
        ("exporting.fact_method", stamp.method),
        ("exporting.fact_data", stamp.data),
        ("exporting.fact_parameters", stamp.parameters),
        *(("exporting.fact_gdp", each) for each in gdp),
    )
    row = 3
    for code, value in facts:
        sheet.write_string(row, 0, tr(code), text("label"))
        sheet.write_string(row, 1, value, text("label"))
        row += 1
    row = _section(sheet, formats, row + 1, "exporting.sheets")
    for entry in book.entries:
        sheet.write_url(row, 0, f"internal:'{entry.name}'!A1", text("link"), entry.name)
        sheet.write_string(row, 1, entry.text, text("note"))
        row += 1
    row = _section(sheet, formats, row + 1, "exporting.sources")
    for source in source_tables(measurement):
        sheet.write_string(row, 0, source.file, text("label"))
        sheet.write_string(row, 1, source.sheet, text("label"))
        sheet.write_string(row, 2, f"SHA-256 {source.sha256}", text("note"))
        row += 1
    row = _section(sheet, formats, row + 1, "exporting.legend")
    for kind in ("input", "computed", "assumed", "marked", "missing"):
        sheet.write_string(row, 0, tr(f"exporting.legend_{kind}"), formats.number(kind, "one"))
        sheet.write_string(row, 1, tr(f"exporting.legend_{kind}_help"), text("note"))
        row += 1
    if frozen:
        row = _section(sheet, formats, row + 1, "exporting.frozen")
        for (key, reason), count in frozen.items():
            sheet.write_string(row, 0, tr(f"quantity.{key}.title"), text("label"))
            why = tr("exporting.frozen_cells", reason=tr(f"flag.{reason}"), count=count)
            sheet.write_string(row, 1, why, text("note"))
            row += 1
    sheet.write_string(row + 1, 0, tr("exporting.structure_fixed"), text("note"))


def _section(sheet: Sheet, formats: Formats, row: int, code: str) -> int:
    sheet.write_string(row, 0, tr(code), formats.text("heading"))
    return row + 1


def source_tables(measurement: Measurement) -> tuple[SourceTable, ...]:
    """Every source table that the dataset draws on, once each."""
    found: dict[SourceTable, None] = {}
    for benchmark in measurement.dataset.benchmarks:
        found[benchmark.table.source] = None
        if benchmark.reference is not None:
            found[benchmark.reference.source] = None
    for series in measurement.dataset.series.values():
        found[series.source] = None
    for by_industry in measurement.dataset.industry_series.values():
        for series in by_industry.values():
            found[series.source] = None
    for piece in measurement.dataset.cities.pieces():
        found[piece.source] = None
    return tuple(found)
