"""What the window remembers between starts: an ini file in the config folder."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths


def config_folder() -> Path:
    """Folder of the settings and of the log; `GXDE_CONFIG` moves it (tests, portable use)."""
    given = os.environ.get("GXDE_CONFIG")
    if given:
        return Path(given)
    where = QStandardPaths.StandardLocation.AppConfigLocation
    return Path(QStandardPaths.writableLocation(where))


def is_file(path: Path) -> bool:
    """Whether there is a file; not where no file system takes the name, as of damaged settings."""
    try:
        return path.is_file()
    except OSError:
        return False


class Settings:
    """Typed access to the settings; unreadable or missing ones fall back in silence."""

    def __init__(self, folder: Path | None = None) -> None:
        self._store = QSettings(
            str((folder or config_folder()) / "window.ini"), QSettings.Format.IniFormat
        )

    def text(self, key: str, default: str = "") -> str:
        """A text setting."""
        value = self._store.value(key, default)
        return value if isinstance(value, str) else default

    def flag(self, key: str, default: bool) -> bool:
        """A yes or no."""
        return self.text(key, "1" if default else "0") == "1"

    def blob(self, key: str) -> QByteArray:
        """Window geometry and the like."""
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def put(self, key: str, value: str | bool | QByteArray) -> None:
        """Remember a value."""
        self._store.setValue(key, ("1" if value else "0") if isinstance(value, bool) else value)

    def recent(self) -> tuple[str, ...]:
        """Recent projects, newest first, those that still exist."""
        value = self._store.value("recent", [])
        entries = value if isinstance(value, list) else [value]
        return tuple(e for e in entries if isinstance(e, str) and e and is_file(Path(e)))

    def last_folder(self) -> Path | None:
        """The folder that a file was last chosen from, where it still is."""
        text = self.text("last_folder")
        try:
            return Path(text) if text and Path(text).is_dir() else None
        except OSError:  # what no file system takes for a name
            return None

    def add_recent(self, path: Path) -> None:
        """Put a project first among the recent ones."""
        rest = [entry for entry in self.recent() if entry != str(path)]
        self._store.setValue("recent", [str(path), *rest][:8])

    def save(self) -> None:
        """Write to disk now."""
        self._store.sync()
