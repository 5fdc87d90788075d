"""Text that holds a number is read by explicit rules, or stays text."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gxde_desktop.importing.numbers import decimals, read_cell, read_text


@pytest.mark.parametrize(
    ("text", "value", "rule"),
    [
        ("12.84", 12.84, "plain"),
        (" 1,234,567.8 ", 1234567.8, "thousands"),
        ("68,760", 68760.0, "thousands"),
        ("1 234 567", 1234567.0, "spaces"),
        ("1\u00a0234.5", 1234.5, "spaces"),
        ("(12.84)", -12.84, "parentheses"),
        ("（12.84）", -12.84, "parentheses"),
        ("(1,234)", -1234.0, "parentheses"),
        ("１２３．５", 123.5, "width"),
        ("－5.2", -5.2, "width"),
        ("−5.2", -5.2, "width"),
        ("12.84①", 12.84, "note_mark"),
        ("12.84*", 12.84, "note_mark"),
        ("12.84[1]", 12.84, "note_mark"),
        ("12.84 〔2〕", 12.84, "note_mark"),
        ("①12.84", 12.84, "note_mark"),
        ("12.84\u00b2", 12.84, "note_mark"),
        ("1，234，567.8", 1234567.8, "thousands"),
        ("１，２３４", 1234.0, "thousands"),
        ("1\u2009234\u202f567", 1234567.0, "spaces"),
        ("（1，234.5）", -1234.5, "parentheses"),
        ("– 5.2", -5.2, "width"),
        ("—5.2", -5.2, "width"),
        ("7.5%", 7.5, "percent"),
        ("-7.5％", -7.5, "percent"),
        ("约12.3", 12.3, "approximate"),
        ("约 1,200", 1200.0, "approximate"),
        ("1.5E+08", 1.5e8, "plain"),
        ("-0.5", -0.5, "plain"),
        ("1e3", 1000.0, "plain"),
    ],
)
def test_text_read_as_a_number(text: str, value: float, rule: str) -> None:
    reading = read_text(text)
    assert (reading.kind, reading.value) == ("number", value)
    if rule != "width":
        assert reading.rule == rule


@pytest.mark.parametrize(
    "text",
    [
        "…",
        "...",
        "……",
        "-",
        "－",
        "—",
        "——",
        "–",
        "",
        "  ",
        "\u3000",
        "n/a",
        "NA",
        "空格",
        "#",
        "*",
        "/",
        "[**]",
        "***",
        "－－",
        "·",
        "NULL",
        "N.A.",
        "空",
        "无",
        "暂无数据",
        "不详",
        "\u00a0-\u2003",
    ],
)
def test_missing_marks_are_missing_never_zero(text: str) -> None:
    reading = read_text(text)
    assert (reading.kind, reading.value) == ("missing", None)


@pytest.mark.parametrize(
    "text",
    ["1,23", "12,34,567", "2017年", "12-13", "3.4.5", "1 23", "(5", "约12万", "0x10", "1_000",
     "(-5)", "12%%", "２０１７年", "inf", "1e999", "1.234,5", "12 3", "12①3", "1,234,5", "1,2345",
     "--5", "12.3-", "12.3万元", "1'234", "12·3", "1/2", "½", "٣", "Ⅳ", "12.84p", "大约5", "约",
     "%", "[1]5[2]x", "e5", "#N/A", "12.3(1)", "1 234,5", "5~6", "①"],
)  # fmt: skip
def test_doubtful_text_stays_text(text: str) -> None:
    assert read_text(text).kind == "text"


def test_typed_cells_are_never_read_from_text() -> None:
    assert read_cell(7).value == 7.0
    assert read_cell(7).rule == ""
    assert read_cell(None).kind == "missing"
    assert read_cell(True).kind == "text"
    assert read_cell(dt.date(2005, 12, 31)).kind == "text"


@given(st.floats(allow_nan=False, allow_infinity=False, width=64).filter(lambda x: abs(x) < 1e15))
def test_grouped_text_gives_back_its_number(value: float) -> None:
    reading = read_text(f"{value:,.3f}")
    assert reading.value == float(f"{value:.3f}")


@given(st.text(max_size=30))
def test_no_text_breaks_the_rules(text: str) -> None:
    reading = read_text(text)
    assert reading.kind in ("number", "missing", "text")
    assert (reading.value is not None) == (reading.kind == "number")
    assert reading.value is None or math.isfinite(reading.value)


@pytest.mark.parametrize(
    ("value", "places"),
    [
        (3.0, 0),
        (57.37, 2),
        (-0.5, 1),
        (1 / 3, None),
        (1e-9, None),
        (0.1 + 0.2, None),
        (1e307, None),
    ],
)
def test_printed_decimals(value: float, places: int | None) -> None:
    found = decimals(np.array([[value, 2.5]]))
    assert found.tolist() == [[-1 if places is None else places, 1]]


@given(st.integers(-(10**12), 10**12), st.integers(0, 5))
def test_printed_decimals_are_those_of_the_shortest_text(whole: int, places: int) -> None:
    value = whole / 10**places
    printed = format(Decimal(repr(value)).normalize(), "f").partition(".")[2]
    if value == 0 or abs(value) >= 1e-4:
        assert decimals(np.array([value])).tolist() == [len(printed)]
