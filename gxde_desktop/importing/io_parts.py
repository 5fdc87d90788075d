"""Tables that keep domestic and imported goods apart (非竞争型): rows come once for each.

The method needs competitive tables, so the parts are added; which rows are domestic and which
imported must be printed, otherwise the table is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gxde_desktop.importing.io_labels import Line, fold
from gxde_desktop.importing.wording import msg
from models.messages import Message

_DOMESTIC = ("国内产品", "国内品", "国产", "国内生产", "本国", "国内投入", "国内中间", "domestic")
_IMPORTED = ("进口", "import")


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
    if len(names) < 2 or sum(times > 1 for times in count.values()) < 0.6 * len(names):
        return None
    refused = msg("io.doubled_sectors", rows=len(lines))
    groups: list[list[Line]] = []
    seen: list[set[str]] = []
    for line in lines:
        word = fold(line.label)
        place = next((i for i, group in enumerate(seen) if word not in group), len(seen))
        if place == len(seen):
            groups.append([])
            seen.append(set())
        groups[place].append(line)
        seen[place].add(word)
    if len(groups) != 2 or len(groups[0]) != len(names) or seen[0] != seen[1]:
        return refused
    if groups[0][-1].at > groups[1][0].at:
        return refused  # the parts run through each other
    says = [_said(group) for group in groups]
    if set(says) != {"domestic", "imported"}:
        return refused
    home, abroad = groups if says[0] == "domestic" else reversed(groups)
    order = {fold(line.label): line for line in abroad}
    others = tuple(order[fold(line.label)] for line in home)
    label = next((p for p in reversed(others[0].path) if any(w in p for w in _IMPORTED)), "")
    return Parts(tuple(home), (others,), label)


def _said(group: Sequence[Line]) -> str | None:
    """What the headings beside all rows of a group say; None where they say nothing or both."""
    found = set()
    for line in group:
        text = "".join(line.path[-1:]).casefold()
        domestic = any(word in text for word in _DOMESTIC)
        imported = any(word in text for word in _IMPORTED)
        found.add(
            "domestic"
            if domestic and not imported
            else "imported"
            if imported and not domestic
            else None
        )
    return found.pop() if len(found) == 1 else None
