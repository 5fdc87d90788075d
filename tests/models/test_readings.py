"""Readings: the registry is complete, and what each changes, by numbers from outside the code."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gxde_desktop.reading_words import (
    chosen_text,
    paragraph,
    reading_means,
    reading_title,
    sources_text,
)
from gxde_desktop.text import LANGUAGES, in_language
from models import measure
from models.dataset import Dataset
from models.measurement import Cancelled
from models.messages import MethodError
from models.parameters import ASSET_SPECS, ASSETS, GLOBAL_SPECS, PRESETS, Parameters, with_values
from models.reading_effects import readings_report
from models.reading_points import NOT_READINGS, POINTS
from models.reading_report import (
    DOWN,
    DOWN_SOUND,
    PRINTED,
    PULLS,
    UP,
    UP_SOUND,
    ReadingFigures,
    ReadingsReport,
)
from models.readings import applied, chosen, default_of, differing, holds, resolved
from models.series import Basis
from tests.support_datasets import dataset, series, with_series

DEFAULT = PRESETS["gx2022"]
BY_KEY = {point.key: point for point in POINTS}
YEARS = range(1960, 2022)

GIVEN = with_values(DEFAULT, {"all.growth": 0.05})
"""Made-up investment may shrink too fast for a base-year stock: its growth is given."""


def one_a_year() -> Dataset:
    """Investment of 1 in every asset at constant prices, for so long that t0 is forgotten."""
    made = {
        f"investment.{asset}": series("投资", YEARS, np.ones(len(YEARS)), unit="亿元")
        for asset in ASSETS
    }
    prices = {
        f"price.{asset}": series(
            "价格", YEARS, np.full(len(YEARS), 100.0), basis=Basis.INDEX_PREVIOUS_100
        )
        for asset in ASSETS
    }
    return Dataset("测试省", series=made | prices)


CONSTANT = with_values(
    DEFAULT, {"first_year": 1960, "all.price_method": "direct", "all.growth": 0.0}
)


@pytest.fixture(scope="module")
def told() -> list[float]:
    """What `constant` tells of its progress."""
    return []


@pytest.fixture(scope="module")
def constant(told: list[float]) -> ReadingsReport:
    return readings_report(one_a_year(), CONSTANT, progress=told.append)


@pytest.fixture(scope="module")
def whole() -> ReadingsReport:
    return readings_report(dataset(3), GIVEN)


def figure(report: ReadingsReport, point: str, reading: str, headline: str) -> float:
    found = next(a for a in report.alternatives if (a.point, a.reading) == (point, reading))
    value = found.figures.values[report.column(headline)]
    assert value is not None
    return value


# ------------------------------------------------------------------ the registry


def test_every_choice_among_the_parameters_is_a_reading_or_said_to_be_none() -> None:
    """Who adds a choice adds its point, or says why it is no reading (`NOT_READINGS`)."""
    choices = {
        spec.name
        for spec in (*GLOBAL_SPECS.values(), *ASSET_SPECS.values())
        if spec.kind in ("choice", "flag")
    }
    read = {path.rpartition(".")[2] for point in POINTS for path in point.paths}
    assert choices - read == set(NOT_READINGS)


@pytest.mark.parametrize("name", [*GLOBAL_SPECS, *ASSET_SPECS])
def test_every_value_of_a_choice_is_a_reading_of_its_point(name: str) -> None:
    spec = GLOBAL_SPECS.get(name) or ASSET_SPECS[name]
    if spec.kind != "choice" or name in NOT_READINGS:
        return
    offered = {
        str(value)
        for point in POINTS
        for reading in point.readings
        for path, value in reading.values.items()
        if path.rpartition(".")[2] == name
    }
    assert offered == set(spec.choices)


def test_each_point_has_one_default_and_it_is_what_the_preset_says() -> None:
    nothing = Dataset("")
    for point in POINTS:
        held = [each for each in point.readings if holds(each, DEFAULT, nothing)]
        assert default_of(point) in point.readings
        if point.paths:
            assert [default_of(point)] == held, point.key
        assert len({each.key for each in point.readings}) == len(point.readings)
        assert sum(each.printed == "wholly" for each in point.readings) <= 1
    assert differing(POINTS, DEFAULT, dataset(1)) == ()
    assert len(BY_KEY) == len(POINTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_point_can_be_quoted_and_every_reading_says_what_it_does(language: str) -> None:
    with in_language(language):
        for point in POINTS:
            assert len(paragraph(point)) > 40, point.key
            titles = [reading_title(point, each) for each in point.readings]
            assert len(set(titles)) == len(titles), point.key
            for each in point.readings:
                assert reading_means(point, each)
                assert sources_text(each)


def test_a_reading_that_is_applied_holds_and_no_other_of_its_point_does() -> None:
    data = dataset(1)
    for point in POINTS:
        for reading in point.readings:
            parameters, changed = applied(reading, DEFAULT, data)
            assert (
                chosen(point, parameters, changed) is reading
                or not (reading.values or reading.sectors)
                or point.key == "it_services"
            ), (point.key, reading.key)


def test_a_value_of_ones_own_is_none_of_the_readings() -> None:
    own = with_values(DEFAULT, {"computers.beta": 0.7, "software.retirement": "weibull"})
    found = {point.key: chosen(point, own, dataset(1)) for point in POINTS}
    with in_language("zh"):
        assert "0.7" in chosen_text(BY_KEY["beta"], own, None)
        mixed = chosen_text(BY_KEY["retirement"], own, None)
    assert "韦布尔" in mixed
    assert "正态" in mixed
    assert found["beta"] is None
    assert found["retirement"] is None
    assert [p.key for p in differing(POINTS, own, dataset(1))] == ["beta", "retirement"]


def test_it_services_are_counted_by_the_sectors_of_the_concordance() -> None:
    data = dataset(1)
    nation = data.benchmarks[0].reference_concordance
    assert nation is not None
    rules = {**nation.rules, "信息技术服务": replace(nation.rules["电信"])}
    own = replace(nation, rules=rules)
    benchmarks = tuple(replace(each, reference_concordance=own) for each in data.benchmarks)
    with_it = replace(data, benchmarks=benchmarks)
    point = BY_KEY["it_services"]
    assert chosen(point, DEFAULT, with_it) is point.readings[0]
    _, counted = applied(point.reading("software"), DEFAULT, with_it)
    assert chosen(point, DEFAULT, counted) is point.reading("software")
    found = counted.benchmarks[0].reference_concordance
    assert found is not None
    assert dict(found.rule("信息技术服务").assets) == {"software": 1.0}
    assert found.rule("软件") == own.rule("软件")
    assert counted.benchmarks[0].concordance.rule("信息技术服务").assets == {}  # is not in it
    # A detailed table of the region itself is counted alike, whether or not there is another.
    for reference in (own, None):
        detailed = tuple(
            replace(each, concordance=own, reference_concordance=reference)
            for each in data.benchmarks
        )
        _, alone = applied(point.reading("software"), DEFAULT, replace(data, benchmarks=detailed))
        for each in alone.benchmarks:
            assert dict(each.concordance.rule("信息技术服务").assets) == {"software": 1.0}
            assert (each.reference_concordance is None) == (reference is None)


PUBLISHED: dict[tuple[str, str], dict[str, float]] = {
    # White paper, appendix, step 3 and the formula of ICT capital.
    ("service_lives", "white_paper"): {"computers": 4, "communications": 7.5, "software": 5},
    ("delta", "white_paper"): {"computers": 0.3119, "communications": 0.2644, "software": 0.315},
    # Colecchia & Schreyer (2002), table of service lives: IT 7, communications 15, software 3.
    ("service_lives", "oecd"): {"computers": 7, "communications": 15, "software": 3},
    # Double declining balance, 2/T (OECD, Measuring Capital, 2009).
    ("delta", "double_declining"): {
        "computers": 1 / 2,
        "communications": 4 / 15,
        "software": 2 / 5,
    },
    # 张军等 (2004) 9.6 %, 单豪杰 (2008) 10.96 %, 王小鲁 (2000) 5 %.
    ("nonict_delta", "zhang"): {"": 0.096},
    ("nonict_delta", "shan"): {"": 0.1096},
    ("nonict_delta", "wang"): {"": 0.05},
    ("beta", "white_paper"): {"all": 0.8},
    ("beta", "half"): {"all": 0.5},  # equipment at the ABS and the BLS
    ("max_life", "white_paper"): {"all": 1.5},
    ("max_life", "winfrey"): {"all": 2.0},
}


def test_numbers_of_readings_are_those_of_their_sources() -> None:
    found = {
        (point.key, reading.key): reading.values for point in POINTS for reading in point.readings
    }
    by_name = {
        "service_lives": "service_life",
        "max_life": "max_life_factor",
        "delta": "depreciation",
        "nonict_delta": "nonict_depreciation",
    }
    for (point, reading), numbers in PUBLISHED.items():
        name = by_name.get(point, point)
        expected = {f"{asset}.{name}".lstrip("."): number for asset, number in numbers.items()}
        assert dict(found[point, reading]) == pytest.approx(expected, rel=1e-12), (point, reading)


def test_every_reading_names_a_source() -> None:
    for point in POINTS:
        for reading in point.readings:
            assert reading.sources, (point.key, reading.key)


# ------------------------------------------------------------------ alone


@pytest.mark.parametrize(
    ("point", "reading", "per_asset"),
    [
        # K/I for constant investment at 4, 5 and 7.5 years (method, section 4).
        ("retirement", "printed", (0.61147, 0.83563, 1.2202)),
        ("retirement", "none", (4.9182, 6.1317, 8.9128)),
        ("sigma", "quarter_of_life", (3.9862, 4.8588, 7.0355)),
        ("profile", "cohort", None),
        ("timing", "mid_year", (3.5503, 4.4474, 6.6843)),
    ],
)
def test_constant_investment_shows_the_methods_table(
    constant: ReadingsReport, point: str, reading: str, per_asset: tuple[float, ...] | None
) -> None:
    base = constant.base.values[constant.column("stock")]
    assert base == pytest.approx(4.0535 + 4.9499 + 7.1871, abs=2e-4)
    found = figure(constant, point, reading, "stock")
    if per_asset is not None:
        assert found == pytest.approx(sum(per_asset), abs=2e-4)
        return
    # The table's cohort has sigma a quarter of the life: both readings together.
    both = with_values(
        CONSTANT, {"all.profile": "cohort", "all.sigma": 0.25, "all.sigma_basis": "share"}
    )
    together = measure(one_a_year(), both).value("stock_total", YEARS[-1])
    assert min(found, together) < base
    assert 3.4920 + 4.2382 + 6.1053 in (
        pytest.approx(found, abs=2e-4),
        pytest.approx(together, abs=2e-4),
    )


def test_the_appendixs_delta_raises_the_user_cost_as_the_method_says() -> None:
    """29, 85 and 56 % at a return of 4 % and constant prices (method, section 6)."""
    data = dataset(1)
    given, _ = applied(BY_KEY["user_cost_delta"].reading("given"), DEFAULT, data)
    rates = [measure(data, each).values["user_cost_rate"] for each in (DEFAULT, given)]
    raised = [
        100 * ((0.04 + new) / (0.04 + old) - 1)
        for old, new in zip(rates[0][:3].ravel(), rates[1][:3].ravel(), strict=True)
    ]
    assert raised == pytest.approx([29, 85, 56], abs=0.6)


def test_mean_growth_is_that_of_the_printed_investment() -> None:
    """Five years by hand: 1, 2, 2, 3, 3 grow by 1, 0, 0.5, 0 a year, or 3^(1/4) - 1."""
    years = range(2000, 2005)
    flow = np.array([1.0, 2, 2, 3, 3])
    data = with_series(
        one_a_year(), {"investment.software": series("投资", years, flow, unit="亿元")}
    )
    for reading, expected in (("geometric", 3**0.25 - 1), ("arithmetic", 1.5 / 4)):
        parameters = with_values(
            DEFAULT, {"all.price_method": "direct", "growth_mean": reading, "last_year": 2004}
        )
        found = measure(data, parameters).value("investment_growth", "software")
        assert found == pytest.approx(expected, rel=1e-12)


def test_base_year_changes_units_and_not_the_scale(whole: ReadingsReport) -> None:
    """A scale at current prices does not know the base year; a stock is in its prices."""
    for headline in ("digital_economy.compensation", "gdp_share.stock", "ict_contribution"):
        base = whole.base.values[whole.column(headline)]
        for reading in ("first_table", "last_table"):
            assert figure(whole, "base_year", reading, headline) == pytest.approx(base, rel=1e-9)
    moved = next(a for a in whole.alternatives if a.reading == "last_table")
    column = whole.column("stock")
    why = moved.figures.missing[column]
    assert why is not None
    assert (why.code, why.args["year"]) == ("readings.other_base_year", 2017)


def test_unscaled_tables_stand_in_the_scale_as_they_are_printed(whole: ReadingsReport) -> None:
    m = measure(dataset(3), GIVEN)
    place = whole.columns[whole.column("digital_industrialisation", 2017)].place
    printed = m.value("digital_industrialisation", place)
    found = next(a for a in whole.alternatives if (a.point, a.reading) == ("vintage", "none"))
    column = whole.column("digital_industrialisation", 2017)
    assert found.figures.values[column] == pytest.approx(printed, rel=1e-12)


def test_every_reading_but_the_chosen_one_is_reported_and_equals_a_measurement(
    whole: ReadingsReport,
) -> None:
    data = dataset(3)
    reported = {(each.point, each.reading): each.figures for each in whole.alternatives}
    wanted = {
        (point.key, reading.key)
        for point in POINTS
        if point.selectable
        for reading in point.readings
        if reading is not chosen(point, GIVEN, data)
    }
    assert set(reported) == wanted
    for (key, name), figures in list(reported.items())[::9]:
        parameters, changed = applied(BY_KEY[key].reading(name), GIVEN, data)
        m = measure(changed, parameters)
        expected = m.value("stock_total", whole.columns[whole.column("stock")].place)
        value = figures.values[whole.column("stock")]
        assert (value is None) == bool(np.isnan(expected))
        if value is not None:
            assert value == pytest.approx(expected, rel=1e-12)


def test_what_a_reading_leaves_without_a_figure_has_a_reason(whole: ReadingsReport) -> None:
    matrix = next(a for a in whole.alternatives if a.reading == "matrix")
    column = whole.column("digital_economy.compensation")
    assert matrix.figures.values[column] is None
    missing = matrix.figures.missing[column]
    assert missing is not None
    assert missing.code.startswith("needs.")
    assert whole.delta(matrix.figures, column) is None
    for each in whole.alternatives:
        pairs = zip(each.figures.values, each.figures.missing, strict=True)
        assert all((value is None) == (why is not None) for value, why in pairs)


def test_a_refused_reading_is_in_the_report_with_the_refusal() -> None:
    cohort = with_values(GIVEN, {"all.profile": "cohort"})
    # What parameters exclude does not depend on how many industries there are.
    report = readings_report(replace(dataset(3), industries=()), cohort)
    refused = [each for each in report.alternatives if each.figures.refused is not None]
    assert {(each.point, each.reading) for each in refused} == {
        ("retirement", "printed"),
        ("retirement", "printed_share"),
        ("retirement", "printed_density"),
    }
    assert report.standing("profile").chosen == "cohort"
    assert report.standing("profile").differs


# ------------------------------------------------------------------ together


def test_readings_pull_together_what_each_pulls_alone(whole: ReadingsReport) -> None:
    column = whole.column("digital_economy.stock")
    for kind, sign in ((DOWN, -1), (UP, 1), (DOWN_SOUND, -1), (UP_SOUND, 1)):
        together = whole.combined(kind, "digital_economy.stock")
        assert together is not None
        for part in (*together.parts, *together.left_out):
            alone = next(
                a for a in whole.alternatives if (a.point, a.reading) == (part.point, part.reading)
            )
            delta = whole.delta(alone.figures, column)
            assert delta is not None
            assert sign * delta > 0
        points = [part.point for part in together.parts]
        assert len(set(points)) == len(points)
        assert all(part.why is not None for part in together.left_out)
    sound = whole.combined(DOWN_SOUND, "digital_economy.stock")
    assert sound is not None
    literal = {(p.key, r.key) for p in POINTS for r in p.readings if r.literal}
    assert not literal & {(part.point, part.reading) for part in sound.parts}


def test_together_readings_move_a_figure_at_least_as_far_as_the_strongest_alone(
    whole: ReadingsReport,
) -> None:
    for together in whole.together:
        if together.kind not in PULLS:
            continue
        column = whole.column(together.headline)
        reached = whole.relative(together.figures, column)
        assert reached is not None
        for part in (*together.parts, *together.left_out):
            alone = next(
                a for a in whole.alternatives if (a.point, a.reading) == (part.point, part.reading)
            )
            single = whole.relative(alone.figures, column)
            assert single is not None
            assert abs(reached) >= abs(single) * (1 - 1e-9)


def test_a_combination_equals_a_measurement_with_all_its_readings(whole: ReadingsReport) -> None:
    data = dataset(3)
    for kind in (DOWN, UP_SOUND):
        together = whole.combined(kind, "stock")
        assert together is not None
        values: dict[str, object] = {}
        for part in together.parts:
            values |= resolved(BY_KEY[part.point].reading(part.reading), GIVEN, data)
        m = measure(data, with_values(GIVEN, values))
        expected = m.value("stock_total", whole.columns[whole.column("stock")].place)
        found = together.figures.values[whole.column("stock")]
        assert found == pytest.approx(expected, rel=1e-12)


def test_all_as_printed_are_the_printed_readings_that_do_not_hold(whole: ReadingsReport) -> None:
    together = whole.combined(PRINTED)
    assert together is not None
    assert {(part.point, part.reading) for part in (*together.parts, *together.left_out)} >= {
        ("interpolation", "inverse_distance"),
        ("gap_equation", "printed"),
        ("forecast", "forecast"),
        ("retirement", "printed"),
        ("user_cost_delta", "given"),
        ("vintage", "none"),
    }
    printed = {(p.key, p.printed.key) for p in POINTS if p.printed}
    assert {(part.point, part.reading) for part in together.parts} <= printed
    # Product taxes are not given apart: said, not dropped.
    left = {part.point: part.why for part in together.left_out}
    assert left["output_basis"] is not None


def test_readings_that_exclude_one_another_are_not_combined_and_it_is_said(
    constant: ReadingsReport,
) -> None:
    """Cohorts have lives, the printed forms are no distribution of any."""
    together = constant.combined(DOWN, "stock")
    assert together is not None
    taken = {(part.point, part.reading) for part in together.parts}
    assert ("retirement", "printed") in taken
    left = {(part.point, part.reading): part.why for part in together.left_out}
    why = left["profile", "cohort"]
    assert why is not None
    assert why.code == "parameters.printed_cohort"


def test_what_would_leave_the_figure_without_a_value_is_left_out_of_a_combination() -> None:
    data = dataset(3)

    def fragile(parameters: Parameters, sectors: object) -> object:
        """Two readings that are possible apart and not at once, as data can have it."""
        m = measure(data, parameters)
        asset = parameters.assets["computers"]
        if (asset.beta, asset.timing) == (0.5, "mid_year"):
            raise MethodError(m.reason("price_gap", 0, 0))  # type: ignore[arg-type]
        return m

    few = [BY_KEY[key] for key in ("retirement", "beta", "timing")]
    report = readings_report(data, GIVEN, points=few, measured=fragile)  # type: ignore[arg-type]
    together = report.combined(DOWN, "stock")
    assert together is not None
    points = {part.point for part in together.parts}
    left = {part.point for part in together.left_out if part.why and part.point != "profile"}
    assert len({"beta", "timing"} & points) == 1
    assert len({"beta", "timing"} & left) == 1
    assert together.figures.values[report.column("stock")] is not None


# ------------------------------------------------------------------ the work


@pytest.mark.usefixtures("constant")
def test_progress_ascends_to_the_end(told: list[float]) -> None:
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert 0 < told[0] < 0.1
    assert len(told) > len(PULLS)


def test_the_work_can_be_stopped() -> None:
    asked = iter([False] * 5 + [True] * 1000)
    with pytest.raises(Cancelled):
        readings_report(one_a_year(), CONSTANT, cancelled=lambda: next(asked))


def test_nothing_to_measure_gives_reasons_and_no_figures() -> None:
    report = readings_report(Dataset("广西"), DEFAULT)
    assert all(isinstance(each.figures, ReadingFigures) for each in report.alternatives)
    assert all(value is None for value in report.base.values)
    assert [each for each in report.together if each.kind in PULLS] == []
