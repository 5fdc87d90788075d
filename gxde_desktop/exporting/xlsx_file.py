"""A workbook of XlsxWriter on its way to the disk: failing and cancelled without a trace.

XlsxWriter writes every sheet to a temporary file and packs them into an archive at the end. The
temporary files stand in a folder of their own here, which goes whatever happens. An archive that
could not be written tries once more when it is let go, and complains where nobody listens: the
file that it is given fails once and then takes everything in silence. And the end of a large
workbook takes seconds, in which a person may cancel: it is asked between rows and while packing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from gxde_desktop.exporting.sheet import Sheet, ask_nothing

PLAIN: Mapping[str, Any] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Text stays text: nothing that a source file says becomes a formula or a link."""

Ask = Callable[[], None]
"""Raises where the work is to end."""


@contextmanager
def workbook_at(
    path: Path, options: Mapping[str, Any] = PLAIN, ask: Ask = ask_nothing
) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is written to `path` at the end of the block.

    Raises OSError for what the operating system refuses, and what `ask` raises; then the file
    is not whole.
    """
    with (
        tempfile.TemporaryDirectory(prefix="gxde-", ignore_cleanup_errors=True) as parts,
        closing(_FailingOnce(path, ask)) as target,
    ):
        book = _Workbook(target, {**options, "tmpdir": parts}, ask)
        yield book
        try:
            book.close()
        except FileCreateError as error:
            refused = error.args[0] if error.args else None
            raise refused if isinstance(refused, OSError) else OSError(str(error)) from error


class _Workbook(xlsxwriter.Workbook):
    """Hands what asks whether to go on to its sheets."""

    def __init__(self, target: object, options: dict[str, Any], ask: Ask) -> None:
        super().__init__(target, options)
        self._ask = ask

    def add_worksheet(
        self, name: str | None = None, worksheet_class: type[Worksheet] | None = None
    ) -> Worksheet:
        sheet = super().add_worksheet(name, worksheet_class)
        if isinstance(sheet, Sheet):
            sheet.ask = self._ask
        return sheet


class _FailingOnce:
    """A file that raises once, and from then on takes everything and keeps nothing."""

    def __init__(self, path: Path, ask: Ask) -> None:
        self._stream = path.open("wb")
        self._ask = ask
        self._at = 0
        self._failed = False

    def write(self, data: bytes) -> int:
        """As of any file; asks before."""
        if not self._failed:
            self._once(self._ask)
            self._once(lambda: self._stream.write(data))
        self._at += len(data)
        return len(data)

    def seek(self, offset: int) -> int:
        """As of any file, from its start."""
        self._once(lambda: self._stream.seek(offset))
        self._at = offset
        return offset

    def tell(self) -> int:
        """As of any file."""
        return self._at

    def flush(self) -> None:
        """As of any file."""
        self._once(self._stream.flush)

    def close(self) -> None:
        """As of any file; what is in its buffer is written, or fails, now."""
        self._once(self._stream.flush)
        self._failed = True
        # A buffer that could not be written is written once more by closing.
        try:
            self._stream.close()
        except OSError:
            self._stream.raw.close()

    def _once(self, do: Callable[[], object]) -> None:
        if self._failed:
            return
        try:
            do()
        except BaseException:
            self._failed = True
            raise
