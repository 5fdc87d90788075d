"""The registry: every quantity of the method, once, in the order of computing.

Each chapter is one module that holds the kernel and the cell of its quantities side by
side; to find an equation, look for its symbol there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from models.quantities import (
    accounts,
    accounts_stock,
    accumulated,
    aggregates,
    allocation,
    annual_accounts,
    annual_investment,
    annualised,
    base_stock,
    benchmarked,
    benchmarks,
    capital_prices,
    city_capital,
    city_ranks,
    city_scale,
    city_shares,
    contributions,
    digital,
    digital_shares,
    digitalisation,
    factor_income,
    indicators,
    industry_inputs,
    industry_tables,
    industry_volumes,
    investment_paths,
    nonict,
    price_indices,
    profiles,
    rates,
    reallocation,
    relatives,
    scale,
    section_labour,
    services,
    services_growth,
    stocks,
    traditional,
    user_cost,
    vintage,
    wealth,
)
from models.quantities.base import Given, Input, Quantity

CHAPTERS: Mapping[str, tuple[Quantity, ...]] = MappingProxyType(
    {
        "benchmarks": benchmarks.QUANTITIES,
        "indicators": (*indicators.QUANTITIES, *benchmarked.QUANTITIES),
        "investment": (*annual_investment.QUANTITIES, *investment_paths.QUANTITIES),
        "prices": (*relatives.QUANTITIES, *price_indices.QUANTITIES),
        "stocks": (
            *profiles.QUANTITIES,
            *base_stock.QUANTITIES,
            *stocks.QUANTITIES,
            *accounts_stock.QUANTITIES,
        ),
        "wealth": wealth.QUANTITIES,
        "digital": digital.QUANTITIES,
        "industries": (
            *industry_tables.QUANTITIES,
            *digital_shares.QUANTITIES,
            *industry_inputs.QUANTITIES,
            *section_labour.QUANTITIES,
            *factor_income.QUANTITIES,
        ),
        "allocation": allocation.QUANTITIES,
        "nonict": nonict.QUANTITIES,
        "user_cost": (
            *services.QUANTITIES,
            *capital_prices.QUANTITIES,
            *rates.QUANTITIES,
            *user_cost.QUANTITIES,
        ),
        "volumes": industry_volumes.QUANTITIES,
        "accounts": (
            *services_growth.QUANTITIES,
            *accounts.QUANTITIES,
            *annual_accounts.QUANTITIES,
            *contributions.QUANTITIES,
            *aggregates.QUANTITIES,
            *reallocation.QUANTITIES,
            *annualised.QUANTITIES,
        ),
        "scale": (
            *vintage.QUANTITIES,
            *traditional.QUANTITIES,
            *accumulated.QUANTITIES,
            *digitalisation.QUANTITIES,
            *scale.QUANTITIES,
        ),
        "cities": (
            *city_shares.QUANTITIES,
            *city_capital.QUANTITIES,
            *city_scale.QUANTITIES,
            *city_ranks.QUANTITIES,
        ),
    }
)
"""Quantities by chapter of the method."""

REGISTRY: Mapping[str, Quantity] = MappingProxyType(
    {quantity.key: quantity for chapter in CHAPTERS.values() for quantity in chapter}
)
"""Quantities by key, in the order of computing."""

__all__ = ["CHAPTERS", "REGISTRY", "Given", "Input", "Quantity"]
