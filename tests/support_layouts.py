"""Sheets in the layouts of yearbooks, databases and terminals, each with its key by hand.

All figures are constructed. A key names the cells of a series, never values: these are read
from the rows above it, so a key says where a figure belongs and the test that it arrived.
"""

from __future__ import annotations

from tests import support_layouts_1, support_layouts_2, support_layouts_3
from tests.support_layout_keys import Key, Made, years_of

__all__ = ["LAYOUTS", "Key", "Made", "years_of"]

LAYOUTS = [
    *support_layouts_1.LAYOUTS,
    *support_layouts_2.LAYOUTS,
    *support_layouts_3.LAYOUTS,
]
