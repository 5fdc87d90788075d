"""Everything that can be done to a project: each command is one undoable step.

A command is a frozen value that makes the next state from the present one; the
document turns the difference into (path, before, after) patches, which is what is
stored. The window, the command line and the tests drive these same commands.
Decisions (parameters, series, region, files left out) are made in the active scenario.
"""

from __future__ import annotations

from gxde_desktop.project.commands.base import Command, Group, Step, merged
from gxde_desktop.project.commands.concordances import ResetConcordance, SetConcordance
from gxde_desktop.project.commands.decisions import (
    ChooseSeries,
    ResetChoices,
    ResetParameters,
    SetParameter,
    SetParameters,
    SetPreset,
    SetRegion,
    UseFile,
)
from gxde_desktop.project.commands.files import (
    AddFiles,
    AnswerFile,
    NewFile,
    RemoveFile,
    new_file,
)
from gxde_desktop.project.commands.published import (
    RemoveCheck,
    RemoveFigure,
    SetCheck,
    SetFigure,
    SetPublished,
    SetTolerance,
)
from gxde_desktop.project.commands.ranges import ResetRanges, SetRange
from gxde_desktop.project.commands.updating import RemoveTableUpdate, UpdateTable
from gxde_desktop.project.commands.variants import (
    AddScenario,
    DuplicateScenario,
    RemoveScenario,
    RenameScenario,
    SelectScenario,
)

__all__ = [
    "AddFiles",
    "AddScenario",
    "AnswerFile",
    "ChooseSeries",
    "Command",
    "DuplicateScenario",
    "Group",
    "NewFile",
    "RemoveCheck",
    "RemoveFigure",
    "RemoveFile",
    "RemoveScenario",
    "RemoveTableUpdate",
    "RenameScenario",
    "ResetChoices",
    "ResetConcordance",
    "ResetParameters",
    "ResetRanges",
    "SelectScenario",
    "SetCheck",
    "SetConcordance",
    "SetFigure",
    "SetParameter",
    "SetParameters",
    "SetPreset",
    "SetPublished",
    "SetRange",
    "SetRegion",
    "SetTolerance",
    "Step",
    "UpdateTable",
    "UseFile",
    "merged",
    "new_file",
]
