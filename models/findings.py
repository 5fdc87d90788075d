"""What a measurement finds about itself that a person should see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.expression import Ref
from models.industries import named_industries, names_industry
from models.investment import BAND
from models.measurement import Measurement
from models.messages import Message, message
from models.quantities import REGISTRY
from models.quantities.base_stock import has_own_base

BASE_SHARE_LIMIT = 0.1
"""Share of the stock that may stem from the base-year stock without a mark."""

STOCKS_DIFFER = 0.01
"""Share by which the accounts' stock may differ from that of rule 1 without a word."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. severity: `warning` or `info`; ref: the first cell it is about."""

    code: str
    severity: str
    message: Message
    ref: Ref


def findings(measurement: Measurement) -> tuple[Finding, ...]:
    """All findings of a measurement, the method's own checks in order."""
    from models.city_findings import city_findings

    found: list[Finding] = []
    for asset in range(len(measurement.frame.assets)):
        found += _left_band(measurement, asset)
        found += _base_stock_weighs(measurement, asset)
        found += _stock_not_positive(measurement, asset)
        found += _accounts_stock_differs(measurement, asset)
    for benchmark in range(len(measurement.frame.benchmarks)):
        found += _no_capital_income(measurement, benchmark)
    found += _reviewed(measurement)
    found += _nonmarket_unknown(measurement)
    found += _left_out(measurement)
    found += city_findings(measurement)
    return tuple(found)


MOST_NAMED = 5
"""Changed numbers that are named; the others are counted."""


def _reviewed(measurement: Measurement) -> list[Finding]:
    """Inputs whose number is a reviewer's and stands in no source file."""
    if not measurement.dataset.reviewed:
        return []
    said: dict[str, None] = {}
    first: Ref | None = None
    for key, quantity in REGISTRY.items():
        if not quantity.is_input:
            continue
        for index in map(tuple, np.argwhere(~np.isnan(measurement.values[key])).tolist()):
            origin = measurement.origin(key, *index)
            if origin is not None and origin.changed:
                said[str(origin)] = None
                first = first or Ref(key, index)
    if first is None:
        return []
    what = message("finding.reviewed", count=len(said), cells=tuple(said)[:MOST_NAMED])
    return [Finding("reviewed", "warning", what, first)]


def _nonmarket_unknown(measurement: Measurement) -> list[Finding]:
    """Names in the person's list of non-market industries that are no industry's."""
    typed, industries = measurement.parameters.nonmarket, measurement.dataset.industries
    if typed is None or not industries:
        return []
    unknown = tuple(
        name
        for name in named_industries(typed)
        if not any(names_industry(name, one.label) for one in industries)
    )
    if not unknown:
        return []
    what = message("finding.nonmarket_unknown", names=unknown)
    return [Finding("nonmarket_unknown", "warning", what, Ref("ex_ante_rate", (0,)))]


def _left_out(measurement: Measurement) -> list[Finding]:
    """Industries without output in a table, or in one table only, by interval and name."""
    found = []
    for i, interval in enumerate(measurement.frame.labels("interval")):
        out = np.flatnonzero(measurement.values["in_accounts"][:, i] == 0)
        if out.size:
            names = tuple(measurement.dataset.industries[int(j)].label for j in out)
            what = message("finding.left_out_of_accounts", interval=interval, industries=names)
            place = Ref("in_accounts", (int(out[0]), i))
            found.append(Finding("left_out_of_accounts", "info", what, place))
    return found


def _no_capital_income(measurement: Measurement, benchmark: int) -> list[Finding]:
    """Sectors of a table whose capital income is not positive (method, section 6).

    Looked for among the table's own sectors: a merged industry may hide one.
    """
    names = measurement.frame.labels("sector", benchmark)
    parts = [
        measurement.values[key][benchmark, : len(names)]
        for key in ("table_depreciation_value", "table_surplus")
    ]
    income = (parts[0] + parts[1]) / measurement.values["table_unit"][benchmark]
    short = np.flatnonzero(income <= 0)
    if not short.size:
        return []
    listed = tuple(
        message("finding.sector_amount", sector=names[int(s)], amount=f"{income[s]:.2f}")
        for s in short
    )
    return [
        Finding(
            "capital_income_not_positive",
            "info",
            message(
                "finding.capital_income_not_positive",
                year=measurement.frame.benchmarks[benchmark],
                sectors=listed,
            ),
            Ref("table_surplus", (benchmark, int(short[0]))),
        )
    ]


def _left_band(measurement: Measurement, asset: int) -> list[Finding]:
    """Interpolated investment outside the band of its two benchmarks (method, section 2)."""
    frame = measurement.frame
    benchmark = measurement.values["benchmark_investment"][asset]
    if frame.exists("given_investment_unit", asset):
        return []  # a given series is not interpolated
    found = []
    for b, (start, end) in enumerate(zip(frame.benchmarks, frame.benchmarks[1:], strict=False)):
        low, high = np.sort(benchmark[[b, b + 1]])
        first, last = frame.year_position(start), frame.year_position(end)
        if first is None or last is None or np.isnan(low + high):
            continue
        between = measurement.values["investment"][asset, first + 1 : last]
        outside = np.flatnonzero((between < low / BAND) | (between > high * BAND))
        if outside.size:
            worst = outside[np.argmax(np.abs(np.log(between[outside] / np.sqrt(low * high))))]
            t = first + 1 + int(worst)
            years = ", ".join(str(frame.years[first + 1 + int(i)]) for i in outside)
            found.append(
                Finding(
                    "investment_leaves_band",
                    "warning",
                    message(
                        "finding.investment_leaves_band",
                        asset=message(f"asset.{frame.assets[asset]}"),
                        years=years,
                        worst=frame.years[t],
                        value=round(float(between[int(worst)]), 1),
                        low=round(float(low), 1),
                        high=round(float(high), 1),
                    ),
                    Ref("investment", (asset, t)),
                )
            )
    return found


def _base_stock_weighs(measurement: Measurement, asset: int) -> list[Finding]:
    """Years in which more than a tenth of the stock stems from the base-year stock."""
    frame = measurement.frame
    share = measurement.values["base_share"][asset]
    heavy = np.flatnonzero(share > BASE_SHARE_LIMIT)
    if not heavy.size:
        return []
    first, last = int(heavy[0]), int(heavy[-1])
    return [
        Finding(
            "base_stock_weighs",
            "info",
            message(
                "finding.base_stock_weighs",
                asset=message(f"asset.{frame.assets[asset]}"),
                first=frame.years[first],
                last=frame.years[last],
                percent=round(100 * float(share[first]), 1),
            ),
            Ref("base_share", (asset, first)),
        )
    ]


def _accounts_stock_differs(measurement: Measurement, asset: int) -> list[Finding]:
    """Years in which the accounts' stock is not that of rule 1, with how far apart they are."""
    frame = measurement.frame
    if not has_own_base(frame, asset):
        return []
    ratio = measurement.values["accounts_stock_ratio"][asset]
    apart = np.flatnonzero(np.abs(ratio - 1) > STOCKS_DIFFER)
    if not apart.size:
        return []
    first, last = int(apart[0]), int(apart[-1])
    return [
        Finding(
            "accounts_stock_differs",
            "info",
            message(
                "finding.accounts_stock_differs",
                asset=message(f"asset.{frame.assets[asset]}"),
                first=frame.years[first],
                last=frame.years[last],
                first_percent=f"{100 * (ratio[first] - 1):+.1f}",
                last_percent=f"{100 * (ratio[last] - 1):+.1f}",
            ),
            Ref("accounts_stock_ratio", (asset, first)),
        )
    ]


def _stock_not_positive(measurement: Measurement, asset: int) -> list[Finding]:
    """Years in which nothing, or less than nothing, is left of an asset."""
    frame = measurement.frame
    stock = measurement.values["stock"][asset]
    short = np.flatnonzero(stock <= 0)
    if not short.size:
        return []
    return [
        Finding(
            "stock_not_positive",
            "warning",
            message(
                "finding.stock_not_positive",
                asset=message(f"asset.{frame.assets[asset]}"),
                years=", ".join(str(frame.years[int(t)]) for t in short),
            ),
            Ref("stock", (asset, int(short[0]))),
        )
    ]
