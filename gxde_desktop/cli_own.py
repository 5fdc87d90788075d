"""A workbook of this program among the inputs of `run`: its project again, or a review of one."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from gxde_desktop.project.commands import AddFiles, Command, Group, NewFile
from gxde_desktop.project.own_workbook import OwnWorkbook, TakeDecisions, reviewed
from gxde_desktop.project.project import Project
from gxde_desktop.text import say, tr
from models.messages import Message, message
from models.parameters import value_of


class OwnRefused(Exception):
    """A workbook that cannot be taken as it was given."""

    def __init__(self, what: Message) -> None:
        super().__init__(what.code)
        self.message = what


def take_own(project: Project, new: Sequence[NewFile], review: str | None) -> tuple[NewFile, ...]:
    """Take over what workbooks of this program bring; returns the other files.

    Into an empty project the one workbook goes with its tables and decisions. A project that
    has files keeps its own: of the workbook it takes the changed parameters. review: name of
    the scenario that they become; without one they are only named.
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
        _review(project, each.file.name, brought, review)
    return others


def _review(project: Project, file: str, own: OwnWorkbook, review: str | None) -> None:
    if not own.parameters:
        print(tr("cli.own.unchanged", file=file), file=sys.stderr)
        return
    print(tr("cli.own.changed", file=file), file=sys.stderr)
    now = project.state.parameters
    _tell(
        [f"{path}: {value_of(now, path):g} → {value:g}" for path, value in own.parameters.items()]
    )
    if review is None:
        print(f"  {tr('cli.own.offer')}", file=sys.stderr)
        return
    step = reviewed(project.state, own, review)
    assert step is not None, "there are changed parameters"
    project.apply(step)


def _tell(lines: list[str]) -> None:
    for line in lines:
        print(f"  {line}", file=sys.stderr)
