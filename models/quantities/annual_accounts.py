"""Growth accounts year by year between tables: shares interpolated, inputs as they grew.

The option `annual` of method, section 7. Output and intermediate inputs are known at the tables
only, so what is given for every year is the contribution of capital and of labour.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Missing, Node, Ref
from models.frame import ANNUAL_FACTORS, FACTORS, Frame
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.drawn import yearly
from models.quantities.industry_volumes import labour_step_cell
from models.quantities.ratios import linear_between, no_table
from models.quantities.services_growth import (
    index_growth,
    index_growth_cell,
    members,
)
from models.quantities.volume_growth import log_growth, log_growth_cell

FloatArray = NDArray[np.float64]

ICT, NONICT, LABOUR = range(len(ANNUAL_FACTORS))
FACTOR = tuple(FACTORS.index(name) for name in ANNUAL_FACTORS)
"""Positions of the annual factors among all."""


def _share_cell(frame: Frame, f: int, j: int, t: int) -> Node:
    if not frame.benchmarks:
        return no_table(frame)
    return linear_between(frame, "factor_share", (FACTOR[f], j), t)


SHARE = Quantity(
    key="annual_share",
    axes=("annual_factor", "industry", "year"),
    unit="share",
    symbol="β_{X,t}",
    formula="β_{X,t} = [(u−t)·β_{X,s} + (t−s)·β_{X,u}] / (u−s)",
    source="klems",
    needs=("factor_share",),
    kernel=lambda given: yearly(given["factor_share"][list(FACTOR)], given.frame),
    draws=True,
    cell=_share_cell,
)


def _growth_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("annual_factor", "industry", "year")
    services = given["capital_services"][len(frame.assets)]
    kinds = members(frame, nonict=False)
    for t in range(1, out.shape[2]):
        out[ICT, :, t] = index_growth(given, "ict_compensation", kinds, t - 1, t)
        out[NONICT, :, t] = log_growth(services[:, t - 1], services[:, t])
    out[LABOUR, :, 1:] = _labour_steps(given)
    return out


def _labour_steps(given: Given) -> FloatArray:
    """`labour_step` of every industry from each year to the next, (industry, year - 1, draw)."""
    hours, persons = given["industry_hours"], given["industry_employment"]
    worked = ~np.isnan(hours[:, :-1] + hours[:, 1:])
    early = np.where(worked, hours[:, :-1], persons[:, :-1])
    late = np.where(worked, hours[:, 1:], persons[:, 1:])
    growth = log_growth(early, late)
    if given.frame.parameters.labour_quality == "where_given":
        quality = given["industry_quality"]
        better = np.log(quality[:, 1:] / quality[:, :-1])
        known = (early > 0) & (late > 0) & ~np.isnan(quality[:, :-1] + quality[:, 1:])
        growth = np.where(known, growth + better, growth)
    return growth


def _growth_cell(frame: Frame, f: int, j: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    if f == ICT:
        kinds = members(frame, nonict=False)
        return index_growth_cell("ict_compensation", kinds, j, t - 1, t)
    if f == NONICT:
        n = len(frame.assets)
        return log_growth_cell(*(Ref("capital_services", (n, j, s)) for s in (t - 1, t)))
    return labour_step_cell(frame, j, t - 1, t)


GROWTH = Quantity(
    key="annual_growth",
    axes=("annual_factor", "industry", "year"),
    unit="log_points",
    symbol="Δln X_t",
    formula="Δln X_t = ln(X_t / X_{t−1})",
    source="klems",
    needs=(
        "capital_compensation",
        "ict_compensation",
        "capital_services",
        "industry_hours",
        "industry_employment",
        "industry_quality",
    ),
    kernel=_growth_kernel,
    draws=True,
    cell=_growth_cell,
)


def _contribution_kernel(given: Given) -> FloatArray:
    out = given.empty("annual_factor", "industry", "year")
    share, growth = given["annual_share"], given["annual_growth"]
    out[:, :, 1:] = (share[:, :, :-1] + share[:, :, 1:]) / 2.0 * growth[:, :, 1:]
    return out


def _contribution_cell(_: Frame, f: int, j: int, t: int) -> Node:
    if t == 0:
        return Missing(message("cause.first_year"))
    mean = (Ref("annual_share", (f, j, t - 1)) + Ref("annual_share", (f, j, t))) / 2.0
    return mean * Ref("annual_growth", (f, j, t))


CONTRIBUTION = Quantity(
    key="annual_contribution",
    axes=("annual_factor", "industry", "year"),
    unit="log_points",
    symbol="β̄_{X,t}·Δln X_t",
    formula="½(β_{X,t−1} + β_{X,t}) · Δln X_t",
    source="klems",
    needs=("annual_share", "annual_growth"),
    kernel=_contribution_kernel,
    draws=True,
    cell=_contribution_cell,
)

QUANTITIES = (SHARE, GROWTH, CONTRIBUTION)
