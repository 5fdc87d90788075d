"""The log file, and what happens to an error nobody expected.

No traceback meets a person: it goes to the log, and the window says calmly
that something went wrong and where the details are.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

LOG = logging.getLogger("gxde_desktop")


def start_log(folder: Path) -> Path | None:
    """Log into `folder/gxde.log` (three files of 512 KB); None where it cannot be written."""
    path = folder / "gxde.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=512 * 1024, backupCount=2, encoding="utf-8")
    except OSError:
        return None
    for old in [h for h in LOG.handlers if isinstance(h, RotatingFileHandler)]:
        LOG.removeHandler(old)
        old.close()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    return path


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
