"""Questions that files leave open, with the answer to type."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from gxde_desktop.importing.results import FileReport, FoundTable, Question
from gxde_desktop.project.attention import Attention
from gxde_desktop.text import say

_SHOWN_CHOICES = 5
# What a shell would take apart; Chinese needs no quotes, whatever `shlex` thinks.
_UNSAFE = re.compile(r"[\s'\"\\$`!*?&|;<>(){}\[\]#~]")


def in_order(
    reports: Sequence[FileReport], attention: Attention
) -> list[tuple[FileReport, FoundTable, Question, str]]:
    """Open questions with what to type, those that most figures wait for first."""
    everything = [(report, table) for report in reports for table in report.tables]
    ranked = sorted(everything, key=lambda each: (attention.order(each[1]), attention.use(each[1])))
    return [
        (report, table, question, to_type(report, table, question, everything))
        for report, table in ranked
        for question in table.questions
    ]


def to_type(
    report: FileReport,
    table: FoundTable,
    question: Question,
    everything: Sequence[tuple[FileReport, FoundTable]],
) -> str:
    """`--assume TABLE:field=<choices>` with the shortest TABLE that means this table alone."""
    shown = list(question.choices[:_SHOWN_CHOICES])
    more = len(question.choices) > len(shown)
    choices = "|".join([*shown, "…"] if more or not shown else shown)
    name = _name(report, table, everything)
    if _UNSAFE.search(name):
        name = shlex.quote(name)
    return f"--assume {name}:{question.field}=<{choices}>"


def sentence(report: FileReport, question: Question) -> str:
    """Where the question stands and what it asks."""
    place = f"{report.file} · {question.sheet}" + (f"!{question.cell}" if question.cell else "")
    return f"{place}: {say(question.message)}"


def _name(
    report: FileReport,
    table: FoundTable,
    everything: Sequence[tuple[FileReport, FoundTable]],
) -> str:
    own = _names(report, table)
    names = {series.name for series in table.series}
    offered = [*sorted(names - {""}), table.sheet, report.file] if len(names) == 1 else None
    for text in offered or [table.sheet, report.file]:
        meant = {
            (id(other_report), other.sheet)  # two tables of one sheet have no names of their own
            for other_report, other in everything
            if any(text in name for name in _names(other_report, other))
        }
        if text and len(meant) == 1 and any(text in name for name in own):
            return text
    return table.reference or report.file


def _names(report: FileReport, table: FoundTable) -> tuple[str, ...]:
    labels = (text for series in table.series for text in (series.label, series.name))
    return (report.file, table.sheet, *dict.fromkeys(labels))
