"""Sets of published figures from and to files, read and written in the worker process."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from gxde_desktop.jobs.events import Done, Event, Failed
from gxde_desktop.jobs.published import read_published_task, write_published_task
from gxde_desktop.project.commands import SetPublished
from gxde_desktop.text import language, say, tr
from gxde_desktop.ui.activity import Trouble
from gxde_desktop.ui.dialogs import ask_export_target, ask_set
from gxde_desktop.ui.exports import copy_name
from gxde_desktop.ui.logs import LOG
from gxde_desktop.ui.session import Session
from models.published import PublishedSet


def import_set(parent: QWidget, session: Session) -> None:
    """Ask for a file and make its set the project's own."""
    path = ask_set(parent, session.settings)
    if path is not None:
        read_set(session, path)


def read_set(session: Session, path: Path) -> None:
    """Read a set; what is wrong is told with its sheet and cell, the project as it was."""

    def arrived(event: Event) -> None:
        if isinstance(event, Done):
            session.end_activity()
            session.apply(SetPublished(event.result))
        elif isinstance(event, Failed):
            LOG.error("published figures of %s: %s\n%s", path, event.message, event.details)
            session.end_activity()
            session.trouble.emit(
                Trouble(say(event.message), event.details, retry=lambda: read_set(session, path))
            )

    session.show_activity(tr("ui.audit.reading", file=path.name), None)
    session.worker.submit(read_published_task, path, on_event=session.emitter.carry(arrived))


def export_set(parent: QWidget, session: Session, published: PublishedSet) -> None:
    """Ask for a file and write the set; an empty one is a template."""
    name = tr("ui.audit.file" if published.figures else "ui.audit.template_file")
    path = ask_export_target(parent, session.settings, f"{name}.xlsx")
    if path is not None:
        write_set(session, published, path)


def write_set(session: Session, published: PublishedSet, path: Path) -> None:
    """Write a set as a workbook."""

    def arrived(event: Event) -> None:
        if isinstance(event, Done):
            session.end_activity(tr("ui.audit.written", file=str(path)))
        elif isinstance(event, Failed):
            LOG.error("published figures to %s: %s\n%s", path, event.message, event.details)
            session.end_activity()
            session.trouble.emit(
                Trouble(
                    say(event.message),
                    event.details,
                    retry=lambda: write_set(session, published, path),
                    save_copy=lambda: write_set(session, published, copy_name(path)),
                )
            )

    session.show_activity(tr("ui.audit.writing", file=path.name), None)
    session.worker.submit(
        write_published_task,
        published,
        path,
        language(),
        on_event=session.emitter.carry(arrived),
    )
