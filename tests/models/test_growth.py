"""Growth accounts against worked examples, production functions whose growth is known, and laws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from models.growth import GrowthAccounts, growth_accounts
from models.messages import MethodError

FloatArray = NDArray[np.float64]
NAMES = ("labour", "ict", "nonict", "materials")


@dataclass(frozen=True)
class Economy:
    """What growth accounts are made from: everything (years, industries)."""

    value: FloatArray
    quantity: FloatArray
    values: Mapping[str, FloatArray]
    quantities: Mapping[str, FloatArray]

    def accounts(self) -> GrowthAccounts:
        return growth_accounts(self.value, self.quantity, self.values, self.quantities)


@st.composite
def economies(draw: st.DrawFn, *, exhausted: bool = False) -> Economy:
    """Positive economies without any structure; `exhausted`: inputs are paid all of output."""
    shape = (draw(st.integers(2, 6)), draw(st.integers(1, 4)))
    positive = arrays(float, shape, elements=st.floats(1e-2, 1e6))
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    values = {name: draw(positive) for name in names}
    paid = np.sum(list(values.values()), axis=0)
    return Economy(
        paid if exhausted else draw(positive),
        draw(positive),
        values,
        {name: draw(positive) for name in names},
    )


def _column(*years: float) -> FloatArray:
    return np.array(years)[:, np.newaxis]


def _scale(accounts: GrowthAccounts) -> FloatArray:
    """The scale of rounding in each cell: a share of any size times logarithms of levels."""
    parts = [*accounts.shares.values(), *accounts.contributions.values(), accounts.output_growth]
    return np.asarray(1.0 + np.sum(np.abs(parts), axis=0))


def _assert_same(one: GrowthAccounts, other: GrowthAccounts) -> None:
    limit = 1e-12 * _scale(other)
    assert list(one.contributions) == list(other.contributions)
    for name in one.contributions:
        assert np.all(np.abs(one.contributions[name] - other.contributions[name]) <= limit), name
        np.testing.assert_allclose(one.shares[name], other.shares[name], rtol=1e-12)
    assert np.all(np.abs(one.output_growth - other.output_growth) <= 1e-12 * 30)
    assert np.all(np.abs(one.tfp - other.tfp) <= limit)


# ------------------------------------------------------------------ examples worked by hand


def test_an_economy_that_can_be_reckoned_in_the_head() -> None:
    """Output and labour double, capital grows fourfold, each has half of output on average:
    ln 2 = 1/2 ln 2 + 1/2 ln 4 + TFP, so TFP is -1/2 ln 2.
    """
    accounts = growth_accounts(
        _column(10, 50),
        _column(7, 14),
        {"labour": _column(6, 20), "capital": _column(4, 30)},
        {"labour": _column(3, 6), "capital": _column(1, 4)},
    )
    half_ln2 = 0.34657359027997264
    assert accounts.shares["labour"].item() == pytest.approx(0.5, rel=1e-15)
    assert accounts.shares["capital"].item() == pytest.approx(0.5, rel=1e-15)
    assert accounts.output_growth.item() == pytest.approx(2 * half_ln2, rel=1e-15)
    assert accounts.contributions["labour"].item() == pytest.approx(half_ln2, rel=1e-15)
    assert accounts.contributions["capital"].item() == pytest.approx(2 * half_ln2, rel=1e-15)
    assert accounts.tfp.item() == pytest.approx(-half_ln2, rel=1e-14)
    assert accounts.residual_share.item() == pytest.approx(0.0, abs=1e-15)


def test_three_years_in_thirty_digits() -> None:
    value, quantity = ("100", "130", "117"), ("80", "88.8", "91.3")
    paid = {"labour": ("41.7", "49.1", "50.9"), "capital": ("30.2", "33.3", "17.9")}
    used = {"labour": ("5.01", "4.97", "5.2"), "capital": ("900", "1100.5", "1350.25")}
    accounts = growth_accounts(
        _column(*map(float, value)),
        _column(*map(float, quantity)),
        {name: _column(*map(float, paid[name])) for name in paid},
        {name: _column(*map(float, used[name])) for name in used},
    )
    with mpmath.workdps(30):
        number = mpmath.mpf
        for t in (1, 2):
            growth = mpmath.log(number(quantity[t]) / number(quantity[t - 1]))
            left = growth
            for name in paid:
                share = (
                    number(paid[name][t]) / number(value[t])
                    + number(paid[name][t - 1]) / number(value[t - 1])
                ) / 2
                part = share * mpmath.log(number(used[name][t]) / number(used[name][t - 1]))
                left -= part
                got = accounts.contributions[name][t - 1, 0]
                assert got == pytest.approx(float(part), rel=1e-13)
            assert accounts.output_growth[t - 1, 0] == pytest.approx(float(growth), rel=1e-13)
            # What is left is a difference: its digits are those of the growth it came from.
            assert accounts.tfp[t - 1, 0] == pytest.approx(float(left), abs=1e-15)


# ------------------------------------------------------------ economies whose TFP is known


RATES = st.floats(-0.5, 0.5)


@given(st.data())
def test_cobb_douglas_gives_back_exactly_its_neutral_technical_progress(
    data: st.DataObject,
) -> None:
    """Q = A prod X_i^a_i, each input paid its elasticity: TFP is d ln A, whatever the inputs."""
    shape = (data.draw(st.integers(2, 6)), data.draw(st.integers(1, 3)))
    raw = {n: data.draw(arrays(float, shape[1], elements=st.floats(0.05, 1))) for n in NAMES}
    total = sum(raw.values(), np.zeros(shape[1]))
    elasticity = {name: raw[name] / total for name in NAMES}
    steps = arrays(float, (shape[0] - 1, shape[1]), elements=RATES)
    progress = data.draw(steps)
    logs = {name: _levels(data.draw(steps)) for name in NAMES}
    quantity = np.exp(_levels(progress) + sum(elasticity[n] * logs[n] for n in NAMES))
    value = quantity * data.draw(arrays(float, shape, elements=st.floats(0.1, 100)))
    accounts = growth_accounts(
        value,
        quantity,
        {name: elasticity[name] * value for name in NAMES},
        {name: np.exp(logs[name]) for name in NAMES},
    )
    np.testing.assert_allclose(accounts.tfp, progress, rtol=0, atol=1e-13)
    for name in NAMES:
        expected = elasticity[name] * np.diff(logs[name], axis=0)
        np.testing.assert_allclose(accounts.contributions[name], expected, rtol=0, atol=1e-13)


@given(st.floats(0.2, 0.8), st.floats(-0.1, 0.1), st.data())
def test_shares_of_two_years_are_exact_where_shares_move_translog(
    labour: float, curvature: float, data: st.DataObject
) -> None:
    """Diewert (1976): for a translog function the mean of two years' shares is exact. The share
    of one year alone, first or last, would not be: this tells them apart.
    """
    steps = arrays(float, 5, elements=RATES)
    progress, l_steps, k_steps = (data.draw(steps) for _ in range(3))
    ln_a, ln_l, ln_k = (_levels(s[:, np.newaxis]) for s in (progress, l_steps, k_steps))
    gap = ln_l - ln_k
    quantity = np.exp(ln_a + labour * ln_l + (1 - labour) * ln_k + curvature / 2 * gap**2)
    share = labour + curvature * gap  # d ln Q / d ln L; constant returns give capital the rest
    accounts = growth_accounts(
        quantity,
        quantity,
        {"labour": share * quantity, "capital": (1 - share) * quantity},
        {"labour": np.exp(ln_l), "capital": np.exp(ln_k)},
    )
    np.testing.assert_allclose(accounts.tfp[:, 0], progress, rtol=0, atol=1e-12)


def _levels(steps: FloatArray) -> FloatArray:
    """Logarithms of levels, zero in the first year, that grow by these steps."""
    return np.vstack([np.zeros((1, steps.shape[1])), np.cumsum(steps, axis=0)])


# ---------------------------------------------------------------------------------- laws


@given(economies())
def test_contributions_and_tfp_are_the_growth_of_output(economy: Economy) -> None:
    accounts = economy.accounts()
    parts = [*accounts.contributions.values(), accounts.tfp]
    gap = np.abs(np.sum(parts, axis=0) - accounts.output_growth)
    assert np.all(gap <= 1e-13 * _scale(accounts))
    growth = np.log(economy.quantity[1:] / economy.quantity[:-1])
    np.testing.assert_allclose(accounts.output_growth, growth, rtol=0, atol=1e-13)


@given(economies())
def test_shares_are_the_mean_of_two_years(economy: Economy) -> None:
    accounts = economy.accounts()
    left = np.ones_like(accounts.tfp)
    for name, paid in economy.values.items():
        yearly = paid / economy.value
        expected = np.mean([yearly[1:], yearly[:-1]], axis=0)
        np.testing.assert_allclose(accounts.shares[name], expected, rtol=1e-13)
        left -= expected
    scale = 2.0 + np.abs(left)
    assert np.all(np.abs(accounts.residual_share - left) <= 1e-12 * scale)


@given(economies(exhausted=True))
def test_shares_sum_to_one_where_inputs_are_paid_all_of_output(economy: Economy) -> None:
    accounts = economy.accounts()
    total = np.sum(list(accounts.shares.values()), axis=0)
    np.testing.assert_allclose(total, 1.0, rtol=0, atol=1e-14)
    np.testing.assert_allclose(accounts.residual_share, 0.0, rtol=0, atol=1e-14)


@given(economies(), st.floats(1e-8, 1e8))
def test_the_unit_of_money_changes_nothing(economy: Economy, factor: float) -> None:
    other = replace(
        economy,
        value=economy.value * factor,
        values={name: paid * factor for name, paid in economy.values.items()},
    )
    _assert_same(other.accounts(), economy.accounts())


@given(economies(), st.data())
def test_the_base_of_any_quantity_changes_nothing(economy: Economy, data: st.DataObject) -> None:
    """Each industry's output and each of its inputs may have a base year and a unit of its own."""
    bases = arrays(float, economy.value.shape[1], elements=st.floats(1e-6, 1e6))
    other = replace(
        economy,
        quantity=economy.quantity * data.draw(bases),
        quantities={name: used * data.draw(bases) for name, used in economy.quantities.items()},
    )
    _assert_same(other.accounts(), economy.accounts())


@given(economies(), st.data())
def test_industries_do_not_touch_one_another(economy: Economy, data: st.DataObject) -> None:
    one = data.draw(st.integers(0, economy.value.shape[1] - 1))
    alone = growth_accounts(
        economy.value[:, [one]],
        economy.quantity[:, [one]],
        {name: paid[:, [one]] for name, paid in economy.values.items()},
        {name: used[:, [one]] for name, used in economy.quantities.items()},
    )
    np.testing.assert_array_equal(alone.tfp, economy.accounts().tfp[:, [one]])


@given(economies())
def test_time_run_backwards_turns_every_sign(economy: Economy) -> None:
    """The mean share belongs to the pair of years, not to one of them."""
    backwards = growth_accounts(
        economy.value[::-1],
        economy.quantity[::-1],
        {name: paid[::-1] for name, paid in economy.values.items()},
        {name: used[::-1] for name, used in economy.quantities.items()},
    )
    turned = GrowthAccounts(
        -backwards.output_growth[::-1],
        {name: share[::-1] for name, share in backwards.shares.items()},
        {name: -part[::-1] for name, part in backwards.contributions.items()},
        -backwards.tfp[::-1],
        backwards.residual_share[::-1],
    )
    _assert_same(turned, economy.accounts())


# --------------------------------------------------------- what is missing, zero or negative


def _touched(shape: tuple[int, int], year: int, industry: int) -> NDArray[np.bool_]:
    """Growth cells that a value of one year and industry belongs to: before it and after it."""
    cells = np.zeros(shape, dtype=bool)
    cells[max(year - 1, 0) : year + 1, industry] = True
    return cells


@st.composite
def cells(draw: st.DrawFn) -> tuple[Economy, int, int]:
    economy = draw(economies())
    years, industries = economy.value.shape
    return economy, draw(st.integers(0, years - 1)), draw(st.integers(0, industries - 1))


def _with(values: FloatArray, year: int, industry: int, number: float) -> FloatArray:
    changed = values.copy()
    changed[year, industry] = number
    return changed


def _assert_missing_only(got: FloatArray, where: NDArray[np.bool_], was: FloatArray) -> None:
    np.testing.assert_array_equal(np.isnan(got), where)
    np.testing.assert_array_equal(got[~where], was[~where])


NOT_POSITIVE = st.sampled_from([0.0, -0.0, -1.0, -458.0, float("nan")])


@given(cells(), NOT_POSITIVE)
def test_output_without_value_has_no_shares_in_the_cells_it_touches(
    case: tuple[Economy, int, int], number: float
) -> None:
    economy, year, industry = case
    before = economy.accounts()
    after = replace(economy, value=_with(economy.value, year, industry, number)).accounts()
    where = _touched(before.tfp.shape, year, industry)
    for name in economy.values:
        _assert_missing_only(after.shares[name], where, before.shares[name])
        _assert_missing_only(after.contributions[name], where, before.contributions[name])
    _assert_missing_only(after.tfp, where, before.tfp)
    np.testing.assert_array_equal(after.output_growth, before.output_growth)


@given(cells(), NOT_POSITIVE)
def test_output_without_volume_has_no_growth_but_keeps_its_contributions(
    case: tuple[Economy, int, int], number: float
) -> None:
    economy, year, industry = case
    before = economy.accounts()
    after = replace(economy, quantity=_with(economy.quantity, year, industry, number)).accounts()
    where = _touched(before.tfp.shape, year, industry)
    _assert_missing_only(after.output_growth, where, before.output_growth)
    _assert_missing_only(after.tfp, where, before.tfp)
    for name in economy.values:
        np.testing.assert_array_equal(after.contributions[name], before.contributions[name])


@given(cells(), st.sampled_from(["value", "missing volume", "negative volume"]))
def test_an_input_that_is_not_known_leaves_no_tfp_and_all_other_contributions(
    case: tuple[Economy, int, int], which: str
) -> None:
    economy, year, industry = case
    name, *others = economy.values
    number = -1.0 if which == "negative volume" else float("nan")
    paid, used = dict(economy.values), dict(economy.quantities)
    side = paid if which == "value" else used
    side[name] = _with(side[name], year, industry, number)
    before = economy.accounts()
    after = replace(economy, values=paid, quantities=used).accounts()
    where = _touched(before.tfp.shape, year, industry)
    _assert_missing_only(after.contributions[name], where, before.contributions[name])
    _assert_missing_only(after.tfp, where, before.tfp)
    for other in others:
        np.testing.assert_array_equal(after.contributions[other], before.contributions[other])


@given(cells())
def test_an_input_of_zero_contributes_zero_on_its_way_in_and_out(
    case: tuple[Economy, int, int],
) -> None:
    """Method section 7; what the input did not contribute is left in TFP."""
    economy, year, industry = case
    name = next(iter(economy.values))
    used = {**economy.quantities, name: _with(economy.quantities[name], year, industry, 0.0)}
    before, after = economy.accounts(), replace(economy, quantities=used).accounts()
    where = _touched(before.tfp.shape, year, industry)
    assert np.all(after.contributions[name][where] == 0.0)
    np.testing.assert_array_equal(
        after.contributions[name][~where], before.contributions[name][~where]
    )
    np.testing.assert_array_equal(after.shares[name], before.shares[name])
    rest = [part for key, part in after.contributions.items() if key != name]
    gap = np.abs(after.tfp - (before.output_growth - sum(rest, np.zeros_like(before.tfp))))
    assert np.all(gap[where] <= (1e-13 * _scale(before))[where])


# ------------------------------------------------------------------------ what is refused


def _refusal(*arguments: object) -> MethodError:
    with pytest.raises(MethodError) as refused:
        growth_accounts(*arguments)  # type: ignore[arg-type]
    return refused.value


def test_inputs_that_differ_by_name_are_refused_and_named() -> None:
    one = np.ones((3, 2))
    refused = _refusal(one, one, {"labour": one, "ict": one}, {"labour": one, "nonict": one})
    assert refused.message.code == "growth.inputs_differ"
    assert refused.message.args["names"] == "ict, nonict"


@pytest.mark.parametrize(
    ("culprit", "shape"),
    [
        ("output_value", (3,)),
        ("output_value", (3, 2, 1)),
        ("output_quantity", (2, 3)),
        ("labour", (3, 1)),
        ("labour", (3,)),
    ],
)
def test_an_array_of_another_shape_is_refused_and_never_stretched(
    culprit: str, shape: tuple[int, ...]
) -> None:
    """numpy would stretch (3, 1) over two industries and call it data."""
    given_arrays = dict.fromkeys(("output_value", "output_quantity", "labour"), np.ones((3, 2)))
    given_arrays[culprit] = np.ones(shape)
    labour = {"labour": given_arrays["labour"]}
    refused = _refusal(
        given_arrays["output_value"],
        given_arrays["output_quantity"],
        {"labour": np.ones((3, 2))},
        labour,
    )
    assert refused.message.code == "growth.shape"
    assert refused.message.args["name"] == culprit
    assert refused.message.args["shape"] == str(shape)


def test_one_year_alone_gives_no_growth_at_all() -> None:
    one = np.ones((1, 4))
    accounts = growth_accounts(one, one, {"labour": one}, {"labour": one})
    assert accounts.tfp.shape == accounts.contributions["labour"].shape == (0, 4)


@pytest.mark.parametrize("other", [np.nan, -1.0])
@pytest.mark.parametrize("order", [1, -1])
def test_a_zero_volume_does_not_forgive_an_unknown_one(other: float, order: int) -> None:
    volumes = np.array([[0.0], [other]])[::order]
    ones = np.ones((2, 1))
    found = growth_accounts(ones, ones, {"x": ones}, {"x": volumes})
    assert np.isnan(found.contributions["x"]).all()
    assert np.isnan(found.tfp).all()
