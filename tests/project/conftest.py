"""Files and projects for the tests of the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.commands import NewFile, new_file
from gxde_desktop.project.project import Project


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def sample_new_files(sample_files: tuple[Path, ...]) -> tuple[NewFile, ...]:
    return tuple(
        new_file(path.name, path.read_bytes(), (), inspect_file(path)) for path in sample_files
    )


@pytest.fixture
def project() -> Iterator[Project]:
    made = Project.create()
    yield made
    made.close()
