"""Every quantity is defined twice, as kernel and as cell; here both must agree everywhere."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeGuard

import numpy as np
import pytest

from models import measure
from models.columns import flags_of_all
from models.dataset import Dataset
from models.evaluation import Absent, Evaluation, own_flags
from models.every import Differs, along, one_of, placed
from models.expression import Node, Ref, Run, references, walk
from models.formula import FormulaWriter, formula
from models.frame import PRICES
from models.measurement import Measurement
from models.parameters import PRESETS, Parameters, with_value
from models.quantities import REGISTRY
from models.series import Basis
from tests.support_datasets import (
    dataset,
    fewer_cities,
    in_one_table,
    joined_unequally,
    series,
    until,
    with_cities,
    with_flows,
    with_industry_series,
    with_series,
    with_table_value,
    with_third_table,
    without_inputs,
    without_output,
    without_years,
)

DEFAULT = PRESETS["gx2022"]


def _first_table(data: Dataset) -> Dataset:
    industries = tuple(replace(one, members=one.members[:1]) for one in data.industries)
    return replace(data, benchmarks=data.benchmarks[:1], industries=industries)


def changed(**values: object) -> Parameters:
    """The default with values by path, written with two underscores for the point."""
    parameters = DEFAULT
    for path, value in values.items():
        parameters = with_value(parameters, path.replace("__", "."), value)
    return parameters


def light(seed: int, **options: object) -> Dataset:
    """A dataset without industries, whose thousands of cells these readings do not change."""
    return replace(dataset(seed, **options), industries=())  # type: ignore[arg-type]


def _without_references(data: Dataset) -> Dataset:
    """The tables of the region alone, from which no share of an asset is known."""
    alone = [replace(one, reference=None, reference_concordance=None) for one in data.benchmarks]
    return replace(data, benchmarks=tuple(alone))


def _capital_variants() -> dict[str, tuple[object, Parameters]]:
    """Each family, profile, timing and base stock at least once, assets differing."""
    return {
        "families": (
            light(22),
            changed(
                computers__efficiency="linear",
                computers__retirement="truncated_normal",
                computers__sigma_basis="share",
                computers__initial_year="observed",
                communications__efficiency="geometric",
                communications__retirement="weibull",
                communications__initial_method="backcast",
                communications__timing="mid_year",
                software__efficiency="one_hoss_shay",
                software__retirement="lognormal",
                software__timing="mid_year",
            ),
        ),
        "more families": (
            light(23),
            changed(
                computers__retirement="gamma",
                computers__initial_method="backcast",
                computers__initial_year="observed",
                communications__retirement="winfrey",
                communications__timing="mid_year",
                software__retirement="sudden",
            ),
        ),
        "as printed": (
            light(24),
            changed(
                computers__retirement="printed",
                communications__retirement="printed_share",
                software__retirement="printed_density",
                software__timing="mid_year",
            ),
        ),
        "cohorts": (
            light(25),
            changed(
                all__profile="cohort",
                computers__timing="mid_year",
                computers__initial_method="backcast",
                communications__efficiency="one_hoss_shay",
                communications__retirement="weibull",
                communications__timing="mid_year",
                software__efficiency="linear",
                software__retirement="truncated_normal",
            ),
        ),
        "cohorts without chance": (
            light(26),
            changed(
                all__profile="cohort",
                computers__retirement="none",
                communications__retirement="sudden",
                software__efficiency="one_hoss_shay",
                software__retirement="none",
            ),
        ),
        "without end": (
            light(27),
            changed(
                all__efficiency="geometric",
                all__retirement="none",
                all__initial_method="backcast",
                software__timing="mid_year",
                computers__profile="cohort",
            ),
        ),
        "one observed year": (
            with_series(
                light(28),
                {
                    "investment.software": series(
                        "软件投资", range(2010, 2011), np.full(1, 3e4), unit="万元"
                    )
                },
            ),
            changed(all__initial_year="observed", all__growth=0.05),
        ),
        "all retire at the mean": (
            light(29),
            changed(
                all__retirement="truncated_normal",
                all__max_life_factor=1.0,
                software__profile="cohort",
            ),
        ),
        "truncated at nothing": (
            light(31),
            changed(
                all__retirement="truncated_normal",
                all__max_life_factor=2.2,
                all__sigma=2.0,
                software__max_life_factor=1.9,
            ),
        ),
        "t0 outside": (
            light(30, first_price=2003),
            changed(all__initial_year="observed", all__initial_method="backcast"),
        ),
    }


def _rental(data: Dataset, *, per_cent: bool = False, drop: str = "") -> Dataset:
    """The dataset with rental prices, one of them negative in one year."""
    years = range(2000, 2021)
    rates = {"computers": 0.3, "communications": 0.2, "software": 0.25, "nonict": 0.12}
    found = {}
    for name, rate in rates.items():
        values = np.full(len(years), rate)
        values[3] = -0.05
        unit = "%" if per_cent else None
        values = values * 100 if per_cent else values
        found[f"rental.{name}"] = series(f"{name}租赁价格", years, values, unit=unit)
    found.pop(f"rental.{drop}", None)
    return with_series(data, found)


def _workers(data: Dataset, *, unit: str | None = None) -> Dataset:
    """Employees: some, none, more than are employed; one industry without, one negative.

    Where nobody is an employee half a person is employed: less than the one that stands in.
    """
    flat = np.ones(22)
    data = with_industry_series(data, "employment", {"electronics": 0.5 * flat}, unit=None)
    found = {"farming": 2 * flat, "electronics": 0 * flat, "building": 9e4 * flat}
    return with_industry_series(data, "employees", {**found, "信息": 3 * flat}, unit=unit)


def _by_section(data: Dataset) -> Dataset:
    """Persons of sections alone: shared by two industries, none at first, negative at last."""
    years = range(2000, 2022)
    flat = np.ones(len(years))
    goods = series("工业就业人员", years, 300 * flat)
    services = series("服务业就业人员", years, np.where(np.array(years) < 2010, 0.0, 90.0))
    odd = series("农业就业人员", years, np.where(np.array(years) < 2010, 50.0, -50.0))
    held = {"coal": goods, "electronics": goods, "finance": services, "信息": services}
    roles = {"price": data.industry_series["price"], "section_employment": held | {"farming": odd}}
    return replace(data, industry_series=roles)


def _as_growth_and_levels(data: Dataset) -> Dataset:
    """Prices of farming as growth in per cent, of coal as levels, each with its gaps."""
    growth = 3.0 + np.sin(np.arange(22))
    levels = 100 * np.cumprod(1 + growth / 100)
    growth[[2, 19]] = levels[[3, 20]] = np.nan
    data = with_industry_series(data, "price", {"farming": growth}, basis=Basis.GROWTH_PERCENT)
    return with_industry_series(data, "price", {"coal": levels}, basis=Basis.INDEX_FIXED_BASE)


def _labour_variants() -> dict[str, tuple[object, Parameters]]:
    """Labour shares, output less product taxes, quality, quantities that are zero or negative."""
    flat = np.ones(22)
    data = dataset(80)
    taxes = {one.key: 5e3 * flat for one in data.industries if one.key != "coal"}
    odd = {"farming": 0 * flat, "building": -flat, "finance": np.r_[flat[:10], 0 * flat[10:]]}
    return {
        "adjusted": (_workers(data), changed(labour_share="adjusted", nonict_split="output")),
        "adjusted in units that differ": (
            _workers(data, unit="人"),
            changed(labour_share="adjusted", nonict_split="value_added"),
        ),
        "labour by section": (_by_section(data), DEFAULT),
        "later shares, pay over wages": (
            replace(data, industry_series={"price": data.industry_series["price"]}),
            changed(labour_share="later", nonict_split="capital_income"),
        ),
        "less product taxes": (
            with_industry_series(dataset(81), "product_taxes", taxes, unit="万元"),
            changed(output_basis="less_product_taxes", labour_share="later"),
        ),
        "quality": (
            with_industry_series(
                dataset(82),
                "quality",
                {"farming": 101 * flat, "coal": 99 * flat},
                basis=Basis.INDEX_PREVIOUS_100,
            ),
            DEFAULT,
        ),
        "quantities zero or negative": (
            with_industry_series(dataset(83), "employment", odd),
            changed(labour_quality="ignored"),
        ),
        "annual": (dataset(87), changed(accounts_steps="annual")),
        "annual, labour in some years, broad deflators": (
            with_industry_series(
                dataset(88),
                "employment",
                {"farming": np.r_[flat[:9], np.full(3, np.nan), flat[12:]]},
            ),
            changed(accounts_steps="annual", value_added_deflation="broad"),
        ),
        "broad deflators alone": (
            dataset(89, drop=("price", "employment")),
            changed(value_added_deflation="broad"),
        ),
        "persons in every industry": (
            with_industry_series(dataset(90), "employment", {"coal": 9 * 1.05 ** np.arange(22)}),
            DEFAULT,
        ),
        "industry prices as growth and as levels": (_as_growth_and_levels(dataset(94)), DEFAULT),
        "in one table only": (in_one_table(dataset(84), "煤炭"), DEFAULT),
        "in the older table only": (
            in_one_table(dataset(85), "煤炭", 1),
            changed(labour_share="later", all__allocation="value_added"),
        ),
        "buys nothing": (without_inputs(dataset(86), "煤炭"), DEFAULT),
    }


def _return_variants() -> dict[str, tuple[object, Parameters]]:
    """Readings of the user cost."""
    return {
        "ex ante": (dataset(50), changed(return_reading="ex_ante", inflation_years=1)),
        "ex ante, inflation given, opening stocks": (
            dataset(51),
            changed(return_reading="ex_ante", expected_inflation=0.02, services_timing="opening"),
        ),
        "closing stocks, all sell": (
            dataset(52),
            changed(services_timing="closing", nonmarket="none", gain_years=5),
        ),
        "some do not sell": (dataset(53), changed(nonmarket="煤炭，没有的行业")),
        "one stock": (
            dataset(58),
            changed(accounts_initial_method="as_stock", communications__initial_method="backcast"),
        ),
        "rental prices": (_rental(dataset(54)), changed(return_reading="given")),
        "rental prices in per cent, not of the rest": (
            _rental(dataset(55), per_cent=True, drop="nonict"),
            changed(return_reading="given"),
        ),
        "rental prices missing": (dataset(56), changed(return_reading="given")),
    }


def _earlier(data: Dataset, first: int, basis: Basis) -> Dataset:
    """Total investment from 1990, and its prices from another year on."""
    wave = 3.0 + np.sin(np.arange(first, 2022))
    level = 100 * np.cumprod(1 + wave / 100)
    printed = level if basis is Basis.INDEX_FIXED_BASE else wave
    total = 900 * 1.08 ** np.arange(32)
    return with_series(
        data,
        {
            "indicator.gfcf": series("固定资本形成总额", range(1990, 2022), total, unit="亿元"),
            "price.nonict": series(
                "固定资产投资价格指数", range(first, 2022), printed, basis=basis
            ),
        },
    )


def _price_variants() -> dict[str, tuple[object, Parameters]]:
    """Fits, forecasts, links and continuations of prices."""
    fitted = changed(alpha_method="fitted", gap_reading="forecast")
    short = until(light(33), "price.nonict", 2014)
    full = light(34)
    own = {
        "price.reference_computers": full.series["price.cpi"],
        "price.ppi": short.series["price.cpi"],
    }
    linked = without_years(light(35), "price.software", range(2003, 2008))
    return {
        "fitted forecast": (light(33), fitted),
        "gap added to the reference": (
            light(33, first_price=2003),
            changed(gap_equation="printed_superscript", base_year=2005),
        ),
        "gap by its labels": (light(34), changed(gap_equation="printed_labels")),
        "gap as printed": (
            with_series(full, own),
            changed(gap_equation="printed", gap_reading="forecast"),
        ),
        "fitted to nothing": (until(light(33), "price.reference_ict", 2001), fitted),
        "no reference to fit": (light(33, drop=("price.reference_ict",)), fitted),
        "two references": (with_series(full, own), changed(gap_reading="forecast")),
        "continued by the GDP deflator": (short, changed(continuation="gdp_deflator")),
        "continued by producer prices": (
            with_series(short, own),
            changed(continuation="ppi", extend_activity=True),
        ),
        "continued by what is missing": (short, changed(continuation="gfcf_deflator")),
        "continued until that ends": (
            until(short, "price.gdp_volume", 2018),
            changed(continuation="gdp_deflator"),
        ),
        "investment before the years measured, prices as levels": (
            _earlier(dataset(92), 1992, Basis.INDEX_FIXED_BASE),
            DEFAULT,
        ),
        "investment before the years measured, prices as growth": (
            _earlier(light(93), 1988, Basis.GROWTH_PERCENT),
            DEFAULT,
        ),
        "value added published in some years": (
            with_series(
                dataset(91),
                {
                    "value_added.electronics": series(
                        "电子增加值", range(2004, 2021), 50 * 1.1 ** np.arange(17), unit="亿元"
                    ),
                    "value_added.software": series(
                        "信息增加值", range(2000, 2010), 3e5 * 1.1 ** np.arange(10), unit="万元"
                    ),
                },
            ),
            DEFAULT,
        ),
        "linked": (
            with_series(linked, {"link.software": full.series["price.cpi"]}),
            changed(all__price_method="proxy"),
        ),
        "linked by levels": (
            with_series(linked, {"link.software": full.series["price.wage"]}),
            DEFAULT,
        ),
        "linked by something too short": (
            with_series(
                linked, {"link.software": until(full, "price.cpi", 2005).series["price.cpi"]}
            ),
            DEFAULT,
        ),
    }


def _city_variants() -> dict[str, tuple[object, Parameters]]:
    """Cities with every figure, with gaps, by both series X, held and not, and a given base."""
    some = {"甲市": range(2000, 2004), "丙市": range(2009, 2011)}
    return {
        "cities": (with_cities(dataset(46)), changed(accumulated_base=40.0)),
        "cities by output": (
            with_cities(dataset(47), output=True),
            changed(city_activity="output", tfp_weight=0.2),
        ),
        "cities with gaps": (with_cities(light(48), without=some), DEFAULT),
        "cities held": (
            with_cities(dataset(49), without=some),
            changed(hold_city_shares=True, all__initial_year="observed"),
        ),
        "two cities": (fewer_cities(with_cities(dataset(62))), DEFAULT),
        "two cities by output, three tables": (
            with_third_table(fewer_cities(with_cities(dataset(63), output=True))),
            changed(city_activity="output", interpolation="inverse_distance", tfp_weight=0.3),
        ),
        "cities of no table": (
            with_cities(replace(dataset(50), benchmarks=(), industries=())),
            DEFAULT,
        ),
        "cities backcast": (
            with_cities(light(51), output=True),
            changed(city_activity="output", all__initial_method="backcast"),
        ),
        "unequal digital shares joined": (joined_unequally(dataset(52)), DEFAULT),
        "unequal digital shares joined, not all known": (
            joined_unequally(with_table_value(dataset(52), "VA001", "电子", math.nan)),
            DEFAULT,
        ),
    }


def _variants() -> dict[str, tuple[object, Parameters]]:
    confirmed = with_value(DEFAULT, "extend_activity", True)
    linear = with_value(with_value(DEFAULT, "interpolation", "linear"), "all.activity", "gfcf")
    proxy = with_value(with_value(DEFAULT, "all.price_method", "proxy"), "all.retirement", "none")
    shares = with_value(with_value(DEFAULT, "computers.share_2007", 0.4), "software.growth", 0.1)
    return {
        "default": (dataset(1), DEFAULT),
        "confirmed extension": (dataset(2), confirmed),
        "linear with total GFCF": (dataset(3), linear),
        "proxies without retirement": (dataset(4), proxy),
        "given share and growth": (dataset(5), shares),
        "no GDP": (dataset(6, drop=("indicator.gdp",)), DEFAULT),
        "no reference price": (dataset(7, drop=("price.reference_ict",)), DEFAULT),
        "no tables": (replace(dataset(8), benchmarks=(), industries=()), DEFAULT),
        "one table": (_first_table(dataset(9)), DEFAULT),
        "index after the base year": (dataset(10, first_price=2003), DEFAULT),
        "base year moved": (dataset(11, first_price=2003), with_value(DEFAULT, "base_year", 2002)),
        "short span": (dataset(12), with_value(DEFAULT, "first_year", 2010)),
        "no industry series": (dataset(14, drop=("price", "employment")), DEFAULT),
        "no total investment": (dataset(15, drop=("indicator.gfcf",)), DEFAULT),
        "no consumer prices": (dataset(16, drop=("price.cpi",)), DEFAULT),
        "no industries": (replace(dataset(17), industries=()), DEFAULT),
        "no output in one industry": (without_output(dataset(21), "煤炭"), DEFAULT),
        "theta": (dataset(18), with_value(DEFAULT, "tfp_weight", 0.3)),
        "theta without TFP": (
            dataset(19, drop=("price", "primary", "price.secondary_volume")),
            with_value(DEFAULT, "tfp_weight", 0.3),
        ),
        "arithmetic growth": (light(47), changed(growth_mean="arithmetic")),
        "arithmetic growth with a year of nothing": (
            with_series(
                light(28),
                {
                    "investment.software": series(
                        "软件投资", range(2003, 2009), np.array([1.0, 2, 0, 3, 4, 5]), unit="亿元"
                    )
                },
            ),
            changed(growth_mean="arithmetic"),
        ),
        "table figures as they are": (light(46), changed(vintage_scaling="none")),
        "given depreciation": (
            dataset(20),
            with_value(DEFAULT, "all.user_cost_depreciation", "given"),
        ),
        "g + delta below zero": (dataset(13), with_value(DEFAULT, "all.growth", -0.4)),
        "by distance with margins": (
            light(39),
            changed(interpolation="inverse_distance", distance_power=1.5, trade_margins=True),
        ),
        "a table after the last year": (dataset(95), changed(last_year=2012)),
        "a table in the first year": (dataset(96), changed(base_year=2010)),
        "a table before the first year": (
            with_cities(dataset(97)),
            changed(base_year=2010, first_year=2010, accounts_steps="annual"),
        ),
        "no reference table": (_without_references(dataset(98)), DEFAULT),
        "three tables": (with_third_table(dataset(64)), DEFAULT),
        "three tables, annual accounts": (
            with_third_table(dataset(65)),
            changed(accounts_steps="annual", interpolation="linear"),
        ),
        "three tables, a sector missing from one": (
            with_third_table(in_one_table(dataset(66), "煤炭"), 2002),
            changed(labour_share="later", all__allocation="output", interpolation="nearest"),
        ),
        "nearest without a margin": (
            light(40),
            changed(interpolation="nearest", trade_margins=True, margin_2007=None),
        ),
        "keys": (
            dataset(43),
            changed(
                computers__allocation="use_printed",
                communications__allocation="output",
                software__allocation="depreciation",
            ),
        ),
        "matrix": (with_flows(dataset(44)), changed(all__allocation="matrix")),
        "persons in several units": (
            with_industry_series(dataset(88), "employment", {"farming": np.ones(22)}, unit="万人"),
            DEFAULT,
        ),
        "one table with margins": (_first_table(dataset(41)), changed(trade_margins=True)),
        "matrix missing": (
            dataset(45, drop=("price", "employment")),
            changed(software__allocation="matrix"),
        ),
        **_capital_variants(),
        **_return_variants(),
        **_labour_variants(),
        **_price_variants(),
        **_city_variants(),
    }


VARIANTS = _variants()


Index = tuple[int, ...]
Trees = dict[str, dict[Index, Node]]


@pytest.fixture(scope="module", params=VARIANTS, ids=list(VARIANTS))
def measured(request: pytest.FixtureRequest) -> Measurement:
    data, parameters = VARIANTS[request.param]
    return measure(data, parameters)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def trees(measured: Measurement) -> Trees:
    """The tree of every cell that is computed, built once for all that is asked of them."""
    computed = [key for key, one in REGISTRY.items() if not one.is_input]
    gc.disable()  # a tree has no cycles, and looking for some takes twice as long as building it
    try:
        return {key: trees_of(measured, key) for key in computed}
    finally:
        gc.enable()


def trees_of(measured: Measurement, key: str) -> dict[Index, Node]:
    """The trees of a quantity's cells."""
    shape = measured.values[key].shape
    return {index: measured.tree(key, *index) for index in np.ndindex(shape)}


def apart(measured: Measurement, key: str, trees: Mapping[Index, Node]) -> Iterator[str]:
    """The cells of a quantity where kernel and tree differ, in words."""
    for index, tree in trees.items():
        evaluation = Evaluation(measured)
        result = evaluation.of(tree)
        value = measured.at(key, index)
        if isinstance(result, Absent):
            if not math.isnan(value):
                yield f"{key}{index}: kernel {value}, tree {result}"
        elif not abs(value - result) <= 1e-12 * max(1.0, evaluation.largest):
            yield f"{key}{index}: kernel {value}, tree {result}"


def test_kernel_equals_tree_on_every_cell(measured: Measurement, trees: Trees) -> None:
    assert sum(map(len, trees.values())) > 500
    for key, cells in trees.items():
        assert not list(apart(measured, key, cells))


def test_an_expression_of_all_positions_is_that_of_each(
    measured: Measurement, trees: Trees
) -> None:
    """Formulas and flags of a column are made at once where it has one expression."""
    together = 0
    for key, quantity in REGISTRY.items():
        values = measured.values[key]
        for axis, count in enumerate(values.shape):
            if quantity.is_input or count < 2:
                continue
            for others in np.ndindex(*values.shape[:axis], *values.shape[axis + 1 :]):
                line = along((*others[:axis], 0, *others[axis:]), axis, count)
                writer = FormulaWriter(_Names())
                try:
                    whole = measured.tree(key, *line)
                    writer.text(whole)
                    flags = flags_of_all(writer.met, measured, count) if writer.met else []
                except Differs:
                    continue
                together += count
                for number in range(count):
                    index = one_of(line, number)
                    tree = trees[key][index]
                    assert placed(whole, number) == tree, f"{key}{index}"
                    if not math.isnan(measured.at(key, index)):
                        own = own_flags(tree, measured)
                        assert (flags[number] if flags else ()) == own, f"{key}{index}"
    assert together > 500


def test_every_quantity_has_a_figure_in_some_variant() -> None:
    """What is missing everywhere is compared nowhere."""
    missing = set(REGISTRY)
    for data, parameters in VARIANTS.values():
        values = measure(data, parameters).values  # type: ignore[arg-type]
        missing = {key for key in missing if not np.isfinite(values[key]).any()}
    assert not missing


def test_every_missing_cell_has_a_reason_and_every_value_none(measured: Measurement) -> None:
    for key in REGISTRY:
        for index in np.ndindex(measured.values[key].shape):
            reason = measured.reason(key, *index)
            assert (reason is None) == (not math.isnan(measured.at(key, index))), key


def test_cells_read_only_what_their_quantity_declares(trees: Trees) -> None:
    for key, cells in trees.items():
        read = {part.key for tree in cells.values() for part in walk(tree) if _reads(part)}
        assert read <= set(REGISTRY[key].needs), key


def _reads(part: Node) -> TypeGuard[Ref | Run]:
    return isinstance(part, Ref | Run)


def test_no_cell_refers_to_itself_through_others(trees: Trees) -> None:
    order = {key: place for place, key in enumerate(REGISTRY)}
    for key, quantity in REGISTRY.items():
        # Other quantities come earlier; a recursion names itself and is checked below.
        assert all(order[need] < order[key] or need == key for need in quantity.needs), key
        if key in quantity.needs:
            below = {
                index: [ref.index for ref in references(tree) if ref.key == key]
                for index, tree in trees[key].items()
            }
            for index in below:
                assert _ends(below, index), f"{key}{index}"


def _ends(below: Mapping[Index, list[Index]], index: Index) -> bool:
    """Whether following a recursion from one cell ends. below: cells of its own that each reads."""
    seen: set[Index] = set()
    waiting = [index]
    steps = 0
    while waiting:
        steps += 1
        own = below[waiting.pop()]
        if index in own:
            return False
        waiting += [one for one in own if one not in seen]
        seen.update(own)
    return steps <= len(below)


class _Names:
    """A layout that only spells references."""

    def cell(self, ref):
        return "AAA$1000"

    def range(self, run):
        return "Sheet!$AAA$1000:$AAZ$1000"

    def parameter(self, path: str) -> str:
        return path.replace(".", "_")

    def frozen(self, ref) -> float:
        return 0.123456789012345678


def test_formulas_stay_short(trees: Trees) -> None:
    for key, cells in trees.items():
        for tree in cells.values():
            assert len(formula(tree, _Names())) <= 1000, key


def test_prices_are_one_in_the_base_year() -> None:
    measured = measure(dataset(20), DEFAULT)
    position = measured.frame.year_position(2000)
    assert position is not None
    for k in range(len(PRICES)):
        level = measured.values["price_level"][k, position]
        assert math.isnan(level) or level == 1.0
