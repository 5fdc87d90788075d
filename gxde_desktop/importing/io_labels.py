"""Headings of input-output tables -> standard codes. The heading decides, then the code."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from gxde_desktop.importing.dictionary import dictionary
from gxde_desktop.importing.grid import Cell, is_number
from gxde_desktop.importing.labels import chinese, key, squeeze
from gxde_desktop.importing.units import unit_in_brackets, without_unit

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,11}")
_CODED_NAME = re.compile(r"(\d{2,6}|[A-Z]\d{1,5})[.、\s]*(?=[\u3400-\u9fff(（])(.*)", re.DOTALL)
_LATIN_FIRST = re.compile(
    r"[A-Za-z][\sA-Za-z0-9.,;:&'’()\-/]*?[\s(（]*([\u3400-\u9fff].*)", re.DOTALL
)
_GLUE = re.compile(r"[,.;:()\-·/和与及以]|的")
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


def usual_label(code: str) -> str:
    """How the row or column of a standard code is usually headed."""
    words = dictionary("io_labels")
    labels: list[str] = words["rows"].get(code) or words["columns"].get(code) or [code]
    return labels[0]


def is_subtotal(role: str) -> bool:
    """A sum of other columns: never a final use of its own."""
    return role in dictionary("io_labels")["subtotals"]


@lru_cache(maxsize=65536)
def is_sector_subtotal(label: str) -> bool:
    """A sum of sectors among the sectors (第一产业合计), or a part of one (其中：…)."""
    text = key(label)
    return len(text) > 2 and (
        text.endswith(("合计", "小计", "总计")) or text.startswith(("其中", "#"))
    )


@lru_cache(maxsize=65536)
def name_of(text: str) -> str:
    """A heading in its Chinese half, without white space and without a code before it."""
    found = _LATIN_FIRST.fullmatch(text.strip())
    name = squeeze(found.group(1).rstrip(")）") if found else chinese(text))
    coded = _CODED_NAME.fullmatch(name)
    return coded.group(2) if coded else name


@lru_cache(maxsize=65536)
def code_before(text: str) -> str | None:
    """The code printed before a name in the same cell (01农业), None where there is none."""
    coded = _CODED_NAME.fullmatch(squeeze(chinese(text)))
    return coded.group(1) if coded else None


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A heading for comparing rows with columns, without 进口 or 国产 set beside a sector."""
    return _without_part(key(name_of(text)))


_DOMESTIC = "国内产品|国产品|国内品|国内生产|国内|国产|本国|domestic"
_IMPORTED = "进口产品|进口品|进口|imported|imports|import"
_PART = f"(?:{_DOMESTIC}|{_IMPORTED})"
_WITH_PART = re.compile(
    rf"(?P<name>.+?)(?:\({_PART}(?:部分)?\)|[-_—–·,]{_PART})"
    rf"|(?:\({_PART}\)|{_PART}[-_—–·:])(?P<rest>.+)"
)


@lru_cache(maxsize=65536)
def _without_part(folded: str) -> str:
    found = _WITH_PART.fullmatch(folded)
    name = found and (found["name"] or found["rest"])
    if (
        not name
        or len(name) < 2
        or _role("rows", name)
        or _role("columns", name)
        or is_heading(name)
    ):
        return folded
    return str(name)


def sector_name(label: str) -> str:
    """The printed name of a sector without the part of goods that stands beside it.

    农产品(进口), 进口-农产品 -> 农产品; any other label as it is.
    """
    folded = key(label)
    name = _without_part(folded)
    if name == folded:
        return label
    start = folded.find(name)
    # One sign of a squeezed label is one of the folded; a ligature would move them.
    return label[start : start + len(name)] if len(folded) == len(label) else name


@lru_cache(maxsize=65536)
def part_said(text: str) -> str | None:
    """Whether a text speaks of domestic or of imported goods; None of neither or both."""
    folded = key(text)
    if any(word in folded for word in ("流入", "调入", "省外", "出口", "流出", "调出")):
        return None
    domestic = re.search(_DOMESTIC, folded) is not None
    imported = re.search(_IMPORTED, folded) is not None
    if domestic == imported:
        return None
    return "domestic" if domestic else "imported"


@lru_cache(maxsize=65536)
def loose(text: str) -> str:
    """A heading for comparing where punctuation and 和/与/及 are used one way and another."""
    return _GLUE.sub("", key(name_of(text)))


@lru_cache(maxsize=65536)
def row_role(label: str) -> str | None:
    """Standard code of a row heading."""
    return _role("rows", label)


@lru_cache(maxsize=65536)
def column_role(label: str) -> str | None:
    """Standard code of a column heading; OUTFLOW and INFLOW are settled by `settle`."""
    return _role("columns", label)


@lru_cache(maxsize=65536)
def _role(side: str, label: str) -> str | None:
    known = _roles(side)
    found = known.get(_bare(label)) or known.get(_bare(name_of(without_unit(label))))
    if found is None and label.isascii() and label.upper() in standard_codes():
        # Nothing but the code stands there; which side it belongs to is the code's own.
        return label.upper() if (label.upper() in set(_roles("rows").values())) == (
            side == "rows") else None  # fmt: skip
    return found


def heading_unit(label: str) -> str | None:
    """The unit that a heading itself prints in brackets."""
    return unit_in_brackets(label)


@lru_cache(maxsize=65536)
def _bare(label: str) -> str:
    """A heading for look-up: without numbering such as 一、 and notes such as （三）."""
    text = key(label)
    text = re.sub(r"^(?:[一二三四五六七八九十]+,|\(?[一二三四五六七八九十\d]+\))", "", text)
    return re.sub(r"\((?:[一二三四五六七八九十]+|[a-z+=\-\d]+)\)$", "", text)


@lru_cache(maxsize=65536)
def is_heading(label: str) -> bool:
    """A word of the frame (中间使用, 代码 ...), never a sector."""
    return key(label) in _set("headings")


@lru_cache(maxsize=65536)
def is_generic(label: str) -> bool:
    """合计, 小计 ...: what it sums is said elsewhere."""
    return key(label) in _set("generic")


@lru_cache(maxsize=65536)
def is_name(label: str) -> bool:
    """Fit to be a sector's name: neither a heading of the frame nor one with a role."""
    return not (is_heading(label) or is_generic(label) or row_role(label) or column_role(label))


def code_text(cell: Cell) -> str | None:
    """A code as printed; a whole number without `.0`; None for anything that is no code."""
    if isinstance(cell, str):
        return _code_in(cell)
    if is_number(cell):
        number = float(cell)  # type: ignore[arg-type]
        return str(int(number)) if 0 <= number < 1e8 and number == int(number) else None
    return None


@lru_cache(maxsize=65536)
def _code_in(text: str) -> str | None:
    squeezed = squeeze(text)
    return squeezed if _CODE.fullmatch(squeezed) else None


def role_alone(line: Line, side: str) -> str | None:
    """The role of a line that nothing stands beside: as `settle` gives it, without a new line."""
    if is_generic(line.label):
        return settle([line], side)[0].role
    role = (row_role if side == "rows" else column_role)(line.label)
    if role is None:
        return line.code if line.code in standard_codes() else None
    rule = dictionary("io_labels")["combined"].get(role)
    return role if rule is None else str(rule["alone"])


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
        if is_generic(line.label):
            role, by = (code, "code") if code else (_from_above(line, settled, side), "label")
            if role is None and side == "rows":
                part = next((text for text in reversed(line.path) if part_said(text)), "")
                line = replace(line, label=part + line.label)
        elif role is None and code is not None:
            role, by = code, "code"
        by = by if role else ""
        if (role, by) != (line.role, line.by):
            line = Line(line.at, line.label, line.path, line.code, role, by)
        settled.append(line)
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
    if side == "rows" and any(map(part_said, line.path)):
        return None  # the sum of domestic or of imported goods alone
    for above in reversed(line.path):
        role = (row_role if side == "rows" else column_role)(above)
        if role in ("THC", "TC", "GCF", "TFU", "TVA", "TII"):
            return role
        if key(above) == key("中间使用"):
            return "TIU"
        if key(above) == key("中间投入"):
            return "TII"
        if key(above) == key("最终使用"):
            return "TFU"
    last = before[-1].role if before else None
    return {"FU102": "THC", "FU103": "TC", "FU202": "GCF"}.get(last or "")
