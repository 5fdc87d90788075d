"""The open project and what follows from it, for every page: state, figures, work under way.

Widgets ask the session and listen to its signals; none of them talks to another.
Whatever changes the project goes through `apply`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from gxde_desktop.importing.results import FoundTable
from gxde_desktop.jobs.aside import Aside, Asked
from gxde_desktop.jobs.events import Done, Event, Failed
from gxde_desktop.jobs.measuring import Measurer
from gxde_desktop.jobs.worker import Worker
from gxde_desktop.project.assemble import Assembly
from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.commands import Command
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.project.results import ResultCache
from gxde_desktop.project.scenarios import inherited
from gxde_desktop.project.state import ProjectFile, ProjectState
from gxde_desktop.project.summaries import summary_of
from gxde_desktop.text import say, tr
from gxde_desktop.ui.activity import Activity, Standing, Trouble
from gxde_desktop.ui.effects import Effects
from gxde_desktop.ui.emitter import Emitter
from gxde_desktop.ui.exports import Exporter
from gxde_desktop.ui.filing import Filing
from gxde_desktop.ui.imports import Importer
from gxde_desktop.ui.issues import Issues, issues_of
from gxde_desktop.ui.logs import LOG
from gxde_desktop.ui.previewing import Preview
from gxde_desktop.ui.reading_report import ReadingWork
from gxde_desktop.ui.region_figures import RegionsMeasured
from gxde_desktop.ui.remembering import Remembering
from gxde_desktop.ui.scenario_figures import ScenarioFigures
from gxde_desktop.ui.settings import Settings
from gxde_desktop.ui.sources import SourcePlaces, SourceWatch
from gxde_desktop.ui.surveys import FlagSurvey
from gxde_desktop.ui.tallies import Tallies
from gxde_desktop.ui.uncertainty import Uncertainty
from models.parameters import Parameters

if TYPE_CHECKING:
    from models.measurement import Measurement


T = TypeVar("T")


class Session(QObject):
    """One window's project, its assembly, its measurement."""

    changed = Signal()
    """The document is another one, or was changed, saved or undone."""
    assembled = Signal()
    """The files are others, or what is used of them is."""
    measured = Signal()
    """`measurement` or `standing` is new."""
    previewed = Signal(object)
    """A Measurement of parameters that are not in the document (a slider is moving), or
    None: the preview ended."""
    baseline_measured = Signal()
    activity = Signal(object)
    told = Signal(str)
    trouble = Signal(object)
    derive_wanted = Signal(object)
    """(key, index) of a figure."""
    source_wanted = Signal(object)
    """An Origin to be shown on the data page."""
    headline_chosen = Signal()
    """Another headline figure is looked at while parameters change."""
    help_wanted = Signal(str)
    """Catalogue stem of what is selected: `parameter.software.beta`, `quantity.stock`."""
    table_chosen = Signal()
    """`chosen_table` is new."""
    cell_wanted = Signal(str, str, str)
    """Digest of a file, sheet and A1 address to be shown on the data page."""
    attention_wanted = Signal()
    """The first open question is to be looked at."""
    save_as_wanted = Signal()
    """A step could not be kept: what there is should be saved elsewhere."""
    update_wanted = Signal(str)
    """Digest of a file that is to be compared with its source."""
    update_from_wanted = Signal(str)
    """Digest of a file that is to be compared with another one, to be chosen."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.closed = False
        self.project = Project.create()
        self.emitter = Emitter(self)
        self.worker = Worker(gives_way=True)
        self.places = SourcePlaces(settings)
        self.sources = SourceWatch(self)
        self.remembering = Remembering(self)
        self.importer = Importer(self)
        self.exporter = Exporter(self)
        self.live = True
        self.assembly: Assembly | None = None
        self._files: tuple[ProjectFile, ...] | None = None
        self.measurement: Measurement | None = None
        self.baseline: Measurement | None = None
        self.standing = Standing.EMPTY
        self.failure = ""
        self.chosen_table: tuple[str, str] | None = None
        self.measure_ms = 0.0
        self.results = ResultCache()
        self.assemblies = Assemblies()
        self.tallies = Tallies()
        self._measurer = Measurer(results=self.results)
        self._side_measurer = Measurer(results=self.results)
        self._aside = Aside("assembly")
        self.filing = Filing(self)
        self._held: list[Callable[[], object]] | None = None
        """Steps that wait while the project is saved."""
        self._request = 0
        self._preview = Preview(self)
        self.survey = FlagSurvey(self)
        self.scenario_figures = ScenarioFigures(self)
        self.regions = RegionsMeasured(self)
        self.effects = Effects(self)
        self.uncertainty = Uncertainty(self)
        self.readings = ReadingWork(self)
        self._baseline_for: tuple[int, Parameters] | None = None
        self._end_subscription = self.project.subscribe(self._document_changed)

    # ------------------------------------------------------------ the document

    @property
    def state(self) -> ProjectState:
        """The document."""
        return self.project.state

    @property
    def working(self) -> bool:
        """Whether work is under way that has the status line: longer than a measurement."""
        parts = (self.importer, self.exporter, self.uncertainty, self.readings, self.filing)
        return any(each.busy for each in parts)

    @property
    def preset(self) -> Parameters:
        """The parameters that marks and resets refer to: the preset's, or what is inherited."""
        return inherited(self.state, self.state.active)

    @property
    def issue_count(self) -> int:
        """How many things wait for a person; counted anew when files or their use change."""
        return self.tallies.issues(self.state.files, self.assembly)

    def issues_beside(self, table: FoundTable | None) -> Issues:
        """Everything that waits for a person, beside a table that is looked at."""
        attention = self.tallies.attention(self.assembly)
        return issues_of(self.state.files, self.assembly, table, attention)

    def apply(self, command: Command) -> bool:
        """Change the project by a command; a refusal is told, the project unharmed."""
        if self._held is not None:
            self._held.append(partial(self.apply, command))
            return True
        try:
            return self.project.apply(command)
        except ProjectError as error:
            self._refused(error, partial(self.apply, command))
            return False

    def apply_assembled(self, command: Command, then: Callable[[bool], None]) -> None:
        """`apply` once there is, beside the window, what follows from the files that the command
        brings: their assembly, what is counted of it, its figures. That takes longer than a
        window may stand still, and the window has enough to show when they come.

        then: told what `apply` says. The command meets the document as it is by then.
        """
        state = self.state

        def work() -> None:
            self.foresee(lambda: command.next(state))
            arrived(None)

        arrived = self.emitter.carry(lambda _: then(self.apply(command)))
        self._aside.add(work)

    def foresee(self, next_state: Callable[[], ProjectState]) -> None:
        """Have what a document needs before it is the one that is open; from any thread."""
        try:
            state = next_state()
            made = self.assemblies.of(state)
            self.tallies.foresee(state, made)
            if self.live and made.dataset is not None:
                self.results.measured(made.dataset, state.parameters)
        except Exception as error:  # will be met again, and told, when the document asks
            LOG.debug("not foreseen: %r", error)

    def undo(self) -> None:
        """Take the last step back."""
        self._step(self.project.undo)

    def redo(self) -> None:
        """Do it again."""
        self._step(self.project.redo)

    def replace_project(self, project: Project) -> None:
        """Work on another project; the one before is closed."""
        self.importer.cancel()
        self._end_subscription()
        old, self.project = self.project, project
        self._end_subscription = project.subscribe(self._document_changed)
        self.measurement = self.baseline = None
        self._baseline_for = None
        self.uncertainty.forget()
        self._document_changed(project.state)
        old.close()

    def save(
        self, path: Path | None = None, *, overwrite_changed: bool = False, text: str = ""
    ) -> None:
        """Save the project beside the window, with a summary of the figures shown.

        Steps that are made meanwhile follow when it is saved. text: what is under way.
        Raises ProjectError, and Cancelled where a person or another work with files prevents it.
        """
        project, summaries = self.project, {}
        if self.measurement is not None and self.standing == Standing.CURRENT:
            summary = summary_of(self.measurement, self.results.fingerprints)
            summaries = {self.state.active: summary}

        def work(asked: Asked) -> None:
            if summaries:
                project.keep_results(summaries)
            project.save(path, overwrite_changed=overwrite_changed, cancelled=asked)

        self._beside_steps(text, work)
        self.changed.emit()

    def save_without_data(self, path: Path, *, text: str = "") -> Path:
        """Write the decisions alone to another file, beside the window. Raises as `save`."""
        return self._beside_steps(text, lambda _: self.project.save_copy_without_data(path))

    def _beside_steps(self, text: str, work: Callable[[Asked], T]) -> T:
        """Work on the project's own copy; steps wait until it is done."""
        held: list[Callable[[], object]] = []
        if not self.filing.busy:
            self._held = held
        try:
            return self.filing.wait(text, work)
        finally:
            if self._held is held:
                self._do_held()

    def _do_held(self) -> None:
        held, self._held = self._held, None
        for step in held or ():
            step()

    def close(self, *, keep: bool = False) -> None:
        """End threads, process and project; again is nothing.

        keep: leave what is not saved for the next start to offer.
        """
        if self.closed:
            return
        self.closed = True
        self._end_subscription()
        self.emitter.close()
        self.filing.close()
        self._do_held()  # steps made while it was saved are kept as any
        for part in (
            *(self._aside, self.survey, self.scenario_figures, self.regions, self.effects),
            *(self.uncertainty, self.readings, self.remembering),
            *(self._measurer, self._side_measurer, self.worker),
        ):
            part.close()
        self.project.close(keep=keep and self.project.modified)

    def choose_table(self, sha256: str, table_id: str) -> None:
        """Look at one table of one file; an empty id means the file as a whole."""
        if self.chosen_table != (sha256, table_id):
            self.chosen_table = (sha256, table_id)
            self.table_chosen.emit()

    def table(self) -> tuple[ProjectFile, FoundTable | None] | None:
        """The table looked at, with its file; None where there is none (any more)."""
        if self.chosen_table is None:
            return None
        file = self.state.file(self.chosen_table[0])
        if file is None:
            return None
        found = [t for t in file.report.tables if t.id == self.chosen_table[1]]
        return file, (found[0] if found else None)

    # ------------------------------------------------------------ figures

    def set_live(self, live: bool) -> None:
        """Whether every change is measured at once."""
        self.live = live
        if live and self.standing == Standing.OUTDATED:
            self.compute()

    def compute(self) -> None:
        """Measure the document as it is."""
        dataset = self.assembly.dataset if self.assembly else None
        self._request += 1  # what is on its way belongs to another document
        if dataset is None:
            self.measurement = None
            self._stand(Standing.EMPTY)
            return
        self._preview.drop()
        self._stand(Standing.RUNNING)
        self._ask(self._measurer, self._request, self.state.parameters)
        self._refresh_baseline()

    def preview(self, path: str, value: Any) -> None:
        """Measure with one parameter changed, without changing the document."""
        self._preview.measure(path, value)

    def end_preview(self) -> None:
        """Show the document's own figures again."""
        self._preview.end()

    def measure_aside(self, parameters: Parameters, arrived: Callable[[Event], None]) -> None:
        """Measure the document's data with other parameters; what is on its way is given up."""
        dataset = self.assembly.dataset if self.assembly else None
        if dataset is not None:
            self._request += 1
            self._measurer.request(dataset, parameters, self.emitter.carry(arrived), keep=False)

    def _document_changed(self, state: ProjectState) -> None:
        started = time.perf_counter()
        before = self.assembly, self._files
        self.assembly, self._files = self.assemblies.of(state), state.files
        LOG.debug("assembled in %.1f ms", 1e3 * (time.perf_counter() - started))
        self._preview.drop()
        self.changed.emit()
        # A parameter changes neither: sheets and findings need not be shown anew.
        if before[0] is not self.assembly or before[1] is not self._files:
            self.assembled.emit()
        if self.assembly.dataset is None or self.live:
            self.compute()
        else:
            self._request += 1  # what is on its way belongs to another document
            self._stand(Standing.OUTDATED if self.measurement else Standing.EMPTY)

    def _ask(self, measurer: Measurer, number: int, parameters: Parameters) -> None:
        started = time.perf_counter()

        def arrived(event: Event) -> None:
            if number != self._request:
                return
            if isinstance(event, Done):
                self.measurement = event.result
                self.measure_ms = 1e3 * (time.perf_counter() - started)
                self._stand(Standing.CURRENT)
            elif isinstance(event, Failed):
                LOG.error("measuring failed: %s\n%s", event.message, event.details)
                self.failure = say(event.message)
                self._stand(Standing.FAILED)

        dataset = self.assembly.dataset if self.assembly else None
        if dataset is not None:
            measurer.request(dataset, parameters, self.emitter.carry(arrived))

    def _refresh_baseline(self) -> None:
        """Measure the preset's parameters too, for what has changed against it."""
        dataset = self.assembly.dataset if self.assembly else None
        key = (id(dataset), self.preset)
        if dataset is None or key == self._baseline_for:
            return
        self._baseline_for = key

        def arrived(event: Event) -> None:
            if isinstance(event, Done) and key == self._baseline_for:
                self.baseline = event.result
                self.baseline_measured.emit()

        self._side_measurer.request(dataset, self.preset, self.emitter.carry(arrived))

    def _stand(self, standing: Standing) -> None:
        self.standing = standing
        self.measured.emit()

    def _step(self, do: Callable[[], object]) -> None:
        if self._held is not None:
            self._held.append(partial(self._step, do))
            return
        try:
            do()
        except ProjectError as error:
            self._refused(error, partial(self._step, do))

    def _refused(self, error: ProjectError, again: Callable[[], object]) -> None:
        """Tell a refusal; where the disk is to blame, with both ways out of it."""
        text = say(error.message)
        if error.message.code != "project.cannot_keep":
            self.trouble.emit(Trouble(text))
            return
        elsewhere = tr("ui.trouble.save_elsewhere")
        self.trouble.emit(Trouble(text, "", again, self.save_as_wanted.emit, elsewhere))

    def show_activity(self, text: str, fraction: float | None, cancel: Any = None) -> None:
        """Say what is under way."""
        self.activity.emit(Activity(text, fraction, cancel))

    def end_activity(self, text: str = "") -> None:
        """Nothing is under way any more."""
        self.activity.emit(None)
        self.told.emit(text or tr("ui.status.ready"))
