"""Inherited flags are those of every cell on the way down, however they are looked for."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.synthetic_accounts import accounts_dataset
from models import Measurement, measure
from models.evaluation import Evaluation, is_true, own_flags, taken
from models.expression import Flag, If, Marked, Ref, Run, walk
from models.formula import FormulaWriter, flags_met
from models.parameters import PRESETS, with_values
from models.quantities import REGISTRY
from models.stopping import Cancelled
from tests.support_cancels import Asked
from tests.support_datasets import dataset, with_flows

DEFAULT = PRESETS["gx2022"]
READINGS: dict[str, dict[str, object]] = {
    "default": {},
    "frozen": {"computers.profile": "cohort", "alpha_method": "fitted"},
    "ex ante": {"return_reading": "ex_ante", "expected_inflation": 0.02, "gain_years": 5},
}


def measured(reading: str) -> Measurement:
    return measure(with_flows(dataset(42)), with_values(DEFAULT, READINGS[reading]))


def every_flag_below(m: Measurement, key: str, index: tuple[int, ...]) -> set[Flag]:
    """By opening every cell, those of quantities without flags too."""
    found: set[Flag] = set()
    seen = {(key, index)}
    waiting = [(key, index)]
    while waiting:
        here = waiting.pop()
        found.update(m.flags(here[0], *here[1]))
        if REGISTRY[here[0]].is_input or math.isnan(m.at(*here)):
            continue
        for node in taken(m.tree(here[0], *here[1]), m):
            reads = (node,) if isinstance(node, Ref) else ()
            for ref in node.refs() if isinstance(node, Run) else reads:
                if (ref.key, ref.index) not in seen:
                    seen.add((ref.key, ref.index))
                    waiting.append((ref.key, ref.index))
    return found


FIGURES = (
    ("digital_economy", (0, -1)),
    ("digital_economy", (1, 0)),
    ("aggregate_contribution", (0, 0)),
    ("domar_tfp", (0,)),
    ("tfp", (0, 0)),
    ("stock_total", (-1,)),
    ("investment", (2, 3)),
)


@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("reading", READINGS)
def test_flags_below_are_those_of_every_cell_on_the_way(reading: str, told: bool) -> None:
    m = measured(reading)
    if told:  # as the writer of a workbook does, who has met every cell
        m.note_flags({key: flags_of_values(m, key) for key in REGISTRY})
    met = 0
    for key, at in FIGURES:
        shape = m.values[key].shape
        index = tuple(i % n for i, n in zip(at, shape, strict=True))
        every = every_flag_below(m, key, index)
        below = set(m.inherited_flags(key, *index))
        assert below == every - set(m.flags(key, *index)), key
        met += len(below)
    assert met > 5


def flags_of_values(m: Measurement, key: str) -> set[Flag]:
    there = np.argwhere(~np.isnan(m.values[key])).tolist()
    return {flag for index in there for flag in m.flags(key, *index)}


class _Nowhere:
    """A layout that gives every cell an address."""

    def cell(self, _: object) -> str:
        return "A1"

    def range(self, _: object) -> str:
        return "A1:A2"

    def parameter(self, _: object) -> str:
        return "p"

    def frozen(self, _: object) -> float:
        return 1.0


@pytest.mark.parametrize("reading", READINGS)
def test_marks_met_while_a_formula_is_written_are_the_cells_own_flags(reading: str) -> None:
    m = measured(reading)
    flagged = 0
    for key, quantity in REGISTRY.items():
        if quantity.is_input:
            continue
        for index in np.argwhere(~np.isnan(m.values[key])).tolist():
            tree = m.tree(key, *index)
            writer = FormulaWriter(_Nowhere())
            writer.text(tree)
            own = own_flags(tree, m)
            assert flags_met(writer.met, m) == own, (key, index)
            flagged += bool(own)
    assert flagged > 100


@pytest.mark.parametrize("reading", READINGS)
def test_a_condition_holds_where_it_evaluates_to_true(reading: str) -> None:
    """The short way to ask is the long one, over values that are missing too."""
    m = measured(reading)
    answers = Counter[bool]()
    for key, quantity in REGISTRY.items():
        if quantity.is_input:
            continue
        for index in np.ndindex(m.values[key].shape):
            for node in walk(m.tree(key, *index)):
                when = node.condition if isinstance(node, If) else None
                when = node.when if isinstance(node, Marked) else when
                if when is not None:
                    expected = Evaluation(m).of(when) == 1.0
                    assert is_true(when, m) is expected, (key, index)
                    answers[expected] += 1
    assert min(answers[True], answers[False]) > 100


def test_a_search_that_was_stopped_is_taken_up_again() -> None:
    m = measure(accounts_dataset(12), DEFAULT)
    figure = ("domar_tfp", (1,))
    stop = Asked(0)
    with pytest.raises(Cancelled):
        m.inherited_flags(figure[0], *figure[1], cancelled=stop)
    assert stop.times == 1
    every = every_flag_below(m, *figure) - set(m.flags(figure[0], *figure[1]))
    assert set(m.inherited_flags(figure[0], *figure[1])) == every


def test_a_quantity_whose_every_cell_is_marked_is_looked_into_all_the_same() -> None:
    """The unit of both tables was said by a person, and so is all that rests on them."""
    data = dataset(1)
    said = tuple(
        replace(one, table=replace(one.table, assumed=("unit",))) for one in data.benchmarks
    )
    m = measure(replace(data, benchmarks=said), DEFAULT)
    assert [m.flags("table_unit", b) for b in (0, 1)] == [(Flag("assumed"),)] * 2
    for b in (0, 1):
        assert Flag("assumed") in m.inherited_flags("group_output", 0, b)
        assert Flag("assumed") in m.inherited_flags("benchmark_investment", 2, b)
    assert Flag("assumed") not in m.inherited_flags("indicator", 0, 10)
