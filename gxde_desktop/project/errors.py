"""What the project refuses, in one line a person can act on."""

from __future__ import annotations

from models.messages import Message


class ProjectError(Exception):
    """A project, command or file that is refused: names it, says why and what to do."""

    def __init__(self, what: Message) -> None:
        super().__init__(f"{what.code} {dict(what.args)}")
        self.message = what
