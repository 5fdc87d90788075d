"""Values survive the way to bytes and back; other bytes are refused and run nothing."""

from __future__ import annotations

import datetime as dt
import pickle  # noqa: TID251  (to show that its bytes are refused)
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.importer import Answer, inspect_file
from gxde_desktop.project.codec import CodecError, decode, encode
from models.messages import message
from models.parameters import PRESETS

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(max_size=20),
    lambda inner: st.tuples(inner, inner) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=12,
)


@given(plain)
def test_plain_values_come_back_as_they_were(value: object) -> None:
    back = decode(encode(value))
    assert back == value
    assert repr(back) == repr(value)  # 1, 1.0 and True are equal, but not the same


def test_values_of_the_program_come_back() -> None:
    parameters = PRESETS["gx2022"]
    assert decode(encode(parameters)) == parameters
    nested = message("a.b", inner=message("c.d", n=1.5), many=(message("e"), "x"))
    assert decode(encode(nested)) == nested
    answer = Answer("表", "unit", "万元")
    assert decode(encode({"k": (answer,)}))["k"] == (answer,)


def test_arrays_keep_shape_kind_and_gaps() -> None:
    values = np.array([[1.5, np.nan], [-0.0, np.inf]])
    back = decode(encode((values, np.arange(3), np.array([True, False]))))
    np.testing.assert_array_equal(back[0], values)
    assert back[0].shape == (2, 2)
    assert [each.dtype for each in back] == [np.float64, np.int64, np.bool_]


def test_a_sheet_with_dates_and_merges_comes_back() -> None:
    grid = Grid(
        "表",
        ((dt.datetime.fromisoformat("2005-12-31"), dt.date(2006, 1, 1), None, 1.5),),
        ((0, 0, 0, 1),),
    )
    back = decode(encode(grid))
    assert back.rows == grid.rows
    assert back.anchor(0, 1) == (0, 0)


def test_a_report_of_a_real_importer_comes_back_bit_for_bit(sample_files: tuple[Path, ...]) -> None:
    for path in sample_files:
        report = inspect_file(path)
        data = encode(report)
        assert encode(decode(data)) == data


def test_a_report_names_the_same_bytes_every_time(sample_files: tuple[Path, ...]) -> None:
    assert encode(inspect_file(sample_files[0])) == encode(inspect_file(sample_files[0]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GXV1",
        b"GXV1" + (5).to_bytes(8, "little") + b"{",
        b"GXV1" + (2).to_bytes(8, "little") + b"{}",
        pickle.dumps({"a": 1}),
        encode(1)[:-1],
        encode(np.zeros(4))[:-1],
        encode(b"abc")[:-1],
        encode(1).replace(b"GXV1", b"GXV2"),
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(CodecError):
        decode(data)


@pytest.mark.parametrize("name", ["Popen", "Path", "Worker", "dict", "Problem2", "__import__"])
def test_only_listed_classes_are_made(name: str) -> None:
    text = b'{"$":"%s","args":["true"]}' % name.encode()
    with pytest.raises(CodecError):
        decode(b"GXV1" + len(text).to_bytes(8, "little") + text)


def test_what_cannot_cross_is_refused_before_it_is_sent() -> None:
    for value in (object(), lambda: None, np.array(["text"]), Path):
        with pytest.raises(CodecError):
            encode(value)
