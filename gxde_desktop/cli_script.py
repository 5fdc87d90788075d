"""Scripts of commands for a console: replaying one, and writing a project's own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from gxde_desktop.cli_inputs import Importer, InputRefused, with_used_answers
from gxde_desktop.exporting.atomic import write_atomically
from gxde_desktop.importing.results import Answer, FileReport
from gxde_desktop.project.blobs import unpack
from gxde_desktop.project.commands import NewFile
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.project.script import read_script, replay, with_paths
from gxde_desktop.project.state import ProjectFile
from models.messages import message

MOST_BYTES = 64 * 1024 * 1024
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


class ScriptContents:
    """Brings the files that a script names: read from beside it, by the worker process."""

    def __init__(self, project: Project, folder: Path, importer: Importer) -> None:
        self._project, self._folder, self._importer = project, folder, importer
        self._seen: dict[str, bytes] = {}

    def new_file(self, entry: Mapping[str, Any], answers: tuple[Answer, ...]) -> NewFile:
        """A file read and recognised. Raises ProjectError: not there, another one, refused."""
        if not isinstance(entry.get("path"), str):
            raise ProjectError(message("project.script.missing_key", key="path"))
        path = self._folder / entry["path"]
        if not path.is_file():
            raise ProjectError(message("cli.not_found", file=str(path)))
        try:
            made = self._importer.inspect(path, answers, self._project.state.expected)
        except InputRefused as error:
            raise ProjectError(error.message) from error
        report = made.file.report
        if report.refused:
            what = message("cli.not_readable", file=path.name)
            raise ProjectError(report.problems[0].message if report.problems else what)
        wanted = entry.get("sha256")
        if wanted is not None and wanted != made.file.sha256:
            raise ProjectError(message("cli.script.other_content", file=str(path)))
        self._seen[made.file.sha256] = unpack(made.content)
        if wanted is None:
            return with_used_answers(made)
        # A project's own script: the answers are those that it had, used or not.
        return replace(made, file=replace(made.file, answers=answers))

    def recognised(self, file: ProjectFile, answers: tuple[Answer, ...]) -> FileReport:
        """A file of the project with other answers."""
        content = self._seen.get(file.sha256)
        if content is None:
            content = self._project.file_bytes(file.sha256)
        try:
            return self._importer.answer(file.name, content, answers)
        except InputRefused as error:
            raise ProjectError(error.message) from error


def replay_file(project: Project, path: Path, importer: Importer) -> int:
    """Do the steps of a script file; returns how many. Raises InputRefused, ProjectError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputRefused(message("cli.script.too_large", file=path.name))
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputRefused(message("cli.not_found", file=str(path))) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(message("cli.not_readable", file=path.name)) from error
    steps = read_script(text, path.name)
    try:
        replay(project, steps, ScriptContents(project, path.absolute().parent, importer))
    except ProjectError as error:
        raise InputRefused(
            message("cli.script.refused", file=path.name, reason=error.message)
        ) from error
    return len(steps)


def write_script(project: Project, target: Path) -> int:
    """Write the steps of a project as a script, its files into a folder beside it.

    Returns the number of steps. Raises InputRefused where something cannot be written.
    """
    folder = target.with_name(f"{target.stem}-files")
    written: dict[str, str] = {}

    def path_of(name: str, sha256: str) -> str:
        if sha256 not in written:
            safe = _UNSAFE.sub("_", PurePath(name).name).strip(" .") or "file"
            path = folder / sha256[:12] / safe
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(project.file_bytes(sha256))
            written[sha256] = path.relative_to(target.parent).as_posix()
        return written[sha256]

    try:
        steps = with_paths(project.script(), path_of)
        lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in steps)
        text = f"[\n{lines}\n]\n"

        def write(path: Path) -> None:
            path.write_text(text, encoding="utf-8")

        write_atomically(target, write)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRefused(message("cli.not_written", file=str(target), reason=reason)) from error
    return len(steps)
