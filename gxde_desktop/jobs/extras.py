"""What the workbook's further sheets hold, made from the project (`exporting.extra_sheets`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gxde_desktop.exporting.scenario_sheet import (
    ScenarioComparison,
    ScenarioDecision,
    ScenarioFigure,
)
from gxde_desktop.exporting.updates_sheet import CarriedMargin, CarriedTable
from gxde_desktop.project.assemble import Assembly
from gxde_desktop.project.commands.decisions import parameter_name, parameter_value
from gxde_desktop.project.compare import Outcome, compare
from gxde_desktop.project.published import published_of
from gxde_desktop.project.scenarios import Difference, differences
from gxde_desktop.project.state import ProjectState
from gxde_desktop.project.updates import Outcome as Carried
from models.dataset import Dataset
from models.messages import Message, message
from models.published import PublishedSet

MOST_FILES = 3
"""Names of files in one line of what scenarios decide otherwise."""


def scenario_comparison(
    state: ProjectState, found: Mapping[str | None, Outcome]
) -> ScenarioComparison | None:
    """The project's scenarios beside its base; None where it has none.

    found: what each gives (`project.compare.outcomes`), the base among them.
    """
    if not state.scenarios:
        return None
    made = compare(found)
    names = made.scenarios
    figures = tuple(
        ScenarioFigure(
            row.headline.title,
            row.headline.unit,
            "" if row.place is None else str(row.place),
            tuple(cell.value for cell in row.cells),
            tuple(cell.missing for cell in row.cells),
        )
        for row in made.rows
    )
    return ScenarioComparison(
        tuple(message("project.base") if name is None else name for name in names),
        names.index(made.against),
        names.index(state.active),
        figures,
        _decisions(state, names, made.against),
    )


def audit_of(state: ProjectState, dataset: Dataset) -> dict[str, PublishedSet]:
    """The set of published figures for its sheet, `{"audit": …}`; nothing where there is none."""
    found = published_of(state, dataset.region)
    return {} if found is None or not found.claims else {"audit": found}


def carried_of(assembly: Assembly) -> dict[str, tuple[CarriedTable, ...]]:
    """What came of carried tables for their sheet, `{"updates": …}`; nothing where none is."""
    made = tuple(_carried(each) for each in assembly.updated if each.base is not None)
    return {"updates": made} if made else {}


def _carried(each: Carried) -> CarriedTable:
    found = each.found
    assert each.base is not None
    return CarriedTable(
        region=each.base.region,
        base=each.base.year,
        year=each.update.year,
        used=each.update.use,
        rounds=0 if found is None else found.rounds,
        gap=0.0 if found is None else found.gap,
        discrepancy=0.0 if found is None else found.discrepancy,
        margins=()
        if found is None
        else tuple(CarriedMargin(m.code, m.asked, m.met) for m in found.misses),
        lacks=each.lacks,
        sources=tuple(
            dict.fromkeys(f"{s.source.file} · {s.source.sheet} · {s.label}" for s in each.series)
        ),
    )


def _decisions(
    state: ProjectState, names: tuple[str | None, ...], against: str | None
) -> tuple[ScenarioDecision, ...]:
    """Every decision that is another one in some scenario, with what holds in each."""
    found: dict[tuple[str, str], dict[str | None, Difference]] = {}
    for name in names:
        for each in differences(state, against, name):
            found.setdefault((each.kind, each.key), {})[name] = each
    made = []
    files: dict[tuple[Any, ...], list[str]] = {}
    for (kind, key), by_name in found.items():
        here = next(iter(by_name.values())).left
        values = tuple(by_name[name].right if name in by_name else here for name in names)
        if kind == "file":
            files.setdefault(values, []).append(key)
            continue
        title = _title(state, kind, key)
        made.append(ScenarioDecision(title, tuple(_value(kind, key, each) for each in values)))
    for used, keys in files.items():
        shown = tuple(_value("file", "", each) for each in used)
        made.append(ScenarioDecision(_files(state, keys), shown))
    return tuple(made)


def _files(state: ProjectState, keys: Sequence[str]) -> Message:
    """Files that the same scenarios use, in one line; of many the first ones by name."""
    names = [key[:12] if (file := state.file(key)) is None else file.name for key in keys]
    code = "exporting.scenarios.files" if len(names) <= MOST_FILES else "exporting.scenarios.many"
    return message(code, count=len(names), files=tuple(names[:MOST_FILES]))


def _title(state: ProjectState, kind: str, key: str) -> Message | str:
    if kind == "parameter":
        return parameter_name(key)
    if kind == "choice":
        return message(f"role.{key}")
    return message(f"exporting.scenarios.{kind}")


def _value(kind: str, key: str, value: Any) -> Message | str:
    if kind == "parameter":
        return parameter_value(key, value)
    if kind == "file":
        return message("exporting.scenarios.used" if value else "exporting.scenarios.left_out")
    return message("exporting.scenarios.by_rules") if value is None else str(value)
