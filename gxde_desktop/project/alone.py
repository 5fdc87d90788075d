"""Methods of an object that several threads use, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar


class Locked(Protocol):
    """An object with a lock of its own, which a thread may take again that has it."""

    _lock: threading.RLock


S = TypeVar("S", bound=Locked)
T = TypeVar("T")
P = ParamSpec("P")


def alone(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """A method that no other thread's interrupts: who comes second waits."""

    @wraps(method)
    def waiting(self: S, *args: P.args, **named: P.kwargs) -> T:
        with self._lock:
            return method(self, *args, **named)

    return waiting
