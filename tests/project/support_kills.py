"""Processes that work on a project and are killed, and what must hold afterwards.

Everything runs in an arena: a process of its own, which may sit on a small disk of its own
and forks a worker for every round. The worker tells through a pipe what it is about to do
and what it has been told is done; the arena kills it and looks at what is left.
"""

from __future__ import annotations

import ctypes
import itertools
import json
import multiprocessing
import os
import random
import resource
import select
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from gxde_desktop.project import document as documents
from gxde_desktop.project import recovery
from gxde_desktop.project.commands import Command, SetParameter, SetRegion
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.folders import work_folder
from gxde_desktop.project.project import Project

_NEW_MOUNTS, _NEW_USERS = 0x00020000, 0x10000000
_PRIVATE = 1 << 18 | 1 << 14  # MS_PRIVATE | MS_REC


def in_arena(function: Callable[..., Any], *args: Any) -> Any:
    """The result of a function of this module in a fresh process, whose home is empty."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    ours, theirs = context.Pipe()
    process = context.Process(target=_arena, args=(theirs, function, args))
    process.start()
    theirs.close()
    try:
        failure, result = ours.recv()
    except EOFError:
        process.join()
        raise AssertionError(f"the arena died: {process.exitcode}") from None
    process.join()
    if failure:
        raise AssertionError(failure)
    return result


def _arena(pipe: Any, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    try:
        pipe.send(("", function(*args)))
    except BaseException:
        pipe.send((traceback.format_exc(), None))


def plain(project: Project) -> str:
    """The document as text, to compare."""
    return json.dumps(documents.to_document(project.state), sort_keys=True)


# ------------------------------------------------------------------ small disks


def mount_small_disk(folder: Path, size: int) -> bool:
    """A disk of `size` bytes at `folder` for this process; False where the system says no.

    As root, or else as root of a user namespace of our own; the mounts are private.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_MOUNTS) != 0:
        if libc.unshare(_NEW_USERS | _NEW_MOUNTS) != 0:
            return False
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    if libc.mount(b"none", b"/", None, _PRIVATE, None) != 0:
        return False
    options = f"size={size},nr_inodes=200,mode=700".encode()
    return bool(libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, options) == 0)


@contextmanager
def files_no_larger(size: int) -> Iterator[None]:
    """Every write beyond `size` bytes of any file fails: a full disk wherever one can run."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# --------------------------------------------------------------------- a worker


class Worker:
    """A process that does random steps and saves until it is killed."""

    def __init__(self, work: Callable[[Callable[..., None]], None]) -> None:
        reading, writing = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(reading)

            def tell(*what: Any) -> None:
                os.write(writing, json.dumps(what).encode() + b"\n")

            try:
                work(tell)
            except BaseException:
                tell("failed", traceback.format_exc())
            finally:
                os._exit(0)
        os.close(writing)
        self._reading = reading
        self._rest = b""
        self.told: list[list[Any]] = []

    def listen(self, until: float, stop: Callable[[list[Any]], bool] = lambda _: False) -> None:
        """Hear what it tells until a moment (time.monotonic), or until `stop` says so."""
        while True:
            left = until - time.monotonic()
            ready, _, _ = select.select([self._reading], [], [], max(0.0, left))
            heard = len(self.told)
            if not ready or not self._hear() or any(stop(each) for each in self.told[heard:]):
                return

    def kill(self) -> None:
        """End it as a power switch would; what it told before is still heard."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        while self._hear():
            pass
        os.close(self._reading)

    def _hear(self) -> bool:
        data = os.read(self._reading, 1 << 16)
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.told += [json.loads(line) for line in lines]
        return bool(data)


def work_on(target: Path, seed: int, tell: Callable[..., None], last: int | None = None) -> None:
    """Open a project, do random steps and save it now and then, for ever.

    A step that is refused for want of space changes nothing, which is told too.
    last: the first step from this number on that is committed is never told of: the power
    goes there.
    """
    chance = random.Random(seed)
    project = Project.open(target)
    tell("ready", plain(project))
    for number in itertools.count():
        dies = last is not None and number >= last
        if chance.random() < 0.15:
            _save(project, tell)
            continue
        kind = chance.random()
        if kind < 0.3:
            back = kind < 0.2
            tell("begin", _after_move(project, back=back))
            _step(project, tell, project.undo if back else project.redo, dies=dies)
        else:
            command = _command(chance)
            expected = documents.to_document(command.next(project.state))
            tell("begin", json.dumps(expected, sort_keys=True))
            _step(project, tell, partial(project.apply, command), dies=dies)


def _after_move(project: Project, *, back: bool) -> str:
    """The document that an undo (back) or a redo leads to, as text."""
    store = project._store
    step = store.last() if back else store.following()
    patches = () if step is None else documents.patches_in(step.patches)
    expected = documents.patched(store.document(), patches, back=back)
    return json.dumps(expected, sort_keys=True)


def _command(chance: random.Random) -> Command:
    if chance.random() < 0.3:
        return SetRegion("区" * chance.randrange(1, 2000))
    path = chance.choice(["computers.beta", "software.beta", "computers.sigma"])
    return SetParameter(path, round(chance.uniform(0.3, 0.9), 6))


def _step(
    project: Project, tell: Callable[..., None], step: Callable[[], object], *, dies: bool
) -> None:
    try:
        step()
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)
    except ProjectError as error:
        if error.message.code != "project.cannot_keep":
            raise
        tell("refused", plain(project))
    else:
        tell("done", plain(project))


def _save(project: Project, tell: Callable[..., None]) -> None:
    tell("saving", plain(project))
    try:
        project.save()
    except ProjectError as error:
        if error.message.code != "project.cannot_write":
            raise
        tell("not saved", "")
    else:
        tell("saved", plain(project))


# -------------------------------------------------------------- rounds and laws


def kill_rounds(folder: Path, seed: int, count: int, small_disk: int = 0) -> dict[str, int]:
    """Rounds of work and SIGKILL; counts of what happened. Raises AssertionError.

    small_disk: bytes of a disk that all of it runs on, 0 for the disk that is there.
    """
    if small_disk and not mount_small_disk(folder, small_disk):
        # No disk of our own here: files that cannot grow fail in the same calls.
        resource.setrlimit(resource.RLIMIT_FSIZE, (small_disk // 8, small_disk // 8))
    os.environ["XDG_DATA_HOME"] = str(folder / "data")
    target = folder / "项目.gxde"
    project = Project.create()
    project.save(target)
    project.close()
    seen = dict.fromkeys(("steps", "saves", "in save", "in step", "refused", "recovered"), 0)
    chance = random.Random(seed)
    for number in range(count):
        _round(target, chance, seed * 1_000_003 + number, seen)
    return seen


def _round(target: Path, chance: random.Random, seed: int, seen: dict[str, int]) -> None:
    # A third of them right after a commit, before anybody hears of it: a moment that a kill
    # from outside seldom meets.
    last = chance.randrange(40) if chance.random() < 1 / 3 else None
    worker = Worker(lambda tell: work_on(target, seed, tell, last))
    start = time.monotonic()
    worker.listen(start + 10, lambda what: what[0] in ("ready", "failed"))
    worker.listen(time.monotonic() + (0.3 if last is not None else chance.uniform(0, 0.03)))
    if chance.random() < 0.5:  # half of the others in the middle of a save, wherever that is
        worker.listen(time.monotonic() + 1, lambda what: what[0] == "saving")
        time.sleep(chance.uniform(0, 0.008))
    worker.kill()
    _check(target, worker.told, seen)


def _check(target: Path, told: list[list[Any]], seen: dict[str, int]) -> None:
    assert told, "the worker never told anything"
    assert told[0][0] == "ready", told[0]
    assert not [each for each in told if each[0] == "failed"], told[-1]
    kept = file = told[0][1]
    begun: str | None = None
    saving: str | None = None
    for what, text in told[1:]:
        if what == "begin":
            begun = text
        elif what in ("done", "refused"):
            kept, begun = text, None
        elif what == "saving":
            saving = text
        elif what == "saved":
            file, saving = text, None
        elif what == "not saved":
            saving = None
        seen["steps"] += what == "done"
        seen["saves"] += what == "saved"
        seen["refused"] += what in ("refused", "not saved")
    seen["in save"] += saving is not None
    seen["in step"] += told[-1][0] == "begin"

    # The person's file is whole: what was saved last, or what was just being saved.
    with _elsewhere():
        looked = Project.open(target, read_only=True)
        in_file = plain(looked)
        looked.close()
    assert in_file in (file, saving)
    # Nothing acknowledged is lost; the step under way was made or was not.
    found = recovery.unsaved()
    assert len(found) <= 1
    if found:
        assert found[0].problem is None, found[0].problem
        assert found[0].path == target
        assert found[0].steps > 0
        seen["recovered"] += 1
        project = Project.recover(found[0])
        now = plain(project)
        assert now in (kept, begun)
        _settle(project)
    else:
        # Nothing unsaved: an undo under way may have led back to what had been saved.
        assert in_file in (kept, begun)
    # Nothing is left over.
    left = [each.name for each in target.parent.iterdir() if each.name.startswith(".gxde-")]
    assert not left
    assert list(work_folder().iterdir()) == []


@contextmanager
def _elsewhere() -> Iterator[None]:
    """Private copies where there is room, for looking at a file whatever the disk."""
    home = os.environ["XDG_DATA_HOME"]
    with tempfile.TemporaryDirectory() as roomy:
        os.environ["XDG_DATA_HOME"] = roomy
        try:
            yield
        finally:
            os.environ["XDG_DATA_HOME"] = home


def _settle(project: Project) -> None:
    """Save what was recovered; where there is no room, the work ends here."""
    try:
        project.save()
    except ProjectError as error:
        if error.message.code != "project.cannot_write":
            raise
    project.close()
