"""Regions measured in processes: the same figures on any number, one failing region fails alone."""

from __future__ import annotations

import errno
import gc
import multiprocessing
import sys
import weakref
from collections.abc import Callable
from functools import cache
from multiprocessing.context import SpawnProcess
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gxde_desktop.jobs import regions
from gxde_desktop.jobs.regions import compare_regions, spread
from models.comparison import RegionCase, measure_regions
from models.dataset import Dataset
from models.measurement import Cancelled
from models.messages import Message, message
from models.parameters import PRESETS
from models.region_figures import RegionComparison, RegionFigures
from models.uncertainty import Settings
from tests.support_datasets import dataset

DEFAULT = PRESETS["gx2022"]
DRAWS = Settings(30, 7)
NAMES = ("甲", "乙", "丙", "丁", "戊")


def case(name: str, build: Callable[[], Dataset | Message] | None = None) -> RegionCase:
    return RegionCase(name, build or (lambda: dataset(ord(name))), DEFAULT)


CASES = tuple(map(case, NAMES))


@cache
def in_threads() -> RegionComparison:
    return measure_regions(CASES, draws=DRAWS, threads=2)


def bits(figures: RegionFigures) -> dict[object, object]:
    """Everything of a region, arrays as their bytes."""
    return {
        **{("value", key): np.asarray(each).tobytes() for key, each in figures.values.items()},
        **{("band", key): np.asarray(each).tobytes() for key, each in figures.quantiles.items()},
        "reasons": dict(figures.reasons),
        "years": (figures.years, figures.benchmarks),
    }


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_on_any_number_of_processes_the_figures_are_those_of_threads_bit_for_bit(
    processes: int,
) -> None:
    found = spread(CASES, processes, draws=DRAWS)
    assert found.draws == DRAWS.count
    assert [each.region for each in found.regions] == list(NAMES)
    for one, other in zip(found.regions, in_threads().regions, strict=True):
        assert bits(one) == bits(other)
        assert one.band("gdp_share", 2016, 1) is not None


def test_a_region_that_fails_or_whose_process_ends_is_told_and_loses_no_other(
    jobs: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "win32":
        pytest.skip("no SIGKILL there")

    def broken() -> Dataset:
        raise KeyError("表")

    monkeypatch.setattr(regions, "region_task", jobs.region_that_dies)
    found = spread(
        [
            case("甲"),
            case("死"),
            case("无", lambda: message("project.no_table")),
            case("错"),
            case("坏", broken),
            case("乙"),
        ],
        2,
        draws=DRAWS,
    )
    assert {region: why.code for region, why in found.absent} == {
        "死": "jobs.worker_ended",
        "无": "project.no_table",
        "错": "jobs.unexpected",
        "坏": "jobs.unexpected",
    }
    assert [each.region for each in found.regions] == ["甲", "乙"]
    for one, other in zip(found.regions, in_threads().regions[:2], strict=True):
        assert bits(one) == bits(other)


def test_in_threads_too_a_region_that_fails_is_told_and_loses_no_other() -> None:
    def broken() -> Dataset:
        raise KeyError("表")

    found = compare_regions([case("坏", broken), case("甲")])
    assert [(region, why.code) for region, why in found.absent] == [("坏", "jobs.unexpected")]
    assert [each.region for each in found.regions] == ["甲"]
    with pytest.raises(KeyError):
        measure_regions([case("坏", broken)])


def test_where_no_process_can_be_started_the_figures_are_made_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(_: object) -> None:
        raise OSError(errno.EAGAIN, "no more processes")

    monkeypatch.setattr(SpawnProcess, "start", refused)
    found = spread(CASES[:2], 2, draws=DRAWS)
    for one, other in zip(found.regions, in_threads().regions[:2], strict=True):
        assert bits(one) == bits(other)


def test_cancelling_ends_processes_that_do_not_hear(
    jobs: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regions, "region_task", jobs.region_without_end)
    before = set(multiprocessing.active_children())
    told: list[float] = []
    with pytest.raises(Cancelled):
        spread(CASES, 2, progress=lambda f, _: told.append(f), cancelled=lambda: len(told) >= 2)
    assert told == [pytest.approx(0.1), pytest.approx(0.2)]
    assert set(multiprocessing.active_children()) == before


def test_progress_only_rises_to_one_and_names_what_is_done() -> None:
    told: list[tuple[float, str]] = []
    spread(CASES, 2, draws=DRAWS, progress=lambda f, name: told.append((f, name)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert len(set(fractions)) > 2 * len(NAMES)  # told within a region too
    assert {name for _, name in told} == {"", *NAMES}


def test_of_many_regions_few_datasets_live() -> None:
    """One for each process on its way, and the one that is made for the next."""
    alive: list[weakref.ref[object]] = []
    most = 0

    def build() -> Dataset:
        nonlocal most
        data = dataset(100 + len(alive))
        alive.append(weakref.ref(data.benchmarks[0].table.blocks["Z"].values))
        gc.collect()
        most = max(most, sum(each() is not None for each in alive))
        return data

    found = spread([case(f"省{place}", build) for place in range(12)], 2)
    assert len(found.regions) == 12
    assert 2 <= most <= 4


@pytest.mark.parametrize(
    ("count", "cores", "apart"), [(10, 4, False), (2000, 1, False), (2000, 2, True)]
)
def test_processes_are_used_where_there_is_work_for_them(
    count: int, cores: int, apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[int] = []

    def noted(_: object, processes: int, **given: Any) -> RegionComparison:
        used.append(processes)
        return in_threads()

    monkeypatch.setattr(regions, "spread", noted)
    monkeypatch.setattr(regions, "measure_regions", lambda *_, **__: in_threads())
    compare_regions(CASES, draws=Settings(count), cores=cores)
    assert used == ([cores] if apart else [])
