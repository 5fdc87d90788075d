"""Records of inputs: nobody changes them from outside, and a reviewer's number says so."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import models
from models import measure
from models.cities import Cities
from models.concordance import Concordance, SectorRule, normal_name
from models.dataset import Dataset
from models.expression import Flag
from models.frozen import FrozenMap
from models.io_table import Block
from models.measurement import Measurement
from models.parameters import PRESETS
from tests.support_datasets import city_pieces, dataset, with_series

DEFAULT = PRESETS["gx2022"]
RULE = SectorRule("software", {"software": 1.0})
GDP = dataset(1).series["indicator.gdp"]

Made = tuple[Any, str, dict[str, Any]]


def _cities() -> Made:
    held: dict[str, Any] = {"gdp": {"甲市": (city_pieces("甲市", "x", range(2), np.ones(2)),)}}
    return Cities(("甲市",), held), "series", held


def _table() -> Made:
    table = dataset(1).benchmarks[0].table
    held: dict[str, Block] = dict(table.blocks)
    return replace(table, blocks=held), "blocks", held


def _dataset(field: str, key: str, value: object) -> Made:
    held = {key: value}
    return Dataset("测试省", **{field: held}), field, held  # type: ignore[arg-type]


def _assets() -> Made:
    held = dict(DEFAULT.assets)
    return replace(DEFAULT, assets=held), "assets", held


MAKERS: Mapping[str, Callable[[], Made]] = {
    "cities": _cities,
    "table": _table,
    "rule": lambda: (SectorRule("software", held := {"software": 1.0}), "assets", held),
    "concordance": lambda: (Concordance("x", "x", held := {"软件": RULE}, 2), "rules", held),
    "series": lambda: _dataset("series", "indicator.gdp", GDP),
    "industry series": lambda: _dataset("industry_series", "price", {}),
    "parameters": _assets,
}


@pytest.mark.parametrize("name", MAKERS)
def test_whoever_made_a_record_cannot_change_it_afterwards(name: str) -> None:
    record, field, held = MAKERS[name]()
    kept = dict(getattr(record, field))
    assert kept == held
    held.clear()
    assert dict(getattr(record, field)) == kept
    with pytest.raises(TypeError):
        getattr(record, field)["new"] = None
    # A frozen mapping that is handed on is the same one, not a copy each time.
    assert getattr(replace(record), field) is getattr(record, field)


def test_frozen_mappings_of_equal_content_are_equal_and_keep_their_order() -> None:
    one, other = FrozenMap({"b": 1, "a": 2}), FrozenMap([("a", 2), ("b", 1)])
    assert one == other
    assert len({one, other, FrozenMap({"a": 2})}) == 2
    assert list(one) == ["b", "a"]
    assert len(one) == 2
    assert "b" in repr(one)
    assert copy.deepcopy(one) == one


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("通信设备、计算机和其他电子设备", "通信设备计算机和其他电子设备"),
        (" 信息传输 、软件（含 服务）", "信息传输软件含服务"),
        ("Ｓｏｆｔｗａｒｅ １", "Software1"),
        ("租赁-商务\u3000服务", "租赁商务服务"),
    ],
)
def test_a_name_is_known_whatever_its_spaces_brackets_and_widths(printed: str, plain: str) -> None:
    assert normal_name(printed) == plain
    assert Concordance("x", "x", {plain: RULE}, 1).rule(printed) is RULE
    assert Concordance("x", "x", {plain: RULE}, 1).rule(f"{printed}业").group is None


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"benchmarks": dataset(1).benchmarks, "industries": dataset(1).industries[:2]}, ""),
        ({"benchmarks": dataset(1).benchmarks[:1], "industries": dataset(1).industries}, "members"),
        ({"benchmarks": dataset(1).benchmarks[::-1]}, "ascend"),
        ({"benchmarks": dataset(1).benchmarks[:1] * 2}, "ascend"),
        ({"series": {"indicator.gdp": GDP, "indicator.gnp": GDP}}, "gnp"),
        ({"industry_series": {"price": {}, "wages": {}}}, "wages"),
        ({"industry_series": {"price": {}, "section_employment": {}}}, ""),
    ],
)
def test_inputs_that_contradict_themselves_are_no_dataset(
    fields: dict[str, Any], what: str
) -> None:
    if not what:
        Dataset("测试省", **fields)
        return
    with pytest.raises(ValueError, match=what):
        Dataset("测试省", **fields)


@pytest.mark.parametrize(
    ("years", "values", "cells"),
    [((1, 2), (1.0,), ("A1", "B1")), ((1, 2), (1.0, 2.0), ("A1",)), ((1,), (1.0, 2.0), ("A1",)),
     ((2, 1), (1.0, 2.0), ("A1", "B1")), ((1, 1), (1.0, 2.0), ("A1", "B1"))],
)  # fmt: skip
def test_a_series_has_one_number_and_one_cell_a_year(
    years: tuple[int, ...], values: tuple[float, ...], cells: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="years"):
        replace(GDP, years=years, values=values, cells=cells)
    assert replace(GDP, years=(1, 2), values=(1.0, 2.0), cells=("A1", "B1")).at(2) == 2.0


def reviewed(m: Measurement, key: str, *outer: int) -> list[int]:
    """Positions on the last axis of the figures that carry the mark of a reviewer."""
    return [
        place
        for place in range(m.values[key].shape[-1])
        if Flag("reviewed") in m.flags(key, *outer, place)
    ]


def test_only_the_figure_that_a_reviewer_changed_says_so() -> None:
    data = dataset(1)
    changed = replace(GDP, changes=((GDP.cells[3], "900 → 1000"),))
    m = measure(with_series(data, {"indicator.gdp": changed}), DEFAULT)
    k = m.frame.labels("indicator").index("gdp")
    assert reviewed(m, "indicator_printed", k) == [3]
    assert reviewed(m, "indicator_printed", k - 1) == []
    assert reviewed(m, "indicator_observed", k) == []  # what rests on it inherits
    assert Flag("reviewed") in m.inherited_flags("indicator_observed", k, 3)
    assert Flag("reviewed") not in m.inherited_flags("indicator_observed", k, 4)
    assert reviewed(measure(data, DEFAULT), "indicator_printed", k) == []
    assert m.dataset.reviewed
    assert not data.reviewed


def test_a_reviewed_cell_of_a_table_says_so() -> None:
    data = dataset(1)
    first, second = data.benchmarks
    cell = second.table.blocks["FU201"].address(2)
    table = replace(second.table, changes=((cell, "1 → 2"),), assumed=("unit",))
    m = measure(replace(data, benchmarks=(first, replace(second, table=table))), DEFAULT)
    assert reviewed(m, "table_gfcf", 1) == [2]
    assert reviewed(m, "table_gfcf", 0) == []
    assert m.flags("table_gfcf", 1, 2) == (Flag("assumed"), Flag("reviewed"))
    # Digital weights come from a concordance and have no cell.
    assert m.flags("digital_weight", 1, 2, 0) == ()


def test_what_models_offers_is_loaded_when_asked_for() -> None:
    assert models.measure is measure
    assert models.Measurement is Measurement
    with pytest.raises(AttributeError, match="nothing"):
        _ = models.nothing
