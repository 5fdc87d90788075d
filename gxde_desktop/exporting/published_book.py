"""A set of published figures as a workbook of its own: to fill in, to hand on, to read back.

What is written is what `importing.published_sheet` reads. An empty set gives the template.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gxde_desktop.audit_text import figure_name, key_of, typed_formula
from gxde_desktop.exporting.atomic import write_atomically
from gxde_desktop.exporting.template_style import Styles, choose, styles
from gxde_desktop.exporting.xlsx_file import workbook_at
from gxde_desktop.text import in_language, tr
from models.published import UNITS, PublishedSet

_FIGURES = (("figure", 34), ("year", 8), ("value", 14), ("unit", 10), ("where", 40), ("quote", 60),
            ("derived", 10))  # fmt: skip
_CHECKS = (("check", 22), ("formula", 70), ("target", 34), ("title", 40))
_BLANK_ROWS = 200
"""Rows prepared for what a person adds."""


def write_published(published: PublishedSet, path: Path, *, language: str = "zh") -> None:
    """Write a set, replacing the target whole or not at all. Raises ExportError."""
    with in_language(language):
        write_atomically(path, lambda temporary: _write(published, temporary))


def _write(published: PublishedSet, path: Path) -> None:
    with workbook_at(path) as workbook:
        _fill(workbook, published)


def _fill(workbook: xlsxwriter.Workbook, published: PublishedSet) -> None:
    made = styles(workbook)
    as_text = workbook.add_format(
        {"font_name": "Microsoft YaHei", "font_size": 10, "border": 1, "border_color": "#E1E5EA",
         "bg_color": "#FFF9DB", "num_format": "@", "text_wrap": False}
    )  # fmt: skip
    sheet = workbook.add_worksheet(tr("audit.sheet.figures"))
    about = (
        ("about.title", published.title),
        ("about.region", published.region),
        ("about.tolerance", f"{published.tolerance:g}"),
    )
    for row, (code, text) in enumerate(about):
        sheet.write_string(row, 0, tr(f"audit.sheet.{code}"), made["label"])
        sheet.write_string(row, 1, text, as_text)
    sheet.write_string(3, 0, tr("audit.sheet.how_figures"), made["hint"])
    rows = [
        (
            _name(each.key),
            str(each.year),
            each.text,
            tr(f"audit.sheet.unit.{each.unit}"),
            each.where,
            each.quote,
            tr("audit.sheet.yes") if each.derived else "",
        )
        for each in published.figures
    ]
    _table(sheet, made, as_text, 4, _FIGURES, rows)
    units = [tr(f"audit.sheet.unit.{unit}") for unit in UNITS]
    choose(sheet, (5, 3, 4 + len(rows) + _BLANK_ROWS, 3), units)
    checks = workbook.add_worksheet(tr("audit.sheet.checks"))
    checks.write_string(0, 0, tr("audit.sheet.how_checks"), made["hint"])
    checks.write_string(1, 0, tr("audit.sheet.how_computed"), made["hint"])
    lines = [
        (each.key, typed_formula(each.formula), typed_formula(each.target), each.title)
        for each in published.claims
    ]
    _table(checks, made, as_text, 2, _CHECKS, lines)


def _table(
    sheet: Worksheet,
    made: Styles,
    as_text: object,
    head: int,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str]],
) -> None:
    for column, (code, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(head, column, tr(f"audit.sheet.{code}"), made["head"])
    for row, cells in enumerate(rows, head + 1):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, as_text)
    for row in range(head + 1 + len(rows), head + 1 + len(rows) + _BLANK_ROWS):
        for column in range(len(columns)):
            sheet.write_blank(row, column, None, as_text)
    sheet.freeze_panes(head + 1, 0)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _name(key: str) -> str:
    name = figure_name(key)
    return name if key_of(name) == key else key
