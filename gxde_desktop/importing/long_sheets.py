"""Sheets of very many rows: long tables and panels are read, lists of firms are named.

Looking for tables everywhere on such a sheet would take minutes where it holds none. Its first
rows tell: annual figures stand in one table whose rows or columns say their year.
"""

from __future__ import annotations

from gxde_desktop.importing.annual_series import find_series
from gxde_desktop.importing.grid import Grid

SAMPLE = 1_000
"""Rows from the top that are looked at."""
_MOST_TABLES = 3


def holds_series(grid: Grid) -> bool:
    """Whether the first rows are a table of annual series that may go on to the last one."""
    blocks, _ = find_series(grid.head(SAMPLE))
    return 0 < len(blocks) <= _MOST_TABLES and blocks[-1].dated
