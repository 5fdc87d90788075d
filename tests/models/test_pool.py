"""Threads that are left: what has begun ends, what has not never begins."""

from __future__ import annotations

import threading

import pytest

from models.pool import pool_of


def test_an_interrupt_while_pieces_are_submitted_begins_no_further_one() -> None:
    begun: list[int] = []
    ended: list[int] = []
    go_on = threading.Event()

    def piece(number: int) -> None:
        begun.append(number)
        go_on.wait(20)
        ended.append(number)

    def interrupted() -> None:
        with pool_of(2) as pool:
            for number in range(1_000):
                pool.submit(piece, number)
            raise KeyboardInterrupt

    threading.Timer(0.2, go_on.set).start()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert sorted(begun) == sorted(ended) == [0, 1]


@pytest.mark.parametrize("threads", [-1, 0, 1, 3])
def test_all_pieces_are_done_where_they_are_waited_for(threads: int) -> None:
    with pool_of(threads) as pool:
        found = [each.result() for each in [pool.submit(pow, n, 2) for n in range(50)]]
    assert found == [n * n for n in range(50)]
