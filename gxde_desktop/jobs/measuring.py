"""Measuring in a thread of this process: numpy, latest request wins."""

from __future__ import annotations

from gxde_desktop.jobs.events import OnEvent
from models.dataset import Dataset
from models.parameters import Parameters


class Measurer:
    """One thread that measures; a newer request takes the place of one that waits."""

    def request(self, dataset: Dataset, parameters: Parameters, on_event: OnEvent) -> None:
        """Measure, then `on_event(Done(measurement))` from the thread, or Failed.

        A request that a newer one overtook gets Cancelled.
        """
        raise NotImplementedError

    def close(self) -> None:
        """End the thread."""
        raise NotImplementedError
