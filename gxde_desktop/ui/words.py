"""Names out of the catalogues that a growing method may not have yet.

A parameter or quantity without a title must not stop the page it stands on; the tests
hold that every one has its words.
"""

from __future__ import annotations

from gxde_desktop.text import catalogue, language
from gxde_desktop.ui.logs import LOG
from models.parameters import yearly_name

_missed: set[str] = set()


def name_of(code: str) -> str:
    """The words of a code without fields; its last part where the catalogue has none."""
    words = catalogue(language()).get(code)
    if words is not None:
        return words
    if code not in _missed:
        _missed.add(code)
        LOG.warning("no words for %s", code)
    parts = code.split(".")
    return parts[-2] if parts[-1] in ("title", "help") and len(parts) > 1 else parts[-1]


def parameter_words(name: str, part: str) -> str:
    """Title or help of a parameter; one of a year (`margin_2017`) has it after its title."""
    yearly = yearly_name(name)
    if yearly is None:
        return name_of(f"parameter.{name}.{part}")
    words = name_of(f"parameter.{yearly[0]}.{part}")
    return f"{words} {yearly[1]}" if part == "title" else words
