"""Which series a person means who names one by a part of its label."""

from __future__ import annotations

from dataclasses import replace

from gxde_desktop.project.assemble import all_series, assemble
from gxde_desktop.project.candidates import series_id
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.state import ProjectState
from models.concordance import normal_name
from models.dataset import EVERY_ROLE
from models.messages import message
from models.series import AnnualSeries

SHOWN = 12


def series_meant(state: ProjectState, role: str, text: str) -> str:
    """The id of the one series that a text means: part of label, file or sheet.

    Several parts are given with · between them, all of which must fit. A series that may
    serve the role, or whose whole label the text is, comes before the others.
    Raises ProjectError that lists what there is: no such role, no series, several.
    """
    if role not in EVERY_ROLE:
        raise ProjectError(
            message("project.unknown_role_of", role=role, known=", ".join(EVERY_ROLE))
        )
    series = all_series(replace(state, files=state.used_files))
    offered = {
        each.series_id
        for choice in assemble(state).roles
        if choice.role == role
        for each in choice.candidates
    }
    fitting = [each for each in series if _fits(each, text)]
    for narrower in (
        [each for each in fitting if normal_name(each.label) == normal_name(text)],
        [each for each in fitting if series_id(each) in offered],
        fitting,
    ):
        if len(narrower) == 1:
            return series_id(narrower[0])
        if narrower:
            raise _refused("project.series_ambiguous", role, text, narrower)
    known = [each for each in series if series_id(each) in offered] or list(series)
    raise _refused("project.series_not_found", role, text, known)


def _fits(series: AnnualSeries, text: str) -> bool:
    whole = normal_name(described(series))
    parts = [normal_name(part) for part in text.split("·")]
    return any(parts) and all(part in whole for part in parts)


def described(series: AnnualSeries) -> str:
    """A series with its place, in one line."""
    return f"{series.label} · {series.source.file} · {series.source.sheet}"


def _refused(code: str, role: str, text: str, series: list[AnnualSeries]) -> ProjectError:
    names = [described(each) for each in series[:SHOWN]]
    if len(series) > SHOWN:
        names.append("…")
    return ProjectError(
        message(code, role=message(f"role.{role}"), text=text, known="; ".join(names))
    )
