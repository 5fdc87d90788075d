"""Messages of the importer: a code of the catalogues and plain facts.

Facts travel between processes, so they sit in an ordinary dict of text, numbers
and further messages.
"""

from __future__ import annotations

from typing import Any

from models.messages import Message


def msg(code: str, /, **facts: Any) -> Message:
    """The message `importing.<code>` with its facts, fit to be pickled."""
    return Message(f"importing.{code}", dict(facts))


class ImportRefused(Exception):
    """A file that cannot be read, with the reason a person reads."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    @property
    def message(self) -> Message:
        """The sentence for a person."""
        return msg(self.code, **{"file": "?", **self.facts})

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (self.code, self.facts))


def _rebuild(code: str, facts: dict[str, Any]) -> ImportRefused:
    return ImportRefused(code, **facts)


class ImportCancelled(Exception):
    """Raised inside the importer when the person cancelled."""
