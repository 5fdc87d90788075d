"""Threads that work through pieces, and begin no further one when they are left."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def pool_of(threads: int) -> Iterator[ThreadPoolExecutor]:
    """At least one thread. However the block is left, what has not begun never does.

    An executor of its own would first do all that was submitted: a person who interrupts while
    thousands of pieces are still being submitted would wait for every one of them.
    """
    pool = ThreadPoolExecutor(max(threads, 1))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
