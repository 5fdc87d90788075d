"""A set of published figures and checks from a sheet, as the template lays it out.

Columns are found by their headings, in either language, so they may stand in any order and
on one sheet or two. Every mistake is named with its sheet and cell; nothing is left out
silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from gxde_desktop.audit_text import key_of, target_with_keys, with_keys
from gxde_desktop.importing.grid import Cell, Grid, is_number
from gxde_desktop.importing.importer import read_grids
from gxde_desktop.importing.labels import key as label_key
from gxde_desktop.importing.wording import ImportRefused
from gxde_desktop.text import LANGUAGES, catalogue
from models.audit import Printed
from models.frozen import FrozenMap
from models.messages import Message, MethodError, message
from models.published import (
    UNITS,
    Claim,
    PublishedSet,
    checked_claim,
    checked_figure,
    checked_set,
    checked_tolerance,
)
from models.sources import address

FIGURE_COLUMNS = ("figure", "year", "value", "unit", "where", "quote", "derived")
CHECK_COLUMNS = ("check", "formula", "target", "title")
ABOUT = ("about.title", "about.region", "about.tolerance")
_NEEDED = (("figure", "year", "value"), ("formula", "target"))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a cell is, for what is said about it."""

    sheet: str
    row: int
    column: int

    def wrong(self, reason: Message) -> ImportRefused:
        cell = address(self.row, self.column)
        return ImportRefused("published.cell", sheet=self.sheet, cell=cell, reason=reason)


def published_set(path: Path) -> PublishedSet:
    """The set of a file. Raises ImportRefused that names the sheet and the cell."""
    return set_of_grids(read_grids(path), Path(path).name)


def set_of_grids(grids: list[Grid], file: str = "") -> PublishedSet:
    """The set that sheets hold: those without the headings of the template are not read."""
    figures: dict[tuple[str, int], Printed] = {}
    claims: dict[str, Claim] = {}
    about: dict[str, str] = {}
    try:
        for grid in grids:
            _read_sheet(grid, figures, claims, about)
        if not figures and not claims:
            raise ImportRefused("published.nothing")
        try:
            return checked_set(
                PublishedSet(
                    about.get("about.title", "") or Path(file).stem,
                    about.get("about.region", ""),
                    _tolerance(about.get("about.tolerance", "")),
                    tuple(figures.values()),
                    tuple(claims.values()),
                )
            )
        except MethodError as error:
            raise ImportRefused("published.whole", reason=error.message) from error
    except ImportRefused as refusal:
        refusal.file = file or None
        raise


def _read_sheet(
    grid: Grid,
    figures: dict[tuple[str, int], Printed],
    claims: dict[str, Claim],
    about: dict[str, str],
) -> None:
    columns: Mapping[str, int] = {}
    for row in range(grid.n_rows):
        if not grid.filled(row):
            continue
        heads = _heads(grid, row)
        if any(all(each in heads for each in needed) for needed in _NEEDED):
            columns = heads
        elif not columns:
            _about(grid, row, about)
        elif "figure" in columns:
            made, place = _figure(grid, row, columns)
            if (made.key, made.year) in figures:
                raise place.wrong(message("audit.twice", name=f"{made.key} {made.year}"))
            figures[made.key, made.year] = made
        else:
            claim, place = _claim(grid, row, columns, len(claims) + 1)
            if claim.key in claims:
                raise place.wrong(message("audit.twice", name=claim.key))
            claims[claim.key] = claim


def _heads(grid: Grid, row: int) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for column, text in _texts(grid, row):
        for code in _codes().get(label_key(text), ()):
            found.setdefault(code, column)
    return found


def _about(grid: Grid, row: int, about: dict[str, str]) -> None:
    for column, text in _texts(grid, row):
        code = next((c for c in _codes().get(label_key(text), ()) if c in ABOUT), None)
        if code is not None:
            about[code] = _text(grid, row, column + 1)


def _figure(grid: Grid, row: int, columns: Mapping[str, int]) -> tuple[Printed, _Place]:
    place = _Place(grid.sheet, row, columns["figure"])
    year = _text(grid, row, columns["year"])
    plain_year = year.removesuffix("年").strip()
    at = columns["value"]
    value, percent = _text(grid, row, at), False
    number = grid.at(row, at)
    if (row, at) in grid.percents and isinstance(number, int | float):
        value, percent = repr(round(100 * number, 10)), True
    unit = _unit(_text(grid, row, columns.get("unit", -1)), _Place(grid.sheet, row,
                 columns.get("unit", at)))  # fmt: skip
    derived = label_key(_text(grid, row, columns.get("derived", -1)))
    if not (plain_year.isascii() and plain_year.isdecimal()):
        raise _Place(grid.sheet, row, columns["year"]).wrong(message("audit.year", year=year[:20]))
    made = Printed(
        key_of(_text(grid, row, columns["figure"])),
        int(plain_year[:6]),
        value,
        "percent" if percent else unit,
        _text(grid, row, columns.get("where", -1)),
        _text(grid, row, columns.get("quote", -1)),
        derived in _words("yes"),
    )
    try:
        return checked_figure(made), place
    except MethodError as error:
        column = at if error.message.code == "audit.not_a_figure" else place.column
        raise replace(place, column=column).wrong(error.message) from error


def _claim(grid: Grid, row: int, columns: Mapping[str, int], count: int) -> tuple[Claim, _Place]:
    place = _Place(grid.sheet, row, columns["formula"])
    # A formula that begins with an equals sign would have been one of the spreadsheet.
    formula = _text(grid, row, columns["formula"]).lstrip("=＝ ")
    key = _text(grid, row, columns.get("check", -1)) or f"check_{count}"
    title = _text(grid, row, columns.get("title", -1))
    try:
        canonical = with_keys(formula)
    except MethodError as error:
        raise place.wrong(error.message) from error
    try:
        target = target_with_keys(_text(grid, row, columns["target"]))
    except MethodError as error:
        raise replace(place, column=columns["target"]).wrong(error.message) from error
    try:
        return checked_claim(Claim(key, canonical, target, title)), place
    except MethodError as error:
        raise place.wrong(error.message) from error


def _unit(text: str, place: _Place) -> str:
    if not text:
        return "money"
    for unit in UNITS:
        if label_key(text) in _words(f"unit.{unit}") or text == unit:
            return unit
    known = ", ".join(catalogue("zh")[f"audit.sheet.unit.{unit}"] for unit in UNITS)
    raise place.wrong(message("audit.figure_unit", unit=text[:40], known=known))


def _tolerance(text: str) -> float:
    if not text:
        return 0.5
    try:
        return checked_tolerance(float(text))
    except ValueError:
        raise MethodError(message("audit.tolerance", value=text[:20])) from None


def _texts(grid: Grid, row: int) -> Iterator[tuple[int, str]]:
    for column in grid.filled(row):
        cell = grid.at(row, column)
        if isinstance(cell, str):
            yield column, cell


def _text(grid: Grid, row: int, column: int) -> str:
    cell: Cell = grid.at(row, column) if column >= 0 else None
    if cell is None:
        return ""
    if is_number(cell):
        number = float(cell)  # type: ignore[arg-type]
        return str(int(number)) if number.is_integer() else repr(number)
    return str(cell).strip()


@cache
def _codes() -> Mapping[str, tuple[str, ...]]:
    """Headings, in any language, with the columns that they may be."""
    found: dict[str, tuple[str, ...]] = {}
    for code in (*FIGURE_COLUMNS, *CHECK_COLUMNS, *ABOUT):
        for word in _words(code):
            found[word] = (*found.get(word, ()), code)
    return FrozenMap(found)


@cache
def _words(code: str) -> frozenset[str]:
    return frozenset(label_key(catalogue(each)[f"audit.sheet.{code}"]) for each in LANGUAGES)
