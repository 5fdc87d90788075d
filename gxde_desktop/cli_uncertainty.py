"""`run --draws N --seed S`: bands of the headline figures and what moves them, for a console."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterator

from gxde_desktop.cli_inputs import InputRefused
from gxde_desktop.cli_tables import number, table
from gxde_desktop.exporting.uncertainty_sheet import BandLine, SensitivityTable, UncertaintyReport
from gxde_desktop.jobs.uncertainty_report import uncertainty_report
from gxde_desktop.project.commands.ranges import named_problem
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import say, tr, unit_text
from models.assessment import assess
from models.distributions import chosen_ranges, problems_of
from models.measurement import Measurement
from models.messages import Message, message
from models.uncertainty import Settings

MOST_DRAWS = 1_000_000
MOST_SEED = 2**63 - 1
MOST_SOBOL = 512
"""Draws of either sample for indices: their error is then about 0.05."""

BARS = 8
"""Ranges that are listed for each figure."""

_DECIMALS = {"money": 2, "money_base": 2, "ratio": 4, "share": 4}


def check_draws(options: argparse.Namespace) -> None:
    """Refuse numbers of draws and seeds that cannot be, before any work."""
    if options.draws is None:
        if options.seed is not None:
            raise InputRefused(message("cli.draws.seed_alone"))
        return
    if not 2 <= options.draws <= MOST_DRAWS:
        raise InputRefused(message("cli.draws.count", least=2, most=MOST_DRAWS))
    if options.seed is not None and not 0 <= options.seed <= MOST_SEED:
        raise InputRefused(message("cli.draws.seed_range", most=MOST_SEED))


def assessed(
    measurement: Measurement, state: ProjectState, options: argparse.Namespace
) -> UncertaintyReport | None:
    """What draws say, None where none were asked for.

    Progress goes to standard error where that is a terminal. Raises KeyboardInterrupt.
    """
    if options.draws is None:
        return None
    ranges = chosen_ranges(measurement, state.ranges)
    for problem in problems_of(measurement, ranges):
        raise InputRefused(named_problem(problem))
    seed = 1 if options.seed is None else options.seed
    settings = Settings(options.draws, seed, ranges, os.cpu_count() or 1)
    shown = [-1]

    def told(fraction: float) -> None:
        percent = int(100 * fraction)
        if percent != shown[0] and sys.stderr.isatty():
            shown[0] = percent
            end = "\n" if percent == 100 else ""
            print(f"\r{tr('cli.draws.progress', percent=percent)}", end=end, file=sys.stderr)

    found = assess(measurement, settings, sobol_count=min(options.draws, MOST_SOBOL), progress=told)
    return uncertainty_report(measurement, found, set(state.ranges))


def lines(found: UncertaintyReport, base_year: int) -> Iterator[str]:
    """The last band of each figure, those of the scale by year, and what moves the scale most."""
    yield ""
    yield tr("cli.draws.title", count=found.count, seed=found.seed)
    yield f"  {tr('cli.draws.note')}"
    by_title: dict[Message, list[BandLine]] = {}
    for each in found.bands:
        by_title.setdefault(each.title, []).append(each)
    if not by_title:
        yield f"  {tr('cli.draws.none')}"
    else:
        head = [tr("cli.draws.figure"), tr("cli.draws.unit"), tr("axis.year"), *_quantile_heads()]
        last = [bands[-1] for bands in by_title.values()]
        rows = [
            [say(each.title), unit_text(each.unit, base_year), each.place, *_numbers(each)]
            for each in last
        ]
        yield table(head, rows)
    scale = {figure.title for figure in found.tables}
    for title, bands in by_title.items():
        if title not in scale:
            continue
        yield ""
        yield f"{say(title)} ({unit_text(bands[0].unit, base_year)})"
        head = [tr("axis.year"), *_quantile_heads()]
        yield table(head, [[each.place, *_numbers(each)] for each in bands])
    lacking = max((each.without for each in found.bands), default=0.0)
    if lacking:
        yield f"  {tr('cli.draws.without', percent=number(100 * lacking, 1))}"
    for figure in found.tables:
        yield from _sensitivity(figure, base_year)


def _quantile_heads() -> list[str]:
    return [tr("cli.draws.value"), "5 %", "25 %", "50 %", "75 %", "95 %"]


def _numbers(each: BandLine) -> list[str]:
    digits = _DECIMALS.get(each.unit, 4)
    return [number(value, digits) for value in (each.value, *each.quantiles)]


def _sensitivity(found: SensitivityTable, base_year: int) -> Iterator[str]:
    yield ""
    unit = unit_text(found.unit, base_year)
    yield tr("cli.draws.matters", figure=say(found.title), place=found.place, unit=unit)
    head = [tr(f"cli.draws.{code}") for code in ("range", "at_low", "at_high", "first", "total")]
    rows = []
    for each in found.bars[:BARS]:
        title = say(each.title) if isinstance(each.title, Message) else each.title
        ends = (number(each.low, 2), number(each.high, 2))
        indices = (
            "—" if math.isnan(index) else f"{index:.2f} ± {error:.2f}"
            for index, error in zip((each.first, each.total), each.errors, strict=True)
        )
        rows.append([title, *ends, *indices])
    yield table(head, rows)
