"""The rows by area, each made by a function that is only imported when its turn comes.

So this table can also be run on an earlier state of the program (`--before`): an area that needs
what was not there yet is left out, and the others run.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

from benchmarks.bench import Bench
from benchmarks.results import Stutter
from benchmarks.timing import Growth, NotHere, Row

Area = Callable[[Bench], Iterator[Row | Growth | Stutter]]

AREAS = {
    "reading": "reading:constructed",
    "reading-official": "reading:official",
    "reading-large": "reading:large",
    "measuring": "measuring:rows",
    "industries": "industries:measuring",
    "recalculation": "recalculation:rows",
    "stocks": "stocks:rows",
    "draws": "draws:rows",
    "regions": "regions:rows",
    "regions-cores": "regions:cores",
    "export": "export:rows",
    "industries-export": "industries:export",
    "document": "document:rows",
    "start": "start:rows",
    "window": "window:rows",
    "stalls": "stalls:rows",
    "growth-measuring": "growth:measuring",
    "growth-industries": "industries:growth",
    "growth-years": "industries:by_years",
    "growth-stocks": "growth:stocks",
    "growth-draws": "draws:growth",
    "growth-regions": "regions:growth",
    "growth-export": "growth:export",
}
"""Area -> module of `benchmarks` and function in it."""


def area(name: str) -> Area:
    """The function of an area. Raises NotHere where this program lacks what it measures."""
    module, _, function = AREAS[name].partition(":")
    try:
        found: Area = getattr(importlib.import_module(f"benchmarks.{module}"), function)
    except ImportError as error:
        if not (error.name or "").startswith(("gxde_desktop", "models")):
            raise
        raise NotHere(f"not in this program: {error}") from error
    return found
