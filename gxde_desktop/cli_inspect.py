"""`inspect`: what the importer sees in a workbook, for a person or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gxde_desktop import cli_questions
from gxde_desktop.cli_inputs import Importer, read_answers
from gxde_desktop.cli_memory import learn, memory_of
from gxde_desktop.cli_usage import grouped
from gxde_desktop.importing.importer import to_json, unmatched
from gxde_desktop.importing.results import FileReport, FoundTable
from gxde_desktop.importing.summary import Used, used_of
from gxde_desktop.text import say, tr


def inspect(
    files: Sequence[Path],
    *,
    as_json: bool,
    assume: Sequence[str] = (),
    memory: str | None = None,
) -> int:
    """Print each file; returns 2 where one was refused, 1 where a person is asked.

    assume: answers as they are typed. memory: the store of remembered layouts to use and
    to add these answers to.
    """
    answers, store = read_answers(assume), memory_of(memory)
    with Importer(store) as importer:
        reports = [importer.inspect(path, answers).file.report for path in files]
    learn(store, reports)
    for answer in unmatched(answers, reports):
        text = f"{answer.table}:{answer.field}={answer.value}"
        print(tr("cli.run.unused_answer", text=text), file=sys.stderr)
    if as_json:
        plain: list[dict[str, Any]] = [to_json(report) for report in reports]
        print(json.dumps(plain[0] if len(plain) == 1 else plain, ensure_ascii=False, indent=2))
    else:
        for report in reports:
            print("\n".join(_lines(report)))
    for report in reports:
        if report.refused and report.problems:
            reason = say(report.problems[0].message)
            print(tr("cli.refused", reason=reason), file=sys.stderr)
    if any(report.refused for report in reports):
        return 2
    tables = [table for report in reports for table in report.tables]
    return 1 if any(table.status == "needs_review" for table in tables) else 0


def _lines(report: FileReport) -> Iterator[str]:
    yield f"{report.file} [{report.format or '?'}]"
    for table in report.tables:
        yield f"  {table.sheet}: {_kind(table)}"
        for series in table.series:
            span = f"{series.years[0]}–{series.years[-1]}" if series.years else "—"
            basis = "?" if series.basis is None else tr(f"cli.basis.{series.basis.value}")
            unit = series.unit or ("?" if series.basis in (None, "value") else "—")
            cells = f"{series.cells[0]}:{series.cells[-1]}" if series.cells else "—"
            name = series.label or "?"
            yield f"    {name} [{unit}; {basis}] {span} ({len(series.years)}) {cells}"
        for check in table.checks:
            amount = "" if check.max_abs is None else f" {check.max_abs:.6g}"
            verdict = tr(f"cli.check.{check.status}")
            yield f"    {tr(f'cli.check.{check.name}')}: {verdict}{amount}"
        for used in used_of(table):
            yield f"    {_used(used, table)}"
        for problem in table.problems:
            cell = f"{problem.cell}: " if problem.cell else ""
            yield f"    {tr(f'cli.severity.{problem.severity}')} {cell}{say(problem.message)}"
        for question in table.questions:
            typed = cli_questions.to_type(
                report, table, question, [(report, each) for each in report.tables]
            )
            yield f"    ? {say(question.message)}  {typed}"
        for cells, why in grouped(table.unused):
            yield f"    {tr('cli.run.not_used', what=cells, why=say(why))}"
    for problem in report.problems:
        place = f"{problem.sheet}: " if problem.sheet else ""
        yield f"  {tr(f'cli.severity.{problem.severity}')} {place}{say(problem.message)}"


def _used(used: Used, table: FoundTable) -> str:
    """Count, sum, smallest and largest of a block or of series, as they will be used."""

    def number(value: float | None) -> str:
        return "—" if value is None else f"{value:.10g}"

    name = tr(f"block.{used.name}") if table.io_table is not None else used.name
    return tr(
        "cli.inspect.used",
        name=name if used.series == 1 else f"{name} ×{used.series}",
        unit=used.unit or "?",
        count=used.count,
        total=number(used.total),
        smallest=number(used.smallest),
        largest=number(used.largest),
    )


def _kind(table: FoundTable) -> str:
    status = tr(f"cli.status.{table.status}")
    if table.kind == "io_table" and table.raw is not None:
        raw = table.raw
        said = [str(each or "?") for each in (raw.region, raw.year, raw.unit)]
        return tr("cli.inspect.io_table", said=" ".join(said), count=len(raw.names), status=status)
    if table.kind == "series":
        return tr("cli.inspect.series", title=table.title, count=len(table.series), status=status)
    return tr("cli.inspect.unknown", title=table.title, status=status)
