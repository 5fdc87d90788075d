"""What the page of published figures shows: its two tables and the account of one check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gxde_desktop.audit_text import (
    check_title,
    figure_text,
    formula_numbers,
    formula_words,
    number,
    ref_words,
    uses,
    verdict_text,
    why_not,
)
from gxde_desktop.text import tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell, FixedTable
from models.audit import Figure, Printed, Result, Verdict, references
from models.expression import Ref
from models.measurement import Measurement
from models.messages import MethodError
from models.published import Claim, PublishedSet, compares, is_computed, position, used_figures

TONES: Mapping[Verdict, str] = {
    Verdict.FOLLOWS: "good",
    Verdict.WITHIN_ROUNDING: "good",
    Verdict.CONTRADICTS: "wrong",
    Verdict.NOT_COMPUTABLE: "muted",
}
SIGNS: Mapping[Verdict, str] = {
    Verdict.FOLLOWS: "✓",
    Verdict.WITHIN_ROUNDING: "≈",
    Verdict.CONTRADICTS: "✗",
    Verdict.NOT_COMPUTABLE: "–",
}
"""Never colour alone."""


@dataclass(frozen=True, slots=True)
class UsedFigure:
    """One figure of a check: what it is called, its value, where it stands.

    key: of a computed figure, for its derivation.
    """

    name: str
    value: str
    place: str
    key: tuple[str, tuple[int, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """All that is said of one check."""

    title: str
    verdict: str
    tone: str
    formula: str
    numbers: str
    outcome: str
    figures: tuple[UsedFigure, ...]


def tone_of(result: Result) -> str:
    """A difference between two methods is no error of either."""
    if compares(result) and result.verdict is Verdict.CONTRADICTS:
        return "attention"
    return TONES[result.verdict]


def check_table(published: PublishedSet, found: Sequence[Result]) -> FixedTable:
    """Every check with its result, printed value, interval and verdict."""
    heads = ("verdict", "check", "computed", "printed", "apart", "interval")
    lines = tuple(
        _line(published, claim, result)
        for claim, result in zip(published.claims, found, strict=True)
    )
    return FixedTable(tuple(tr(f"ui.audit.column.{head}") for head in heads), lines)


def _line(published: PublishedSet, claim: Claim, result: Result) -> tuple[Cell, ...]:
    tone = tone_of(result)
    verdict = f"{SIGNS[result.verdict]} {verdict_text(result)}"
    title = check_title(claim, result)
    why = why_not(result)
    words = formula_words(result) if result.check.target.key else claim.formula
    first = (Cell(verdict, tone=tone, tip=why), Cell(title, tip=words))
    target = result.check.target
    printed = published.get(target.key, target.index[0]) if target.key else None
    shown = (
        Cell(None, tip=why) if printed is None else Cell(printed.value, decimals=_decimals(printed))
    )
    if result.computed is None or result.low is None or result.high is None or printed is None:
        return (*first, Cell(None, tip=why), shown, Cell(None), Cell("—", tone="muted", tip=why))
    decimals = _decimals(printed) + 2
    exact = result.low == result.high  # computed by the project, and not rounded
    ends = " – ".join(numbers.show(each, decimals) for each in (result.low, result.high))
    interval = numbers.MISSING if exact else ends
    return (
        *first,
        Cell(result.computed, decimals=decimals, tip=words),
        shown,
        Cell(result.apart, decimals=decimals, signed=True, tone=tone if tone != "good" else ""),
        Cell(interval),
    )


def figure_table(published: PublishedSet) -> FixedTable:
    """Every published figure with its place."""
    heads = ("figure", "year", "value", "unit", "used", "where", "quote")
    return FixedTable(
        tuple(tr(f"ui.audit.column.{head}") for head in heads),
        tuple(
            (
                Cell(ref_words(Ref(each.key, (each.year,))).rpartition("[")[0]),
                Cell(str(each.year)),
                Cell(
                    each.value,
                    decimals=_decimals(each),
                    mark="*" if each.derived else "",
                    tip=tr("ui.audit.derived_tip") if each.derived else "",
                ),
                Cell(tr(f"audit.sheet.unit.{each.unit}")),
                Cell(float(_uses(published, each)), decimals=0),
                Cell(each.where, tip=each.where),
                Cell(each.quote, tip=each.quote),
            )
            for each in published.figures
        ),
    )


def account(
    published: PublishedSet, claim: Claim, result: Result, m: Measurement | None
) -> Account:
    """What a check does, figure by figure."""
    title, tone = check_title(claim, result), tone_of(result)
    verdict = f"{SIGNS[result.verdict]} {verdict_text(result)}"
    if not result.check.target.key:
        return Account(title, verdict, tone, claim.formula, "", why_not(result), ())
    used = dict(used_figures(published, result, m))
    target = result.check.target
    printed = published.get(target.key, target.index[0])
    names = [*references(result.check.formula), target]
    known: dict[Ref, Figure] = {**used, **({target: printed} if printed is not None else {})}
    figures = tuple(_used(ref, known.get(ref), m) for ref in names)
    alone = isinstance(result.check.formula, Ref)
    numbers = "" if alone else formula_numbers(result, tuple(used.items()))
    return Account(
        title, verdict, tone, f"{ref_words(target)} = {formula_words(result)}", numbers,
        _outcome(result, printed), figures,
    )  # fmt: skip


def _outcome(result: Result, printed: Printed | None) -> str:
    if result.computed is None or result.low is None or result.high is None or printed is None:
        return why_not(result)
    unit = printed.last_digit
    said = tr("ui.audit.outcome", computed=number(result.computed, unit), printed=printed.text)
    if result.low < result.high:
        said += tr("ui.audit.between", low=number(result.low, unit), high=number(result.high, unit))
    if compares(result) and result.printed:
        share = number(result.computed / result.printed)
        said += tr("ui.audit.times", times=share)
    return said


def _used(ref: Ref, figure: Figure | None, m: Measurement | None) -> UsedFigure:
    if figure is None:
        return UsedFigure(ref_words(ref), "—", "")
    if isinstance(figure, Printed):
        place = "  ".join(filter(None, (figure.where, figure.quote and f"“{figure.quote}”")))
        derived = tr("ui.overview.derived") if figure.derived else ""
        return UsedFigure(ref_words(ref), figure.text, place + derived)
    key = position(ref, m) if m is not None and is_computed(ref) else None
    return UsedFigure(ref_words(ref), figure_text(figure), tr("ui.audit.by_this_project"), key)


def tally(found: Sequence[Result]) -> str:
    """How many checks have which verdict."""
    counts = Counter(verdict_text(result) for result in found)
    return " · ".join(f"{verdict} {count}" for verdict, count in counts.items())


def _decimals(figure: Printed) -> int:
    return len(figure.text.partition(".")[2])


def _uses(published: PublishedSet, figure: Printed) -> int:
    try:
        return uses(published, figure.key, figure.year)
    except MethodError:  # a check of another version that this one cannot read
        return 0
