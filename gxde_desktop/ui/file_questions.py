"""Questions about a project's file that is another's, or was changed by another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QMessageBox, QWidget

from gxde_desktop.text import tr

Role = QMessageBox.ButtonRole


def ask_open_elsewhere(parent: QWidget, text: str, *, sure: bool) -> str | None:
    """What to do with a project that another has open.

    sure: it is open now; otherwise only its mark is there, and it may be taken over.
    `read_only`, `copy`, `take_over`, or None to leave it.
    """
    ways = [("read_only", Role.AcceptRole), ("copy", Role.ActionRole)]
    if not sure:
        ways.append(("take_over", Role.DestructiveRole))
    return _ask(parent, text, tr("ui.elsewhere.info"), "ui.elsewhere", ways)


def ask_changed_on_disk(parent: QWidget, text: str) -> str | None:
    """What to do where someone else wrote the file: `elsewhere`, `overwrite` or None."""
    ways = [("elsewhere", Role.AcceptRole), ("overwrite", Role.DestructiveRole)]
    return _ask(parent, text, tr("ui.changed_on_disk.info"), "ui.changed_on_disk", ways)


def ask_discard(parent: QWidget, text: str) -> bool:
    """Whether unsaved work may be thrown away for good."""
    ways = [("discard", Role.DestructiveRole)]
    return _ask(parent, text, tr("ui.recovery.discard_info"), "ui.recovery", ways) == "discard"


def _ask(
    parent: QWidget, text: str, info: str, stem: str, ways: Sequence[tuple[str, Role]]
) -> str | None:
    """A question with named answers; what is harmless is the default."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("ui.app"))
    box.setText(text)
    box.setInformativeText(info)
    buttons = {way: box.addButton(tr(f"{stem}.{way}"), role) for way, role in ways}
    cancel = box.addButton(tr("ui.cancel"), Role.RejectRole)
    harmless = [buttons[way] for way, role in ways if role is not Role.DestructiveRole]
    box.setDefaultButton(harmless[0] if harmless else cancel)
    box.setEscapeButton(cancel)
    box.exec()
    return next((way for way, made in buttons.items() if made is box.clickedButton()), None)
