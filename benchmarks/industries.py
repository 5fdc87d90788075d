"""The growth accounts of many industries: measuring, growing, and their workbook."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from benchmarks.bench import Bench
from benchmarks.export import against_openpyxl
from benchmarks.forget import forget
from benchmarks.measuring import computed_cells, evaluate_trees
from benchmarks.plain import Loop
from benchmarks.synthetic_accounts import YEARS, accounts_dataset
from benchmarks.timing import Contestant, Growth, Row
from gxde_desktop.exporting.workbook import write_workbook
from models import Measurement, measure
from models.dataset import Dataset
from models.parameters import PRESETS

PARAMETERS = PRESETS["gx2022"]
FEW, MANY = 42, 139
"""Sectors of provincial tables, and of the national classification of 2012."""
EVERY = 97
"""One of so many trees is evaluated; a prime, so that no axis is left out."""
COMPLETE = (
    "stock_total",
    "industry_stock",
    "own_rate",
    "factor_share",
    "contribution",
    "tfp",
    "domar_tfp",
    "aggregate_tfp",
    "digital_industrialisation",
)
"""Quantities of every level of which no cell may be missing."""
FROM_SECOND_YEAR = ("rate_of_return", "user_cost", "capital_compensation")
"""Services of a year rest on the stock of the year before, so the first has none."""


def measuring(_: Bench) -> Iterator[Row]:
    """One full recomputation, beside its formulas one after another."""
    yield from (_row(industries) for industries in (FEW, MANY))


def _row(industries: int) -> Row:
    measured = measured_accounts(industries)
    loop = Loop(measured, EVERY)
    loop.check()
    return Row(
        f"full recomputation, {industries} industries × {YEARS} years",
        recomputation(measured.dataset),
        (
            Contestant(
                f"plain loop over series, every {EVERY}th cell × {EVERY}",
                lambda _: loop.run(),
                repeat=10,
                scale=EVERY,
            ),
            Contestant(
                f"its formulas built and evaluated, every {EVERY}th × {EVERY}",
                lambda _: evaluate_trees(measured, every=EVERY),
                scale=EVERY,
            ),
        ),
        f"{computed_cells(measured):,} computed cells, nothing kept from the round before; the loop"
        " has its formulas compiled, takes references as measured and fits as given",
    )


def export(bench: Bench) -> Iterator[Row]:
    """The workbook of all industries."""
    industries = FEW if bench.quick else MANY
    measured = measured_accounts(industries)
    yield against_openpyxl(f"export {industries} industries × 22 years", measured, bench.folder)


def growth(bench: Bench) -> Iterator[Growth]:
    """Kernels by industries × 1, 2, 4, 8, workbook × 1, 2, 4."""
    base = 12 if bench.quick else FEW
    yield Growth("measure accounts", "industries", (base, 2 * base, 4 * base, 8 * base), _kernels)
    target = bench.folder / "industries.xlsx"
    smallest = 12 if bench.quick else 21

    def at(n: int) -> Contestant:
        measured = measured_accounts(n)
        return Contestant(str(n), lambda _: write_workbook(measured, target))

    sizes = (smallest, 2 * smallest, 4 * smallest)
    yield Growth("write_workbook accounts", "industries", sizes, at)


def by_years(bench: Bench) -> Iterator[Growth]:
    """Kernels by years × 1, 2, 4, with a table every five years."""
    industries = 12 if bench.quick else FEW
    yield Growth("measure accounts", "years", (22, 44, 88), lambda n: _kernels(industries, n))


def _kernels(industries: int, years: int = YEARS) -> Contestant:
    return recomputation(measured_accounts(industries, years).dataset)


def recomputation(data: Dataset) -> Contestant:
    """Everything measured, with nothing kept of the time before."""
    return Contestant("measure", lambda _: measure(data, PARAMETERS), prepare=forget)


@cache
def measured_accounts(industries: int, years: int = YEARS) -> Measurement:
    """The dataset of so many industries and years measured; RuntimeError where a figure is missing.

    What cannot be computed costs nothing, so a row on it would show nothing.
    """
    measured = measure(accounts_dataset(industries, years), PARAMETERS)
    values = {key: measured.values[key] for key in COMPLETE}
    values |= {key: measured.values[key][..., 1:] for key in FROM_SECOND_YEAR}
    missing = [key for key, each in values.items() if np.isnan(each).any()]
    if missing:
        raise RuntimeError(f"the dataset of {industries} industries lacks {', '.join(missing)}")
    return measured
