"""The audit of the white paper's figures, as section 9 of the method works it out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.audit import Check, Exact, Printed, Result, Verdict, audit, bounds
from models.audit_formula import LONGEST, formula_text, read_figure, read_formula, renamed
from models.expression import Const, Node, Op, Ref
from models.messages import MethodError

# White paper, chapter 1, table 1 and text; unrevised GDP of 2017: China Statistical Yearbook 2018.
PRINTED = {
    ("gdp", 2017): "17790.68",
    ("gdp", 2019): "21237.14",
    ("gdp", 2020): "22156.69",
    ("gdp", 2021): "24740.86",
    ("gdp_unrevised", 2017): "20396.25",
    ("nominal_growth", 2018): "13.1",
    ("nominal_growth", 2019): "12.7",
    ("nominal_growth", 2020): "10.2",
    ("nominal_growth", 2021): "16.7",
    ("digital_economy", 2017): "5200",
    ("digital_economy", 2021): "8512",
    ("industry_digitalisation", 2021): "7466",
    ("digital_industrialisation", 2021): "1046",
    ("digitalisation_share", 2021): "87.71",
    ("gdp_share", 2017): "25.5",
    ("gdp_share", 2021): "34.4",
    ("gdp_share_change", 2021): "1.6",
    ("growth_contribution", 2021): "63.2",
    ("growth_contribution", 2020): "49.9",
}
FIGURES = {key: Printed(*key, text) for key, text in PRINTED.items()}
FROM_2017 = "digital_economy[2017]" + "".join(
    f"*(1+nominal_growth[{year}]/100)" for year in (2018, 2019, 2020, 2021)
)
BEFORE = "digital_economy[2021]/(1+nominal_growth[2021]/100)"


def check(formula: str, target: str, tolerance: float = 0.5) -> Result:
    checks = (Check("one", read_formula(formula), read_figure(target)),)
    return audit(checks, FIGURES, tolerance=tolerance)[0]


@pytest.mark.parametrize(
    ("formula", "target", "computed", "verdict"),
    [
        ("100*digital_economy[2021]/gdp[2021]", "gdp_share[2021]", 34.4, "follows"),
        (
            "digital_industrialisation[2021]+industry_digitalisation[2021]",
            "digital_economy[2021]",
            8512,
            "follows",
        ),
        (
            "100*industry_digitalisation[2021]/digital_economy[2021]",
            "digitalisation_share[2021]",
            87.71,
            "follows",
        ),
        (
            FROM_2017,
            "digital_economy[2021]",
            8524,
            "within_rounding",
        ),
        ("100*digital_economy[2017]/gdp[2017]", "gdp_share[2017]", 29.2, "contradicts"),
        ("100*digital_economy[2017]/gdp_unrevised[2017]", "gdp_share[2017]", 25.5, "follows"),
        (
            f"100*(digital_economy[2021]-{BEFORE})/(gdp[2021]-gdp[2020])",
            "growth_contribution[2021]",
            47.1,
            "contradicts",
        ),
        (
            f"100*({BEFORE}-{BEFORE}/(1+nominal_growth[2020]/100))/(gdp[2020]-gdp[2019])",
            "growth_contribution[2020]",
            73,
            "contradicts",
        ),
    ],
)
def test_the_white_paper(formula: str, target: str, computed: float, verdict: str) -> None:
    found = check(formula, target)
    digits = 0 if computed > 1000 or computed == 73 else 2 if computed == 87.71 else 1
    assert found.computed is not None
    assert round(found.computed, digits) == computed
    assert found.verdict is Verdict(verdict)


def test_the_tolerance_decides_on_the_rise_of_the_share() -> None:
    """Share up by 1.6 points in print, by 1.5 computed: rounding, or not, as one chooses."""
    formula = f"100*digital_economy[2021]/gdp[2021]-100*{BEFORE}/gdp[2020]"
    strict, generous = (check(formula, "gdp_share_change[2021]", units) for units in (0.5, 1.0))
    assert strict.computed is not None
    assert round(strict.computed, 1) == 1.5
    assert strict.verdict is Verdict.CONTRADICTS
    assert generous.verdict is Verdict.WITHIN_ROUNDING


def test_a_figure_that_is_not_there_is_named() -> None:
    found = check("100*digital_economy[2016]/gdp[2021]", "gdp_share[2021]")
    assert found.verdict is Verdict.NOT_COMPUTABLE
    assert found.missing == (Ref("digital_economy", (2016,)),)
    assert found.computed is None


def test_a_divisor_that_may_be_zero_gives_no_verdict() -> None:
    assert check("gdp[2021]/(gdp[2020]-gdp[2020])", "gdp[2021]").verdict is Verdict.NOT_COMPUTABLE


@pytest.mark.parametrize(
    "text",
    ["", "1+", "gdp", "gdp[21]", "__import__('os')", "2**3", "(1", "1)", "gdp[2021].x", "1;2",
     "(" * 60 + "1" + ")" * 60, "-" * 60 + "1", "1+" * 600 + "1", "lambda: 1"],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(MethodError) as refused:
        read_formula(text)
    assert refused.value.message.code.startswith("audit.formula")


def test_signs_that_people_type_are_read() -> None:
    assert read_formula("（1 ＋ 2）× 3 ÷ 4 − 5") == read_formula("(1+2)*3/4-5")


TREES = st.recursive(
    st.one_of(
        st.floats(0, 1e6).map(lambda x: Const(round(x, 3))),
        st.sampled_from([Ref("gdp", (2020,)), Ref("gdp", (2021,))]),
    ),
    lambda inner: st.builds(Op, st.sampled_from("+-*/"), inner, inner),
    max_leaves=12,
)


@given(TREES)
def test_a_formula_written_and_read_is_the_same(tree: Node) -> None:
    assert read_formula(formula_text(tree)) == tree


@given(TREES, st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_no_unrounded_figures_leave_the_interval(tree: Node, a: float, b: float) -> None:
    """The law behind the verdict: whatever was rounded to the printed digits is inside."""
    inside = {
        ("gdp", 2020): FIGURES["gdp", 2020].value + 0.01 * a,
        ("gdp", 2021): FIGURES["gdp", 2021].value + 0.01 * b,
    }

    def value(part: Node) -> float:
        if isinstance(part, Const):
            return part.value
        if isinstance(part, Ref):
            return inside[part.key, part.index[0]]
        assert isinstance(part, Op)
        x, y = value(part.left), value(part.right)
        return {"+": x + y, "-": x - y, "*": x * y}[part.symbol] if part.symbol != "/" else x / y

    try:
        _, low, high = bounds(tree, FIGURES)
        found = value(tree)
    except (MethodError, OverflowError):
        return
    slack = 1e-9 * max(abs(low), abs(high), abs(found), 1e6)
    assert low - slack <= found <= high + slack


def test_formulas_nest_fifty_deep_and_side_by_side_without_end() -> None:
    assert read_formula("(" * 50 + "gdp[2021]" + ")" * 50) == Ref("gdp", (2021,))
    read_formula("-" * 50 + "1")
    for text in ("(" * 51 + "1" + ")" * 51, "-" * 51 + "1", "(-" * 26 + "1" + ")" * 26):
        with pytest.raises(MethodError):
            read_formula(text)
    read_formula("+".join(["(1)"] * 60))
    read_formula("*".join(["-1"] * 60))


def test_a_minus_in_front_is_taken_from_nothing() -> None:
    assert bounds(read_formula("-gdp[2021]*2"), FIGURES)[0] == -2 * 24740.86
    assert bounds(read_formula("--3"), FIGURES)[0] == 3.0


def test_a_formula_is_at_most_as_long_as_it_says() -> None:
    assert read_formula("1" * LONGEST) == Const(float("1" * LONGEST))
    with pytest.raises(MethodError) as refused:
        read_formula("1" * (LONGEST + 1))
    assert refused.value.message.args["limit"] == LONGEST


def test_the_place_and_the_rest_of_what_is_no_formula_are_told() -> None:
    with pytest.raises(MethodError) as refused:
        read_formula("1+2 gdp")
    assert refused.value.message.args["place"] == 4
    assert refused.value.message.args["rest"] == "gdp"


@pytest.mark.parametrize("text", ["1", "gdp[2021]+1", "-gdp[2021]"])
def test_a_target_is_a_single_figure(text: str) -> None:
    with pytest.raises(MethodError) as refused:
        read_figure(text)
    assert refused.value.message.code == "audit.not_one_figure"


def printed(target: str, computed: str, tolerance: float = 0.5, unit: str = "1") -> Result:
    """A figure x that should equal a target, each with its digits as printed; unit: of x."""
    figures = {("x", 1): Printed("x", 1, computed), ("y", 1): Printed("y", 1, target)}
    formula = Op("*", Ref("x", (1,)), Const(float(unit)))
    return audit((Check("one", formula, Ref("y", (1,))),), figures, tolerance=tolerance)[0]


@pytest.mark.parametrize("sign", ["", "-"])
def test_an_exact_half_rounds_to_its_digits_whatever_the_sign(sign: str) -> None:
    """0.35 is no binary number, and yet it rounds to 0.3 and to 0.4 alike."""
    for target, computed in (
        ("0.3", "0.35"), ("0.4", "0.35"), ("24740.8", "24740.85"), ("24740.9", "24740.85"),
    ):  # fmt: skip
        assert printed(f"{sign}{target}", f"{sign}{computed}").verdict is Verdict.FOLLOWS
    assert printed(f"{sign}0.3", f"{sign}0.36").verdict is Verdict.CONTRADICTS


@pytest.mark.parametrize("sign", ["", "-"])
def test_intervals_that_only_touch_agree_by_rounding(sign: str) -> None:
    """x = 24.7 stands for 24.65 to 24.75, y = 24.8 for 24.75 to 24.85; 24.6 touches from below."""
    for target in ("24.8", "24.6"):
        assert printed(f"{sign}{target}", f"{sign}24.7").verdict is Verdict.WITHIN_ROUNDING
    for target in ("24.9", "24.5"):
        assert printed(f"{sign}{target}", f"{sign}24.7").verdict is Verdict.CONTRADICTS
        within = printed(f"{sign}{target}", f"{sign}24.7", tolerance=1.5)
        assert within.verdict is Verdict.WITHIN_ROUNDING


def test_how_far_a_check_is_apart_is_told_where_both_are_known() -> None:
    assert printed("24.6", "24.7").apart == pytest.approx(0.1)
    assert check("gdp[2016]", "gdp[2021]").apart is None


def test_why_there_is_no_verdict_is_told() -> None:
    found = check("gdp[2021]/(gdp[2020]-gdp[2020])", "gdp[2021]")
    assert found.reason is not None
    assert found.reason.code == "audit.division"


@pytest.mark.parametrize("text", ["", "1e", "12..5", "约 34"])
def test_digits_that_are_no_figure_are_refused(text: str) -> None:
    with pytest.raises(MethodError) as refused:
        _ = Printed("gdp", 2021, text).value
    assert refused.value.message.code == "audit.not_a_figure"


def test_figures_of_a_formula_take_other_names_and_nothing_else_does() -> None:
    tree = renamed(read_formula("100*gdp[2021]/(gdp_share[2017]-3)"), str.upper)
    assert formula_text(tree) == "100*GDP[2021]/(GDP_SHARE[2017]-3)"


def test_only_the_four_operations_of_figures_and_numbers_have_bounds() -> None:
    for tree in (Op("^", Const(2.0), Const(3.0)), Op(">", Const(2.0), Const(3.0)), Node()):
        with pytest.raises(TypeError):
            bounds(tree, {})


def test_a_figure_in_full_precision_has_no_rounding() -> None:
    figures = {("gdp", 2021): Exact(24740.86)}
    assert bounds(Ref("gdp", (2021,)), figures) == (24740.86, 24740.86, 24740.86)
