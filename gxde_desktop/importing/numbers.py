"""Rules for text that holds a number. Numbers stored as numbers never pass through here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gxde_desktop.importing.grid import Cell, is_number

_MISSING = frozenset(
    {"", "…", "...", "……", "......", "..", ".", "-", "--", "—", "——", "–", "−", "/", "//", "*", "#",
     "x", "×", "na", "n/a", "n.a.", "nan", "null", "none", "空格", "缺", "无", "暂无", "无数据"}
)  # fmt: skip
_NOTE_MARK = re.compile(r"(?:[\u2460-\u2473\u00b9\u00b2\u00b3\u2070-\u2079]+|\*+)$")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?")
_COMMAS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_SPACED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d*)?")
_ZERO_WIDTH = str.maketrans("", "", "\u200b\u200e\u200f\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: a number, that there is none, or neither.

    kind: `number`, `missing` or `text`. rule: how text became a number, for the report:
    `plain`, `thousands`, `spaces`, `parentheses`, `width`, `note_mark`, `percent`; "" for a typed
    number.
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
    spaces are ordinary ones; 12.84① drops the note mark. "1,23", "12-13" and "2017年" stay text.
    """
    stripped = text.translate(_ZERO_WIDTH).strip(" \t\r\n\u00a0\u3000\u2009\u202f")
    without_mark = _NOTE_MARK.sub("", stripped).rstrip(" \u00a0\u3000")
    folded = unicodedata.normalize("NFKC", without_mark).strip()
    folded = folded.replace("−", "-").replace("–", "-").replace("—", "-")
    bare = unicodedata.normalize("NFKC", stripped).casefold()
    if bare in _MISSING or re.fullmatch(r"[.…·\-—–−_ ]+", bare):
        return _BLANK
    rule = "plain"
    if folded != stripped:
        rule = "note_mark" if without_mark != stripped else "width"
    sign = 1.0
    inner = re.fullmatch(r"\(\s*([^()+-]+?)\s*\)", folded)
    if inner:
        folded, sign, rule = inner.group(1), -1.0, "parentheses"
    folded = re.sub(r"^([+-])\s+", r"\1", folded)
    lowered = folded.casefold()
    if _COMMAS.fullmatch(folded):
        return Reading("number", sign * float(folded.replace(",", "")), _first(rule, "thousands"))
    if _SPACED.fullmatch(re.sub(r"[\u00a0\u2009\u202f]", " ", folded)):
        return Reading("number", sign * float(re.sub(r"\s", "", folded)), _first(rule, "spaces"))
    if _PLAIN.fullmatch(lowered):
        value = float(lowered)
        if value in (float("inf"), -float("inf")):
            return _TEXT
        return Reading("number", sign * value, rule)
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
    for place in range(most + 1):
        # A stored decimal is the double nearest to it, which is what the division gives again.
        fits = open_ones & (np.rint(values * 10.0**place) / 10.0**place == values)
        places[fits] = place
        open_ones &= ~fits
        if not open_ones.any():
            break
    return places
