"""Layouts of yearbooks, databases and terminals that the recogniser was not built on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from gxde_desktop.importing.importer import FoundTable, inspect_file
from models.series import AnnualSeries
from tests.support_layouts import LAYOUTS, Key, Made, years_of


def bare(text: str | None) -> str:
    """A name for comparing: letters and digits only."""
    return "".join(ch for ch in unicodedata.normalize("NFKC", text or "") if ch.isalnum())


def cells_of(spec: str) -> list[str]:
    """`B3:B5,E3` as single addresses."""
    found: list[str] = []
    for part in spec.split(","):
        first, _, last = part.partition(":")
        (a, m), (b, n) = (re.fullmatch(r"([A-Z])(\d+)", x).groups() for x in (first, last or first))  # type: ignore[union-attr]
        found += [
            f"{chr(c)}{r}" for r in range(int(m), int(n) + 1) for c in range(ord(a), ord(b) + 1)
        ]
    return found


def is_the(key: Key, series: AnnualSeries) -> bool:
    """Whether a series is the one that the key describes, in all but its figures."""
    return (
        bare(key.name) in bare(series.name)
        and series.region == key.region
        and bare(series.industry) == bare(key.industry)
        and series.unit == key.unit
        and series.basis is not None
        and series.basis.value == key.basis
        and dict(zip(series.years, series.cells, strict=True))
        == dict(zip(years_of(key.years), cells_of(key.cells), strict=True))
    )


def differences(keys: tuple[Key, ...], tables: list[FoundTable]) -> Iterator[str]:
    """What is missing and what is there beside the key."""
    found = [series for table in tables for series in table.series]
    for key in keys:
        hit = next((series for series in found if is_the(key, series)), None)
        if hit is None:
            yield f"lacks {key}"
        else:
            found.remove(hit)
    for series in found:
        yield f"has {series.label} {series.unit} {series.basis} {series.years} {series.cells}"


@pytest.mark.parametrize("made", LAYOUTS, ids=[made.about for made in LAYOUTS])
def test_a_layout(workbook: Any, made: Made) -> None:
    rows = [list(row) for row in made.rows]
    report = inspect_file(workbook({made.sheet: rows}, merged=made.merged))
    assert not list(differences(made.keys, list(report.tables)))
    assert all(table.kind == "series" for table in report.tables)
