"""Which input method Qt asks, where the one a desktop names cannot be had.

Chinese desktops set QT_IM_MODULE=fcitx. Its plugin must be built for the very Qt in use and the
wheels of Qt bring ibus's alone; fcitx 5 offers ibus's interface too, so that is asked instead,
through the portal: the other way Qt goes only where ibus itself is installed. Without this,
Chinese could not be typed there at all. fcitx 4 offers neither, and is asked by `ui/fcitx4.py`.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

SINGLE, LIST = "QT_IM_MODULE", "QT_IM_MODULES"
"""The variables Qt reads; the list (from Qt 6.7 on) comes first."""
PORTAL = "IBUS_USE_PORTAL"


def choose_input_method(environment: MutableMapping[str, str], plugins: Path) -> bool:
    """Replace fcitx by ibus in the environment where `plugins` has no plugin of fcitx.

    plugins: Qt's folder of plugins. To be called before the application is made. Whether fcitx was
    asked for and must be reached in another way.
    """
    if any((plugins / "platforminputcontexts").glob("*fcitx*")):
        return False
    replaced = False
    for name, separator in ((SINGLE, None), (LIST, ";")):
        asked = environment.get(name)
        if asked:
            names = [asked] if separator is None else asked.split(separator)
            chosen = ["ibus" if each in ("fcitx", "fcitx5") else each for each in names]
            if chosen != names:
                replaced = True
                environment.setdefault(PORTAL, "1")
            environment[name] = (separator or "").join(dict.fromkeys(chosen))
    return replaced
