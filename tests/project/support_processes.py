"""Another process that has a project open, for the tests of what two of them do."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from gxde_desktop.project.commands import SetRegion
from gxde_desktop.project.project import Project


class Other:
    """A process with a project; it does what it is told and can be killed."""

    def __init__(self, path: Path | None) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, path))
        self.process.start()
        theirs.close()
        assert self._pipe.recv() == "ready"

    def tell(self, what: str, value: Any = None) -> Any:
        """Do it there, wait until it is done, and bring the answer."""
        self._pipe.send((what, value))
        return self._pipe.recv()

    def kill(self) -> None:
        """End it without a chance to tidy up."""
        self.process.kill()
        self.process.join()


@contextmanager
def other_process(path: Path | None = None) -> Iterator[Other]:
    """Another process that opens `path`, or makes a new project."""
    other = Other(path)
    try:
        yield other
    finally:
        other.kill()


def _serve(pipe: Connection, path: Path | None) -> None:
    project = Project.create() if path is None else Project.open(path)
    pipe.send("ready")
    while True:
        what, value = pipe.recv()
        if what == "region":
            project.apply(SetRegion(value))
        elif what == "save":
            project.save(value, overwrite_changed=True)
        elif what == "close":
            project.close()
        elif what == "folder":
            pipe.send(project._store.folder)
            continue
        pipe.send(None)
