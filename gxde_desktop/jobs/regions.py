"""Several regions measured alike, each in one of several processes.

Drawing is half Python, which one process does on one core whatever its threads. A dataset is
made here for the process that is free next, crosses as bytes and is let go; what comes back are
the headline figures. So there are as many measurements at once as processes, however many
regions there are, and the figures are those of `models.comparison` bit for bit.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Iterator, Mapping, Sequence

from gxde_desktop.jobs.events import Done, Event, Failed, Progress
from gxde_desktop.jobs.process import message_of
from gxde_desktop.jobs.worker import Worker
from models.comparison import Progress as RegionsProgress
from models.comparison import (
    RegionCase,
    ToldTogether,
    measure_regions,
    region_figures,
    side_by_side,
)
from models.dataset import Dataset
from models.distributions import RangeChoice
from models.frozen import FrozenMap
from models.measurement import Cancelled
from models.messages import Message
from models.parameters import Parameters
from models.region_figures import RegionComparison, RegionFigures
from models.uncertainty import Settings

LIBRARIES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
ONE_CORE = FrozenMap(dict.fromkeys(LIBRARIES, "1"))
"""For numpy's matrix products: the other cores are taken by the other processes."""

WORTH = 5_000
"""Regions times draws from which processes are quicker than threads: each takes a second to start,
and a draw of a region about a millisecond.
"""

ASK_S = 0.05
"""Seconds between two questions whether to stop."""

_log = logging.getLogger(__name__)

Asked = Callable[[], bool]
Found = RegionFigures | Message
_NO_CHOICES: Mapping[str, RangeChoice] = FrozenMap({})


def compare_regions(
    cases: Sequence[RegionCase],
    *,
    draws: Settings | None = None,
    choices: Mapping[str, RangeChoice] = _NO_CHOICES,
    cores: int = 1,
    progress: RegionsProgress | None = None,
    cancelled: Asked | None = None,
) -> RegionComparison:
    """Measure every region on so many cores; the figures do not depend on how many.

    As `models.comparison.measure_regions`; an error in one region is told in place of its
    figures. Raises `Cancelled`.
    """
    processes = min(cores, len(cases))
    if draws is not None and processes > 1 and draws.count * len(cases) >= WORTH:
        return spread(
            cases,
            processes,
            draws=draws,
            choices=choices,
            progress=progress,
            cancelled=cancelled,
        )
    return measure_regions(
        cases,
        draws=draws,
        choices=choices,
        threads=cores,
        failed=_told,
        progress=progress,
        cancelled=cancelled,
    )


def spread(
    cases: Sequence[RegionCase],
    processes: int,
    *,
    draws: Settings | None = None,
    choices: Mapping[str, RangeChoice] = _NO_CHOICES,
    progress: RegionsProgress | None = None,
    cancelled: Asked | None = None,
) -> RegionComparison:
    """`compare_regions` by so many processes.

    A process that ends is told in place of its region's figures, and another takes its place.
    """
    workers = [Worker(environment=ONE_CORE) for _ in range(max(1, min(processes, len(cases))))]
    try:
        work = _Spread(cases, draws, choices, progress, cancelled or (lambda: False))
        return side_by_side([case.region for case in cases], work.run(workers), draws)
    finally:
        for worker in workers:  # all at once: what has not heard it after a while is ended
            worker.cancel()
        for worker in workers:
            worker.close()


def region_task(
    region: str,
    dataset: Dataset,
    parameters: Parameters,
    count: int | None,
    seed: int,
    choices: Mapping[str, RangeChoice],
    *,
    progress: Callable[[float], None],
    cancelled: Asked,
) -> RegionFigures:
    """One region, in a process. count: of draws, None for no bands."""
    draws = None if count is None else Settings(count, seed)
    return region_figures(
        region, dataset, parameters, draws, choices, progress=progress, cancelled=cancelled
    )


class _Spread:
    """Regions handed to processes one after another."""

    def __init__(
        self,
        cases: Sequence[RegionCase],
        draws: Settings | None,
        choices: Mapping[str, RangeChoice],
        progress: RegionsProgress | None,
        asked: Asked,
    ) -> None:
        self._cases, self._draws, self._choices, self._asked = cases, draws, choices, asked
        self._told = ToldTogether([case.region for case in cases], progress)
        self._found: dict[int, Found] = {}
        self._heard: queue.SimpleQueue[tuple[int, Worker, Event]] = queue.SimpleQueue()

    def run(self, workers: Sequence[Worker]) -> list[Found]:
        """What was found for each region, in their order. Raises `Cancelled`."""
        free = list(workers)
        for worker in workers:
            worker.start()
        datasets = self._datasets()
        following = next(datasets, None)
        while len(self._found) < len(self._cases):
            while free and following is not None:
                self._submit(free.pop(), *following)
                following = next(datasets, None)
            self._stop_if_asked()
            try:
                place, worker, event = self._heard.get(timeout=ASK_S)
            except queue.Empty:
                continue
            if isinstance(event, Progress):
                self._told.of(place)(event.fraction or 0.0)
            else:
                self._end(place, event)
                free.append(worker)
        return [self._found[place] for place in range(len(self._cases))]

    def _datasets(self) -> Iterator[tuple[int, Dataset]]:
        """The datasets that there are, each made when it is asked for."""
        for place, case in enumerate(self._cases):
            self._stop_if_asked()
            try:
                made = case.build()
            except Exception as error:
                made = _told(error)
            if isinstance(made, Message):
                self._keep(place, made)
            else:
                yield place, made

    def _submit(self, worker: Worker, place: int, dataset: Dataset) -> None:
        case, draws = self._cases[place], self._draws
        count, seed = (None, 0) if draws is None else (draws.count, draws.seed)
        worker.submit(
            region_task,
            case.region,
            dataset,
            case.parameters,
            count,
            seed,
            self._choices,
            on_event=lambda event: self._heard.put((place, worker, event)),
        )

    def _end(self, place: int, event: Event) -> None:
        if isinstance(event, Done):
            self._keep(place, event.result)
        elif not isinstance(event, Failed):
            raise Cancelled
        elif event.message.code == "jobs.cannot_start":
            self._keep(place, self._here(self._cases[place]))
        else:
            _log.info("%s: %s\n%s", self._cases[place].region, event.message, event.details)
            self._keep(place, event.message)

    def _here(self, case: RegionCase) -> Found:
        """A region in this process, where the system gives none."""
        found = measure_regions(
            [case],
            draws=self._draws,
            choices=self._choices,
            failed=_told,
            cancelled=self._asked,
        )
        return found.regions[0] if found.regions else found.absent[0][1]

    def _keep(self, place: int, found: Found) -> None:
        self._found[place] = found
        self._told.finished(place)

    def _stop_if_asked(self) -> None:
        if self._asked():
            raise Cancelled


def _told(error: Exception) -> Message:
    _log.info("a region could not be measured", exc_info=error)
    return message_of(error)
