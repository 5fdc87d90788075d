"""What will be used of a table, as lines of text."""

from __future__ import annotations

from gxde_desktop.importing.results import FoundTable
from gxde_desktop.importing.summary import Used, used_of
from gxde_desktop.text import tr
from gxde_desktop.ui import numbers

Line = tuple[str, str, str, str, str]


def used_lines(table: FoundTable) -> list[Line]:
    """One line a block, series or group of series: name, count, sum, smallest, largest."""
    return [_line(each, blocks=table.io_table is not None) for each in used_of(table)]


def _line(used: Used, *, blocks: bool) -> Line:
    name = tr(f"block.{used.name}") if blocks else used.name
    if used.series > 1:
        name = tr("ui.used.series", name=name, count=used.series)
    return (
        name,
        numbers.show(used.count, 0),
        _short(used.total),
        _short(used.smallest),
        _short(used.largest),
    )


def _short(value: float | None) -> str:
    if value is None:
        return numbers.MISSING
    size = abs(value)
    decimals = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 or not size else 4
    return numbers.show(value, decimals)
