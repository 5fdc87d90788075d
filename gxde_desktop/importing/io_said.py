"""What the texts around an input-output table say of it: year, region and unit.

A table's own lines come first: those between the table above it and its heading, and the corner
of its heading. Lines over another table on the sheet are taken over only where they cannot mean
that other one alone. What is said in two ways is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gxde_desktop.importing.grid import Area, Grid
from gxde_desktop.importing.io_panel import Panel
from gxde_desktop.importing.labels import is_note, squeeze
from gxde_desktop.importing.regions import region_in
from gxde_desktop.importing.units import (
    Stated,
    canonical_unit,
    find_unit,
    is_money,
    unit_in_brackets,
    unit_said,
)
from gxde_desktop.importing.years import is_to_come, year_in
from models.sources import address

Text = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Texts around one table, in the sheet's positions.

    own: over it and in its corner, nearest columns first; shared: over all tables of the sheet;
    below: under it; alike: another table of the sheet has as many sectors.
    """

    own: tuple[Text, ...]
    shared: tuple[Text, ...]
    below: tuple[Text, ...]
    alike: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one field: the value and its place, or two values that disagree."""

    stated: Stated | None = None
    against: Stated | None = None


def box_of(panel: Panel) -> Area:
    """The smallest rectangle of the sheet that holds a table with its headings and labels."""
    area = panel.area
    left = min(panel.left, area[1])
    found = panel.look.view.areas((panel.header[0], left, area[2], area[3]))
    rows = [r for a in found for r in (a[0], a[2]) if r >= 0]
    columns = [c for a in found for c in (a[1], a[3]) if c >= 0]
    return min(rows), min(columns), max(rows), max(columns)


def surroundings(grid: Grid, panel: Panel, panels: Sequence[Panel]) -> Surroundings:
    """The texts around one of the tables of a sheet."""
    box = box_of(panel)
    others = [(box_of(other), other) for other in panels if other is not panel]
    floor = max((b[2] + 1 for b, _ in others if b[2] < box[0]), default=0)
    ceiling = min((b[0] for b, _ in others if b[0] > box[2]), default=grid.n_rows)
    turned = panel.look.view.turned
    own: list[Text] = []
    aside: list[Text] = []
    for text in grid.texts(floor, box[0] - 1) if box[0] > floor else ():
        over = box[1] - 1 <= text[1] <= box[3] or (text[1] <= box[3] and not _beside(box, others))
        (own if over else aside).append(text)
    own += _corner(grid, panel, box)
    if turned:
        beside = max((b[3] + 1 for b, _ in others if b[3] < box[1]), default=0)
        own += [t for t in grid.texts(box[0], box[2]) if beside <= t[1] < box[1]]
    first = min([box[0], *(b[0] for b, _ in others)])
    shared = [t for t in grid.texts(0, first - 1) if t not in own] if first else []
    if turned:
        edge = min([box[1], *(b[1] for b, _ in others)])
        shared += [t for t in grid.texts() if t[1] < edge and t not in own]
    below = list(grid.texts(box[2] + 1, ceiling - 1)) if box[2] + 1 < ceiling else []
    size = len(panel.sector_rows)
    alike = any(len(other.sector_rows) == size for _, other in others)
    return Surroundings(tuple(own), tuple(dict.fromkeys((*aside, *shared))), tuple(below), alike)


def _beside(box: Area, others: Sequence[tuple[Area, Panel]]) -> bool:
    """Whether another table stands left of this one in the same rows."""
    return any(b[3] < box[1] and b[0] <= box[2] and b[2] >= box[0] for b, _ in others)


def _corner(grid: Grid, panel: Panel, box: Area) -> list[Text]:
    """Texts of the heading that are no heading of a column: the corner, and any unit."""
    view = panel.look.view
    last = min(line.at for line in panel.columns) - 1
    found = []
    for area in view.areas((panel.header[0], 0, panel.header[1], max(last, 0))):
        if area[0] < 0:
            continue
        for row, column, text in grid.texts(area[0], area[2]):
            if area[1] <= column <= area[3]:
                found.append((row, column, text))
    found += [
        text for text in grid.texts(box[0], box[0] + panel.header[1] - panel.header[0])
        if "单位" in text[2] and box[1] <= text[1] <= box[3] and text not in found
    ]  # fmt: skip
    return found


def title_of(around: Surroundings) -> str:
    """The line that names the table."""
    texts = [*around.own, *around.shared]
    return next(
        (squeeze(t) for _, _, t in texts if "表" in t and not is_note(t)),
        next((squeeze(t) for _, _, t in texts if t.strip()), ""),
    )


def year_said(around: Surroundings, sheet: str) -> Said:
    """The year; the line over several tables of one size does not tell which one it means."""

    def read(text: str) -> str | None:
        year = year_in(text)
        return str(year) if year and not is_to_come(year) else None

    return _said(around, sheet, read)


def region_said(around: Surroundings, sheet: str) -> Said:
    """The region, with the same care."""
    return _said(around, sheet, region_in)


def _said(around: Surroundings, sheet: str, read: Callable[[str], str | None]) -> Said:
    found = _first(around.own, read)
    if found.against is not None:
        return found
    if found.stated is None and not around.alike:
        found = _first(around.shared, read)
    named = read(sheet)
    by_sheet = None if named is None else Stated(named, "sheet")
    if found.stated is None:
        return Said(None if around.alike else by_sheet)
    if by_sheet is not None and by_sheet.value != found.stated.value:
        return Said(found.stated, by_sheet)
    return found


def _first(texts: Sequence[Text], read: Callable[[str], str | None]) -> Said:
    """The first statement, and one that says otherwise; a title comes before other lines."""
    titles = [t for t in texts if "投入产出" in t[2] or "流量表" in t[2]]
    for group in (titles, texts):
        said = [
            Stated(value, address(row, column))
            for row, column, text in group
            if not is_note(text) and (value := read(text))
        ]
        if said:
            other = next((s for s in said if s.value != said[0].value), None)
            return Said(said[0], other)
    return Said()


def unit_around(around: Surroundings, sheet: str) -> Said:
    """The unit of money of a table."""
    for texts in (around.own, around.shared, around.below):
        stated = find_unit([t for t in texts if texts is not around.below or "单位" in t[2]], "")
        if stated is not None:
            other = next(
                (s for s in map(_unit, texts) if s and is_money(s.value)
                 and s.value != stated.value and is_money(stated.value)), None
            )  # fmt: skip
            return Said(stated, other)
    return Said(find_unit([], sheet))


def _unit(text: Text) -> Stated | None:
    row, column, words = text
    if len(words) > 60:
        return None
    unit = unit_said(words) or unit_in_brackets(words)
    if unit is None and len(words) <= 20:
        unit = canonical_unit(words)
    return None if unit is None else Stated(unit, address(row, column))
