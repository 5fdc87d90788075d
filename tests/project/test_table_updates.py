"""Tables carried to another year in a project: asked for, marked, never a benchmark unasked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.assemble import Assembly, assemble
from gxde_desktop.project.commands import (
    AddFiles,
    NewFile,
    RemoveFile,
    RemoveTableUpdate,
    UpdateTable,
    new_file,
)
from gxde_desktop.project.commands.plain import from_plain
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.project.state import ProjectState
from gxde_desktop.project.updates import table_meant
from gxde_desktop.text import say
from models import measure
from models.expression import Flag
from models.io_table import IOTable
from models.units import units_per_yi
from tests.support_margins import growth_of_gfcf, write_margins

BASE, YEAR, GROWTH = 2017, 2019, 1.25
ACCOUNTS = "国民经济核算"
"""The sample's file that has GFCF and inventories of the year too."""


def sample_table(state: ProjectState) -> tuple[str, str, IOTable]:
    for file in state.files:
        for found in file.report.tables:
            table = found.io_table
            if table is not None and table.year == BASE and table.region != "全国":
                return file.sha256, found.id, table
    pytest.fail("the sample has no table of 2017")


def margin_files(folder: Path, table: IOTable, growth: float, *, but: str = "",
                 own: bool = False) -> tuple[NewFile, ...]:  # fmt: skip
    """The margins of the year, recognised."""
    paths = write_margins(folder, table, growth, YEAR, but=but, own=own)
    return tuple(new_file(p.name, p.read_bytes(), (), inspect_file(p)) for p in paths)


@pytest.fixture
def filled(project: Project, sample_new_files: tuple[NewFile, ...]) -> Project:
    project.apply(AddFiles(sample_new_files))
    return project


def with_margins(project: Project, folder: Path, *, but: str = "", alone: bool = False) -> float:
    """Add the margins; returns how everything grew.

    alone: without the sample's own accounts. Else GFCF and inventories are the sample's, and
    everything grew like its GFCF. but: rows that are left out.
    """
    _, _, table = sample_table(project.state)
    growth = GROWTH
    if alone:
        accounts = next(file for file in project.state.files if ACCOUNTS in file.name)
        project.apply(RemoveFile(accounts.sha256))
    else:
        growth = growth_of_gfcf([file.report for file in project.state.files], table, YEAR)
    project.apply(AddFiles(margin_files(folder, table, growth, but=but, own=alone)))
    return growth


def assembled(project: Project) -> Assembly:
    return assemble(project.state)


def carry(project: Project, *, use: bool) -> None:
    sha256, table_id, _ = sample_table(project.state)
    project.apply(UpdateTable(sha256, table_id, YEAR, use))


def test_a_table_is_carried_and_is_no_benchmark_unasked(filled: Project, tmp_path: Path) -> None:
    with_margins(filled, tmp_path, alone=True)
    base, before = sample_table(filled.state)[2], assembled(filled).dataset
    carry(filled, use=False)
    found = assembled(filled)
    (outcome,) = found.updated
    assert outcome.lacks == ()
    assert outcome.table is not None
    scale = GROWTH / (units_per_yi(base.unit) or 1.0)
    np.testing.assert_allclose(
        outcome.table.blocks["Z"].values, scale * np.nan_to_num(base.blocks["Z"].values),
        rtol=5e-3, atol=0.05,  # the table prints an error column, which an update has not
    )  # fmt: skip
    assert found.dataset is not None
    assert before is not None
    assert [b.year for b in found.dataset.benchmarks] == [b.year for b in before.benchmarks]


def test_as_a_benchmark_it_marks_every_figure_that_rests_on_it(
    filled: Project, tmp_path: Path
) -> None:
    growth = with_margins(filled, tmp_path)
    carry(filled, use=True)
    found = assembled(filled)
    assert found.dataset is not None
    assert [b.year for b in found.dataset.benchmarks][-1] == YEAR
    assert "updated_table" in {problem.code for problem in found.problems}
    m = measure(found.dataset, filled.state.parameters)
    rest = (("benchmark_investment", ("software", YEAR)), ("digital_benchmark", (YEAR,)))
    for key, labels in (*rest, ("investment", ("software", YEAR))):
        place = m.positions(key, *labels)
        assert Flag("updated") in m.inherited_flags(key, *place), key
    old = m.value("benchmark_investment", "software", BASE)
    new = m.value("benchmark_investment", "software", YEAR)
    assert new == pytest.approx(growth * old, rel=0.05)
    place = m.positions("benchmark_investment", "software", BASE)
    assert Flag("updated") not in m.inherited_flags("benchmark_investment", *place)


@pytest.mark.parametrize("but", ["总产出:教育", "政府消费", "增加值:"])
def test_what_is_missing_is_named(filled: Project, tmp_path: Path, but: str) -> None:
    with_margins(filled, tmp_path, but=but)
    carry(filled, use=True)
    found = assembled(filled)
    (outcome,) = found.updated
    assert outcome.table is None
    said = " ".join(map(say, outcome.lacks))
    assert str(YEAR) in said
    assert {"总产出:教育": "教育", "政府消费": "政府消费", "增加值:": "增加值"}[but] in said
    assert "update_table" in {problem.code for problem in found.problems}
    assert found.dataset is not None
    assert YEAR not in [b.year for b in found.dataset.benchmarks]


def test_two_totals_that_differ_are_named(filled: Project, tmp_path: Path) -> None:
    _, _, table = sample_table(filled.state)
    filled.apply(AddFiles(margin_files(tmp_path, table, GROWTH, own=True)))
    carry(filled, use=False)
    (outcome,) = assembled(filled).updated
    said = " ".join(map(say, outcome.lacks))
    assert ACCOUNTS in said
    assert "存货变动" in said


def test_it_is_a_step_that_is_undone_saved_and_scripted(filled: Project, tmp_path: Path) -> None:
    with_margins(filled, tmp_path)
    carry(filled, use=False)
    carry(filled, use=True)
    kept = filled.state.updates
    assert [each.use for each in kept] == [True]
    filled.undo()
    assert [each.use for each in filled.state.updates] == [False]
    filled.redo()
    path = filled.save(tmp_path / "推算.gxde")
    again = Project.open(path, read_only=True)
    assert again.state.updates == kept
    again.close()
    (step,) = [each for each in filled.script() if each["do"] == "update_table"][-1:]
    made = from_plain(json.loads(json.dumps(step)), filled.state, None)  # type: ignore[arg-type]
    assert isinstance(made, UpdateTable)
    assert (made.year, made.use) == (YEAR, True)
    update = kept[0]
    filled.apply(RemoveTableUpdate(update.sha256, update.table, update.year))
    assert filled.state.updates == ()


def test_a_script_may_name_the_table_by_region_and_year(filled: Project) -> None:
    _, table_id, table = sample_table(filled.state)
    plain = {"do": "update_table", "table": f"{table.region}{table.year}", "year": YEAR}
    made = from_plain(plain, filled.state, None)  # type: ignore[arg-type]
    assert isinstance(made, UpdateTable)
    assert (made.table, made.use) == (table_id, False)
    for text, code in (("没有这张表", "none"), (table.region, "several")):
        with pytest.raises(ProjectError) as refused:
            table_meant(filled.state, text)
        assert refused.value.message.code == f"project.update_table.{code}"


def test_a_year_with_a_published_table_keeps_it(filled: Project, tmp_path: Path) -> None:
    with_margins(filled, tmp_path)
    _, _, table = sample_table(filled.state)
    sha256, table_id = next(
        (file.sha256, found.id)
        for file in filled.state.files
        for found in file.report.tables
        if found.io_table is not None
        and found.io_table.region == table.region
        and found.io_table.year not in (BASE, YEAR)
    )
    with pytest.raises(ProjectError):
        filled.apply(UpdateTable(*sample_table(filled.state)[:2], BASE))
    filled.apply(UpdateTable(sha256, table_id, BASE, use=True))
    codes = {problem.message.code for problem in assembled(filled).problems}
    assert codes & {"project.update_table.year_taken", "project.update_table.not_made"}


def test_without_its_file_nothing_is_carried(filled: Project, tmp_path: Path) -> None:
    with_margins(filled, tmp_path)
    carry(filled, use=True)
    filled.apply(RemoveFile(filled.state.updates[0].sha256))
    (outcome,) = assembled(filled).updated
    assert outcome.table is None
    assert outcome.lacks[0].code == "project.update_table.gone"
