"""A table of series whose place a person gave: its panel without looking for one."""

from __future__ import annotations

from gxde_desktop.importing.corrections import Corrections
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.series_panels import Panel, find_panels_of_series


def corrected_panels(grid: Grid, given: Corrections) -> list[Panel] | None:
    """The panels as corrected; None where the corrections leave them to the recogniser."""
    if given.area is None and given.header is None:
        return None
    found = find_panels_of_series(grid)
    if given.area is not None:
        top, _, bottom, _ = given.area
        bottom = min(bottom, grid.n_rows - 1)
        body = [r for r in range(top, bottom + 1) if grid.filled(r)]
    else:
        assert given.header is not None
        body = [r for panel in found for r in panel.body if r > given.header[1]]
        bottom = body[-1] if body else given.header[1]
    if not body:
        return []
    if given.header is not None:
        header = [r for r in range(given.header[0], given.header[1] + 1) if r < grid.n_rows]
    else:
        own = next((p for p in found if set(p.body) & set(body)), None)
        header = [r for r in own.header if r < body[0]] if own else []
    first = min([*header, body[0]])
    panel = Panel(header=header, body=body)
    panel.context = [r for r in range(first) if grid.filled(r)]
    after = next((p.top for p in found if p.top > bottom), grid.n_rows)
    panel.tail = [r for r in range(bottom + 1, after) if grid.filled(r)]
    inside = set(body)
    lone = {r for p in found for r in p.lone}
    panel.lone = sorted(inside & lone)
    panel.body = [r for r in body if r not in lone]
    return [panel] if panel.body else []
