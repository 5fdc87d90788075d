"""The audit of published figures for a console (method, section 9)."""

from __future__ import annotations

from collections.abc import Iterator

from gxde_desktop.audit_text import (
    check_title,
    formula_numbers,
    formula_words,
    number,
    verdict_text,
    why_not,
)
from gxde_desktop.project.published import published_of
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import tr
from models.audit import Result, Verdict
from models.measurement import Measurement
from models.published import PublishedSet, results, used_figures

MARKS = {
    Verdict.FOLLOWS: "✓",
    Verdict.WITHIN_ROUNDING: "≈",
    Verdict.CONTRADICTS: "✗",
    Verdict.NOT_COMPUTABLE: "–",
}


def show(state: ProjectState, m: Measurement) -> int:
    """Print the audit where the project or an example has one; returns what a person must mend."""
    published = published_of(state, m.dataset.region)
    if published is None or not published.claims:
        return 0
    for line in lines(published, m):
        print(line)
    return unanswered(state, m.dataset.region, m)


def lines(published: PublishedSet, m: Measurement | None) -> Iterator[str]:
    """Each check: verdict, formula, figures, result, printed value and rounding interval."""
    yield ""
    yield tr("cli.audit.heading", title=published.title or "—", tolerance=published.tolerance)
    for claim, result in zip(published.claims, results(published, m), strict=True):
        yield f"  {MARKS[result.verdict]} {verdict_text(result)}  {check_title(claim, result)}"
        if result.computed is None or result.low is None or result.high is None:
            yield f"      {why_not(result)}"
            continue
        target = published.get(result.check.target.key, result.check.target.index[0])
        unit = 0.0 if target is None else target.last_digit
        figures = used_figures(published, result, m)
        yield f"      {formula_words(result)} = {formula_numbers(result, figures)}"
        printed = "" if target is None else target.text
        said = tr("cli.audit.line", computed=number(result.computed, unit), printed=printed)
        if result.low < result.high:  # what the project computes is not rounded
            low, high = number(result.low, unit), number(result.high, unit)
            said += tr("cli.audit.between", low=low, high=high)
        yield f"      {said}"


def unanswered(state: ProjectState, region: str | None, m: Measurement | None) -> int:
    """Checks of the project's own set that only a person can mend: a figure is not in the set,
    a formula cannot be read. A contradiction is a result, and a figure that the project does not
    reach is told where it is computed.
    """
    published = published_of(state, region)
    if published is None or state.published is None:
        return 0
    return sum(map(_to_mend, results(published, m)))


def _to_mend(result: Result) -> bool:
    if result.verdict is not Verdict.NOT_COMPUTABLE:
        return False
    told = result.reason is not None and result.reason.code.startswith(_OF_THE_SET)
    return bool(result.missing) or told


_OF_THE_SET = ("audit.formula", "audit.no_quantity", "audit.not_one", "audit.no_figures",
               "audit.target", "audit.circular", "audit.figure", "audit.division")  # fmt: skip
