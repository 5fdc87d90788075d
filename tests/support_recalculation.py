"""LibreOffice as the judge of an exported workbook: change cells, recalculate, read back."""

from __future__ import annotations

import math
import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import openpyxl

from gxde_desktop.exporting.layout import WorkbookLayout
from models.expression import Absent, Evaluation
from models.measurement import Measurement
from models.quantities import REGISTRY

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

    def recalculated(self, workbook: Path, changes: Cells | None = None) -> openpyxl.Workbook:
        """The workbook after `changes` were typed into it, recomputed, with values."""
        source = workbook
        if changes:
            book = openpyxl.load_workbook(workbook)
            for (sheet, cell), value in changes.items():
                book[sheet][cell] = value
            source = self._folder / "changed.xlsx"
            book.save(source)
        out = self._folder / "out"
        subprocess.run(
            [
                self._soffice,
                f"-env:UserInstallation={self._profile.as_uri()}",
                "--headless",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(out),
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return openpyxl.load_workbook(out / source.name, data_only=True)


def parameter_cell(workbook: Path, name: str) -> tuple[str, str]:
    """Sheet and cell of a defined name."""
    book = openpyxl.load_workbook(workbook)
    sheet, cell = book.defined_names[name].attr_text.rsplit("!", 1)
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
            if quantity.is_input and math.isnan(value):
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
