"""A table carried to other margins: laws, signs, what is refused, and a real pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.messages import MethodError
from models.updating import Margins, lacking, update_table

Z = np.array([[20.0, 30.0, 5.0], [10.0, 40.0, 15.0], [5.0, 10.0, 20.0]])
FINAL = {
    "FU101": np.array([10.0, 5.0, 2.0]),
    "FU102": np.array([20.0, 15.0, 30.0]),
    "FU103": np.array([0.0, 5.0, 20.0]),
    "FU201": np.array([5.0, 60.0, 10.0]),
    "FU202": np.array([-2.0, 3.0, 0.0]),
    "EX": np.array([12.0, 20.0, 4.0]),
    "IM": np.array([15.0, 18.0, 6.0]),
}
OUTPUT = Z.sum(axis=1) + sum(-v if k == "IM" else v for k, v in FINAL.items())
ADDED = OUTPUT - Z.sum(axis=0)
PAY = np.array([0.5, 0.25, 0.6]) * ADDED
BLOCKS = {
    "Z": Z,
    **FINAL,
    "GO": OUTPUT,
    "VA001": PAY,
    "VA002": 0.1 * ADDED,
    "VA003": 0.1 * ADDED,
    "VA004": 0.8 * ADDED - PAY,
}
TOTALS = {code: float(values.sum()) for code, values in FINAL.items()}


def test_the_old_margins_give_the_old_table() -> None:
    made = update_table(BLOCKS, Margins(OUTPUT, ADDED, TOTALS))
    for code, values in BLOCKS.items():
        np.testing.assert_allclose(made.blocks[code], values, atol=1e-7, err_msg=code)
    assert made.discrepancy == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(made.blocks["TVA"], ADDED)


@given(st.floats(0.1, 20))
def test_money_of_another_size_gives_the_table_of_that_size(k: float) -> None:
    totals = {code: k * value for code, value in TOTALS.items()}
    made = update_table(BLOCKS, Margins(k * OUTPUT, k * ADDED, totals))
    np.testing.assert_allclose(made.blocks["Z"], k * Z, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(made.blocks["FU201"], k * FINAL["FU201"], rtol=1e-6)


@given(
    st.lists(st.floats(0.8, 1.3), min_size=3, max_size=3),
    st.lists(st.floats(0.8, 1.2), min_size=3, max_size=3),
)
def test_margins_are_met_signs_stay_and_gdp_balances(x: list[float], y: list[float]) -> None:
    """Rows add up to output, columns to what was bought; a difference of the sides is spread."""
    output, added = OUTPUT * x, ADDED * np.minimum(x, y)
    share = float(added.sum() / ADDED.sum())
    totals = {code: share * value for code, value in TOTALS.items()}
    made = update_table(BLOCKS, Margins(output, added, totals))
    b = made.blocks
    row = b["Z"].sum(axis=1) + sum(-b[k] if k == "IM" else b[k] for k in FINAL)
    np.testing.assert_allclose(row, output, rtol=1e-6)
    np.testing.assert_allclose(b["Z"].sum(axis=0), output - added, rtol=1e-6)
    np.testing.assert_allclose(b["TI"], b["TII"] + b["TVA"], rtol=1e-6)
    for code, values in FINAL.items():
        assert np.array_equal(np.sign(b[code]), np.sign(values)), code
    np.testing.assert_allclose(sum(b[k] for k in ("VA001", "VA002", "VA003", "VA004")), added)


def test_a_difference_of_the_sides_of_gdp_is_spread_and_told() -> None:
    totals = {**TOTALS, "FU201": TOTALS["FU201"] + 1.0}
    made = update_table(BLOCKS, Margins(OUTPUT, ADDED, totals))
    assert made.discrepancy == pytest.approx(-1.0)
    gaps = {miss.code: miss.met - miss.asked for miss in made.misses}
    met = sum(-gap if code == "IM" else gap for code, gap in gaps.items())
    assert met == pytest.approx(-1.0)
    assert all(abs(gap) < 0.5 for gap in gaps.values())
    assert made.blocks["FU201"].sum() == pytest.approx(
        next(miss.met for miss in made.misses if miss.code == "FU201")
    )


def test_households_and_trade_known_only_in_sum_stay_a_sum() -> None:
    known = {code: TOTALS[code] for code in ("FU103", "FU201", "FU202")}
    known |= {"THC": TOTALS["FU101"] + TOTALS["FU102"], "NX": TOTALS["EX"] - TOTALS["IM"]}
    made = update_table(BLOCKS, Margins(OUTPUT, ADDED, known))
    np.testing.assert_allclose(made.blocks["THC"], FINAL["FU101"] + FINAL["FU102"], atol=1e-7)
    np.testing.assert_allclose(made.blocks["NX"], FINAL["EX"] - FINAL["IM"], atol=1e-7)
    assert not {"FU101", "EX", "IM"} & set(made.blocks)


def test_imports_that_a_table_prints_with_their_sign_are_read_alike() -> None:
    printed = {**BLOCKS, "IM": -FINAL["IM"]}
    made = update_table(printed, Margins(OUTPUT, ADDED, TOTALS))
    np.testing.assert_allclose(made.blocks["IM"], FINAL["IM"], atol=1e-7)


def test_what_is_not_known_is_named() -> None:
    known = {code: value for code, value in TOTALS.items() if code not in ("FU101", "EX")}
    assert lacking(BLOCKS, known) == ("FU101", "EX")
    with pytest.raises(MethodError) as refused:
        update_table(BLOCKS, Margins(OUTPUT, ADDED, known))
    assert refused.value.message.code == "updating.lacks"


@pytest.mark.parametrize(
    ("output", "added", "totals", "code"),
    [
        (OUTPUT * [1, -1, 1], ADDED, TOTALS, "updating.negative"),
        (OUTPUT, OUTPUT * 1.1, TOTALS, "updating.negative"),
        (OUTPUT, ADDED, {**TOTALS, "FU201": 300.0}, "updating.apart"),
        (np.array([np.nan, 1, 1]), ADDED, TOTALS, "updating.lacks"),
    ],
)
def test_what_cannot_be_is_refused(
    output: np.ndarray, added: np.ndarray, totals: dict[str, float], code: str
) -> None:
    with pytest.raises(MethodError) as refused:
        update_table(BLOCKS, Margins(output, added, totals))
    assert refused.value.message.code == code


@pytest.mark.parametrize(
    ("output", "added", "number"),
    [
        (OUTPUT * [1, -1, 1], ADDED * [1, -2, 1], 2),  # what was bought is not negative
        (OUTPUT, ADDED * [1, 1, 1e3], 3),
        (OUTPUT * [1, 1, -1], ADDED * [1, 1, -2], 3),
        (OUTPUT * [0, 1, -1], ADDED * [0, 1, -2], 3),  # nothing made is not less than nothing
    ],
)
def test_the_first_industry_that_cannot_be_is_named(
    output: np.ndarray, added: np.ndarray, number: int
) -> None:
    with pytest.raises(MethodError) as refused:
        update_table(BLOCKS, Margins(output, added, TOTALS))
    assert refused.value.message.args["number"] == number


def test_a_missing_value_added_is_refused_as_missing_output_is() -> None:
    for added in (ADDED * [1, 1, np.nan], ADDED * [np.inf, 1, 1]):
        with pytest.raises(MethodError) as refused:
            update_table(BLOCKS, Margins(OUTPUT, added, TOTALS))
        assert refused.value.message.code == "updating.lacks"


def test_an_industry_that_makes_nothing_has_no_flows_and_stops_nothing() -> None:
    """Output and value added of zero, blank cells in the old table: nothing is divided by zero."""
    n = 4
    wide = np.full((n, n), np.nan)
    wide[:3, :3] = Z
    blocks = {"Z": wide} | {
        code: np.append(values, np.nan) for code, values in BLOCKS.items() if code != "Z"
    }
    made = update_table(blocks, Margins(np.append(OUTPUT, 0.0), np.append(ADDED, 0.0), TOTALS))
    np.testing.assert_allclose(made.blocks["Z"][:3, :3], Z, atol=1e-7)
    for code in ("VA001", "VA002", "VA003", "VA004"):
        if code in made.blocks:
            assert made.blocks[code][3] == 0.0
    np.testing.assert_array_equal(made.blocks["Z"][3], 0.0)
    np.testing.assert_allclose(made.blocks["VA001"], np.append(PAY, 0.0))


def test_imports_may_be_asked_with_either_sign() -> None:
    plain = update_table(BLOCKS, Margins(OUTPUT, ADDED, TOTALS))
    signed = update_table(BLOCKS, Margins(OUTPUT, ADDED, {**TOTALS, "IM": -TOTALS["IM"]}))
    np.testing.assert_array_equal(plain.blocks["IM"], signed.blocks["IM"])
    asked = {miss.code: miss.asked for miss in signed.misses}
    assert asked["IM"] == TOTALS["IM"]


def test_an_old_table_that_adds_up_to_nothing_is_taken_at_its_size() -> None:
    """Only signs and proportions of a table with more deliveries from stock than flows matter."""
    flows = np.array([[1.0, 1.0], [1.0, 1.0]])
    blocks = {"Z": flows, "FU201": np.array([1.0, 2.0]), "FU202": np.array([-3.0, -4.0])}
    found = update_table(
        blocks, Margins(np.array([2.0, 2.0]), np.array([1.0, 1.0]), {"FU201": 9.0, "FU202": -7.0})
    ).blocks
    np.testing.assert_allclose(
        found["Z"].sum(axis=1) + found["FU201"] + found["FU202"], [2.0, 2.0], rtol=1e-6
    )


def test_a_sum_and_only_one_of_its_parts_leave_the_other_unknown() -> None:
    known = {code: value for code, value in TOTALS.items() if code != "FU102"}
    with pytest.raises(MethodError) as refused:
        update_table(BLOCKS, Margins(OUTPUT, ADDED, {**known, "THC": 90.0}))
    assert refused.value.message.args["codes"] == "FU102"
