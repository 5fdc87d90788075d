"""What the method measures: tables, series and concordances, with their roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.cities import NO_CITIES, Cities
from models.concordance import Concordance
from models.frozen import FrozenMap
from models.industries import Industry
from models.io_table import IOTable
from models.series import AnnualSeries

ROLES: tuple[str, ...] = (
    "indicator.electronics",
    "indicator.software",
    "indicator.gfcf",
    "indicator.gdp",
    "price.nonict",
    "price.reference_ict",
    "price.reference_nonict",
    "price.computers",
    "price.communications",
    "price.software",
    "price.cpi",
    "price.gdp_volume",
    "price.wage",
    "price.primary_volume",
    "price.secondary_volume",
    "price.tertiary_volume",
    "broad_value.primary",
    "broad_value.secondary",
    "broad_value.tertiary",
    "investment.computers",
    "investment.communications",
    "investment.software",
    "value_added.electronics",
    "value_added.software",
)
"""What a series can be used as.

`indicator.*`: nominal series X of the region: output or revenue of the sector that makes
electronics, of the one that makes software and information services, total GFCF, GDP.
`price.nonict`: the region's non-ICT fixed-investment price; `price.reference_*`: the
reference economy's ICT and non-ICT prices; `price.<asset>`: an asset's proxy or direct
price. Other index series stand beside the prices, because they are chained alike:
`price.cpi` all consumer prices; `price.gdp_volume` real GDP; `price.wage` the average wage;
`price.<broad>_volume` real value added of a broad sector, whose nominal value added is
`broad_value.<broad>`. `investment.<asset>`: a given series, overrides the ratio method.
`value_added.<group>`: published value added of a digital industry.
"""

OPTIONAL_ROLES: tuple[str, ...] = (
    "price.gfcf_volume",
    "price.ppi",
    "price.reference_computers",
    "price.reference_communications",
    "link.nonict",
    "link.reference_ict",
    "link.reference_nonict",
    "link.computers",
    "link.communications",
    "link.software",
    "link.cpi",
    "link.gdp_volume",
    "rental.computers",
    "rental.communications",
    "rental.software",
    "rental.nonict",
)
"""Uses that only some readings have, and no template asks for.

`price.gfcf_volume`, `price.ppi`: real total GFCF and producer prices, which may continue the
investment price; `price.reference_<asset>`: the reference economy's price of one asset, where
it is not the same for all; `link.<price>`: another index whose changes fill years that a
price does not print; `rental.<capital>`: a given rental price, yuan a year for a yuan of stock
at base-year prices, in place of the user cost.
"""

EVERY_ROLE = ROLES + OPTIONAL_ROLES
"""All that a series can be used as."""


INDUSTRY_ROLES: tuple[str, ...] = (
    "price",
    "employment",
    "hours",
    "employees",
    "quality",
    "product_taxes",
    "flow_computers",
    "flow_communications",
    "flow_software",
)
"""What a series of one industry can be used as: `price` producer price of its output,
`employment` persons employed (self-employed included), `hours` hours worked, `employees`
those of the persons employed that are paid a wage, `quality` index of the quality of labour,
`product_taxes` net taxes on products, part of VA002,
`flow_<asset>` its own investment in an asset, a row of a capital-flow matrix.
"""


SECTION_ROLES: tuple[str, ...] = ("section_employment",)
"""What a series of a section 门类 can be used as, for each industry of the section: persons
employed, which its industries share."""


@dataclass(frozen=True, slots=True, eq=False)
class Benchmark:
    """One input-output year: the region's table and the table that splits its sectors.

    reference is the national detailed table of the nearest year, the region's own table
    where that is detailed itself, or None where there is neither.
    """

    table: IOTable
    concordance: Concordance
    reference: IOTable | None = None
    reference_concordance: Concordance | None = None

    @property
    def year(self) -> int:
        """Year of the region's table."""
        return self.table.year


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Canonical inputs of one region.

    benchmarks: ascending by year, one a year. series: by role (`EVERY_ROLE`), absent roles absent.
    industries: the common classification of the benchmarks' tables
    (`models.industries.common_industries`), members in the order of `benchmarks`.
    industry_series: by role (`INDUSTRY_ROLES`, `SECTION_ROLES`), then by key of the industry.
    cities: of a province, with their figures.
    """

    region: str
    benchmarks: tuple[Benchmark, ...] = ()
    series: Mapping[str, AnnualSeries] = field(default_factory=FrozenMap)

    industries: tuple[Industry, ...] = ()
    industry_series: Mapping[str, Mapping[str, AnnualSeries]] = field(default_factory=FrozenMap)
    cities: Cities = NO_CITIES

    def __post_init__(self) -> None:
        FrozenMap.freeze(self, "series", "industry_series")
        for industry in self.industries:
            if len(industry.members) != len(self.benchmarks):
                raise ValueError("an industry needs its members in every benchmark's table")
        years = [benchmark.year for benchmark in self.benchmarks]
        if years != sorted(set(years)):
            raise ValueError("benchmarks must ascend, one a year")
        unknown = set(self.series) - set(EVERY_ROLE)
        if unknown:
            raise ValueError(f"unknown roles {sorted(unknown)}")
        if set(self.industry_series) - {*INDUSTRY_ROLES, *SECTION_ROLES}:
            raise ValueError(f"unknown industry roles {sorted(self.industry_series)}")

    @property
    def reviewed(self) -> bool:
        """Whether a reviewer changed any number."""
        tables = (table for each in self.benchmarks for table in (each.table, each.reference))
        of_industries = (one for by in self.industry_series.values() for one in by.values())
        series = (*self.series.values(), *of_industries, *self.cities.pieces())
        return any(each is not None and each.changes for each in (*tables, *series))
