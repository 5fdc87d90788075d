"""The results year by year: headline quantities as references to the steps."""

from __future__ import annotations

from gxde_desktop.exporting.cells import Computed
from gxde_desktop.exporting.fitting import fit_height, page_breaks
from gxde_desktop.exporting.formats import kind_of, protect, set_paper
from gxde_desktop.exporting.layout import LABEL_COLUMNS
from gxde_desktop.exporting.page import Book
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.text import label_text, tr, unit_text
from models.expression import Ref
from models.quantities import REGISTRY

RESULTS = (
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
"""Quantities that the results sheet shows year by year, in its order: the headline figures' own
(`models.headlines`) and those that lead to them."""


UNIT_WIDTH = 18.0
"""Of the column of units, in characters."""

REMARK_WIDTH = 110.0
"""Of the remarks, which break into lines: a sheet to be printed."""


def write_results(book: Book, sheet: Sheet) -> dict[str, int]:
    """Write the headline quantities; row of each one's first value."""
    text = book.cells.formats.text
    region = book.cells.measurement.dataset.region
    sheet.write_string(0, 0, tr("exporting.results_title", region=region), text("title"))
    book.link(sheet, 1, 0, tr("exporting.to_contents"), tr("exporting.contents"))
    sheet.write_string(1, LABEL_COLUMNS, tr("exporting.results_note"), text("note"))
    sheet.set_column(0, 0, 42)
    sheet.set_column(1, 1, UNIT_WIDTH)
    sheet.set_column(2, 60, 13)
    sheet.freeze_panes(1, LABEL_COLUMNS)
    set_paper(sheet, wide=True)
    sheet.repeat_columns(0, LABEL_COLUMNS - 1)
    protect(sheet)
    sheet.set_column(_remarks(book), _remarks(book), REMARK_WIDTH)
    row = 3
    rows: dict[str, int] = {}
    for key in filter(book.cells.layout.has, RESULTS):
        rows[key] = row + 2
        row = _headline(book, sheet, key, row)
    sheet.print_area(0, 0, row, _remarks(book))
    heights = {at: info.height * 0.75 for at, info in sheet.row_info.items()}  # of pixels
    starts = (first - 2 for first in rows.values())
    sheet.set_h_pagebreaks(page_breaks(starts, row, heights))
    return rows


def _remarks(book: Book) -> int:
    """Column of the remarks behind the years, the last of the sheet."""
    return LABEL_COLUMNS + len(book.cells.measurement.frame.years)


def _headline(book: Book, sheet: Sheet, key: str, row: int) -> int:
    cells = book.cells
    text, measurement, quantity = cells.formats.text, cells.measurement, REGISTRY[key]
    unit = unit_text(quantity.unit, measurement.parameters.base_year)
    sheet.write_string(row, 0, tr(f"quantity.{key}.title"), text("heading"))
    step = tr("exporting.to_step")
    book.link(sheet, row, LABEL_COLUMNS, step, *cells.layout.top(key), small=True)
    sheet.write_string(row + 1, 0, tr(f"axis.{quantity.axes[0]}"), text("header_left"))
    sheet.write_string(row + 1, 1, unit, text("header_left", wrapped=True))
    fit_height(sheet, row + 1, [(unit, UNIT_WIDTH)])
    across = measurement.frame.labels(quantity.axes[-1])
    for position, label in enumerate(across):
        if isinstance(label, int):
            sheet.write_number(row + 1, LABEL_COLUMNS + position, label, text("header"))
        else:
            sheet.write_string(row + 1, LABEL_COLUMNS + position, label, text("header"))
    plain = len(quantity.axes) == 1
    members = ("",) if plain else measurement.frame.labels(quantity.axes[0])
    row += 2
    for down, member in enumerate(members):
        name = label_text(quantity.axes[0], member) if member else tr(f"quantity.{key}.title")
        sheet.write_string(row, 0, name, text("label"))
        found = []
        for position, label in enumerate(across):
            index = (position,) if plain else (down, position)
            column = LABEL_COLUMNS + position
            reason = measurement.reason(key, *index)
            flags = measurement.flags(key, *index) if reason is None else ()
            if flags or reason is not None:
                found.append((str(label), flags, reason))
            if reason is not None:
                # Blank, because a chart draws a text as zero; nothing refers to this cell.
                sheet.write_blank(row, column, None, text("hatched"))
                continue
            value, kind = measurement.at(key, index), kind_of(flags)
            shown = Computed(Ref(key, index), value, kind, quantity.unit)
            cells.write_formula(sheet, (row, column), shown)
        said = cells.remarks.of(found)
        place = LABEL_COLUMNS + len(across)
        if said and place == _remarks(book):
            sheet.write_string(row, place, said, text("flag", wrapped=True))
            fit_height(sheet, row, [(said, REMARK_WIDTH * 1.2)])  # of smaller letters
        elif said:
            sheet.write_string(row, place, said, text("flag"))
        row += 1
    return row + 1
