"""The instrument itself: changes are found, put in and judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.mutants import code_of, mutants_of

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
