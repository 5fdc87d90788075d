"""Rounds, medians, spread and peak memory of things compared in one run.

A bare time says more about the machine than about the program, so every row sets ours beside
what a person would otherwise use. Contestants take turns within a round, and the ratio is
formed within the round: a machine that slows down for a while slows both.
"""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.memory import peak_of, watched


class NotHere(Exception):
    """A row that has nothing to run on here: an optional folder is absent. Not a failure."""


@dataclass(frozen=True, slots=True, eq=False)
class Contestant:
    """One way of doing a job.

    prepare: untimed, before every round; its result is what `run` gets. run: timed, `repeat`
    times in a row where one is too short for the clock. finish: untimed, after every round.
    apart: works in other processes or needs threads of this one, so its memory is that of the
    whole tree of processes while it runs (`memory.watched`), not that of a fork.
    scale: what the seconds are multiplied by where `run` does only a sample of the job.
    """

    name: str
    run: Callable[[Any], object]
    prepare: Callable[[], Any] = lambda: None
    finish: Callable[[Any], object] = lambda _: None
    repeat: int = 1
    apart: bool = False
    scale: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Ours beside others.

    name: the same in every run of a size, for two runs are compared by it. note: how much work
    it is, and what the others do not do, or do more. rounds: at most so many, where another way
    takes minutes; such a row has no round before that is not counted.
    """

    name: str
    ours: Contestant
    others: tuple[Contestant, ...]
    note: str = ""
    rounds: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """One job at growing sizes. `at` makes the contestant of a size, untimed."""

    name: str
    axis: str
    sizes: tuple[int, ...]
    at: Callable[[int], Contestant]


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of one contestant by round, and its peak memory in bytes where known."""

    name: str
    seconds: tuple[float, ...]
    peak: int | None

    @property
    def median(self) -> float:
        """Median seconds."""
        return statistics.median(self.seconds)


@dataclass(frozen=True, slots=True)
class Spread:
    """Median of a figure over the rounds, with the lowest and the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of some values."""
        return cls(statistics.median(values), min(values), max(values))


def timed(
    contestants: Sequence[Contestant], rounds: int, *, warm: bool = True
) -> tuple[Timed, ...]:
    """Times of all contestants, taking turns. warm: with a round before that is not counted."""
    # Memory first: what timing leaves in the heap would hide what a job asks for.
    peaks = [
        None if each.apart else peak_of(each.prepare, each.run, each.finish) for each in contestants
    ]
    seconds: list[list[float]] = [[] for _ in contestants]
    for turn in range(-1 if warm else 0, rounds):
        order = list(range(len(contestants)))
        if turn % 2:
            order.reverse()  # nobody always runs on what another left in the caches
        for place in order:
            one = contestants[place]
            if one.apart and peaks[place] is None:
                taken, peaks[place] = _watched(one)
            else:
                taken = _once(one)
            if turn >= 0:
                seconds[place].append(taken)
    return tuple(
        Timed(each.name, tuple(taken), peak)
        for each, taken, peak in zip(contestants, seconds, peaks, strict=True)
    )


def ratio(ours: Timed, other: Timed) -> Spread:
    """How many times as long as the other ours takes, formed round by round."""
    return Spread.of([a / b for a, b in zip(ours.seconds, other.seconds, strict=True)])


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """p of time ~ size^p: the least-squares slope of the logarithms."""
    x = [math.log(size) for size in sizes]
    y = [math.log(each) for each in seconds]
    return statistics.linear_regression(x, y).slope


def exponents(growth: Growth, rounds: int) -> tuple[tuple[Timed, ...], Spread]:
    """Times by size and the exponent, fitted within each round."""
    results = timed([growth.at(size) for size in growth.sizes], rounds)
    by_round = zip(*(each.seconds for each in results), strict=True)
    return results, Spread.of([exponent(growth.sizes, seconds) for seconds in by_round])


def _once(contestant: Contestant) -> float:
    made = contestant.prepare()
    try:
        gc.collect()
        start = time.perf_counter()
        for _ in range(contestant.repeat):
            contestant.run(made)
        return (time.perf_counter() - start) * contestant.scale / contestant.repeat
    finally:
        contestant.finish(made)


def _watched(contestant: Contestant) -> tuple[float, int | None]:
    """One time, and the memory of all processes meanwhile."""
    with watched() as seen:
        taken = _once(contestant)
    return taken, seen.peak
