"""What a command is, and several commands as one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from gxde_desktop.project.blobs import Blob
from gxde_desktop.project.state import ProjectState
from models.messages import Message


class Command(Protocol):
    """What a command can do."""

    @property
    def name(self) -> Message:
        """What the step is called in the menu (撤销: ...)."""

    @property
    def blobs(self) -> tuple[Blob, ...]:
        """Large content that the next state refers to."""

    def next(self, state: ProjectState) -> ProjectState:
        """The state after the command. Raises ProjectError where it cannot be done."""


class Step:
    """A command without large content, which is a step of its own."""

    __slots__ = ()

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return ()

    def merge_with(self, previous: Command) -> Command | None:
        """One command in place of `previous` and this one; None: a person sees two steps."""
        return None


def merged(command: Command, previous: Command | None) -> Command | None:
    """The one command that a person sees in two, done one directly after the other.

    What decides is what the commands say, never a clock; None where they are two steps.
    """
    rule = getattr(command, "merge_with", None)
    return None if previous is None or rule is None else rule(previous)


@dataclass(frozen=True, slots=True)
class Group(Step):
    """Several commands as one step: all of them are done, or none.

    title: what the step is called.
    """

    commands: tuple[Command, ...]
    title: Message

    @property
    def name(self) -> Message:
        return self.title

    @property
    def blobs(self) -> tuple[Blob, ...]:
        return tuple(blob for each in self.commands for blob in each.blobs)

    def next(self, state: ProjectState) -> ProjectState:
        for each in self.commands:
            state = each.next(state)
        return state
