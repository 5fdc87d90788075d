"""The constructed sample: input workbooks in official layouts, with invented numbers."""

from __future__ import annotations

from pathlib import Path

from gxde_desktop.exporting.sample.book import Book
from gxde_desktop.exporting.sample.files import FILES

__all__ = ["write_sample"]


def write_sample(folder: Path) -> tuple[Path, ...]:
    """Write the sample's workbooks into a folder, made where it is missing.

    Files of the same names are replaced. The same version writes the same bytes.
    Returns the paths in a fixed order; raises OSError for what cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file in FILES:
        path = folder / file.name
        try:
            with Book(path) as book:
                file.write(book)
        except BaseException:  # half a workbook would be taken for one
            path.unlink(missing_ok=True)
            raise
        written.append(path)
    return tuple(written)
