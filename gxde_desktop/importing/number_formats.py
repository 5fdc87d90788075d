"""Which number formats show a number as per cent: a cell that holds 0.084 and shows 8.4%.

A cell's format is part of what a table prints: 0.084 under 增长率（%） is 8.4 only where the
format says so. Formats 9 and 10 are built in (ECMA-376 part 1, 18.8.30; [MS-XLS] 2.4.126).
"""

from __future__ import annotations

import html
import re
import struct

BUILT_IN = frozenset((9, 10))
"""0% and 0.00%."""

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_NUMBER_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b[^>]*>")
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_ID = re.compile(rb"\snumFmtId\s*=\s*[\"'](\d{1,9})[\"']")
_CODE = re.compile(rb"\sformatCode\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def is_percent(code: str) -> bool:
    """Whether a format code multiplies by a hundred: 0.0%, but not a quoted or escaped %."""
    return "%" in _LITERAL.sub("", code.split(";")[0])


def of_styles(styles: bytes) -> frozenset[int]:
    """Numbers of the cell formats of `xl/styles.xml` that show per cent."""
    known = set(BUILT_IN)
    for tag in _NUMBER_FORMAT.findall(styles):
        number, code = _ID.search(tag), _CODE.search(tag)
        if number is None or code is None:
            continue
        text = html.unescape((code.group(1) or code.group(2) or b"").decode("utf-8", "replace"))
        if is_percent(text):
            known.add(int(number.group(1)))
        else:
            known.discard(int(number.group(1)))
    cells = _CELL_FORMATS.search(styles)
    if cells is None:
        return frozenset()
    formats = [_ID.search(tag) for tag in _FORMAT.findall(cells.group())]
    return frozenset(n for n, found in enumerate(formats) if found and int(found.group(1)) in known)


class BiffFormats:
    """Cell formats of an .xls as their records come: FORMAT (0x041E) and XF (0x00E0)."""

    def __init__(self) -> None:
        self._known = set(BUILT_IN)
        self._cells: list[int] = []

    def format(self, content: bytes) -> None:
        """A number format: its number, the length of its code, flags, the code."""
        if len(content) < 5:
            return
        number, count, flags = struct.unpack_from("<HHB", content)
        wide = flags & 1
        code = content[5 : 5 + count * (2 if wide else 1)]
        text = code.decode("utf-16-le" if wide else "latin-1", "replace")
        (self._known.add if is_percent(text) else self._known.discard)(number)

    def cell_format(self, content: bytes) -> None:
        """A cell format: font, then the number of its number format."""
        self._cells.append(struct.unpack_from("<H", content, 2)[0] if len(content) >= 4 else 0)

    def percent(self) -> frozenset[int]:
        """Numbers of the cell formats that show per cent."""
        return frozenset(n for n, known in enumerate(self._cells) if known in self._known)
