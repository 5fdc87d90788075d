"""What a person may hand over when something is wrong: versions, platform, screen; no data.

Names of files, projects and of the person's own folder never go in.
"""

from __future__ import annotations

import locale
import os
import platform
import sys
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gxde_desktop import __version__
from gxde_desktop.text import language
from gxde_desktop.ui import logs
from models.measurement import METHOD_VERSION

LIBRARIES = (
    "PySide6-Essentials",
    "pyqtgraph",
    "numpy",
    "openpyxl",
    "python-calamine",
    "XlsxWriter",
)


def report(log_path: Path | None) -> str:
    """Lines of `name: value`, in English so that whoever gets them can read them."""
    return "\n".join(f"{name}: {value}" for name, value in _facts(log_path))


def library_versions() -> list[tuple[str, str]]:
    """The libraries the program rests on, with their versions."""
    found = []
    for name in LIBRARIES:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:  # a frozen program keeps only some of these notes
            module = sys.modules.get(name.lower().replace("-", "_"))
            found.append((name, str(getattr(module, "__version__", "?"))))
    return found


def _facts(log_path: Path | None) -> list[tuple[str, str]]:
    frozen = "frozen" if getattr(sys, "frozen", False) else "source"
    facts = [
        ("program", f"gxde-desktop {__version__} ({frozen}), method {METHOD_VERSION}"),
        ("system", f"{platform.system()} {platform.release()} {platform.machine()}"),
        ("distribution", _distribution()),
        ("python", platform.python_version()),
        ("qt", f"{qVersion()} (built with {QLibraryInfo.version().toString()})"),
        *library_versions(),
        ("qt platform", QGuiApplication.platformName()),
        ("desktop", os.environ.get("XDG_CURRENT_DESKTOP", "")),
        ("input method", os.environ.get("QT_IM_MODULE", "") or os.environ.get("XMODIFIERS", "")),
        ("style", QApplication.style().objectName()),
        ("font", f"{QApplication.font().family()} {QApplication.font().pointSizeF():g} pt"),
        ("colours", QGuiApplication.styleHints().colorScheme().name),
        ("language", f"{language()}, system {locale.getlocale()[0]}"),
        ("processors", str(os.cpu_count())),
        ("log", "?" if log_path is None else _without_home(log_path)),
    ]
    for number, screen in enumerate(QGuiApplication.screens(), 1):
        size, scale = screen.size(), screen.devicePixelRatio()
        dots = screen.logicalDotsPerInch()
        facts.append(
            (
                f"screen {number}",
                f"{size.width()}×{size.height()} × {scale:g}, {dots:.0f} dpi",
            )
        )
    crash = logs.last_crash(log_path)
    facts.append(("last crash", crash or "none"))
    return facts


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "?")
    except OSError:
        return platform.version()


def _without_home(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except ValueError:
        return path.name
