"""`sample`: the constructed input workbooks and the project that they make."""

from __future__ import annotations

from pathlib import Path

from gxde_desktop.cli_inputs import Found, Importer, InputRefused, into_project
from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.project.project import Project
from gxde_desktop.text import tr
from models.messages import message

PROJECT_NAME = "示例.gxde"


def sample(folder: Path) -> int:
    """Write workbooks and project into a folder; prints what was written."""
    for path in make_sample(folder):
        print(path)
    print(tr("cli.sample.constructed"))
    return 0


def make_sample(folder: Path) -> tuple[Path, ...]:
    """The sample's workbooks and, last, its project, made by the same commands as any other."""
    try:
        files = write_sample(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRefused(
            message("cli.not_written", file=str(error.filename or folder), reason=reason)
        ) from error
    project = Project.create(disposable=True)
    try:
        with Importer() as importer:
            found = Found(None, tuple((path, False) for path in files), ())
            into_project(project, found, (), importer)
        return (*files, project.save(folder / PROJECT_NAME))
    finally:
        project.close()
