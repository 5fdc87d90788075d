"""Work shared out among forked processes, which keep all that their parent has loaded."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def side_by_side(work: Sequence[T], at_once: int, do: Callable[[Sequence[T]], None]) -> None:
    """`do` with every so many-th piece of work in each of so many processes, until all end.

    What it gives must be written somewhere: a process takes its memory with it. Raises
    RuntimeError when all have ended and one of them did so by an exception, which it prints.
    """
    workers = []
    for number in range(at_once):
        child = os.fork()
        if child:
            workers.append(child)
            continue
        status = 1
        try:
            do(work[number::at_once])
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)  # nothing of the parent's is ended or cleaned up here
    ended = [os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in workers]
    if any(ended):
        raise RuntimeError(f"of {at_once} processes {sum(map(bool, ended))} failed")
