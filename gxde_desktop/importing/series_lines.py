"""Lines around the figures of a table of series: remarks, titles beside titles, 续表."""

from __future__ import annotations

import re
from itertools import pairwise

from gxde_desktop.importing.facets import read_label, words
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.indicators import basis_said
from gxde_desktop.importing.labels import chinese, has_han, key
from gxde_desktop.importing.series_cells import BARE_YEAR, YEAR, filled_in, kind_of
from gxde_desktop.importing.units import UNIT_BEGINS, canonical_unit, unit_said


def is_head_word(text: str) -> bool:
    """项目, 地区, 年份: what stands in the corner of a table."""
    return key(chinese(text)) in words("heads") or read_label(text).role == "head"


def is_context_line(grid: Grid, row: int) -> bool:
    """A line above the headings that says unit or basis beside a remark."""
    cells = [grid.rows[row][c] for c in filled_in(grid, row)]
    texts = [cell for cell in cells if isinstance(cell, str)]
    if not texts or len(texts) != len(cells):
        return False
    if len(texts) >= 2 and _over_corners(grid, row):
        return True
    if key(chinese(texts[0])) in words("metadata"):
        return False
    if any(kind_of(cell) in (YEAR, BARE_YEAR) for cell in cells[1:]):
        return False
    if len(texts) <= 3 and any(_unit_beside(a, b) for a, b in pairwise(texts)):
        return True
    if len(texts) >= 2 and all(canonical_unit(t) for t in texts[1:]) and not _says_unit(texts[0]):
        return False  # a row of units
    if any(map(_says_unit, texts)) and len(texts) <= 3:
        return True
    if len(texts) <= 3 and any(t.strip().endswith(("。", "；")) for t in texts):
        return True
    plain = [t for t in texts if not has_han(t)]
    if len(plain) == len(texts) == 2:
        return len(texts[0]) > 25 and canonical_unit(texts[1]) is not None
    if len(texts) == 2 and _two_bases(texts[0], texts[1]):
        return False
    return len(texts) == 2 and is_remark(texts[0]) and is_remark(texts[1])


def _two_bases(one: str, other: str) -> bool:
    """2000年=100 beside 上年=100: the headings of two columns, no remark and its translation."""
    both = [read_label(text) for text in (one, other)]
    if any(facet.role != "basis" for facet in both):
        return False
    return both[0].basis is not both[1].basis or re.findall(r"\d{4}", one) != re.findall(
        r"\d{4}", other
    )


def _over_corners(grid: Grid, row: int) -> bool:
    """Titles of tables side by side: each stands over a corner word (年份) of the next line."""
    below = next((r for r in range(row + 1, grid.n_rows) if filled_in(grid, r)), None)
    if below is None:
        return False
    corners = [
        isinstance(cell := grid.rows[below][column], str) and is_head_word(cell)
        for column in filled_in(grid, row)
    ]
    return all(corners) and not any(
        is_head_word(str(grid.rows[row][c])) for c in filled_in(grid, row)
    )


def _says_unit(text: str) -> bool:
    """单位：亿元, Unit: 10 000 yuan: a line of its own, no heading."""
    return unit_said(text) is not None and ("单" in text or "nit" in text)


def _unit_beside(one: str, other: str) -> bool:
    """单位： in one cell and 万元 in the next."""
    return UNIT_BEGINS.fullmatch(one.strip()) is not None and canonical_unit(other) is not None


def units_joined(lines: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Lines with 单位： and the 万元 in the cell beside it as one."""
    out: list[tuple[int, int, str]] = []
    for row, column, text in lines:
        if out and out[-1][0] == row and _unit_beside(out[-1][2], text):
            out[-1] = (row, out[-1][1], out[-1][2].strip() + text.strip())
        else:
            out.append((row, column, text))
    return out


def is_remark(text: str) -> bool:
    """(上年=100), 单位：亿元, （2021年）, 本表按…计算: no heading of a column."""
    bare = text.strip()
    if unit_said(bare) or canonical_unit(bare) or bare.endswith("。") or bare.startswith("←"):
        return True
    if bare.startswith(("(", "（")) and bare.endswith((")", "）")):
        return True
    facet = read_label(bare)
    if facet.role in ("basis", "year", "unit"):
        return True
    return facet.role == "item" and basis_said(bare) is not None


def is_continued(text: str) -> bool:
    """续表, 续表1, 9-6 (续), continued."""
    folded = key(text)
    return (
        "续表" in folded or re.search(r"[(\[]续\d*[)\]]|^续\d*$|[-\d]续\d*$", folded) is not None
        or folded.strip("()") in ("continued", "cont'd")
        or re.match(r"^表?[\d.-]+续", folded) is not None
    )  # fmt: skip


def is_lone(grid: Grid, row: int) -> bool:
    return len(filled_in(grid, row)) <= 1
