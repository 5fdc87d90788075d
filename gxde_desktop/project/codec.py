"""Values to bytes and back without pickle: JSON for structure, raw bytes for arrays.

Only the classes listed in `_classes` are ever made, so bytes from a file or from the
worker process can hold wrong values but cannot run anything. Arrays and byte strings
follow the JSON in one piece each, so a table of 150 sectors costs no text.

Layout: `GXV1`, length of the JSON as 8 bytes little-endian, the JSON, the pieces.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import Field, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from models.frozen import FrozenMap

MAGIC = b"GXV1"
_DTYPES = {"f8": "<f8", "i8": "<i8", "b1": "|b1"}
_WHEN: Mapping[str, Callable[[str], Any]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}
_MODULES = (
    "models.sources",
    "models.series",
    "models.io_table",
    "models.messages",
    "models.parameters",
    "models.concordance",
    "models.dataset",
    "models.cities",
    "models.region_figures",
    "models.industries",
    "models.audit",
    "models.published",
    "models.reading_effects",
    "gxde_desktop.importing.results",
    "gxde_desktop.importing.grid",
    "gxde_desktop.project.blobs",
    "gxde_desktop.project.state",
    "gxde_desktop.project.commands",
    "gxde_desktop.project.update",
    "gxde_desktop.project.own_workbook",
    "gxde_desktop.exporting.options",
    "gxde_desktop.exporting.program_sheet",
    "gxde_desktop.exporting.scenario_sheet",
    "gxde_desktop.exporting.uncertainty_sheet",
    "gxde_desktop.exporting.updates_sheet",
)
"""Modules whose dataclasses and enumerations may be written and read."""


class CodecError(ValueError):
    """Bytes that are not a value of ours, or a value that cannot be written."""


def encode(value: Any) -> bytes:
    """The value as bytes. Equal values give equal bytes, so their hash identifies them."""
    pieces: list[bytes] = []
    text = json.dumps(_plain(value, pieces), ensure_ascii=False, separators=(",", ":"))
    header = text.encode("utf-8")
    return b"".join((MAGIC, len(header).to_bytes(8, "little"), header, *pieces))


def decode(data: bytes) -> Any:
    """The value of `encode`. Lists come back as tuples, mappings read-only.

    Raises CodecError on anything else than bytes of `encode`.
    """
    view = memoryview(data)
    if len(view) < 12 or bytes(view[:4]) != MAGIC:
        raise CodecError("no value")
    length = int.from_bytes(view[4:12], "little")
    reader = _Reader(view[12 + length :])
    try:
        return reader.value(json.loads(bytes(view[12 : 12 + length]).decode("utf-8")))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CodecError(str(error)) from error


def _plain(value: Any, pieces: list[bytes]) -> Any:
    if value is None or (isinstance(value, bool | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return {"$enum": type(value).__name__, "is": value.value}
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, np.generic):
        return _plain(value.item(), pieces)
    if isinstance(value, tuple | list):
        return [_plain(item, pieces) for item in value]
    if isinstance(value, frozenset | set):
        return {"$set": sorted((_plain(item, pieces) for item in value), key=repr)}
    if isinstance(value, np.ndarray):
        kind = value.dtype.kind + str(value.dtype.itemsize)
        if kind not in _DTYPES:
            raise CodecError(f"array of {value.dtype}")
        data = np.ascontiguousarray(value, dtype=_DTYPES[kind]).tobytes()
        pieces.append(data)
        return {"$array": kind, "shape": list(value.shape), "bytes": len(data)}
    if isinstance(value, bytes):
        pieces.append(value)
        return {"$bytes": len(value)}
    if isinstance(value, Path):
        return {"$path": str(value)}
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return {"$when": type(value).__name__, "is": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"$seconds": value.total_seconds()}
    if isinstance(value, Mapping):
        return {"$map": [[_plain(k, pieces), _plain(v, pieces)] for k, v in value.items()]}
    if is_dataclass(value) and not isinstance(value, type):
        name = type(value).__name__
        if _classes().get(name) is not type(value):
            raise CodecError(f"class {type(value).__module__}.{name}")
        return {
            "$": name,
            **{f.name: _plain(getattr(value, f.name), pieces) for f in _kept(type(value))},
        }
    raise CodecError(f"{type(value).__name__} cannot be written")


class _Reader:
    def __init__(self, pieces: memoryview) -> None:
        self._pieces = pieces
        self._at = 0

    def value(self, plain: Any) -> Any:
        if isinstance(plain, list):
            return tuple([self.value(item) for item in plain])
        if not isinstance(plain, dict):
            return plain
        if "$" in plain:
            return self._instance(plain)
        if "$map" in plain:
            return FrozenMap({self.value(k): self.value(v) for k, v in plain["$map"]})
        if "$array" in plain:
            data = self._piece(plain["bytes"])
            array = np.frombuffer(data, dtype=_DTYPES[plain["$array"]])
            array = array.reshape([int(n) for n in plain["shape"]])
            return array.astype(array.dtype.newbyteorder("="), copy=False)
        if "$enum" in plain:
            return _enum(plain["$enum"])(plain["is"])
        if "$set" in plain:
            return frozenset(self.value(item) for item in plain["$set"])
        if "$bytes" in plain:
            return bytes(self._piece(plain["$bytes"]))
        if "$path" in plain:
            return Path(plain["$path"])
        if "$when" in plain:
            return _WHEN[plain["$when"]](plain["is"])
        if "$seconds" in plain:
            return dt.timedelta(seconds=plain["$seconds"])
        raise CodecError(f"unknown object {sorted(plain)[:3]}")

    def _instance(self, plain: dict[str, Any]) -> Any:
        made = _classes().get(plain["$"])
        if made is None or not is_dataclass(made):
            raise CodecError(f"unknown class {plain['$']!r}")
        # Every field is read, kept or not, so that the pieces stay in step. A field that a
        # newer version dropped is left out; one it added takes its default.
        read = {name: self.value(each) for name, each in plain.items() if name != "$"}
        known = {f.name for f in _kept(made)}
        return made(**{name: each for name, each in read.items() if name in known})

    def _piece(self, size: int) -> memoryview:
        if not 0 <= size <= len(self._pieces) - self._at:
            raise CodecError("cut short")
        piece = self._pieces[self._at : self._at + size]
        self._at += size
        return piece


@cache
def _kept(made: type) -> list[Field[Any]]:
    """Fields that are content: those whose name starts with _ are computed from them."""
    return [f for f in fields(made) if f.init and not f.name.startswith("_")]


def _enum(name: str) -> type[Enum]:
    made = _classes().get(name)
    if made is None or not issubclass(made, Enum):
        raise CodecError(f"unknown enumeration {name!r}")
    return made


@cache
def _classes() -> Mapping[str, type]:
    found: dict[str, type] = {}
    for module_name in _MODULES:
        for name, each in vars(importlib.import_module(module_name)).items():
            own = isinstance(each, type) and not name.startswith("_")
            if not own or not (is_dataclass(each) or issubclass(each, Enum)):
                continue
            if found.setdefault(each.__name__, each) is not each:
                raise AssertionError(f"two classes called {name}")
    return found
