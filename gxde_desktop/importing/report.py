"""The object that `inspect --json` prints (contracts.md)."""

from __future__ import annotations

from typing import Any

from gxde_desktop.importing.results import FileReport, FoundTable, Problem, Question
from gxde_desktop.importing.summary import used_of
from gxde_desktop.text import say
from models.series import AnnualSeries


def to_json(report: FileReport) -> dict[str, Any]:
    """A report as plain data; messages in the language in use."""
    problems = [_problem(problem) for problem in report.problems]
    for table in report.tables:
        problems += [_problem(problem) for problem in table.problems]
        problems += [_asked(question, report.file) for question in table.questions]
    return {
        "file": report.file,
        "sha256": report.sha256,
        "format": report.format,
        "refused": report.refused,
        "tables": [_table(table) for table in report.tables],
        "problems": problems,
    }


def _table(table: FoundTable) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": table.id,
        "sheet": table.sheet,
        "kind": table.kind,
        "status": table.status,
        "title": table.title,
        "reference": table.reference,
    }
    if table.kind == "io_table" and table.raw is not None:
        raw = table.raw
        found |= {
            "year": raw.year,
            "region": raw.region,
            "unit": raw.unit,
            "unit_source": raw.places.get("unit"),
            "region_source": raw.places.get("region"),
            "year_source": raw.places.get("year"),
            "sectors": len(raw.names),
            "sector_codes": list(raw.codes),
            "sector_names": list(raw.names),
            "totals": dict(raw.totals),
            "checks": [
                {
                    "name": check.name,
                    "status": check.status,
                    "max_abs": check.max_abs,
                    "sector": check.sector,
                    "failing": [
                        {"sector": sector, "difference": amount, "cell": cell}
                        for sector, amount, cell in check.failing
                    ],
                }
                for check in table.checks
            ],
        }
    if table.kind == "series":
        found["series"] = [_series(series) for series in table.series]
    found |= {
        "used": [
            {
                "name": used.name,
                "series": used.series,
                "unit": used.unit,
                "count": used.count,
                "sum": used.total,
                "min": used.smallest,
                "max": used.largest,
            }
            for used in used_of(table)
        ],
        "assumed": list(table.assumed),
        "overruled": [
            {"field": gone.field, "said": gone.said, "used": gone.used} for gone in table.overruled
        ],
        "corrected": list(table.corrected),
        "remembered": [
            {"field": answer.field, "value": answer.value, "from": answer.remembered}
            for answer in table.remembered
        ],
        "converted": dict(table.converted),
        "unused": [{"cells": cells, "reason": say(reason)} for cells, reason in table.unused],
        "layout": table.layout_fingerprint,
    }
    return found


def _series(series: AnnualSeries) -> dict[str, Any]:
    return {
        "name": series.name or None,
        "region": series.region,
        "industry": series.industry,
        "unit": series.unit,
        "basis": None if series.basis is None else series.basis.value,
        "years": list(series.years),
        "values": list(series.values),
        "cells": _cells(series.cells),
        "assumed": list(series.assumed),
    }


def _cells(cells: tuple[str, ...]) -> str:
    """`C24:B24` from the first year's cell to the last one's, or a list when out of line."""
    if len(cells) <= 1:
        return cells[0] if cells else ""
    places = [_place(cell) for cell in cells]
    one_row = len({row for row, _ in places}) == 1
    one_column = len({column for _, column in places}) == 1
    return f"{cells[0]}:{cells[-1]}" if one_row or one_column else ",".join(cells)


def _place(cell: str) -> tuple[int, str]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), letters


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "severity": problem.severity,
        "code": problem.code,
        "message": say(problem.message),
        "file": problem.file,
        "sheet": problem.sheet,
        "cell": problem.cell,
    }


def _asked(question: Question, file: str) -> dict[str, Any]:
    return {
        "severity": "question",
        "code": f"{question.field}_missing",
        "message": say(question.message),
        "file": file,
        "sheet": question.sheet,
        "cell": question.cell,
        "field": question.field,
        "table": question.table_id,
        "choices": list(question.choices),
    }
