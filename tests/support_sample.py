"""The constructed sample as a project has it, for tests whose subject is not the import."""

from __future__ import annotations

from pathlib import Path

from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.state import ProjectFile, ProjectState


def sample_state(folder: Path) -> ProjectState:
    """The state of a project that holds the sample's files, written into a folder."""
    files = []
    for path in write_sample(folder):
        report = inspect_file(path)
        size = path.stat().st_size
        files.append(ProjectFile(path.name, report.sha256, size, (), report, report.sha256))
    return ProjectState(files=tuple(files))
