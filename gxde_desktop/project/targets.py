"""The files that a project is written to."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from gxde_desktop.project import faults
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.schema import SUFFIX
from models.messages import message


def target_of(path: Path) -> Path:
    """The absolute path that a project is written to, with the ending of projects."""
    target = Path(path).absolute()
    named = target.suffix.lower() == SUFFIX
    return target if named else target.with_name(target.name + SUFFIX)


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths mean one file."""
    if one == other:
        return True
    try:
        return one.samefile(other)
    except OSError:
        return False


def cannot_write(target: Path, error: OSError | sqlite3.Error) -> ProjectError:
    """That a project could not be written, with the reason and its remedy."""
    reason = faults.why(error, target)
    return ProjectError(message("project.cannot_write", file=str(target), reason=reason))
