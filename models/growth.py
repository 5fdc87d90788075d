"""Growth accounts (KLEMS): where the growth of output comes from (appendix, part 2.1).

dln Q = sum_X mean share_X dln X + dln A, shares averaged over the two years (Törnqvist).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.frozen import FrozenMap
from models.messages import MethodError, message

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class GrowthAccounts:
    """Growth between consecutive years, all (T - 1, N) in log points.

    shares: mean share of each input in the value of output. contributions: share times
    growth of the input. residual_share: what the input shares miss to one, (T - 1, N); it is
    zero where inputs exhaust output.
    """

    output_growth: FloatArray
    shares: Mapping[str, FloatArray]
    contributions: Mapping[str, FloatArray]
    tfp: FloatArray
    residual_share: FloatArray


def growth_accounts(
    output_value: ArrayLike,
    output_quantity: ArrayLike,
    input_values: Mapping[str, ArrayLike],
    input_quantities: Mapping[str, ArrayLike],
) -> GrowthAccounts:
    """Growth accounts of N industries over T years.

    output_value, output_quantity: (T, N), value at current prices and volume of output;
    input_values, input_quantities: name -> (T, N), compensation at current prices and volume
    of each input (at factor cost the values sum to that of output). Years are consecutive
    observations: the growth over a gap of several years is not divided by it.

    A cell is NaN where a value or volume it needs is NaN, and where output is not positive.
    An input whose volume is zero in either year contributes nothing, as method section 7
    has it; a negative volume gives NaN. Raises MethodError where the two mappings do not
    name the same inputs or an array has another shape.
    """
    value = np.asarray(output_value, dtype=float)
    if value.ndim != 2:
        raise MethodError(message("growth.shape", name="output_value", shape=str(value.shape)))
    if set(input_values) != set(input_quantities):
        odd = sorted(set(input_values) ^ set(input_quantities))
        raise MethodError(message("growth.inputs_differ", names=", ".join(odd)))
    quantity = _like(value, "output_quantity", output_quantity)
    output_growth = log_change(quantity)
    shares: dict[str, FloatArray] = {}
    contributions: dict[str, FloatArray] = {}
    for name, given in input_values.items():
        compensation = _like(value, name, given)
        volume = _like(value, name, input_quantities[name])
        shares[name] = mean_of_two(_ratio(compensation, value))
        growth = np.where(_has_zero(volume), 0.0, log_change(volume))
        contributions[name] = shares[name] * growth
    explained = sum(contributions.values(), np.zeros_like(output_growth))
    total_share = sum(shares.values(), np.zeros_like(output_growth))
    return GrowthAccounts(
        output_growth=output_growth,
        shares=FrozenMap(shares),
        contributions=FrozenMap(contributions),
        tfp=output_growth - explained,
        residual_share=1.0 - total_share,
    )


def log_change(values: FloatArray) -> FloatArray:
    """ln x_t - ln x_{t-1} along the first axis; NaN where either is not positive."""
    positive = values > 0
    logs = np.log(np.where(positive, values, 1.0))
    change = np.diff(logs, axis=0)
    return np.where(positive[1:] & positive[:-1], change, np.nan)


def mean_of_two(values: FloatArray) -> FloatArray:
    """(x_t + x_{t-1}) / 2 along the first axis."""
    return np.asarray((values[1:] + values[:-1]) / 2.0)


def _has_zero(volume: FloatArray) -> NDArray[np.bool_]:
    # A volume that is not known (NaN, negative) is not forgiven by a zero beside it.
    zero, known = volume == 0, volume >= 0
    return np.asarray((zero[1:] & known[:-1]) | (zero[:-1] & known[1:]))


def _ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    positive = denominator > 0
    return np.where(positive, numerator / np.where(positive, denominator, 1.0), np.nan)


def _like(value: FloatArray, name: str, given: ArrayLike) -> FloatArray:
    array = np.asarray(given, dtype=float)
    if array.shape != value.shape:
        raise MethodError(message("growth.shape", name=name, shape=str(array.shape)))
    return array
