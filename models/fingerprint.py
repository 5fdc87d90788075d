"""Content of a dataset as a digest: equal content, equal digest; other content, another one.

What a result rests on is named by it: results are kept by it, and a workbook or a project
says with it which data its figures come from. Everything counts that a figure or its
derivation shows: values, units, sectors, and the cells that they were read from.
"""

from __future__ import annotations

import hashlib
import struct
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from threading import Lock
from typing import Any, Protocol

import numpy as np

from models.concordance import Concordance
from models.dataset import Dataset
from models.io_table import IOTable
from models.series import AnnualSeries

_KEPT = 512


class _Sink(Protocol):
    def update(self, data: bytes, /) -> None: ...


class Fingerprints:
    """Digests of datasets; tables and series that several share are hashed once.

    Thread-safe. Holds on to the parts it has seen last, at most 512.
    """

    def __init__(self) -> None:
        self._parts: OrderedDict[int, tuple[object, bytes]] = OrderedDict()
        self._lock = Lock()

    def of(self, dataset: Dataset) -> str:
        """SHA-256 of everything in a dataset, as hexadecimal digits."""
        return self._digest(dataset).hex()

    def _digest(self, value: object) -> bytes:
        with self._lock:
            known = self._parts.get(id(value))
            if known is not None and known[0] is value:
                self._parts.move_to_end(id(value))
                return known[1]
        sink = hashlib.sha256()
        self._put_fields(sink, value)
        digest = sink.digest()
        with self._lock:
            # The object is kept, so that its id is not another's while its digest is here.
            self._parts[id(value)] = (value, digest)
            while len(self._parts) > _KEPT:
                self._parts.popitem(last=False)
        return digest

    def _put_fields(self, sink: _Sink, value: Any) -> None:
        sink.update(_framed(b"D", type(value).__name__.encode()))
        for each in fields(value):
            # What was added later says nothing where it is empty: older digests stay.
            later = each.metadata.get("later") and not getattr(value, each.name)
            if not each.name.startswith("_") and not later:
                sink.update(_framed(b"f", each.name.encode()))
                self._put(sink, getattr(value, each.name))

    def _put(self, sink: _Sink, value: Any) -> None:
        """Feed one value: a mark of its kind and its length before its bytes.

        So no two different values feed the same bytes.
        """
        if isinstance(value, Dataset | IOTable | Concordance | AnnualSeries):
            sink.update(_framed(b"#", self._digest(value)))
        elif isinstance(value, np.ndarray):
            data = np.ascontiguousarray(value)
            sink.update(_framed(b"A", f"{data.dtype.str}{data.shape}".encode()))
            sink.update(data.tobytes())
        elif isinstance(value, Enum):
            sink.update(_framed(b"E", f"{type(value).__name__}.{value.name}".encode()))
        elif isinstance(value, Mapping):
            sink.update(_framed(b"M", len(value).to_bytes(8, "big")))
            for key, each in value.items():
                self._put(sink, key)
                self._put(sink, each)
        elif isinstance(value, tuple | list):
            sink.update(_framed(b"T", len(value).to_bytes(8, "big")))
            for each in value:
                self._put(sink, each)
        elif is_dataclass(value):
            self._put_fields(sink, value)
        else:
            sink.update(_scalar(value))


def fingerprint(value: Any) -> str:
    """SHA-256 of a value made of dataclasses, mappings, sequences, arrays and scalars."""
    sink = hashlib.sha256()
    Fingerprints()._put(sink, value)
    return sink.hexdigest()


def _scalar(value: Any) -> bytes:
    if value is None:
        return _framed(b"N", b"")
    if isinstance(value, bool):
        return _framed(b"B", b"1" if value else b"0")
    if isinstance(value, int):
        return _framed(b"I", str(value).encode())
    if isinstance(value, float):
        return _framed(b"F", struct.pack(">d", value))
    if isinstance(value, str):
        return _framed(b"S", value.encode("utf-8", "surrogatepass"))
    raise TypeError(f"{type(value).__name__} has no fingerprint")


def _framed(kind: bytes, data: bytes) -> bytes:
    return kind + len(data).to_bytes(8, "big") + data
