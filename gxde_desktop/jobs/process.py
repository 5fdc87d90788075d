"""The worker's side: what runs in the spawned process. Nothing here knows a window.

Bytes that cross are those of `project.codec`, never pickles: a process that has read a
hostile file can send wrong values, but nothing that runs.

To the worker: ("run", "module:function", args), ("cancel",).
From it: ("progress", fraction, text), then ("done", result), ("failed", message, details)
or ("cancelled",).
"""

from __future__ import annotations

import importlib
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from gxde_desktop.project.codec import decode, encode
from models.messages import Message, message

NICER = 5
"""By how much the process is nicer: a third of another's share where both want a processor."""
BELOW_NORMAL = 0x4000
"""The same on Windows."""


class JobCancelled(Exception):
    """Raised inside a job that was asked to stop."""


def serve(connection: Connection, memory: int | None, gives_way: bool) -> None:
    """Run jobs until the other side closes. The entry point of the process.

    gives_way: let the process that asks go first where both want a processor.
    """
    # Ctrl+C reaches the whole terminal group; the parent decides what is cancelled.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(memory)
    if gives_way:
        give_way()
    jobs: queue.SimpleQueue[Any] = queue.SimpleQueue()
    asked_to_stop = threading.Event()
    threading.Thread(target=_listen, args=(connection, jobs, asked_to_stop), daemon=True).start()
    while True:
        _, name, args = jobs.get()
        connection.send_bytes(_run(connection, name, args, asked_to_stop))


def limit_memory(memory: int | None) -> None:
    """Hold the address space of this process to `memory` bytes, where the system can."""
    if memory is not None and sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def give_way() -> None:
    """Be a little less urgent than other processes."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), BELOW_NORMAL)
    else:
        os.nice(NICER)


def message_of(error: BaseException) -> Message:
    """The sentence for a failure: the error's own `message` where it brings one."""
    own = getattr(error, "message", None)
    if isinstance(own, Message):
        return own
    if isinstance(error, MemoryError):
        return message("jobs.out_of_memory")
    if isinstance(error, OSError):
        return message("jobs.system_error", reason=str(error))
    return message("jobs.unexpected", error=f"{type(error).__name__}: {error}")


def _listen(
    connection: Connection, jobs: queue.SimpleQueue[Any], asked_to_stop: threading.Event
) -> None:
    while True:
        try:
            request = decode(connection.recv_bytes())
        except (EOFError, OSError):
            # The window is gone. A job may be deep in C code: nothing else ends it everywhere.
            os._exit(0)
        if request[0] == "cancel":
            asked_to_stop.set()
        else:
            # Here and not when the job starts: its cancel may follow before that.
            asked_to_stop.clear()
            jobs.put(request)


def _run(
    connection: Connection, name: str, args: tuple[Any, ...], asked_to_stop: threading.Event
) -> bytes:
    def progress(fraction: float | None, text: Message | None = None) -> None:
        if asked_to_stop.is_set():
            raise JobCancelled
        connection.send_bytes(encode(("progress", fraction, text)))

    try:
        function = _function(name)
        result = function(*args, progress=progress, cancelled=asked_to_stop.is_set)
        return encode(("cancelled",) if asked_to_stop.is_set() else ("done", result))
    except JobCancelled:
        return encode(("cancelled",))
    except Exception as error:
        if asked_to_stop.is_set():
            return encode(("cancelled",))
        return encode(("failed", message_of(error), traceback.format_exc()))


def _function(name: str) -> Callable[..., Any]:
    module, _, attribute = name.partition(":")
    function = getattr(importlib.import_module(module), attribute)
    if not callable(function):
        raise TypeError(name)
    return function
