"""Rules for text that holds a number. Numbers stored as numbers never pass through here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from gxde_desktop.importing.grid import Cell, is_number

_MISSING = frozenset(
    {"", "…", "...", "..", ".", "-", "/", "//", "#", "x", "×", "xx", "××", "na", "n/a", "n.a.",
     "n.a", "nan", "null", "(null)", "none", "nil", "\\n", "空", "(空)", "空格", "缺", "缺失",
     "缺数", "无", "无此项", "暂无", "无数据", "暂无数据", "不详", "未公布", "未统计"}
)  # fmt: skip
_ONLY_MARKS = re.compile(r"[.…·\-—–−_ ]+|\[?\*+\]?")
_SPACES = " \t\r\n\u00a0\u3000\u2000-\u200a\u202f\u205f"
_EDGES = re.compile(f"^[{_SPACES}]+|[{_SPACES}]+$")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD = (
    _WIDE
    | dict.fromkeys((0x00A0, 0x3000, *range(0x2000, 0x200B), 0x202F, 0x205F), " ")
    | dict.fromkeys((0x2212, 0x2013, 0x2014, 0x2010, 0x2011, 0xFE63), "-")
)
_MARK = "[\u2460-\u2473\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+|[\\[〔【]\\d{1,2}[\\]〕】]|\\*+"
_NOTE_MARK = re.compile(f"^(?:{_MARK})[ ]*|[ ]*(?:{_MARK})$")
_NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_STARTS = "+-.0123456789"
_PLAIN = re.compile(r"[+-]?" + _NUMBER)
_COMMAS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_SPACED = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]*)?")
_INNER = re.compile(r"\( *([^()+-]+?) *\)")
_LONGEST = 80
"""A text longer than this is no figure, whatever stands around it."""

_ZERO_WIDTH = str.maketrans("", "", "\u200b\u200e\u200f\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: a number, that there is none, or neither.

    kind: `number`, `missing` or `text`. rule: how text became a number, for the report:
    `plain`, `thousands`, `spaces`, `parentheses`, `width`, `note_mark`, `percent`,
    `approximate`; where several apply, the one that changes most; "" for a typed number.
    """

    kind: str
    value: float | None = None
    rule: str = ""


_BLANK = Reading("missing")
_TEXT = Reading("text")


def read_cell(cell: Cell) -> Reading:
    """Number, missing or text. A blank and a missing mark are missing, never zero."""
    if cell is None:
        return _BLANK
    if is_number(cell):
        return Reading("number", float(cell))  # type: ignore[arg-type]
    if isinstance(cell, str):
        return read_text(cell)
    return _TEXT


def read_text(text: str) -> Reading:
    """A number printed as text, by explicit rules; anything doubtful stays text.

    1,234.5 only with groups of three; (12.84) is negative; full-width digits and no-break
    spaces are ordinary ones; 12.84①, 12.84* and 12.84[1] drop the note mark; 7.5% is 7.5, in
    percent; 约12 is 12. "1,23", "1.234,5", "12 3", "12-13", "12.3万元" and "2017年" stay text.
    """
    if text[:1] in _STARTS and _PLAIN.fullmatch(text):  # what nearly all cells of a text file are
        value = float(text)
        return Reading("number", value, "plain") if abs(value) != float("inf") else _TEXT
    return _read_marked(text) if len(text) <= _LONGEST else _TEXT


@lru_cache(maxsize=16384)
def _read_marked(text: str) -> Reading:
    stripped = _EDGES.sub("", text.translate(_ZERO_WIDTH))
    folded = stripped.translate(_FOLD).casefold()
    if folded in _MISSING or _ONLY_MARKS.fullmatch(folded):
        return _BLANK
    rule = "plain" if folded == stripped.casefold() else "width"
    sign = 1.0
    without = _NOTE_MARK.sub("", folded)
    if without != folded:
        folded, rule = without, "note_mark"
    if folded.startswith("约"):
        folded, rule = folded[1:].lstrip(" "), _first(rule, "approximate")
    if folded.endswith("%"):
        folded, rule = folded[:-1].rstrip(" "), _first(rule, "percent")
    inner = _INNER.fullmatch(folded)
    if inner:
        folded, sign, rule = inner.group(1), -1.0, "parentheses"
    if folded[:2] in ("- ", "+ "):
        folded = folded[0] + folded[1:].lstrip(" ")
    if _COMMAS.fullmatch(folded):
        return Reading("number", sign * float(folded.replace(",", "")), _first(rule, "thousands"))
    if _SPACED.fullmatch(folded):
        return Reading("number", sign * float(folded.replace(" ", "")), _first(rule, "spaces"))
    if _PLAIN.fullmatch(folded):
        value = float(folded)
        return _TEXT if value in (float("inf"), -float("inf")) else Reading(
            "number", sign * value, rule
        )  # fmt: skip
    return _TEXT


def _first(rule: str, other: str) -> str:
    return other if rule in ("plain", "width") else rule


def decimals(values: npt.NDArray[np.float64], most: int = 7) -> npt.NDArray[np.float64]:
    """Printed decimal places of stored numbers, same shape; -1 where there are more than `most`.

    A number stored with all its digits says nothing about rounding; neither does one below
    0.0001 or beyond 1e16, which is not printed in places.
    """
    values = np.abs(np.where(np.isfinite(values), values, 0.5e-5))
    places = np.full(values.shape, -1.0)
    open_ones = (values == 0) | ((values >= 1e-4) & (values < 1e16))
    values = np.where(open_ones, values, 0.0)  # what is not asked must not overflow
    for place in range(most + 1):
        # A stored decimal is the double nearest to it, which is what the division gives again.
        fits = open_ones & (np.rint(values * 10.0**place) / 10.0**place == values)
        places[fits] = place
        open_ones &= ~fits
        if not open_ones.any():
            break
    return places
