"""Sheets beside those of the method: each in a module of its own, listed here.

To add one: write a module with a function `write(page, given)` that fills the page
(`exporting.page`), put an `ExtraSheet` of it in `extra_sheets()`, and give both catalogues
`exporting.sheet.<code>` (its name, at most 31 characters) and `exporting.sheet.<code>.help`
(one sentence: what it holds; it stands below the title and in the contents).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gxde_desktop.exporting.audit_sheet import write_audit
from gxde_desktop.exporting.city_sheet import cities_of_measurement, write_cities
from gxde_desktop.exporting.page import Book, Page
from gxde_desktop.exporting.program_sheet import write_program
from gxde_desktop.exporting.readings_sheet import write_readings
from gxde_desktop.exporting.region_sheet import write_regions
from gxde_desktop.exporting.scenario_sheet import write_scenarios
from gxde_desktop.exporting.uncertainty_sheet import write_uncertainty
from gxde_desktop.exporting.updates_sheet import write_updates
from models.measurement import Measurement

GROUPS = ("conclusions", "reports", "inputs", "steps", "appendix")
"""Parts of the workbook, in the order of its sheets and of its contents."""


@dataclass(frozen=True, slots=True)
class ExtraSheet:
    """A sheet that is written where there is something for it.

    code: of its texts. group: one of `GROUPS`; within one, sheets stand in the order listed.
    write: fills the page, whose title and first note are written already.
    prepare: what is written, made from the measurement; None for a sheet that is written only
    where `write_workbook(extras={code: …})` brings it (what scenarios, draws and other regions
    give is not in one measurement). A sheet for which it returns None is left out.
    """

    code: str
    group: str
    write: Callable[[Page, Any], None]
    prepare: Callable[[Measurement], Any] | None = None


def extra_sheets() -> tuple[ExtraSheet, ...]:
    """Every extra sheet there is."""
    return (
        ExtraSheet("scenarios", "conclusions", write_scenarios),
        ExtraSheet("cities", "conclusions", write_cities, cities_of_measurement),
        ExtraSheet("regions", "conclusions", write_regions),
        ExtraSheet("readings", "reports", write_readings),
        ExtraSheet("uncertainty", "reports", write_uncertainty),
        ExtraSheet("audit", "reports", write_audit),
        ExtraSheet("program", "appendix", write_program),
        ExtraSheet("updates", "inputs", write_updates),
    )


def write_extra_sheets(book: Book, group: str, extras: Mapping[str, Any]) -> None:
    """Write the sheets of one part. extras: what was brought for them, by code."""
    for each in extra_sheets():
        if each.group != group:
            continue
        given = extras.get(each.code)
        if given is None and each.prepare is not None:
            given = each.prepare(book.cells.measurement)
        if given is not None:
            each.write(book.page(each.code, group), given)
