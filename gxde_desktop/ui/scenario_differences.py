"""What scenarios differ in: every decision that is another one, with the values of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gxde_desktop.project.candidates import series_id
from gxde_desktop.project.commands.decisions import parameter_name
from gxde_desktop.project.scenarios import differences, effective
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import say, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.scenario_figures import scenario_title
from gxde_desktop.ui.scenario_view import ScenarioTable, short
from gxde_desktop.ui.words import name_of
from models.parameters import spec_of, value_of


def difference_table(
    state: ProjectState, names: Sequence[str | None], against: str | None
) -> ScenarioTable:
    """Every decision in which a scenario differs from the one compared against."""
    others = [name for name in names if name != against]
    ordered: dict[tuple[str, str], None] = {}
    differing: dict[tuple[str, str, str | None], None] = {}
    for name in others:
        for each in differences(state, against, name):
            ordered[(each.kind, each.key)] = None
            differing[(each.kind, each.key, name)] = None
    columns = (against, *others)
    lines = []
    for kind, key in ordered:
        line = []
        for name in columns:
            value = _decision(state, name, kind, key)
            tone = "attention" if (kind, key, name) in differing else ""
            line.append(_decision_cell(kind, key, value, state, tone))
        lines.append(tuple(line))
    labels = tuple(decision_title(state, kind, key) for kind, key in ordered)
    titles = tuple(scenario_title(name) for name in columns)
    table = FixedTable(tuple(map(short, titles)), tuple(lines), labels)
    return ScenarioTable(table, titles)


def decision_title(state: ProjectState, kind: str, key: str) -> str:
    """What a decision is about."""
    if kind == "parameter":
        name = parameter_name(key)
        return name if isinstance(name, str) else say(name)
    if kind == "choice":
        return tr("ui.scenarios.series_for", role=tr(f"role.{key}"))
    if kind == "file":
        file = state.file(key)
        return tr("ui.scenarios.file", file=file.name if file else key[:12])
    return tr(f"ui.scenarios.{kind}")


def _decision(state: ProjectState, name: str | None, kind: str, key: str) -> Any:
    settings = effective(state, name)
    if kind == "parameter":
        return value_of(settings.parameters, key)
    if kind == "choice":
        return settings.choices.get(key)
    if kind == "file":
        return key not in settings.left_out
    return settings.region if kind == "region" else settings.preset


def _decision_cell(kind: str, key: str, value: Any, state: ProjectState, tone: str) -> Cell:
    if kind == "parameter":
        spec = spec_of(key)
        if isinstance(value, float | int) and not isinstance(value, bool):
            return Cell(numbers.compact(float(value)), tone=tone)
        if value is None:
            return Cell(tr("ui.parameters.auto"), tone=tone)
        if spec.kind in ("choice", "flag"):
            text = name_of(f"choice.{spec.name}.{str(value).lower()}")
            return Cell(text, tip=text, tone=tone)
        return Cell(str(value), tip=str(value), tone=tone)
    if kind == "file":
        return Cell(tr("ui.scenarios.used" if value else "ui.scenarios.left_out"), tone=tone)
    if kind == "preset":
        return Cell(tr(f"preset.{value}"), tone=tone)
    if kind == "choice" and value is not None:
        text = _series_text(state, str(value))
        return Cell(text, tip=text, tone=tone)
    auto = "ui.scenarios.by_rules" if kind == "choice" else "ui.scenarios.only_region"
    return Cell(str(value) if value is not None else tr(auto), tone=tone)


def _series_text(state: ProjectState, chosen: str) -> str:
    """The series with this id, by its name and file."""
    for file in state.files:
        for table in file.report.tables:
            for series in table.series:
                if series_id(series) == chosen:
                    return f"{series.label} · {file.name}"
    return tr("ui.scenarios.series_gone")
