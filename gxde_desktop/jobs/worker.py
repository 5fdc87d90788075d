"""One spawned process for long Python work: untrusted files, recognition, workbooks.

In a thread the same work would hold the interpreter and a window would stutter; in a
process it can also be ended, and its memory is limited. Started on demand; a job that
ends it (memory, a crash, a cancel that was not heard) fails alone, the next one finds a
new process.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from types import MappingProxyType
from typing import Any

from gxde_desktop.jobs.events import Cancelled, Done, Event, Failed, OnEvent, Progress
from gxde_desktop.jobs.process import message_of, serve
from gxde_desktop.project.codec import CodecError, decode, encode
from models.messages import message

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Pipe
else:
    from multiprocessing.connection import Connection as Pipe

DEFAULT_MEMORY = 4 * 1024**3
GRACE = 0.15
"""Seconds that a job has to hear a cancel, so that its end comes within 0.2 s."""

NOTHING_MORE: Mapping[str, str] = MappingProxyType({})

_log = logging.getLogger(__name__)
_environment_lock = threading.Lock()


class Job:
    """A submitted job. Its events arrive at `on_event` from the worker's thread."""

    def __init__(
        self, name: str, args: tuple[Any, ...], on_event: OnEvent, wake: Callable[[], None]
    ) -> None:
        self._name, self._args = name, args
        self._on_event = on_event
        self._wake = wake
        self._cancelled = threading.Event()
        self._ended = threading.Event()

    def cancel(self) -> None:
        """Ask it to stop; after `GRACE` the process is ended. Then `Cancelled` arrives.

        A job that had ended already stays as it ended.
        """
        self._cancelled.set()
        self._wake()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the last event to have been delivered; False after the timeout."""
        return self._ended.wait(timeout)

    def _deliver(self, event: Event) -> None:
        try:
            self._on_event(event)
        except Exception:  # a listener's mistake must not end the worker's thread
            _log.exception("an event was not handled")
        if not isinstance(event, Progress):
            self._ended.set()


class Worker:
    """Runs jobs one after another in one process that is started again after an end."""

    def __init__(
        self,
        *,
        memory: int | None = DEFAULT_MEMORY,
        gives_way: bool = False,
        environment: Mapping[str, str] = NOTHING_MORE,
    ) -> None:
        """memory: bytes of address space, where the system can hold a process to them.
        gives_way: of a window, which a person waits for at every key. environment: variables
        that the process gets in addition.
        """
        self._memory = memory
        self._gives_way = gives_way
        self._environment = environment
        self._context = multiprocessing.get_context("spawn")
        self._process: SpawnProcess | None = None
        self._connection: Pipe | None = None
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wanted = False
        self._closing = False
        # A pipe, because one call has to wait for it, the process and its end together.
        self._wake_reader, self._wake_writer = self._context.Pipe(duplex=False)

    def start(self) -> None:
        """Start the process now (after the first paint), so the first job need not wait."""
        with self._changed:
            self._wanted = True
            self._start_thread()
            self._changed.notify()

    def submit(self, function: Callable[..., Any], *args: Any, on_event: OnEvent) -> Job:
        """Run a module-level function (those of `jobs.tasks`, or any importable one).

        It is called as function(*args, progress=..., cancelled=...) there:
        progress(fraction, text=None) tells and is a place to be cancelled, cancelled() asks.
        args and result are plain data or values of classes that `project.codec` knows.
        An argument that cannot cross is a failure like any other: a dataset takes its time to
        be put into bytes, which is not done here but in the worker's thread.
        """
        name = f"{function.__module__}:{function.__qualname__}"
        job = Job(name, args, on_event, self._wake)
        with self._changed:
            if self._closing:
                raise RuntimeError("the worker is closed")
            self._waiting.append(job)
            self._start_thread()
            self._changed.notify()
        return job

    def cancel(self) -> None:
        """Cancel what runs and waits (`Job.cancel`); more work can follow."""
        with self._changed:
            jobs = [*self._waiting, *([] if self._running is None else [self._running])]
        for job in jobs:
            job.cancel()

    def close(self) -> None:
        """Cancel what runs and waits, end the process and the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._wake()
        if self._thread is not None:
            self._thread.join()
        self._stop_process()
        self._wake_writer.close()
        self._wake_reader.close()

    def _start_thread(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="gxde-worker", daemon=True)
            self._thread.start()

    def _wake(self) -> None:
        try:
            self._wake_writer.send_bytes(b"w")
        except OSError:
            _log.debug("the worker is closed")

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job._deliver(self._end_of(job))
        for rest in self._waiting:
            rest._deliver(Cancelled())

    def _next(self) -> Job | None:
        with self._changed:
            while True:
                if self._closing:
                    return None
                self._running = None
                if self._waiting:
                    self._running = self._waiting.popleft()
                    return self._running
                if self._wanted and not self._alive():
                    break
                self._changed.wait()
        self._try_start()
        return self._next()

    def _end_of(self, job: Job) -> Event:
        """Run one job to its end."""
        if job._cancelled.is_set():
            return Cancelled()
        if not self._alive() and not self._try_start():
            return Failed(message("jobs.cannot_start"))
        connection, process = self._connection, self._process
        assert connection is not None
        assert process is not None
        try:
            connection.send_bytes(encode(("run", job._name, job._args)))
        except CodecError as error:
            return Failed(message_of(error), str(error))
        except OSError:
            return self._ended(job)
        finally:
            job._args = ()  # the process has them; a dataset need not be kept for the job
        deadline: float | None = None
        while True:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            ready = wait([connection, process.sentinel, self._wake_reader], left)
            if connection in ready:
                try:
                    event = _event(connection.recv_bytes())
                except (EOFError, OSError):
                    return self._ended(job)
                except CodecError as error:
                    self._stop_process()
                    return Failed(message("jobs.worker_ended"), str(error))
                if not isinstance(event, Progress):
                    return event
                job._deliver(event)
            elif process.sentinel in ready:
                return self._ended(job)
            if self._wake_reader in ready:
                while self._wake_reader.poll():
                    self._wake_reader.recv_bytes()
                self._drop_cancelled()
            if deadline is None and (job._cancelled.is_set() or self._closing):
                deadline = time.monotonic() + GRACE
                try:
                    connection.send_bytes(encode(("cancel",)))
                except OSError:
                    return self._ended(job)
            elif deadline is not None and time.monotonic() >= deadline:
                self._stop_process()
                self._wanted = True  # the next job should not wait for a process
                return Cancelled()

    def _drop_cancelled(self) -> None:
        """Waiting jobs that were cancelled need not wait for their turn."""
        with self._changed:
            gone = [job for job in self._waiting if job._cancelled.is_set()]
            for job in gone:
                self._waiting.remove(job)
        for job in gone:
            job._deliver(Cancelled())

    def _ended(self, job: Job) -> Event:
        """The process ended in the middle of a job."""
        process = self._process
        self._stop_process()
        if job._cancelled.is_set() or self._closing:
            return Cancelled()
        code = None if process is None else process.exitcode
        return Failed(message("jobs.worker_ended"), f"exit code {code}")

    def _alive(self) -> bool:
        # By the sentinel: `is_alive` asks the system for a child that someone else may have
        # buried already.
        return self._process is not None and not wait([self._process.sentinel], 0)

    def _try_start(self) -> bool:
        self._stop_process()
        ours, theirs = self._context.Pipe()
        try:
            process = self._context.Process(
                target=serve,
                args=(theirs, self._memory, self._gives_way),
                name="gxde-worker",
                daemon=True,
            )
            with _in_environment(self._environment):
                process.start()
        except OSError:
            _log.exception("the worker process could not be started")
            self._wanted = False  # do not try for ever; the next job tries again
            ours.close()
            return False
        finally:
            theirs.close()
        self._process, self._connection = process, ours
        return True

    def _stop_process(self) -> None:
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if process is None:
            return
        if process.is_alive():
            process.kill()  # it holds nothing that needs tidying: files are written aside
        process.join()


@contextmanager
def _in_environment(more: Mapping[str, str]) -> Iterator[None]:
    """With more variables, for a process that is started: it gets those of this one."""
    with _environment_lock:
        before = {name: os.environ.get(name) for name in more}
        os.environ.update(more)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _event(data: bytes) -> Event:
    kind, *rest = decode(data)
    if kind == "progress":
        return Progress(*rest)
    if kind == "done":
        return Done(*rest)
    if kind == "failed":
        return Failed(*rest)
    return Cancelled()
