"""What all tests share: a screen of their own, settings of their own, and the tools they need.

This file is read before Qt is imported, which is when the environment must be right.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

PROJECT = Path(__file__).resolve().parent.parent
REAL_DATA = PROJECT.parent / "shared" / "data" / "real"

settings.register_profile("default", deadline=None, print_blob=True)
settings.load_profile("default")

_screen: subprocess.Popen[bytes] | None = None
_home: Path | None = None


def pytest_configure() -> None:
    _use_an_empty_home()
    _use_a_screen_of_our_own()


def pytest_unconfigure() -> None:
    if _screen is not None:
        _screen.terminate()
        _screen.wait(10)
    if _home is not None:
        shutil.rmtree(_home, ignore_errors=True)


def _use_an_empty_home() -> None:
    """Neither settings nor recent projects of a person are read or changed."""
    global _home
    _home = Path(tempfile.mkdtemp(prefix="gxde-tests-"))
    for name in ("HOME", "USERPROFILE"):
        os.environ[name] = str(_home)
    for name, folder in {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
        "XDG_RUNTIME_DIR": "run",
        "APPDATA": "AppData/Roaming",
        "LOCALAPPDATA": "AppData/Local",
    }.items():
        path = _home / folder
        path.mkdir(parents=True, mode=0o700)
        os.environ[name] = str(path)
    os.environ["GXDE_LANG"] = "zh"
    # No portal, no input method, no screen reader of the desktop that the tests run on.
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
    os.environ["QT_IM_MODULE"] = "none"


def _use_a_screen_of_our_own() -> None:
    """A virtual screen where Xvfb exists, so that clipboard and focus are nobody else's.

    GXDE_TEST_DISPLAY=keep uses the display that is there, to watch a test.
    """
    global _screen
    if not sys.platform.startswith("linux"):
        return
    if os.environ.get("DISPLAY") and os.environ.get("GXDE_TEST_DISPLAY") == "keep":
        return
    os.environ.pop("WAYLAND_DISPLAY", None)
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return
    read_end, write_end = os.pipe()
    _screen = subprocess.Popen(
        [xvfb, "-displayfd", str(write_end), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as answer:
        number = answer.readline().strip()  # Xvfb chooses a free one and says so when it is ready
    if not number:
        pytest.exit("Xvfb did not start", returncode=3)
    os.environ["DISPLAY"] = f":{number}"
    os.environ["QT_QPA_PLATFORM"] = "xcb"


def _missing(tool: str, packages: str) -> NoReturn:
    reason = f"{tool} is not installed; type: sudo apt-get install {packages}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The official files that the project was written for; they are not part of the repository."""
    if not REAL_DATA.is_dir():
        pytest.skip("the official files are not beside the project (../shared/data/real)")
    return REAL_DATA


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice."""
    for name in ("soffice", "libreoffice"):
        path = shutil.which(name)
        if path is not None:
            return path
    _missing("LibreOffice", "libreoffice-calc-nogui")


@pytest.fixture(scope="session")
def require_display() -> str:
    """The name of a real (or virtual) screen, for what the offscreen platform cannot show."""
    if sys.platform.startswith("linux") and os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        _missing("Xvfb", "xvfb")
    return os.environ.get("DISPLAY", sys.platform)
