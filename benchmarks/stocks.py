"""Productive stocks of many series, beside loops and beside what the machine can do at all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import Bench
from benchmarks.timing import Contestant, Row
from models.capital import efficiency_profile, productive_stock
from models.parameters import PRESETS

YEARS = 40
FloatArray = NDArray[np.float64]


def rows(bench: Bench) -> Iterator[Row]:
    """One profile for all series, and a profile for each asset."""
    series = 9_999 if bench.quick else 99_999  # three assets
    flow = investment(series)
    profile = profiles()[0]
    square = np.random.default_rng(1).random((YEARS, YEARS))
    bounds = (
        Contestant("copy of the same bytes", lambda _: flow.copy(), repeat=3),
        Contestant("matrix product of the size", lambda _: flow @ square, repeat=3),
    )
    yield Row(
        f"stocks of {series:,} × {YEARS}, one profile",
        Contestant("productive_stock", lambda _: productive_stock(flow, profile), repeat=3),
        (Contestant("numpy.convolve a series", lambda _: by_convolution(flow, profile)), *bounds),
    )
    blocks, each = flow.reshape(3, -1, YEARS), profiles()[:, None, :]
    yield Row(
        f"stocks of {series:,} × {YEARS}, a profile an asset",
        Contestant("productive_stock", lambda _: productive_stock(blocks, each), repeat=3),
        (
            Contestant(
                "numpy.convolve a series",
                lambda _: [by_convolution(b, p[0]) for b, p in zip(blocks, each, strict=True)],
            ),
            *bounds,
        ),
    )
    few = investment(series // 100)
    yield Row(
        f"stocks of {len(few):,} × {YEARS}, one profile",
        Contestant("productive_stock", lambda _: productive_stock(few, profile), repeat=50),
        (Contestant("Python loops", lambda _: by_loops(few.tolist(), profile.tolist())),),
    )


def investment(series: int) -> FloatArray:
    """Made-up real investment, (series, YEARS)."""
    return np.random.default_rng(0).uniform(1.0, 100.0, (series, YEARS))


def profiles() -> FloatArray:
    """The preset's profiles, (assets, YEARS)."""
    assets = PRESETS["gx2022"].assets.values()
    return np.stack([efficiency_profile(asset, YEARS) for asset in assets])


def by_convolution(flow: FloatArray, profile: FloatArray) -> FloatArray:
    """What an analyst who knows numpy writes."""
    stock = np.empty_like(flow)
    for place, series in enumerate(flow):
        stock[place] = np.convolve(series, profile)[:YEARS]
    return stock


def by_loops(flow: list[list[float]], profile: list[float]) -> list[list[float]]:
    """What a spreadsheet's formulas come to."""
    return [
        [sum(profile[x] * series[t - x] for x in range(t + 1)) for t in range(len(series))]
        for series in flow
    ]
