"""Headline figures: what scenarios, readings and kept results are compared by."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from models.frame import FACTORS, RULES
from models.measurement import Measurement
from models.messages import Message, message
from models.quantities import REGISTRY


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure that scenarios are compared by.

    key, outer: the quantity and its first positions; the last axis is the year or the
    interval. summed: over all members of the first axis instead, all of which it needs.
    """

    name: str
    key: str
    outer: tuple[int, ...] = ()
    summed: bool = False

    @property
    def title(self) -> Message:
        """What it is called."""
        if REGISTRY[self.key].axes[0] == "rule":
            rule = RULES[self.outer[0]]
            title = message(
                "project.headline.equivalent"
                if (self.key, rule) == ("gdp_share", "stock")
                else f"project.headline.{self.key}"
            )
            return message("project.headline.by_rule", title=title, rule=message(f"rule.{rule}"))
        return message(f"project.headline.{self.name}")

    @property
    def unit(self) -> str:
        """Unit of the figure (`models.quantities`)."""
        return REGISTRY[self.key].unit


HEADLINES: tuple[Headline, ...] = (
    Headline("investment", "investment", summed=True),
    Headline("stock", "stock_total"),
    Headline("digital_industrialisation", "digital_industrialisation_scaled"),
    *(
        Headline(f"{key}.{rule}", key, (number,))
        for key in ("industry_digitalisation", "digital_economy", "gdp_share")
        for number, rule in enumerate(RULES)
    ),
    Headline("ict_contribution", "aggregate_contribution", (FACTORS.index("ict"),)),
    Headline("tfp", "domar_tfp"),
)

SINGLE = tuple(each for each in HEADLINES if not each.summed)
"""Headline figures that have a band: a sum over assets has none of its own."""

BY_ASSET = ("investment", "stock")
"""Quantities whose assets have bands one by one."""


def figure_at(m: Measurement, headline: Headline, place: int | str) -> tuple[float, Message | None]:
    """A headline figure in a year or interval; NaN and the reason where there is none."""
    labels = m.frame.labels(REGISTRY[headline.key].axes[-1])
    if place not in labels:
        return math.nan, message("project.not_in_span", place=place)
    position = labels.index(place)
    if not headline.summed:
        index = (*headline.outer, position)
        return m.at(headline.key, index), m.reason(headline.key, *index)
    members = range(m.frame.size(REGISTRY[headline.key].axes[0]))
    reasons = (m.reason(headline.key, member, position) for member in members)
    lacking = next((each for each in reasons if each is not None), None)
    if lacking is not None:
        return math.nan, lacking
    return sum(m.at(headline.key, (member, position)) for member in members), None


def last_place(m: Measurement, headline: Headline) -> int | str | None:
    """The last year or interval in which a measurement has the figure."""
    there = places(m, headline)
    return there[-1] if there else None


def places(m: Measurement, headline: Headline) -> list[int | str]:
    """The years or intervals in which a measurement has the figure."""
    known = ~np.isnan(m.values[headline.key][headline.outer])
    if headline.summed:
        known = known.all(axis=0)
    labels = m.frame.labels(REGISTRY[headline.key].axes[-1])
    return [label for label, there in zip(labels, known, strict=True) if there]
