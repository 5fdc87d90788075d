"""LibreOffice as the judge of an exported workbook: change cells, recalculate, read back."""

from __future__ import annotations

import math
import re
import subprocess
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import python_calamine

from gxde_desktop.exporting.layout import WorkbookLayout
from models.cities import Cities
from models.dataset import Dataset
from models.evaluation import Absent, Evaluation
from models.io_table import Block, IOTable
from models.measurement import Measurement
from models.quantities import REGISTRY
from models.series import AnnualSeries
from models.sources import Origin, address

# A plain conversion keeps the stored values; this setting makes every load recompute.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

Cells = Mapping[tuple[str, str], float]
"""Values by (sheet, A1 address)."""


class Spreadsheet:
    """LibreOffice with a profile of its own that recalculates on load."""

    def __init__(self, soffice: str, folder: Path) -> None:
        self._soffice = soffice
        self._folder = folder
        self._profile = folder / "profile"
        user = self._profile / "user"
        user.mkdir(parents=True, exist_ok=True)
        (user / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")

    def converted(self, workbooks: Sequence[Path]) -> list[Path]:
        """Workbooks recomputed and saved anew, all in one run of the program."""
        out = self._folder / "out"
        self._run(*workbooks)
        return [out / path.name for path in workbooks]

    def _run(self, *workbooks: Path) -> None:
        subprocess.run(
            [
                self._soffice,
                f"-env:UserInstallation={self._profile.as_uri()}",
                "--headless",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(self._folder / "out"),
                *map(str, workbooks),
            ],
            check=True,
            capture_output=True,
            timeout=180 * len(workbooks),
        )

    def recalculated(self, workbook: Path, changes: Cells | None = None) -> openpyxl.Workbook:
        """The workbook after `changes` were typed into it, recomputed, with values."""
        source = workbook
        if changes:
            source = self._folder / "changed.xlsx"
            type_into(openpyxl.load_workbook(workbook), changes, source)
        self._run(source)
        return openpyxl.load_workbook(self._folder / "out" / source.name, data_only=True)


def type_into(book: openpyxl.Workbook, changes: Cells, target: Path) -> None:
    """Save a workbook as another file with numbers typed into it."""
    for (sheet, cell), value in changes.items():
        book[sheet][cell] = value
    book.save(target)


def parameter_cell(workbook: Path, name: str) -> tuple[str, str]:
    """Sheet and cell of a defined name."""
    book = openpyxl.load_workbook(workbook, read_only=True)  # the names, and no cells
    try:
        sheet, cell = book.defined_names[name].attr_text.rsplit("!", 1)
    finally:
        book.close()
    return sheet.strip("'"), cell.replace("$", "")


def compare(
    book: openpyxl.Workbook,
    layout: WorkbookLayout,
    expected: Measurement,
    *,
    keys: Collection[str] = tuple(REGISTRY),
) -> tuple[int, list[str]]:
    """Count of compared cells, and every one beyond 1e-9 of its scale.

    keys: of the quantities that the workbook holds.
    The scale of a cell is the largest term in its tree, at least 1 (architecture, equality).
    """
    compared, wrong = 0, []
    for key in keys:
        quantity = REGISTRY[key]
        for index in np.ndindex(expected.values[key].shape):
            value = expected.at(key, index)
            if math.isnan(value) and (quantity.is_input or not layout.has(key)):
                continue
            sheet, row, column = layout.place(key, index)
            shown = book[sheet].cell(row + 1, column + 1).value
            compared += 1
            if math.isnan(value):
                if isinstance(shown, int | float):
                    wrong.append(f"{key}{index}: program has none, spreadsheet {shown}")
                continue
            scale = max(1.0, abs(value))
            if not quantity.is_input:
                evaluation = Evaluation(expected)
                assert not isinstance(evaluation.of(expected.tree(key, *index)), Absent)
                scale = max(scale, evaluation.largest)
            if not isinstance(shown, int | float) or abs(shown - value) > 1e-9 * scale:
                wrong.append(f"{key}{index} {sheet}: program {value!r}, spreadsheet {shown!r}")
    return compared, wrong


def typed_into(workbook: Path, changes: Cells, target: Path) -> Path:
    """A copy of a workbook of ours with other numbers in cells, nothing recalculated.

    In the XML itself: opening and saving hundreds of thousands of cells takes a minute.
    """
    book = openpyxl.load_workbook(workbook, read_only=True)
    names = {name: f"xl/worksheets/sheet{n}.xml" for n, name in enumerate(book.sheetnames, 1)}
    book.close()
    by_part: dict[str, dict[str, float]] = {}
    for (sheet, cell), value in changes.items():
        by_part.setdefault(names[sheet], {})[cell] = value
    with (
        zipfile.ZipFile(workbook) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            data = old.read(info)
            for cell, value in by_part.get(info.filename, {}).items():
                pattern = rb'(<c r="%s"(?: s="\d+")?>)<v>[^<]*</v>' % cell.encode()
                put = rb"\g<1><v>%s</v>" % repr(float(value)).encode()
                data, count = re.subn(pattern, put, data)
                assert count == 1, f"{cell} is no number of {info.filename}"
            new.writestr(info, data)
    return target


def with_wrong_results(workbook: Path, target: Path) -> Path:
    """A copy of a workbook of ours with a wrong stored value in every formula cell."""
    wrong = 0
    with (
        zipfile.ZipFile(workbook) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            data = old.read(info)
            if info.filename.startswith("xl/worksheets/sheet"):
                data, count = re.subn(rb"</f><v>[^<]*</v>", b"</f><v>-98765.4321</v>", data)
                wrong += count
            new.writestr(info, data)
    assert wrong > 0
    return target


def values_of(workbook: Path) -> dict[str, list[list[object]]]:
    """Cells of every sheet from A1 on, read fast."""
    found = {}
    book = python_calamine.CalamineWorkbook.from_path(str(workbook))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        top, left = sheet.start or (0, 0)
        rows: list[list[object]] = [[] for _ in range(top)]
        rows += [[*([None] * left), *row] for row in sheet.to_python(skip_empty_area=True)]
        found[name] = rows
    return found


def compare_fast(
    sheets: Mapping[str, list[list[object]]], layout: WorkbookLayout, expected: Measurement
) -> tuple[int, list[str]]:
    """`compare` over plain values; a cell's own scale is looked at where 1 is not enough."""
    compared, wrong = 0, []
    for key, quantity in REGISTRY.items():
        for index in np.ndindex(expected.values[key].shape):
            value = expected.at(key, index)
            if math.isnan(value) and (quantity.is_input or not layout.has(key)):
                continue
            name, row, column = layout.place(key, index)
            rows = sheets[name]
            shown = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
            number = isinstance(shown, int | float) and not isinstance(shown, bool)
            compared += 1
            if math.isnan(value):
                if number:
                    wrong.append(f"{key}{index}: program has none, spreadsheet {shown}")
                continue
            if not number:
                wrong.append(f"{key}{index} {name}: program {value!r}, spreadsheet {shown!r}")
                continue
            away = abs(float(shown) - value)  # type: ignore[arg-type]
            if away <= 1e-9 * max(1.0, abs(value)):
                continue
            evaluation = Evaluation(expected)
            evaluation.of(expected.tree(key, *index))
            if away > 1e-9 * max(1.0, abs(value), evaluation.largest):
                wrong.append(f"{key}{index} {name}: program {value!r}, spreadsheet {shown!r}")
    return compared, wrong


def errors_in(sheets: Mapping[str, list[list[object]]]) -> list[str]:
    """Cells that show an error."""
    return [
        f"{name}!{address(r, c)} {cell}"
        for name, rows in sheets.items()
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if isinstance(cell, str) and cell.startswith("#") and cell.endswith(("!", "?", "A"))
    ]


def dataset_with(data: Dataset, origin: Origin, value: float) -> Dataset:
    """The dataset with another number in one source cell."""

    def block(each: Block) -> Block:
        for index in np.ndindex(each.values.shape):
            if each.address(*index) == origin.cell:
                values = each.values.copy()
                values[index] = value
                return replace(each, values=values)
        return each

    def table(each: IOTable | None) -> IOTable | None:
        if each is None or each.source != origin.table:
            return each
        return replace(each, blocks={code: block(one) for code, one in each.blocks.items()})

    def series(each: AnnualSeries) -> AnnualSeries:
        if each.source != origin.table or origin.cell not in each.cells:
            return each
        place = each.cells.index(origin.cell)
        return replace(each, values=(*each.values[:place], value, *each.values[place + 1 :]))

    benchmarks = tuple(
        replace(each, table=table(each.table), reference=table(each.reference))  # type: ignore[arg-type]
        for each in data.benchmarks
    )
    by_industry = {
        role: {key: series(one) for key, one in by_key.items()}
        for role, by_key in data.industry_series.items()
    }
    cities = {
        indicator: {name: tuple(map(series, pieces)) for name, pieces in by_name.items()}
        for indicator, by_name in data.cities.series.items()
    }
    return replace(
        data,
        benchmarks=benchmarks,
        series={role: series(one) for role, one in data.series.items()},
        industry_series=by_industry,
        cities=Cities(data.cities.names, cities),
    )
