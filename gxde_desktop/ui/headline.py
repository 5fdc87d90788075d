"""The headline figure of the parameters page: which one, in which year, and its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gxde_desktop.text import tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.measures import FigureKey, unit_text
from gxde_desktop.ui.overview_view import DEFAULT_RULE
from gxde_desktop.ui.scenario_view import SERIES, Headline, headline_title
from models.frame import RULES
from models.quantities import REGISTRY

if TYPE_CHECKING:
    from gxde_desktop.ui.settings import Settings
    from models.measurement import Measurement

DEFAULT = "stock_total"


@dataclass(frozen=True, slots=True)
class HeadlineFigure:
    """One headline of a measurement: where it stands, its value as shown and its words."""

    figure: FigureKey
    year: int
    value: float
    caption: str
    unit: str
    decimals: int

    @property
    def text(self) -> str:
        """The number for the eye."""
        return numbers.show(self.value, self.decimals)


def chosen_headline(settings: Settings) -> Headline:
    """The headline that a person looks at."""
    saved = settings.text("headline", DEFAULT)
    default = next(each for each in SERIES if each.key == DEFAULT)
    return next((each for each in SERIES if each.key == saved), default)


def chosen_rule(settings: Settings) -> int:
    """The rule of the overview, so that all pages speak of the same scale."""
    saved = settings.text("rule", DEFAULT_RULE)
    return RULES.index(saved if saved in RULES else DEFAULT_RULE)


def headline_figure(
    m: Measurement | None, headline: Headline, rule: int, *, year: int | None = None
) -> HeadlineFigure | None:
    """A headline in a year, or in the last one that has it; None where none has."""
    if m is None:
        return None
    values = m.values[headline.key]
    line = values[rule] if headline.rule else values
    there = [t for t in np.flatnonzero(np.isfinite(line)) if year in (None, m.frame.years[int(t)])]
    if not there:
        return None
    t = int(there[-1])
    index = (rule, t) if headline.rule else (t,)
    unit = REGISTRY[headline.key].unit
    title = headline_title(headline, rule)
    caption = f"{title} {m.frame.years[t]}"
    if unit == "money_base":
        prices = tr("ui.results.at_prices", year=m.parameters.base_year)
        caption = f"{caption} · {prices}"
    percent = headline.percent
    return HeadlineFigure(
        (headline.key, index),
        m.frame.years[t],
        float(line[t]) * (100.0 if percent else 1.0),
        caption,
        "%" if percent else unit_text("money" if unit == "money_base" else unit, m),
        2 if percent else 1,
    )
