"""Draws of a session: run and cancelled from the window, kept by what they rest on.

An assessment belongs to one measurement and its distributions. It is current only while both
are what the document says; anything else that is shown of it is told to be out of date.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gxde_desktop.jobs.aside import Aside
from gxde_desktop.jobs.events import Cancelled, Done, Event, Failed, Progress
from gxde_desktop.project.commands.ranges import named_problem
from gxde_desktop.text import say, tr
from gxde_desktop.ui.activity import Standing, Trouble
from gxde_desktop.ui.logs import LOG
from models.distributions import RangeChoice, Uncertain, chosen_ranges, problems_of

if TYPE_CHECKING:
    from gxde_desktop.exporting.uncertainty_sheet import UncertaintyReport
    from gxde_desktop.ui.session import Session
    from models.assessment import Assessment
    from models.measurement import Measurement

KEPT = 8
"""Assessments that are kept: going back to a scenario finds its own again."""

COUNT, SEED, SOBOL = 1000, 1, 256
"""What is drawn unless a person says otherwise: draws, seed, draws of either Sobol sample."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """An assessment with the measurement that it is of. seconds: that it took."""

    assessment: Assessment
    measurement: Measurement
    choices: Mapping[str, RangeChoice]
    seconds: float


class Uncertainty(QObject):
    """What is known of the uncertainty of the figures, and how it stands to the document."""

    changed = Signal()
    """Standing or assessment are others."""
    progressed = Signal(float)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._aside = Aside("draws")
        self._kept: OrderedDict[str, Drawn] = OrderedDict()
        self._last: Drawn | None = None
        self._running: str | None = None
        self._number = 0
        self.failure = ""
        session.measured.connect(self._document_moved)
        session.changed.connect(self._document_moved)

    @property
    def busy(self) -> bool:
        """Whether draws are under way."""
        return self._running is not None

    @property
    def drawn(self) -> Drawn | None:
        """What is current, else what was drawn last."""
        return self.current or self._last

    @property
    def current(self) -> Drawn | None:
        """The assessment of the figures that the document has now, None where there is none."""
        key = self._key() if self._kept else None
        return None if key is None else self._kept.get(key)

    @property
    def standing(self) -> Standing:
        """How what is shown stands to the document."""
        if self.busy:
            return Standing.RUNNING
        if self.current is not None:
            return Standing.CURRENT
        if self.failure:
            return Standing.FAILED
        return Standing.EMPTY if self._last is None else Standing.OUTDATED

    def interval(
        self, measurement: Measurement, key: str, index: tuple[int, ...]
    ) -> tuple[float, float] | None:
        """The 90 % interval of a figure of this measurement; None unless it is current."""
        found = self.current
        if found is None or measurement is not self._session.measurement:
            return None
        quantiles = found.assessment.bands.of(key, index)
        return None if quantiles is None else (float(quantiles[0]), float(quantiles[-1]))

    def ranges(self) -> tuple[Uncertain, ...]:
        """The distributions of the document as it is."""
        m = self._session.measurement
        return () if m is None else chosen_ranges(m, self._session.state.ranges)

    def report(self) -> UncertaintyReport | None:
        """What a workbook of the current figures says; None where nothing is current."""
        from gxde_desktop.jobs.uncertainty_report import uncertainty_report

        found = self.current
        if found is None:
            return None
        return uncertainty_report(found.measurement, found.assessment, set(found.choices))

    def run(
        self,
        count: int,
        seed: int,
        sobol_count: int,
        also: tuple[str, tuple[int, ...]] | None = None,
    ) -> None:
        """Draw for the figures that are shown now. also: a quantity and its first positions, to
        be drawn beside the headlines.
        """
        from models.assessment import assess
        from models.uncertainty import HEADLINE, Settings

        session, key = self._session, self._key()
        m = session.measurement
        if m is None or key is None:
            return
        ranges, choices = self.ranges(), session.state.ranges
        for problem in problems_of(m, ranges):
            self.failure = say(named_problem(problem))
            self.changed.emit()
            return
        self._number += 1
        self._running, self.failure = key, ""
        threads = max((os.cpu_count() or 1) - 1, 1)  # one is left to the window
        settings = Settings(count, seed, ranges, threads)
        parts = {} if also is None or also[0] in HEADLINE else {also[0]: also[1]}
        keep = (*HEADLINE, *parts)
        started = time.perf_counter()

        def made(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> Drawn:
            found = assess(
                m,
                settings,
                sobol_count=sobol_count,
                keep=keep,
                parts=parts,
                progress=progress,
                cancelled=cancelled,
            )
            return Drawn(found, m, choices, time.perf_counter() - started)

        session.show_activity(tr("ui.uncertainty.drawing"), 0.0, self.cancel)
        arrived = partial(self._arrived, self._number, key)
        self._aside.start(made, session.emitter.carry(arrived))
        self.changed.emit()

    def cancel(self) -> None:
        """Stop; what was drawn before stays."""
        self._aside.cancel()

    def close(self) -> None:
        """End the thread."""
        self._aside.close()

    def forget(self) -> None:
        """Another project lies on the desk."""
        self.cancel()
        self._kept.clear()
        self._last, self.failure = None, ""
        self.changed.emit()

    def _arrived(self, number: int, key: str, event: Event) -> None:
        if number != self._number:
            return
        if isinstance(event, Progress):
            if event.fraction is not None:
                self.progressed.emit(event.fraction)
                self._session.show_activity(
                    tr("ui.uncertainty.drawing"), event.fraction, self.cancel
                )
            return
        self._running = None
        said = ""
        if isinstance(event, Done):
            self._last = self._kept[key] = event.result
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            said = tr("ui.uncertainty.done")
        elif isinstance(event, Cancelled):
            said = tr("ui.uncertainty.cancelled")
        elif isinstance(event, Failed):
            LOG.error("draws failed: %s\n%s", event.message, event.details)
            self.failure = say(event.message)
            self._session.trouble.emit(Trouble(self.failure, event.details))
        self._session.end_activity(said)
        self.changed.emit()

    def _key(self) -> str | None:
        """What an assessment of the document's figures would be kept by."""
        session = self._session
        m = session.measurement
        if m is None or session.standing not in (Standing.CURRENT, Standing.RUNNING):
            return None
        dataset = session.assembly.dataset if session.assembly else None
        if dataset is None:
            return None
        # What is shown may still be the figures of the document before its last step.
        wanted = session.results.key(dataset, session.state.parameters)
        if session.results.key(m.dataset, m.parameters) != wanted:
            return None
        ranges = sorted((name, repr(one)) for name, one in session.state.ranges.items())
        return f"{wanted} {ranges}"

    def _document_moved(self) -> None:
        self.failure = ""
        self.changed.emit()
