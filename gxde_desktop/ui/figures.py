"""Charts of the results as files, by the window's own drawing code, display or not."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from models.stopping import Asked, Cancelled, never

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QImage

    from gxde_desktop.ui.charts import Chart
    from models.measurement import Measurement

SIZE = (960, 540)


def save_charts(
    measurement: Measurement, folder: Path, *, language: str = "zh", cancelled: Asked = never
) -> tuple[Path, ...]:
    """Write every chart that has something to show as SVG and PNG; returns the paths.

    Makes a Qt application of its own where there is none, on the offscreen platform where
    there is no display. Raises OSError where a file cannot be written, and Cancelled.
    """
    from gxde_desktop.text import in_language

    app = application()  # kept in a name: Qt ends with the last reference to it
    folder.mkdir(parents=True, exist_ok=True)
    with in_language(language):
        written = _write(measurement, folder, cancelled)
    del app
    return written


def application() -> QCoreApplication:
    """The Qt application there is, or a new one: offscreen where there is no display."""
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    if app is not None:
        return app
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    qInstallMessageHandler(_tell)
    from gxde_desktop.ui.fonts import apply_font
    from gxde_desktop.ui.theme import apply_theme

    apply_font()
    apply_theme(app, "light")
    return app


def _tell(_: object, __: object, text: str) -> None:
    """What Qt has to say, but for a remark of the offscreen platform about every chart."""
    if "propagateSizeHints" not in text:
        print(text, file=sys.stderr)


def _write(measurement: Measurement, folder: Path, cancelled: Asked) -> tuple[Path, ...]:
    written: list[Path] = []
    for name, _, chart in _charts(measurement, SIZE):
        if cancelled():
            raise Cancelled
        for suffix, save in ((".svg", chart.save_svg), (".png", chart.save_png)):
            path = folder / f"{name}{suffix}"
            if not save(path):
                raise OSError(f"cannot write {path}")
            written.append(path)
    return tuple(written)


def pictures_of(
    measurement: Measurement, size: tuple[int, int]
) -> Iterator[tuple[str, str, QImage]]:
    """Name, title and picture of every chart that has something to show."""
    for name, title, chart in _charts(measurement, size):
        yield name, title, chart.picture(chart.size())


def _charts(measurement: Measurement, size: tuple[int, int]) -> Iterator[tuple[str, str, Chart]]:
    """Every chart that has something to show, as a widget that lives until the next one."""
    from PySide6.QtCore import Qt

    from gxde_desktop.ui.charts import Chart
    from gxde_desktop.ui.result_views import charts_of

    for name, specs in charts_of(measurement):
        for number, spec in enumerate(specs, 1):
            if not spec.drawable:
                continue
            chart = Chart()
            chart.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            chart.resize(*size)
            chart.show_spec(spec)
            chart.show()
            try:
                yield f"{name}{'' if number == 1 else f'_{number}'}", spec.title, chart
            finally:  # who is cancelled takes no more
                chart.close()
                chart.deleteLater()
