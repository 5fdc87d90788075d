"""A workbook of XlsxWriter on its way to the disk: failing and cancelled without a trace.

XlsxWriter by itself puts every sheet aside in a temporary file, and an archive that could not be
written tries once more when it is let go, and complains where nobody listens. So all is put
together in memory (`exporting.package`) and only then written; until then there is no file. The
end of a large workbook takes a second, in which a person may cancel: it is asked between rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from gxde_desktop.exporting.package import Ask, PackedWorkbook
from gxde_desktop.exporting.sheet import ask_nothing

PLAIN: Mapping[str, Any] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Text stays text: nothing that a source file says becomes a formula or a link."""


@contextmanager
def workbook_at(
    path: Path, options: Mapping[str, Any] = PLAIN, ask: Ask = ask_nothing, step: Ask = ask_nothing
) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is written to `path` at the end of the block.

    ask: called between rows, step: after each sheet that is packed. Raises OSError for what the
    operating system refuses, and what `ask` and `step` raise; then the file is not whole.
    """
    book = PackedWorkbook(options, ask, step)
    yield book
    try:
        book.close()
    except FileCreateError as error:
        refused = error.args[0] if error.args else None
        raise refused if isinstance(refused, OSError) else OSError(str(error)) from error
    book.write(path)
