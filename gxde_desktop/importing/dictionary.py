"""The dictionaries of recognition, read once from resources/recognition."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from gxde_desktop.resources import resource_folder


@cache
def dictionary(name: str) -> dict[str, Any]:
    """The content of resources/recognition/<name>.json."""
    path = resource_folder() / "recognition" / f"{name}.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
