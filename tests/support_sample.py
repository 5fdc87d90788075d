"""The constructed sample as a project has it, for tests whose subject is not the import."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.state import ProjectFile, ProjectState


def sample_state(folder: Path) -> ProjectState:
    """The state of a project that holds the sample's files, written into a folder."""
    files = []
    for path in write_sample(folder):
        report = inspect_file(path)
        size = path.stat().st_size
        files.append(ProjectFile(path.name, report.sha256, size, (), report, report.sha256))
    return ProjectState(files=tuple(files))


SMALLER_UNITS = {"万元": "千元", "亿元": "千万元"}
"""Units that make the same numbers a tenth of the money."""


def write_second_province(sample: Path, folder: Path, region: str, *, smaller: bool = True) -> None:
    """The province's workbooks of a written sample once more, under another name.

    smaller: with units that make every amount of money a tenth: shares and growth stay. Copies
    of the cities' file are left out: they are cities of the sample's province.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(sample.glob("示例省*.xlsx")):
        if "各市" in path.name:
            continue
        book = openpyxl.load_workbook(path)
        for sheet in book:
            sheet.title = sheet.title.replace("示例省", region)
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str):
                        cell.value = _renamed(cell.value, region, smaller)
        book.save(folder / path.name.replace("示例省", region))
    for path in sorted(sample.glob("固定资产投资价格指数*.xlsx")):
        book = openpyxl.load_workbook(path)
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("示例省", region)
        book.save(folder / f"{region}{path.name}")


def _renamed(text: str, region: str, smaller: bool) -> str:
    text = text.replace("示例省", region)
    for unit, other in SMALLER_UNITS.items() if smaller else ():
        if unit in text:
            return text.replace(unit, other)
    return text
