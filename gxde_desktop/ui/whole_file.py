"""What Qt draws, written whole or not at all: into memory first, as Qt is silent on a full disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice

from gxde_desktop.exporting.atomic import write_atomically
from gxde_desktop.exporting.errors import ExportError
from gxde_desktop.ui.logs import LOG


def drawn(draw: Callable[[QIODevice], bool]) -> bytes:
    """What `draw` puts into a file of memory; empty where it says that it failed."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    done = draw(buffer)
    buffer.close()
    return bytes(buffer.data().data()) if done else b""


def write_drawn(path: Path, draw: Callable[[QIODevice], bool]) -> bool:
    """Write what `draw` draws; False where it fails or the file cannot be written, which the log
    says more of. A file that was there stays then.
    """
    content = drawn(draw)
    if not content:
        return False

    def write(temporary: Path) -> None:
        temporary.write_bytes(content)

    try:
        write_atomically(path, write)
    except ExportError as error:
        LOG.warning("not written: %s", error)
        return False
    return True
