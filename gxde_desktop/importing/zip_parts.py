"""Parts of a zipped workbook, unpacked within bounds.

What the archive declares about itself may lie, so the packed bytes are inflated here and the
bytes that really come out are counted. A reader of another library sees the archive only
after this has passed.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from gxde_desktop.importing.limits import MAX_REAL_BYTES
from gxde_desktop.importing.wording import ImportRefused

MAX_RATIO = 400
"""Compression above this, on a part of some size, is no spreadsheet: real sheets reach 30."""

MAX_PARTS = 20_000
_SMALL = 20_000_000
"""A part below this harms nobody, however well it was packed."""

_CHUNK = 1 << 22
_ENTRY = b"PK\x01\x02"


class Parts:
    """The parts of an archive by name; unpacked bytes of all reads together are bounded."""

    def __init__(self, data: bytes) -> None:
        if data.count(_ENTRY) > MAX_PARTS:
            raise ImportRefused("refused.bomb", reason=data.count(_ENTRY))
        self._data = data
        self._sizes: dict[int, int] = {}
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                self.infos = archive.infolist()
        except Exception as error:  # zipfile raises a dozen kinds on damaged archives
            raise ImportRefused("refused.damaged") from error
        self._by_name = {part_name(info): info for info in self.infos}
        if len(self.infos) > MAX_PARTS:
            raise ImportRefused("refused.bomb", reason=len(self.infos))
        for info in self.infos:
            if info.flag_bits & 1:
                raise ImportRefused("refused.password")
            _check_ratio(info.file_size, info.compress_size)
        if sum(info.file_size for info in self.infos) > MAX_REAL_BYTES:
            raise ImportRefused("refused.too_large_unpacked", limit=MAX_REAL_BYTES // 1_000_000)

    @property
    def names(self) -> frozenset[str]:
        """Names of all parts, lower case, with forward slashes."""
        return frozenset(self._by_name)

    def find(self, name: str) -> zipfile.ZipInfo | None:
        """The part of a name, whatever its case."""
        return self._by_name.get(name.lower())

    def read(self, name: str, limit: int | None = None) -> bytes:
        """The first `limit` bytes of a part (all of it without); b"" where there is none."""
        info = self.find(name)
        blocks: list[bytes] = []
        size = 0
        for block in self.blocks(info) if info is not None else ():
            blocks.append(block)
            size += len(block)
            if limit is not None and size >= limit:
                break
        return b"".join(blocks)[:limit]

    def blocks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """A part in blocks; refuses what unpacks to more than it may."""
        others = sum(size for start, size in self._sizes.items() if start != info.header_offset)
        size = 0
        for block in self._inflated(info):
            size += len(block)
            self._sizes[info.header_offset] = size
            if others + size > MAX_REAL_BYTES:
                raise ImportRefused("refused.too_large_unpacked", limit=MAX_REAL_BYTES // 1_000_000)
            yield block

    def _inflated(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        packed = self._packed(info)
        if info.compress_type == zipfile.ZIP_STORED:
            yield bytes(packed)
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise ImportRefused("refused.damaged")
        inflater = zlib.decompressobj(-15)
        size, at = 0, 0
        waiting = b""
        try:
            while not inflater.eof and (waiting or at < len(packed)):
                source = waiting or packed[at : at + _CHUNK]
                at += 0 if waiting else _CHUNK
                block = inflater.decompress(source, _CHUNK)
                waiting = inflater.unconsumed_tail
                size += len(block)
                _check_ratio(size, len(packed))
                yield block
        except zlib.error as error:
            raise ImportRefused("refused.damaged") from error
        if not inflater.eof:
            raise ImportRefused("refused.damaged")

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        start = info.header_offset
        head = self._data[start : start + 30]
        if len(head) < 30 or head[:4] != b"PK\x03\x04":
            raise ImportRefused("refused.damaged")
        name_length, extra_length = struct.unpack_from("<HH", head, 26)
        start += 30 + name_length + extra_length
        if start + info.compress_size > len(self._data):
            raise ImportRefused("refused.damaged")
        return memoryview(self._data)[start : start + info.compress_size]


def stored(parts: Mapping[str, Sequence[bytes | memoryview]]) -> bytes:
    """An archive of parts that are not packed, each given in pieces.

    Written here and not by `zipfile`, which would copy every part three times.
    """
    out: list[bytes | memoryview] = []
    listed: list[bytes] = []
    at = 0
    for name, pieces in parts.items():
        title = name.encode()
        size, check = sum(map(len, pieces)), 0
        for piece in pieces:
            check = zlib.crc32(piece, check)
        # Version 2.0, names in UTF-8, not packed, 1 January 1980.
        told = struct.pack("<HHHHHIIIHH", 20, 0x800, 0, 0, 0x21, check, size, size, len(title), 0)
        listed.append(
            _ENTRY + struct.pack("<H", 20) + told + struct.pack("<HHHII", 0, 0, 0, 0, at) + title
        )
        head = b"PK\x03\x04" + told + title
        out += [head, *pieces]
        at += len(head) + size
    ends = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(listed), len(listed), sum(map(len, listed)), at, 0
    )
    return b"".join((*out, *listed, ends))


def part_name(info: zipfile.ZipInfo) -> str:
    """Name of a part for comparing: lower case, forward slashes."""
    return info.filename.lower().replace("\\", "/")


def _check_ratio(size: int, packed: int) -> None:
    if size > _SMALL and size > MAX_RATIO * max(packed, 1):
        raise ImportRefused("refused.bomb", reason=size // max(packed, 1))
