"""Where a result comes from: versions of method and program, data vintage, parameters.

Every result that leaves the program carries its stamp: what `run` prints, the exported
workbook, the summary that a project keeps. Two results with the same stamp have the same
figures; where figures differ, the stamps say what else does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gxde_desktop import __version__
from models.dataset import Dataset
from models.fingerprint import Fingerprints, fingerprint
from models.measurement import METHOD_VERSION, Measurement
from models.sources import SourceTable

DIGITS = 12
"""Of a digest, where a person reads it."""

GDP_ROLES = ("indicator.gdp", "price.gdp_volume")


@dataclass(frozen=True, slots=True)
class Vintage:
    """One source of a result: which table or series, from which file.

    use: `benchmark.2017`, `reference.2017` (the table that splits its sectors) or a role
    (`models.dataset.ROLES`). label: region and year of a table, label of a series.
    years: first and last year. sha256: of the file, shortened.
    """

    use: str
    label: str
    years: tuple[int, int]
    file: str
    sheet: str
    cell: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ResultStamp:
    """Versions and sources of one result.

    data, parameters: digests of all that was measured and of all settings, shortened.
    vintages: tables first, then series by role.
    """

    method: str
    program: str
    region: str
    data: str
    parameters: str
    vintages: tuple[Vintage, ...]

    def vintages_of_gdp(self) -> tuple[Vintage, ...]:
        """The series of GDP: two vintages of one year can be 15 % apart."""
        return tuple(each for each in self.vintages if each.use in GDP_ROLES)


def stamp_of(measurement: Measurement, digests: Fingerprints | None = None) -> ResultStamp:
    """The stamp of a measurement made by this program.

    digests: those that know the dataset already (`ResultCache.fingerprints`), so that nothing
    is hashed again.
    """
    dataset = measurement.dataset
    return ResultStamp(
        method=METHOD_VERSION,
        program=__version__,
        region=dataset.region,
        data=(digests or Fingerprints()).of(dataset)[:DIGITS],
        parameters=fingerprint(measurement.parameters)[:DIGITS],
        vintages=tuple(_vintages(dataset)),
    )


def stamp_out(stamp: ResultStamp) -> Any:
    """The stamp as JSON."""
    plain = {name: getattr(stamp, name) for name in _TEXTS}
    plain["vintages"] = [
        {**{name: getattr(each, name) for name in _VINTAGE_TEXTS}, "years": list(each.years)}
        for each in stamp.vintages
    ]
    return plain


def stamp_in(plain: Mapping[str, Any]) -> ResultStamp:
    """The stamp of `stamp_out`. Raises KeyError, TypeError, ValueError for anything else."""
    vintages = tuple(
        Vintage(
            **{name: str(each[name]) for name in _VINTAGE_TEXTS},
            years=(int(each["years"][0]), int(each["years"][1])),
        )
        for each in plain["vintages"]
    )
    return ResultStamp(**{name: str(plain[name]) for name in _TEXTS}, vintages=vintages)


_TEXTS = ("method", "program", "region", "data", "parameters")
_VINTAGE_TEXTS = ("use", "label", "file", "sheet", "cell", "sha256")


def _vintages(dataset: Dataset) -> Iterator[Vintage]:
    for benchmark in dataset.benchmarks:
        for use, table in (("benchmark", benchmark.table), ("reference", benchmark.reference)):
            if table is None or (use == "reference" and table is benchmark.table):
                continue
            label = f"{table.region} {table.year}"
            cell = table.blocks["Z"].address(0, 0) if "Z" in table.blocks else ""
            years = (table.year, table.year)
            yield _vintage(f"{use}.{benchmark.year}", label, years, cell, table.source)
    for role, series in dataset.series.items():
        if series.years:
            years = (series.years[0], series.years[-1])
            yield _vintage(role, series.label, years, series.cells[0], series.source)


def _vintage(
    use: str, label: str, years: tuple[int, int], cell: str, source: SourceTable
) -> Vintage:
    return Vintage(use, label, years, source.file, source.sheet, cell, source.sha256[:DIGITS])
