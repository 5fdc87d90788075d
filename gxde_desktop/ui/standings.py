"""In words: the state of each step, what every figure depends on, what happened last."""

from __future__ import annotations

from gxde_desktop.text import tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.activity import Standing, StepState
from gxde_desktop.ui.issues_panel import count_issues
from gxde_desktop.ui.session import Session
from models.dataset import Dataset
from models.reading_points import POINTS


def of_step(session: Session, name: str) -> tuple[StepState, str]:
    """State and badge of a step."""
    if name == "data":
        return _data(session)
    if name == "parameters":
        return _parameters(session)
    if name == "results":
        return _results(session)
    if name == "scenarios":
        return _scenarios(session)
    return _export(session)


def facts(session: Session) -> str:
    """Unit and base year, and the region that is measured."""
    dataset = session.assembly.dataset if session.assembly else None
    parts = [
        tr("ui.status.unit"),
        tr("ui.status.base_year", year=session.state.parameters.base_year),
    ]
    if dataset is not None:
        parts.append(_readings(session, dataset))
    if session.project.read_only:
        parts.append(tr("ui.window.read_only"))
    if session.state.active is not None:
        parts.insert(0, tr("ui.status.scenario", scenario=session.state.active))
    if dataset is not None:
        parts.insert(0, tr("ui.status.region", region=dataset.region))
    return "    ".join(parts)


def _readings(session: Session, dataset: Dataset) -> str:
    """How many points there are to choose at, or at how many something else was chosen."""
    count = session.tallies.readings(session.state.parameters, dataset)
    if count:
        return tr("ui.status.readings_differ", count=count)
    selectable = sum(point.selectable for point in POINTS)
    return tr("ui.status.readings_default", count=selectable)


def last_line(session: Session) -> str:
    """What the figures are like now."""
    if session.standing == Standing.CURRENT:
        return tr("ui.status.measured", ms=numbers.show(session.measure_ms, 1))
    if session.standing == Standing.RUNNING:
        return tr("ui.status.measuring")
    if session.standing == Standing.OUTDATED:
        return tr("ui.status.outdated")
    return tr("ui.status.ready")


def _data(session: Session) -> tuple[StepState, str]:
    if session.importer.busy:
        return StepState.RUNNING, tr("ui.badge.reading")
    if not session.state.files:
        return StepState.EMPTY, ""
    count = count_issues(session)
    if count:
        return StepState.ATTENTION, tr("ui.badge.issues", count=count)
    return StepState.READY, tr("ui.badge.files", count=len(session.state.files))


def _parameters(session: Session) -> tuple[StepState, str]:
    count = session.tallies.changed(session.state)
    return StepState.READY, tr("ui.badge.changed", count=count) if count else ""


def _results(session: Session) -> tuple[StepState, str]:
    if session.standing == Standing.CURRENT:
        return StepState.READY, ""
    states = {
        Standing.EMPTY: StepState.EMPTY,
        Standing.OUTDATED: StepState.OUTDATED,
        Standing.RUNNING: StepState.RUNNING,
        Standing.FAILED: StepState.FAILED,
    }
    state = states[session.standing]
    # A measurement takes milliseconds: a word that comes and goes would only flicker.
    quiet = state in (StepState.EMPTY, StepState.RUNNING)
    return state, "" if quiet else tr(f"ui.state.{state.value}")


def _scenarios(session: Session) -> tuple[StepState, str]:
    count = len(session.state.scenarios)
    if not count:
        return StepState.EMPTY, ""
    return StepState.READY, tr("ui.badge.scenarios", count=count)


def _export(session: Session) -> tuple[StepState, str]:
    if session.exporter.busy:
        return StepState.RUNNING, tr("ui.badge.writing")
    if session.exporter.last is not None:
        return StepState.READY, tr("ui.badge.exported")
    if session.standing == Standing.EMPTY:
        return StepState.EMPTY, ""
    return StepState.READY, ""
