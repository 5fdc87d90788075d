"""No library goes out without its licence and its place in the bill of materials."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytest.importorskip("PyInstaller")


@pytest.fixture(scope="module")
def notices() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notices", ROOT / "packaging" / "notices.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["notices"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A folder as PyInstaller leaves it, of two libraries."""
    inside = tmp_path / "gxde" / "_internal"
    inside.mkdir(parents=True)
    (inside / "libsqlite3.so.0").write_bytes(b"sqlite")
    (inside / "libnobody.so.1").write_bytes(b"?")
    return tmp_path / "gxde"


def test_a_library_built_beside_python_is_named_with_its_licence(
    notices: ModuleType, frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "python" / "share" / "built"
    notes.mkdir(parents=True)
    (notes / "sqlite.txt").write_text("public domain", encoding="utf-8")
    about = {"name": "SQLite", "version": "3.34", "license": "blessing", "files": "libsqlite3.so*"}
    (notes / "sqlite.json").write_text(json.dumps(about), encoding="utf-8")
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "python"))
    (part,) = notices.built_libraries(frozen)
    assert part.texts == {"copyright": "public domain"}
    bill = notices.bill_of_materials(frozen, [notices.program(), part])
    (component,) = bill["components"]
    assert component["purl"] == "pkg:generic/sqlite@3.34"
    assert [each["name"] for each in component["components"]] == ["_internal/libsqlite3.so.0"]
    assert [path.name for path in notices.unowned(frozen, [part])] == ["libnobody.so.1"]


def test_the_recipe_for_old_systems_notes_what_it_builds() -> None:
    """It builds SQLite and Python; Python's own libraries count as Python."""
    text = (ROOT / "packaging" / "linux" / "old_glibc.sh").read_text(encoding="utf-8")
    assert "share/built/sqlite.json" in text
    assert "share/built/sqlite.txt" in text
