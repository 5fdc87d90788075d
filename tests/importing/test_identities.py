"""The four identities of a table, on numbers that are worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from gxde_desktop.importing.identities import (
    CHECKS,
    check_identities,
    final_uses,
    printed_negative,
    printed_places,
    table_decimals,
    tolerance,
)
from models.io_table import Block, IdentityCheck

FLOWS = np.array([[10.0, 20.0], [30.0, 5.0]])  # rows sell 30 and 35, columns buy 40 and 25
COLUMNS: dict[str, list[float]] = {
    "TII": [40.0, 25.0],
    "VA001": [20.0, 10.0],
    "VA002": [2.0, 3.0],
    "VA003": [3.0, 4.0],
    "VA004": [5.0, 8.0],
    "TVA": [30.0, 25.0],
    "TI": [70.0, 50.0],
    "GO": [70.0, 50.0],
    "FU101": [10.0, 4.0],
    "FU102": [12.0, 2.0],
    "FU103": [3.0, 1.0],
    "FU201": [8.0, 6.0],
    "FU202": [2.0, -1.0],
    "EX": [20.0, 15.0],
    "IM": [10.0, 9.0],
    "IF": [6.0, 4.0],
    "ERR": [1.0, 1.0],
}
FINAL = ("FU101", "FU102", "FU103", "FU201", "FU202", "EX")


def block(values: Any, row: int = 9) -> Block:
    array = np.array(values, dtype=float)
    if array.ndim == 2:
        return Block(array, np.arange(2)[:, None] + 4, np.arange(2)[None, :] + 3, "")
    return Block(array, np.full(array.size, row), np.arange(array.size) + 3, "")


def table(**changes: Any) -> dict[str, Block]:
    """The balanced table with columns changed, or left out where None."""
    columns: dict[str, Any] = {"Z": FLOWS, **COLUMNS, **changes}
    return {code: block(values) for code, values in columns.items() if values is not None}


def checks(blocks: Mapping[str, Block]) -> dict[str, IdentityCheck]:
    found = check_identities(blocks, ("甲", "乙"), table_decimals(blocks))
    assert [one.name for one in found] == list(CHECKS)
    return {one.name: one for one in found}


def statuses(blocks: Mapping[str, Block]) -> dict[str, str]:
    return {name: one.status for name, one in checks(blocks).items()}


PASS = dict.fromkeys(CHECKS, "pass")
ROW = "row_balance"


def test_a_balanced_table_passes() -> None:
    found = checks(table())
    assert {name: one.status for name, one in found.items()} == PASS
    assert all(one.max_abs == 0.0 and not one.failing for one in found.values())


def test_a_table_of_zeros_passes() -> None:
    zeros = {code: np.zeros_like(values) for code, values in {"Z": FLOWS, **COLUMNS}.items()}
    assert statuses(table(**zeros)) == PASS


@pytest.mark.parametrize(
    ("code", "broken"),
    [
        ("TI", {"total_input_equals_gross_output": 7.0}),
        ("GO", {"total_input_equals_gross_output": -7.0, ROW: -7.0}),
        ("TII", {"column_sum_equals_intermediate_input": -7.0}),
        ("VA001", {"value_added_components_sum": 7.0}),
        ("VA002", {"value_added_components_sum": 7.0}),
        ("VA003", {"value_added_components_sum": 7.0}),
        ("VA004", {"value_added_components_sum": 7.0}),
        ("TVA", {"value_added_components_sum": -7.0}),
        *((code, {ROW: 7.0}) for code in (*FINAL, "ERR")),
        ("IM", {ROW: -7.0}),
        ("IF", {ROW: -7.0}),
    ],
)
def test_each_slip_breaks_the_identities_it_is_part_of(code: str, broken: dict[str, float]) -> None:
    """Seven too much for the second sector; with its amount, sign, sector and cell."""
    slipped = [COLUMNS[code][0], COLUMNS[code][1] + 7.0]
    found = checks(table(**{code: slipped}))
    assert {name: one.status for name, one in found.items()} == PASS | dict.fromkeys(broken, "fail")
    for name, amount in broken.items():
        assert found[name].max_abs == 7.0
        assert found[name].sector == "乙"
        assert [(s, a) for s, a, _ in found[name].failing] == [("乙", amount)]
        assert found[name].failing[0][2] == "E10"


def test_a_slip_among_the_flows_breaks_its_row_and_its_column() -> None:
    """The flow from the first sector to the second."""
    flows = FLOWS + np.array([[0.0, 7.0], [0.0, 0.0]])
    found = checks(table(Z=flows))
    assert [s for s, *_ in found["column_sum_equals_intermediate_input"].failing] == ["乙"]
    assert [s for s, *_ in found[ROW].failing] == ["甲"]


@pytest.mark.parametrize(
    ("gone", "skipped"),
    [
        (("TI",), CHECKS[:1]),
        (("TII",), CHECKS[1:2]),
        (("TVA",), CHECKS[2:3]),
        (("VA003",), CHECKS[2:3]),
        (("GO",), (CHECKS[0], ROW)),
        (("Z",), (CHECKS[1], ROW)),
        (("EX",), (ROW,)),
    ],
)
def test_what_is_not_there_is_not_checked(gone: tuple[str, ...], skipped: tuple[str, ...]) -> None:
    found = checks(table(**dict.fromkeys(gone)))
    for name, one in found.items():
        assert one.status == ("skipped" if name in skipped else "pass"), name
        if name in skipped:
            assert (one.max_abs, one.sector, one.failing) == (None, None, ())


def test_imports_printed_with_a_minus_are_added() -> None:
    negative = {code: [-v for v in COLUMNS[code]] for code in ("IM", "IF")}
    assert statuses(table(**negative)) == PASS
    assert statuses(table(IM=negative["IM"])) == PASS  # each by its own sign
    merged = [-16.0, -13.0]
    assert statuses(table(IM=None, IF=None, FU304=merged)) == PASS
    assert statuses(table(IM=None, IF=None, FU304=[16.0, 13.0])) == PASS


@pytest.mark.parametrize(
    ("values", "negative"),
    [
        ([-5.0, -3.0], True),
        ([-5.0, 0.0, np.nan], True),
        ([-5.0, -1.0, 2.0], True),
        ([-5.0, 2.0], False),  # as many above zero
        ([-1.0, -1.0, 9.0], False),  # most below zero, not most of it
        ([-9.0, 1.0, 2.0], False),
        ([-9.0, 1.0, 2.0, 0.0, 0.0], False),  # a zero has no sign
        ([-9.0, 0.5, 0.6], False),
        ([-1.0, -1.0, 2.5], False),
        ([-1.0, -1.0, 2.0], False),  # adds up to nothing
        ([5.0, 3.0], False),
        ([0.0, 0.0], False),
        ([], False),
        ([np.nan], False),
    ],
)
def test_when_a_column_counts_as_printed_with_a_minus(values: list[float], negative: bool) -> None:
    assert printed_negative(block(values)) is negative


@pytest.mark.parametrize(
    ("codes", "chosen"),
    [
        ("FU101 FU102 FU103 FU201 FU202 EX", FINAL),
        ("THC FU103 FU201 FU202 EX", ("THC", "FU103", "FU201", "FU202", "EX")),
        ("TC FU101 GCF EX OF", ("TC", "GCF", "EX", "OF")),
        ("TC GCF FU302", ("TC", "GCF", "FU302")),
        ("TC GCF OF", ("TC", "GCF", "OF")),
        ("TC GCF NX", ("TC", "GCF", "NX")),
        # Parts of a whole that is printed itself: the whole.
        ("FU101 FU102 GCF EX TFU", ("TFU",)),
        ("TC FU201 EX TFU", ("TFU",)),
        ("TC GCF TFU", ("TFU",)),
        # Without it they are all there is.
        ("FU101 FU102 GCF EX", ("FU101", "FU102", "GCF", "EX")),
        ("TC FU201 EX", ("TC", "FU201", "EX")),
        ("TC GCF", None),
        ("TC EX", None),
        ("GCF EX", None),
        ("THC FU103 GCF EX TFU", ("THC", "FU103", "GCF", "EX")),
    ],
)
def test_final_use_is_taken_from_the_finest_columns_that_are_complete(
    codes: str, chosen: tuple[str, ...] | None
) -> None:
    assert final_uses({code: block([1.0]) for code in codes.split()}) == chosen


def test_a_rounded_table_may_be_apart_by_half_a_unit_a_cell() -> None:
    """Three numbers without decimals: total input and output may differ by one, not by two."""
    assert statuses(table(TI=[71.0, 50.0]))[CHECKS[0]] == "rounding"
    assert statuses(table(TI=[72.0, 50.0]))[CHECKS[0]] == "fail"
    # Two flows and their sum: one and a half.
    assert statuses(table(TII=[41.0, 25.0]))[CHECKS[1]] == "rounding"
    assert statuses(table(TII=[42.0, 25.0]))[CHECKS[1]] == "fail"
    # Five numbers of value added: two and a half.
    assert statuses(table(TVA=[32.0, 25.0]))[CHECKS[2]] == "rounding"
    assert statuses(table(TVA=[33.0, 25.0]))[CHECKS[2]] == "fail"
    # A row has two flows, six final uses, imports, inflow, error and output: six.
    assert statuses(table(ERR=[7.0, 1.0]))[ROW] == "rounding"
    assert statuses(table(ERR=[8.0, 1.0]))[ROW] == "fail"


def test_the_digits_of_the_whole_table_count_not_those_of_a_sum() -> None:
    """With two decimals everywhere else a whole number is exact to a hundredth."""
    cents = {code: [v + 0.25 for v in COLUMNS[code]] for code in ("TI", "GO", "TII", "ERR")}
    assert statuses(table(**cents))[CHECKS[0]] == "pass"
    assert table_decimals(table(**cents)) == 2
    cents["TI"] = [cents["TI"][0] + 0.02, cents["TI"][1]]
    assert statuses(table(**cents))[CHECKS[0]] == "fail"
    cents["TI"] = [cents["TI"][0] - 0.01, cents["TI"][1]]
    assert statuses(table(**cents))[CHECKS[0]] == "rounding"


def test_a_blank_cell_adds_nothing_and_rounds_nothing() -> None:
    flows = np.array([[40.0, 20.0], [np.nan, 5.0]])
    found = checks(table(Z=flows, TII=[41.0, 25.0]))
    assert found[CHECKS[1]].status == "rounding"  # two numbers, a half each
    assert found[CHECKS[1]].max_abs == 1.0
    assert statuses(table(Z=flows, TII=[42.0, 25.0]))[CHECKS[1]] == "fail"


def test_noise_of_sums_is_a_billionth_of_what_was_added() -> None:
    def one(difference: float) -> tuple[float, float, float]:
        stacked = np.array([[1e6], [2e6], [-3e6 + difference]])
        found = tolerance(stacked, 6)
        return tuple(float(each[0]) for each in found)  # type: ignore[return-value]

    difference, noise, rounding = one(0.005)
    assert difference == pytest.approx(0.005, rel=1e-6)
    assert noise == pytest.approx(0.006, rel=1e-6)
    assert rounding == 0.0
    _, _, rounding = one(0.0070)
    assert rounding == pytest.approx(1.5e-6)


def test_figures_too_large_to_be_summed_fail_and_have_no_decimals() -> None:
    """The most a number can be is about 1.8e308; a sum beyond it must not hold by overflowing."""
    flows = np.array([[1e308, 20.0], [1e308, 5.0]])
    found = checks(table(Z=flows, TII=[1e308, 25.0]))[CHECKS[1]]
    assert found.status == "fail"
    assert [sector for sector, *_ in found.failing] == [found.sector] == ["甲"]
    assert np.isfinite(found.max_abs)
    assert printed_places(np.array([1.5e307, 2.5e307])) == 0


def test_without_common_digits_each_number_has_those_it_is_printed_with() -> None:
    stacked = np.array([[1.25, 10.0], [2.5, 0.0], [-3.0, -9.0]])
    _, _, rounding = tolerance(stacked, None)
    # Hundredths, tenths and ones; of the second, ones, and a zero stands for nothing.
    np.testing.assert_allclose(rounding, [0.005 + 0.05 + 0.5, 1.0])


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([1.0, 20.0], 0),
        ([1.5, 20.0], 1),
        ([1.25, 20.0], 2),
        ([1.2345, 20.0], 4),
        ([1.23456, 20.0], None),
        ([0.0, np.nan], None),
        ([0.0, 0.1 + 0.2], 1),
        ([987654.3 + 0.04], 2),  # a unit in the last binary place beside two decimals
        ([-(987654.3 + 0.04)], 2),
        ([1.5, np.nan, np.nan, np.inf], 1),  # blanks say nothing
        ([1.23456] + [0.0] * 99, None),  # nor do zeros
        ([123456789.12], 2),
        # Three of a hundred may be fuller, not four.
        ([1.5] * 97 + [1.23456] * 3, 1),
        ([1.5] * 96 + [1.23456] * 4, None),
    ],
)
def test_decimal_places_that_values_are_printed_to(values: list[float], places: int | None) -> None:
    assert printed_places(np.array(values)) == places
    assert table_decimals({}) is None
