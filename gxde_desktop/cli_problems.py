"""What `run` says needs a person: what unlocks figures, what touches them, the rest counted."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence

from gxde_desktop import cli_questions
from gxde_desktop.cli_tables import listed
from gxde_desktop.importing.importer import unmatched
from gxde_desktop.importing.results import Answer, FileReport, FoundTable, Problem
from gxde_desktop.project.assemble import Assembly
from gxde_desktop.project.attention import Attention, Use, findings_of, grouped
from gxde_desktop.text import say, tr
from models.dataset import Dataset

NEEDING = ("error", "warning")


def show_questions(
    reports: Sequence[FileReport], attention: Attention, *, everything: bool
) -> None:
    """Print the open questions, those that unlock most first; the others only where asked."""
    lines = []
    for report, table, question, typed in cli_questions.in_order(reports, attention):
        if everything or attention.use(table) != Use.NONE:
            unlocks = listed([say(each) for each in attention.unlocks(table)])
            what = f"  {tr('cli.run.unlocks', what=unlocks)}" if unlocks else ""
            lines.append(f"  {cli_questions.sentence(report, question)}\n      {typed}{what}")
    _print(tr("cli.run.questions"), lines)


def show_problems(
    reports: Sequence[FileReport],
    assembly: Assembly,
    attention: Attention,
    answers: tuple[Answer, ...],
    *,
    everything: bool,
) -> int:
    """Print what else needs a person, what touches figures first and in full.

    Returns how many things need one, questions and what is only counted among them.
    """
    lines: list[str] = []
    for report in reports:
        lines += map(_line, findings_of(report, attention, Use.SERVES))
    needing = [each for each in assembly.problems if each.severity != "info"]
    lines += [f"  {say(each.message)}" for each in needing]
    for report in reports:
        lines += [_line(each) for each in report.problems if each.severity in NEEDING]
    unused = unmatched(answers, reports)
    lines += [
        f"  {tr('cli.run.unused_answer', text=f'{a.table}:{a.field}={a.value}')}" for a in unused
    ]
    for report in reports:
        lines += _lines(findings_of(report, attention, Use.COULD), everything)
    for report in reports:
        none = findings_of(report, attention, Use.NONE)
        said = {why for table in report.tables for _, why in table.unused[:1]}
        lines += (
            map(_line, none)
            if everything
            else _counted(report, attention, sum(each.message not in said for each in none))
        )
    _print(tr("cli.run.problems"), lines)
    for each in assembly.problems:
        if each.severity == "info":
            print(f"  {say(each.message)}", file=sys.stderr)
    return _count(reports, assembly.dataset, attention) + len(unused) + len(needing)


def _count(reports: Sequence[FileReport], dataset: Dataset | None, attention: Attention) -> int:
    """Questions and findings of what figures come from, or would were they answered."""
    tables = [table for report in reports for table in report.tables]
    own = [p for report in reports for p in report.problems]
    own += [p for table in tables if _matters(table, dataset, attention) for p in table.problems]
    asked = sum(len(table.questions) for table in tables)
    return asked + sum(problem.severity in NEEDING for problem in own)


def _matters(table: FoundTable, dataset: Dataset | None, attention: Attention) -> bool:
    """Whether a doubt about a table is one about the figures.

    What no figure comes from is listed among what is not used, with its reason.
    """
    if table.kind == "unknown":
        return False
    return dataset is None or bool(table.questions) or attention.use(table) == Use.SERVES


def _lines(problems: Sequence[Problem], everything: bool) -> Iterator[str]:
    for group in grouped(problems, len(problems) if everything else 3):
        yield from map(_line, group.shown)
        if group.more:
            yield f"      {tr('cli.run.and_more_alike', count=group.more)}"


def _counted(report: FileReport, attention: Attention, findings: int) -> Iterator[str]:
    tables = [table for table in report.tables if attention.use(table) == Use.NONE]
    questions = sum(len(table.questions) for table in tables)
    if findings or questions:
        text = tr(
            "cli.run.folded",
            file=report.file,
            findings=findings,
            questions=questions,
            sheets=len({table.sheet for table in tables}),
            typed=f"gxde inspect {shlex.quote(report.file)}",
        )
        yield f"  {text}"


def _line(problem: Problem) -> str:
    place = ":".join(each for each in (problem.sheet, problem.cell) if each)
    where = " · ".join(each for each in (problem.file, place) if each)
    return f"  {where}: {say(problem.message)}"


def _print(head: str, lines: Sequence[str]) -> None:
    if lines:
        print(f"\n{head}", file=sys.stderr)
        print("\n".join(lines), file=sys.stderr)
