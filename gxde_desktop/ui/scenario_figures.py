"""Every scenario of the project measured, beside the window, for the comparison."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gxde_desktop.jobs.aside import Aside
from gxde_desktop.jobs.process import message_of
from gxde_desktop.project.scenarios import names_of, viewed
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import say, tr
from gxde_desktop.ui.logs import LOG
from models.messages import Message, message

if TYPE_CHECKING:
    from gxde_desktop.ui.session import Session
    from models.measurement import Measurement


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """One scenario with its figures. name: None for the base.

    measurement: None while it is being measured, and where it cannot be: then `why` says so.
    """

    name: str | None
    measurement: Measurement | None = None
    why: Message | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        return scenario_title(self.name)

    @property
    def reason(self) -> str:
        """Why it has no figures yet."""
        return say(self.why) if self.why is not None else tr("ui.scenarios.measuring")


def scenario_title(name: str | None) -> str:
    """A scenario's name as a person reads it; None: the base."""
    return tr("project.base") if name is None else name


class ScenarioFigures(QObject):
    """Measures all scenarios of a state; what was measured before is found again."""

    arrived = Signal()
    """`variants` has grown."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.variants: tuple[Variant, ...] = ()
        """All scenarios in the order of the list, the base first."""
        self._session = session
        self._state: ProjectState | None = None
        self._aside = Aside("scenarios")

    @property
    def complete(self) -> bool:
        """Whether every scenario has its figures, or the reason why not."""
        return all(each.measurement is not None or each.why is not None for each in self.variants)

    def want(self, state: ProjectState) -> None:
        """Measure all scenarios of this state; the same state again is nothing."""
        if state is self._state:
            return
        self._state = state
        before = {each.name: each for each in self.variants}
        # Figures of before stay until the new ones are there: the table must not flicker.
        self.variants = tuple(before.get(name, Variant(name)) for name in names_of(state))
        carry = self._session.emitter.carry(lambda found: self._found(state, found))

        def work(asked: Callable[[], bool]) -> None:
            for name in names_of(state):
                if asked():
                    return
                carry(self._measured(state, name))

        self._aside.run(work)
        self.arrived.emit()

    def close(self) -> None:
        """End the thread."""
        self._aside.close()

    def _measured(self, state: ProjectState, name: str | None) -> Variant:
        try:
            seen = viewed(state, name)
            assembly = self._session.assemblies.of(seen)
            if assembly.dataset is None:
                said = [each.message for each in assembly.problems]
                return Variant(name, why=said[0] if said else message("ui.results.nothing"))
            made = self._session.results.measured(assembly.dataset, seen.parameters)
            return Variant(name, made)
        except Exception as error:
            LOG.error("scenario %s: %s", name, traceback.format_exc())
            return Variant(name, why=message_of(error))

    def _found(self, state: ProjectState, found: Variant) -> None:
        if state is not self._state:
            return
        self.variants = tuple(found if each.name == found.name else each for each in self.variants)
        self.arrived.emit()
