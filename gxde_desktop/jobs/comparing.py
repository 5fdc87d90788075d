"""Regions measured in a thread beside the window, with progress and cancel."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from gxde_desktop.jobs.events import Cancelled, Done, Event, Failed, OnEvent, Progress
from gxde_desktop.jobs.process import message_of
from models.comparison import RegionCase, measure_regions
from models.measurement import Cancelled as Stopped
from models.messages import message

_log = logging.getLogger(__name__)


class RegionMeasurer:
    """Compares the regions last asked for; a newer request ends the one before.

    threads: regions at work together. One by default: the window's own thread needs the
    interpreter too.
    """

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._stop = threading.Event()
        self._pool: ThreadPoolExecutor | None = None

    def request(self, cases: Sequence[RegionCase], on_event: OnEvent) -> None:
        """Measure, telling Progress and then Done(comparison), Failed or Cancelled."""
        self._stop.set()
        stop = self._stop = threading.Event()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="gxde-regions")
        self._pool.submit(self._work, tuple(cases), on_event, stop)

    def cancel(self) -> None:
        """End what is under way at its next question."""
        self._stop.set()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _work(
        self, cases: tuple[RegionCase, ...], on_event: OnEvent, stop: threading.Event
    ) -> None:
        told = [-1]

        def progress(fraction: float, _: str) -> None:
            percent = int(100 * fraction)
            if percent != told[0]:  # not a hundred events a region
                told[0] = percent
                _tell(on_event, Progress(fraction, message("jobs.measuring_regions")))

        event: Event
        try:
            event = Done(
                measure_regions(
                    cases, threads=self._threads, progress=progress, cancelled=stop.is_set
                )
            )
        except Stopped:
            event = Cancelled()
        except Exception as error:
            event = Failed(message_of(error), traceback.format_exc())
        _tell(on_event, event)


def _tell(on_event: OnEvent, event: Event) -> None:
    try:
        on_event(event)
    except Exception:  # a listener's mistake must not end the thread
        _log.exception("an event was not handled")
