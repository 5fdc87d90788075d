"""Results kept by content: nothing is measured twice, and other content is another result."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.commands import AddScenario, SelectScenario, SetParameter
from gxde_desktop.project.results import ResultCache
from models import measure
from models.dataset import Dataset
from models.fingerprint import Fingerprints, fingerprint
from models.frozen import FrozenMap
from models.parameters import PRESETS, with_value
from models.series import AnnualSeries, Basis
from models.sources import SourceTable
from tests.support_sample import sample_state

PARAMETERS = PRESETS["gx2022"]


class Counted:
    """`measure` that counts how often it is asked for what."""

    def __init__(self) -> None:
        self.calls: Counter[float] = Counter()

    def __call__(self, dataset: Dataset, parameters: Any) -> Any:
        self.calls[parameters.assets["computers"].beta] += 1
        return measure(dataset, parameters)


def test_switching_back_to_a_scenario_measures_nothing(tmp_path: Path) -> None:
    state = sample_state(tmp_path)
    counted = Counted()
    cache = ResultCache(counted)
    seen: dict[str | None, Any] = {}
    variant = SetParameter("computers.beta", 0.7).next(AddScenario("低 β").next(state))
    for each in (state, variant, state, variant):
        # Assembled afresh each time: what counts is the content, not the object.
        dataset = assemble(each).dataset
        assert dataset is not None
        made = cache.measured(dataset, each.parameters)
        assert seen.setdefault(each.active, made) is made
    back = SelectScenario(None).next(variant)
    dataset = assemble(back).dataset
    assert dataset is not None
    assert cache.known(dataset, back.parameters) is seen[None]
    assert counted.calls == {0.8: 1, 0.7: 1}


def test_what_was_measured_last_stays_within_the_bound(tmp_path: Path) -> None:
    dataset = assemble(sample_state(tmp_path)).dataset
    assert dataset is not None
    one = ResultCache()
    one.measured(dataset, PARAMETERS)
    cache = ResultCache(most_bytes=3 * one.nbytes)
    sets = [with_value(PARAMETERS, "computers.beta", b / 10) for b in range(1, 7)]
    for parameters in sets:
        cache.measured(dataset, parameters)
        assert cache.nbytes <= 3 * one.nbytes
    kept = [cache.known(dataset, parameters) is not None for parameters in sets]
    assert kept == [False, False, False, True, True, True]
    cache.known(dataset, sets[3])  # looked at: the next to go is the one after it
    cache.measured(dataset, sets[0])
    assert cache.known(dataset, sets[3]) is not None
    assert cache.known(dataset, sets[4]) is None


def test_what_a_slider_passes_by_is_not_kept() -> None:
    cache = ResultCache()
    cache.measured(Dataset("甲"), PARAMETERS, keep=False)
    assert cache.known(Dataset("甲"), PARAMETERS) is None


def test_threads_that_ask_for_the_same_measure_once() -> None:
    started, go_on = threading.Semaphore(0), threading.Event()
    calls: list[str] = []

    def slow(dataset: Dataset, _: Any) -> object:
        calls.append(dataset.region)
        started.release()
        assert go_on.wait(30)
        return object()

    cache = ResultCache(slow)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(cache.measured, Dataset(n), PARAMETERS) for n in "甲乙甲乙甲乙"]
        for _ in range(2):
            assert started.acquire(timeout=30)
        go_on.set()
        results = [each.result(30) for each in asked]
    assert sorted(calls) == ["乙", "甲"]
    assert len({id(each) for each in results}) == 2


def test_a_failure_is_not_kept_and_leaves_nobody_waiting() -> None:
    outcomes = iter([ValueError("first"), "second"])

    def once(*_: Any) -> Any:
        each = next(outcomes)
        if isinstance(each, Exception):
            raise each
        return each

    cache = ResultCache(once)
    with pytest.raises(ValueError, match="first"):
        cache.measured(Dataset("甲"), PARAMETERS)
    assert cache.measured(Dataset("甲"), PARAMETERS) == "second"


# ------------------------------------------------------------------ digests

SOURCE = SourceTable("a.xls", "0" * 64, "表")


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """Small datasets out of few values, so that equal ones are drawn too."""
    years = tuple(sorted(draw(st.sets(st.sampled_from([2000, 2001, 2002]), min_size=1))))
    number = st.sampled_from([0.0, 1.0, 1.5, 1e-300, 12345.678])
    texts = st.sampled_from(["", "a", "b", "ab", "亿元"])
    series = {
        role: AnnualSeries(
            name=draw(texts),
            region=draw(st.none() | texts),
            industry=None,
            unit=draw(st.none() | texts),
            basis=draw(st.sampled_from([None, Basis.VALUE, Basis.GROWTH_PERCENT])),
            years=years,
            values=tuple(draw(number) for _ in years),
            cells=tuple(f"{draw(st.sampled_from('AB'))}{year}" for year in years),
            source=replace(SOURCE, sheet=draw(texts)),
        )
        for role in draw(st.sets(st.sampled_from(["indicator.gdp", "price.cpi"])))
    }
    return Dataset(draw(texts), series=FrozenMap(series))


def content(value: Any) -> Any:
    """What a dataset holds, comparable, written without the digest's own walk."""
    return repr((value.region, list(value.series.items())))


@given(one=datasets(), other=datasets())
def test_equal_content_has_one_digest_and_other_content_another(
    one: Dataset, other: Dataset
) -> None:
    digests = Fingerprints()
    same = Dataset(one.region, series=FrozenMap({k: replace(v) for k, v in one.series.items()}))
    assert (digests.of(one) == digests.of(other)) == (content(one) == content(other))
    assert digests.of(same) == Fingerprints().of(one)


@given(
    path=st.sampled_from(["computers.beta", "all.sigma", "alpha", "software.share_2017"]),
    value=st.floats(0.05, 1),
)
def test_other_parameters_have_another_digest(path: str, value: float) -> None:
    changed = with_value(PARAMETERS, path, value)
    assert (fingerprint(changed) == fingerprint(PARAMETERS)) == (changed == PARAMETERS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, 2), (12,)),
        (("ab", "c"), ("a", "bc")),
        ((None,), ("",)),
        ((1,), (1.0,)),
        ((True,), (1,)),
        ((("a",), "b"), (("a", "b"),)),
        (np.zeros((2, 3)), np.zeros((3, 2))),
        (np.zeros(2), np.zeros(2, dtype=np.int64)),
        ({"a": 1}, (("a", 1),)),
    ],
)
def test_values_that_look_alike_have_different_digests(one: Any, other: Any) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_one_changed_cell_of_a_table_is_another_digest(tmp_path: Path) -> None:
    dataset = assemble(sample_state(tmp_path)).dataset
    assert dataset is not None
    table = dataset.benchmarks[0].table
    block = table.blocks["Z"]
    values = block.values.copy()
    values[3, 5] = np.nextafter(values[3, 5], np.inf)
    blocks = FrozenMap({**table.blocks, "Z": replace(block, values=values)})
    changed = replace(dataset.benchmarks[0], table=replace(table, blocks=blocks))
    other = replace(dataset, benchmarks=(changed, *dataset.benchmarks[1:]))
    digests = Fingerprints()
    assert digests.of(other) != digests.of(dataset)
    assert digests.of(dataset) == Fingerprints().of(dataset)
