"""Files that a project was made with and does not have: a copy without data asks for them.

What a person answered waits for the file: the same content gets its answers back, and
another file of the same layout gets those that hold for the layout, as remembered ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gxde_desktop.importing.memory import Memory, entry_of
from gxde_desktop.importing.results import Answer
from gxde_desktop.project.state import ExpectedFile, ProjectFile, ProjectState


def without_data(state: ProjectState) -> ProjectState:
    """The decisions of a project; its files are expected instead of there."""
    own = tuple(
        ExpectedFile(
            each.name,
            each.sha256,
            each.size,
            each.answers,
            # The size of the figures is a trace of data; without it a unit is asked again.
            tuple(replace(layout, scale=None) for layout in each.report.layouts),
        )
        for each in state.files
    )
    there = {each.sha256 for each in own}
    rest = tuple(each for each in state.expected if each.sha256 not in there)
    return replace(state, files=(), expected=(*own, *rest))


def given_answers(expected: Sequence[ExpectedFile], sha256: str, name: str) -> tuple[Answer, ...]:
    """Answers that wait for exactly this content, which may be called otherwise now."""
    for each in expected:
        if each.sha256 == sha256:
            return tuple(_renamed(answer, each.name, name) for answer in each.answers)
    return ()


def with_expected(memory: Memory | None, expected: Iterable[ExpectedFile]) -> Memory:
    """A memory that knows, before what it knew, what was answered about expected files."""
    made = memory or Memory()
    for each in expected:
        for layout in each.layouts:
            # A remembered answer is one here: the project it comes from used it.
            own = [replace(answer, remembered="") for answer in each.answers]
            entry = entry_of(own, each.name, layout)
            if entry.answers:
                made = made.with_entry(entry)
    return made


def still_expected(
    expected: Sequence[ExpectedFile], files: Iterable[ProjectFile]
) -> tuple[ExpectedFile, ...]:
    """What is expected once these files have come: each of them fulfils one at most."""
    rest = list(expected)
    for file in files:
        found = _meant(rest, file)
        if found is not None:
            rest.remove(found)
    return tuple(rest)


def _meant(expected: Sequence[ExpectedFile], file: ProjectFile) -> ExpectedFile | None:
    layouts = {layout.fingerprint for layout in file.report.layouts}
    by_content = (each for each in expected if each.sha256 == file.sha256)
    by_name = (each for each in expected if each.name == file.name)
    by_layout = (
        each
        for each in expected
        if layouts and {layout.fingerprint for layout in each.layouts} == layouts
    )
    return next(by_content, None) or next(by_name, None) or next(by_layout, None)


def _renamed(answer: Answer, old: str, new: str) -> Answer:
    table = answer.table
    exact = table == old or table.startswith(f"{old}!")
    return replace(answer, table=new + table[len(old) :]) if exact else answer
