"""A workbook of this program among the inputs of `run`: its project again, or a review of one."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from gxde_desktop.project.commands import AddFiles, Command, Group, NewFile
from gxde_desktop.project.own_workbook import (
    OwnWorkbook,
    TakeDecisions,
    inputs_refused,
    reviewed,
)
from gxde_desktop.project.project import Project
from gxde_desktop.text import say, tr
from models.messages import Message, message
from models.parameters import value_of

SOME_NAME = "?"
"""Name of a scenario that is only looked whether there would be one."""


class OwnRefused(Exception):
    """A workbook that cannot be taken as it was given."""

    def __init__(self, what: Message) -> None:
        super().__init__(what.code)
        self.message = what


def take_own(project: Project, new: Sequence[NewFile], review: str | None) -> tuple[NewFile, ...]:
    """Take over what workbooks of this program bring; returns the other files.

    Into an empty project the one workbook goes with its tables and decisions. A project that
    has files keeps its own: of the workbook it takes what a reviewer changed. review: name of
    the scenario that it becomes; without one it is only named.
    """
    own = [each for each in new if each.own is not None]
    others = tuple(each for each in new if each.own is None)
    if not own:
        if review is not None:
            raise OwnRefused(message("cli.own.none"))
        return others
    empty = not project.state.files
    if empty and (others or len(own) > 1):
        raise OwnRefused(message("cli.own.alone", file=own[0].file.name))
    for each in own:
        brought: OwnWorkbook = each.own
        if empty:
            steps: tuple[Command, ...] = (AddFiles((each,)), TakeDecisions(brought.document))
            title = message("project.command.add_file", file=each.file.name)
            project.apply(Group(steps, title))
        else:
            _tell([say(problem.message) for problem in each.file.report.problems])
            print(tr("cli.own.not_added", file=each.file.name), file=sys.stderr)
        _review(project, each, brought, review, beside=not empty)
    return others


def _review(
    project: Project, new: NewFile, own: OwnWorkbook, review: str | None, *, beside: bool
) -> None:
    """Name what was changed and make it a scenario, where that is wanted.

    beside: whether the workbook stands beside its project, whose inputs are still its own.
    """
    file = new.file.name
    refused = inputs_refused(project.state, own, new) if beside else None
    step = reviewed(project.state, own, review or SOME_NAME, new if beside else None)
    if own.parameters:
        print(tr("cli.own.changed", file=file), file=sys.stderr)
        now = project.state.parameters
        changes = own.parameters.items()
        _tell([f"{path}: {value_of(now, path):g} → {value:g}" for path, value in changes])
    elif not own.inputs:
        print(tr("cli.own.unchanged", file=file), file=sys.stderr)
    if refused is not None and own.inputs:
        _tell([tr("cli.own.inputs_left", why=say(refused))])
    if step is None:
        return
    if review is None:
        print(f"  {tr('cli.own.offer')}", file=sys.stderr)
        return
    project.apply(step)


def _tell(lines: list[str]) -> None:
    for line in lines:
        print(f"  {line}", file=sys.stderr)
