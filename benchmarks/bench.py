"""What every area gets: a folder to work in, the size of the run, and the sample, made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.importing.importer import FileReport, inspect_file
from gxde_desktop.project.commands import AddFiles, NewFile, new_file
from gxde_desktop.project.project import Project
from gxde_desktop.project.state import ProjectState
from models import Measurement, measure
from models.dataset import Dataset

ROOT = Path(__file__).resolve().parent.parent
REAL_DATA = ROOT.parent / "shared" / "data" / "real"
"""Official files, which are not the project's to ship; rows on them are left out without."""


@dataclass
class Bench:
    """One run. folder: on a real disk, for its commits are what is measured."""

    folder: Path
    quick: bool = False

    @cached_property
    def sample(self) -> tuple[Path, ...]:
        """The sample's workbooks."""
        return write_sample(self.folder / "sample")

    @cached_property
    def national_table(self) -> Path:
        """The sample's workbook of 149 sectors."""
        return max(self.sample, key=lambda path: path.stat().st_size)

    @cached_property
    def files(self) -> tuple[NewFile, ...]:
        """The sample as the importer sees it, ready to be added to a project."""
        return tuple(self._new_file(path) for path in self.sample)

    @cached_property
    def project_file(self) -> Path:
        """A saved project with the sample in it."""
        project = Project.create()
        try:
            project.apply(AddFiles(self.files))
            return project.save(self.folder / "sample.gxde")
        finally:
            project.close()

    @cached_property
    def state(self) -> ProjectState:
        """The document of that project."""
        project = Project.open(self.project_file)
        try:
            return project.state
        finally:
            project.close()

    @cached_property
    def dataset(self) -> Dataset:
        """The dataset of that document."""
        from gxde_desktop.project.assemble import assemble

        found = assemble(self.state).dataset
        if found is None:
            raise RuntimeError("the sample gives no dataset")
        return found

    @cached_property
    def measurement(self) -> Measurement:
        """The sample measured."""
        return measure(self.dataset, self.state.parameters)

    def reports(self) -> tuple[FileReport, ...]:
        """The sample's workbooks read and recognised anew."""
        return tuple(inspect_file(path) for path in self.sample)

    @staticmethod
    def _new_file(path: Path) -> NewFile:
        report = inspect_file(path)
        if report.refused:
            raise RuntimeError(f"the importer refuses {path.name}")
        return new_file(path.name, path.read_bytes(), (), report)
