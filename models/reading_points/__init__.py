"""The ambiguous points of the appendix and their readings, as data.

A point that is added here is in the report, the workbook, the window and the page of the
documentation (`docs/readings.md`, written by `packaging/readings_page.py`). Its words are
`readings.POINT.*` in the catalogues: `title`, `text` (what is printed and why it is
ambiguous), `why` (why the default is the default), and for every reading `READING.means`,
with `READING.title` where it sets more than one choice.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.frozen import FrozenMap
from models.reading_points.accounts import ACCOUNTS, INDUSTRIES, RETURN
from models.reading_points.capital import CAPITAL
from models.reading_points.investment import STEP2, STEP4, TABLES
from models.reading_points.scale import CITIES, SCALE
from models.readings import Point

POINTS: tuple[Point, ...] = (
    *TABLES,
    *STEP2,
    *STEP4,
    *CAPITAL,
    *INDUSTRIES,
    *RETURN,
    *ACCOUNTS,
    *SCALE,
    *CITIES,
)
"""Every ambiguous point, in the order of the method."""

NOT_READINGS: Mapping[str, str] = FrozenMap()
"""Choices among the parameters that are no reading of the appendix, with the reason."""
