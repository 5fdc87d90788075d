"""The sheet of cities: scale, share, growth and ranks of each, by rule, all of it live."""

from __future__ import annotations

import numpy as np

from gxde_desktop.exporting.page import Column, In, Page, Value
from gxde_desktop.text import label_text, say, tr
from models.expression import Ref
from models.frame import RULES
from models.measurement import Measurement

CITY_WIDTH = 18.0
NUMBER_WIDTH = 13.0

FIGURES = (
    ("city_digital_economy", "money"),
    ("city_scale_rank", "number"),
    ("city_gdp_share", "share"),
    ("city_share_rank", "number"),
    ("city_growth", "share"),
    ("city_growth_rank", "number"),
)
"""Quantities of a city by rule and year, each beside its rank, with the format of its numbers:
growth is shown in per cent like the share."""


def cities_of_measurement(measurement: Measurement) -> Measurement | None:
    """The measurement, where it has cities."""
    return measurement if measurement.dataset.cities.names else None


def write_cities(page: Page, m: Measurement) -> None:
    """The factor, then for each rule its last year with ranks and the scale of all years."""
    page.note(tr(f"exporting.cities.by_{m.parameters.city_activity}"))
    page.heading(tr("quantity.city_factor.title"))
    page.table(
        [Column(tr("axis.city_indicator"), width=CITY_WIDTH), *_years(m)],
        [
            [label_text("city_indicator", name), *_figures(m, "city_factor", (k,), "ratio")]
            for k, name in enumerate(m.frame.labels("city_indicator"))
            if np.isfinite(m.values["city_factor"][k]).any()
        ],
    )
    for rule, name in enumerate(RULES):
        page.heading(label_text("rule", name))
        t = last_year_of_cities(m, rule)
        if t is None:
            _needs(page, m, rule)
            continue
        page.note(tr("exporting.regions.last_year", year=m.frame.years[t]))
        page.table(_heads(), [_row(m, rule, c, t) for c in range(m.frame.size("city"))])
        page.row += 1
        page.note(tr("exporting.regions.all_years"))
        page.table(
            [Column(tr("axis.city"), width=CITY_WIDTH), *_years(m)],
            [
                [city, *_figures(m, "city_digital_economy", (rule, c), "money")]
                for c, city in enumerate(m.dataset.cities.names)
            ],
        )


def last_year_of_cities(m: Measurement, rule: int) -> int | None:
    """Position of the last of the years in which most cities have a scale."""
    counts = np.isfinite(m.values["city_digital_economy"][rule]).sum(axis=0)
    if not counts.size or not counts.max():
        return None
    return int(np.flatnonzero(counts == counts.max())[-1])


def _heads() -> list[Column]:
    heads = [Column(tr("axis.city"), width=CITY_WIDTH)]
    for key, unit in FIGURES:
        rank = unit == "number"
        title = tr("exporting.regions.rank" if rank else f"exporting.cities.{key}")
        head = unit if unit == "money" else ""
        heads.append(Column(title, head, 8.0 if rank else NUMBER_WIDTH + 4, figures=True))
    return heads


def _row(m: Measurement, rule: int, c: int, t: int) -> list[Value]:
    name = m.dataset.cities.names[c]
    return [name, *(In(unit, Ref(key, (rule, c, t))) for key, unit in FIGURES)]


def _years(m: Measurement) -> list[Column]:
    return [Column(str(year), "", NUMBER_WIDTH, figures=True) for year in m.frame.years]


def _figures(m: Measurement, key: str, outer: tuple[int, ...], unit: str) -> list[Value]:
    return [In(unit, Ref(key, (*outer, t))) for t in range(len(m.frame.years))]


def _needs(page: Page, m: Measurement, rule: int) -> None:
    """What the first city lacks, in the last year."""
    reason = m.reason("city_digital_economy", rule, 0, len(m.frame.years) - 1)
    if reason is not None:
        page.note(tr("exporting.missing", needs=say(reason)))
