"""Measurements kept by what they rest on, so that nothing is measured twice.

A measurement follows from the content of its dataset, its parameters and the version of
the method; the key is their digest. Switching back to a scenario, taking a step back and
comparing scenarios find what was measured before.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from models.dataset import Dataset
from models.fingerprint import Fingerprints, fingerprint
from models.measurement import METHOD_VERSION, Measurement, measure
from models.nearby import measure_near
from models.parameters import Parameters

MOST_BYTES = 256 * 1024 * 1024

Measure = Callable[[Dataset, Parameters], Any]


class Following:
    """`models.measure`, starting from what was measured last where that is of the same dataset."""

    def __init__(self) -> None:
        self._last: Measurement | None = None

    def __call__(self, dataset: Dataset, parameters: Parameters) -> Measurement:
        """Measure; from any thread: which measurement is followed does not matter."""
        near = self._last
        if near is not None and near.dataset is dataset:
            made = measure_near(near, parameters)
        else:
            made = measure(dataset, parameters)
        self._last = made
        return made


class ResultCache:
    """Measurements by key, the least recently used given up first. Thread-safe.

    Two threads that ask for the same at once measure it once.
    """

    def __init__(self, measure: Measure | None = None, most_bytes: int = MOST_BYTES) -> None:
        """measure: what a test puts in place of measuring."""
        self._measure = measure or Following()
        self._most = most_bytes
        self.fingerprints = Fingerprints()
        """Digests of the datasets that were asked for, for the stamps of their results."""
        self._lately: tuple[tuple[Parameters, str], ...] = ()
        self._kept: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self._running: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        """Memory of what is kept."""
        return self._bytes

    def key(self, dataset: Dataset, parameters: Parameters) -> str:
        """What a measurement rests on, as hexadecimal digits."""
        parts = (self.fingerprints.of(dataset), self._digest(parameters), METHOD_VERSION)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _digest(self, parameters: Parameters) -> str:
        """Of these very parameters: a page asks for the same ones figure by figure."""
        for one, digest in self._lately:
            if one is parameters:
                return digest
        digest = fingerprint(parameters)
        self._lately = ((parameters, digest), *self._lately[:3])
        return digest

    def known(self, dataset: Dataset, parameters: Parameters) -> Any | None:
        """The measurement if it is kept, None otherwise; nothing is measured."""
        return self._found(self.key(dataset, parameters))

    def measured(self, dataset: Dataset, parameters: Parameters, *, keep: bool = True) -> Any:
        """The measurement, kept or made now. keep: False for what will hardly be asked again.

        Raises what measuring raises; the next who asks tries again.
        """
        key = self.key(dataset, parameters)
        while True:
            with self._lock:
                found = self._touched(key)
                if found is not None:
                    return found
                running = self._running.get(key)
                if running is None:
                    self._running[key] = threading.Event()
                    break
            running.wait()
        try:
            made = self._measure(dataset, parameters)
            if keep:
                self._keep(key, made)
            return made
        finally:
            with self._lock:
                self._running.pop(key).set()

    def clear(self) -> None:
        """Give everything up."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _found(self, key: str) -> Any | None:
        with self._lock:
            return self._touched(key)

    def _touched(self, key: str) -> Any | None:
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def _keep(self, key: str, made: Any) -> None:
        size = nbytes_of(made)
        with self._lock:
            self._kept[key] = (made, size)
            self._bytes += size
            # What was measured last stays even where it alone is beyond the limit.
            while self._bytes > self._most and len(self._kept) > 1:
                _, (_, gone) = self._kept.popitem(last=False)
                self._bytes -= gone


def nbytes_of(measurement: Any) -> int:
    """Memory of a measurement: its arrays; the dataset is the project's own."""
    values = getattr(measurement, "values", {})
    frame = getattr(measurement, "frame", None)
    present = getattr(frame, "present", {})
    return sum(int(each.nbytes) for held in (values, present) for each in held.values())
