"""Formulas of the appendix as a person reads them: `K_{i,t}` with real sub- and superscripts."""

from __future__ import annotations

import re
from html import escape

_SCRIPT = re.compile(r"([_^])(?:\{((?:[^{}]|\{[^{}]*\})*)\}|([\w∞]))")


def formula_html(text: str) -> str:
    """A formula as rich text. `_` and `^` take one character or a group in braces."""

    def script(found: re.Match[str]) -> str:
        tag = "sub" if found[1] == "_" else "sup"
        return f"<{tag}>{formula_html_inner(found[2] or found[3])}</{tag}>"

    def formula_html_inner(inner: str) -> str:
        return _SCRIPT.sub(script, inner)

    return formula_html_inner(escape(text))
