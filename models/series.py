"""One annual series as it was published, with the cell of every value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from models.sources import Changes, Origin, SourceTable, change_of


class Basis(StrEnum):
    """What the printed numbers are."""

    VALUE = "value"
    INDEX_PREVIOUS_100 = "index_previous_100"
    INDEX_FIXED_BASE = "index_fixed_base"
    GROWTH_PERCENT = "growth_percent"


@dataclass(frozen=True, slots=True)
class AnnualSeries:
    """A published annual series, as printed.

    name: the indicator (主营业务收入, 固定资产投资价格指数 ...), region and industry apart.
    region, industry, unit, basis: None where the source does not say and nobody answered.
    years: ascending; a missing year is absent, never zero.
    values: one finite float a year, in `unit`, as printed.
    cells: one A1 address a year.
    assumed: which of unit, basis, year, region a person answered, not the file.
    changes: cells whose number is a reviewer's, not the file's.
    """

    name: str
    region: str | None
    industry: str | None
    unit: str | None
    basis: Basis | None
    years: tuple[int, ...]
    values: tuple[float, ...]
    cells: tuple[str, ...]
    source: SourceTable
    assumed: tuple[str, ...] = ()
    changes: Changes = field(default=(), metadata={"later": True})

    def __post_init__(self) -> None:
        if not len(self.years) == len(self.values) == len(self.cells):
            raise ValueError("years, values and cells must have one length")
        if any(b <= a for a, b in zip(self.years, self.years[1:], strict=False)):
            raise ValueError("years must ascend without repetition")

    def at(self, year: int) -> float | None:
        """The printed value of a year, None where there is none."""
        try:
            return self.values[self.years.index(year)]
        except ValueError:
            return None

    def origin(self, year: int) -> Origin | None:
        """The source cell of a year's value."""
        try:
            cell = self.cells[self.years.index(year)]
        except ValueError:
            return None
        return Origin(self.source, cell, change_of(self.changes, cell))

    @property
    def label(self) -> str:
        """Region, indicator and industry in one line, as data terminals print it."""
        return ":".join(part for part in (self.region, self.name, self.industry) if part)
