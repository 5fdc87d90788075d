"""Readings put together, on effects made by hand instead of measured."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from models.messages import Message, message
from models.reading_effects import _combinations, _lacks, _pulling, _together
from models.reading_report import (
    DOWN,
    DOWN_SOUND,
    PRINTED,
    UP,
    UP_SOUND,
    FigureColumn,
    OtherReading,
    ReadingFigures,
    ReadingPart,
    ReadingsReport,
)

WHY = message("some.reason")
REFUSED = message("some.refusal")


def one(point: str, reading: str, *, literal: bool = False) -> Any:
    return SimpleNamespace(key=point), SimpleNamespace(key=reading, literal=literal)


def figures(value: float | None) -> ReadingFigures:
    return ReadingFigures((value,), (None if value is not None else WHY,))


def report(base: float, *alternatives: float | None) -> ReadingsReport:
    others = tuple(OtherReading("", "", figures(value)) for value in alternatives)
    columns = (FigureColumn("stock", 2021),)
    return ReadingsReport("测试省", (), columns, figures(base), (), others, ())


A, B, C, D = one("p", "a"), one("p", "b", literal=True), one("q", "c"), one("r", "d")


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [
        (DOWN, [D, B]),  # to 70 and to 80; of point p the stronger
        (DOWN_SOUND, [D, A]),  # b is literal
        (UP, [C]),
        (UP_SOUND, [C]),
    ],
)
def test_of_every_point_what_pulls_most_the_strongest_first(kind: str, chosen: list[Any]) -> None:
    effects = report(100.0, 90.0, 80.0, 130.0, 70.0)
    assert _pulling(effects, [A, B, C, D], 0, kind) == chosen


def test_what_changes_nothing_or_has_no_figure_pulls_nowhere() -> None:
    effects = report(100.0, 100.0, None, 100.0 + 5e-11, 100.0 - 5e-11)
    assert _pulling(effects, [A, B, C, D], 0, DOWN) == []
    assert _pulling(effects, [A, B, C, D], 0, UP) == []


def test_a_negative_figure_is_raised_towards_zero() -> None:
    effects = report(-100.0, -90.0, -120.0)
    assert _pulling(effects, [A, C], 0, UP) == [A]
    assert _pulling(effects, [A, C], 0, DOWN) == [C]


class Work:
    """Figures and refusals of sets of readings, by their letters."""

    def __init__(self, known: dict[str, float | None], refused: Iterable[str] = ()) -> None:
        self._known, self._refused = known, set(refused)

    @staticmethod
    def _name(readings: Iterable[Any]) -> str:
        return "".join(sorted(reading.key for _, reading in readings))

    def refusal(self, readings: Iterable[Any]) -> Message | None:
        return REFUSED if self._name(readings) in self._refused else None

    def figures(self, readings: Iterable[Any], _columns: object) -> ReadingFigures:
        return figures(self._known[self._name(readings)])


def together(work: Work, kind: str, *readings: Any) -> tuple[str, list[ReadingPart], float | None]:
    found = _together(
        report(100.0), work, kind, "stock", readings, (0,)  # type: ignore[arg-type]
    )  # fmt: skip
    assert found.kind == kind
    kept = "".join(each.reading for each in found.parts)
    return kept, list(found.left_out), found.figures.values[0]


def test_all_at_once_where_that_moves_most() -> None:
    work = Work({"d": 70.0, "c": 80.0, "cd": 60.0})
    assert together(work, DOWN, D, C) == ("dc", [], 60.0)
    work = Work({"d": 130.0, "c": 120.0, "cd": 160.0})
    assert together(work, UP, D, C) == ("dc", [], 160.0)


def test_what_pulls_back_is_left_out_and_said() -> None:
    """70 alone, 75 with c, 65 with a: d and a are kept."""
    work = Work({"d": 70.0, "acd": 72.0, "cd": 75.0, "ad": 65.0})
    back = ReadingPart("q", "c", message("readings.pulls_back"))
    assert together(work, DOWN, D, C, A) == ("da", [back], 65.0)
    raised = Work({"d": 130.0, "acd": 128.0, "cd": 125.0, "ad": 135.0})
    assert together(raised, UP, D, C, A) == ("da", [back], 135.0)


def test_as_strong_as_the_strongest_is_not_weaker() -> None:
    assert together(Work({"d": 70.0, "cd": 70.0}), DOWN, D, C) == ("dc", [], 70.0)


def test_what_adds_nothing_is_left_out_where_one_by_one_decides() -> None:
    work = Work({"d": 70.0, "acd": 80.0, "cd": 70.0, "ad": 69.0})
    back = ReadingPart("q", "c", message("readings.pulls_back"))
    assert together(work, DOWN, D, C, A) == ("da", [back], 69.0)


def test_what_cannot_hold_with_the_others_is_left_out_with_the_refusal() -> None:
    work = Work({"d": 70.0, "ad": 60.0}, refused=["cd"])
    refused = ReadingPart("q", "c", REFUSED)
    assert together(work, DOWN, D, C, A) == ("da", [refused], 60.0)


@pytest.mark.parametrize("kind", [DOWN, PRINTED])
def test_what_takes_a_needed_figure_away_is_left_out_with_the_reason(kind: str) -> None:
    work = Work({"d": 70.0, "acd": None, "cd": None, "ad": 65.0})
    lacking = ReadingPart("q", "c", WHY)
    assert together(work, kind, D, C, A) == ("da", [lacking], 65.0)


def test_as_printed_everything_holds_whatever_way_it_pulls() -> None:
    work = Work({"d": 70.0, "cd": 90.0})
    assert together(work, PRINTED, D, C) == ("dc", [], 90.0)


def test_where_nothing_can_hold_the_figures_stay_as_they_are() -> None:
    work = Work({"d": None, "c": None, "cd": None})
    parts = [ReadingPart("r", "d", WHY), ReadingPart("q", "c", WHY)]
    assert together(work, PRINTED, D, C) == ("", parts, 100.0)


def test_only_needed_figures_are_lacked() -> None:
    some = ReadingFigures((1.0, None, 2.0), (None, WHY, None))
    assert _lacks(some, (0, 2)) is None
    assert _lacks(some, (0, 1)) == WHY
    assert _lacks(ReadingFigures((None,), (None,), REFUSED), ()) == REFUSED


def test_combinations_are_told_of_headline_by_headline() -> None:
    """The second half of the work: two headlines, of which the first has readings to combine."""
    columns = (FigureColumn("stock", 2021), FigureColumn("tfp", 2021))
    base = ReadingFigures((100.0, 1.0), (None, None))
    other = OtherReading("r", "d", ReadingFigures((70.0, 1.0), (None, None)))
    found = ReadingsReport("测试省", (), columns, base, (), (other,), ())
    told: list[float] = []
    work = SimpleNamespace(
        tell=told.append, refusal=lambda _: None, figures=lambda *_: other.figures
    )
    point, reading = SimpleNamespace(key="r", printed=None), D[1]
    combined = list(_combinations(found, [(point, reading)], work))  # type: ignore[arg-type,list-item]
    assert told == [0.5, 0.75]
    assert [(one.kind, one.headline) for one in combined] == [
        (DOWN, "stock"),
        (DOWN_SOUND, "stock"),
    ]
    point.printed = reading
    combined = list(_combinations(found, [(point, reading)], work))  # type: ignore[arg-type,list-item]
    assert (combined[-1].kind, combined[-1].headline) == (PRINTED, "")
