"""`--memory FILE`: what was answered for a layout is used for the next file, headless too.

Only where it is asked for: without the option a command's result follows from its inputs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from gxde_desktop.cli_inputs import InputRefused
from gxde_desktop.importing.memory import Entry, Memory, MemoryFile, entry_of
from gxde_desktop.importing.results import Answer, FileReport
from gxde_desktop.project.folders import memory_path
from gxde_desktop.text import say
from models.messages import message

OWN = "own"
"""Means the store that the window uses."""


def memory_of(text: str | None) -> Path | None:
    """The store that an option means, None without one. Says where it was damaged.

    Raises InputRefused where there is no folder for it.
    """
    if text is None:
        return None
    path = memory_path() if text == OWN else Path(text)
    if text != OWN and not path.absolute().parent.is_dir():
        raise InputRefused(message("cli.no_folder", folder=str(path.absolute().parent)))
    notice = MemoryFile(path).load().notice
    if notice is not None:
        print(say(notice), file=sys.stderr)
    return path


def learn(path: Path | None, reports: Sequence[FileReport]) -> None:
    """Remember what was answered for the sheets of these files. Raises InputRefused."""
    if path is None:
        return
    new = [entry for report in reports for entry in _entries(report)]
    if not new:
        return

    def learnt(memory: Memory) -> Memory:
        for entry in new:
            nothing = Entry(entry.layout, entry.stem, entry.file, entry.date, ())
            memory = memory.learnt(nothing, entry)
        return memory

    try:
        MemoryFile(path).update(learnt)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRefused(message("cli.not_written", file=str(path), reason=reason)) from error


def _entries(report: FileReport) -> list[Entry]:
    """What each sheet leaves to remember: an answer is kept for exactly the table it reached."""
    made = []
    for layout in report.layouts:
        answers = [
            Answer(table.reference, answer.field, answer.value)
            for table in report.tables
            if table.sheet == layout.sheet
            for answer in table.answered
            if not answer.remembered
        ]
        entry = entry_of(answers, report.file, layout)
        if entry.answers:
            made.append(entry)
    return made
