"""Headings of input-output tables -> standard codes. The heading decides, then the code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from gxde_desktop.importing.dictionary import dictionary
from gxde_desktop.importing.grid import Cell, Grid, is_number
from gxde_desktop.importing.labels import key, squeeze

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,11}")
VALUE_ADDED = ("VA001", "VA002", "VA003", "VA004")


@dataclass(frozen=True, slots=True)
class Line:
    """One row or column of a table.

    at: its 0-based number; label: the heading as printed, white space taken out; path: the
    headings above or left of it; code: as printed; role: standard code, None for a sector or
    for a heading that nobody knows; by: `label`, `code` or "" - what decided.
    """

    at: int
    label: str
    path: tuple[str, ...] = ()
    code: str | None = None
    role: str | None = None
    by: str = ""


@cache
def _roles(side: str) -> dict[str, str]:
    return {
        key(label): code
        for code, labels in dictionary("io_labels")[side].items()
        for label in labels
    }


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(key(word) for word in dictionary("io_labels")[name])


@cache
def standard_codes() -> frozenset[str]:
    """All standard codes of rows and columns that are not sectors."""
    return frozenset(dictionary("io_labels")["codes"])


def is_subtotal(role: str) -> bool:
    """A sum of other columns: never a final use of its own."""
    return role in dictionary("io_labels")["subtotals"]


def is_sector_subtotal(label: str) -> bool:
    """A sum of sectors among the sectors (第一产业合计), which is none itself."""
    text = key(label)
    return len(text) > 2 and text.endswith(("合计", "小计", "总计"))


def row_role(label: str) -> str | None:
    """Standard code of a row heading."""
    return _roles("rows").get(_bare(label))


def column_role(label: str) -> str | None:
    """Standard code of a column heading; OUTFLOW and INFLOW are settled by `settle`."""
    return _roles("columns").get(_bare(label))


@lru_cache(maxsize=65536)
def _bare(label: str) -> str:
    """A heading for look-up: without numbering such as 一、 and notes such as （三）."""
    text = key(label)
    text = re.sub(r"^(?:[一二三四五六七八九十]+,|\(?[一二三四五六七八九十\d]+\))", "", text)
    return re.sub(r"\((?:[一二三四五六七八九十]+|[a-z+=\-\d]+)\)$", "", text)


def is_heading(label: str) -> bool:
    """A word of the frame (中间使用, 代码 ...), never a sector."""
    return key(label) in _set("headings")


def code_text(cell: Cell) -> str | None:
    """A code as printed; a whole number without `.0`; None for anything that is no code."""
    if is_number(cell):
        number = float(cell)  # type: ignore[arg-type]
        return str(int(number)) if number == int(number) and 0 <= number < 1e8 else None
    if isinstance(cell, str):
        text = squeeze(cell)
        return text if _CODE.fullmatch(text) else None
    return None


def settle(lines: list[Line], side: str) -> list[Line]:
    """Give every line its role: heading first, printed code where the heading is silent.

    合计 and 小计 say nothing by themselves: the code decides, else the heading above.
    流出 beside 出口 is outflow to other provinces, alone it holds exports too.
    """
    look_up = row_role if side == "rows" else column_role
    codes = standard_codes()
    settled: list[Line] = []
    for line in lines:
        code = line.code if line.code in codes else None
        role, by = look_up(line.label), "label"
        if key(line.label) in _set("generic"):
            role, by = (code, "code") if code else (_from_above(line, settled, side), "label")
        elif role is None and code is not None:
            role, by = code, "code"
        settled.append(Line(line.at, line.label, line.path, line.code, role, by if role else ""))
    present = {line.role for line in settled}
    for name, rule in dictionary("io_labels")["combined"].items():
        if name in present:
            role = rule["beside"][1] if rule["beside"][0] in present else rule["alone"]
            settled = [
                Line(line.at, line.label, line.path, line.code, role, line.by)
                if line.role == name
                else line
                for line in settled
            ]
    return settled


def _from_above(line: Line, before: list[Line], side: str) -> str | None:
    for above in reversed(line.path):
        role = (row_role if side == "rows" else column_role)(above)
        if role in ("THC", "TC", "GCF", "TFU", "TVA", "TII"):
            return role
        if key(above) == key("中间使用"):
            return "TIU"
        if key(above) == key("中间投入"):
            return "TII"
    last = before[-1].role if before else None
    return {"FU102": "THC", "FU103": "TC", "FU202": "GCF"}.get(last or "")


def other_kind(texts: list[tuple[int, int, str]], sheet: str) -> tuple[str, int, int] | None:
    """(kind, row, column) of a table of another kind, by its title; None where none is named."""
    for row, column, text in texts:
        if len(text) > 80:
            continue
        folded = key(text)
        for entry in dictionary("io_labels")["other_kinds"]:
            if any(key(word) in folded for word in entry["title"]):
                return str(entry["kind"]), row, column
    return None


def product_by_industry(grid: Grid, rows: int = 12, columns: int = 4) -> tuple[int, int] | None:
    """The corner cell of a product-by-industry table (产业部门 across, 产品部门 down)."""
    for row, column, text in grid.texts(0, rows):
        folded = key(text)
        if column < columns and "产业部门" in folded and "产品部门" in folded:
            return row, column
    return None
