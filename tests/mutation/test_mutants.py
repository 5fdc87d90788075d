"""The instrument itself: changes are found, put in and judged."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from statistics import variance

import pytest

from tests.mutation.covering import Trace
from tests.mutation.mutants import code_of, mutants_of
from tests.mutation.sampling import Counts, sample, share

SOURCE = '''
"""A module."""

from models.messages import MethodError, message

LEAST = 4

def grown(value: float, rate: float, *, years: int = 1) -> float:
    """Words are left alone."""
    if not years > LEAST and rate < 1.0:
        raise MethodError(message("some.code", years=years + 1))
    value = value * (1.0 + rate) ** years
    return max(value, 0.0)
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "some.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def test_every_kind_of_change_is_there_once(root: Path) -> None:
    found = {(one.where, one.change) for one in mutants_of(root / "some.py", root)}
    assert {
        ("", "4 -> 5"),
        ("grown", "years > LEAST -> years >= LEAST"),
        ("grown", "years > LEAST -> years <= LEAST"),
        ("grown", "not years > LEAST -> years > LEAST"),
        ("grown", "not years > LEAST and rate < 1.0 -> not years > LEAST or rate < 1.0"),
        ("grown", "1.0 + rate -> 1.0 - rate"),
        ("grown", "(1.0 + rate) ** years -> (1.0 + rate) * years"),
        ("grown", "value = value * (1.0 + rate) ** years -> pass"),
        ("grown", "max(value, 0.0) -> value"),
        ("grown", "return max(value, 0.0) -> return value"),
    } <= found
    assert any(change.startswith("raise") for _, change in found)
    said = " ".join(change for _, change in found)
    assert "alone" not in said
    assert "years + 1 ->" not in said  # words of a refusal


def test_each_change_gives_code_that_does_something_else(root: Path) -> None:
    arguments = [(2.0, 0.5, 6), (2.0, 1.5, 2), (2.0, 1.0, 4), (-2.0, 0.5, 5), (2.0, 0.5, 4)]

    def outcomes(code: object) -> list[object]:
        space: dict[str, object] = {}
        exec(code, space)  # type: ignore[arg-type]
        found: list[object] = []
        for value, rate, years in arguments:
            try:
                found.append(space["grown"](value, rate, years=years))  # type: ignore[operator]
            except Exception as error:
                found.append(type(error))
        return found

    original = outcomes(compile(SOURCE, "some.py", "exec"))
    same = [
        one.change
        for one in mutants_of(root / "some.py", root)
        if outcomes(code_of(one, root)) == original
    ]
    assert same == ["1 -> 2"]  # the default of years, which no call here leaves out


def test_names_of_changes_stay_when_the_code_above_grows(root: Path) -> None:
    before = [one.key for one in mutants_of(root / "some.py", root)]
    (root / "some.py").write_text("FIRST = 1\n" + SOURCE, encoding="utf-8")
    after = [one.key for one in mutants_of(root / "some.py", root)]
    assert [key for key in after if key in before] == before


def test_share_of_a_sample_is_weighted_by_the_size_of_its_file() -> None:
    """By hand: 100 changes, 10 seen, 1 survived; 20 changes, 5 seen, 1 equivalent, 1 survived.

    Estimated survivors 10 + 4, changes of meaning 100 + 16, so the share is 14/116 = 7/58.
    """
    found, error = share([Counts(100, 10, 0, 1), Counts(20, 5, 1, 1)])
    assert found == pytest.approx(7 / 58, abs=1e-15)
    residuals = ([51 / 58] + [-7 / 58] * 9, [51 / 58] + [-7 / 58] * 3 + [0.0])
    parts = [
        size**2 * (1 - len(some) / size) * variance(some) / len(some)
        for size, some in zip((100, 20), residuals, strict=True)
    ]
    assert error == pytest.approx(math.sqrt(sum(parts)) / 116, rel=1e-12)


def test_a_share_of_all_changes_has_no_error_of_sampling() -> None:
    found, error = share([Counts(30, 30, 2, 7)])
    assert found == 7 / 28
    assert error == 0.0


def test_a_larger_sample_holds_the_smaller(root: Path) -> None:
    found = mutants_of(root / "some.py", root)
    few, more = (sample(found, most, seed=1) for most in (5, 9))
    assert len(few) == 5
    assert set(few) < set(more) < set(found)
    assert sample(found, None, seed=1) == list(found)


def test_tests_are_told_by_the_lines_they_run(root: Path) -> None:
    space: dict[str, Callable[..., float]] = {}
    code = compile(SOURCE.replace("from models", "#"), str(root / "some.py"), "exec")
    trace = Trace(root, ["some.py"])
    trace.start()
    exec(code, space)
    imported = trace.stop()["some.py"]
    trace.start()
    space["grown"](2.0, 1.5, years=2)
    ran = trace.stop()["some.py"]
    lines = SOURCE.splitlines()
    refused = 1 + next(i for i, line in enumerate(lines) if "raise" in line)
    given = 1 + next(i for i, line in enumerate(lines) if "return" in line)
    assert given in ran
    assert refused not in ran
    assert given not in imported


def test_a_change_is_in_the_statement_or_head_that_is_told(root: Path) -> None:
    found = {one.change: one for one in mutants_of(root / "some.py", root)}
    head = found["years > LEAST -> years >= LEAST"]
    assert (head.first, head.last) == (head.line, head.line)
    assert found["max(value, 0.0) -> value"].first == head.line + 3
