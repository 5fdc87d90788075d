"""Jobs for the tests: they run in the worker process, so they stand in a module."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from gxde_desktop.jobs.regions import region_task
from gxde_desktop.project.errors import ProjectError
from models.messages import message
from models.region_figures import RegionFigures


def double(number: float, *, progress: Callable[..., None], cancelled: object) -> float:
    progress(0.5, message("jobs.measuring"))
    return 2 * number


def pid(*, progress: object, cancelled: object) -> int:
    return os.getpid()


def waits_politely(*, progress: Callable[..., None], cancelled: Callable[[], bool]) -> str:
    progress(0.0)
    while not cancelled():
        threading.Event().wait(0.005)
    return "heard"


def waits_at_progress(*, progress: Callable[..., None], cancelled: object) -> None:
    while True:
        progress(0.0)
        threading.Event().wait(0.005)


def deaf(*, progress: Callable[..., None], cancelled: object) -> None:
    progress(0.0)
    threading.Event().wait()


def dies(*, progress: object, cancelled: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def eats_memory(*, progress: object, cancelled: object) -> int:
    return len(bytearray(8 << 30))


def refuses(*, progress: object, cancelled: object) -> None:
    raise ProjectError(message("project.no_path"))


def fails(*, progress: object, cancelled: object) -> None:
    raise ZeroDivisionError("one by none")


def returns_what_cannot_cross(*, progress: object, cancelled: object) -> object:
    return object()


def region_that_dies(region: str, *given: Any, **asked: Any) -> RegionFigures:
    """`region_task`, whose process ends in the middle of one region, and fails in another."""
    if region == "死":
        os.kill(os.getpid(), signal.SIGKILL)
    if region == "错":
        raise ZeroDivisionError("one by none")
    return region_task(region, *given, **asked)


def region_without_end(*_: object, progress: Callable[[float], None], cancelled: object) -> None:
    """Hears no cancel, as what is deep in compiled code does not."""
    progress(0.5)
    threading.Event().wait()
