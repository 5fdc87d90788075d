"""The printed tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.memory import KIND
from benchmarks.results import Earlier, Pauses, Results, Stutter, figures, verdict
from benchmarks.timing import Spread

NUMBERS = ">"
TEXT = "<"
BUSY = 15.0
"""Per cent of all processors from which other work is worth a word."""


def comparison(results: Results, earlier: Earlier) -> Iterator[str]:
    """Figures of two runs side by side."""
    yield f"Beside the run of {earlier.made}:"
    if earlier.quick != results.quick:
        yield "(one of the runs is --quick: other sizes, fewer rounds)"
    lines = [("figure", "before", "now", "")]
    now = figures(results)
    for key, spread in now.items():
        before = earlier.figures.get(key)
        said = "new" if before is None else verdict(before, spread)
        lines.append((key, "" if before is None else _spread(before), _spread(spread), said))
    lines += [
        (key, _spread(before), "", "not run now")
        for key, before in earlier.figures.items()
        if key not in now
    ]
    yield from _columns(lines, (TEXT, NUMBERS, NUMBERS, TEXT))


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
    return f"{_figure(spread.median)} ({_range(spread)})"


def _range(spread: Spread) -> str:
    return f"{_figure(spread.low)}-{_figure(spread.high)}"


def _figure(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.4f}"


def _seconds(value: float) -> str:
    for limit, factor, unit in ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms")):
        if value < limit:
            return f"{value * factor:.3g} {unit}"
    return f"{value:.3g} s"


def _bytes(value: int | None) -> str:
    return "–" if value is None else f"{value / 1e6:.1f} MB"
