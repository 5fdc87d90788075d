"""`run --region all`: every region that has a table, measured alike, compared and ranked."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from gxde_desktop.cli_tables import listed, number, table
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.regions import comparable_regions, region_cases, state_of
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import label_text, language, say, tr
from models import measure
from models.comparison import RANKED, measure_regions
from models.dataset import Dataset
from models.frame import RULES
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

    return measure_regions(
        region_cases(state, assemblies),
        draws=draws,
        choices=state.ranges,
        threads=os.cpu_count() or 1,
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
