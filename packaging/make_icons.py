"""Renders resources/icons/gxde.svg to PNG files of every size and a Windows .ico.

    python packaging/make_icons.py

The results are committed, so this runs only after a change of the drawing.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256)


def png(renderer: QSvgRenderer, size: int) -> bytes:
    """The drawing at one size."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon that holds PNG pictures (as Windows Vista and later read them)."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    entries, body = b"", b""
    start = len(head) + 16 * len(pictures)
    for size, picture in pictures.items():
        side = size % 256  # 256 is written as 0
        entries += struct.pack(
            "<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), start + len(body)
        )
        body += picture
    return head + entries + body


def main() -> None:
    """Write all pictures."""
    application = QGuiApplication([])
    renderer = QSvgRenderer(str(FOLDER / "gxde.svg"))
    if not renderer.isValid():
        raise SystemExit("gxde.svg cannot be drawn")
    pictures = {size: png(renderer, size) for size in SIZES}
    for size, picture in pictures.items():
        if size not in (24, 64):  # these two only Windows asks for
            (FOLDER / f"gxde-{size}.png").write_bytes(picture)
    (FOLDER / "gxde.ico").write_bytes(ico(pictures))
    application.quit()


if __name__ == "__main__":
    main()
