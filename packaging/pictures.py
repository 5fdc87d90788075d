"""Pictures of every page on the sample, in a real window on a screen of its own.

    python packaging/pictures.py [--out docs/images] [--pages data parameters results/growth …]
        [--language en] [--theme dark] [--size 1280x720] [--scale 1.5]

Without options it renews the pictures of the documentation, with `--language en` the English
ones (`data.en.png`). Needs Xvfb on Linux.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from gxde_desktop.ui.window import MainWindow

PROJECT = Path(__file__).resolve().parent.parent
IMAGES = PROJECT / "docs" / "images"
LIMIT_MS = 60_000

DOCUMENTATION = {
    "data": "data",
    "parameters": "parameters",
    "results": "results/overview",
    "growth": "results/growth",
    "industries": "results/industries",
    "export": "export",
}
"""Pictures of the documentation by name; `dark` is taken in the dark theme."""


def main() -> int:
    options = _options()
    sys.path.insert(0, str(PROJECT))
    with _home() as home, _screen(options.scale), _sample_window(home, options) as window:
        pages = {page.replace("/", "-"): page for page in options.pages} or DOCUMENTATION
        options.out.mkdir(parents=True, exist_ok=True)
        suffix = options.suffix or ("" if options.language == "zh" else f".{options.language}")
        for name, page in pages.items():
            show(window, page)
            _save(window, options.out / f"{name}{suffix}.png")
        if not options.pages:
            window.set_theme("dark")
            show(window, "results/growth")
            _save(window, options.out / f"dark{suffix}.png")
    return 0


def show(window: MainWindow, page: str) -> None:
    """Show `step` or `results/KEY` and wait until what it asks for is there."""
    step, _, tab = page.partition("/")
    window.show_page(step)
    if tab:
        shown: Any = window.page(step)
        shown.open_tab(tab)
    session = window.session
    settle()
    until(lambda: not session.survey.busy and session.scenario_figures.complete)
    settle()


def settle(ms: int = 250) -> None:
    """Let layouts, paints and timers happen."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def until(done: Callable[[], bool]) -> None:
    """Turn the event loop until something is so; says what it waited for in vain."""
    for _ in range(LIMIT_MS // 20):
        if done():
            return
        settle(20)
    raise SystemExit("pictures: what was waited for did not come")


def _save(window: MainWindow, path: Path) -> None:
    if not _few_colours(window.grab().toImage()).save(str(path), "PNG", 0):
        raise SystemExit(f"pictures: cannot write {path}")
    print(path)


def _few_colours(image: QImage) -> QImage:
    """A picture of the window in 256 of its colours: a third of the size.

    Taken one after another by how common a colour is and how far from those taken already, so
    that a thin line keeps its own; any other becomes the nearest of them.
    """
    import numpy as np
    from PySide6.QtGui import QImage

    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint32).reshape(plain.height(), plain.width())
    colours, place, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    parts = (colours[:, None] >> np.array([16, 8, 0], np.uint32) & 255).astype(np.int64)
    kept, nearest = [], np.zeros(len(colours), np.uint8)
    apart, taken = np.full(len(colours), 3 * 255**2), int(counts.argmax())
    while len(kept) < 256 and apart.any():
        away = ((parts - parts[taken]) ** 2).sum(axis=1)
        nearest[away < apart] = len(kept)
        apart = np.minimum(apart, away)
        kept.append(colours[taken])
        taken = int((apart * np.sqrt(counts)).argmax())
    indices = np.ascontiguousarray(nearest[place].reshape(pixels.shape))
    size = (plain.width(), plain.height(), plain.width())
    made = QImage(indices.data, *size, QImage.Format.Format_Indexed8)
    made.setColorTable([int(each) for each in kept])
    return made.copy()  # the array goes with this call


@contextlib.contextmanager
def _sample_window(home: Path, options: argparse.Namespace) -> Iterator[MainWindow]:
    """The main window with the sample imported and measured."""
    from PySide6.QtWidgets import QApplication

    from gxde_desktop.exporting.sample import write_sample
    from gxde_desktop.ui.activity import Standing
    from gxde_desktop.ui.app import let_go, open_window
    from gxde_desktop.ui.settings import Settings
    from gxde_desktop.ui.theme import apply_theme

    app = QApplication([])
    settings = Settings(home / "config")
    window = open_window(app, settings, home / "config", language=options.language)
    apply_theme(app, options.theme)
    window.resize(*options.size)
    window.show()
    settle()
    session = window.session
    window.take_files(write_sample(home / "sample"))
    until(lambda: session.standing == Standing.CURRENT and not session.importer.busy)
    yield window
    session.close()
    let_go(window)


@contextlib.contextmanager
def _home() -> Iterator[Path]:
    """Neither settings nor projects of a person are read or changed."""
    with tempfile.TemporaryDirectory(prefix="gxde-pictures-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        for variable in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            os.environ[variable] = name
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[variable] = str(home / variable.lower())
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
        yield home


@contextlib.contextmanager
def _screen(scale: float) -> Iterator[None]:
    """A virtual screen where Xvfb exists."""
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        yield
        return
    read, write = os.pipe()
    command = [xvfb, "-displayfd", str(write), "-screen", "0", "3840x2160x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        os.environ["DISPLAY"] = f":{told.readline().strip()}"
    os.environ.pop("WAYLAND_DISPLAY", None)
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=IMAGES)
    parser.add_argument("--pages", nargs="*", default=[])
    parser.add_argument("--suffix", default="")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument(
        "--size", type=lambda t: tuple(int(n) for n in t.split("x")), default=(1440, 900)
    )
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
