"""Full recomputation means full: what the method keeps between two measurements is let go."""

from __future__ import annotations

import sys


def forget() -> None:
    """Empty every cache of the method (profiles of assets, shares of a concordance, ...)."""
    for name, module in tuple(sys.modules.items()):
        if name.split(".", 1)[0] != "models":
            continue
        for each in tuple(vars(module).values()):
            clear = getattr(each, "cache_clear", None)
            if callable(clear):
                clear()
