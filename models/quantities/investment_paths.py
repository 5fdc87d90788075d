"""Investment under every choice of X and of its ratio, side by side (method, section 2).

The choice matters more than most parameters: what was made of one ratio in 2007 and another
in 2017 may be anything between. Paths differ in X and rho and in nothing else; one that
leaves the band of its two benchmarks is marked.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Const, Fn, Node, Ref, mark_where
from models.frame import Frame
from models.investment import ACTIVITIES, BAND, INTERPOLATIONS, interpolate_ratio
from models.quantities.annual_investment import series_for
from models.quantities.base import Given, Quantity
from models.quantities.ratios import interpolated_ratio, no_table, outside_span

FloatArray = NDArray[np.float64]


def _ratio_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "activity", "benchmark")
    for a in range(out.shape[0]):
        for x, activity in enumerate(ACTIVITIES):
            key, place = series_for(frame, a, activity)
            series = given[key][place]
            for b, year in enumerate(frame.benchmarks):
                t = frame.year_position(year)
                if t is not None:
                    out[a, x, b] = given["benchmark_investment"][a, b] / series[t]
    return out


def _ratio_cell(frame: Frame, a: int, x: int, b: int) -> Node:
    t = frame.year_position(frame.benchmarks[b])
    if t is None:
        return outside_span(frame.benchmarks[b])
    key, place = series_for(frame, a, ACTIVITIES[x])
    return Ref("benchmark_investment", (a, b)) / Ref(key, (place, t))


PATH_RATIO = Quantity(
    key="path_ratio",
    axes=("asset", "activity", "benchmark"),
    unit="ratio",
    symbol="ρ_{i,x,b}",
    formula="ρ_{i,x,b} = I_{i,b} / X_{x,b}",
    source="step2",
    needs=("benchmark_investment", "indicator", "benchmarked_output"),
    kernel=_ratio_kernel,
    cell=_ratio_cell,
)


def _path_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("asset", "path", "year")
    power = given.parameter("distance_power")
    methods = len(INTERPOLATIONS)
    for x, activity in enumerate(ACTIVITIES):
        found = [series_for(frame, a, activity) for a in range(out.shape[0])]
        series = np.array([given[key][place] for key, place in found])
        for m, method in enumerate(INTERPOLATIONS):
            ratio = given["path_ratio"][:, x]
            rho = interpolate_ratio(ratio, frame.benchmarks, frame.years, method, power)
            out[:, x * methods + m] = rho * series
    return out


def _path_cell(frame: Frame, a: int, k: int, t: int) -> Node:
    if not frame.benchmarks:
        return no_table(frame)
    x, m = divmod(k, len(INTERPOLATIONS))
    rho = interpolated_ratio(frame, "path_ratio", (a, x), t, INTERPOLATIONS[m])
    key, place = series_for(frame, a, ACTIVITIES[x])
    value = rho * Ref(key, (place, t))
    between = [b for b, year in enumerate(frame.benchmarks) if year > frame.years[t]]
    if not between or between[0] == 0 or frame.years[t] in frame.benchmarks:
        return value
    ends = tuple(Ref("benchmark_investment", (a, b)) for b in (between[0] - 1, between[0]))
    own = Ref("investment_path", (a, k, t))
    inside = Fn(
        "AND",
        (own >= Fn("MIN", ends) / BAND, Fn("MAX", ends) * Const(BAND) >= own),
    )
    return mark_where(Const(1.0) > inside, value, "leaves_band")


PATH = Quantity(
    key="investment_path",
    axes=("asset", "path", "year"),
    unit="money",
    symbol="I_{i,x,ρ,t}",
    formula="I_{i,x,ρ,t} = ρ_{i,x,t} · X_{x,t}",
    source="step2",
    needs=("path_ratio", "indicator", "benchmarked_output"),
    kernel=_path_kernel,
    cell=_path_cell,
)

QUANTITIES = (PATH_RATIO, PATH)
