"""Tables carried to another year by their margins: made, used as a benchmark, taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gxde_desktop.project.commands.base import Step
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.state import ProjectState, TableUpdate
from models.messages import Message, message


@dataclass(frozen=True, slots=True)
class UpdateTable(Step):
    """Carry a table to a year (`project.updates`). use: as a benchmark; False: to look at.

    sha256, table: digest of its file and id of the table in it. file_name: for the step's name.
    """

    sha256: str
    table: str
    year: int
    use: bool = False
    file_name: str = ""

    @property
    def name(self) -> Message:
        code = "project.command.update_table_use" if self.use else "project.command.update_table"
        return message(code, file=self.file_name or self.sha256[:12], year=self.year)

    def next(self, state: ProjectState) -> ProjectState:
        file = state.file(self.sha256)
        tables = () if file is None else file.report.tables
        base = next((t.io_table for t in tables if t.id == self.table), None)
        if base is None:
            raise ProjectError(message("project.update_table.gone"))
        if not (isinstance(self.year, int) and 1900 <= self.year <= 2100):
            raise ProjectError(message("audit.year", year=str(self.year)[:20]))
        if self.year == base.year:
            raise ProjectError(message("project.update_table.own_year"))
        made = TableUpdate(self.sha256, self.table, self.year, bool(self.use))
        rest = [u for u in state.updates if _key(u) != _key(made)]
        return replace(state, updates=tuple(sorted((*rest, made), key=_key)))


@dataclass(frozen=True, slots=True)
class RemoveTableUpdate(Step):
    """Take an updated table away."""

    sha256: str
    table: str
    year: int

    @property
    def name(self) -> Message:
        return message("project.command.remove_table_update", year=self.year)

    def next(self, state: ProjectState) -> ProjectState:
        gone = (self.year, self.sha256, self.table)
        rest = tuple(u for u in state.updates if _key(u) != gone)
        if len(rest) == len(state.updates):
            raise ProjectError(message("project.update_table.gone"))
        return replace(state, updates=rest)


def _key(update: TableUpdate) -> tuple[int, str, str]:
    return (update.year, update.sha256, update.table)
