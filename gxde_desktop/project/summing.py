"""One series out of those of several sectors, with the cells of every sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gxde_desktop.project.candidates import series_id
from models.series import AnnualSeries

PLUS = "+"
"""Between the cells of a sum, as in B10+B11, and between the names of its sectors."""


def summed(series: Sequence[AnnualSeries]) -> AnnualSeries | None:
    """The sum of series of one sheet in one unit; None where they are not that.

    Years are those that all have; a cell names every cell that was added (B10+B11), which
    is why all must stand on one sheet.
    """
    first = series[0]
    if any((one.source, one.unit, one.basis) != (first.source, first.unit, first.basis)
           for one in series):  # fmt: skip
        return None
    years = tuple(year for year in first.years if all(year in one.years for one in series))
    if not years:
        return None
    places = [[one.years.index(year) for one in series] for year in years]
    return AnnualSeries(
        name=first.name,
        region=first.region,
        industry=PLUS.join(one.industry or one.name for one in series),
        unit=first.unit,
        basis=first.basis,
        years=years,
        values=tuple(
            sum(one.values[i] for one, i in zip(series, each, strict=True)) for each in places
        ),
        cells=tuple(
            PLUS.join(one.cells[i] for one, i in zip(series, each, strict=True)) for each in places
        ),
        source=first.source,
        assumed=tuple(dict.fromkeys(field for one in series for field in one.assumed)),
    )


def ids_of(series: AnnualSeries) -> tuple[str, ...]:
    """Ids (`candidates.series_id`) of the series that a series is, or was added up from."""
    if not series.cells:
        return (series_id(series),)
    return tuple(
        series_id(replace(series, cells=(cell, *series.cells[1:])))
        for cell in cells_of(series.cells[0])
    )


def cells_of(cell: str) -> tuple[str, ...]:
    """The cells that a cell's address names: one, or all of a sum."""
    return tuple(cell.split(PLUS))
