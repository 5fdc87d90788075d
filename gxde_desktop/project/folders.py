"""Where the program keeps its own data on this computer."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APPLICATION = "gxde-desktop"


def data_folder() -> Path:
    """Local (not roaming) application data of this person, not made yet."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / APPLICATION


def work_folder() -> Path:
    """Where private copies of open projects are."""
    return data_folder() / "work"


def memory_path() -> Path:
    """The store of remembered layouts (`importing.memory`)."""
    return data_folder() / "layouts.json"
