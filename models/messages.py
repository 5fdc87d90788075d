"""Messages that the method hands to whoever talks to a person.

The core never writes prose: it names what happened by a code and gives the
facts; `gxde_desktop.text` turns both into Chinese or English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.frozen import FrozenMap

_NO_ARGS: Mapping[str, Any] = FrozenMap()


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to be translated: `code` is a key of the catalogues, `args` fill it.

    An argument may itself be a `Message` (it is translated first), or a tuple
    of them (translated and joined).
    """

    code: str
    args: Mapping[str, Any] = field(default_factory=lambda: _NO_ARGS)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((k, repr(v)) for k, v in self.args.items()))))


def message(code: str, **args: Any) -> Message:
    """A `Message` with keyword facts: `message("needs.series", name=..., year=...)`."""
    return Message(code, FrozenMap(args))


class MethodError(ValueError):
    """An input the method refuses, with the message a person reads."""

    def __init__(self, what: Message) -> None:
        super().__init__(f"{what.code} {dict(what.args)}")
        self.message = what
