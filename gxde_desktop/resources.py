"""Where the files that ship with the program are, from source and frozen alike."""

from __future__ import annotations

from pathlib import Path


def resource_folder() -> Path:
    """The `resources` folder beside the package (PyInstaller keeps the same layout)."""
    return Path(__file__).resolve().parent.parent / "resources"


def docs_folder() -> Path:
    """The `docs` folder: the method's page is read by the window's help."""
    return resource_folder().parent / "docs"
