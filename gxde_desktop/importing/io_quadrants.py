"""One quadrant of an input-output table alone on a sheet: named, and not read as series.

Sectors against final uses, or sectors against sectors, look like a table of one year's figures
by industry. Read as such they would offer a column of final uses as the region's own total.
"""

from __future__ import annotations

from collections.abc import Sequence

from gxde_desktop.importing.industries import is_industry
from gxde_desktop.importing.io_labels import column_role, fold
from gxde_desktop.importing.series_found import RawSeries, SeriesBlock
from gxde_desktop.importing.wording import msg
from models.messages import Message

_CONSUMED = frozenset(("FU101", "FU102", "FU103", "THC", "TC"))
_FORMED = frozenset(("FU201", "FU202", "GCF"))
_LEAST_SECTORS = 4
_LEAST_USES = 3


def quadrant_alone(blocks: Sequence[SeriesBlock]) -> Message | None:
    """What quadrant the series of a sheet are, all together; None where they are series."""
    series = [one for block in blocks for one in block.series]
    if not series:
        return None
    if _is_final_use(series):
        return msg("kind.final_use_alone")
    if _is_flows(series):
        return msg("kind.flows_alone")
    return None


def _is_final_use(series: Sequence[RawSeries]) -> bool:
    roles: set[str] = set()
    sectors: set[str] = set()
    for one in series:
        said = (*one.name.split("·"), *one.path)
        found = {role for part in said if (role := column_role(fold(part)))}
        roles |= found
        if found and one.industry is not None:
            sectors.add(one.industry)
    uses = roles & (_CONSUMED | _FORMED | {"EX", "IM", "OF", "OUTFLOW", "TFU", "NX"})
    return (
        len(sectors) >= _LEAST_SECTORS
        and len(uses) >= _LEAST_USES
        and bool(uses & _CONSUMED)
        and bool(uses & _FORMED)
    )


def _is_flows(series: Sequence[RawSeries]) -> bool:
    pairs = [
        (parts[0], parts[1])
        for one in series
        if one.industry and len(parts := one.industry.split("·")) == 2
    ]
    if len(pairs) * 2 < len(series):
        return False
    sides = [{side for side in each if is_industry(side)} for each in zip(*pairs, strict=True)]
    return all(len(side) >= _LEAST_SECTORS for side in sides)
