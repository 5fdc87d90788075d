"""A look into an OLE compound file (the container of .xls): which streams, is it locked.

Only what is needed to name a file before a reader opens it, and to hand the reader a container
of its workbook alone. Every chain is
followed a bounded number of steps, so that a damaged file cannot hang it.
"""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
_LIST_SECTOR, _FAT_SECTOR, _CHAIN_END, _FREE = 0xFFFFFFFC, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
_MAX_SECTORS = 2_000_000
_BOF_CODES = {0x0009, 0x0209, 0x0409, 0x0809}
_FILEPASS = 0x002F
_BOUNDSHEET = 0x0085
_EOF = 0x000A


class DamagedOle(ValueError):
    """The container's own tables contradict each other."""


class OleFile:
    """Directory and streams of a compound file held in memory."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise DamagedOle("no header")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or not 4 <= mini_shift <= 9:
            raise DamagedOle("sector size")
        self._size = 1 << shift
        self._mini_size = 1 << mini_shift
        (directory,) = struct.unpack_from("<I", data, 48)
        self._cutoff, mini_fat = struct.unpack_from("<II", data, 56)
        self._fat = self._read_fat()
        self._entries = self._read_directory(self._chain(directory))
        self._mini_fat = self._numbers(self._chain(mini_fat)) if mini_fat < _END else []

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all streams and storages."""
        return tuple(self._entries)

    def head(self, name: str, limit: int = 65536) -> bytes:
        """The first bytes of a stream."""
        start, size = self._entries[name]
        if size >= self._cutoff:
            return self._chain(start, limit // self._size + 1)[: min(limit, size)]
        root_start, _ = self._entries.get("Root Entry", (_END, 0))
        mini = self._chain(root_start) if root_start < _END else b""
        found, at, steps = b"", start, 0
        while at < len(self._mini_fat) and len(found) < limit and steps < _MAX_SECTORS:
            found += mini[at * self._mini_size : (at + 1) * self._mini_size]
            at = self._mini_fat[at]
            steps += 1
        return found[: min(limit, size)]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        block = self._data[start : start + self._size]
        if not block:
            raise DamagedOle("sector beyond the end of the file")
        return block

    def _numbers(self, block: bytes) -> list[int]:
        count = len(block) // 4
        return list(struct.unpack(f"<{count}I", block[: count * 4]))

    def _read_fat(self) -> list[int]:
        (more,) = struct.unpack_from("<I", self._data, 68)
        sectors = [n for n in struct.unpack_from("<109I", self._data, 76) if n < _END]
        steps = 0
        while more < _END:
            block = self._numbers(self._sector(more))
            sectors += [n for n in block[:-1] if n < _END]
            more = block[-1]
            steps += 1
            if steps > 10_000:
                raise DamagedOle("allocation table runs in a circle")
        fat: list[int] = []
        for number in sectors:
            fat += self._numbers(self._sector(number))
        return fat

    def _chain(self, start: int, limit: int = _MAX_SECTORS) -> bytes:
        blocks: list[bytes] = []
        at = start
        while at < _END and len(blocks) < limit:
            blocks.append(self._sector(at))
            if at >= len(self._fat) or len(blocks) > len(self._fat):
                raise DamagedOle("chain leaves the allocation table")
            at = self._fat[at]
        return b"".join(blocks)

    def _read_directory(self, block: bytes) -> dict[str, tuple[int, int]]:
        entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(block) - 127, 128):
            (length,) = struct.unpack_from("<H", block, at + 64)
            if not 2 <= length <= 64:
                continue
            name = block[at : at + length - 2].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", block, at + 116)
            entries.setdefault(name, (start, size))
        return entries


def xls_is_locked(stream: bytes) -> bool:
    """Whether a Workbook stream carries a password record before its first sheet."""
    at = 0
    while at + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, at)
        if code == _FILEPASS:
            return True
        if at == 0 and code not in _BOF_CODES:
            return False
        if code in (_BOUNDSHEET, _EOF):
            return False
        at += 4 + length
    return False


def compound(name: str, stream: bytes) -> bytes:
    """A compound file that holds one stream, for a reader that wants the container too."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    tables = lists = 0  # sectors of the allocation table, and those that list more than 109 of it
    while tables * 128 < tables + lists + 1 + sectors:
        tables += 1
        lists = max(0, -(-(tables - 109) // 127))
    directory = tables + lists
    first = directory + 1
    fat = [_FAT_SECTOR] * tables + [_LIST_SECTOR] * lists + [_CHAIN_END]
    fat += [*range(first + 1, first + sectors), _CHAIN_END]
    fat += [_FREE] * (tables * 128 - len(fat))
    head = MAGIC + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, directory, 0, 4096, _CHAIN_END, 0,
                        tables if lists else _CHAIN_END, lists)  # fmt: skip
    head += struct.pack("<109I", *[n if n < tables else _FREE for n in range(109)])
    more = b""
    for place in range(lists):
        start = 109 + 127 * place
        named = [n if n < tables else _FREE for n in range(start, start + 127)]
        following = tables + place + 1 if place + 1 < lists else _CHAIN_END
        more += struct.pack("<128I", *named, following)
    entries = _entry("Root Entry", 5, _CHAIN_END, 0, 1) + _entry(name, 2, first, len(stream))
    table = struct.pack(f"<{len(fat)}I", *fat)
    return b"".join(
        (head, table, more, entries.ljust(512, b"\0"), stream.ljust(sectors * 512, b"\0"))
    )


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    links = struct.pack("<III", _FREE, _FREE, child) + b"\0" * 36
    return head + links + struct.pack("<II4x", start, size)
