"""The log file, and what happens to an error nobody expected.

No traceback meets a person: it goes to the log, and the window says calmly
that something went wrong and where the details are.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

LOG = logging.getLogger("gxde_desktop")
_CRASH, _LAST_CRASH = "crash.txt", "crash-last.txt"


def start_log(folder: Path) -> Path | None:
    """Log into `folder/gxde.log` (three files of 512 KB); None where it cannot be written."""
    path = folder / "gxde.log"
    ours = [each for each in LOG.handlers if isinstance(each, RotatingFileHandler)]
    if any(Path(each.baseFilename) == path.absolute() for each in ours):
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=512 * 1024, backupCount=2, encoding="utf-8")
    except OSError:
        return None
    for old in ours:
        LOG.removeHandler(old)
        old.close()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    return path


def watch_for_crashes(folder: Path) -> None:
    """Write where a crash of a library happened to `folder/crash.txt`: frames, no values.

    What the last run left there becomes `crash-last.txt` and goes to the log, which must have
    been started.
    """
    path = folder / _CRASH
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size > 0:
            path.replace(folder / _LAST_CRASH)
            left = (folder / _LAST_CRASH).read_text(encoding="utf-8", errors="replace")
            LOG.error("the last run crashed\n%s", left[:20_000])
        # Open for as long as the program runs: there is no time to open it in a crash.
        faulthandler.enable(path.open("w", encoding="utf-8"), all_threads=True)


def last_crash(log_path: Path | None) -> str:
    """What a crash of an earlier run left, empty where none did."""
    if log_path is not None:
        with suppress(OSError):
            left = log_path.with_name(_LAST_CRASH)
            return left.read_text(encoding="utf-8", errors="replace")[:4_000].strip()
    return ""


def catch_everything(tell: Callable[[str], None]) -> None:
    """Send every unexpected error to the log, and its details to `tell`.

    `tell` may be called from any thread.
    """

    def caught(
        kind: type[BaseException], error: BaseException, where: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, where)
            return
        details = "".join(traceback.format_exception(kind, error, where))
        LOG.error("unexpected error\n%s", details)
        tell(details)

    sys.excepthook = caught
    threading.excepthook = lambda args: caught(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )
