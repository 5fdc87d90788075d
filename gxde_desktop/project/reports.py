"""What was recognised in a file, read back from where the project keeps it."""

from __future__ import annotations

from gxde_desktop.importing.results import FileReport
from gxde_desktop.project.codec import CodecError, decode
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.typed import conforms
from models.messages import message


def report_in(content: bytes, sha256: str) -> FileReport:
    """The report that some bytes hold. Raises ProjectError: `project.blob_damaged`."""
    try:
        read = decode(content)
    except CodecError as error:
        raise ProjectError(message("project.blob_damaged", sha256=sha256[:12])) from error
    if not conforms(read, FileReport):
        raise ProjectError(message("project.blob_damaged", sha256=sha256[:12]))
    return read
