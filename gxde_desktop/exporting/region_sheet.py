"""The sheet of regions: scale, share, growth and ranks of several regions, ranks as formulas.

A region's figures are numbers here: each is measured by its own tables and series, whose steps
are in a workbook of its own. What is formed of them on this sheet (shares, growth, ranks) is live.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gxde_desktop.exporting.page import Column, In, Live, Marked, Page, Value
from gxde_desktop.text import label_text, say, tr
from models.frame import RULES
from models.ranks import EQUAL
from models.region_figures import RegionComparison
from models.sources import address, column_letters

REGION_WIDTH = 18.0
NUMBER_WIDTH = 12.0


def write_regions(page: Page, found: RegionComparison) -> None:
    """Product once, then for each rule the last year with its ranks and the scale of all years."""
    page.note(tr("exporting.regions.same_parameters"))
    if found.draws:
        page.note(tr("exporting.regions.draws", count=found.draws))
    years = found.years
    if found.regions and years:
        page.heading(tr("exporting.regions.product"))
        product = _by_year(page, found, "gdp", None)
        for rule in range(len(RULES)):
            _rule(page, found, rule, product)
    _absent(page, found)


def _rule(page: Page, found: RegionComparison, rule: int, product: int) -> None:
    page.heading(label_text("rule", RULES[rule]))
    year = found.last_year("digital_economy", rule)
    if year is None:
        page.note(tr("exporting.regions.nothing"))
        return
    # Known before it is written: the ranks above refer to the scale of all years below them.
    scale = page.row + 1 + len(found.regions) + 3 + 1
    page.note(tr("exporting.regions.last_year", year=year))
    _ranked(page, found, rule, year, (scale, product))
    page.row += 1
    page.note(tr("exporting.regions.all_years"))
    first = _by_year(page, found, "digital_economy", rule)
    if first != scale:
        raise AssertionError(f"the scale begins in row {first}, not {scale}")


def _ranked(
    page: Page, found: RegionComparison, rule: int, year: int, blocks: tuple[int, int]
) -> None:
    """One year: scale, share of product and growth, each with the rank beside it."""
    scale, product = blocks
    place, count = found.years.index(year), len(found.regions)
    first = page.row + 1
    bands = [each.band("digital_economy", year, rule) for each in found.regions]
    rows: list[list[Value]] = []
    for number, region in enumerate(found.regions):
        now = address(scale + number, 1 + place)
        over = address(product + number, 1 + place)
        before = address(scale + number, place) if place else ""
        own = region.at("digital_economy", year, rule)
        figures: list[tuple[str, float]] = [
            (now, own),
            (f"{now}/{over}", own / region.at("gdp", year)),
            (
                f"{now}/{before}-1",
                own / region.at("digital_economy", year - 1, rule) - 1.0 if place else math.nan,
            ),
        ]
        row: list[Value] = [region.region]
        for column, (formula, value) in enumerate(figures):
            unit = "money" if column == 0 else "share"
            row.append(None if math.isnan(value) else In(unit, Live(formula, value)))
            key = ("digital_economy", "gdp_share", "nominal_growth")[column]
            rank = float(found.ranks(key, year, rule)[number])
            cell = address(first + number, 1 + 2 * column)
            letters = column_letters(1 + 2 * column)
            every = f"${letters}${first + 1}:${letters}${first + count}"
            row.append(
                None if math.isnan(value) else In("number", Live(rank_formula(cell, every), rank))
            )
        band = bands[number]
        if found.draws:
            row += [None, None] if band is None else [float(band[0]), float(band[-1])]
        rows.append(row)
    page.table(_heads(found), rows)


def rank_formula(cell: str, every: str) -> str:
    """The rank of a cell among those of a range, as `models.ranks` has it."""
    return f'1+COUNTIF({every},">"&({cell}+{EQUAL:.9f}*ABS({cell})))'


def _heads(found: RegionComparison) -> list[Column]:
    rank = tr("exporting.regions.rank")
    heads = [
        Column(tr("axis.region"), width=REGION_WIDTH),
        Column(tr("exporting.regions.scale"), "money", NUMBER_WIDTH + 6),
        Column(rank, "", 8.0, figures=True),
        Column(tr("exporting.regions.share"), "", NUMBER_WIDTH + 6, figures=True),
        Column(rank, "", 8.0, figures=True),
        Column(tr("exporting.regions.growth"), "", NUMBER_WIDTH, figures=True),
        Column(rank, "", 8.0, figures=True),
    ]
    if found.draws:
        heads += [Column(f"{quantile} %", "money", NUMBER_WIDTH) for quantile in (5, 95)]
    return heads


def _by_year(page: Page, found: RegionComparison, key: str, rule: int | None) -> int:
    """All years of one figure, regions down; returns the row of its first values (0-based)."""
    columns = [Column(tr("axis.region"), width=REGION_WIDTH)]
    columns += [Column(str(year), "", NUMBER_WIDTH, figures=True) for year in found.years]
    rows: Sequence[Sequence[Value]] = [
        [region.region, *(_number(region.at(key, year, rule)) for year in found.years)]
        for region in found.regions
    ]
    return page.table(columns, rows)


def _number(value: float) -> Value:
    return None if math.isnan(value) else In("money", Marked(value, "input"))


def _absent(page: Page, found: RegionComparison) -> None:
    """Regions and years without figures, with what they need."""
    lines: list[tuple[str, str]] = [(region, say(why)) for region, why in found.absent]
    for rule, name in enumerate(RULES):
        year = found.last_year("digital_economy", rule)
        for region in found.regions:
            why = None if year is None else region.reason("digital_economy", year, rule)
            if why is not None:
                lines.append((region.region, f"{label_text('rule', name)}: {say(why)}"))
    if lines:
        page.heading(tr("exporting.regions.missing"))
        page.table(
            [Column(tr("axis.region"), width=REGION_WIDTH), Column(tr("exporting.regions.needs"))],
            lines,
        )
