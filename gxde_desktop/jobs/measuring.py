"""Measuring in a thread of this process: numpy, latest request wins."""

from __future__ import annotations

import threading
import traceback

from gxde_desktop.jobs.events import Cancelled, Done, Event, Failed, OnEvent, tell
from gxde_desktop.jobs.process import message_of
from gxde_desktop.project.results import Measure, ResultCache
from models.dataset import Dataset
from models.parameters import Parameters

_Request = tuple[Dataset, Parameters, OnEvent, bool]


class Measurer:
    """One thread that measures; a newer request takes the place of one that waits."""

    def __init__(
        self, measure: Measure | None = None, *, results: ResultCache | None = None
    ) -> None:
        """results: where measurements are kept, one for all measurers of a window.

        measure: what a test puts in place of measuring, where no `results` are given.
        """
        self._results = ResultCache(measure) if results is None else results
        self._waiting: _Request | None = None
        self._closing = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def request(
        self,
        dataset: Dataset,
        parameters: Parameters,
        on_event: OnEvent,
        *,
        keep: bool = True,
    ) -> None:
        """Measure, then `on_event(Done(measurement))` from the thread, or Failed.

        What was measured before is found, not measured again.

        A request that still waited when a newer one came gets Cancelled. What was being
        measured is delivered all the same: a figure that follows a slider must not stand
        still until the slider does. keep: False for what a slider passes by.
        """
        with self._changed:
            if self._closing:
                raise RuntimeError("the measurer is closed")
            overtaken, self._waiting = self._waiting, (dataset, parameters, on_event, keep)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="gxde-measure", daemon=True)
                self._thread.start()
            self._changed.notify()
        if overtaken is not None:
            tell(overtaken[2], Cancelled())

    def close(self) -> None:
        """End the thread; what waits gets Cancelled."""
        with self._changed:
            self._closing = True
            waiting, self._waiting = self._waiting, None
            self._changed.notify()
        if waiting is not None:
            tell(waiting[2], Cancelled())
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                while self._waiting is None:
                    if self._closing:
                        return
                    self._changed.wait()
                (dataset, parameters, on_event, keep), self._waiting = self._waiting, None
            event = self._measured(dataset, parameters, keep)
            tell(on_event, Cancelled() if self._closing else event)

    def _measured(self, dataset: Dataset, parameters: Parameters, keep: bool) -> Event:
        try:
            return Done(self._results.measured(dataset, parameters, keep=keep))
        except Exception as error:
            return Failed(message_of(error), traceback.format_exc())
