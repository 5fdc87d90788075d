"""A set of published figures: what can be in it, and what replaces what."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from models import published
from models.audit import Printed, Verdict
from models.messages import MethodError
from models.published import (
    Claim,
    PublishedSet,
    checked_claim,
    checked_figure,
    checked_set,
    checked_tolerance,
    free_key,
    read_printed,
    results,
    used_figures,
    with_claim,
    with_figure,
    without_claim,
    without_figure,
)

GDP = Printed("gdp", 2021, "100")
DIGITAL = Printed("digital", 2021, "34.4")
EARLIER = Printed("gdp", 2020, "90")
FIRST = Claim("one", "digital[2021] / gdp[2021] * 100", "share[2021]")
SECOND = Claim("two", "gdp[2021] - gdp[2020]", "rise[2021]")
SET = PublishedSet(figures=(GDP, DIGITAL, EARLIER), claims=(FIRST, SECOND))


def test_a_figure_takes_the_place_of_its_name_and_year_and_no_other() -> None:
    found = with_figure(SET, replace(DIGITAL, text="35.0"))
    assert found.figures == (GDP, replace(DIGITAL, text="35.0"), EARLIER)
    assert found.claims == SET.claims
    added = with_figure(SET, replace(GDP, year=2019))
    assert added.figures == (*SET.figures, replace(GDP, year=2019))
    assert added.get("gdp", 2019) == replace(GDP, year=2019)
    assert added.get("gdp", 2018) is None


def test_a_check_takes_the_place_of_its_key_and_no_other() -> None:
    other = replace(SECOND, formula="gdp[2021] / gdp[2020]")
    assert with_claim(SET, other).claims == (FIRST, other)
    assert with_claim(SET, replace(other, key="three")).claims == (
        FIRST,
        SECOND,
        replace(other, key="three"),
    )


def test_what_is_taken_out_is_what_was_named() -> None:
    assert without_figure(SET, "gdp", 2020).figures == (GDP, DIGITAL)
    assert without_claim(SET, "one").claims == (SECOND,)
    with pytest.raises(MethodError, match=r"audit\.no_such_figure"):
        without_figure(SET, "gdp", 2019)
    with pytest.raises(MethodError, match=r"audit\.no_such_check"):
        without_claim(SET, "three")


def test_a_set_is_at_most_as_large_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "MOST", 3)
    assert with_figure(SET, replace(GDP, text="101")).get("gdp", 2021) is not None
    with pytest.raises(MethodError, match=r"audit\.too_many"):
        with_figure(SET, replace(GDP, year=2019))
    three = with_claim(SET, replace(FIRST, key="three"))
    assert checked_set(three) == three
    with pytest.raises(MethodError, match=r"audit\.too_many"):
        with_claim(three, replace(FIRST, key="four"))
    with pytest.raises(MethodError, match=r"audit\.too_many"):
        checked_set(replace(SET, figures=(*SET.figures, replace(GDP, year=2019))))


def test_a_free_key_is_the_first_that_no_check_has() -> None:
    assert free_key(SET) == "check_1"
    taken = [replace(FIRST, key=key) for key in ("check_1", "check_3")]
    assert free_key(replace(SET, claims=tuple(taken))) == "check_2"


@pytest.mark.parametrize(
    ("typed", "digits", "percent"),
    [
        ("8,512", "8512", False),
        ("1,234,567.50", "1234567.50", False),
        (" 6.0 ", "6.0", False),
        ("34.4%", "34.4", True),
        ("３４．４ ％", "34.4", True),
        ("−1.5", "-1.5", False),
        ("+2", "2", False),
        ("9" * 40, "9" * 40, False),
    ],
)
def test_digits_stay_as_printed(typed: str, digits: str, percent: bool) -> None:
    assert read_printed(typed) == (digits, percent)


@pytest.mark.parametrize("typed", ["", "1e3", "12,34", "1.", ".5", "a", "--1", "9" * 41, "5%%"])
def test_what_is_no_figure_is_refused(typed: str) -> None:
    with pytest.raises(MethodError, match=r"audit\.not_a_figure"):
        read_printed(typed)


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        (replace(GDP, key="computed"), "audit.figure_name"),
        (replace(GDP, key="2a"), "audit.figure_name"),
        (replace(GDP, key=""), "audit.figure_name"),
        (replace(GDP, key="a" * 61), "audit.figure_name"),
        (replace(GDP, year=1899), "audit.year"),
        (replace(GDP, year=2101), "audit.year"),
        (replace(GDP, year=True), "audit.year"),
        (replace(GDP, unit="pounds"), "audit.figure_unit"),
        (replace(GDP, where="x" * 2001), "audit.text_long"),
        (replace(GDP, quote="x" * 2001), "audit.text_long"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(figure: Printed, code: str) -> None:
    with pytest.raises(MethodError, match=code.replace(".", r"\.")):
        checked_figure(figure)


def test_figures_at_the_limits_can_be() -> None:
    for figure in (
        replace(GDP, key="a" * 60),
        replace(GDP, year=1900),
        replace(GDP, year=2100),
        replace(GDP, where="x" * 2000, quote="x" * 2000),
    ):
        assert checked_figure(figure) == figure
    assert checked_figure(replace(GDP, text="34.4%")) == replace(GDP, text="34.4", unit="percent")


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (replace(FIRST, key=" "), "audit.check_key"),
        (replace(FIRST, key="k" * 61), "audit.check_key"),
        (replace(FIRST, title="x" * 2001), "audit.text_long"),
        (replace(FIRST, target="computed.gdp_share.stock[2021]"), "audit.target_computed"),
        (replace(FIRST, formula="1 + 2"), "audit.no_figures"),
        (replace(FIRST, formula="share[2021] * 2"), "audit.circular"),
        (replace(FIRST, formula="gdp[2101]"), "audit.year"),
        (replace(FIRST, target="share[1899]"), "audit.year"),
        (replace(FIRST, formula="computed.nothing[2021]"), "audit.no_quantity"),
        (replace(FIRST, formula="computed.gdp_share[2021]"), "audit.no_quantity"),
        (replace(FIRST, formula="computed.age_price.computers[2021]"), "audit.no_quantity"),
    ],
)
def test_a_check_that_cannot_be_is_refused(claim: Claim, code: str) -> None:
    """`gdp_share` has a rule beside the year, and `age_price` has no year."""
    with pytest.raises(MethodError, match=code.replace(".", r"\.")):
        checked_claim(claim)


def test_checks_at_the_limits_can_be() -> None:
    for claim in (
        replace(FIRST, key="k" * 60, title="x" * 2000),
        replace(FIRST, formula="computed.gdp_share.stock[2021] * 100"),
        replace(FIRST, formula="gdp[1900] + gdp[2100]"),
    ):
        assert checked_claim(claim) == claim


@pytest.mark.parametrize("tolerance", [0.0, 0.5, 1000.0])
def test_a_tolerance_that_can_be(tolerance: float) -> None:
    assert checked_tolerance(tolerance) == tolerance


@pytest.mark.parametrize("tolerance", [-0.1, 1000.1, math.nan, math.inf])
def test_a_tolerance_that_cannot_be(tolerance: float) -> None:
    with pytest.raises(MethodError, match=r"audit\.tolerance"):
        checked_tolerance(tolerance)


def test_nothing_is_twice_in_a_set() -> None:
    assert checked_set(SET) == SET
    for twice in (
        replace(SET, figures=(*SET.figures, replace(GDP, text="1"))),
        replace(SET, claims=(*SET.claims, replace(SECOND, key="one"))),
    ):
        with pytest.raises(MethodError, match=r"audit\.twice"):
            checked_set(twice)
    for long in (replace(SET, title="x" * 2001), replace(SET, region="x" * 2001)):
        with pytest.raises(MethodError, match=r"audit\.text_long"):
            checked_set(long)
    with pytest.raises(MethodError, match=r"audit\.tolerance"):
        checked_set(replace(SET, tolerance=-1.0))


def test_verdicts_by_hand() -> None:
    """34.4 of 100 are 34.4 %; 100 - 90 = 10, not 12, and 11 within what rounding allows."""
    figures = (*SET.figures, Printed("share", 2021, "34.4", "percent"))
    follows, lacking = results(replace(SET, figures=figures), None)
    assert follows.verdict is Verdict.FOLLOWS
    assert follows.computed == pytest.approx(34.4, rel=1e-15)
    assert lacking.verdict is Verdict.NOT_COMPUTABLE
    assert [(one.key, one.index) for one in lacking.missing] == [("rise", (2021,))]
    for text, verdict in (
        ("10", Verdict.FOLLOWS),
        ("11", Verdict.WITHIN_ROUNDING),
        ("12", Verdict.CONTRADICTS),
    ):
        found = results(replace(SET, figures=(*figures, Printed("rise", 2021, text))), None)
        assert found[1].verdict is verdict


def test_a_computed_figure_without_a_measurement_says_so() -> None:
    claim = replace(FIRST, formula="computed.gdp_share.stock[2021] * gdp[2021]")
    figures = (*SET.figures, Printed("share", 2021, "34.4", "percent"))
    (found,) = results(replace(SET, figures=figures, claims=(claim,)), None)
    assert found.verdict is Verdict.NOT_COMPUTABLE
    assert found.missing == ()
    assert found.reason is not None
    assert found.reason.code == "audit.not_measured"


def test_figures_that_a_check_uses_are_those_that_are_there() -> None:
    claim = replace(FIRST, formula="digital[2021] / gdp[2021] + gdp[2019]")
    one = replace(SET, claims=(claim,))
    (found,) = results(one, None)
    used = used_figures(one, found, None)
    assert [(ref.key, ref.index, figure) for ref, figure in used] == [
        ("digital", (2021,), DIGITAL),
        ("gdp", (2021,), GDP),
    ]
