"""Net (wealth) stock, consumption of fixed capital, and the account that holds them together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.age_price import consumption_weights
from models.capital import productive_stock

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class WealthAccount:
    """A perpetual-inventory account, all (..., T).

    At constant prices opening + investment - consumption = closing; at current prices, each
    year's flows at that year's price, opening + investment - consumption + holding_gains =
    closing, where the opening stock is that of the price of the year before.
    """

    opening: FloatArray
    investment: FloatArray
    consumption: FloatArray
    holding_gains: FloatArray
    closing: FloatArray


def net_stock(investment: ArrayLike, relative: ArrayLike) -> FloatArray:
    """W_t = sum_x phi(x) I^r_{t-x} at the end of each year, without a stock before the first.

    investment: (..., T) at constant prices; relative: phi, (..., A). Returns (..., T).
    """
    return productive_stock(investment, relative)


def capital_consumption(investment: ArrayLike, relative: ArrayLike) -> FloatArray:
    """CFC_t = sum_x [phi(x-1) - phi(x)] I^r_{t-x}, at constant prices: (..., T)."""
    weights = consumption_weights(relative)
    # What is left beyond the last age is written off in the year after it.
    end = np.asarray(relative, dtype=float)[..., -1:]
    return productive_stock(investment, np.concatenate([weights, end], axis=-1))


def wealth_account(
    investment: ArrayLike, prices: ArrayLike, relative: ArrayLike
) -> tuple[WealthAccount, WealthAccount]:
    """The account at constant and at current prices of real investment (..., T).

    prices: P_t of the asset, (..., T), as of the whole year; the stock before the first year
    is empty. The first year's opening is zero at any price.
    """
    flow, price = np.asarray(investment, dtype=float), np.asarray(prices, dtype=float)
    closing = net_stock(flow, relative)
    opening = np.concatenate([np.zeros((*closing.shape[:-1], 1)), closing[..., :-1]], axis=-1)
    lost = capital_consumption(flow, relative)
    still = np.zeros_like(closing)
    constant = WealthAccount(opening, flow, lost, still, closing)
    earlier = np.concatenate([price[..., :1], price[..., :-1]], axis=-1)
    current = WealthAccount(
        earlier * opening,
        price * flow,
        price * lost,
        (price - earlier) * opening,
        price * closing,
    )
    return constant, current
