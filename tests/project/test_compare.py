"""Scenarios compared: figures of one year beside one another, missing ones with their reason."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import pytest

from gxde_desktop.project import assemblies
from gxde_desktop.project import summaries as kept
from gxde_desktop.project.assemble import Assembly, assemble
from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.commands import (
    AddScenario,
    Command,
    SelectScenario,
    SetParameter,
    UseFile,
)
from gxde_desktop.project.compare import compare, outcomes
from gxde_desktop.project.results import ResultCache
from gxde_desktop.project.state import ProjectState
from gxde_desktop.stamps import stamp_in, stamp_of, stamp_out
from gxde_desktop.text import say
from models import measure
from models.headlines import HEADLINES
from models.measurement import Measurement
from models.messages import Message
from models.parameters import PRESETS, with_value
from tests.support_sample import sample_state


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> ProjectState:
    return sample_state(tmp_path_factory.mktemp("sample"))


def after(state: ProjectState, *commands: Command) -> ProjectState:
    for each in commands:
        state = each.next(state)
    return state


def measured(state: ProjectState, **parameters: Any) -> Measurement:
    """Measured without scenarios: the same decisions in a project of its own."""
    dataset = assemble(ProjectState(files=state.files)).dataset
    assert dataset is not None
    values = PRESETS["gx2022"]
    for path, value in parameters.items():
        values = with_value(values, path.replace("__", "."), value)
    return measure(dataset, values)


def test_figures_are_those_of_projects_with_these_parameters(sample: ProjectState) -> None:
    state = after(
        sample,
        AddScenario("低 β"),
        SetParameter("all.beta", 0.5),
        AddScenario("短寿命", "低 β"),
        SetParameter("computers.service_life", 3),
    )
    found = compare(outcomes(state, ResultCache()), against="低 β")
    alone = {
        None: measured(sample),
        "低 β": measured(sample, all__beta=0.5),
        "短寿命": measured(sample, all__beta=0.5, computers__service_life=3),
    }
    assert found.scenarios == tuple(alone)
    stock, investment = found.row("stock"), found.row("investment")
    assert isinstance(stock.place, int)
    year = stock.place
    for name, cell in zip(found.scenarios, stock.cells, strict=True):
        own, reference = (alone[each].value("stock_total", year) for each in (name, "低 β"))
        assert cell.value == own
        assert cell.delta == pytest.approx(own - reference, rel=1e-12, abs=1e-12)
        assert cell.relative == pytest.approx(own / reference - 1, rel=1e-9, abs=1e-12)
    total = math.fsum(
        alone[None].value("investment", asset, investment.place)
        for asset in ("computers", "communications", "software")
    )
    assert investment.cells[0].value == pytest.approx(total, rel=1e-12)
    # Efficiency changes no investment.
    assert [cell.relative for cell in investment.cells] == [0, 0, 0]


def test_every_headline_has_a_figure_or_a_reason(sample: ProjectState) -> None:
    prices = next(f for f in sample.files if "价格指数" in f.name)
    state = after(
        sample,
        AddScenario("无价格"),
        UseFile(prices.sha256, False),
        AddScenario("没有表"),
        *(UseFile(file.sha256, False) for file in sample.files if "投入产出" in file.name),
    )
    found = compare(outcomes(state, ResultCache()))
    assert [row.headline for row in found.rows] == list(HEADLINES)
    for row in found.rows:
        for cell in row.cells:
            assert (cell.value is None) == (cell.missing is not None)
            assert cell.value is not None or (cell.delta is None and cell.relative is None)
            assert cell.missing is None or say(cell.missing)
    missing = {
        name: [row.cells[place].missing for row in found.rows]
        for place, name in enumerate(found.scenarios)
    }
    assert not any(missing[None])
    assert all(missing["没有表"])
    assert any(missing["无价格"])
    assert not all(missing["无价格"])


def test_scenarios_of_other_years_are_compared_in_the_last_that_all_have(
    sample: ProjectState,
) -> None:
    state = after(sample, AddScenario("早"), SetParameter("last_year", 2012))
    found = compare(outcomes(state, ResultCache()))
    assert found.row("stock").place == 2012
    alone = compare(outcomes(state, ResultCache(), [None]))
    assert alone.row("stock").place == measured(sample).frame.years[-1]


def test_comparing_measures_each_scenario_once(sample: ProjectState) -> None:
    calls: list[float] = []

    def counted(dataset: Any, parameters: Any) -> Any:
        calls.append(parameters.alpha)
        return measure(dataset, parameters)

    cache = ResultCache(counted)
    state = after(sample, AddScenario("甲"), SetParameter("alpha", 0.3), AddScenario("同基准"))
    first = outcomes(state, cache)
    again = outcomes(after(state, SelectScenario(None)), cache)
    assert sorted(calls) == [0.3, 0.5]  # a scenario without differences is the base's result
    assert all(first[name] is again[name] for name in first)
    assert first[None] is first["同基准"]


# ------------------------------------------------------------------ stamps and summaries


def test_what_is_known_is_assembled_once_for_all_who_compare(
    sample: ProjectState, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[ProjectState] = []

    def counted(state: ProjectState) -> Assembly:
        calls.append(state)
        return assemble(state)

    monkeypatch.setattr(assemblies, "assemble", counted)
    state = after(
        sample,
        AddScenario("低 β"),
        SetParameter("computers.beta", 0.5),
        AddScenario("别处"),
        UseFile(sample.files[-1].sha256, False),
    )
    kept, cache = Assemblies(), ResultCache()
    first = outcomes(state, cache, assemblies=kept)
    assert len(calls) == 2  # parameters alone need no assembly of their own, a region does
    again = outcomes(after(state, SelectScenario(None)), cache, assemblies=kept)
    assert len(calls) == 2
    assert all(again[name] is first[name] for name in (None, "低 β"))


def test_a_stamp_names_versions_and_the_vintage_of_gdp(sample: ProjectState) -> None:
    m = measured(sample)
    stamp = stamp_of(m)
    assert stamp_in(stamp_out(stamp)) == stamp
    gdp = stamp.vintages_of_gdp()
    assert {each.use for each in gdp} == {"indicator.gdp", "price.gdp_volume"}
    files = {file.name: file.sha256 for file in sample.files}
    for each in stamp.vintages:
        assert files[each.file].startswith(each.sha256)
    uses = [each.use for each in stamp.vintages]
    assert {f"benchmark.{b.year}" for b in m.dataset.benchmarks} <= set(uses)
    assert stamp_of(measured(sample, alpha=0.3)).parameters != stamp.parameters
    assert stamp_of(measured(sample, alpha=0.3)).data == stamp.data


def test_another_version_is_told_with_the_figures_that_it_changes(sample: ProjectState) -> None:
    m = measured(sample)
    summary = kept.summary_of(m)
    assert {each.name for each in summary.figures} == {each.name for each in HEADLINES}
    assert kept.version_change(summary, m) is None
    stock = next(each for each in summary.figures if each.name == "stock")
    figures = tuple(
        dataclasses.replace(each, value=2 * each.value) if each is stock else each
        for each in summary.figures
    )
    old = kept.ResultSummary(dataclasses.replace(summary.stamp, method="0.9"), figures)
    change = kept.version_change(old, m)
    assert change is not None
    assert change.same_inputs
    assert [each.headline.name for each in change.figures] == ["stock"]
    assert change.figures[0].before == 2 * change.figures[0].now == 2 * stock.value
    other = kept.version_change(old, measured(sample, alpha=0.3))
    assert other is not None
    assert not other.same_inputs


def test_summaries_survive_json_and_damage(sample: ProjectState) -> None:
    summary = kept.summary_of(measured(sample))
    both: dict[str | None, kept.ResultSummary] = {None: summary, "甲": summary}
    plain = kept.summaries_out(both)
    assert kept.summaries_in(plain) == both
    bad: list[Any] = [None, 3, [{}]]
    bad += [[{**plain[0], "stamp": {}}], [{**plain[0], "figures": [[1]]}]]
    for damaged in bad:
        assert kept.summaries_in(damaged) == {}


def test_a_message_is_no_measurement(sample: ProjectState, tmp_path: Path) -> None:
    found = outcomes(ProjectState(), ResultCache())
    assert isinstance(found[None], Message)
    assert all(row.cells[0].missing is found[None] for row in compare(found).rows)
