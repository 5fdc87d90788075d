"""Assemblies kept by what they depend on: a scenario switched back to is not assembled anew."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from gxde_desktop.project.assemble import Assembly, assemble, assembly_key
from gxde_desktop.project.state import ProjectState

MOST = 24


class Assemblies:
    """The last assemblies asked for. Thread-safe: the window and the comparison share them.

    Scenarios that differ in parameters alone share one, and with it its dataset.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Assembly] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, state: ProjectState) -> Assembly:
        """The assembly of a state's active scenario."""
        key = assembly_key(state)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = assemble(state)
        with self._lock:
            # Who came first stays: figures of one dataset compare by being the same object.
            found = self._kept.setdefault(key, made)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return found
