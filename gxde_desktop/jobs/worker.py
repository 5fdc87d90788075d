"""One spawned process for long Python work: untrusted files, recognition, workbooks.

In a thread the same work would hold the interpreter and a window would stutter; in a
process it can also be ended, and its memory is limited. Started on demand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gxde_desktop.jobs.events import OnEvent

DEFAULT_MEMORY = 4 * 1024**3


class Job:
    """A submitted job. Its events arrive at `on_event` from a reader thread."""

    def cancel(self) -> None:
        """Ask it to stop; after 200 ms the process is ended. Then `Cancelled` arrives."""
        raise NotImplementedError

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the last event to have been delivered; False after the timeout."""
        raise NotImplementedError


class Worker:
    """Runs jobs one after another in one process that is started again after an end."""

    def __init__(self, *, memory: int | None = DEFAULT_MEMORY) -> None:
        raise NotImplementedError

    def start(self) -> None:
        """Start the process now (after the first paint), so the first job need not wait."""
        raise NotImplementedError

    def submit(self, function: Callable[..., Any], *args: Any, on_event: OnEvent) -> Job:
        """Run a module-level function of `jobs.tasks` (or any importable one).

        It is called as function(*args, progress=..., cancelled=...). args and result are
        values that `project.codec` can write, or plain data.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Cancel what runs, end the process and the reader thread."""
        raise NotImplementedError
