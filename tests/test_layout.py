"""The shape of the repository, and what no file in it may hold."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent

# In pieces, so that this file passes its own test.
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "deb." + "debian.org",
    "security." + "debian.org",
    "snapshot." + "debian.org",
    "extra-index" + "-url =",
    "find" + "-links =",
]
MACHINE_PATH = re.compile(
    rb"(?<![\w.~/-])/(?:" + rb"|".join([b"wo" + b"rk", b"ro" + b"ot", b"home/[a-z]+"]) + rb")/[\w.]"
    rb"|/tmp/" + b"bash_jobs"
)


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """The files that git knows of."""
    if not (PROJECT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True, timeout=60
    ).stdout.decode()
    paths = [PROJECT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_models_is_ours() -> None:
    import models

    assert models.__file__ is not None
    assert Path(models.__file__).resolve().parent == PROJECT / "models"


@pytest.mark.parametrize(
    "name",
    ["main.py", "models", "gxde_desktop", "resources", "packaging", "benchmarks", "tests"],
)
def test_the_folders_are_where_a_newcomer_looks(name: str) -> None:
    assert (PROJECT / name).exists()


def test_nothing_has_slipped_to_the_top(tracked: list[Path]) -> None:
    top = {path.name for path in tracked if path.parent == PROJECT and path.name[0] != "."}
    assert top == {"README.md", "CHANGELOG.md", "LICENSE", "Makefile", "main.py", "pyproject.toml"}


def test_tests_are_no_package_and_their_names_are_unique() -> None:
    files = list((PROJECT / "tests").rglob("*.py"))
    assert not [path for path in files if path.name == "__init__.py"]
    names = [path.name for path in files if path.name.startswith("test_")]
    assert len(names) == len(set(names))


def test_no_file_names_a_package_host(tracked: list[Path]) -> None:
    found = [
        f"{path.relative_to(PROJECT)}: {host}"
        for path in tracked
        for host in HOSTS
        if host.encode() in path.read_bytes()
    ]
    assert not found


def test_locks_name_no_source_and_hash_everything() -> None:
    for lock in (PROJECT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert not re.search(r"^-", text, re.MULTILINE)
        for pinned in re.split(r"\n(?=\S)", text):
            if not pinned.startswith("#"):
                assert "--hash=sha256:" in pinned


def test_no_file_names_a_path_of_one_machine(tracked: list[Path]) -> None:
    found = [
        f"{path.relative_to(PROJECT)}: {match.group().decode()}"
        for path in tracked
        if (match := MACHINE_PATH.search(path.read_bytes()))
    ]
    assert not found


def test_no_file_is_over_three_megabytes(tracked: list[Path]) -> None:
    assert not [path for path in tracked if path.stat().st_size > 3_000_000]
