"""What is left of an investment x years later: efficiency, survival, profile (method, section 4).

Families, combined or cohort profile and timing fix the structure of a cell; the numbers in
it stay live. Only integrals over random lives are frozen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import capital
from models.expression import (
    Const,
    Fn,
    Frozen,
    If,
    Node,
    Param,
    Ref,
    exp,
    ln,
    mark,
    node,
)
from models.frame import Frame
from models.parameters import AssetParameters
from models.quantities.base import Given, Quantity
from models.retirement import survival_at

FloatArray = NDArray[np.float64]

SHAPES = {"weibull": ("weibull_shape",), "winfrey": ("winfrey_exponent",)}
"""Parameters of a family of lives other than mean and deviation."""


def parameter(frame: Frame, a: int, name: str) -> Param:
    """A parameter of an asset."""
    return Param(f"{frame.assets[a]}.{name}")


def _max_life(frame: Frame, a: int) -> Node:
    return parameter(frame, a, "max_life_factor") * parameter(frame, a, "service_life")


def _life(frame: Frame, a: int) -> Node:
    """The counterpart of `models.capital.lives_until`."""
    asset = frame.asset(a)
    alone = asset.profile == "cohort" and asset.retirement != "none"
    return parameter(frame, a, "service_life") if alone else _max_life(frame, a)


def _deviation(frame: Frame, a: int) -> Node:
    sigma = parameter(frame, a, "sigma")
    if frame.asset(a).sigma_basis == "share":
        return sigma * parameter(frame, a, "service_life")
    return sigma


def _efficiency(frame: Frame, a: int, x: float) -> Node:
    """h at any age, the counterpart of `models.capital.efficiency_at`."""
    age, life, family = node(x), _life(frame, a), frame.asset(a).efficiency
    if family == "geometric":
        # 0^0 is an error in a spreadsheet: at age 0 nothing is lost at any rate.
        return (Const(1.0) - parameter(frame, a, "depreciation")) ** age if x else Const(1.0)
    if family == "one_hoss_shay":
        return If(age < life, Const(1.0), Const(0.0))
    lost = parameter(frame, a, "beta") * age if family == "hyperbolic" else None
    alive = (life - age) / (life if lost is None else life - lost)
    return If(age < life, alive, Const(0.0))


def _efficiency_kernel(given: Given) -> FloatArray:
    return by_asset(given, _OF_EFFICIENCY, capital.efficiency_at)


AGE_EFFICIENCY = Quantity(
    key="age_efficiency",
    axes=("asset", "age"),
    unit="ratio",
    symbol="h_i(x)",
    formula="h_i(x) = (T_i − x) / (T_i − β_i·x);  1 − x/T_i;  (1 − δ_i)^x;  1;  T_i = f_i·μ_i",
    source="capital",
    needs=(),
    kernel=_efficiency_kernel,
    draws=True,
    cell=_efficiency,
)


def _phi(value: Node) -> Node:
    # NORMSDIST of the negative keeps the digits of the far tail; 1 - NORMSDIST loses them.
    return Fn("NORMSDIST", (value,))


def _normal(frame: Frame, a: int, x: float) -> Node:
    return _phi((parameter(frame, a, "service_life") - node(x)) / _deviation(frame, a))


def _truncated(frame: Frame, a: int, x: float) -> Node:
    mean, longest, sigma = (
        parameter(frame, a, "service_life"),
        _max_life(frame, a),
        _deviation(frame, a),
    )
    shortest = Fn("MAX", (Const(0.0), Const(2.0) * mean - longest))
    beyond = _phi((mean - longest) / sigma)
    share = (_phi((mean - node(x)) / sigma) - beyond) / (_phi((mean - shortest) / sigma) - beyond)
    inside = Fn("MIN", (Const(1.0), Fn("MAX", (Const(0.0), share))))
    return If(longest > mean, inside, If(node(x) < mean, Const(1.0), Const(0.0)))


def _lognormal(frame: Frame, a: int, x: float) -> Node:
    if x == 0:
        return Const(1.0)
    mean = parameter(frame, a, "service_life")
    spread = ln(Const(1.0) + (_deviation(frame, a) / mean) ** 2.0)
    return _phi((ln(mean) - spread / 2.0 - ln(node(x))) / spread**0.5)


def _weibull(frame: Frame, a: int, x: float) -> Node:
    shape = parameter(frame, a, "weibull_shape")
    stretched = exp(Fn("GAMMALN", (Const(1.0) + Const(1.0) / shape,)))
    reduced = node(x) * stretched / parameter(frame, a, "service_life")
    return exp(Const(0.0) - reduced**shape)


def _gamma(frame: Frame, a: int, x: float) -> Node:
    mean, sigma = parameter(frame, a, "service_life"), _deviation(frame, a)
    shape, scale = (mean / sigma) ** 2.0, sigma**2.0 / mean
    return Const(1.0) - Fn("GAMMADIST", (node(x), shape, scale, Const(1.0)))


def _winfrey(frame: Frame, a: int, x: float) -> Node:
    two_lives = Const(2.0) * parameter(frame, a, "service_life")
    power = parameter(frame, a, "winfrey_exponent") + Const(1.0)
    left = Fn("BETADIST", (Const(1.0) - node(x) / two_lives, power, power))
    return If(node(x) < two_lives, left, Const(0.0))


def _sudden(frame: Frame, a: int, x: float) -> Node:
    return If(node(x) < parameter(frame, a, "service_life"), Const(1.0), Const(0.0))


def _below(frame: Frame, a: int, x: float) -> Node:
    return _phi((node(x) - parameter(frame, a, "service_life")) / _deviation(frame, a))


def _printed(frame: Frame, a: int, x: float) -> Node:
    return mark(_below(frame, a, x) / Const(2.0) ** 0.5, "as_printed")


def _printed_share(frame: Frame, a: int, x: float) -> Node:
    return mark(_below(frame, a, x), "as_printed")


def _printed_density(frame: Frame, a: int, x: float) -> Node:
    return mark(Const(1.0) - _below(frame, a, x) / Const(2.0) ** 0.5, "as_printed")


_SURVIVAL: dict[str, Callable[[Frame, int, float], Node]] = {
    "none": lambda *_: Const(1.0),
    "sudden": _sudden,
    "normal": _normal,
    "truncated_normal": _truncated,
    "lognormal": _lognormal,
    "weibull": _weibull,
    "gamma": _gamma,
    "winfrey": _winfrey,
    "printed": _printed,
    "printed_share": _printed_share,
    "printed_density": _printed_density,
}


def _survival(frame: Frame, a: int, x: float) -> Node:
    """S at any age, the counterpart of `models.retirement.survival_at`."""
    return _SURVIVAL[frame.asset(a).retirement](frame, a, x)


def _survival_kernel(given: Given) -> FloatArray:
    return by_asset(given, _OF_LIVES, survival_at)


SURVIVAL = Quantity(
    key="survival",
    axes=("asset", "age"),
    unit="ratio",
    symbol="S_i(x)",
    formula="S_i(x) = 1 − F_i(x);  F_i(x) = Φ((x − μ_i)/σ_i)",
    source="capital",
    needs=(),
    kernel=_survival_kernel,
    draws=True,
    cell=_survival,
)


def _profile_kernel(given: Given) -> FloatArray:
    out = np.array(given["age_efficiency"] * given["survival"])
    for a, asset in enumerate(given.frame.parameters.assets.values()):
        if not _is_product(asset):
            out = _with_row(out, a, _integrals(given, a, 0.0))
    return out


def _integrals(given: Given, a: int, shift: float) -> FloatArray:
    """Profile of an asset that is no product of the other two, (ages, draws)."""
    drawn = drawn_asset(given, a, (*_OF_EFFICIENCY, *_OF_LIVES))
    return capital.profile_at(drawn, _ages(given) + shift)


def _with_row(rows: FloatArray, a: int, row: FloatArray) -> FloatArray:
    """Rows with one replaced, as many draws as either has."""
    wide = np.broadcast_to(rows, (*rows.shape[:-1], max(rows.shape[-1], row.shape[-1])))
    out = np.array(wide)
    out[a] = row
    return out


def _is_product(asset: AssetParameters) -> bool:
    """Whether w(x) = h(x) S(x)."""
    return not capital.is_integral(asset) and not _survivors_only(asset)


def _survivors_only(asset: AssetParameters) -> bool:
    """Whether w(x) = S(x): a cohort of assets that work in full until they retire."""
    cohort = asset.profile == "cohort" and asset.retirement != "none"
    return cohort and asset.efficiency == "one_hoss_shay"


def _integral(frame: Frame, key: str, a: int, x: int) -> Node:
    asset = frame.asset(a)
    used = ["service_life", *(("beta",) if asset.efficiency == "hyperbolic" else ())]
    used += SHAPES.get(asset.retirement, ("sigma",))
    if asset.retirement == "truncated_normal":
        used.append("max_life_factor")
    rests_on = tuple(parameter(frame, a, name) for name in used)
    return mark(Frozen(Ref(key, (a, x)), rests_on), "frozen_integral")


def _profile_cell(frame: Frame, a: int, x: int) -> Node:
    asset = frame.asset(a)
    if capital.is_integral(asset):
        return _integral(frame, "profile", a, x)
    if _survivors_only(asset):
        return Ref("survival", (a, x))
    return Ref("age_efficiency", (a, x)) * Ref("survival", (a, x))


PROFILE = Quantity(
    key="profile",
    axes=("asset", "age"),
    unit="ratio",
    symbol="w_i(x)",
    formula="w_i(x) = h_i(x) · S_i(x);  w_i(x) = ∫_x^∞ h_i(x; L) f_i(L) dL",
    source="capital",
    needs=("age_efficiency", "survival"),
    kernel=_profile_kernel,
    draws=True,
    cell=_profile_cell,
)


def _weight_kernel(given: Given) -> FloatArray:
    out = np.array(given["profile"])
    for a, asset in enumerate(given.frame.parameters.assets.values()):
        if asset.timing == "mid_year":
            out = _with_row(out, a, _integrals(given, a, capital.HALF_YEAR))
    return out


def _weight_cell(frame: Frame, a: int, x: int) -> Node:
    asset = frame.asset(a)
    if asset.timing != "mid_year":
        return Ref("profile", (a, x))
    if capital.is_integral(asset):
        return _integral(frame, "stock_weight", a, x)
    age = x + capital.HALF_YEAR
    if _survivors_only(asset):
        return _survival(frame, a, age)
    return _efficiency(frame, a, age) * _survival(frame, a, age)


STOCK_WEIGHT = Quantity(
    key="stock_weight",
    axes=("asset", "age"),
    unit="ratio",
    symbol="w*_i(x)",
    formula="w*_i(x) = w_i(x);  w_i(x + ½)",
    source="capital",
    needs=("profile",),
    kernel=_weight_kernel,
    draws=True,
    cell=_weight_cell,
)


_OF_EFFICIENCY = ("service_life", "max_life_factor", "depreciation", "beta")
_OF_LIVES = ("service_life", "max_life_factor", "sigma", "weibull_shape", "winfrey_exponent")


def _ages(given: Given) -> FloatArray:
    """Ages down, draws across: (ages, 1)."""
    return np.arange(float(given.frame.size("age")))[:, None]


def by_asset(
    given: Given,
    names: tuple[str, ...],
    function: Callable[[AssetParameters, FloatArray], FloatArray],
) -> FloatArray:
    """A row over ages for each asset, (asset, age, draw). names: parameters that it reads."""
    rows = [
        function(drawn_asset(given, a, names), _ages(given)) for a in range(len(given.frame.assets))
    ]
    if not rows:
        return given.empty("asset", "age")
    return np.stack(np.broadcast_arrays(*rows))


def drawn_asset(given: Given, a: int, names: tuple[str, ...]) -> AssetParameters:
    """An asset whose numbers are arrays over draws, (draws,) or (1,); its readings stay.

    The functions of `models.capital` and `models.retirement` broadcast them against ages.
    """
    path = given.frame.assets[a]
    numbers: dict[str, Any] = {name: given.parameter(f"{path}.{name}") for name in names}
    return replace(given.frame.asset(a), **numbers)


QUANTITIES = (AGE_EFFICIENCY, SURVIVAL, PROFILE, STOCK_WEIGHT)
