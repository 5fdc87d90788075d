"""Stopping long work on request: who works asks now and then, and raises where it is to stop."""

from __future__ import annotations

from collections.abc import Callable


class Cancelled(Exception):
    """Work was stopped on request."""


Asked = Callable[[], bool]
"""Whether to stop."""


def never() -> bool:
    """For work that nobody stops."""
    return False
