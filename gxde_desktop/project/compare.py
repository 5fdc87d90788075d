"""Headline figures of scenarios beside one another, with what they differ by.

A figure that a scenario lacks is missing with its reason, never zero, and so is every
difference from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gxde_desktop.project.assemble import Assembly
from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.results import ResultCache
from gxde_desktop.project.scenarios import names_of, viewed
from gxde_desktop.project.state import ProjectState
from models.headlines import HEADLINES, Headline, figure_at, places
from models.measurement import Measurement
from models.messages import Message, message
from models.quantities import REGISTRY

Outcome = Measurement | Message
"""What a scenario gives: its figures, or why there are none."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one scenario.

    value, missing: one of them. delta: value minus that of the scenario compared against,
    relative: the same as a share of its size; None where either is missing or it is zero.
    """

    value: float | None
    missing: Message | None
    delta: float | None = None
    relative: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A figure over all scenarios. place: its year, or its interval (2007–2017)."""

    headline: Headline
    place: int | str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """scenarios: in order, None is the base. against: the one that others are compared with."""

    scenarios: tuple[str | None, ...]
    against: str | None
    rows: tuple[Row, ...]

    def row(self, name: str) -> Row:
        """The row of a headline by its name."""
        return next(each for each in self.rows if each.headline.name == name)


def outcomes(
    state: ProjectState,
    cache: ResultCache,
    names: Sequence[str | None] | None = None,
    assemblies: Assemblies | None = None,
) -> dict[str | None, Outcome]:
    """What each scenario gives; those that were measured before are not measured again.

    names: scenarios in order; None: all of them. assemblies: those kept already, which new
    ones are added to. Raises ProjectError for an unknown scenario.
    """
    kept = Assemblies() if assemblies is None else assemblies
    found: dict[str | None, Outcome] = {}
    for name in names_of(state) if names is None else names:
        own = viewed(state, name)
        found[name] = outcome_of(kept.of(own), own, cache)
    return found


def outcome_of(assembly: Assembly, state: ProjectState, cache: ResultCache) -> Outcome:
    """The measurement of an assembly, or why there is nothing to be measured."""
    if assembly.dataset is None:
        return no_dataset(assembly)
    made: Measurement = cache.measured(assembly.dataset, state.parameters)
    return made


def no_dataset(assembly: Assembly) -> Message:
    """Why an assembly gives nothing to measure."""
    reasons = tuple(each.message for each in assembly.problems if each.severity != "info")
    return message("project.cannot_measure", reasons=reasons)


def compare(found: Mapping[str | None, Outcome], against: str | None = None) -> Comparison:
    """Headline figures of every scenario beside those of `against`.

    Each is of the last year or interval that all have; where there is none, of the last
    that any has.
    """
    names = tuple(found)
    rows = tuple(_row(headline, found, names.index(against)) for headline in HEADLINES)
    return Comparison(names, against, rows)


def _row(headline: Headline, found: Mapping[str | None, Outcome], against: int) -> Row:
    measured = [each for each in found.values() if isinstance(each, Measurement)]
    place = _common_place(measured, headline)
    cells = [_cell(each, headline, place) for each in found.values()]
    reference = cells[against].value
    return Row(headline, place, tuple(_against(cell, reference) for cell in cells))


def _common_place(measured: list[Measurement], headline: Headline) -> int | str | None:
    known = [places(m, headline) for m in measured]
    common = [each for each in known[0] if all(each in other for other in known)] if known else []
    anywhere = [each for own in known for each in own]
    if common or anywhere:
        return max(common or anywhere, key=str)
    # Nobody has it: the reason is that of the newest year.
    labels = [label for m in measured for label in m.frame.labels(REGISTRY[headline.key].axes[-1])]
    return max(labels, key=str) if labels else None


def _cell(outcome: Outcome, headline: Headline, place: int | str | None) -> Cell:
    if isinstance(outcome, Message):
        return Cell(None, outcome)
    if place is None:
        return Cell(None, message("project.no_years"))
    value, missing = figure_at(outcome, headline, place)
    return Cell(None, missing) if missing is not None else Cell(value, None)


def _against(cell: Cell, reference: float | None) -> Cell:
    if cell.value is None or reference is None:
        return cell
    delta = cell.value - reference
    return Cell(cell.value, None, delta, delta / abs(reference) if reference else None)
