"""What is known of each industry beside the tables: labour, product taxes (method, section 7)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.expression import Flag, Missing, Node, Ref
from models.frame import Frame
from models.messages import Message, message
from models.quantities.base import Given, Input, Quantity, input_quantity
from models.quantities.chains import chain_link, chained, is_level, linked_span
from models.quantities.leaves import annual_leaf
from models.series import AnnualSeries, Basis
from models.sources import Origin
from models.units import units_per_yi

FloatArray = NDArray[np.float64]

PERSONS: Mapping[str, float] = {"人": 1.0, "百人": 1e2, "千人": 1e3, "万人": 1e4}
"""Persons in one printed unit."""


def industry_series(frame: Frame, role: str, j: int) -> AnnualSeries | None:
    """The series of one industry in a role, None where there is none."""
    return frame.dataset.industry_series.get(role, {}).get(frame.dataset.industries[j].key)


def industry_role(frame: Frame, role: str, j: int) -> Message:
    """What a series of an industry is called where it is missing."""
    return message(f"role.industry_{role}", industry=frame.dataset.industries[j].label)


def industry_leaf(key: str, role: str, unit: str, symbol: str) -> Input:
    """Printed values (industry, year) of the series of each industry in a role."""
    return annual_leaf(
        key,
        ("industry", "year"),
        unit,
        symbol,
        series=lambda frame, j: industry_series(frame, role, j),
        named=lambda frame, j: industry_role(frame, role, j),
    )


EMPLOYMENT = industry_leaf("industry_employment", "employment", "as_printed", "E_{j,t}")
EMPLOYEES = industry_leaf("industry_employees", "employees", "as_printed", "E^w_{j,t}")
HOURS = industry_leaf("industry_hours", "hours", "as_printed", "H_{j,t}")
PRICE_PRINTED = industry_leaf("industry_price_printed", "price", "index", "p^{printed}_{j,t}")
QUALITY_PRINTED = industry_leaf("industry_quality_printed", "quality", "index", "q^{printed}_{j,t}")
TAXES_PRINTED = industry_leaf(
    "product_taxes_printed", "product_taxes", "as_printed", "T^{printed}_{j,t}"
)


def persons_scale(frame: Frame, j: int) -> float | None:
    """Printed unit of persons employed in that of employees; None where they cannot be compared."""
    units = [
        None if (one := industry_series(frame, role, j)) is None else one.unit
        for role in ("employment", "employees")
    ]
    if units[0] == units[1]:
        return 1.0
    known = [PERSONS.get(unit or "") for unit in units]
    return known[0] / known[1] if known[0] and known[1] else None


def _basis(frame: Frame, role: str, j: int) -> Basis | None:
    found = industry_series(frame, role, j)
    return None if found is None else found.basis


def _chain(key: str, role: str, printed: str, symbol: str, formula: str) -> Quantity:
    """Levels of an industry's index, linked from the first benchmark outwards."""

    def span(frame: Frame, j: int) -> tuple[int, int] | None:
        """Levels that join the first benchmark: growth accounts begin there."""
        anchor = frame.year_position(frame.benchmarks[0]) if frame.benchmarks else None
        basis = _basis(frame, role, j)
        if anchor is None or basis is None:
            return None
        return linked_span(frame.present[printed][j], basis, anchor)

    def kernel(given: Given) -> FloatArray:
        frame = given.frame
        out = given.empty("industry", "year")
        for j in range(out.shape[0]):
            chained(given[printed][j], _basis(frame, role, j), span(frame, j), out[j])
        return out

    def cell(frame: Frame, j: int, t: int) -> Node:
        linked = span(frame, j)
        if linked is not None and linked[0] <= t <= linked[1]:
            return chain_link(key, printed, (j,), _basis(frame, role, j), linked[0], t)
        named = industry_role(frame, role, j)
        if industry_series(frame, role, j) is None:
            return Missing(message("needs.series", series=named))
        if _basis(frame, role, j) is None:
            return Missing(message("needs.basis", series=named))
        year = _gap(frame, _basis(frame, role, j), linked, t)
        return Missing(message("needs.series_year", series=named, year=year))

    return Quantity(
        key=key,
        axes=("industry", "year"),
        unit="index",
        symbol=symbol,
        formula=formula,
        source="klems",
        needs=(printed, key),
        kernel=kernel,
        cell=cell,
    )


def _gap(frame: Frame, basis: Basis | None, span: tuple[int, int] | None, t: int) -> int:
    """The year whose missing number cuts year t off from the first benchmark."""
    if span is None:
        return frame.benchmarks[0] if frame.benchmarks else frame.years[t]
    if t > span[1]:
        return frame.years[span[1] + 1]
    return frame.years[span[0] - 1 if is_level(basis) else span[0]]


PRICE = _chain(
    "industry_price",
    "price",
    "industry_price_printed",
    "C_{j,t}",
    "C_{j,t} = C_{j,t−1} · p_{j,t}/100",
)
QUALITY = _chain(
    "industry_quality",
    "quality",
    "industry_quality_printed",
    "q_{j,t}",
    "q_{j,t} = q_{j,t−1} · q^{printed}_{j,t}/100",
)


def _taxes_unit() -> Input:
    def read(frame: Frame) -> FloatArray:
        found = [industry_series(frame, "product_taxes", j) for j in range(frame.size("industry"))]
        divisors = [None if one is None else units_per_yi(one.unit) for one in found]
        return np.array([np.nan if one is None else one for one in divisors], dtype=float)

    def absent(frame: Frame, j: int) -> Message:
        named = industry_role(frame, "product_taxes", j)
        lacks_all = industry_series(frame, "product_taxes", j) is None
        return message("needs.series" if lacks_all else "needs.unit", series=named)

    def origin(frame: Frame, j: int) -> Origin | None:
        found = industry_series(frame, "product_taxes", j)
        return None if found is None else Origin(found.source, found.unit or "")

    def flags(frame: Frame, j: int) -> tuple[Flag, ...]:
        found = industry_series(frame, "product_taxes", j)
        return (Flag("assumed"),) if found is not None and "unit" in found.assumed else ()

    return input_quantity(
        "product_taxes_unit",
        ("industry",),
        "units_per_yi",
        "u_j",
        read=read,
        origin=origin,
        absent=absent,
        flags=flags,
    )


TAXES_UNIT = _taxes_unit()


def _taxes_kernel(given: Given) -> FloatArray:
    return np.asarray(given["product_taxes_printed"] / given["product_taxes_unit"][:, None])


def _taxes_cell(_: Frame, j: int, t: int) -> Node:
    return Ref("product_taxes_printed", (j, t)) / Ref("product_taxes_unit", (j,))


PRODUCT_TAXES = Quantity(
    key="product_taxes",
    axes=("industry", "year"),
    unit="money",
    symbol="T_{j,t}",
    formula="T_{j,t} = T^{printed}_{j,t} ÷ u_j",
    source="klems",
    needs=("product_taxes_printed", "product_taxes_unit"),
    kernel=_taxes_kernel,
    cell=_taxes_cell,
)


QUANTITIES = (
    EMPLOYMENT,
    EMPLOYEES,
    HOURS,
    QUALITY_PRINTED,
    QUALITY,
    PRICE_PRINTED,
    PRICE,
    TAXES_PRINTED,
    TAXES_UNIT,
    PRODUCT_TAXES,
)
