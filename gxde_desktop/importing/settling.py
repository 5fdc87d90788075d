"""Answers and confirmed findings of a built table: what was said of it, what is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gxde_desktop.importing.answers import Answers
from gxde_desktop.importing.results import OVERRULE, FoundTable, Problem, is_confirmed
from gxde_desktop.importing.wording import msg
from models.messages import Message
from models.sources import SourceTable


def problem_of(
    severity: str, message: Message, sheet: str | None, cell: str | None, file: str
) -> Problem:
    """A problem whose code is that of its message."""
    return Problem(severity, message.code.removeprefix("importing."), message, sheet, cell, file)


def with_answers(table: FoundTable, answers: Answers, source: SourceTable) -> FoundTable:
    """A built table with what became of the answers, and findings that were confirmed."""
    confirmed = answers.confirmed()
    problems = tuple(
        replace(each, severity="info", message=msg("confirmed", what=each.message))
        if each.severity in ("error", "warning") and is_confirmed(each, confirmed)
        else each
        for each in table.problems
    )
    changed = problems != table.problems
    open_ones = [each for each in problems if each.severity in ("error", "warning")]
    settled = changed and table.status == "needs_review" and not table.questions and not open_ones
    table = replace(
        table,
        problems=problems,
        status="ready" if settled else table.status,
        answered=tuple(answers.used),
        overruled=tuple(answers.overruled),
    )
    return with_problems(table, answer_problems(answers, source))


def with_problems(table: FoundTable, more: Sequence[Problem]) -> FoundTable:
    new = [each for each in more if each not in table.problems]
    if not new:
        return table
    review = table.status == "ready" and any(each.severity == "error" for each in new)
    return replace(
        table,
        problems=(*table.problems, *new),
        status="needs_review" if review else table.status,
    )


def answer_problems(answers: Answers, source: SourceTable) -> list[Problem]:
    """What a person should know of the answers: not valid, against the file, before it."""
    sheet, file = answers.sheet, source.file

    def field(name: str) -> Message:
        return msg(f"field.{name.removesuffix(OVERRULE)}")

    return [
        problem_of("warning", msg("answer.against", field=field(answer.field),
                                given=answer.value, said=said), sheet, None, file)
        for answer, said in answers.against
    ] + [
        problem_of("error", msg("answer.invalid", field=field(answer.field),
                              given=answer.value), sheet, None, file)
        for answer in answers.invalid
    ] + [
        problem_of("info", msg("answer.overruled", field=field(gone.field), used=gone.used,
                             said=gone.said), sheet, None, file)
        for gone in answers.overruled
    ] + [
        problem_of("info", msg("remembered.applied", field=field(answer.field),
                             value=answer.value, origin=answer.remembered), sheet, None, file)
        for answer in answers.used
        if answer.remembered and answer not in answers.invalid
    ]  # fmt: skip
