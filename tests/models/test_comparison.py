"""Several regions: measured alike, ranked with ties, the missing named, memory bounded."""

from __future__ import annotations

import gc
import math
import threading
import weakref
from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.comparison import RANKED, RegionCase, ToldTogether, measure_regions, region_figures
from models.dataset import Dataset
from models.measurement import Cancelled
from models.messages import Message, message
from models.parameters import PRESETS, Parameters
from models.region_figures import RegionComparison
from models.uncertainty import Settings
from tests.support_datasets import dataset

DEFAULT = PRESETS["gx2022"]
COMPENSATION = 1


def case(name: str, data: Dataset | Message, parameters: Parameters = DEFAULT) -> RegionCase:
    return RegionCase(name, lambda: data, parameters)


def cases(count: int) -> list[RegionCase]:
    return [case(f"省{i}", dataset(90 + i)) for i in range(count)]


@pytest.fixture(scope="module")
def found() -> RegionComparison:
    short = replace(dataset(94), series={**dataset(94).series})
    without = replace(short, series={k: v for k, v in short.series.items() if k != "indicator.gdp"})
    return measure_regions(
        [
            *cases(3),
            case("同省", dataset(90)),
            case("缺省", without),
            case("无表", message("project.no_table")),
        ]
    )


def test_each_region_has_the_figures_of_its_own_measurement(found: RegionComparison) -> None:
    for place in range(3):
        alone = measure(dataset(90 + place), DEFAULT)
        for key in RANKED:
            got = found.regions[place].values[key]
            np.testing.assert_array_equal(got, alone.values[key])


def test_ranks_with_equals_and_without_the_missing(found: RegionComparison) -> None:
    year = found.last_year("digital_economy", COMPENSATION)
    assert year == 2017
    scale = found.values("digital_economy", year, COMPENSATION)
    rank = found.ranks("digital_economy", year, COMPENSATION)
    assert scale[0] == scale[3]
    assert rank[0] == rank[3]  # one dataset under two names
    assert math.isnan(rank[4])
    known = sorted(scale[:4].tolist(), reverse=True)
    assert rank[:4].tolist() == [known.index(value) + 1 for value in scale[:4].tolist()]
    assert found.missing("digital_economy", year, COMPENSATION) == ("缺省", "无表")


def test_what_a_region_lacks_is_said(found: RegionComparison) -> None:
    assert [region for region, _ in found.absent] == ["无表"]
    assert found.absent[0][1].code == "project.no_table"
    lacking = next(each for each in found.regions if each.region == "缺省")
    why = lacking.reason("digital_economy", 2017, COMPENSATION)
    assert why is not None
    assert why.code.startswith("needs.")
    assert found.regions[0].reason("digital_economy", 2017, COMPENSATION) is None


def test_a_year_outside_a_regions_own_years_is_missing_and_never_its_neighbour(
    found: RegionComparison,
) -> None:
    one = found.regions[0]
    assert math.isnan(one.at("digital_economy", 1990, COMPENSATION))
    assert math.isnan(one.at("gdp", 2030))
    assert one.at("gdp", 2021) == one.values["gdp"][-1]


def test_threads_and_order_change_no_figure() -> None:
    settings = Settings(40, 7)
    one = measure_regions(cases(3), draws=settings, threads=1)
    many = measure_regions(cases(3)[::-1], draws=settings, threads=4)
    for left, right in zip(one.regions, many.regions[::-1], strict=True):
        assert left.region == right.region
        for key, quantiles in left.quantiles.items():
            np.testing.assert_array_equal(quantiles, right.quantiles[key])
    band = one.regions[0].band("gdp_share", 2016, COMPENSATION)
    assert band is not None
    assert band[0] < one.regions[0].at("gdp_share", 2016, COMPENSATION) < band[-1]


def test_only_as_many_datasets_live_as_threads_work() -> None:
    """Each is built when its turn comes and let go before the next one takes its place."""
    alive: list[weakref.ref[Dataset]] = []
    most, lock = [0], threading.Lock()

    class Told(Dataset):
        __slots__ = ("__weakref__",)

    def build(seed: int) -> Dataset:
        data = dataset(seed)
        made = Told(
            data.region, data.benchmarks, data.series, data.industries, data.industry_series
        )
        with lock:
            gc.collect()
            alive.append(weakref.ref(made))
            most[0] = max(most[0], sum(each() is not None for each in alive))
        return made

    def later(seed: int) -> RegionCase:
        return RegionCase(f"省{seed}", lambda: build(seed), DEFAULT)

    done = measure_regions([later(seed) for seed in range(100, 108)], threads=2)
    assert len(done.regions) == 8
    assert most[0] <= 3  # two at work, one just handed over


def test_a_person_who_has_cancelled_before_it_began_waits_for_nothing() -> None:
    built: list[str] = []

    def build() -> Dataset:
        built.append("one")
        return dataset(1)

    with pytest.raises(Cancelled):
        measure_regions([RegionCase("省", build, DEFAULT)], cancelled=lambda: True)
    assert built == []


def test_what_nobody_foresaw_is_raised_as_it_is_or_told_by_who_can() -> None:
    def build() -> Dataset:
        raise ZeroDivisionError("of the file")

    cases = [RegionCase("省", build, DEFAULT)]
    with pytest.raises(ZeroDivisionError, match="of the file"):
        measure_regions(cases)
    found = measure_regions(cases, failed=lambda error: message("some.error", what=str(error)))
    assert found.absent == (("省", message("some.error", what="of the file")),)


def test_cancelling_ends_at_the_next_question() -> None:
    asked = [0]

    def cancelled() -> bool:
        asked[0] += 1
        return asked[0] > 100

    built: list[str] = []

    def later(name: str) -> RegionCase:
        def build() -> Dataset:
            built.append(name)
            return dataset(1)

        return RegionCase(name, build, DEFAULT)

    with pytest.raises(Cancelled):
        measure_regions([later(f"省{i}") for i in range(9)], cancelled=cancelled)
    assert len(built) < 9


def test_progress_only_rises_and_names_what_is_done() -> None:
    told: list[tuple[float, str]] = []
    measure_regions(cases(3), threads=2, progress=lambda f, name: told.append((f, name)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert {name for _, name in told} == {"", "省0", "省1", "省2"}


def test_no_region_at_all_is_an_empty_comparison() -> None:
    nothing = measure_regions([])
    assert (nothing.regions, nothing.absent, nothing.years) == ((), (), ())
    assert nothing.last_year("digital_economy", 0) is None


@pytest.mark.parametrize("draws", [None, Settings(200, seed=1)])
def test_progress_of_one_region_ascends_to_the_end(draws: Settings | None) -> None:
    told: list[float] = []
    region_figures(
        "测试省", dataset(1), DEFAULT, draws, {}, progress=told.append, cancelled=lambda: False
    )
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0, rel=1e-12)
    # Of many draws a tenth is measuring.
    within = [fraction for fraction in told if fraction <= (1.0 if draws is None else 0.1)]
    assert len(within) > 100


def test_progress_of_several_is_their_mean_and_never_goes_back() -> None:
    told: list[tuple[float, str]] = []
    together = ToldTogether(["甲", "乙"], lambda fraction, name: told.append((fraction, name)))
    first, second = together.of(0), together.of(1)
    first(0.5)
    second(0.25)
    first(0.25)  # measured again for something else
    together.finished(0)
    second(0.75)
    together.finished(1)
    assert told == [
        (0.25, ""),
        (0.375, ""),
        (0.375, ""),
        (0.625, "甲"),
        (0.875, "甲"),
        (1.0, "乙"),
    ]
    ToldTogether(["甲"], None).of(0)(0.5)  # nobody listens
