"""Web archives (MHTML): pages in the parts of a mail message -> sheets.

Excel saves a workbook as one page that lists the sheets and one page for each of them; a web
site saves one page.
"""

from __future__ import annotations

import email
import email.policy
from email.message import Message
from urllib.parse import unquote

from gxde_desktop.importing.decoding import check_size, decode_markup
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.html_page import Page
from gxde_desktop.importing.html_sheets import excel_sheets, has_table, page_grid
from gxde_desktop.importing.limits import MAX_SHEETS, Extents, check_sheets
from gxde_desktop.importing.wording import ImportRefused

_MOST_PARTS = 5_000


def grids_of(data: bytes) -> tuple[Grid, ...]:
    """The sheets of a web archive."""
    check_size(data)
    pages = _pages(data)
    if not pages:
        raise ImportRefused("refused.page_without_table")
    sheets = [sheet for _, page in pages for sheet in excel_sheets(page) if sheet.source]
    check_sheets(len(sheets))
    extents = Extents()
    by_name = {_last(location): page for location, page in pages}
    grids = [
        page_grid(by_name[_last(sheet.source)], sheet.name, extents, hidden=sheet.hidden)
        for sheet in sheets
        if _last(sheet.source) in by_name
    ]
    if sheets and len(grids) < len(sheets):
        raise ImportRefused("refused.frames_missing")
    if grids:
        return tuple(grids)
    shown = [page for _, page in pages if has_table(page)]
    if not shown:
        raise ImportRefused("refused.page_without_table")
    names = _names(shown)
    return tuple(page_grid(page, name, extents) for page, name in zip(shown, names, strict=True))


def _names(pages: list[Page]) -> list[str]:
    """What Excel calls each page's sheet, else a number where there are several."""
    names: list[str] = []
    for place, page in enumerate(pages):
        sheets = excel_sheets(page)
        plain = "html" if len(pages) == 1 else f"html{place + 1}"
        name = sheets[0].name if len(sheets) == 1 else plain
        names.append(plain if name in names else name)
    return names


def _pages(data: bytes) -> list[tuple[str, Page]]:
    """Location and content of all pages in the archive, in its order."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    found: list[tuple[str, Page]] = []
    for place, part in enumerate(message.walk()):
        if place > _MOST_PARTS or len(found) > MAX_SHEETS:
            raise ImportRefused("refused.bomb", reason=place)
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            location = str(part.get("Content-Location", ""))
            found.append((location, Page(decode_markup(content, _charset(part)))))
    return found


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (LookupError, UnicodeError, ValueError):
        return None


def _last(location: str) -> str:
    """The file's own name in a location, whatever folders stand before it."""
    return unquote(location.strip()).replace("\\", "/").rsplit("/", 1)[-1].lower()
