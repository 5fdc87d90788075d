"""The sheet of published figures and their checks, live: change a printed figure and see.

Interval arithmetic in cells: every operation of a formula is a row of its own with its value
and the smallest and largest that unrounded figures could give, as `models.audit.bounds` has it.
What the project computes is read from the method's own cells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gxde_desktop.audit_text import (
    SIGNS,
    check_title,
    formula_words,
    ref_words,
    verdict_text,
    why_not,
)
from gxde_desktop.exporting.page import Column, In, Live, Marked, Page, Value
from gxde_desktop.text import tr
from models.audit import ROUNDING, Figure, Result, Verdict, bounds
from models.audit_formula import formula_text
from models.expression import Const, Node, Op, Ref
from models.measurement import Measurement
from models.published import Claim, PublishedSet, compares, is_computed, results, used_figures
from models.published import position as computed_position
from models.sources import address

_FIGURE_VALUE, _FIGURE_DIGIT, _FIGURE_LOW, _FIGURE_HIGH = 2, 3, 4, 5
_STEP_VALUE, _STEP_LOW, _STEP_HIGH = 2, 3, 4
_RESULT, _LOW, _HIGH, _PRINTED, _DIGIT, _VERDICT = 2, 3, 4, 5, 6, 7
_BETWEEN_TABLES = 3
"""Rows from the end of one table to the first values of the next: blank, heading, heads."""


@dataclass(frozen=True, slots=True)
class _Operand:
    """Cells or numbers that hold a part's value and its bounds."""

    value: str
    low: str
    high: str


@dataclass(slots=True)
class _Steps:
    """The rows of the operations, from `first` on."""

    first: int
    rows: list[tuple[Value, ...]] = field(default_factory=list)

    def add(self, title: str, words: str, value: Value, low: Value, high: Value) -> _Operand:
        row = self.first + len(self.rows)
        self.rows.append((title, words, value, low, high))
        return _Operand(*(address(row, c) for c in (_STEP_VALUE, _STEP_LOW, _STEP_HIGH)))


def write_audit(page: Page, published: PublishedSet) -> None:
    """Checks, then figures, then the operations of the checks."""
    m = page.book.cells.measurement
    page.note(tr("exporting.audit.of", title=published.title or "—"))
    page.note(tr("exporting.audit.verdicts"))
    tolerance = address(page.row, 1)
    page.sheet.write_string(page.row, 0, tr("audit.sheet.about.tolerance"))
    page.write(page.row, 1, Marked(published.tolerance, "input"), "decimals_1")
    page.row += 1
    first_check = page.row + _BETWEEN_TABLES
    first_figure = first_check + len(published.claims) + _BETWEEN_TABLES
    first_step = first_figure + len(published.figures) + _BETWEEN_TABLES
    rows = {(f.key, f.year): first_figure + i for i, f in enumerate(published.figures)}
    writer = _Writer(published, m, rows, _Steps(first_step), page.book.cells.layout.cell)
    found = results(published, m)
    pairs = list(zip(published.claims, found, strict=True))
    lines = [writer.check(claim, result) for claim, result in pairs]
    page.heading(tr("audit.sheet.checks"))
    page.table(_check_columns(), lines)
    for row, (_, result) in enumerate(pairs, first_check):
        _write_verdict(page, row, result, tolerance)
    page.heading(tr("audit.sheet.figures"))
    page.table(_figure_columns(), [_figure(published, i, first_figure + i) for i in
                                   range(len(published.figures))])  # fmt: skip
    page.heading(tr("exporting.audit.steps"))
    page.table(_step_columns(), writer.steps.rows)
    page.freeze(first_check, 1)


@dataclass(slots=True)
class _Writer:
    """Turns formulas of checks into cells."""

    published: PublishedSet
    measurement: Measurement
    rows: dict[tuple[str, int], int]
    steps: _Steps
    cell: Callable[[Ref], str]

    def check(self, claim: Claim, result: Result) -> tuple[Value, ...]:
        """The line of one check; its operations are added to the steps."""
        title = check_title(claim, result)
        if result.verdict is Verdict.NOT_COMPUTABLE:
            words = formula_words(result) if result.check.target.key else claim.formula
            shown = self._printed(result)
            return (title, words, None, None, None, shown, None, "", why_not(result))
        used = used_figures(self.published, result, self.measurement)
        figures = {(ref.key, ref.index[0]): figure for ref, figure in used}
        target = result.check.target
        printed = self.published.get(target.key, target.index[0])
        assert printed is not None
        place = self.rows[printed.key, printed.year]
        whole = self._part(title, result.check.formula, figures)
        unit = f"decimals_{min(_decimals(printed.text) + 2, 9)}"

        def live(text: str, value: float | None) -> Value:
            return In(unit, Live(text, float(value or 0.0)))

        return (
            title,
            formula_words(result),
            live(whole.value, result.computed),
            live(whole.low, result.low),
            live(whole.high, result.high),
            self._printed(result),
            Live(address(place, _FIGURE_DIGIT), printed.last_digit),
            "",
            ref_words(target),
        )

    def _printed(self, result: Result) -> Value:
        """The printed figure of a check, None where it is not there."""
        target = result.check.target
        printed = self.published.get(target.key, target.index[0]) if target.key else None
        if printed is None:
            return None
        cell = address(self.rows[printed.key, printed.year], _FIGURE_VALUE)
        return In(f"decimals_{min(_decimals(printed.text), 9)}", Live(cell, printed.value))

    def _part(self, title: str, tree: Node, figures: dict[tuple[str, int], Figure]) -> _Operand:
        if isinstance(tree, Const):
            text = repr(tree.value)
            return _Operand(text, text, text)
        if isinstance(tree, Ref):
            return self._figure(title, tree)
        assert isinstance(tree, Op)
        a, b = self._part(title, tree.left, figures), self._part(title, tree.right, figures)
        value, low, high = bounds(tree, figures)
        texts = _operation(tree.symbol, a, b)
        words = formula_text(tree, ref_words, SIGNS)
        lives = (In("step", Live(t, x)) for t, x in zip(texts, (value, low, high), strict=True))
        return self.steps.add(title, words, *lives)

    def _figure(self, title: str, ref: Ref) -> _Operand:
        if not is_computed(ref):
            row = self.rows[ref.key, ref.index[0]]
            columns = (_FIGURE_VALUE, _FIGURE_LOW, _FIGURE_HIGH)
            return _Operand(*(address(row, column) for column in columns))
        key, index = computed_position(ref, self.measurement)
        own = In("step", Ref(key, index))  # exact: value and bounds are one cell
        return self.steps.add(title, ref_words(ref), own, own, own)


def _operation(symbol: str, a: _Operand, b: _Operand) -> tuple[str, str, str]:
    if symbol == "+":
        return f"{a.value}+{b.value}", f"{a.low}+{b.low}", f"{a.high}+{b.high}"
    if symbol == "-":
        return f"{a.value}-{b.value}", f"{a.low}-{b.high}", f"{a.high}-{b.low}"
    corners = ",".join(f"{x}{symbol}{y}" for x in (a.low, a.high) for y in (b.low, b.high))
    return f"{a.value}{symbol}{b.value}", f"MIN({corners})", f"MAX({corners})"


def _write_verdict(page: Page, row: int, result: Result, tolerance: str) -> None:
    """The verdict as a formula over the line's cells; a text where there is none."""
    look = page.book.cells.formats
    if result.verdict is Verdict.NOT_COMPUTABLE:
        page.sheet.write_string(row, _VERDICT, verdict_text(result), look.text("label"))
        return
    computed, low, high, printed, digit = (
        address(row, column) for column in (_RESULT, _LOW, _HIGH, _PRINTED, _DIGIT)
    )
    own = tolerance[0] + "$" + tolerance[1:]
    slack = f"0.000000001*MAX(ABS({printed}),{digit})"
    apart = "differs" if compares(result) else "contradicts"
    follows, within, against = (
        tr(f"audit.verdict.{code}") for code in ("follows", "within_rounding", apart)
    )
    text = (
        f"=IF(ABS({computed}-{printed})<={ROUNDING}*{digit}+{slack},\"{follows}\","
        f"IF(AND({low}<={printed}+{own}*{digit}+{slack},"
        f"{high}>={printed}-{own}*{digit}-{slack}),\"{within}\",\"{against}\"))"
    )  # fmt: skip
    kind = "label" if result.verdict is not Verdict.CONTRADICTS else "flag"
    page.sheet.write_formula(row, _VERDICT, text, look.text(kind), verdict_text(result))


def _figure(published: PublishedSet, place: int, row: int) -> tuple[Value, ...]:
    each = published.figures[place]
    decimals = min(_decimals(each.text), 9)
    value, digit = address(row, _FIGURE_VALUE), address(row, _FIGURE_DIGIT)
    half = ROUNDING * each.last_digit
    finer = f"decimals_{min(decimals + 1, 9)}"
    return (
        ref_words(Ref(each.key, (each.year,))),
        tr(f"audit.sheet.unit.{each.unit}"),
        In(f"decimals_{decimals}", Marked(each.value, "assumed" if each.derived else "input")),
        each.last_digit,
        In(finer, Live(f"{value}-{ROUNDING}*{digit}", each.value - half)),
        In(finer, Live(f"{value}+{ROUNDING}*{digit}", each.value + half)),
        tr("audit.sheet.yes") if each.derived else "",
        each.where,
        each.quote,
    )


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _check_columns() -> list[Column]:
    heads = ("check", "formula", "computed", "low", "high", "printed", "digit", "verdict", "about")
    widths = (38, 74, 14, 14, 14, 12, 12, 28, 46)
    return [
        Column(tr(f"exporting.audit.{head}"), width=width, figures=2 <= place <= 6)
        for place, (head, width) in enumerate(zip(heads, widths, strict=True))
    ]


def _figure_columns() -> list[Column]:
    heads = ("figure", "unit", "printed", "digit", "low", "high", "derived", "where", "quote")
    return [
        Column(tr(f"exporting.audit.{head}"), figures=2 <= place <= 5, width=46 * (place == 8))
        for place, head in enumerate(heads)
    ]


def _step_columns() -> list[Column]:
    heads = ("check", "formula", "computed", "low", "high")
    return [
        Column(tr(f"exporting.audit.{head}"), figures=place >= 2)
        for place, head in enumerate(heads)
    ]
