"""What the sheets of the template share: words in one or two languages, cell styles, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from gxde_desktop.importing.regions import region_choices
from gxde_desktop.text import LANGUAGES, catalogue

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10}
_LINE = {"border": 1, "border_color": "#E1E5EA"}
_FILL = {**_LINE, "bg_color": "#FFF9DB"}

_STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "heading": {"bold": True, "font_size": 11},
    "text": {"text_wrap": True, "valign": "top"},
    "hint": {"font_color": "#66727F"},
    "head": {**_LINE, "bold": True, "bg_color": "#E3EEF9", "align": "center", "text_wrap": True,
             "valign": "vcenter"},
    "label": {**_LINE},
    "code": {**_LINE, "align": "center", "font_color": "#66727F"},
    "choice": {**_FILL, "align": "center"},
    "input": {**_FILL, "num_format": "General"},
    "check": {**_LINE, "num_format": "#,##0.######;-#,##0.######;0", "font_color": "#1B7F5C"},
    "wrong": {"font_color": "#C0392B", "bold": True},
}  # fmt: skip

Styles = Mapping[str, Format]


class Words:
    """The words of one language, and labels that the importer must recognise."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"unknown language {language!r}")
        self.language = language
        self._own, self._chinese = catalogue(language), catalogue("zh")

    def say(self, code: str) -> str:
        """A sentence for the person."""
        return self._own[f"template.{code}"]

    def chinese(self, code: str) -> str:
        """A label as official sheets print it."""
        return self._chinese[f"template.{code}"]

    def label(self, code: str) -> str:
        """A label that is recognised: Chinese, in the English workbook with the English behind."""
        chinese, own = self.chinese(code), self.say(code)
        return chinese if own == chinese else f"{chinese} {own}"

    @property
    def bilingual(self) -> bool:
        """Whether Chinese labels need a translation beside them."""
        return self.language != "zh"


def styles(workbook: Workbook) -> Styles:
    """The formats of one workbook."""
    return {name: workbook.add_format({**_FONT, **style}) for name, style in _STYLES.items()}


def choose(sheet: Worksheet, area: tuple[int, int, int, int], choices: Sequence[str]) -> None:
    """A list to choose from over a range; other text may still be typed."""
    sheet.data_validation(
        *area, {"validate": "list", "source": list(choices), "error_type": "information"}
    )


def choice_cell(
    sheet: Worksheet, made: Styles, row: int, choices: Sequence[str], hint: str
) -> None:
    """An empty cell with a list in the first column, and what to do with it at its right."""
    sheet.write_blank(row, 0, None, made["choice"])
    choose(sheet, (row, 0, row, 0), choices)
    sheet.write_string(row, 1, hint, made["hint"])


def region_cell(sheet: Worksheet, made: Styles, words: Words) -> None:
    """The region of the sheet, in its first cell: the importer reads it as the sheet's title.

    A list in a cell holds 255 characters at most, which all provinces together keep.
    """
    choice_cell(sheet, made, 0, region_choices(), words.say("hint.region"))


def only_numbers(sheet: Worksheet, area: tuple[int, int, int, int]) -> None:
    """Figures are numbers: text is refused where it is typed."""
    limits = {"criteria": "between", "minimum": -1e15, "maximum": 1e15}
    sheet.data_validation(*area, {"validate": "decimal", **limits, "error_type": "stop"})
