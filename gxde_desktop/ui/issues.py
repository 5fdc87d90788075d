"""What waits for a person, in order: what figures come from first, whole unused sheets counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gxde_desktop.importing.results import FoundTable, Problem, Question
from gxde_desktop.project.assemble import Assembly
from gxde_desktop.project.attention import Attention, Group, Use, grouped
from gxde_desktop.project.state import ProjectFile

ORDER = {"error": 0, "question": 1, "warning": 2}
IN_FULL = 40
"""Findings of one kind that are shown where they touch figures or the table looked at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a table, with the file that does not say."""

    file: ProjectFile
    table: FoundTable
    question: Question


@dataclass(frozen=True, slots=True)
class Folded:
    """Sheets of a file that no figure comes from or could: how many doubts they hold."""

    file: ProjectFile
    sheets: int
    findings: int
    questions: int


@dataclass(frozen=True, slots=True)
class Issues:
    """asked: questions, what unlocks most first; groups: findings of one kind and sheet.

    mine, own: the same of the table that is looked at, whatever it serves. folded: what is
    counted only, until its table is looked at.
    """

    mine: tuple[Asked, ...]
    own: tuple[Group, ...]
    asked: tuple[Asked, ...]
    groups: tuple[Group, ...]
    folded: tuple[Folded, ...]

    @property
    def count(self) -> int:
        """How many questions and findings concern figures, or the table looked at."""
        findings = (len(each.shown) + each.more for each in (*self.own, *self.groups))
        return len(self.mine) + len(self.asked) + sum(findings)


def issues_of(
    files: Sequence[ProjectFile],
    assembly: Assembly | None,
    looked_at: FoundTable | None = None,
    attention: Attention | None = None,
) -> Issues:
    """Everything that waits for a person, by what figures have of it.

    attention: that of the assembly, where it is known already.
    """
    attention = attention or Attention(assembly)
    mine: list[Asked] = []
    own: list[Problem] = []
    asked: list[tuple[int, Use, Asked]] = []
    findings: list[tuple[Use, Problem]] = [
        (Use.SERVES, each) for each in (assembly.problems if assembly else ())
    ]
    folded = []
    for file in files:
        findings += [(Use.SERVES, each) for each in file.report.problems]
        none: list[FoundTable] = []
        for table in file.report.tables:
            use, order = attention.use(table), attention.order(table)
            questions = [Asked(file, table, each) for each in table.questions]
            if table is looked_at:
                mine += questions
                own += table.problems
            elif use == Use.NONE:
                none.append(table)
            else:
                asked += [(order, use, each) for each in questions]
                findings += [(use, each) for each in table.problems]
        counted = _folded(file, none)
        folded += [counted] if counted.findings or counted.questions else []
    asked.sort(key=lambda each: each[:2])
    needing = [each for each in findings if each[1].severity in ORDER]
    needing.sort(key=lambda each: (each[0], ORDER[each[1].severity]))
    return Issues(
        tuple(mine),
        grouped(sorted_by_severity(own), IN_FULL),
        tuple(each for _, _, each in asked),
        (
            *grouped((p for use, p in needing if use == Use.SERVES), IN_FULL),
            *grouped(p for use, p in needing if use != Use.SERVES),
        ),
        tuple(folded),
    )


def sorted_by_severity(problems: Sequence[Problem]) -> list[Problem]:
    """Those that need a person, the gravest first."""
    needing = [each for each in problems if each.severity in ORDER]
    return sorted(needing, key=lambda each: ORDER[each.severity])


def _folded(file: ProjectFile, tables: Sequence[FoundTable]) -> Folded:
    findings = [p for t in tables for p in t.problems if p.severity in ORDER]
    questions = sum(len(each.questions) for each in tables)
    return Folded(file, len({each.sheet for each in tables}), len(findings), questions)
