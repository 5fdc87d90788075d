"""What a job tells: progress, and one of three ends. Plain values on a plain callback."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.messages import Message

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """fraction: 0 to 1, None where it cannot be told. text: what is being done."""

    fraction: float | None
    text: Message | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """The job ended with a result."""

    result: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """The job ended without one. details: for the log and the details button."""

    message: Message
    details: str = ""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The job was cancelled, and nothing of it remains."""


Event = Progress | Done | Failed | Cancelled
OnEvent = Callable[[Event], None]
"""Called from a reader thread, in order; the last event is Done, Failed or Cancelled."""


def tell(on_event: OnEvent, event: Event) -> None:
    """Hand an event on; a listener's mistake is logged and does not end the thread that tells."""
    try:
        on_event(event)
    except Exception:
        _log.exception("an event was not handled")
