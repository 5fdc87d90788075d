"""Tables that keep domestic and imported goods apart (非竞争型): rows come once for each.

The method needs competitive tables, so the parts are added; which rows are domestic and which
imported must be printed, otherwise the table is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gxde_desktop.importing.io_labels import (
    Line,
    fold,
    is_sector_subtotal,
    part_said,
    sector_name,
)
from gxde_desktop.importing.labels import key
from gxde_desktop.importing.wording import msg
from models.messages import Message

_CODE_SAYS = re.compile(r"([DdMm])[-_.]?(\d+)")
_NO_SECTOR = re.compile(
    r"(?:进口|产品|品|中间|投入|使用|合计|小计|总计|imported|imports?|inputs?|total|intermediate)+"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows of domestic goods, and those of imported ones in the same order of sectors.

    label: the heading printed beside the imported rows.
    """

    domestic: tuple[Line, ...]
    others: tuple[tuple[Line, ...], ...]
    label: str


def parts_of(rows: Sequence[Line], columns: Sequence[Line]) -> Parts | Message | None:
    """The parts of doubled rows; None where rows come once; why not, where nobody says which."""
    names = {fold(line.label) for line in columns if line.label}
    lines = [line for line in rows if line.role is None and fold(line.label) in names]
    count = Counter(fold(line.label) for line in lines)
    if len(names) < 2:
        return None
    if sum(times > 1 for times in count.values()) < 0.6 * len(names):
        one = next((line for line in rows if _all_imports(line)), None)
        return None if one is None else msg("io.imports_in_one_row", label=one.label)
    # Unmarked rows before imported ones may hold both, the imported ones being a part of them.
    sides = {line.at: said_of(line) for line in lines}
    home, abroad = (
        {fold(line.label): line for line in lines if sides[line.at] == side}
        for side in ("domestic", "imported")
    )
    if not (set(home) == set(abroad) == names and len(lines) == 2 * len(names)):
        return msg("io.doubled_sectors", rows=len(lines))
    domestic = tuple(_named(line) for line in home.values())
    imported = tuple(_named(abroad[word]) for word in home)
    first = abroad[next(iter(home))]
    texts = (*reversed(first.path), first.label, first.code or "")
    label = next((text for text in texts if part_said(text) == "imported"), first.code or "")
    return Parts(domestic, (imported,), label)


def said_of(line: Line) -> str | None:
    """What a row prints of itself: in its name, in the headings beside it, or in its code."""
    if sector_name(line.label) != line.label:
        return part_said(line.label)
    for text in reversed(line.path):
        side = part_said(text)
        if side is not None:
            return side
    found = _CODE_SAYS.fullmatch(line.code or "")
    return None if found is None else "domestic" if found[1] in "Dd" else "imported"


def _named(line: Line) -> Line:
    """The row as one of its sector: the sum of D05 and M05 is 05."""
    code = _CODE_SAYS.fullmatch(line.code or "")
    return replace(line, label=sector_name(line.label), code=line.code if code is None else code[2])


def _all_imports(line: Line) -> bool:
    """A row of imported goods of all sectors together: 进口, 进口品合计."""
    if line.role is not None or part_said(line.label) != "imported":
        return False
    return _NO_SECTOR.fullmatch(key(line.label)) is not None or (
        is_sector_subtotal(line.label) and key(line.label).startswith("进口")
    )
