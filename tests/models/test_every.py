"""What holds for all positions of an axis at once, and what tells them apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

from models.every import Differs, Every, along, listed, one_of, placed, positions, run_of, spread
from models.expression import Const, If, Node, Ref, Run, mark_where, total


def test_positions_are_moved_together() -> None:
    every = Every(4)
    assert list((every + 3).positions) == [3, 4, 5, 6]
    assert list((3 + every).positions) == [3, 4, 5, 6]
    assert list((every - 1).positions) == [-1, 0, 1, 2]
    assert list((9 - every).positions) == [9, 8, 7, 6]
    assert list((10 + 5 * every).positions) == [10, 15, 20, 25]
    assert (every + 3) - every == 3


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (lambda every: every >= 0, True),
        (lambda every: every < 4, True),
        (lambda every: every > 4, False),
        (lambda every: every == 7, False),
        (lambda every: every != 7, True),
        (lambda every: every is None, False),
        (lambda every: every in (5, 6), False),
        (lambda every: every + 1 > every, True),
    ],
)
def test_what_is_so_of_every_position_is_answered(
    asked: Callable[[Any], bool], answer: bool
) -> None:
    assert asked(Every(4)) is answer


class Rows:
    """Something that is asked for one of its rows."""

    names = ("a", "b", "c", "d")
    known = np.array([True, True, False, True])


@pytest.mark.parametrize(
    "told",
    [
        lambda every: every == 2,
        lambda every: every < 2,
        lambda every: every in (0, 5),
        lambda every: Rows.names[every],
        lambda every: Rows.known[every],
        lambda every: Rows.known[(every,)],
        lambda every: Rows.known[None][0, every],
        lambda every: {0: "a"}.get(every),
        lambda every: range(every),
        lambda every: f"{every}",
        lambda every: str(every),
        lambda every: float(every),
        lambda every: int(every),
        lambda every: 1 if every else 0,
        lambda every: every % 2,
        lambda every: every // 2,
        lambda every: divmod(every, 2),
        lambda every: every / 2,
        lambda every: 2 / every,
        lambda every: every**2,
        lambda every: -every,
        lambda every: every * every,
        lambda every: every * 0,
        lambda every: every + every,
        lambda every: (2 * every) - every,
        lambda every: every + 0.5,
        lambda every: 0.5 * every,
        lambda every: max(every, 2),
        lambda every: np.arange(5) + every,
    ],
)
def test_what_tells_one_position_from_another_is_refused(told: Callable[[Any], object]) -> None:
    with pytest.raises(Differs):
        told(Every(4))


def test_a_tree_of_many_cells_is_that_of_each() -> None:
    every = cast(int, Every(3, 4))
    run = Run("x", (every, 0), 1, 0, 5)
    tree: Node = If(Ref("a", (every, 2)) > Const(1.0), total(run), Ref("b", (every + 1,)) / 2.0)
    tree = mark_where(Ref("c", (every,)) < 3.0, tree, "high")
    for number, at in enumerate((4, 5, 6)):
        one = If(
            Ref("a", (at, 2)) > Const(1.0),
            total(Run("x", (at, 0), 1, 0, 5)),
            Ref("b", (at + 1,)) / 2.0,
        )
        assert placed(tree, number) == mark_where(Ref("c", (at,)) < 3.0, one, "high")


def test_arrays_at_every_position() -> None:
    array = np.arange(12.0).reshape(3, 4)
    assert listed(array, along((0, 2), 0, 3)) == [2.0, 6.0, 10.0]
    assert listed(array, along((1, 0), 1, 2, 1)) == [5.0, 6.0]
    assert listed(array, (1, 2)) == [6.0]
    assert type(listed(array, (1, 2))[0]) is float
    diagonal = cast(int, Every(3))
    assert array[spread((diagonal, diagonal))].tolist() == [0.0, 5.0, 10.0]
    assert array[spread((0, 3 - diagonal))].tolist() == [3.0, 2.0, 1.0]
    assert list(positions(7)) == [7]
    assert list(positions(diagonal)) == [0, 1, 2]
    assert one_of(along((5, 0), 1, 3, 2), 1) == (5, 3)


def test_a_reference_of_many_cells_is_a_range() -> None:
    assert run_of(Ref("x", along((2, 0, 1), 1, 3, 4))) == Run("x", (2, 0, 1), 1, 4, 6)
    every = cast(int, Every(3))
    assert run_of(Ref("x", (9 - every,))) == Run("x", (0,), 0, 7, 9)
    assert run_of(Ref("x", (2 * every,))) is None
    assert run_of(Ref("x", (every, every))) is None
    assert run_of(Ref("x", (1, 2))) is None
