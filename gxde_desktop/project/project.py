"""The project: a document on disk, changed by commands, with unlimited undo.

Work happens on a private copy in local application data, committed after every
command; the person's own file is read by copying and written only by `save`.
Any thread may work on a project, one at a time: who comes second waits.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gxde_desktop import __version__
from gxde_desktop.importing.results import FileReport
from gxde_desktop.project import claims, faults, recovery, schema
from gxde_desktop.project import document as documents
from gxde_desktop.project.alone import alone
from gxde_desktop.project.commands import Command, merged
from gxde_desktop.project.commands.plain import to_plain
from gxde_desktop.project.commands.plain_values import message_in, message_out
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.expected import without_data
from gxde_desktop.project.filling import digest_of
from gxde_desktop.project.reports import report_in
from gxde_desktop.project.scenarios import names_of
from gxde_desktop.project.script import script_of
from gxde_desktop.project.state import ProjectState
from gxde_desktop.project.storage import Store
from gxde_desktop.project.stored import Step
from gxde_desktop.project.summaries import ResultSummary, summaries_in, summaries_out
from gxde_desktop.project.targets import cannot_write, same_file, target_of
from gxde_desktop.text import say
from models.messages import Message, message

Callback = Callable[[ProjectState], None]

_RESULTS = "results"
"""The remark that holds the last results."""

_UNREADABLE = (
    *(KeyError, TypeError, ValueError, AttributeError, IndexError),
    *(OverflowError, RecursionError, MemoryError, sqlite3.Error),
)
"""What reading a document that is not one of ours can raise."""


class Project:
    """An open project. Make one with `create` or `open`; `close` it."""

    def __init__(self, store: Store, document: Any, claim: claims.Claim | None = None) -> None:
        self._store = store
        self._claim = claim or claims.Claim(None)
        self._lock = threading.RLock()
        self._names: tuple[Message | None, Message | None] | None = None
        """Of the steps that undo and redo would take."""
        self._reports: dict[str, FileReport] = {}
        self._callbacks: list[Callback] = []
        self._last: Command | None = None
        """What the next command may merge with: done in this session, not saved since."""
        self._state = documents.from_document(documents.completed(document), self._report)
        # As this version writes it, or the next step would also be what versions differ in.
        self._document = documents.to_document(self._state)

    @classmethod
    def create(cls, *, disposable: bool = False) -> Project:
        """An empty project that has no file yet.

        disposable: after a crash nobody is asked about it. Raises ProjectError
        `project.no_private_copy`.
        """
        document = documents.to_document(ProjectState())
        remarks = {"program": __version__}
        return cls(Store.create(document, remarks, disposable=disposable), document)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        take_over: bool = False,
        disposable: bool = False,
    ) -> Project:
        """A project from its file, which is copied and never opened in place.

        read_only: for looking, computing and *Save as*, whoever has it open; `save` without
        another path is refused. take_over: although another computer's lock lies there.
        Raises ProjectError: unreadable, not a project, foreign, newer, damaged;
        `project.open_elsewhere` (another process has it), `project.maybe_open_elsewhere`
        (`take_over` opens it).
        """
        path = Path(path).absolute()
        schema.check_header(path, path.name)  # no lock is left beside what is no project
        claim = None if read_only else claims.claim(path, take_over=take_over)
        try:
            try:
                store = Store.copy_of(path, read_only=read_only, disposable=disposable)
                try:
                    return cls(store, store.document(), claim)
                except BaseException:
                    store.close()
                    raise
            except _UNREADABLE as error:
                raise ProjectError(message("project.damaged", file=path.name)) from error
        except BaseException:
            if claim is not None:
                claim.release()
            raise

    @classmethod
    def recover(cls, found: recovery.Unsaved) -> Project:
        """The project of a private copy that `recovery.unsaved` found, with all its steps.

        It knows its file as before, so `save` notices what others did to it since; where
        another process has that file open, the project is `read_only`.
        Raises ProjectError: `project.copy_taken`, `project.copy_damaged`; the copy stays.
        """
        copy = recovery.take(found)
        try:
            store = recovery.opened(copy)
        except BaseException:
            copy.leave()
            raise
        try:
            claim = None
            path = store.facts.file
            if path is not None and not store.facts.read_only:
                try:
                    claim = claims.claim(path)
                except ProjectError:
                    store.look_only()
            return cls(store, store.document(), claim)
        except _UNREADABLE as error:
            store.close(keep=True)
            reason = message("project.why.unreadable")
            raise ProjectError(
                message("project.copy_damaged", folder=str(found.folder), reason=reason)
            ) from error
        except BaseException:
            store.close(keep=True)
            raise

    @property
    def state(self) -> ProjectState:
        """The document as it is now."""
        return self._state

    @property
    def path(self) -> Path | None:
        """The person's file, None before the first save."""
        return self._store.facts.file

    @property
    def read_only(self) -> bool:
        """Whether `save` is refused because the file is another's; *Save as* is not."""
        return self._store.facts.read_only

    @property
    def modified(self) -> bool:
        """Whether the document differs from what `path` holds."""
        return self._store.at != self._store.facts.saved_at

    @property
    @alone
    def unsaved_steps(self) -> int:
        """How many steps the file does not have."""
        return self._store.unsaved

    @property
    def undo_name(self) -> Message | None:
        """Name of the step that `undo` takes back, None where there is none."""
        return self._step_names()[0]

    @property
    def redo_name(self) -> Message | None:
        """Name of the step that `redo` does again, None where there is none."""
        return self._step_names()[1]

    @alone
    def apply(self, command: Command) -> bool:
        """Do a command and commit it; False where it changes nothing (no step is made).

        A command that a person sees as one with the last (`commands.merged`) takes its place.
        Raises ProjectError, the document unchanged.
        """
        one = merged(command, self._last)
        before = self._before_last() if one is not None else self._document
        done = command if one is None else one
        state = done.next(self._state if one is None else self._read(before))
        document = documents.to_document(state)
        if not documents.difference(self._document, document):
            return False
        patches = documents.patches_out(documents.difference(before, document))
        name, plain = message_out(done.name), to_plain(done)
        self._commit(
            lambda: self._store.append(
                name, patches, document, done.blobs, command=plain, merged=one is not None
            )
        )
        self._moved(state, document)
        self._last = done if patches else None
        return True

    def _before_last(self) -> Any:
        step = self._store.last()
        patches = () if step is None else documents.patches_in(step.patches)
        return documents.patched(self._document, patches, back=True)

    def _read(self, document: Any) -> ProjectState:
        return documents.from_document(document, self._report)

    def undo(self) -> bool:
        """Take the last step back; False where there is none."""
        return self._move(self._store.last, back=True)

    def redo(self) -> bool:
        """Do the step again that was taken back last; False where there is none."""
        return self._move(self._store.following, back=False)

    @alone
    def save(
        self,
        path: Path | None = None,
        *,
        overwrite_changed: bool = False,
        cancelled: Callable[[], bool] | None = None,
    ) -> Path:
        """Write the project to its file (or to `path`, which becomes its file), atomically.

        cancelled: asked before the new file takes the old one's place, raises `Cancelled`.

        Raises ProjectError: `project.no_path`, `project.read_only` (save as), `project.
        changed_on_disk` (someone else wrote the file since; ask, then `overwrite_changed`),
        `project.open_elsewhere` (the target is another's), `project.unfinished_change`,
        `project.cannot_write` with the reason and its remedy.
        """
        own = self.path
        chosen = path or own
        if chosen is None:
            raise ProjectError(message("project.no_path"))
        if path is None and self.read_only:
            raise ProjectError(message("project.read_only", file=own.name if own else ""))
        target = target_of(chosen)
        ours = own is not None and same_file(target, own)
        schema.check_beside(target)
        claim = None if ours and not self.read_only else claims.claim(target)
        try:
            known = self._store.facts.digest if ours and target.exists() else None
            if known is not None and not overwrite_changed and digest_of(target) != known:
                raise ProjectError(message("project.changed_on_disk", file=target.name))
            self._store.save(target, cancelled)
        except BaseException as error:
            if claim is not None:
                claim.release()
            if isinstance(error, OSError | sqlite3.Error):
                raise cannot_write(target, error) from error
            raise
        if claim is not None:
            self._claim.release()
            self._claim = claim
        self._last = None
        return target

    @alone
    def save_copy_without_data(self, path: Path) -> Path:
        """Write decisions alone to another file: parameters, scenarios, answers, choices.

        The copy has no figures, no workbooks and no history. Opened, it names the files that
        it was made with (`ProjectState.expected`) and has the answers for them. The project
        itself stays where it is. Raises ProjectError as `save` does.
        """
        target = target_of(path)
        own = self.path
        if own is not None and same_file(target, own):
            raise ProjectError(message("project.copy_onto_itself", file=target.name))
        schema.check_beside(target)
        claim = claims.claim(target)
        try:
            bare = documents.to_document(without_data(self._state))
            self._store.write_bare(target, bare)
        except (OSError, sqlite3.Error) as error:
            raise cannot_write(target, error) from error
        finally:
            claim.release()
        return target

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Call `callback(state)` after every change; the result ends that."""
        self._callbacks.append(callback)

        def end() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return end

    @alone
    def file_bytes(self, sha256: str) -> bytes:
        """The original bytes of an imported file."""
        return self._store.blob(sha256)

    @alone
    def script(self) -> list[Any]:
        """Steps that make this document from an empty project (`project.script`)."""
        return script_of(self._document, self._store.steps(), self._report)

    @property
    @alone
    def results(self) -> dict[str | None, ResultSummary]:
        """The last results that were kept, by scenario; None: the base."""
        names = names_of(self._state)
        kept = summaries_in(self._store.remark(_RESULTS) or [])
        return {name: each for name, each in kept.items() if name in names}

    @alone
    def keep_results(self, results: Mapping[str | None, ResultSummary]) -> None:
        """Keep the last results of scenarios, which a `save` writes too; no step is made."""
        plain = summaries_out({**self.results, **results})
        self._commit(lambda: self._store.put_remark(_RESULTS, plain))

    @alone
    def close(self, *, keep: bool = False) -> None:
        """End the work and remove the private copy. What was not saved is gone.

        keep: leave the copy, so that the next start offers it (the session ends and nobody
        can be asked).
        """
        self._callbacks.clear()
        self._store.close(keep=keep)
        self._claim.release()

    @alone
    def _move(self, read: Callable[[], Step | None], *, back: bool) -> bool:
        try:
            step = read()
            if step is None:
                return False
            patches = documents.patches_in(step.patches)
            document = documents.patched(self._document, patches, back=back)
            state = self._read(document)
            document = documents.to_document(state)
        except _UNREADABLE as error:
            raise ProjectError(message("project.step_damaged")) from error
        self._commit(lambda: self._store.move(back, document))
        self._moved(state, document)
        self._last = None
        return True

    def _commit(self, write: Callable[[], None]) -> None:
        try:
            write()
        except (sqlite3.Error, OSError) as error:  # the disk is full or gone: nothing was changed
            reason = faults.why(error, self._store.folder / "x")
            raise ProjectError(message("project.cannot_keep", reason=reason)) from error
        except ValueError as error:  # NaN or infinity, which no file of ours holds
            raise ProjectError(message("project.not_a_number")) from error

    def _step_names(self) -> tuple[Message | None, Message | None]:
        # Kept: a window asks at every turn, also while another thread saves.
        if self._names is None:
            with self._lock:
                self._names = self._name_of(self._store.last), self._name_of(self._store.following)
        return self._names

    def _name_of(self, read: Callable[[], Step | None]) -> Message | None:
        try:
            step = read()
            return None if step is None else _sayable(message_in(step.name))
        except _UNREADABLE:
            return message("project.step_unnamed")

    def _moved(self, state: ProjectState, document: Any) -> None:
        self._state, self._document, self._names = state, document, None
        for each in state.files:
            self._reports[each.report_sha256] = each.report
        for callback in tuple(self._callbacks):
            callback(state)

    def _report(self, sha256: str) -> FileReport:
        found = self._reports.get(sha256)
        if found is None:
            found = self._reports[sha256] = report_in(self._store.blob(sha256), sha256)
        return found


def _sayable(what: Message) -> Message:
    """A message of the history, if this version has words for it."""
    say(what)
    return what
