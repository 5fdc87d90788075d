"""Figures of parameters that are not in the document, while a slider moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gxde_desktop.jobs.events import Done, Event
from gxde_desktop.ui.activity import Standing
from models.messages import MethodError
from models.parameters import with_value

if TYPE_CHECKING:
    from gxde_desktop.ui.session import Session


class Preview:
    """One parameter of a session changed for a look; told by the session's `previewed`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._number = 0
        self._active = False

    def measure(self, path: str, value: Any) -> None:
        """Measure with one value changed."""
        session = self._session
        try:
            parameters = with_value(session.state.parameters, path, value)
        except MethodError:
            return
        if not self._active:
            self._active = True
            self._number += 1
        number = self._number

        def arrived(event: Event) -> None:
            # Every answer is shown, not only the last: figures move while the slider does.
            if isinstance(event, Done) and self._active and number == self._number:
                session.previewed.emit(event.result)

        session.measure_aside(parameters, arrived)

    def end(self) -> None:
        """Show the document's own figures again."""
        if self._active:
            self._active = False
            self._session.previewed.emit(None)
            if self._session.standing == Standing.RUNNING:
                self._session.compute()  # a preview had overtaken the request

    def drop(self) -> None:
        """Nothing is previewed any more: the document is another."""
        self._active = False
