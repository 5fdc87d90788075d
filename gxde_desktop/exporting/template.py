"""A blank workbook for whatever an office has on paper, in layouts that the importer knows.

What is left empty is not read: rows without a figure are ignored, never taken as zero.
Labels that the importer looks for are Chinese in every language; the English workbook
prints the English beside them.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from gxde_desktop.exporting.atomic import write_atomically
from gxde_desktop.exporting.template_notes import write_notes
from gxde_desktop.exporting.template_series import (
    INDUSTRY_SHEETS,
    OPTIONAL_SHEETS,
    write_annual,
    write_industries,
    write_readings,
)
from gxde_desktop.exporting.template_style import Words, styles
from gxde_desktop.exporting.template_table import write_table
from gxde_desktop.exporting.xlsx_file import workbook_at

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  a workbook's date has no zone


def write_template(path: Path, *, language: str = "zh") -> None:
    """Write the template: notes, annual indicators, employment, output prices, a blank table, and
    what only some readings ask for: rental prices and other series, a capital-flow matrix, hours,
    employees, quality, taxes.

    language: `zh` or `en`. The target is replaced only when the workbook is complete; the
    same version writes the same bytes. Raises ExportError where the file cannot be written,
    ValueError for another language.
    """
    words = Words(language)
    write_atomically(path, lambda temporary: _write(temporary, words))


def _write(path: Path, words: Words) -> None:
    with workbook_at(path) as workbook:
        workbook.set_properties(
            {"title": words.say("title"), "author": "gxde_desktop", "created": _CREATED}
        )
        made = styles(workbook)
        write_notes(workbook, made, words)
        write_annual(workbook, made, words)
        for what in INDUSTRY_SHEETS:
            write_industries(workbook, made, words, what)
        write_table(workbook, made, words)
        write_readings(workbook, made, words)
        for what in OPTIONAL_SHEETS:
            write_industries(workbook, made, words, what)
