"""Digests that figures are stamped with: what is hashed, byte by byte, written out by hand.

A stamp of an older version has to be recognised by a newer one, so the bytes may not change.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np
import pytest

from models.fingerprint import Fingerprints, fingerprint
from models.series import AnnualSeries, Basis
from models.sources import SourceTable
from tests.support_datasets import dataset


def framed(kind: str, data: bytes) -> bytes:
    """A kind, the length in eight bytes, the bytes."""
    return kind.encode() + struct.pack(">Q", len(data)) + data


def count(number: int) -> bytes:
    return struct.pack(">Q", number)


class Colour(Enum):
    RED = 1


@dataclass(frozen=True)
class Some:
    name: str
    held: tuple[Any, ...]
    _kept: int = 0
    later: str = field(default="", metadata={"later": True})


ARRAY = np.array([[1.0, 2.0], [3.0, 4.0]])
SOME = framed("D", b"Some") + framed("f", b"name") + framed("S", "甲".encode())
SOME += framed("f", b"held") + framed("T", count(1)) + framed("I", b"-7")


@pytest.mark.parametrize(
    ("value", "fed"),
    [
        (None, framed("N", b"")),
        (True, framed("B", b"1")),
        (False, framed("B", b"0")),
        (2007, framed("I", b"2007")),
        (0.5, framed("F", struct.pack(">d", 0.5))),
        ("亿元", framed("S", "亿元".encode())),
        ((), framed("T", count(0))),
        ([1, "a"], framed("T", count(2)) + framed("I", b"1") + framed("S", b"a")),
        ({"a": None}, framed("M", count(1)) + framed("S", b"a") + framed("N", b"")),
        (Colour.RED, framed("E", b"Colour.RED")),
        (ARRAY, framed("A", b"<f8(2, 2)") + struct.pack("<4d", 1, 2, 3, 4)),
        (ARRAY.T, framed("A", b"<f8(2, 2)") + struct.pack("<4d", 1, 3, 2, 4)),
        (Some("甲", (-7,)), SOME),
        (Some("甲", (-7,), _kept=5), SOME),
        (Some("甲", (-7,), later="x"), SOME + framed("f", b"later") + framed("S", b"x")),
    ],
)
def test_what_is_hashed(value: object, fed: bytes) -> None:
    assert fingerprint(value) == hashlib.sha256(fed).hexdigest()


def test_a_series_is_hashed_once_for_all_that_hold_it() -> None:
    source = SourceTable("a.xlsx", "0" * 64, "Sheet1")
    one = AnnualSeries("GDP", "测试省", None, None, Basis.VALUE, (2007,), (1.0,), ("B2",), source)
    place = framed("D", b"SourceTable")
    for name, text in (("file", "a.xlsx"), ("sha256", "0" * 64), ("sheet", "Sheet1")):
        place += framed("f", name.encode()) + framed("S", text.encode())
    fed = framed("D", b"AnnualSeries")
    for name, each in (
        ("name", framed("S", b"GDP")),
        ("region", framed("S", "测试省".encode())),
        ("industry", framed("N", b"")),
        ("unit", framed("N", b"")),
        ("basis", framed("E", b"Basis.VALUE")),
        ("years", framed("T", count(1)) + framed("I", b"2007")),
        ("values", framed("T", count(1)) + framed("F", struct.pack(">d", 1.0))),
        ("cells", framed("T", count(1)) + framed("S", b"B2")),
        ("source", place),
        ("assumed", framed("T", count(0))),  # changes came later, and are left out while empty
    ):
        fed += framed("f", name.encode()) + each
    alone = hashlib.sha256(fed).digest()
    within = framed("T", count(1)) + framed("#", alone)
    assert fingerprint((one,)) == hashlib.sha256(within).hexdigest()


def test_what_has_no_digest_is_refused() -> None:
    with pytest.raises(TypeError, match="complex has no fingerprint"):
        fingerprint(1j)


def test_parts_are_held_by_the_hundreds_and_forgotten_ones_hashed_again() -> None:
    digests = Fingerprints()
    many = [dataset(seed) for seed in range(30)]  # some thirty series and tables each
    first = [digests.of(one) for one in many]
    assert len(set(first)) == len(many)
    assert [digests.of(one) for one in many] == first
    assert len(digests._parts) == 512
