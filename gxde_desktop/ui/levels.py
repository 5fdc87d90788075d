"""The level of a figure in words; which it is, `gxde_desktop.levels` says."""

from __future__ import annotations

from gxde_desktop.text import tr


def level_text(level: str) -> str:
    """A level in words."""
    return tr("ui.level", level=level)
