"""Large things of a project, by the SHA-256 of their content: outside the history.

Original file bytes and recognised tables are never changed, only referred to, so the
history stays small and undo of an import is as quick as undo of a number.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass

from gxde_desktop.project.errors import ProjectError
from models.messages import message

LARGEST = 512 * 1024 * 1024
"""No blob unpacks to more: a damaged or hostile file must not fill the memory."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Content ready to be stored: `data` is `content` packed as `encoding` says.

    encoding: `zlib`, or `raw` where packing does not pay (workbooks are zip files already).
    sha256, size: of the unpacked content.
    """

    sha256: str
    size: int
    encoding: str
    data: bytes


def pack(content: bytes) -> Blob:
    """Content as a blob. Compresses, so call it in the worker for what is large."""
    packed = zlib.compress(content, 1)
    encoding, data = ("zlib", packed) if len(packed) < 0.9 * len(content) else ("raw", content)
    return Blob(hashlib.sha256(content).hexdigest(), len(content), encoding, data)


def unpack(blob: Blob) -> bytes:
    """The content, checked. Raises ProjectError `project.blob_damaged`."""
    damaged = ProjectError(message("project.blob_damaged", sha256=blob.sha256[:12]))
    if not 0 <= blob.size <= LARGEST:
        raise damaged
    content = blob.data
    if blob.encoding == "zlib":
        try:
            content = zlib.decompressobj().decompress(blob.data, blob.size + 1)
        except zlib.error:
            raise damaged from None
    elif blob.encoding != "raw":
        raise damaged
    if len(content) != blob.size or hashlib.sha256(content).hexdigest() != blob.sha256:
        raise damaged
    return content
