"""Cell formats: colour and a mark say what is input, computed, assumed or extrapolated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from gxde_desktop.exporting.amounts import AMOUNTS, DECIMALS, amount_format
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.text import tr
from models.expression import Flag

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10}

NUMBER_OF_UNIT = {
    "as_printed": "#,##0.00",
    "units_per_yi": "#,##0",
    "share": "0.00%",
    "ratio": "0.000000",
    "index": "0.0000",
    "index_one": "0.0000",
    "log_points": "0.000000",
    "rate": "0.00%",
    "number": "0",
    "step": "[>=1000]#,##0.00_ _■;[<=-1000]-#,##0.00_ _■;0.000000",
    **{f"decimals_{n}": f"0.{'0' * n}".rstrip(".") for n in range(10)},
}
"""Number formats by a quantity's unit; full precision stays in the cell."""

_EXTRAPOLATED = ("extrapolated", "extended", "continued", "linked", "other_year")
_PLAIN = ("interpolated",)
"""Flags that need no mark: a normal part of the method, named beside the row."""

_FRAME = {"border": 4, "border_color": "#7FA8D1"}

KINDS: dict[str, dict[str, Any]] = {
    "computed": {},
    "input": {"font_color": "#0B4F8A", "bg_color": "#E8F1FA", "locked": False, **_FRAME},
    "code": {"font_color": "#0B4F8A", "bg_color": "#E8F1FA"},
    "assumed": {"font_color": "#8A3F06", "bg_color": "#FEF3E2", "locked": False, **_FRAME},
    "answered": {"font_color": "#8A3F06", "bg_color": "#FEF3E2", "indent": 1},
    "extrapolated": {"font_color": "#8A3F06"},
    "flagged": {"font_color": "#8A3F06", "italic": True},
    "frozen": {"font_color": "#4A5560", "bg_color": "#ECEFF2"},
    "fixed": {"font_color": "#4A5560", "align": "right"},
    "missing": {"font_color": "#66727F", "align": "right"},
}
"""What a cell is, and how it looks; only inputs can be changed while a sheet is protected."""

MARKS = {"assumed": "◇", "extrapolated": "▲", "flagged": "※", "frozen": "■"}
"""What stands behind a number beside its colour, by kind: on paper and for every eye."""

WIDEST_MARK = "■"


def kind_of(flags: tuple[Flag, ...], *, is_input: bool = False) -> str:
    """How a cell with these flags looks."""
    codes = {flag.code for flag in flags if flag.code not in _PLAIN}
    if is_input:
        return "assumed" if flags else "input"
    if not codes:
        return "computed"
    if any(code.startswith("frozen_") for code in codes):
        return "frozen"
    return "extrapolated" if codes & set(_EXTRAPOLATED) else "flagged"


@dataclass(slots=True)
class Formats:
    """The formats of one workbook, made once each."""

    workbook: xlsxwriter.Workbook
    decimals: int = DECIMALS
    _made: dict[tuple[str, str], Format] = field(default_factory=dict)
    _looks: dict[str, Format] = field(default_factory=dict)

    def number(self, kind: str, unit: str) -> Format:
        """Format of a value cell."""
        found = self._made.get((kind, unit))
        if found is not None:
            return found
        return self._get(kind, unit, {**KINDS[kind], "num_format": self._number(unit, kind)})

    def _number(self, unit: str, kind: str) -> str:
        plain = (
            amount_format(self.decimals) if unit in AMOUNTS else NUMBER_OF_UNIT.get(unit, "General")
        )
        mark = MARKS.get(kind)
        if mark is not None:
            return f'{plain}" {mark}"'
        # The room of a mark, so that numbers stand below one another.
        return plain if plain == "General" else f"{plain}_ _{WIDEST_MARK}"

    def text(self, kind: str, *, wrapped: bool = False) -> Format:
        """Format of text: title, heading, header, label, note, formula or link.

        wrapped: it breaks into lines in its cell.
        """
        return self._get("text", f"{kind} {wrapped}", _look(kind, wrapped))

    def script(self, kind: str, place: str) -> Format:
        """Format of a piece of text on the line, as `sub`script or as `sup`erscript."""
        raised = {"sup": 1, "sub": 2}.get(place)
        looks = {} if raised is None else {"font_script": raised}
        return self._get("script", f"{kind} {place}", {**_TEXT[kind], **looks})

    def indented(self, kind: str, level: int, *, wrapped: bool = False) -> Format:
        """Format of text that stands so many steps in, and breaks into lines if need be."""
        looks = {**_look(kind, wrapped), "indent": level}
        return self._get("indented", f"{kind} {level} {wrapped}", looks)

    def _get(self, kind: str, name: str, properties: dict[str, Any]) -> Format:
        found = self._made.get((kind, name))
        if found is None:
            made = {**_FONT, "valign": "vcenter", **properties}
            # One format a look: XlsxWriter compares those that are alike at every cell.
            look = repr(sorted(made.items()))
            found = self._looks.get(look)
            if found is None:
                found = self._looks[look] = self.workbook.add_format(made)
            self._made[kind, name] = found
        return found


TITLE_HEIGHT = 24.0
"""Of the first row, whose letters are larger: not every program fits a row to them."""

_A3, _A4 = 8, 9
WIDE = 200.0
"""Columns that are wider together, in characters, would be illegible on A4."""


def set_paper(sheet: Sheet, *, wide: bool = False, title: float = TITLE_HEIGHT) -> None:
    """Print landscape on A4 with the workbook's title above, sheet and page number below.

    One page wide; a wide sheet in a legible size on as many as it takes. title: height of the
    first row in points.
    """
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_row(0, title)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
    if wide:
        sheet.set_print_scale(58)
        sheet.print_across()
    else:
        sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&L&8{tr('exporting.page_header')}&R&8&F")
    sheet.set_footer(f"&L&8&A&R&8{tr('exporting.page_number', page='&P', pages='&N')}")


def fit_paper(sheet: Sheet, width: float) -> None:
    """Take A3 for a sheet whose columns are too wide for A4. width: of all, in characters."""
    sheet.set_paper(_A3 if width > WIDE else _A4)


def protect(sheet: Sheet) -> None:
    """Lock everything but the inputs, without a password: against slips, not against people."""
    allowed = ("format_columns", "format_rows", "format_cells", "autofilter", "sort")
    sheet.protect("", {**dict.fromkeys(allowed, True), "objects": False, "scenarios": False})


_TEXT: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#1D2733"},
    "heading": {"bold": True, "font_size": 12, "font_color": "#0F6CBD"},
    "header": {"bold": True, "align": "right", "bottom": 1, "bottom_color": "#AAB4C0"},
    "header_left": {"bold": True, "indent": 1, "bottom": 1, "bottom_color": "#AAB4C0"},
    "label": {"indent": 1},
    "detail": {"indent": 1, "font_color": "#66727F"},
    "hatched": {"pattern": 14, "fg_color": "#C9D1D9", "bg_color": "#FFFFFF"},
    "choice": {"align": "right"},
    "note": {"font_color": "#66727F"},
    "note_right": {"font_color": "#66727F", "align": "right"},
    "formula": {"font_color": "#1D2733", "bg_color": "#F6F7F9", "font_name": "Cambria Math"},
    "origin": {"font_color": "#66727F", "font_size": 8, "align": "right"},
    "flag": {"font_color": "#8A3F06", "font_size": 9, "indent": 1},
    "link": {"font_color": "#0F6CBD", "underline": 1},
    "small_link": {"indent": 1, "font_color": "#0F6CBD", "underline": 1, "font_size": 9},
    "small": {"font_color": "#66727F", "font_size": 8, "indent": 1, "text_wrap": True},
    "strong": {"bold": True},
    "figure_label": {"font_color": "#66727F", "font_size": 9},
}


def _look(kind: str, wrapped: bool) -> dict[str, Any]:
    return {**_TEXT[kind], "text_wrap": True} if wrapped else _TEXT[kind]
