"""Settings that are damaged, unwritable or on a full disk: the window works with its defaults."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter
from pytestqt.qtbot import QtBot

from gxde_desktop.ui.dialogs import _start
from gxde_desktop.ui.headline import chosen_headline, chosen_rule
from gxde_desktop.ui.settings import Settings
from gxde_desktop.ui.sources import SourcePlaces
from gxde_desktop.ui.window import MainWindow
from tests.support_soak import rounds, soak

ROOT = Path(__file__).parents[2]
FLAGS = ("live", "guided", "remember_layouts")
TEXTS = ("theme", "context", "open_groups", "uncertainty_draws", "uncertainty_seed", "language")
PIECES = (b"@Variant(", b"@ByteArray(", b"@Invalid()", b"\\x7f\\xff", b"%00", b"\0", b"\xff", b"[",
          b"]", b"=", b",", b'"', b"\n", b"@QMap(", b"A" * 5000, b"{" * 5000)  # fmt: skip


def filled(folder: Path) -> Settings:
    settings = Settings(folder)
    for key in (*TEXTS, "headline", "rule"):
        settings.put(key, f"文 {key}")
    for key in FLAGS:
        settings.put(key, True)
    window = QMainWindow()
    splitter = QSplitter(Qt.Orientation.Horizontal)
    settings.put("geometry", window.saveGeometry())
    settings.put("splitter", splitter.saveState())
    settings.put("last_folder", str(folder))
    SourcePlaces(settings).remember("0" * 64, folder / "表.xlsx")
    for name in ("a.gxde", "b.gxde"):
        (folder / name).touch()
        settings.add_recent(folder / name)
    settings.save()
    return settings


def used(settings: Settings, folder: Path) -> None:
    """Everything that a window asks of its settings, and that none of it raises."""
    for key in TEXTS:
        assert isinstance(settings.text(key), str)
    for key in FLAGS:
        assert isinstance(settings.flag(key, True), bool)
    chosen_headline(settings)
    assert chosen_rule(settings) in range(3)
    assert isinstance(_start(settings), Path)
    places = SourcePlaces(settings)
    places.known_place("0" * 64)
    file: Any = SimpleNamespace(name="表.xlsx", sha256="1" * 64)
    assert places.place_of(file, folder / "核算.gxde") is None
    QMainWindow().restoreGeometry(settings.blob("geometry"))
    QSplitter(Qt.Orientation.Horizontal).restoreState(settings.blob("splitter"))
    (folder / "c.gxde").touch()
    settings.add_recent(folder / "c.gxde")
    assert settings.recent()[0] == str(folder / "c.gxde")


def damaged(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 10))):
        at = rng.randrange(len(out) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            out[at:at] = rng.choice(PIECES)
        elif kind == 1:
            del out[at : at + rng.randrange(60)]
        elif kind == 2:
            out[at : at + 1] = rng.randbytes(1)
        elif kind == 3:
            out[at:at] = out[at : at + rng.randrange(200)]
        else:
            del out[at:]
    return bytes(out)


@soak
def test_whatever_the_settings_hold_the_window_has_what_it_asks_for(
    tmp_path: Path, qapp: QApplication
) -> None:
    filled(tmp_path)
    whole = (tmp_path / "window.ini").read_bytes()
    assert b"@ByteArray" in whole
    rng = random.Random("settings")
    for number in range(rounds(60)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "window.ini").write_bytes(damaged(whole, rng))
        used(Settings(folder), folder)


@pytest.mark.parametrize("key", ["recent", "last_folder", "sources"])
def test_a_name_that_no_file_system_takes_is_no_file(
    key: str, tmp_path: Path, qapp: QApplication
) -> None:
    settings = Settings(tmp_path)
    for value in ("长" * 5000, "a\0b", "[" * 50_000):
        settings.put(key, value)
        used(settings, tmp_path)


def test_settings_of_other_types_are_taken_for_none(tmp_path: Path, qapp: QApplication) -> None:
    settings = Settings(tmp_path)
    for key in (*TEXTS, *FLAGS, "headline", "rule", "last_folder", "sources", "recent"):
        settings.put(key, QByteArray(b"\0\1\2"))
    for key in ("geometry", "splitter"):
        settings.put(key, "text")
    used(settings, tmp_path)


def test_a_window_opens_on_damaged_settings(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "window.ini").write_bytes(
        b"[General]\ngeometry=@ByteArray(\\x1\\xd9garbage)\n\0\xff"
    )
    window = MainWindow(Settings(tmp_path))
    qtbot.addWidget(window)
    assert window.isVisible() is False
    window.session.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of POSIX")
@pytest.mark.parametrize("fault", ["full", "a file in the folder's place", "read-only"])
def test_settings_that_cannot_be_written_stop_nothing_and_lose_nothing(
    fault: str, tmp_path: Path
) -> None:
    """In a process of its own: a limit on the size of files is one on every file of it."""
    folder = tmp_path / "config"
    folder.mkdir()
    settings = Settings(folder)
    settings.put("theme", "dark")
    settings.save()
    before = (folder / "window.ini").read_bytes()
    given = folder
    if fault == "a file in the folder's place":
        given = folder / "window.ini"
    if fault == "read-only":
        if os.geteuid() == 0:
            given = Path("/proc/nothing")  # root may write everywhere else
        else:
            folder.chmod(0o500)
    limit = "(0, 0)" if fault == "full" else "(1 << 30, 1 << 30)"
    code = f"""
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, {limit})
from gxde_desktop.ui.settings import Settings
settings = Settings(Path(sys.argv[1]))
print(settings.text("theme", "system"))
settings.put("theme", "light")
settings.add_recent(Path(sys.argv[0]))
settings.save()
print(settings.text("theme", "system"))
"""
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, str(given)],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
        )
    finally:
        folder.chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["dark" if given == folder else "system", "light"]
    assert (folder / "window.ini").read_bytes() == before
    assert [path.name for path in folder.iterdir() if "lock" not in path.name] == ["window.ini"]
