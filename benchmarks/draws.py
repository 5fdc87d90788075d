"""Draws of the whole model in blocks, beside a loop of single measurements."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np

from benchmarks.bench import Bench
from benchmarks.industries import FEW, MANY, PARAMETERS, measured_accounts
from benchmarks.timing import Contestant, Growth, Row
from models import measure
from models.distributions import ParameterRange, default_ranges
from models.parameters import with_values
from models.uncertainty import HEADLINE, Settings, bands

LOOPED = 10
"""So many of the single measurements are done, the rest is reckoned: they are all alike."""


def rows(bench: Bench) -> Iterator[Row]:
    """10 000 draws of 139 industries × 22 years: on all cores, on one, one after another."""
    industries, count = (FEW, 500) if bench.quick else (MANY, 10_000)
    measured = measured_accounts(industries)
    cores = os.cpu_count() or 1
    ranges = [one for one in default_ranges(measured) if isinstance(one, ParameterRange)]
    shares = np.random.default_rng(1).random((LOOPED, len(ranges)))

    def blocks(threads: int) -> Contestant:
        settings = Settings(count, threads=threads)
        return Contestant(f"{threads} threads", lambda _: bands(measured, settings, HEADLINE))

    def loop(_: object) -> None:
        for row in shares:
            drawn = {
                one.path: float(one.quantile(share)) for one, share in zip(ranges, row, strict=True)
            }
            measure(measured.dataset, with_values(PARAMETERS, drawn))

    yield Row(
        f"{count:,} draws, {industries} industries × 22 years",
        blocks(cores),
        (
            Contestant(f"loop of measure, {LOOPED} × {count // LOOPED}", loop,
                       scale=count / LOOPED),
            blocks(1),
        ),
        "bands of the headline figures; the loop keeps nothing",
    )  # fmt: skip


def growth(bench: Bench) -> Iterator[Growth]:
    """Draws × 1, 10, 100."""
    measured = measured_accounts(FEW)
    smallest = 20 if bench.quick else 100

    def at(n: int) -> Contestant:
        return Contestant(str(n), lambda _: bands(measured, Settings(n), HEADLINE))

    yield Growth("draws", "draws", (smallest, 10 * smallest, 100 * smallest), at)
