"""Every region of a project that has a table, each as a case to be measured.

What a person decided for the region that is looked at holds for the others only where it can:
parameters, answers and scenarios are everybody's, a chosen series is its region's own, and so
is a given base scale.
"""

from __future__ import annotations

from dataclasses import replace

from gxde_desktop.project.assemble import all_series
from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.benchmarks import regions_of
from gxde_desktop.project.candidates import NATIONAL, same_region, series_id
from gxde_desktop.project.state import ProjectState
from models.comparison import RegionCase
from models.dataset import Dataset
from models.frozen import FrozenMap
from models.messages import Message, message
from models.parameters import with_value


def comparable_regions(state: ProjectState) -> tuple[str, ...]:
    """Regions that have a table in the files used; the nation is none beside its provinces."""
    found = regions_of(replace(state, files=state.used_files))
    own = tuple(region for region in found if region != NATIONAL)
    return own or found


def state_of(state: ProjectState, region: str, own: str | None = None) -> ProjectState:
    """The active scenario's decisions with another region in place of its own.

    own: the region that they were made for, where that is known.
    """
    # A plain state: what holds now is in its fields, and no scenario says otherwise.
    now = ProjectState(
        files=state.files,
        region=region,
        preset=state.preset,
        parameters=state.parameters,
        choices=state.choices,
        left_out=state.left_out,
        ranges=state.ranges,
        concordances=state.concordances,
        updates=state.updates,
    )
    if own is not None and same_region(own, region):
        return now
    named = {series_id(one): one.region for one in all_series(now)}
    kept = {
        role: chosen
        for role, chosen in state.choices.items()
        if (whose := named.get(chosen)) is None or whose == NATIONAL or same_region(whose, region)
    }
    parameters = state.parameters
    if parameters.accumulated_base is not None:
        parameters = with_value(parameters, "accumulated_base", None)
    return replace(now, choices=FrozenMap(kept), parameters=parameters)


def region_cases(
    state: ProjectState, assemblies: Assemblies | None = None
) -> tuple[RegionCase, ...]:
    """One case a region, its dataset assembled only when its turn comes."""
    known = Assemblies() if assemblies is None else assemblies
    looked_at = known.of(state).dataset
    made_for = state.region if looked_at is None else looked_at.region

    def case(region: str) -> RegionCase:
        own = state_of(state, region, made_for)

        def build() -> Dataset | Message:
            assembly = known.of(own)
            if assembly.dataset is None:
                reasons = [problem.message for problem in assembly.problems]
                return reasons[0] if reasons else message("project.no_table")
            return assembly.dataset

        return RegionCase(region, build, own.parameters)

    return tuple(case(region) for region in comparable_regions(state))
