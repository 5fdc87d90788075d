"""Published growth accounts (EU KLEMS & INTANProd, 2024 release, Spain), read for tests.

Each sheet is one variable: industries down, years across. Nothing of it is kept here: the files
belong to their publisher and stand beside the project, where they are at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from python_calamine import CalamineWorkbook

FloatArray = NDArray[np.float64]
Cell = tuple[str, int]  # an industry and the year that growth ends in

GROWTH_ACCOUNTS = Path("klems", "ES_growth accounts_basic.xlsx")
NATIONAL_ACCOUNTS = Path("klems", "ES_national accounts.xlsx")

NATIONAL = ("H_EMP", "H_EMPE", "EMP", "COMP", "II_CP", "GO_CP", "II_PYP", "GO_PYP")

# Numbers were stored in single precision before they were published: half a unit of the last
# of 24 binary digits, relative.
SINGLE = 2.0**-24
ASSET_GROUPS = ("TangNICT", "TangICT", "Intang")


@dataclass(frozen=True)
class Accounts:
    """The variables of one country: name -> (years, industries), NaN where a cell is empty."""

    years: tuple[int, ...]
    industries: tuple[str, ...]
    variables: Mapping[str, FloatArray]

    def __getitem__(self, name: str) -> FloatArray:
        return self.variables[name]

    def growth(self, name: str) -> FloatArray:
        """A published growth rate or contribution (percentage points): no value in year one."""
        return self.variables[name][1:]

    def column(self, industry: str) -> int:
        return self.industries.index(industry)

    def row(self, year: int) -> int:
        """The row of the growth that ends in this year."""
        return self.years.index(year) - 1

    def cells(self, where: NDArray[np.bool_]) -> frozenset[Cell]:
        """Names of growth cells (years - 1, industries)."""
        return frozenset(self._named(where))

    def _named(self, where: NDArray[np.bool_]) -> Iterator[Cell]:
        for row, column in zip(*np.nonzero(where), strict=True):
            yield self.industries[column], self.years[row + 1]


def read_accounts(folder: Path) -> Accounts:
    """The growth accounts, with hours (H_EMP) and persons (EMP) of the national accounts."""
    years, industries, variables = _read(folder / GROWTH_ACCOUNTS)
    more_years, more_industries, more = _read(folder / NATIONAL_ACCOUNTS, NATIONAL)
    assert (more_years, more_industries) == (years, industries)
    return Accounts(years, industries, {**variables, **more})


def _read(
    path: Path, names: tuple[str, ...] | None = None
) -> tuple[tuple[int, ...], tuple[str, ...], dict[str, FloatArray]]:
    workbook = CalamineWorkbook.from_path(path)  # openpyxl fails: a drawing is missing
    years: tuple[int, ...] = ()
    industries: tuple[str, ...] = ()
    variables: dict[str, FloatArray] = {}
    for name in names or [sheet for sheet in workbook.sheet_names if sheet != "Legend"]:
        header, *rows = workbook.get_sheet_by_name(name).to_python()
        labels = [str(cell) for cell in header]
        code = labels.index("nace_r2_code")
        across = [i for i, label in enumerate(labels) if label.isdigit()]
        found = tuple(int(labels[i]) for i in across), tuple(str(row[code]) for row in rows)
        assert not years or found == (years, industries), f"sheet {name} is laid out otherwise"
        years, industries = found
        variables[name] = np.array([[_number(row[i]) for row in rows] for i in across])
    return years, industries, variables


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) else float("nan")


def mean_shares_of_assets(accounts: Accounts) -> dict[str, FloatArray]:
    """The mean share in value added with which each group of assets was weighted, unpublished.

    Asset group -> (years - 1, industries). The contribution to growth of value added is
    v dln K, the one to value added an hour v (dln K - dln H), the one to value added a person
    v (dln K - dln E): differences give v twice over, and least squares weights the two by
    how much hours and persons moved, so that neither need have moved.
    """
    hours, persons = _growth_rate(accounts["H_EMP"]), _growth_rate(accounts["EMP"])
    shares = {}
    for group in ASSET_GROUPS:
        whole = accounts.growth(f"VACon{group}")
        by_hours = whole - accounts.growth(f"LP1Con{group}")
        by_persons = whole - accounts.growth(f"LP2Con{group}")
        shares[group] = (by_hours * hours + by_persons * persons) / (hours**2 + persons**2)
    return shares


def _growth_rate(values: FloatArray) -> FloatArray:
    """100 times the difference of logarithms; industries without accounts hold zeros."""
    return np.asarray(100 * np.diff(np.log(np.where(values > 0, values, np.nan)), axis=0))


def shares_by_year(mean_shares: FloatArray) -> FloatArray:
    """Shares of each year from means of two years, given that the first "mean" is its own year.

    (years - 1, industries) for the years from the second on. v_t = 2 v̄_t - v_{t-1}; each pair of
    neighbours has the published mean again, to rounding.
    """
    shares = mean_shares.copy()
    for row in range(1, len(shares)):
        shares[row] = 2 * mean_shares[row] - shares[row - 1]
    return shares
