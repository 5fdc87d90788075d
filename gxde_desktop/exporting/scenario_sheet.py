"""The sheet of scenarios: headline figures side by side, and what each decides otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from gxde_desktop.exporting.page import Column, In, Live, Named, Page, Value
from gxde_desktop.text import say, tr
from models.messages import Message
from models.sources import address


@dataclass(frozen=True, slots=True)
class ScenarioFigure:
    """One figure over all scenarios; of value and reason each scenario has one.

    place: its year or interval, empty where no scenario has the figure.
    """

    title: Message
    unit: str
    place: str
    values: tuple[float | None, ...]
    missing: tuple[Message | None, ...]


@dataclass(frozen=True, slots=True)
class ScenarioDecision:
    """One decision in which scenarios differ, with what holds in each."""

    title: Message | str
    values: tuple[Message | str, ...]


@dataclass(frozen=True, slots=True)
class ScenarioComparison:
    """Scenarios beside one another.

    names: in order; against: position of the one that the others are compared with; exported:
    of the one whose steps the workbook holds.
    """

    names: tuple[Message | str, ...]
    against: int
    exported: int
    figures: tuple[ScenarioFigure, ...]
    decisions: tuple[ScenarioDecision, ...]


def write_scenarios(page: Page, found: ScenarioComparison) -> None:
    """Figures with differences as formulas, decisions below them."""
    names = [_text(name) for name in found.names]
    page.note(tr("exporting.scenarios.exported", scenario=names[found.exported]))
    page.note(page.book.say("exporting.scenarios.fixed"))
    page.heading(tr("exporting.scenarios.figures"))
    columns = [
        Column(tr("exporting.scenarios.figure"), width=38),
        Column(tr("exporting.unit"), width=16),
        Column(tr("exporting.scenarios.place"), width=12),
    ]
    for place, name in enumerate(names):
        columns.append(Column(name, width=18, figures=True))
        if place != found.against:
            columns += [Column("Δ", width=14, figures=True), Column("Δ %", width=11, figures=True)]
    first = page.row + 1
    page.freeze(first, 1)
    above: dict[int, Message] = {}
    rows = [_figure_row(found, each, first + i, above) for i, each in enumerate(found.figures)]
    page.table(columns, rows)
    if not found.decisions:
        return
    page.heading(tr("exporting.scenarios.decisions"))
    heads = [Column(tr("exporting.scenarios.decision")), Column(""), Column("")]
    for place, name in enumerate(names):
        heads += [Column(name), *([Column("")] * 2 if place != found.against else [])]
    page.table(heads, (_decision_row(found, each) for each in found.decisions))


def _decision_row(found: ScenarioComparison, each: ScenarioDecision) -> list[Value]:
    line: list[Value] = [_text(each.title), "", ""]
    for place, value in enumerate(each.values):
        line += [_text(value), *([""] * 2 if place != found.against else [])]
    return line


def _figure_row(
    found: ScenarioComparison, each: ScenarioFigure, row: int, above: dict[int, Message]
) -> list[Value]:
    """Title, unit, place and every scenario's value, with the formulas of its differences.

    above: the reason that a scenario said last; the same one is not said again.
    """
    line: list[Value] = [each.title, Named(each.unit), each.place]
    # Every scenario before it brings its two differences along.
    reference, base = address(row, 3 + 3 * found.against), each.values[found.against]
    for place, value in enumerate(each.values):
        here = address(row, len(line))
        line.append(_missing(each, place, above) if value is None else In(each.unit, value))
        if place == found.against:
            continue
        if value is None or base is None:
            line += [None, None]
            continue
        delta = Live(f"{here}-{reference}", value - base)
        share = Live(f"({here}-{reference})/ABS({reference})", (value - base) / abs(base or 1.0))
        line += [In(each.unit, delta), In("share", share) if base else None]
    return line


def _missing(each: ScenarioFigure, place: int, above: dict[int, Message]) -> Value:
    """Why a scenario has no figure; None where it says nothing."""
    why = each.missing[place]
    if why is None:
        return None
    if above.get(place) == why:
        return tr("exporting.as_above")
    above[place] = why
    if why.code.startswith("needs."):
        return tr("exporting.missing", needs=say(why))
    return tr("exporting.missing_because", why=say(why))


def _text(what: Message | str) -> str:
    return say(what) if isinstance(what, Message) else what
