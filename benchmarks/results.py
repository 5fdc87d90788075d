"""Results of a run as values and as JSON, and two runs side by side."""

from __future__ import annotations

import json
import math
import platform
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from benchmarks.memory import KIND
from benchmarks.timing import Spread, Timed

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours against one other way."""

    row: str
    other: str
    ours_seconds: float
    other_seconds: float
    ratio: Spread
    ours_peak: int | None
    other_peak: int | None


@dataclass(frozen=True, slots=True)
class Exponent:
    """Growth of one job along one axis."""

    row: str
    axis: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]
    exponent: Spread


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long the window's thread was away, ms: median and worst, and how long it waited for a
    processor in the worst (NaN: not told here); and what of it was its own work.
    """

    median: float
    worst: float
    queued: float
    worked_median: float
    worked_worst: float


@dataclass(frozen=True, slots=True)
class Stutter:
    """The window during one kind of work: gaps between turns of its event loop, and repaints."""

    row: str
    turns: int
    gaps: Pauses
    repaints: Pauses


@dataclass(frozen=True, slots=True)
class NotRun:
    """A row that did not run. failed: for any other reason than an absent optional folder."""

    row: str
    reason: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of one area with all that is not timed, and of processors, children included."""

    area: str
    seconds: float
    worked: float


@dataclass(frozen=True, slots=True)
class Results:
    """Everything of one run."""

    quick: bool
    rounds: int
    ratios: tuple[Ratio, ...]
    exponents: tuple[Exponent, ...]
    not_run: tuple[NotRun, ...]
    notes: tuple[str, ...]
    stutters: tuple[Stutter, ...] = ()
    took: tuple[Took, ...] = ()
    busy_percent: float = 0.0
    """How busy the processors were before the run, with other work."""


def ratio_of(row: str, ours: Timed, other: Timed, spread: Spread) -> Ratio:
    """One line of the table from what was measured."""
    return Ratio(row, other.name, ours.median, other.median, spread, ours.peak, other.peak)


def write(results: Results, path: Path) -> None:
    """Keep a run. Raises OSError."""
    plain = {
        "format": FORMAT,
        "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "cores": psutil.cpu_count(),
            "memory": psutil.virtual_memory().total,
        },
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("numpy", "pandas", "openpyxl", "xlsxwriter")},
        },
        "memory_kind": KIND,
        **asdict(results),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Figure:
    """What two runs are compared by. seconds: ours; peak: bytes, ours. NaN or None: not told."""

    spread: Spread
    seconds: float = math.nan
    peak: int | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier run, as far as it is compared: figures by the key of their line."""

    made: str
    quick: bool
    kind: str
    figures: dict[str, Figure]


def read(path: Path) -> Earlier:
    """An earlier run. Raises OSError; ValueError for what is not one."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        if plain["format"] != FORMAT:
            raise ValueError(f"format {plain['format']}, this program writes {FORMAT}")
        figures = {
            _ratio_key(one["row"], one["other"]): Figure(
                _spread(one["ratio"]), float(one["ours_seconds"]), one["ours_peak"]
            )
            for one in plain["ratios"]
        }
        figures |= {
            _growth_key(one["row"], one["axis"]): Figure(_spread(one["exponent"]))
            for one in plain["exponents"]
        }
        for one in plain.get("stutters", ()):
            figures |= _stutter_figures(
                one["row"], one["gaps"]["worked_worst"], one["repaints"]["worked_worst"]
            )
        return Earlier(str(plain["made"]), bool(plain["quick"]), str(plain["memory_kind"]), figures)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not the results of a run: {error}") from error


def figures(results: Results) -> dict[str, Figure]:
    """All figures of a run that another can be compared by."""
    found = {
        _ratio_key(one.row, one.other): Figure(one.ratio, one.ours_seconds, one.ours_peak)
        for one in results.ratios
    }
    found |= {_growth_key(one.row, one.axis): Figure(one.exponent) for one in results.exponents}
    for each in results.stutters:
        found |= _stutter_figures(each.row, each.gaps.worked_worst, each.repaints.worked_worst)
    return found


def verdict(before: Spread, now: Spread) -> str:
    """Whether a figure moved by more than both runs scatter. Lower is better in all of them.

    Of a figure of one round nothing is known of how it scatters.
    """
    if before.low == before.high or now.low == now.high:
        return "one round"
    if now.high < before.low:
        return "better"
    if now.low > before.high:
        return "worse"
    return "within the spread"


def _stutter_figures(row: str, gap: float, repaint: float) -> dict[str, Figure]:
    """Worst of the window's own work, ms: what waiting for a processor adds is left out."""
    return {
        f"window during {row}, worst {what} of its own, ms": Figure(Spread(one, one, one))
        for what, one in (("gap", gap), ("repaint", repaint))
    }


def _ratio_key(row: str, other: str) -> str:
    return f"{row} / {other}"


def _growth_key(row: str, axis: str) -> str:
    return f"{row} by {axis}, exponent"


def _spread(plain: dict[str, Any]) -> Spread:
    return Spread(float(plain["median"]), float(plain["low"]), float(plain["high"]))
