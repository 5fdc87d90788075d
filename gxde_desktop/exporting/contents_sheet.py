"""The first sheet: what the workbook is, its parts, how to read it, what is frozen."""

from __future__ import annotations

from gxde_desktop.exporting.extra_sheets import GROUPS
from gxde_desktop.exporting.fitting import fit_height
from gxde_desktop.exporting.formats import MARKS, protect, set_paper
from gxde_desktop.exporting.page import Book
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.stamps import stamp_of
from gxde_desktop.text import tr

TAB_COLOURS = {
    "conclusions": "#1B7F5C",
    "reports": "#2A9D8F",
    "inputs": "#0F6CBD",
    "steps": "#9AA5B1",
    "appendix": "#66727F",
}
"""Colour of a sheet's tab by the part of the workbook."""

_LEGEND = ("input", "computed", "assumed", "extrapolated", "flagged", "frozen", "missing")

NAMES, WIDTH = 34.0, 96.0
"""Of the columns of names and of explanations."""


def write_contents(sheet: Sheet, book: Book) -> None:
    """Fill the contents, when all other sheets are written and known."""
    formats, measurement = book.cells.formats, book.cells.measurement
    text = formats.text
    set_paper(sheet)
    sheet.fit_to_pages(1, 2)  # smaller rather than a last line on a page of its own
    protect(sheet)
    sheet.set_column(0, 0, NAMES)
    sheet.set_column(1, 1, WIDTH)
    sheet.write_string(
        0, 0, tr("exporting.title", region=measurement.dataset.region), text("title")
    )
    how = book.say("exporting.how_to_read")
    sheet.merge_range(1, 0, 1, 1, "", text("note", wrapped=True))
    sheet.write_string(1, 0, how, text("note", wrapped=True))
    fit_height(sheet, 1, [(how, NAMES + WIDTH)])
    row = _facts(sheet, book, 3)
    for group in GROUPS:
        entries = [each for each in book.entries if each.group == group]
        if not entries:
            continue
        row = _section(sheet, book, row + 1, f"exporting.group.{group}")
        for entry in entries:
            book.link(sheet, row, 0, entry.name, entry.name)
            sheet.write_string(row, 1, entry.text, text("label", wrapped=True))
            fit_height(sheet, row, [(entry.text, WIDTH)])
            found = book.workbook.get_worksheet_by_name(entry.name)
            if found is not None:
                found.set_tab_color(TAB_COLOURS[group])
            row += 1
    row = _section(sheet, book, row + 1, "exporting.legend")
    for kind in _LEGEND:
        if kind == "frozen" and not book.cells.live:
            continue  # there everything is
        mark = MARKS.get(kind)
        name = tr(f"exporting.legend_{kind}")
        style = formats.number(kind, "one")
        sheet.write_string(row, 0, f"{name} {mark}" if mark else name, style)
        said = book.say(f"exporting.legend_{kind}_help")
        sheet.write_string(row, 1, said, text("label", wrapped=True))
        row += 1
    row = _section(sheet, book, row + 1, "exporting.structure")
    for code in ("fixed", "locked", "groups", "units"):
        said = book.say(f"exporting.structure_{code}")
        sheet.merge_range(row, 0, row, 1, "", text("note", wrapped=True))
        sheet.write_string(row, 0, said, text("note", wrapped=True))
        fit_height(sheet, row, [(said, NAMES + WIDTH)])
        row += 1
    sheet.print_area(0, 0, _frozen(sheet, book, row + 1), 1)


def _facts(sheet: Sheet, book: Book, row: int) -> int:
    measurement, text = book.cells.measurement, book.cells.formats.text
    stamp = stamp_of(measurement)
    gdp = (
        f"{tr(f'role.{each.use}')}: {each.label} {each.years[0]}–{each.years[1]}"
        f" · {each.file} · {each.sheet}!{each.cell}"
        for each in stamp.vintages_of_gdp()
    )
    years = measurement.frame.years
    facts = (
        ("exporting.fact_region", measurement.dataset.region),
        ("exporting.fact_years", f"{years[0]}–{years[-1]}" if years else "—"),
        ("exporting.fact_base_year", str(measurement.parameters.base_year)),
        ("exporting.fact_program", stamp.program),
        ("exporting.fact_method", stamp.method),
        ("exporting.fact_data", stamp.data),
        ("exporting.fact_parameters", stamp.parameters),
        *(("exporting.fact_gdp", each) for each in gdp),
    )
    for code, value in facts:
        sheet.write_string(row, 0, tr(code), text("label"))
        sheet.write_string(row, 1, value, text("label", wrapped=True))
        fit_height(sheet, row, [(value, WIDTH)])
        row += 1
    return row


def _frozen(sheet: Sheet, book: Book, row: int) -> int:
    """Every cell that stands as a number, by quantity, with its reason; the row behind them."""
    if not book.cells.live:
        return row
    cells, text = book.cells, book.cells.formats.text
    row = _section(sheet, book, row, "exporting.frozen")
    if not cells.frozen:
        sheet.write_string(row, 0, tr("exporting.frozen_none"), text("note"))
    for (key, reason), count in cells.frozen.items():
        book.link(sheet, row, 0, tr(f"quantity.{key}.title"), *cells.layout.top(key))
        why = tr("exporting.frozen_cells", reason=tr(f"flag.{reason}"), count=count)
        sheet.write_string(row, 1, why, text("label", wrapped=True))
        row += 1
    return row


def _section(sheet: Sheet, book: Book, row: int, code: str) -> int:
    sheet.write_string(row, 0, tr(code), book.cells.formats.text("heading"))
    return row + 1
