"""Bytes of text files -> text, by what the bytes say."""

from __future__ import annotations

import codecs
import re

from gxde_desktop.importing.limits import MAX_TEXT_BYTES
from gxde_desktop.importing.wording import ImportRefused

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
_CHINESE = {"gb2312", "gbk", "x-gbk", "cp936", "936", "gb_2312-80", "csgb2312", "hz-gb-2312"}
_MOSTLY = 1000
"""One wrong byte in so many characters of a page is a slip, more is another encoding."""


def check_size(data: bytes) -> None:
    """Refuses text that would take too much memory."""
    if len(data) > MAX_TEXT_BYTES:
        raise ImportRefused("refused.too_large", limit=MAX_TEXT_BYTES // 1_000_000)


def decode(data: bytes) -> str:
    """Text of a csv: by its mark, else UTF-8, else GB18030 (which holds GBK and GB2312)."""
    check_size(data)
    wide = _wide(data)
    for name in (wide,) if wide else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise ImportRefused("refused.encoding")


def decode_markup(data: bytes, charset: str | None = None) -> str:
    """Text of a page or an XML file.

    By its mark, else the charset that the transport says, else the one that the page says,
    else UTF-8, else GB18030. A declaration that does not fit the bytes is passed over.
    """
    check_size(data)
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace").removeprefix("\ufeff")
    declared = [name for name in (charset, _declared(data)) if name]
    for name in (*declared, "utf-8-sig", "gb18030"):
        try:
            return data.decode(_known(name)).removeprefix("\ufeff")
        except (LookupError, UnicodeDecodeError):
            continue
    for name in (*declared, "utf-8-sig", "gb18030"):
        try:
            text = data.decode(_known(name), "replace")
        except LookupError:
            continue
        if text.count("\ufffd") * _MOSTLY <= len(text):
            return text.removeprefix("\ufeff")
    raise ImportRefused("refused.encoding")


def head_of(data: bytes, length: int = 65536) -> bytes:
    """The first bytes of a file as ASCII-like text, also where every character takes two bytes."""
    wide = _wide(data)
    head = data[:length]
    return head.decode(wide, "replace").encode() if wide else head


def _wide(data: bytes) -> str | None:
    """The encoding of text of two bytes a character, by its mark or by where the zeros stand."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:4096]
    if len(head) < 8 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even == 0 and odd * 4 >= len(head) // 2:
        return "utf-16-le"
    if odd == 0 and even * 4 >= len(head) // 2:
        return "utf-16-be"
    return None


def _declared(data: bytes) -> str | None:
    found = _XML.search(data[:1024]) or _META.search(data[:8192])
    return found.group(1).decode("ascii") if found else None


def _known(name: str) -> str:
    """The codec of a declared name; the older Chinese names all stand for GB18030."""
    name = name.strip().strip("\"'").lower()
    if name in _CHINESE:
        return "gb18030"
    if codecs.lookup(name).name.startswith(("utf-16", "utf-32", "idna", "punycode")):
        raise LookupError(name)  # the declaration itself was readable in single bytes
    return name
