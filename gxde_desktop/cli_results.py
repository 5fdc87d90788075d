"""The figures of a measurement for a console, and what is not computable and why."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping

from gxde_desktop.cli_tables import listed, number, spans, table
from gxde_desktop.text import label_text, say, tr, unit_text
from models.measurement import Measurement
from models.messages import Message, message
from models.quantities import REGISTRY

ANNUAL = (
    ("investment", 6),
    ("price", 6),
    ("real_investment", 6),
    ("stock", 6),
    ("stock_total", 6),
    ("digital_industrialisation", 6),
)
"""Annual tables that are printed: quantity and decimals."""

BENCHMARK = ("benchmark_investment", "digital_benchmark")

_WHAT = "\0"
"""Stands in a sentence for what it is about, until members that share it are known."""

MARKS = {
    "extrapolated": "e",
    "interpolated": "i",
    "extended": "x",
    "assumed": "a",
    "proxy": "p",
    "other_year": "y",
}
"""One letter a flag, after the figure."""


def lines(m: Measurement) -> Iterator[str]:
    """All tables, benchmarks first, and the meaning of the marks."""
    for key in BENCHMARK:
        yield from _benchmarks(m, key)
    used: set[str] = set()
    for key, digits in ANNUAL:
        yield from _annual(m, key, digits, used)
    if used:
        yield ""
        marks = [f"{MARKS.get(code, '*')} = {tr(f'flag.{code}')}" for code in sorted(used)]
        yield tr("cli.run.marks", marks=listed(marks))


def absent(m: Measurement, lacking: Mapping[str, Message]) -> Iterator[str]:
    """`not computable: needs X` for every main quantity, member and span of years.

    lacking: by role, what the project knows better than the method: a series is there
    but its unit is not said, or several are.
    """
    for key in _main():
        *outer, last = REGISTRY[key].axes
        members: dict[tuple[str, str], list[str]] = {}
        for index in itertools.product(*(range(m.frame.size(axis)) for axis in outer)):
            labels = [m.frame.labels(a)[i] for a, i in zip(outer, index, strict=True)]
            named = " ".join(label_text(a, x) for a, x in zip(outer, labels, strict=True))
            for gap in _absent(m, key, index, last, lacking):
                members.setdefault(gap, []).append(named)
        for (years, why), names in members.items():
            what = [tr(f"quantity.{key}.title"), *filter(None, [listed(names)]), years]
            yield "  " + why.replace(_WHAT, " ".join(what))


def measured(m: Measurement) -> bool:
    """Whether any main figure came out."""
    return any(not math.isnan(v) for key in _main() for v in m.values[key].flat)


def complete(m: Measurement) -> bool:
    """Whether every main quantity has a figure for every asset in some year."""
    for key in _main():
        values = m.values[key]
        for index in itertools.product(*map(range, values.shape[:-1])):
            if not any(not math.isnan(v) for v in values[index]):
                return False
    return True


def title(m: Measurement, key: str) -> str:
    """Name of a quantity with its unit."""
    unit = unit_text(REGISTRY[key].unit, m.parameters.base_year)
    return f"{tr(f'quantity.{key}.title')} [{unit}]"


def _main() -> tuple[str, ...]:
    return (*BENCHMARK, *(key for key, _ in ANNUAL))


def _benchmarks(m: Measurement, key: str) -> Iterator[str]:
    years = m.frame.labels("benchmark")
    if not years:
        return
    values = m.values[key]
    outer = REGISTRY[key].axes[:-1]
    members = m.frame.labels(outer[0]) if outer else ("",)
    rows = []
    for position, member in enumerate(members):
        line = values[position] if outer else values
        name = label_text(outer[0], member) if outer else tr(f"quantity.{key}.title")
        rows.append([name, *(number(float(v), 6) for v in line)])
    yield ""
    yield title(m, key)
    yield table(["", *map(str, years)], rows)


def _annual(m: Measurement, key: str, digits: int, used: set[str]) -> Iterator[str]:
    outer = REGISTRY[key].axes[:-1]
    members = m.frame.labels(outer[0]) if outer else ("",)
    rows = []
    for t, year in enumerate(m.frame.years):
        cells = []
        for position in range(len(members)):
            index = (position, t) if outer else (t,)
            value = m.at(key, index)
            flags = [] if math.isnan(value) else [flag.code for flag in m.flags(key, *index)]
            used.update(flags)
            cells.append(number(value, digits) + _marks(flags))
        if any(not cell.startswith("—") for cell in cells):
            rows.append([str(year), *cells])
    if rows:
        name = tr(f"quantity.{key}.title")
        head = [label_text(outer[0], member) if outer else name for member in members]
        yield ""
        yield title(m, key)
        yield table([tr("axis.year"), *head], rows)


def _marks(flags: list[str]) -> str:
    return "".join(MARKS.get(code, "*") for code in flags)


def _absent(
    m: Measurement,
    key: str,
    index: tuple[int, ...],
    last: str,
    lacking: Mapping[str, Message],
) -> Iterator[tuple[str, str]]:
    """Years and sentence, the same for every member that lacks the same."""
    spans_of: dict[tuple[str, str], tuple[list[int], Message, list[int]]] = {}
    for t, year in enumerate(m.frame.labels(last)):
        why = m.reason(key, *index, t)
        if why is None:
            continue
        same = {k: v for k, v in why.args.items() if k not in ("year", "years")}
        kind = (why.code, repr(same))
        years, _, inner = spans_of.get(kind, ([], why, []))
        spans_of[kind] = (years, why, inner)  # the last year lacks all that earlier ones do
        years.append(int(year))
        if isinstance(why.args.get("year"), int):
            inner.append(why.args["year"])
    for years, why, inner in spans_of.values():
        if inner:  # one sentence for all years it is about
            why = Message(why.code, {**why.args, "year": spans(sorted(set(inner)))})
        role = getattr(why.args.get("series"), "code", "").removeprefix("role.")
        if why.code == "needs.series" and role in lacking:
            why = message("needs.series", series=lacking[role])
        code = "cli.run.needs" if why.code.startswith("needs.") else "cli.run.because"
        yield spans(years), tr(code, what=_WHAT, why=say(why))
