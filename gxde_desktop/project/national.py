"""A table that does not state its region and yet can only be the nation's.

The importer never guesses a region, and its question stays open. But the asset shares of
a benchmark need a national detailed table, and an official one often names no country.
Where nothing in the file allows another reading, that reading is kept beside the
question, marked as assumed, to be used for shares until a person answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gxde_desktop.importing.regions import region_named, regions_in
from gxde_desktop.importing.results import Answer, FileReport, FoundTable
from gxde_desktop.project.candidates import NATIONAL
from gxde_desktop.project.concordances import concordance_for
from models.io_table import IOTable

Inspect = Callable[[tuple[Answer, ...]], FileReport]

DOMESTIC_TRADE = ("OF", "IF", "FU302", "FU304")
"""Columns that only a part of a country has: trade with its other parts."""

FOREIGN_TRADE = ("EX", "IM")


def unconfirmed(table: FoundTable) -> bool:
    """Whether a table's region is our reading, which a person has not confirmed."""
    return table.io_table is not None and any(each.field == "region" for each in table.questions)


def with_national_readings(
    report: FileReport, answers: tuple[Answer, ...], inspect: Inspect
) -> FileReport:
    """The report, with an `io_table` in every table that can only be the nation's.

    Questions, status and what the file says (`raw`) stay as they are. inspect: the same file
    with other answers; called only where a table gives reason to.
    """
    found = [table for table in report.tables if _may_be_national(report, table)]
    if not found:
        return report
    supposed = tuple(Answer(table.reference or table.sheet, "region", NATIONAL) for table in found)
    read = {table.id: table.io_table for table in inspect((*answers, *supposed)).tables}
    wanted = {table.id for table in found}
    tables = []
    for table in report.tables:
        made = read.get(table.id) if table.id in wanted else None
        if made is not None and _is_national(made):
            table = replace(table, io_table=made)
        tables.append(table)
    return replace(report, tables=tuple(tables))


def _may_be_national(report: FileReport, table: FoundTable) -> bool:
    """Year and unit known, sectors of a national detailed classification, no other region."""
    raw = table.raw
    if raw is None or table.status == "refused" or table.io_table is not None:
        return False
    if [question.field for question in table.questions] != ["region"]:
        return False
    named = {*regions_in(report.file), *regions_in(table.title)}
    named |= {
        region_named(other.raw.region) or other.raw.region
        for other in report.tables
        if other.raw is not None and other.raw.region is not None
    }
    concordance = concordance_for(raw.names)
    return concordance is not None and concordance.detailed and named <= {NATIONAL}


def _is_national(table: IOTable) -> bool:
    """Foreign trade, and none with other parts of the country."""
    return (
        table.region == NATIONAL
        and all(code in table.blocks for code in FOREIGN_TRADE)
        and not any(code in table.blocks for code in DOMESTIC_TRADE)
    )
