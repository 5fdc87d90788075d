"""Says below the top bar what a workbook of this program brought, and offers a review of it."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gxde_desktop.project.own_workbook import OwnWorkbook, free_name, inputs_refused, reviewed
from gxde_desktop.text import say, tr
from gxde_desktop.ui.notices import Notice, NoticeBar
from gxde_desktop.ui.session import Session
from models.parameters import value_of

if TYPE_CHECKING:
    from gxde_desktop.project.commands import NewFile

KEY = "own"
MOST = 3
"""Changes that are named; the others are counted."""


class OwnNotice(QObject):
    """Follows the importer of a session."""

    def __init__(self, session: Session, bar: NoticeBar) -> None:
        super().__init__(bar)
        self._session = session
        self._bar = bar
        session.importer.own_found.connect(self._tell)

    def _tell(self, new: NewFile, added: bool) -> None:
        file, own = new.file.name, new.own
        if own is None:
            return
        parts = [tr("ui.own.taken" if added else "ui.own.not_added", file=file)]
        changes = self._changes(own)
        if changes:
            named, more = tuple(changes[:MOST]), len(changes) - MOST
            code = "ui.own.parameters" if more <= 0 else "ui.own.parameters_more"
            parts.append(tr(code, changes=named, count=len(changes)))
        beside = None if added else new
        refused = None if added else inputs_refused(self._session.state, own, new)
        if own.inputs:
            places = tuple(f"{each.sheet}!{each.cell}" for each in own.inputs[:MOST])
            code = "ui.own.inputs" if added else "ui.own.inputs_offered"
            if refused is not None:
                parts.append(
                    tr("ui.own.inputs_left", count=len(own.inputs), cells=places, why=say(refused))
                )
            else:
                parts.append(tr(code, count=len(own.inputs), cells=places))
        if not changes and not own.inputs:
            parts.append(tr("ui.own.unchanged"))
        keep = partial(self._keep, file, own, beside)
        some = changes or (beside is not None and refused is None)
        actions = ((tr("ui.own.keep"), keep),) if some else ()
        self._bar.show_notice(Notice(KEY, " ".join(parts), actions))

    def _changes(self, own: OwnWorkbook) -> list[str]:
        from gxde_desktop.project.commands.decisions import parameter_name

        now = self._session.state.parameters
        found = []
        for path, value in own.parameters.items():
            name = parameter_name(path)
            before = value_of(now, path)
            shown = "—" if before is None else f"{before:g}"
            title = name if isinstance(name, str) else say(name)
            found.append(f"{title} {shown} → {value:g}")
        return found

    def _keep(self, file: str, own: OwnWorkbook, new: NewFile | None) -> None:
        """Make what a reviewer changed a scenario, and look at it."""
        session = self._session
        name = free_name(session.state, tr("ui.own.scenario", file=PurePath(file).stem))
        step = reviewed(session.state, own, name, new)
        if step is not None and session.apply(step):
            self._bar.end(KEY)
