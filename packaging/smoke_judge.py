"""What a run of the smoke test left behind: is it right?"""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import openpyxl
from PySide6.QtGui import QImage
from smoke_run import Failed

PICTURES = Path(__file__).resolve().parent.parent / "out" / "smoke"


def numbers(workbook: Path) -> dict[tuple[str, str], float]:
    """Every number of a workbook by sheet and cell, cached values of formulas included."""
    try:
        book = openpyxl.load_workbook(workbook, data_only=True)
    except Exception as problem:
        raise Failed(f"{workbook.name} cannot be opened: {problem}") from problem
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    }


def is_result(value: float) -> bool:
    """A number that says something: a fraction, neither a year nor a count."""
    return math.isfinite(value) and value != int(value)


def same_numbers(one: Path, other: Path) -> int:
    """How many numbers two workbooks share; fails where they differ."""
    left, right = numbers(one), numbers(other)
    if not any(map(is_result, left.values())):
        raise Failed(f"{one.name} holds no result")
    different = [key for key in {**left, **right} if left.get(key) != right.get(key)]
    if different:
        examples = "\n".join(
            f"  {sheet}!{cell}: {left.get((sheet, cell))} and {right.get((sheet, cell))}"
            for sheet, cell in different[:10]
        )
        raise Failed(f"{len(different)} cells differ between frozen and source:\n{examples}")
    return len(left)


def keep_pictures(folder: Path) -> int:
    """Check that the window's pictures show something, and keep them to be looked at."""
    pictures = sorted(folder.rglob("*.png"))
    if not pictures:
        raise Failed(f"the window saved no picture, only {names(folder)}")
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    for path in pictures:
        shutil.copy(path, PICTURES)
        image = QImage(str(path))
        if image.width() < 400 or image.height() < 300:
            raise Failed(f"{path.name} is no picture of a window: {image.width()}×{image.height()}")
        colours = {
            image.pixel(x, y)
            for x in range(0, image.width(), 4)
            for y in range(0, image.height(), 4)
        }
        if len(colours) < 12:
            raise Failed(f"{path.name} is blank: {len(colours)} colours")
    return len(pictures)


def names(folder: Path) -> str:
    """The names in a folder, for a message."""
    return ", ".join(sorted(path.name for path in folder.iterdir())) or "nothing"


def folder_size(folder: Path) -> int:
    """Bytes of all files; links are not counted twice."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
