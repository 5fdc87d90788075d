"""A city's share of its province, by the series X of both (method, section 2).

A city has no input-output table, so I_{i,c,t} = phi_t I_{i,t} X_{c,t} / X_t, with
phi_t = X_t / sum_c X_{c,t} where every city of the province has a figure: cities are scaled
to the province, the factor shown. Where one has none, the others are not scaled up by its
part; they are marked.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.cities import CITY_INDICATORS
from models.expression import Flag, Node, Ref, Run, mark, total
from models.frame import INDICATORS, Frame
from models.messages import Message, message
from models.quantities.base import Given, Input, Quantity, input_quantity
from models.series import AnnualSeries
from models.sources import Origin
from models.units import units_per_yi

FloatArray = NDArray[np.float64]

GDP = CITY_INDICATORS.index("gdp")
AXES = ("city_indicator", "city", "year")

PROVINCIAL = tuple(INDICATORS.index(name) for name in CITY_INDICATORS)
"""Position, on the axis of nominal series, of the province's own series of each indicator."""


def _piece(frame: Frame, k: int, c: int, t: int) -> AnnualSeries | None:
    cities = frame.dataset.cities
    return cities.piece(CITY_INDICATORS[k], cities.names[c], frame.years[t])


def _leaf(
    key: str,
    unit: str,
    symbol: str,
    value: Callable[[AnnualSeries, int], float | None],
    cell: Callable[[AnnualSeries, int], Origin | None],
    assumed: Callable[[AnnualSeries], bool],
) -> Input:
    """What the pieces print of every indicator, city and year."""

    def read(frame: Frame) -> FloatArray:
        cities = frame.dataset.cities
        out = np.full([frame.size(axis) for axis in AXES], np.nan)
        for k, indicator in enumerate(CITY_INDICATORS):
            for name, pieces in cities.series.get(indicator, {}).items():
                c = cities.names.index(name)
                for piece in pieces[::-1]:  # the first counts: it is written last
                    for year in piece.years:
                        t, found = frame.year_position(year), value(piece, year)
                        if t is not None:
                            out[k, c, t] = np.nan if found is None else found
        return out

    def origin(frame: Frame, k: int, c: int, t: int) -> Origin | None:
        piece = _piece(frame, k, c, t)
        return None if piece is None else cell(piece, frame.years[t])

    def flags(frame: Frame, k: int, c: int, t: int) -> tuple[Flag, ...]:
        piece = _piece(frame, k, c, t)
        return (Flag("assumed"),) if piece is not None and assumed(piece) else ()

    return input_quantity(
        key, AXES, unit, symbol, read=read, origin=origin, absent=_needed, flags=flags
    )


def _needed(frame: Frame, k: int, c: int, t: int) -> Message:
    """What a city's figure of one year needs."""
    return message(
        "needs.city_year",
        city=frame.dataset.cities.names[c],
        what=message(f"city_indicator.{CITY_INDICATORS[k]}"),
        year=frame.years[t],
    )


PRINTED = _leaf(
    "city_printed",
    "as_printed",
    "X^{printed}_{k,c,t}",
    AnnualSeries.at,
    AnnualSeries.origin,
    lambda piece: bool(piece.assumed),
)

UNIT = _leaf(
    "city_unit",
    "units_per_yi",
    "u_{k,c,t}",
    lambda piece, _: units_per_yi(piece.unit),
    lambda piece, _: Origin(piece.source, piece.unit or ""),
    lambda piece: "unit" in piece.assumed,
)

VALUE = Quantity(
    key="city_indicator",
    axes=AXES,
    unit="money",
    symbol="X_{k,c,t}",
    formula="X_{k,c,t} = X^{printed}_{k,c,t} ÷ u_{k,c,t}",
    source="step2",
    needs=("city_printed", "city_unit"),
    kernel=lambda given: given["city_printed"] / given["city_unit"],
    cell=lambda _, k, c, t: Ref("city_printed", (k, c, t)) / Ref("city_unit", (k, c, t)),
)

TOTAL = Quantity(
    key="city_total",
    axes=("city_indicator", "year"),
    unit="money",
    symbol="Σ_c X_{k,c,t}",
    formula="Σ_c X_{k,c,t}",
    source="step2",
    needs=("city_indicator",),
    kernel=lambda given: np.asarray(given["city_indicator"].sum(axis=1)),
    cell=lambda frame, k, t: total(Run("city_indicator", (k, 0, t), 1, 0, frame.size("city") - 1)),
    sums_over="city",
)

FACTOR = Quantity(
    key="city_factor",
    axes=("city_indicator", "year"),
    unit="ratio",
    symbol="φ_{k,t}",
    formula="φ_{k,t} = X_{k,t} / Σ_c X_{k,c,t}",
    source="ours",
    needs=("indicator", "city_total"),
    kernel=lambda given: given["indicator"][list(PROVINCIAL)] / given["city_total"],
    draws=True,
    cell=lambda _, k, t: Ref("indicator", (PROVINCIAL[k], t)) / Ref("city_total", (k, t)),
)


def _own_kernel(given: Given) -> FloatArray:
    factor = np.where(np.isnan(given["city_factor"]), 1.0, given["city_factor"])
    over = given["indicator"][list(PROVINCIAL)]
    return factor[:, None] * given["city_indicator"] / over[:, None]


def _own_cell(frame: Frame, k: int, c: int, t: int) -> Node:
    own, over = Ref("city_indicator", (k, c, t)), Ref("indicator", (PROVINCIAL[k], t))
    if frame.exists("city_factor", k, t):
        return Ref("city_factor", (k, t)) * own / over
    return mark(own / over, "city_unscaled")


OWN_SHARE = Quantity(
    key="city_own_share",
    axes=AXES,
    unit="share",
    symbol="φ·X_{k,c,t}/X_{k,t}",
    formula="φ_{k,t} · X_{k,c,t} / X_{k,t}",
    source="step2",
    needs=("city_factor", "city_indicator", "indicator"),
    kernel=_own_kernel,
    draws=True,
    cell=_own_cell,
)


def _neighbours(frame: Frame, k: int, c: int, t: int) -> tuple[int | None, int | None]:
    """The nearest years before and after t in which the city has a share of its own."""
    known = frame.existing_years("city_own_share", k, c)
    before = [s for s in known if s <= t]
    after = [s for s in known if s >= t]
    return (before[-1] if before else None), (after[0] if after else None)


def _share_kernel(given: Given) -> FloatArray:
    frame, own = given.frame, given["city_own_share"]
    out = np.array(own)
    if not frame.parameters.hold_city_shares:
        return out
    for k, c, t in np.argwhere(~frame.present["city_own_share"]):
        before, after = _neighbours(frame, k, c, t)
        if before is not None and after is not None:
            later = (t - before) / (after - before)
            out[k, c, t] = (1.0 - later) * own[k, c, before] + later * own[k, c, after]
        elif before is not None or after is not None:
            out[k, c, t] = own[k, c, after if before is None else before]
    return out


def _share_cell(frame: Frame, k: int, c: int, t: int) -> Node:
    own = Ref("city_own_share", (k, c, t))
    if not frame.parameters.hold_city_shares or frame.exists("city_own_share", k, c, t):
        return own
    before, after = _neighbours(frame, k, c, t)
    if before is not None and after is not None:
        later = (t - before) / (after - before)
        start, end = (Ref("city_own_share", (k, c, s)) for s in (before, after))
        return mark((1.0 - later) * start + later * end, "interpolated")
    nearest = after if before is None else before
    if nearest is None:
        return own
    return mark(Ref("city_own_share", (k, c, nearest)), "extrapolated")


SHARE = Quantity(
    key="city_share",
    axes=AXES,
    unit="share",
    symbol="s_{k,c,t}",
    formula="s_{k,c,t} = φ_{k,t} · X_{k,c,t} / X_{k,t}",
    source="step2",
    needs=("city_own_share",),
    kernel=_share_kernel,
    draws=True,
    cell=_share_cell,
)

QUANTITIES = (PRINTED, UNIT, VALUE, TOTAL, FACTOR, OWN_SHARE, SHARE)
