"""The readings report of a project: what each reading changes in its active scenario.

A reading may ask for other series than the present parameters do (another price method,
another X), so the dataset is assembled anew under each; what is the same is found again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.compare import no_dataset
from gxde_desktop.project.results import ResultCache
from gxde_desktop.project.state import ProjectState
from models.measurement import Measurement
from models.messages import Message
from models.parameters import Parameters
from models.reading_effects import Outcome, ReadingsReport, Sectors, readings_report
from models.readings import with_sectors


def readings_of(
    state: ProjectState,
    cache: ResultCache,
    assemblies: Assemblies | None = None,
    *,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ReadingsReport | Message:
    """The report of the active scenario, or why nothing can be measured.

    progress, cancelled: as `models.reading_effects.readings_report` takes them.
    """
    kept = Assemblies() if assemblies is None else assemblies
    assembly = kept.of(state)
    if assembly.dataset is None:
        return no_dataset(assembly)

    def measured(parameters: Parameters, sectors: Sectors) -> Outcome:
        own = kept.of(replace(state, parameters=parameters))
        if own.dataset is None:
            return no_dataset(own)
        found: Measurement = cache.measured(
            with_sectors(own.dataset, sectors), parameters, keep=parameters == state.parameters
        )
        return found

    return readings_report(
        assembly.dataset,
        state.parameters,
        measured=measured,
        progress=progress,
        cancelled=cancelled,
    )
