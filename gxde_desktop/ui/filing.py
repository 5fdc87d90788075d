"""Projects opened and saved beside the window, which goes on turning until that is done.

Who asks waits for the outcome, as for a question to a person, while the window still paints,
moves and takes input. One piece of work at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from gxde_desktop.jobs.aside import Aside, Asked
from models.measurement import Cancelled

if TYPE_CHECKING:
    from gxde_desktop.ui.session import Session

T = TypeVar("T")

SHOWN_MS = 200
"""What takes no longer is not worth a word in the status line."""


class Filing(QObject):
    """Work with files of projects for one session."""

    idle = Signal()
    """Nothing is under way any more."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._aside = Aside("filing")
        self._piece: _Piece | None = None

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._piece is not None

    def wait(
        self,
        text: str,
        work: Callable[[Asked], T],
        *,
        dispose: Callable[[T], object] | None = None,
    ) -> T:
        """Do the work beside the window and return what it returns, or raise what it raises.

        text: said once it takes a while, with a way to cancel. dispose: what becomes of an
        outcome that nobody waits for any more; with it a cancel is heard at once, without it
        when the work asks. Raises Cancelled then, and where something is under way already.
        """
        if self._piece is not None:
            raise Cancelled
        session, loop = self._session, QEventLoop()
        piece = self._piece = _Piece(work, dispose, session.emitter.carry(lambda _: loop.quit()))
        clock = QTimer()
        clock.setSingleShot(True)
        clock.setInterval(SHOWN_MS)
        clock.timeout.connect(lambda: session.show_activity(text, None, self.cancel))
        piece.left = loop.quit
        clock.start()
        self._aside.run(piece.do)
        try:
            loop.exec()
            if not piece.left_alone:
                # The application may have ended the loop: what was begun is still waited for.
                piece.ended.wait()
        finally:
            self._piece = None
            said = not clock.isActive()
            clock.stop()
            if said and not session.closed:
                session.end_activity()
            QTimer.singleShot(0, self, self.idle.emit)
        return cast(T, piece.outcome())

    def cancel(self) -> None:
        """Ask what is under way to stop; nothing is changed by it then."""
        if self._piece is not None:
            self._aside.cancel()
            self._piece.leave()

    def close(self) -> None:
        """Wait for a save to end; what was to be opened is disposed of."""
        if self._piece is not None:
            self._piece.leave()
        self._aside.finish()


class _Piece:
    """One piece of work and its outcome."""

    def __init__(
        self,
        work: Callable[[Asked], object],
        dispose: Callable[..., object] | None,
        done: Callable[[None], object],
    ) -> None:
        self._work, self._dispose, self._done = work, dispose, done
        self._lock = threading.Lock()
        self._result: object = None
        self._error: BaseException | None = None
        self.ended = threading.Event()
        self.left_alone = False
        self.left: Callable[[], object] = lambda: None

    def do(self, asked: Asked) -> None:
        """Run, in the thread."""
        try:
            result = self._work(asked)
        except BaseException as error:  # raised again where the outcome is waited for
            self._error = error
        else:
            with self._lock:
                self._result = result
                unwanted = self.left_alone
            if unwanted and self._dispose is not None:
                self._dispose(result)
        self.ended.set()
        self._done(None)

    def leave(self) -> None:
        """Wait no longer, where that is allowed and there is no outcome yet."""
        with self._lock:
            if self._dispose is None or self.ended.is_set() or self._result is not None:
                return
            self.left_alone = True
        self.left()

    def outcome(self) -> object:
        """What came of it; raises what the work raised."""
        if self.left_alone:
            raise Cancelled
        if self._error is not None:
            raise self._error
        return self._result
