"""Memory that the C library keeps for the next use instead of returning it to the system."""

from __future__ import annotations

import numpy as np

_LARGEST = 31 * 2**20
"""Just below the 32 MiB that glibc takes at most for a piece of this kind."""


def keep_memory() -> None:
    """Let the C library keep what work on arrays gives back, for the work that follows.

    glibc takes the largest piece ever given back as the size up to which it keeps memory rather
    than returns it to the system. Page by page, getting it again is half the time of a block of
    draws and a seventh of the reading of a workbook. Elsewhere this does nothing: the piece is
    never written to. Source: mallopt(3), M_MMAP_THRESHOLD.
    """
    np.empty(_LARGEST, dtype=np.uint8)
