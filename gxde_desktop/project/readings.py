"""The readings report of a project: what each reading changes in its active scenario.

A reading may ask for other series than the present parameters do (another price method,
another X), so the dataset is assembled anew under each; what is the same is found again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.commands import (
    AddScenario,
    Command,
    Group,
    SetConcordance,
    SetParameters,
)
from gxde_desktop.project.compare import no_dataset
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.results import ResultCache
from gxde_desktop.project.state import ProjectState
from models.concordance import Concordance, normal_name
from models.dataset import Dataset
from models.frozen import FrozenMap
from models.headlines import Headline
from models.measurement import Measurement
from models.messages import Message, message
from models.parameters import Parameters
from models.published import PublishedSet
from models.reading_effects import Outcome, Sectors, readings_report
from models.reading_report import ReadingsReport
from models.readings import Point, Reading, resolved, with_sectors


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


def published_value(
    published: PublishedSet | None, headline: Headline, place: int | str
) -> float | None:
    """What was published of a headline figure in a year, in its unit; None for nothing.

    Of scale and share by whatever rule: a publication does not say by which.
    """
    key = "digital_industrialisation" if headline.name == "digital_industrialisation" else None
    key = headline.key if headline.name.partition(".")[2] else key
    found = published.get(key, place) if published and key and isinstance(place, int) else None
    if found is None:
        return None
    return found.value / 100.0 if found.unit == "percent" else found.value


def use_reading(state: ProjectState, dataset: Dataset, point: Point, reading: Reading) -> Command:
    """The step that makes a reading hold in the active scenario."""
    values = SetParameters(FrozenMap(resolved(reading, state.parameters, dataset)))
    commands: list[Command] = [values] if values.values else []
    for benchmark in dataset.benchmarks:
        for concordance in (benchmark.concordance, benchmark.reference_concordance):
            if concordance is not None:
                commands += _sector_rules(concordance, reading)
    title = message(
        "project.command.use_reading",
        point=message(f"readings.{point.key}.title"),
        reading=point.title_of(reading),
    )
    return Group(tuple(dict.fromkeys(commands)), title)


def scenario_of_reading(
    state: ProjectState, dataset: Dataset, point: Point, reading: Reading, name: str
) -> Command:
    """The step that makes a scenario in which a reading holds, and selects it.

    Which assets a sector holds is the same in all scenarios: for such a reading there is none.
    """
    if reading.sectors:
        raise ProjectError(message("project.reading_of_sectors"))
    made = AddScenario(name, state.active)
    values = SetParameters(FrozenMap(resolved(reading, state.parameters, dataset)))
    return Group((made, values), made.name)


def _sector_rules(concordance: Concordance, reading: Reading) -> list[Command]:
    """The rules of one classification that a reading changes; the shipped one where it is that."""
    found: list[Command] = []
    for name, assets in reading.sectors.items():
        known = concordance.rules.get(normal_name(name))
        if known is not None:
            rule = replace(known, assets=FrozenMap(assets))
            found.append(SetConcordance(concordance.classification, name, rule))
    return found
