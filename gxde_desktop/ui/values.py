"""A value that a person sets for a whole table: unit, year, region, name or basis."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog, QWidget

from gxde_desktop.importing.answers import UNIT_CHOICES
from gxde_desktop.importing.regions import region_choices
from gxde_desktop.importing.results import BASIS_CHOICES, Question
from gxde_desktop.project.assemble import Assembly
from gxde_desktop.text import catalogue, language, tr

_CHOICES = {"unit": UNIT_CHOICES, "basis": BASIS_CHOICES}


def choice_text(field: str, choice: str) -> str:
    """A choice as a person reads it; units, regions and years speak for themselves."""
    code = f"ui.choice.{field}.{choice}"
    return catalogue(language()).get(code, choice)


def choices_here(question: Question, assembly: Assembly | None) -> tuple[str, ...]:
    """The choices of a question; the regions that are measured here stand before the others.

    What the file's own name or titles suggest stays first.
    """
    plain = region_choices()[0]
    if question.field != "region" or assembly is None or plain not in question.choices:
        return question.choices
    suggested = question.choices[: question.choices.index(plain)]
    return tuple(dict.fromkeys((*suggested, *assembly.regions, *question.choices)))


def ask_value(parent: QWidget, field: str) -> str:
    """A value for a field, empty when cancelled. A basis is one of four, others may be typed."""
    choices = region_choices() if field == "region" else _CHOICES.get(field, ("",))
    texts = [choice_text(field, choice) for choice in choices]
    name = tr(f"ui.field.{field}")
    text, fine = QInputDialog.getItem(
        parent, name, tr("ui.correct.ask", field=name), texts, 0, field != "basis"
    )
    if not fine:
        return ""
    return dict(zip(texts, choices, strict=True)).get(text, text.strip())
