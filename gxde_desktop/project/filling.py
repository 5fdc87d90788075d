"""How a private copy gets its content: a new folder, and a person's file that is only read."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gxde_desktop.project import copies, faults, schema
from gxde_desktop.project.copies import PrivateCopy
from gxde_desktop.project.errors import ProjectError
from models.messages import message

_PIECE = 1 << 20


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def new_copy() -> Iterator[PrivateCopy]:
    """A private copy to be filled; removed again where that fails. Raises ProjectError."""
    try:
        copy = copies.new()
    except OSError as error:
        raise _no_copy(error) from error
    try:
        yield copy
    except BaseException as error:
        copy.remove()
        if isinstance(error, OSError | sqlite3.Error):
            raise _no_copy(error) from error
        raise


def _no_copy(error: OSError | sqlite3.Error) -> ProjectError:
    place = copies.work_folder()
    reason = faults.why(error, place / copies.NAME)
    return ProjectError(message("project.no_private_copy", folder=str(place), reason=reason))


def copied(path: Path, own: Path) -> str:
    """Copy a file that is only read; its SHA-256. Raises ProjectError for what reading says."""
    digest = hashlib.sha256()
    with own.open("xb") as out:
        try:
            source = path.open("rb")
        except OSError as error:
            raise ProjectError(schema.cannot_read(path.name, error)) from error
        with source:
            while True:
                try:
                    piece = source.read(_PIECE)
                except OSError as error:
                    raise ProjectError(schema.cannot_read(path.name, error)) from error
                if not piece:
                    break
                digest.update(piece)
                out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    own.chmod(stat.S_IRUSR | stat.S_IWUSR)
    return digest.hexdigest()
