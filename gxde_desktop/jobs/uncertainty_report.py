"""What workbook and console say of an assessment, with the names of figures and ranges."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

from gxde_desktop.exporting.uncertainty_sheet import (
    BandLine,
    BarLine,
    RangeLine,
    SensitivityTable,
    UncertaintyReport,
)
from gxde_desktop.project.commands.ranges import range_title
from models.assessment import Assessment
from models.distributions import WANDER, ParameterRange, Uncertain
from models.headlines import BY_ASSET, SINGLE, Headline, last_place
from models.measurement import Measurement
from models.messages import Message, message
from models.quantities import REGISTRY

SCALE = tuple(each for each in SINGLE if each.key == "digital_economy")


def uncertainty_report(
    measurement: Measurement,
    found: Assessment,
    changed: Collection[str] = (),
    figures: Collection[Headline] = SCALE,
) -> UncertaintyReport:
    """Bands of the headline figures; what matters for `figures` in their last year.

    changed: names of the ranges that a person chose.
    """
    varying = {one.name for one in found.varying}
    return UncertaintyReport(
        found.count,
        found.seed,
        found.sobol.count if found.sobol else 0,
        tuple(_bands(measurement, found)),
        tuple(_tables(measurement, found, figures)),
        tuple(
            _range(one, one.name in changed, one.name in varying or one.certain)
            for one in found.ranges
        ),
    )


def _bands(m: Measurement, found: Assessment) -> Iterator[BandLine]:
    for headline in SINGLE:
        yield from _lines(m, found, headline.title, headline.key, headline.outer)
    for key in BY_ASSET:
        title = message(f"quantity.{key}.title")
        for place, asset in enumerate(m.frame.assets):
            named = message("project.parameter_name", asset=message(f"asset.{asset}"), title=title)
            yield from _lines(m, found, named, key, (place,))


def _lines(
    m: Measurement, found: Assessment, title: Message, key: str, outer: tuple[int, ...]
) -> Iterator[BandLine]:
    """The band of a figure in each year or interval that has one."""
    for position, label in enumerate(m.frame.labels(REGISTRY[key].axes[-1])):
        index = (*outer, position)
        quantiles = found.bands.of(key, index)
        if quantiles is not None:
            yield BandLine(
                title,
                REGISTRY[key].unit,
                str(label),
                m.at(key, index),
                tuple(map(float, quantiles)),
                float(found.bands.without[key][index]),
            )


def _tables(
    m: Measurement, found: Assessment, figures: Collection[Headline]
) -> Iterator[SensitivityTable]:
    for headline in figures:
        place = last_place(m, headline)
        if place is None:
            continue
        labels = m.frame.labels(REGISTRY[headline.key].axes[-1])
        index = (*headline.outer, labels.index(place))
        bars = tuple(_bars(found, headline.key, index))
        if bars:
            yield SensitivityTable(
                headline.title, headline.unit, str(place), m.at(headline.key, index), bars
            )


def _bars(found: Assessment, key: str, index: tuple[int, ...]) -> Iterator[BarLine]:
    indices = found.sobol.of(key, index) if found.sobol else ()
    by_name = {each.what.name: each for each in indices}
    nothing = (math.nan, math.nan)
    for swing in found.tornado.of(key, index):
        known = by_name.get(swing.what.name)
        title = range_title(swing.what.name)
        if known is None:
            yield BarLine(title, swing.low, swing.high, *nothing, nothing)
        else:
            errors = (known.first_error, known.total_error)
            yield BarLine(title, swing.low, swing.high, known.first, known.total, errors)


def _range(one: Uncertain, changed: bool, matters: bool) -> RangeLine:
    title = range_title(one.name)
    if isinstance(one, ParameterRange):
        family = "fixed" if one.certain else one.family
        return RangeLine(title, family, one.low, one.value, one.high, math.nan, changed, matters)
    family = "fixed" if one.certain else WANDER
    nothing = (math.nan, math.nan, math.nan)
    return RangeLine(title, family, *nothing, one.wander, changed, matters)
