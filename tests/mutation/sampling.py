"""A sample of each file's mutants, and what it says of all of them."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from tests.mutation.mutants import Mutant


def sample(found: Sequence[Mutant], most: int | None, seed: int) -> list[Mutant]:
    """Mutants of one file, in its order; None takes all. A larger sample holds the smaller."""
    if most is None or not found:
        return list(found)
    mixed = list(found)
    random.Random(f"{seed} {found[0].file}").shuffle(mixed)
    return sorted(mixed[:most], key=lambda one: one.number)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one file: all mutants, those judged, of these the equivalent ones and the survivors."""

    mutants: int
    judged: int
    equivalent: int
    survived: int


def share(files: Sequence[Counts]) -> tuple[float, float]:
    """Share of survivors among changes that change something, and its standard error.

    Files are strata, sampled without replacement; the share is a ratio of two estimated totals,
    its variance by linearisation (Cochran, Sampling Techniques, 3rd ed., sections 5.3 and 6.11).
    """
    files = [one for one in files if one.judged]
    survived = sum(one.mutants * one.survived / one.judged for one in files)
    real = sum(one.mutants * (one.judged - one.equivalent) / one.judged for one in files)
    if not real:
        return 0.0, 0.0
    ratio = survived / real
    variance = 0.0
    for one in files:
        if one.judged < 2:
            continue
        n = one.judged
        killed = n - one.equivalent - one.survived
        # What each mutant adds: 1 - ratio of a survivor, -ratio of a killed one, 0 of others.
        total = one.survived * (1 - ratio) - killed * ratio
        squares = one.survived * (1 - ratio) ** 2 + killed * ratio**2
        spread = (squares - total**2 / n) / (n - 1)
        variance += one.mutants**2 * (1 - n / one.mutants) * spread / n
    return ratio, math.sqrt(variance) / real
