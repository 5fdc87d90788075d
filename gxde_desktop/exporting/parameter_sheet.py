"""The parameter sheet: numbers are named cells that the formulas read, choices are fixed."""

from __future__ import annotations

from typing import Any

from gxde_desktop.exporting.formats import protect, set_paper
from gxde_desktop.exporting.layout import parameter_name
from gxde_desktop.exporting.page import Book
from gxde_desktop.exporting.sheet import Sheet
from gxde_desktop.text import label_text, listed, tr, unit_text
from models.live import is_live
from models.parameters import (
    ASSET_SPECS,
    GLOBAL_SPECS,
    Parameters,
    ParameterSpec,
    spec_of,
    value_of,
    yearly_name,
)

FIRST_ROW = 4
"""Row of the heads of the assets' parameters."""

_GAP = 3
"""Rows from the last of them to the heads of the others."""


def write_parameters(book: Book) -> None:
    """Write all parameters: assets across, parameters down, then the global ones."""
    formats = book.cells.formats
    sheet = book.add(tr("exporting.parameters"), book.say("exporting.parameters.help"), "inputs")
    writer = _Parameters(book, sheet)
    sheet.write_string(0, 0, tr("exporting.parameters"), formats.text("title"))
    book.link(sheet, 1, 0, tr("exporting.to_contents"), tr("exporting.contents"))
    sheet.write_string(2, 0, book.say("exporting.parameters_note"), formats.text("note"))
    set_paper(sheet)
    protect(sheet)
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 5, 25)
    sheet.set_column(1, len(writer.parameters.assets), 36)
    sheet.set_column(6, 6, 24)
    sheet.set_column(7, 7, 32)
    sheet.freeze_panes(4, 1)
    writer.assets(FIRST_ROW)
    last = writer.globals(FIRST_ROW + len(_asset_names(writer.parameters)) + _GAP)
    sheet.print_area(0, 0, last, len(writer.parameters.assets) + 4)


def parameter_places(parameters: Parameters) -> dict[str, tuple[int, int]]:
    """Row and column of the cell of every parameter, by path."""
    found = {
        f"{asset}.{name}": (row, column)
        for row, name in enumerate(_asset_names(parameters), FIRST_ROW + 1)
        for column, asset in enumerate(parameters.assets, 1)
    }
    first = FIRST_ROW + len(_asset_names(parameters)) + _GAP
    found |= {name: (row, 1) for row, name in enumerate(_global_names(parameters), first + 1)}
    return found


def _asset_names(parameters: Parameters) -> tuple[str, ...]:
    years = sorted({year for asset in parameters.assets.values() for year, _ in asset.shares})
    return (*ASSET_SPECS, *(f"share_{year}" for year in years))


def _global_names(parameters: Parameters) -> tuple[str, ...]:
    return (*GLOBAL_SPECS, *(f"margin_{year}" for year, _ in parameters.margins))


class _Parameters:
    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.workbook = book.workbook
        self.sheet = sheet
        self.formats = book.cells.formats
        self.live = book.cells.live
        self.parameters = book.cells.measurement.parameters
        self.base = self.parameters.base_year

    def assets(self, row: int) -> None:
        """Asset parameters from a header row on."""
        text = self.formats.text
        names = tuple(self.parameters.assets)
        heads = [label_text("asset", name) for name in names]
        self._header(row, heads)
        for name in _asset_names(self.parameters):
            row += 1
            self.sheet.write_string(row, 0, self._title(name), text("label"))
            for column, asset in enumerate(names, start=1):
                self._value(row, column, f"{asset}.{name}")
            self._describe(row, len(names) + 1, tuple(f"{asset}.{name}" for asset in names))

    def globals(self, row: int) -> int:
        """Parameters of the whole measurement; the last row."""
        self._header(row, [tr("exporting.value")])
        for name in _global_names(self.parameters):
            row += 1
            self.sheet.write_string(row, 0, self._title(name), self.formats.text("label"))
            self._value(row, 1, name)
            self._describe(row, len(self.parameters.assets) + 1, (name,))
        return row

    def _header(self, row: int, heads: list[str]) -> None:
        text = self.formats.text
        self.sheet.write_string(row, 0, tr("exporting.parameter"), text("header_left"))
        for column, head in enumerate(heads, start=1):
            self.sheet.write_string(row, column, head, text("header"))
        last = len(self.parameters.assets) + 1
        for offset, code in enumerate(("unit", "range", "live", "source")):
            self.sheet.write_string(
                row, last + offset, tr(f"exporting.{code}"), text("header_left")
            )

    def _value(self, row: int, column: int, path: str) -> None:
        spec, value = spec_of(path), value_of(self.parameters, path)
        if value is None:
            self.sheet.write_string(
                row, column, tr("exporting.automatic"), self.formats.number("missing", "one")
            )
        elif spec.kind in ("number", "integer"):
            live = self._is_live(path)
            self.sheet.write_number(
                row, column, value, self.formats.number("input" if live else "fixed", "one")
            )
            if spec.live:
                self._name(row, column, path)
            if live:
                self._limit(row, column, path, spec)
        else:
            self.sheet.write_string(
                row, column, self._choice(path, value), self.formats.text("choice")
            )
        self._explain(row, column, path)

    def _explain(self, row: int, column: int, path: str) -> None:
        """The parameter's help and source as a note on its first cell."""
        if column != 1:
            return
        name = path.rpartition(".")[2]
        yearly = yearly_name(name)
        stem = yearly[0] if yearly is not None else name
        source = tr(f"source.{spec_of(path).source}")
        note = tr("exporting.explanation", help=tr(f"parameter.{stem}.help"), source=source)
        self.sheet.write_comment(row, column, note, {"author": "", "width": 320, "height": 90})

    def _name(self, row: int, column: int, path: str) -> None:
        """Name the cell that formulas read."""
        place = f"'{self.sheet.get_name()}'!${chr(ord('A') + column)}${row + 1}"
        self.workbook.define_name(parameter_name(path), f"={place}")

    def _limit(self, row: int, column: int, path: str, spec: ParameterSpec) -> None:
        """Let the cell take only what the program would take."""
        self.sheet.data_validation(
            row,
            column,
            row,
            column,
            {
                "validate": "decimal",
                "criteria": "between",
                "minimum": spec.low,
                "maximum": spec.high,
                "error_title": self._title(path.rpartition(".")[2])[:32],
                "error_message": tr("exporting.out_of_range", low=spec.low, high=spec.high),
            },
        )

    def _choice(self, path: str, value: Any) -> str:
        name = path.rpartition(".")[2]
        if spec_of(path).kind == "text":
            return str(value)
        return tr(f"choice.{name}.{str(value).lower()}")

    def _title(self, name: str) -> str:
        yearly = yearly_name(name)
        if yearly is not None:
            return f"{tr(f'parameter.{yearly[0]}.title')} {yearly[1]}"
        return tr(f"parameter.{name}.title")

    def _describe(self, row: int, column: int, paths: tuple[str, ...]) -> None:
        """Unit, range, whether the workbook recomputes, source: one row for all its paths."""
        spec = spec_of(paths[0])
        note = self.formats.text("detail")
        self.sheet.write_string(row, column, unit_text(spec.unit, self.base), note)
        comma = "" if spec.unit == "year" else ","  # a year is not 2,000
        span = "" if spec.low is None else f"{spec.low:{comma}.10g} – {spec.high:{comma}.10g}"
        self.sheet.write_string(row, column + 1, span, note)
        self.sheet.write_string(row, column + 2, self._live_text(paths), note)
        self.sheet.write_string(row, column + 3, tr(f"source.{spec.source}"), note)

    def _is_live(self, path: str) -> bool:
        return self.live and is_live(self.parameters, path)

    def _live_text(self, paths: tuple[str, ...]) -> str:
        frozen = [path for path in paths if not self._is_live(path)]
        if len(frozen) == len(paths):
            return tr("exporting.is_fixed")
        if not frozen:
            return tr("exporting.is_live")
        names = listed(label_text("asset", path.partition(".")[0]) for path in frozen)
        return tr("exporting.is_live_except", assets=names)
