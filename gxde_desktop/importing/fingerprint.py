"""The layout of a sheet before anything is recognised on it: what stays the same next year.

Texts make the layout: their order down and across, without years, figures, missing marks and
footnotes. A year more, as a row or a column, therefore changes nothing; another label does.
A sheet that does not name its subject (no title, no indicator: only regions and years) is
known by its file's name too, or a table of another indicator would pass for the same.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby

import numpy as np

from gxde_desktop.importing.grid import Area, Grid, is_number
from gxde_desktop.importing.labels import chinese, has_han, is_note, key
from gxde_desktop.importing.limits import MOST_WORDS
from gxde_desktop.importing.numbers import read_text
from gxde_desktop.importing.regions import region_named
from gxde_desktop.importing.results import Layout

MOST_ROWS = 2_000
"""Rows that are looked at: a layout shows itself at the top of a sheet."""
MOST_RUNS = 1_000
"""Runs of rows or columns that are kept for carrying places over."""
LONGEST = 80
"""A longer text explains; it is no label."""

BLANK, FIGURES = "b", "d"
"""Signatures of rows and columns without labels."""

Runs = tuple[tuple[str, int], ...]

_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_DATES = re.compile(
    rf"{_YEAR}[-/.年]\d{{1,2}}(?!\d)(?:[-/.月]\d{{1,2}}(?!\d)日?)?月?(?:\d\d?:\d\d(?::\d\d)?)?"
    rf"|{_YEAR}\s*(?:年度|年末|年底|年)?(?:[-~–—至到]|$)?"
    r"|最近\d+年|\d{1,2}月(?:\d{1,2}日)?"
)
_GENERIC_SHEET = re.compile(r"(?:sheet|工作表|table|表|csv)\d*", re.IGNORECASE)
_COPY = re.compile(r"(?:[-_ ]*(?:副本|copy|最终版?|终稿|final|修订版?|v?\d{1,2}|\(\d+\)))+$")
_HEAD_WORDS = frozenset(
    map(key, ("地区", "省份", "省市", "城市", "年份", "年度", "时间", "指标", "指标名称", "单位",
              "代码", "名称", "行业", "项目", "频率", "来源", "year", "region", "unit", "code"))
)  # fmt: skip
_CORNER = re.compile(r"[投入产出中间最终使用\\/／、()一二三四第象限]+")
"""What stands in the corner and over the quadrants of every input-output table."""
_GENERIC_LINE = re.compile(r"(?:数据库|时间|计量单位|单位|频率|数据来源)\s*:")


def layout_of(grid: Grid, stem: str = "") -> Layout:
    """The layout of a sheet. stem: the file's name without its ending."""
    most = _rows_looked_at(grid)
    whole = grid.n_rows <= most
    grid = grid.head(most)
    held = grid.figures
    rows = [
        _signature((text for _, _, text in texts), figures)
        for texts, figures in zip(
            grid.row_texts, np.logical_or.reduce(held, axis=1).tolist(), strict=False
        )
    ]
    columns = _columns(grid, np.logical_or.reduce(held, axis=0).tolist())
    words = [
        _sheet_name(grid.sheet),
        *_each_once(each for each in rows if each not in (BLANK, FIGURES)),
        "|",
        *_each_once(each for each in columns if each not in (BLANK, FIGURES)),
    ]
    if not _names_its_subject(grid):
        words.append(stem_of(stem))
    return Layout(
        grid.sheet,
        _digest("\n".join(words), 16),
        runs_of(rows) if whole else (),
        runs_of(columns),
        _scale(grid),
    )


def _rows_looked_at(grid: Grid) -> int:
    """Rows from the top that make the layout: so many that their texts can all be looked at."""
    head = grid.head(MOST_ROWS)
    if sum(head.words) <= MOST_WORDS:
        return MOST_ROWS
    return next(k for k, count in enumerate(accumulate(head.words), start=1) if count > MOST_WORDS)


@lru_cache(maxsize=4096)
def stem_of(stem: str) -> str:
    """A file's name without years, dates and marks of a copy."""
    text = _DATES.sub("", key(stem))
    return re.sub(r"[-_ ,.]+", "_", _COPY.sub("", text)).strip("_")


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the rows and columns of one sheet stand on another of the same layout."""

    old: Layout
    new: Layout

    def area(self, area: Area) -> Area | None:
        """An area of the old sheet on the new one; None where that is not certain."""
        rows = _carried(self.old.rows, self.new.rows, area[0], area[2])
        columns = _carried(self.old.columns, self.new.columns, area[1], area[3])
        return (
            None if rows is None or columns is None else (rows[0], columns[0], rows[1], columns[1])
        )

    def rows(self, first: int, last: int) -> tuple[int, int] | None:
        """Rows of the old sheet on the new one."""
        return _carried(self.old.rows, self.new.rows, first, last)

    def column(self, column: int) -> int | None:
        """A column of the old sheet on the new one."""
        found = _carried(self.old.columns, self.new.columns, column, column)
        return None if found is None else found[0]


def _carried(old: Runs, new: Runs, first: int, last: int) -> tuple[int, int] | None:
    """First and last place of a stretch on the new axis.

    Labels stand for themselves. A place inside a run of figures keeps its distance from the
    run's start, its end keeps the end where it was there: the run may be longer by a year.
    """
    if not old or [name for name, _ in old] != [name for name, _ in new]:
        return None
    start, end = _place(old, new, first, at_end=False), _place(old, new, last, at_end=True)
    return None if start is None or end is None or start > end else (start, end)


def _place(old: Runs, new: Runs, place: int, *, at_end: bool) -> int | None:
    before_old = before_new = 0
    for (_, old_count), (_, new_count) in zip(old, new, strict=True):
        if place < before_old + old_count:
            inside = place - before_old
            if at_end and inside == old_count - 1:
                return before_new + new_count - 1
            if inside == 0 or old_count == new_count:
                return before_new + inside
            return None  # somewhere among figures that have become more or fewer
        before_old += old_count
        before_new += new_count
    return None


def runs_of(signatures: Sequence[str]) -> Runs:
    """Signatures as (signature, count). Blanks among figures count as figures; none at the end.

    Empty where there are too many.
    """
    filled = list(signatures)
    while filled and filled[-1] == BLANK:
        filled.pop()
    for start, stop in _stretches(filled, BLANK):
        if start > 0 and filled[start - 1] == FIGURES and filled[stop] == FIGURES:
            filled[start:stop] = [FIGURES] * (stop - start)
    runs = tuple((name, len(list(same))) for name, same in groupby(filled))
    return runs if len(runs) <= MOST_RUNS else ()


def _stretches(signatures: Sequence[str], name: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for each, same in groupby(signatures):
        stop = start + len(list(same))
        if each == name:
            found.append((start, stop))
        start = stop
    return found


@lru_cache(maxsize=65536)
def _label(text: str) -> str | None:
    """A text as a label; "" for a figure, a year or a missing mark, None for a note."""
    if len(text) > LONGEST or is_note(text):
        return None
    folded = key(text)
    if read_text(text).kind != "text":
        return ""
    bare = _DATES.sub("", folded)
    return bare if any(ch.isalpha() for ch in bare.replace("年", "")) else ""


def _signature(texts: Iterable[str], figures: bool) -> str:
    """What a row is known by: its labels, or that it holds figures, or nothing."""
    labels: dict[str, None] = {}
    for cell in texts:
        label = _label(cell)
        if label:
            labels[label] = None
        elif label == "":
            figures = True
    if labels:
        return _digest("\t".join(labels), 8)
    return FIGURES if figures else BLANK


def _columns(grid: Grid, figures: list[bool]) -> list[str]:
    labels: list[dict[str, None]] = [{} for _ in range(grid.n_cols)]
    for _, column, cell in grid.texts():
        label = _label(cell)
        if label:
            labels[column][label] = None
        elif label == "":
            figures[column] = True
    return [
        _digest("\t".join(own), 8) if own else (FIGURES if figures[column] else BLANK)
        for column, own in enumerate(labels)
    ]


def _names_its_subject(grid: Grid) -> bool:
    """Whether the lines above the first figures say what the figures are.

    A title stands alone on its line, headings name indicators. In an input-output table, whose
    headings are its rows' names again, only a title says which one it is.
    """
    head: list[list[str]] = []
    for row in grid.rows[:20]:
        labels = [_label(cell) if isinstance(cell, str) else "" for cell in row if cell is not None]
        if "" in labels:
            break
        head.append([label for label in labels if label])
    below = {label for _, _, cell in grid.texts(len(head)) if (label := _label(cell))}
    again = sum(label in below for labels in head for label in labels) >= 2
    return any(
        _is_subject(label) for labels in head if len(labels) == 1 or not again for label in labels
    )


def _is_subject(label: str) -> bool:
    if not has_han(label) or label in _HEAD_WORDS or _GENERIC_LINE.match(label):
        return False
    if _CORNER.fullmatch(label):
        return False
    return region_named(chinese(label)) is None and len(label) >= 3


def _sheet_name(sheet: str) -> str:
    name = _DATES.sub("", key(sheet))
    return "" if _GENERIC_SHEET.fullmatch(name) else name


def _each_once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _scale(grid: Grid) -> float | None:
    """log10 of the median absolute figure; None where there are no figures."""
    if grid.typed:
        values = np.abs(grid.numbers)
        values = values[np.isfinite(values) & (values > 0)]
    else:
        values = np.abs(np.array([
            number for row in grid.rows for cell in row
            if isinstance(cell, str) and (number := read_text(cell).value)
        ] + [float(c) for row in grid.rows for c in row if is_number(c)]))  # type: ignore[arg-type]  # fmt: skip
    values = values[~((values == np.round(values)) & (values >= 1900) & (values <= 2099))]
    if not values.size:
        return None
    with np.errstate(over="ignore"):  # the middle of two is their sum, halved
        middle = min(float(np.median(values)), float(values.max()))
    return round(math.log10(middle), 3)


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
