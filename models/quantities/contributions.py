"""What each factor contributes to growth, and what is left: TFP (method, section 7).

Of output, with intermediate inputs, and of value added; over the whole interval between two
tables with the mean of their shares, or year by year with shares between them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Const, If, Missing, Node, Ref, Run, ln, mark, mark_where, plus, total
from models.frame import FACTORS, Frame
from models.messages import message
from models.quantities.accounts import INTERMEDIATE, LABOUR, PRIMARY
from models.quantities.annual_accounts import FACTOR
from models.quantities.base import Given, Quantity
from models.quantities.industry_volumes import broad_of, ends

FloatArray = NDArray[np.float64]


def _annual_place(frame: Frame, f: int) -> int | None:
    """Position of a factor among those that are accounted for year by year, if any is."""
    annual = frame.parameters.accounts_steps == "annual"
    return FACTOR.index(f) if annual and f in FACTOR else None


def _is_summed(frame: Frame, f: int, j: int, i: int) -> bool:
    """Whether the interval's contribution is the sum of its years'.

    Of labour only where every year is known; capital is, or is missing.
    """
    place, places = _annual_place(frame, f), ends(frame, i)
    if place is None or places is None:
        return False
    years = range(places[0] + 1, places[1] + 1)
    return f != LABOUR or all(frame.exists("annual_contribution", place, j, t) for t in years)


def _contribution_kernel(given: Given) -> FloatArray:
    frame = given.frame
    # What varies between draws in the years varies between tables too: the product has the axis.
    out = np.array(given["mean_share"] * given["factor_growth"])
    for f, i in np.ndindex(out.shape[0], out.shape[2]):
        place, places = _annual_place(frame, f), ends(frame, i)
        if place is None or places is None:
            continue
        chosen = [j for j in range(out.shape[1]) if _is_summed(frame, f, j, i)]
        years = slice(places[0] + 1, places[1] + 1)
        summed = given["annual_contribution"][place, chosen, years].sum(axis=1)
        out[f, chosen, i] = summed
    return out


def _contribution_cell(frame: Frame, f: int, j: int, i: int) -> Node:
    place, places = _annual_place(frame, f), ends(frame, i)
    whole = Ref("mean_share", (f, j, i)) * Ref("factor_growth", (f, j, i))
    if place is None or places is None:
        return whole
    if not _is_summed(frame, f, j, i):
        return mark(whole, "not_annual")
    return total(Run("annual_contribution", (place, j, 0), 2, places[0] + 1, places[1]))


CONTRIBUTION = Quantity(
    key="contribution",
    axes=("factor", "industry", "interval"),
    unit="log_points",
    symbol="β̄_X·Δln X",
    formula="β̄_X · Δln X;  Σ_t β̄_{X,t}·Δln X_t",
    source="klems",
    needs=("mean_share", "factor_growth", "annual_contribution"),
    kernel=_contribution_kernel,
    draws=True,
    cell=_contribution_cell,
)


def _tfp_cell(_: Frame, j: int, i: int) -> Node:
    explained = plus([Ref("contribution", (f, j, i)) for f in range(len(FACTORS))])
    return Ref("output_growth", (j, i)) - explained


TFP = Quantity(
    key="tfp",
    axes=("industry", "interval"),
    unit="log_points",
    symbol="Δln A_j",
    formula="Δln A_j = Δln Q_j − Σ_X β̄_X·Δln X",
    source="klems",
    needs=("contribution", "output_growth"),
    kernel=lambda given: given["output_growth"] - given["contribution"].sum(axis=0),
    draws=True,
    cell=_tfp_cell,
)


NET_OUTPUT = Quantity(
    key="factor_cost_value_added",
    axes=("industry", "benchmark"),
    unit="money",
    symbol="V_j",
    formula="V_j = Y_j − TII_j",
    source="klems",
    needs=("factor_cost_output", "industry_intermediate"),
    kernel=lambda given: given["factor_cost_output"] - given["industry_intermediate"],
    cell=lambda _, j, b: Ref("factor_cost_output", (j, b)) - Ref("industry_intermediate", (j, b)),
)


def _own(j: int, i: int) -> Node:
    """What is not bought of an industry's output, 1 less the share of intermediate inputs."""
    return Const(1.0) - Ref("mean_share", (INTERMEDIATE, j, i))


def _own_array(given: Given) -> FloatArray:
    return np.asarray(1.0 - given["mean_share"][INTERMEDIATE])


def _double_cell(_: Frame, j: int, i: int) -> Node:
    rest = Ref("output_growth", (j, i)) - Ref("contribution", (INTERMEDIATE, j, i))
    return mark_where(Const(0.0) >= _own(j, i), rest / _own(j, i), "value_added_not_positive")


DOUBLE_DEFLATED = Quantity(
    key="double_deflated_growth",
    axes=("industry", "interval"),
    unit="log_points",
    symbol="Δln V_j",
    formula="Δln V_j = (Δln Q_j − β̄_M·Δln M_j) / (1 − β̄_M)",
    source="klems",
    needs=("mean_share", "output_growth", "contribution"),
    kernel=lambda given: (
        (given["output_growth"] - given["contribution"][INTERMEDIATE]) / _own_array(given)
    ),
    draws=True,
    cell=_double_cell,
)


def _single_kernel(given: Given) -> FloatArray:
    value = given["factor_cost_value_added"]
    known = np.where(value > 0, value, np.nan)
    broad = [broad_of(given.frame, j) for j in range(value.shape[0])]
    return np.asarray(np.diff(np.log(known), axis=1) - given["broad_deflator"][broad])


def _single_cell(frame: Frame, j: int, i: int) -> Node:
    early, late = (Ref("factor_cost_value_added", (j, b)) for b in (i, i + 1))
    label = frame.dataset.industries[j].label
    years = f"{frame.benchmarks[i]}–{frame.benchmarks[i + 1]}"
    none = Missing(message("cause.no_value_added", industry=label, year=years))
    deflator = Ref("broad_deflator", (broad_of(frame, j), i))
    growth = mark(ln(late / early) - deflator, "proxy")
    return If(early > Const(0.0), If(late > Const(0.0), growth, none), none)


SINGLE_DEFLATED = Quantity(
    key="single_deflated_growth",
    axes=("industry", "interval"),
    unit="log_points",
    symbol="Δln V_j",
    formula="Δln V_j = ln(V_{j,u} / V_{j,s}) − Δln P_s",
    source="klems",
    needs=("factor_cost_value_added", "broad_deflator"),
    kernel=_single_kernel,
    cell=_single_cell,
)


def is_double(frame: Frame) -> bool:
    """Whether real value added is what output and intermediate inputs leave."""
    return frame.parameters.value_added_deflation == "double"


def _growth_key(frame: Frame) -> str:
    return "double_deflated_growth" if is_double(frame) else "single_deflated_growth"


VALUE_ADDED_GROWTH = Quantity(
    key="value_added_growth",
    axes=("industry", "interval"),
    unit="log_points",
    symbol="Δln V_j",
    formula="Δln V_j",
    source="klems",
    needs=("double_deflated_growth", "single_deflated_growth"),
    kernel=lambda given: given[_growth_key(given.frame)],
    draws=True,
    cell=lambda frame, j, i: Ref(_growth_key(frame), (j, i)),
)


def nets_out() -> Missing:
    """Intermediate inputs of one industry are the output of another: value added has none."""
    return Missing(message("cause.nets_out"))


def _of_value_added(key: str, source: str, symbol: str, unit: str) -> Quantity:
    """A share in output, or contribution to it, as one of value added: over 1 - β̄_M."""

    def kernel(given: Given) -> FloatArray:
        out = np.array(given[source] / _own_array(given))
        out[INTERMEDIATE] = np.nan
        return out

    def cell(_: Frame, f: int, j: int, i: int) -> Node:
        return nets_out() if f == INTERMEDIATE else Ref(source, (f, j, i)) / _own(j, i)

    return Quantity(
        key=key,
        axes=("factor", "industry", "interval"),
        unit=unit,
        symbol=symbol,
        formula=f"{symbol} = β̄_X / (1 − β̄_M)" if unit == "share" else "v̄_X · Δln X",
        source="klems",
        needs=tuple(dict.fromkeys((source, "mean_share"))),
        kernel=kernel,
        draws=True,
        cell=cell,
    )


VALUE_ADDED_SHARE = _of_value_added("value_added_share", "mean_share", "v̄_X", "share")
VALUE_ADDED_CONTRIBUTION = _of_value_added(
    "value_added_contribution", "contribution", "v̄_X·Δln X", "log_points"
)


def _value_tfp_kernel(given: Given) -> FloatArray:
    explained = given["value_added_contribution"][list(PRIMARY)].sum(axis=0)
    return np.asarray(given["value_added_growth"] - explained)


def _value_tfp_cell(_: Frame, j: int, i: int) -> Node:
    explained = plus([Ref("value_added_contribution", (f, j, i)) for f in PRIMARY])
    return Ref("value_added_growth", (j, i)) - explained


VALUE_ADDED_TFP = Quantity(
    key="value_added_tfp",
    axes=("industry", "interval"),
    unit="log_points",
    symbol="Δln A^v_j",
    formula="Δln A^v_j = Δln V_j − Σ_X v̄_X·Δln X  (= Δln A_j / (1 − β̄_M))",
    source="klems",
    needs=("value_added_growth", "value_added_contribution"),
    kernel=_value_tfp_kernel,
    draws=True,
    cell=_value_tfp_cell,
)

QUANTITIES = (
    CONTRIBUTION,
    TFP,
    NET_OUTPUT,
    DOUBLE_DEFLATED,
    SINGLE_DEFLATED,
    VALUE_ADDED_GROWTH,
    VALUE_ADDED_SHARE,
    VALUE_ADDED_CONTRIBUTION,
    VALUE_ADDED_TFP,
)
