"""The blank input-output table of the template, with its identities as formulas beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from gxde_desktop.exporting.sample.sectors import PROVINCIAL_2017
from gxde_desktop.exporting.template_style import (
    Styles,
    Words,
    choice_cell,
    only_numbers,
    region_cell,
)

_COLUMNS = (
    "TIU", "FU101", "FU102", "THC", "FU103", "TC", "FU201", "FU202", "GCF", "EX", "OF", "TFU",
    "IM", "IF", "ERR", "GO",
)  # fmt: skip
_ROWS = ("TII", "VA001", "VA002", "VA003", "VA004", "TVA", "TI")
_USES = ("FU101", "FU102", "FU103", "FU201", "FU202", "EX", "OF")
_PARTS = ("VA001", "VA002", "VA003", "VA004")
_YEARS = ("2007年", "2012年", "2017年", "2018年", "2020年")
_UNITS = {"zh": ("万元", "亿元"), "en": ("10000 yuan", "100 million yuan")}
_TOP = 4
"""Row of the headings' group; below it the names, then the codes, then the figures."""
_FIRST_ROW = _TOP + 3
_TOLERANCE = 1e-6
"""A difference beyond this share of output is shown in red: the importer asks about it."""


@dataclass(frozen=True, slots=True)
class _Places:
    """Where things stand. first: column of the first sector; n: number of sectors."""

    first: int
    n: int

    def column(self, code: str) -> int:
        return self.first + self.n + _COLUMNS.index(code)

    def row(self, code: str) -> int:
        return _FIRST_ROW + self.n + _ROWS.index(code)

    @property
    def last_row(self) -> int:
        return _FIRST_ROW + self.n + len(_ROWS) - 1

    @property
    def last_column(self) -> int:
        return self.first + self.n + len(_COLUMNS) - 1

    def cell(self, row: int | str, column: int | str) -> str:
        """Address of a cell; a code stands for its row or column."""
        r = self.row(row) if isinstance(row, str) else row
        c = self.column(column) if isinstance(column, str) else column
        return str(xl_rowcol_to_cell(r, c))


def write_table(workbook: Workbook, made: Styles, words: Words) -> None:
    """Region, year and unit; headings; figures to be entered as printed; differences.

    Totals are entered too, not computed: that they agree is what shows a slip of the pen.
    """
    sheet = workbook.add_worksheet(words.say("sheet.table"))
    names = (
        3 if words.bilingual else 2
    )  # columns of quadrant, name and, in English, its translation
    places = _Places(names + 1, len(PROVINCIAL_2017))
    region_cell(sheet, made, words)
    choice_cell(sheet, made, 1, _YEARS, words.say("hint.year"))
    choice_cell(sheet, made, 2, _UNITS[words.language], words.say("hint.money"))
    sheet.write_string(3, 0, words.say("hint.table"), made["hint"])
    _headings(sheet, made, words, places)
    _lines(sheet, made, words, places)
    area = (_FIRST_ROW, places.first, places.last_row, places.last_column)
    for row in range(area[0], area[2] + 1):
        for column in range(area[1], area[3] + 1):
            inside = row < places.row("TII") or column < places.column("TIU")
            if inside or row == places.row("TII"):
                sheet.write_blank(row, column, None, made["input"])
    only_numbers(sheet, area)
    _row_checks(sheet, made, words, places)
    _column_checks(sheet, made, words, places)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, names - 1, 36)
    sheet.set_column(names, names, 8)
    sheet.set_column(places.first, places.last_column, 13)
    sheet.freeze_panes(_FIRST_ROW, places.first)


def _headings(sheet: Worksheet, made: Styles, words: Words, places: _Places) -> None:
    """Group or English name, Chinese name, code; the name is what the importer reads."""
    codes = [*PROVINCIAL_2017.codes, *_COLUMNS]
    kinds = ["sector"] * places.n + ["line"] * len(_COLUMNS)
    sheet.set_row(_TOP, 60 if words.bilingual else 18)
    sheet.set_row(_TOP + 1, 60)
    sheet.write_string(_TOP + 1, 1, words.label("column.name"), made["head"])
    if words.bilingual:
        sheet.write_string(_TOP + 1, 2, words.say("column.english"), made["head"])
    sheet.write_string(_TOP + 1, places.first - 1, words.say("column.code"), made["head"])
    for column, (kind, code) in enumerate(zip(kinds, codes, strict=True), start=places.first):
        name = f"{kind}.{code}"
        middle = column <= places.column("TIU")
        group = "quadrant.middle" if middle else "quadrant.final"
        above = words.say(name) if words.bilingual else words.chinese(group)
        if words.bilingual or column <= places.column("TFU"):
            sheet.write_string(_TOP, column, above, made["head"])
        sheet.write_string(_TOP + 1, column, words.chinese(name), made["head"])
        sheet.write_string(_TOP + 2, column, code, made["code"])


def _lines(sheet: Worksheet, made: Styles, words: Words, places: _Places) -> None:
    sectors = [("sector", code) for code in PROVINCIAL_2017.codes]
    for row, (kind, code) in enumerate([*sectors, *(("line", c) for c in _ROWS)], _FIRST_ROW):
        sheet.write_string(row, 1, words.chinese(f"{kind}.{code}"), made["label"])
        if words.bilingual:
            sheet.write_string(row, 2, words.say(f"{kind}.{code}"), made["label"])
        sheet.write_string(row, places.first - 1, code, made["code"])
    sheet.write_string(_FIRST_ROW, 0, words.say("quadrant.inputs"), made["hint"])
    sheet.write_string(places.row("VA001"), 0, words.say("quadrant.value_added"), made["hint"])


def _row_checks(sheet: Worksheet, made: Styles, words: Words, places: _Places) -> None:
    """Right of the table: what every sector's row misses."""
    start = places.last_column + 2
    for place, name in enumerate(("uses", "final", "row")):
        sheet.write_string(_TOP + 1, start + place, words.say(f"check.{name}"), made["head"])
    sheet.set_column(start, start + 2, 22)
    last = places.column("TIU") - 1
    for row in range(_FIRST_ROW, places.row("TII")):
        at = {code: places.cell(row, code) for code in _COLUMNS}
        flows = xl_range(row, places.first, row, last)
        whole = xl_range(row, places.first, row, places.last_column)
        sums = (
            f"SUM({flows})-{at['TIU']}",
            f"{'+'.join(at[code] for code in _USES)}-{at['TFU']}",
            f"{at['TIU']}+{at['TFU']}-{at['IM']}-{at['IF']}+{at['ERR']}-{at['GO']}",
        )
        _differences(sheet, made, [(row, start + i) for i in range(3)], sums, whole, at["GO"])


def _column_checks(sheet: Worksheet, made: Styles, words: Words, places: _Places) -> None:
    """Below the table: what every sector's column misses."""
    start = places.last_row + 2
    for place, name in enumerate(("inputs", "value_added", "input", "output")):
        sheet.write_string(start + place, 1, words.say(f"check.{name}"), made["label"])
    for column in range(places.first, places.column("TIU")):
        at = {code: places.cell(code, column) for code in _ROWS}
        flows = xl_range(_FIRST_ROW, column, places.row("TII") - 1, column)
        whole = xl_range(_FIRST_ROW, column, places.last_row, column)
        output = places.cell(_FIRST_ROW + column - places.first, "GO")
        sums = (
            f"SUM({flows})-{at['TII']}",
            f"{'+'.join(at[code] for code in _PARTS)}-{at['TVA']}",
            f"{at['TII']}+{at['TVA']}-{at['TI']}",
            f"{at['TI']}-{output}",
        )
        _differences(sheet, made, [(start + i, column) for i in range(4)], sums, whole, output)


def _differences(
    sheet: Worksheet,
    made: Styles,
    cells: Sequence[tuple[int, int]],
    sums: Sequence[str],
    whole: str,
    output: str,
) -> None:
    """Formulas that stay empty as long as nothing is entered in `whole`."""
    for (row, column), formula in zip(cells, sums, strict=True):
        text = f'=IF(COUNT({whole})=0,"",ROUND({formula},6))'
        sheet.write_formula(row, column, text, made["check"], "")
        cell = xl_rowcol_to_cell(row, column)
        rule = f"=AND(ISNUMBER({cell}),ABS(N({cell}))>{_TOLERANCE:f}*ABS({output}))"
        sheet.conditional_format(
            row, column, row, column, {"type": "formula", "criteria": rule, "format": made["wrong"]}
        )
