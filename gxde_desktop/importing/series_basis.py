"""The basis of index numbers where their own figures leave no doubt."""

from __future__ import annotations

from gxde_desktop.importing.io_panel import Finding
from gxde_desktop.importing.series_found import RawSeries, SeriesBlock
from gxde_desktop.importing.wording import msg
from models.series import Basis
from models.sources import address

LINKS = 4
"""Years in which one index must be the yearly change of the other."""


def infer_basis(block: SeriesBlock) -> None:
    """Two indices of one thing, one chained from the other, tell the basis of both."""
    groups: dict[tuple[object, ...], list[RawSeries]] = {}
    for series in block.series:
        if series.index:
            groups.setdefault((series.name, series.region, series.industry), []).append(series)
    for same in groups.values():
        if len(same) != 2 or all(series.basis is not None for series in same):
            continue
        for changes, levels in (same, same[::-1]):
            if changes.basis not in (None, Basis.INDEX_PREVIOUS_100) or levels.basis not in (
                None, Basis.INDEX_FIXED_BASE,
            ):  # fmt: skip
                continue
            count = chained(changes, levels)
            if count >= LINKS:
                for series, basis in (
                    (changes, Basis.INDEX_PREVIOUS_100), (levels, Basis.INDEX_FIXED_BASE),
                ):  # fmt: skip
                    if series.basis is None:
                        series.basis = basis
                        _, row, column = next(iter(levels.points.values()))
                        block.findings.append(
                            Finding("info", msg("series.basis_inferred", name=series.name,
                                                count=count, cell=address(row, column)))
                        )  # fmt: skip
                break


def chained(changes: RawSeries, levels: RawSeries) -> int:
    """In how many years the levels grew by the changes; 0 where one year says otherwise.

    Figures are printed with one decimal, so levels near 100 may be off by a thousandth.
    """
    count = 0
    moved = False
    for year, (level, _, _) in levels.points.items():
        before, change = levels.points.get(year - 1), changes.points.get(year)
        if before is None or change is None or before[0] <= 0:
            continue
        if abs(100 * level / before[0] - change[0]) > 0.051 * (1 + 200 / before[0]):
            return 0
        count += 1
        moved = moved or abs(level - change[0]) > 1
    return count if moved else 0
