"""Figures one below another: a row each, as statistics programs take them (long, tidy)."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from gxde_desktop.exporting.atomic import write_atomically
from gxde_desktop.exporting.fitting import fit_height, text_width
from gxde_desktop.exporting.page import Page
from gxde_desktop.exporting.results_sheet import RESULTS
from gxde_desktop.text import clauses, in_language, label_text, say, tr, unit_text
from gxde_desktop.text import language as language_in_use
from models.measurement import Cancelled, Measurement
from models.quantities import REGISTRY

HEADS = ("key", "title", "place", "member", "time", "value", "unit", "flags", "origin")
_WIDTHS = {
    "zh": (36, 40, 18, 40, 12, 18, 20, 70, 46),
    "en": (36, 48, 26, 50, 12, 18, 32, 70, 60),
}
"""Of the columns in each language: the wider they are, the smaller they are printed."""
MOST_ROWS = 500_000
"""Rows of one sheet; a file of comma-separated values holds any number."""

Line = tuple[str, str, str, str, str | int, float | None, str, str, str]


def write_csv(
    measurement: Measurement,
    path: Path,
    *,
    quantities: tuple[str, ...] = (),
    language: str = "zh",
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write figures as comma-separated values in UTF-8; returns how many.

    quantities: keys; empty: the headline quantities. Text that a spreadsheet program would
    take for a formula gets an apostrophe before it. Raises ExportError, Cancelled.
    """
    count = 0

    def write(temporary: Path) -> None:
        nonlocal count
        # The mark at the beginning tells Excel that it is UTF-8.
        with temporary.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([tr(f"exporting.long.{each}") for each in HEADS])
            for line in long_lines(measurement, quantities or RESULTS):
                if count % 1000 == 0 and cancelled is not None and cancelled():
                    raise Cancelled
                count += 1
                writer.writerow([_plain(each) for each in line])

    with in_language(language):
        write_atomically(path, write)
    return count


def _plain(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
    return repr(value)


def write_long_sheet(page: Page, quantities: tuple[str, ...]) -> None:
    """The same rows on a sheet of the workbook, with a filter on every column."""
    measurement, sheet = page.book.cells.measurement, page.sheet
    text, number = page.book.cells.formats.text, page.book.cells.formats.number
    for column, (head, width) in enumerate(zip(HEADS, _WIDTHS[language_in_use()], strict=True)):
        page.widen(column, width)
        kind = "header" if head in ("time", "value") else "header_left"
        sheet.write_string(page.row, column, tr(f"exporting.long.{head}"), text(kind))
    top, widths = page.row, _WIDTHS[language_in_use()]
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    keys = quantities or RESULTS
    for line in long_lines(measurement, keys):
        page.book.poll()
        page.row += 1
        if page.row - top > MOST_ROWS:
            sheet.write_string(page.row, 0, tr("exporting.long.cut", most=MOST_ROWS), text("flag"))
            break
        unit = REGISTRY[line[0]].unit
        for column, value in enumerate(line):
            if isinstance(value, str):
                # Flags run over the source's empty cell, where there is no figure and no source.
                long = HEADS[column] == "flags" and text_width(value) > sum(widths[column:]) - 2
                if value:
                    style = text("label", wrapped=long)
                    sheet.write_string(page.row, column, value, style)
                if long:
                    fit_height(sheet, page.row, [(value, widths[column])])
            elif value is not None:
                kind = number("computed", "number" if column == 4 else unit)
                sheet.write_number(page.row, column, value, kind)
    sheet.autofilter(top, 0, max(page.row, top + 1), len(HEADS) - 1)


def long_lines(measurement: Measurement, quantities: tuple[str, ...]) -> Iterator[Line]:
    """One line a cell of the quantities; those of a ragged axis that do not exist left out.

    What is missing has no value and says why among the flags.
    """
    frame, base = measurement.frame, measurement.parameters.base_year
    for key in quantities:
        quantity = REGISTRY[key]
        title, unit = tr(f"quantity.{key}.title"), unit_text(quantity.unit, base)
        for index in np.ndindex(measurement.values[key].shape):
            labels: list[str | int] = []
            for position, axis in enumerate(quantity.axes):
                known = frame.labels(axis, *index[:position])
                if index[position] >= len(known):
                    break
                labels.append(known[index[position]])
            if len(labels) < len(quantity.axes):
                continue
            value = measurement.at(key, index)
            origin = measurement.origin(key, *index)
            if math.isnan(value):
                reason = measurement.reason(key, *index)
                flags = "" if reason is None else say(reason)
            else:
                flags = clauses(tr(f"flag.{flag.code}") for flag in measurement.flags(key, *index))
            named = [
                label if isinstance(label, int) else label_text(axis, label)
                for axis, label in zip(quantity.axes, labels, strict=True)
            ]
            *outer, last = named or [""]
            place, member = ("", "") if not outer else ("", outer[0])
            if len(outer) > 1:
                place, member = str(outer[0]), str(outer[1])
            yield (
                key, title, str(place), str(member), last,
                None if math.isnan(value) else value,
                unit, flags, "" if origin is None else str(origin),
            )  # fmt: skip
