"""The entry point: the command line, which opens the window when nothing else is asked."""

from __future__ import annotations

import multiprocessing
import sys

if __name__ == "__main__":
    # First of all: in the frozen application the worker process starts here too.
    multiprocessing.freeze_support()
    from gxde_desktop.cli import main

    sys.exit(main())
