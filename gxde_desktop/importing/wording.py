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
    """A file that cannot be read, with the reason a person reads.

    file: its name, added by whoever knows it.
    """

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
        self.file: str | None = None

    @property
    def message(self) -> Message:
        """The sentence for a person."""
        reason = msg(self.code, **self.facts)
        return (
            reason if self.file is None else msg("refused.in_file", file=self.file, reason=reason)
        )


class ImportCancelled(Exception):
    """Raised inside the importer when the person cancelled."""
