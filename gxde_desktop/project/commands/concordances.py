"""Which sectors hold which asset, as a person decides: one sector, or back to what ships."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gxde_desktop.project.commands.base import Step
from gxde_desktop.project.concordances import shipped, with_rule
from gxde_desktop.project.state import ProjectState
from models.concordance import SectorRule
from models.frozen import FrozenMap
from models.messages import Message, message


@dataclass(frozen=True, slots=True)
class SetConcordance(Step):
    """The rule of one sector of a classification; None: the shipped one."""

    classification: str
    sector: str
    rule: SectorRule | None

    @property
    def name(self) -> Message:
        return message("project.command.set_concordance", sector=self.sector)

    def next(self, state: ProjectState) -> ProjectState:
        edits = with_rule(state.concordances, self.classification, self.sector, self.rule)
        return replace(state, concordances=edits)


@dataclass(frozen=True, slots=True)
class ResetConcordance(Step):
    """All rules of a classification as they ship."""

    classification: str

    @property
    def name(self) -> Message:
        return message("project.command.reset_concordance", title=self.classification)

    def next(self, state: ProjectState) -> ProjectState:
        shipped(self.classification)
        rest = {k: v for k, v in state.concordances.items() if k != self.classification}
        return replace(state, concordances=FrozenMap(rest))
