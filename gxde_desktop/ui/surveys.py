"""Flags that figures rest on, collected beside the window: it takes a second or more.

A figure like the scale of the digital economy rests on every industry and year; to say
whether any of them was extrapolated means looking at all of them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gxde_desktop.jobs.aside import Aside
from gxde_desktop.ui.measures import FigureKey
from models.stopping import Cancelled

if TYPE_CHECKING:
    from gxde_desktop.ui.activity import Activity
    from gxde_desktop.ui.session import Session
    from models.measurement import Measurement

QUIET_MS = 350
"""Nothing is collected while figures still change: a slider that moves, words being typed."""


TELL_S = 0.4
"""What is known is told this often while more is collected."""

WIDE = frozenset({"scale", "user_cost", "klems"})
"""Sources of quantities whose figures rest on every industry."""


def is_wide(figure: FigureKey) -> bool:
    """Whether a figure rests on so much that its flags are better collected beside the window."""
    from models.quantities import REGISTRY

    return REGISTRY[figure[0]].source in WIDE


class FlagSurvey(QObject):
    """What is known of the flags below the figures of one measurement."""

    found = Signal()
    """`resting` has grown."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.resting: dict[FigureKey, frozenset[str]] = {}
        self._carry = session.emitter.carry
        self._measurement: Measurement | None = None
        self._wanted: dict[FigureKey, None] = {}
        self._urgent = False
        self._aside = Aside("flags")
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(QUIET_MS)
        self._clock.timeout.connect(self._start)
        session.activity.connect(self._give_way)

    def want(
        self, measurement: Measurement, figures: Sequence[FigureKey], *, first: bool = False
    ) -> None:
        """Collect for these figures of a measurement; another measurement starts anew.

        first: at once and before all others, because a person waits for it.
        """
        if measurement is not self._measurement:
            self._aside.cancel()
            self._measurement = measurement
            self._urgent = False
            self.resting = {}
            self._wanted = {}
        new = dict.fromkeys(f for f in figures if f not in self.resting)
        self._wanted = {**new, **self._wanted} if first else {**self._wanted, **new}
        if first and new:
            self._clock.stop()
            self._urgent = True
            self._collect()
        elif new:
            self._clock.start()

    def knows(self, measurement: Measurement, figure: FigureKey) -> bool:
        """Whether the flags below a figure are collected; a missing figure has none."""
        if math.isnan(measurement.at(*figure)):
            return True
        return measurement is self._measurement and figure in self.resting

    @property
    def busy(self) -> bool:
        """Whether something is still to be collected."""
        return bool(self._wanted)

    def close(self) -> None:
        """End the thread."""
        self._clock.stop()
        self._aside.close()

    def _give_way(self, activity: Activity | None) -> None:
        """Stop while longer work goes on: what computes beside it holds the window up.

        What was found is kept; the rest follows when that work has ended.
        """
        if activity is not None and self._wanted and not self._urgent:
            self._aside.cancel()
            self._clock.start()

    def _start(self) -> None:
        if self._session.working:
            self._clock.start()
        else:
            self._collect()

    def _collect(self) -> None:
        measurement, figures = self._measurement, tuple(self._wanted)
        if measurement is None or not figures:
            return
        tell = self._carry(lambda codes: self._arrived(measurement, codes))

        def collect(asked: Callable[[], bool]) -> None:
            codes: dict[FigureKey, frozenset[str]] = {}
            told = time.monotonic()
            for key, index in figures:
                try:
                    flags = measurement.inherited_flags(key, *index, cancelled=asked)
                except Cancelled:  # what was found is remembered by the measurement
                    return
                codes[(key, index)] = frozenset(flag.code for flag in flags)
                if time.monotonic() - told > TELL_S:
                    tell(codes)
                    codes, told = {}, time.monotonic()
            tell(codes)

        self._aside.run(collect)

    def _arrived(self, measurement: Measurement, codes: dict[FigureKey, frozenset[str]]) -> None:
        if measurement is not self._measurement:
            return
        self.resting.update(codes)
        for figure in codes:
            self._wanted.pop(figure, None)
        self._urgent = self._urgent and bool(self._wanted)
        self.found.emit()
