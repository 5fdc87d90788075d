"""`run`: import, measure, export, and say what was used, assumed and missing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace

from gxde_desktop import (
    cli_accounts,
    cli_audit,
    cli_export,
    cli_levels,
    cli_readings,
    cli_regions,
    cli_results,
    cli_scenarios,
    cli_uncertainty,
    cli_updates,
    cli_usage,
)
from gxde_desktop.cli_inputs import (
    Found,
    Importer,
    InputRefused,
    find,
    into_project,
    open_or_create,
    read_answers,
    refuse_foreign_target,
)
from gxde_desktop.cli_memory import learn, memory_of
from gxde_desktop.cli_problems import show_problems, show_questions
from gxde_desktop.cli_script import replay_file, write_script
from gxde_desktop.importing.results import Answer, FileReport
from gxde_desktop.jobs.extras import audit_of, carried_of, scenario_comparison
from gxde_desktop.project.assemble import Assembly
from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.attention import Attention
from gxde_desktop.project.benchmarks import regions_of
from gxde_desktop.project.candidates import same_region
from gxde_desktop.project.choosing import series_meant
from gxde_desktop.project.commands import (
    ChooseSeries,
    SelectScenario,
    SetParameter,
    SetPreset,
    SetPublished,
    SetRegion,
)
from gxde_desktop.project.compare import Outcome, compare, outcomes
from gxde_desktop.project.project import Project
from gxde_desktop.project.results import ResultCache
from gxde_desktop.project.scenarios import meant
from gxde_desktop.project.schema import SUFFIX
from gxde_desktop.project.state import ProjectState
from gxde_desktop.project.summaries import summary_of, version_change
from gxde_desktop.stamps import stamp_of
from gxde_desktop.text import say, tr
from models.dataset import ROLES
from models.findings import findings
from models.measurement import Measurement
from models.messages import Message, message
from models.parameters import PRESETS, paths, value_of

PROBLEMS = 1


def run(options: argparse.Namespace) -> int:
    """Do the main job without a window; returns the exit status."""
    answers = read_answers(options.assume)
    memory = memory_of(options.memory)
    cli_uncertainty.check_draws(options)
    if not options.inputs and options.script is None:
        raise InputRefused(message("cli.no_input"))
    found = find(options.inputs) if options.inputs else Found(None, (), ())
    _check_targets(options, found)
    for path in found.skipped:
        print(tr("cli.run.skipped", file=path.name), file=sys.stderr)
    project = open_or_create(found.project)
    try:
        with Importer(memory) as importer:
            refused = _prepared(project, options, found, answers, importer)
        learn(memory, [file.report for file in project.state.files])
        return _measured(project, options, answers, refused)
    finally:
        project.close()


def _prepared(
    project: Project,
    options: argparse.Namespace,
    found: Found,
    answers: tuple[Answer, ...],
    importer: Importer,
) -> tuple[FileReport, ...]:
    """Inputs, then the script, then what the options say; slips are found before the work."""
    if options.script is None:
        _set_up(project, options)
    refused = into_project(project, found, answers, importer, options.reviewed)
    if options.script is not None:
        count = replay_file(project, options.script, importer)
        target = options.project
        if found.project is None and not project.state.files and target and target.exists():
            # Meant for that project, most likely; saving would put an empty one in its place.
            raise InputRefused(
                message("cli.script_of_project", file=target.name, script=options.script.name)
            )
        print(tr("cli.run.replayed", file=options.script.name, count=count), file=sys.stderr)
        _set_up(project, options)
    _choose(project, options)
    _set_region(project, options)
    for text in options.updates:
        project.apply(cli_updates.command(project.state, text))
    if options.published is not None:
        project.apply(SetPublished(importer.published(options.published)))
    return refused


def _check_targets(options: argparse.Namespace, found: Found) -> None:
    """What could not be written, or must not be, is refused before the work, not after it."""
    inputs = {path.resolve() for path, _ in found.files}
    if found.project is not None:
        inputs.add(found.project.resolve())
    if options.script is not None:
        inputs.add(options.script.resolve())
    if options.published is not None:
        inputs.add(options.published.resolve())
    beside = cli_export.targets(options)
    for target in (options.export, options.project, options.write_script, *beside):
        if target is not None and not target.absolute().parent.is_dir():
            raise InputRefused(message("cli.no_folder", folder=str(target.absolute().parent)))
    export = options.export
    if export.suffix.lower() != ".xlsx":
        raise InputRefused(message("cli.not_xlsx", file=export.name))
    if export.resolve() in inputs:
        raise InputRefused(message("cli.export_is_input", file=export.name))
    if export.exists() and not export.is_file():
        raise InputRefused(message("cli.not_a_file", file=str(export)))
    for target in beside:
        if target is not None and target.resolve() in inputs:
            raise InputRefused(message("cli.export_is_input", file=target.name))
    if options.charts is not None and options.charts.exists() and not options.charts.is_dir():
        raise InputRefused(message("cli.not_a_folder", folder=str(options.charts)))
    if options.write_script is not None:
        if options.write_script.suffix.lower() != ".json":
            raise InputRefused(message("cli.not_json", file=options.write_script.name))
        if options.write_script.resolve() in inputs:
            raise InputRefused(message("cli.script_is_input", file=options.write_script.name))
    if options.project is not None:
        if options.project.suffix.lower() != SUFFIX:
            raise InputRefused(message("cli.not_gxde", file=options.project.name))
        refuse_foreign_target(options.project)


def _set_up(project: Project, options: argparse.Namespace) -> None:
    if options.scenario is not None:
        project.apply(SelectScenario(meant(project.state, options.scenario)))
    if options.preset is not None:
        project.apply(SetPreset(options.preset))
    for text in options.settings:
        path, equals, value = text.partition("=")
        if not equals:
            raise InputRefused(message("cli.bad_set", text=text))
        project.apply(SetParameter(path.strip(), value.strip()))


def _choose(project: Project, options: argparse.Namespace) -> None:
    for text in options.choose:
        role, equals, part = text.partition("=")
        if not (equals and role.strip() and part.strip()):
            raise InputRefused(message("cli.bad_choose", text=text, known=", ".join(ROLES)))
        chosen = series_meant(project.state, role.strip(), part.strip())
        project.apply(ChooseSeries(role.strip(), chosen))


def _set_region(project: Project, options: argparse.Namespace) -> None:
    if options.region is None or cli_regions.wanted(options):
        return
    known = regions_of(replace(project.state, files=project.state.used_files))
    found = next((each for each in known if same_region(each, options.region.strip())), None)
    if found is None and known:
        # Nothing can be measured there: a slip in the name, or a table that is not given.
        raise InputRefused(message("cli.unknown_region", region=options.region, known=known))
    project.apply(SetRegion(found or options.region))


def _measured(
    project: Project,
    options: argparse.Namespace,
    answers: tuple[Answer, ...],
    refused: tuple[FileReport, ...],
) -> int:
    everywhere = cli_regions.wanted(options)
    state = cli_regions.looked_at(project.state) if everywhere else project.state
    reports = (*(file.report for file in state.used_files), *refused)
    assemblies = Assemblies()
    assembly = assemblies.of(state)
    attention = Attention(assembly)
    show_questions(reports, attention, everything=options.all)
    left_out = (each.name for each in state.files if each.sha256 in state.left_out)
    _print(
        tr("cli.run.files"),
        (
            *cli_usage.lines(reports, assembly.dataset, attention, everything=options.all),
            *(f"  {tr('cli.run.left_out', file=name)}" for name in left_out),
        ),
    )
    troubles = show_problems(reports, assembly, attention, answers, everything=options.all)
    if assembly.dataset is None:
        print(tr("cli.run.nothing"), file=sys.stderr)
        _save(project, options)
        return PROBLEMS
    _print(tr("cli.run.assumed"), _assumed(state, assembly))
    cache = ResultCache()
    measurement: Measurement = cache.measured(assembly.dataset, state.parameters)
    print(f"\n{tr('cli.run.region_line', region=assembly.dataset.region)}")
    lacking = _lacking(assembly)
    for part in (
        cli_results.lines(measurement),
        cli_accounts.lines(measurement),
        cli_regions.city_lines(measurement),
        cli_levels.lines(measurement, lacking),
    ):
        for line in part:
            print(line)
    _print(tr("cli.run.absent"), cli_results.absent(measurement, lacking))
    troubles += cli_audit.show(state, measurement)
    troubles += cli_updates.show(assembly.updated)
    _findings(measurement)
    found = outcomes(state, cache, assemblies=assemblies)
    troubles += _scenarios(state, found)
    _print(
        tr("cli.stamp.title"), cli_scenarios.stamp_lines(stamp_of(measurement, cache.fingerprints))
    )
    _versions(project, found)
    if not cli_results.measured(measurement):
        print(tr("cli.run.nothing"), file=sys.stderr)
        _save(project, options)
        return PROBLEMS
    sys.stdout.flush()
    uncertainty = cli_uncertainty.assessed(measurement, state, options)
    if uncertainty is not None:
        for line in cli_uncertainty.lines(uncertainty, state.parameters.base_year):
            print(line)
    regions = cli_regions.compared(state, options, assemblies) if everywhere else None
    if regions is not None:
        for line in cli_regions.lines(regions):
            print(line)
    readings = cli_readings.reported(state, cache, assemblies) if options.readings else None
    extras = {
        "readings": readings,
        "scenarios": scenario_comparison(state, found),
        "uncertainty": uncertainty,
        "regions": regions,
        **audit_of(state, assembly.dataset),
        "program": cli_export.kept(state, assembly.dataset),
        **carried_of(assembly),
    }
    cli_export.write_all(measurement, options, extras)
    if regions is not None:
        own = assembly.dataset.region
        for path in cli_regions.write_each(state, regions, options.export, own, assemblies):
            print(tr("cli.run.workbook", file=str(path)))
        troubles += len(regions.absent)
    made = {name: each for name, each in found.items() if isinstance(each, Measurement)}
    if options.project is not None and state is project.state:
        project.keep_results(
            {name: summary_of(each, cache.fingerprints) for name, each in made.items()}
        )
    _save(project, options)
    return PROBLEMS if troubles or not cli_results.complete(measurement) else 0


def _scenarios(state: ProjectState, found: Mapping[str | None, Outcome]) -> int:
    """Print the comparison where there are scenarios; returns how many have no figures."""
    if not state.scenarios:
        return 0
    _print(
        tr("cli.compare.heading", scenario=cli_scenarios.name_text(state.active)),
        (
            *cli_scenarios.comparison(compare(found), state.base.parameters.base_year),
            *cli_scenarios.what_differs(state, None),
        ),
    )
    return sum(isinstance(each, Message) for each in found.values())


def _versions(project: Project, found: Mapping[str | None, Outcome]) -> None:
    """Say where the project's last results came from another version."""
    lines: list[str] = []
    for name, kept in project.results.items():
        now = found.get(name)
        change = version_change(kept, now) if isinstance(now, Measurement) else None
        if change is not None:
            lines += cli_scenarios.version_lines(name, change)
    if lines:
        print(f"\n{tr('cli.stamp.versions_title')}", file=sys.stderr)
        print("\n".join(lines), file=sys.stderr)


def _save(project: Project, options: argparse.Namespace) -> None:
    if options.write_script is not None:
        count = write_script(project, options.write_script)
        print(tr("cli.run.script_written", file=str(options.write_script), count=count))
    if options.project is not None:
        print(tr("cli.run.project_saved", file=str(project.save(options.project))))


def _assumed(state: ProjectState, assembly: Assembly) -> list[str]:
    """Stand-ins and settings: all that the files and the preset do not say."""
    found = [
        f"  {tr('cli.run.assumed_line', file=file.name)}"
        f" --assume {answer.table}:{answer.field}={answer.value}"
        + (f" ({tr('cli.remembered', origin=answer.remembered)})" if answer.remembered else "")
        for file in state.files
        for answer in file.answers
    ]
    preset = PRESETS[state.preset]
    found.append(f"  {tr('cli.run.preset_line', preset=state.preset)}")
    for path in paths(state.parameters):
        value = value_of(state.parameters, path)
        if value != value_of(preset, path):
            found.append(
                f"  {tr('cli.run.set_line')} --set {path}={'' if value is None else value}"
            )
    for role in assembly.roles:
        if role.by_person and role.chosen is not None:
            name = tr(f"role.{role.role}")
            chosen = role.chosen.series.label
            found.append("  " + tr("cli.run.chosen_line", role=name, series=chosen))
    return found


def _lacking(assembly: Assembly) -> dict[str, Message]:
    return {
        each.role: each.missing
        for each in assembly.roles
        if each.missing is not None and each.candidates
    }


def _findings(measurement: Measurement) -> None:
    found = findings(measurement)
    if found:
        print(f"\n{tr('cli.run.findings')}", file=sys.stderr)
        for each in found:
            print(f"  {say(each.message)}", file=sys.stderr)


def _print(head: str, lines: Iterable[str]) -> None:
    body = list(lines)
    if body:
        print(f"\n{head}")
        print("\n".join(body))
