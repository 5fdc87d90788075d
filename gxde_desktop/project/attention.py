"""What deserves a person's attention first: what figures come from, what could give some, the rest.

A folder may hold whole workbooks that nothing is taken from. Their findings are counted and can
be asked for, but they may not bury the dozen that concern the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from gxde_desktop.importing.results import FileReport, FoundTable, Problem
from gxde_desktop.project.assemble import Assembly
from gxde_desktop.project.candidates import by_rules, role_rules, series_id
from gxde_desktop.project.industries import following_a_rule
from gxde_desktop.project.summing import ids_of
from models.dataset import Dataset
from models.messages import Message, message
from models.series import AnnualSeries

SHOWN = 3
"""Findings of one kind in one sheet that are said one by one; the others are counted."""
_LEVELS = {"A": 1, "B": 2, "C": 3}


class Use(IntEnum):
    """What figures have of a table."""

    SERVES = 0
    COULD = 1
    NONE = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind on one sheet. shown: those said in full; more: how many are not."""

    shown: tuple[Problem, ...]
    more: int

    @property
    def first(self) -> Problem:
        """The finding that stands for all."""
        return self.shown[0]


class Attention:
    """Which tables serve, which could, and what their questions unlock."""

    def __init__(self, assembly: Assembly | None) -> None:
        self._assembly = assembly
        dataset = None if assembly is None else assembly.dataset
        self._region = None if dataset is None else dataset.region
        self._series = used_series(dataset)
        self._tables = used_tables(dataset)
        self._roles: dict[str, list[tuple[int, str]]] = {}
        self._waiting: dict[str, int] = {}
        for choice in () if assembly is None else assembly.roles:
            level = _LEVELS[choice.level] if choice.needed else 3
            if choice.chosen is None:
                self._waiting[choice.role] = level
            for each in choice.candidates:
                level = self._waiting.get(choice.role, 6)
                self._roles.setdefault(each.series_id, []).append((level, choice.role))
        self._known: dict[int, tuple[FoundTable, Use]] = {}

    def use(self, table: FoundTable) -> Use:
        """Whether figures come from a table, or could once it is answered for."""
        # The table is kept with its answer: an id is only good while its object lives.
        found = self._known.get(id(table))
        if found is None:
            found = self._known[id(table)] = (table, self._use(table))
        return found[1]

    def _use(self, table: FoundTable) -> Use:
        if id(table.io_table) in self._tables:
            return Use.SERVES
        ids = [series_id(each) for each in table.series]
        if any(each in self._series for each in ids):
            return Use.SERVES
        if table.kind == "unknown":
            return Use.NONE
        asked = {question.field for question in table.questions}
        # Without a region nothing is told apart yet; without a name it may be anything.
        open_yet = self._region is None or table.kind == "io_table" or "name" in asked
        if (asked and open_yet) or any(each in self._roles for each in ids):
            return Use.COULD
        return Use.COULD if asked and self._of_industries(table.series) else Use.NONE

    def unlocks(self, table: FoundTable) -> tuple[Message, ...]:
        """The roles without a series that wait for answers to a table's questions."""
        waiting = [role for level, role in sorted(self._of(table)) if level < 4]
        return tuple(message(f"role.{role}") for role in dict.fromkeys(waiting))

    def order(self, table: FoundTable) -> int:
        """How much a table's questions unlock: the less, the more figures wait for them."""
        if table.kind == "io_table":
            return 0 if self._region is None else 4
        return min((level for level, _ in self._of(table)), default=5)

    def _of(self, table: FoundTable) -> Iterable[tuple[int, str]]:
        found = {each for one in table.series for each in self._roles.get(series_id(one), ())}
        names = [q.choices[:1] for q in table.questions if q.field == "name"]
        if names and self._region is not None:
            # What the file suggests for a name that it does not state.
            called = [replace(one, name=name) for one in table.series for name in names[0]]
            found |= {
                (level, role)
                for role, level in self._waiting.items()
                if any(by_rules(role_rules()[role], self._region, called))
            }
        return found

    def _of_industries(self, series: Sequence[AnnualSeries]) -> bool:
        if self._region is None:
            return True
        return bool(following_a_rule(series, self._region))


def used_series(dataset: Dataset | None) -> frozenset[str]:
    """Ids of the series that serve a role; of a sum, those that are added."""
    if dataset is None:
        return frozenset()
    own = {series_id(each) for each in (*dataset.series.values(), *dataset.cities.pieces())}
    several = (each for found in dataset.industry_series.values() for each in found.values())
    return frozenset(own.union(*(ids_of(each) for each in several)))


def used_tables(dataset: Dataset | None) -> frozenset[int]:
    """Identities (`id`) of the input-output tables that are benchmarks or split their sectors."""
    if dataset is None:
        return frozenset()
    found = (t for b in dataset.benchmarks for t in (b.table, b.reference) if t is not None)
    return frozenset(map(id, found))


def grouped(problems: Iterable[Problem], shown: int = SHOWN) -> tuple[Group, ...]:
    """Findings by file, sheet and kind, in order of the first of each."""
    kinds: dict[tuple[str, str | None, str, str], list[Problem]] = {}
    for each in problems:
        kinds.setdefault((each.file, each.sheet, each.code, each.severity), []).append(each)
    return tuple(Group(tuple(same[:shown]), len(same[shown:])) for same in kinds.values())


def findings_of(report: FileReport, attention: Attention, use: Use) -> tuple[Problem, ...]:
    """Errors and warnings of a file's tables of one use, in order."""
    return tuple(
        problem
        for table in report.tables
        if attention.use(table) == use
        for problem in table.problems
        if problem.severity in ("error", "warning")
    )
