"""The printed tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from benchmarks.memory import KIND
from benchmarks.results import Earlier, Pauses, Results, Stutter, figures, verdict
from benchmarks.timing import Spread

NUMBERS = ">"
TEXT = "<"
BUSY = 15.0
"""Per cent of all processors from which other work is worth a word."""


def comparison(results: Results, earlier: Earlier) -> Iterator[str]:
    """Figures of two runs side by side: ratios and exponents, and what ours took of it."""
    yield f"Beside the run of {earlier.made}: ratio or exponent (lowest-highest round), before"
    yield "and now, better or worse where all rounds of one lie beyond all of the other; then what"
    yield "ours took of seconds and memory."
    if earlier.quick != results.quick:
        yield "(one of the runs is --quick: other sizes, fewer rounds)"
    heads = ("figure", "before", "now", "", "seconds before", "now", "peak before", "now")
    lines: list[tuple[str, ...]] = [heads]
    now = figures(results)
    same_kind = earlier.kind == KIND
    for key in dict.fromkeys((*now, *earlier.figures)):
        old, new = earlier.figures.get(key), now.get(key)
        if old is None or new is None:
            said = "new" if old is None else "not run now"
        else:
            said = verdict(old.spread, new.spread)
        before = None if old is None or not same_kind else old.peak
        lines.append(
            (
                key,
                *("" if one is None else _spread(one.spread) for one in (old, new)),
                said,
                *("" if one is None else _seconds(one.seconds) for one in (old, new)),
                *(_bytes(one) for one in (before, None if new is None else new.peak)),
            )
        )
    yield from _columns(lines, (TEXT, NUMBERS, NUMBERS, TEXT, *(NUMBERS,) * 4))


def main_table(results: Results) -> Iterator[str]:
    """Ratios, exponents, and what did not run."""
    kind = "resident memory" if KIND == "resident" else "Python's memory"
    if results.ratios:
        yield f"Medians of {results.rounds} rounds; ratio = ours / beside, lowest-highest round;"
        yield f"peak: {kind} above what was there before, ours | beside."
        lines = [("row", "ours", "beside", "", "ratio", "", "peak")]
        last = ""
        for one in results.ratios:
            lines.append(
                (
                    one.row if one.row != last else "",
                    _seconds(one.ours_seconds),
                    _seconds(one.other_seconds),
                    one.other,
                    _figure(one.ratio.median),
                    _range(one.ratio),
                    f"{_bytes(one.ours_peak)} | {_bytes(one.other_peak)}",
                )
            )
            last = one.row
        yield from _columns(lines, (TEXT, NUMBERS, NUMBERS, TEXT, NUMBERS, TEXT, NUMBERS))
    for note in results.notes:
        yield f"  {note}"
    if results.exponents:
        yield ""
        yield "Growth: time ~ size ^ exponent"
        grown = [("job", "sizes", "medians", "exponent", "")]
        grown += [
            (
                f"{one.row} by {one.axis}",
                " ".join(f"{size:,}" for size in one.sizes),
                " ".join(_seconds(each) for each in one.seconds),
                f"{one.exponent.median:.2f}",
                _range(one.exponent),
            )
            for one in results.exponents
        ]
        yield from _columns(grown, (TEXT, TEXT, TEXT, NUMBERS, TEXT))
    if results.stutters:
        yield ""
        yield from stutter_table(results.stutters)
    if results.took:
        yield ""
        total = sum(one.seconds for one in results.took)
        worked = sum(one.worked for one in results.took)
        longest = sorted(results.took, key=lambda one: -one.seconds)[:5]
        said = ", ".join(f"{one.area} {one.seconds:.0f} s" for one in longest)
        minutes = f"{total / 60:.1f} min ({worked / 60:.1f} min of processors)"
        yield f"The run took {minutes}: {said}, ..."
    if results.busy_percent > BUSY:
        yield ""
        yield f"Other work kept {results.busy_percent:.0f} % of the processors busy: spreads widen,"
        yield "and numpy's products, which wait for all cores, can take several times as long."
    if results.not_run:
        yield ""
        for missing in results.not_run:
            yield f"{'FAILED' if missing.failed else 'left out'}: {missing.row}: {missing.reason}"


def stutter_table(stutters: Sequence[Stutter]) -> Iterator[str]:
    """How evenly the window went on while it worked."""
    yield "The window's event loop and a repaint of 139 rows and a chart, ms; queued: of the worst,"
    yield "waiting for a processor; own: worked by the window's thread, on a busy machine too."
    heads = ("median", "worst", "queued", "own", "worst")
    lines: list[tuple[str, ...]] = [
        ("during", *(f"gap {heads[0]}", *heads[1:]), *(f"repaint {heads[0]}", *heads[1:]), "turns")
    ]
    lines += [
        (one.row, *_pauses(one.gaps), *_pauses(one.repaints), str(one.turns)) for one in stutters
    ]
    yield from _columns(lines, (TEXT, *(NUMBERS,) * 11))


def _pauses(one: Pauses) -> tuple[str, ...]:
    told = (one.median, one.worst, one.queued, one.worked_median, one.worked_worst)
    return tuple("–" if each != each else f"{each:.1f}" for each in told)


def _columns(lines: Sequence[tuple[str, ...]], sides: Sequence[str]) -> Iterator[str]:
    widths = [max(len(line[place]) for line in lines) for place in range(len(sides))]
    for number, line in enumerate(lines):
        cells = (
            f"{text:{side}{width}}" for text, side, width in zip(line, sides, widths, strict=True)
        )
        yield "  ".join(cells).rstrip()
        if number == 0:
            yield "-" * (sum(widths) + 2 * (len(widths) - 1))


def _spread(spread: Spread) -> str:
    alone = spread.low == spread.high
    return _figure(spread.median) if alone else f"{_figure(spread.median)} ({_range(spread)})"


def _range(spread: Spread) -> str:
    return f"{_figure(spread.low)}-{_figure(spread.high)}"


def _figure(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.4f}"


def _seconds(value: float) -> str:
    if math.isnan(value):
        return ""
    for limit, factor, unit in ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms")):
        if value < limit:
            return f"{value * factor:.3g} {unit}"
    return f"{value:.3g} s"


def _bytes(value: int | None) -> str:
    return "–" if value is None else f"{value / 1e6:,.1f} MB"
