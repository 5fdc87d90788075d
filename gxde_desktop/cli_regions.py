"""`run`: the cities of the region, and with `--region all` every region that has a table."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from gxde_desktop.cli_tables import listed, number, spans, table
from gxde_desktop.exporting.city_sheet import FIGURES, last_year_of_cities
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.jobs.regions import compare_regions
from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.regions import comparable_regions, region_cases, state_of
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import label_text, language, say, tr
from models import measure
from models.comparison import RANKED
from models.dataset import Dataset
from models.frame import RULES
from models.measurement import Measurement
from models.quantities.city_capital import series_for
from models.region_figures import RegionComparison
from models.uncertainty import Settings

ALL = ("all", "全部", "所有")
"""What `--region` takes for every region."""


def wanted(options: argparse.Namespace) -> bool:
    """Whether every region was asked for."""
    return options.region is not None and options.region.strip().casefold() in ALL


def looked_at(state: ProjectState) -> ProjectState:
    """The state whose region the workbook is of: the project's own, else the first with a table."""
    regions = comparable_regions(state)
    if state.region is not None or not regions:
        return state
    return state_of(state, regions[0], regions[0])


def compared(
    state: ProjectState, options: argparse.Namespace, assemblies: Assemblies
) -> RegionComparison:
    """Measure every region, on all cores; progress goes to standard error where it is a terminal.

    Raises KeyboardInterrupt.
    """
    draws = None
    if options.draws is not None:
        draws = Settings(options.draws, 1 if options.seed is None else options.seed)
    shown = [-1]

    def told(fraction: float, _: str) -> None:
        percent = int(100 * fraction)
        if percent != shown[0] and sys.stderr.isatty():
            shown[0] = percent
            end = "\n" if percent == 100 else ""
            print(f"\r{tr('cli.regions.progress', percent=percent)}", end=end, file=sys.stderr)

    return compare_regions(
        region_cases(state, assemblies),
        draws=draws,
        choices=state.ranges,
        cores=os.cpu_count() or 1,
        progress=told,
    )


def lines(found: RegionComparison) -> Iterator[str]:
    """One table a rule, regions by rank, then those without a rank and what they need."""
    yield ""
    yield tr("cli.regions.title", count=len(found.regions))
    if found.draws:
        yield f"  {tr('exporting.regions.draws', count=found.draws)}"
    for rule, name in enumerate(RULES):
        year = found.last_year("digital_economy", rule)
        if year is None:
            continue
        yield ""
        yield tr("cli.regions.by_rule", rule=label_text("rule", name), year=year)
        yield table(_head(found), _rows(found, rule, year))
        missing = found.missing("digital_economy", year, rule)
        if missing:
            yield f"  {tr('cli.regions.missing', regions=listed(missing))}"
            yield from _needs(found, rule, year)
    for region, why in found.absent:
        yield f"  {region}: {say(why)}"


def _head(found: RegionComparison) -> list[str]:
    rank = tr("exporting.regions.rank")
    head = [tr("axis.region"), f"{tr('exporting.regions.scale')} [{tr('unit.money')}]", rank]
    head += [f"{tr('exporting.regions.share')} [%]", rank]
    head += [f"{tr('exporting.regions.growth')} [%]", rank]
    return [*head, "5 %", "95 %"] if found.draws else head


def _rows(found: RegionComparison, rule: int, year: int) -> list[list[str]]:
    ranked = {key: found.ranks(key, year, rule) for key in RANKED}
    order = sorted(
        range(len(found.regions)),
        key=lambda place: _last_if_missing(float(ranked["digital_economy"][place])),
    )
    rows = []
    for place in order:
        region = found.regions[place]
        row = [region.region]
        for key in RANKED:
            factor, digits = (1.0, 2) if key == "digital_economy" else (100.0, 2)
            row.append(number(factor * region.at(key, year, rule), digits))
            row.append(number(float(ranked[key][place]), 0))
        if found.draws:
            band = region.band("digital_economy", year, rule)
            ends = (math.nan, math.nan) if band is None else (float(band[0]), float(band[-1]))
            row += [number(end, 2) for end in ends]
        rows.append(row)
    return rows


def _last_if_missing(rank: float) -> float:
    return math.inf if math.isnan(rank) else rank


def _needs(found: RegionComparison, rule: int, year: int) -> Iterator[str]:
    for region in found.regions:
        why = region.reason("digital_economy", year, rule)
        if why is not None:
            yield f"    {region.region}: {tr('cli.regions.needs', what=say(why))}"


def city_lines(m: Measurement) -> Iterator[str]:
    """One table a rule of the province's cities, by rank; what they need where there is none."""
    names = m.dataset.cities.names
    if not names:
        return
    yield ""
    yield tr("cli.regions.cities", region=m.dataset.region, count=len(names))
    yield f"  {tr(f'ui.cities.by_{m.parameters.city_activity}')}{_factor(m)}"
    for rule, each in enumerate(RULES):
        t = last_year_of_cities(m, rule)
        if t is None:
            why = m.reason("city_digital_economy", rule, 0, len(m.frame.years) - 1)
            needs = "" if why is None else tr("cli.regions.needs", what=say(why))
            yield f"  {label_text('rule', each)}: {needs}"
            continue
        yield ""
        year = m.frame.years[t]
        yield tr("cli.regions.by_rule", rule=label_text("rule", each), year=year)
        rank = tr("exporting.regions.rank")
        head = [tr("axis.city"), f"{tr('exporting.regions.scale')} [{tr('unit.money')}]", rank]
        head += [f"{tr('exporting.regions.share')} [%]", rank]
        head += [f"{tr('exporting.regions.growth')} [%]", rank]
        ranked = m.values["city_scale_rank"][rule, :, t]
        order = sorted(range(len(names)), key=lambda c: _last_if_missing(float(ranked[c])))
        yield table(head, [[names[c], *_city_figures(m, rule, c, t)] for c in order])


def _factor(m: Measurement) -> str:
    """Least and largest factor that scales the cities, with the years that have one."""
    factor = m.values["city_factor"][series_for(m.frame, 0)]
    there = np.flatnonzero(np.isfinite(factor))
    if not there.size:
        return ""
    years = spans([m.frame.years[int(t)] for t in there])
    low, high = (number(float(end), 4) for end in (factor[there].min(), factor[there].max()))
    return tr("cli.regions.factor", low=low, high=high, years=years)


def _city_figures(m: Measurement, rule: int, c: int, t: int) -> list[str]:
    return [
        number(
            (100.0 if unit == "share" else 1.0) * m.at(key, (rule, c, t)),
            0 if unit == "number" else 2,
        )
        for key, unit in FIGURES
    ]


def write_each(
    state: ProjectState, found: RegionComparison, target: Path, written: str, assemblies: Assemblies
) -> Iterator[Path]:
    """A live workbook of every other region beside the target, OUT-REGION.xlsx.

    written: the region whose workbook the target is. Measured again one at a time: what was
    compared kept the headline figures alone.
    """
    measured = {each.region for each in found.regions}
    for case in region_cases(state, assemblies):
        dataset = case.build() if case.region in measured else None
        if case.region == written or not isinstance(dataset, Dataset):
            continue
        path = target.with_name(f"{target.stem}-{case.region}{target.suffix}")
        write_workbook(measure(dataset, case.parameters), path, language=language())
        yield path
