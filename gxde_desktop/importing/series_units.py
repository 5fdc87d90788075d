"""Notes that change a unit midway: 2010年以前单位为万元. Converted, or put to a person."""

from __future__ import annotations

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.series_found import SeriesBlock


def apply_notes(grid: Grid, block: SeriesBlock) -> None:
    """To come."""
