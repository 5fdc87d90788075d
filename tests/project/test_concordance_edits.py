"""Concordances changed in a project: kept, undone, checked, and used by the measurement."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gxde_desktop.project.assemble import assemble, assembly_key
from gxde_desktop.project.commands import (
    AddFiles,
    NewFile,
    ResetConcordance,
    SetConcordance,
)
from gxde_desktop.project.concordances import (
    NO_EDITS,
    concordance_for,
    concordances,
    edited,
    edits_in,
    edits_out,
    with_rule,
)
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from models import measure
from models.concordance import GROUP_OF_ASSET, GROUPS, SectorRule, normal_name
from models.dataset import Dataset
from models.units import units_per_yi

ICT = "通信设备、计算机和其他电子设备"
CULTURE = "文化、体育和娱乐"


def dataset(project: Project) -> Dataset:
    found = assemble(project.state).dataset
    assert found is not None
    return found


def coarse(project: Project) -> str:
    """The classification of the region's own tables."""
    return dataset(project).benchmarks[-1].concordance.classification


@pytest.fixture
def filled(project: Project, sample_new_files: tuple[NewFile, ...]) -> Project:
    project.apply(AddFiles(sample_new_files))
    return project


def test_a_sector_moved_into_the_frame_adds_its_value_added(filled: Project) -> None:
    before = measure(dataset(filled), filled.state.parameters)
    benchmark = dataset(filled).benchmarks[-1]
    place = [normal_name(n) for n in benchmark.table.names].index(normal_name(CULTURE))
    filled.apply(SetConcordance(coarse(filled), CULTURE, SectorRule("software", {}, digital=0.25)))
    after = measure(dataset(filled), filled.state.parameters)
    # By hand: a quarter of the sector's printed value added, in 亿元.
    printed = benchmark.table.blocks["TVA"].values[place] / units_per_yi(benchmark.table.unit)
    last = len(dataset(filled).benchmarks) - 1
    group = GROUPS.index("software")
    old, new = (m.values["digital_group_benchmark"][group, last] for m in (before, after))
    assert new - old == pytest.approx(0.25 * printed, rel=1e-9)


def test_a_sector_moved_out_takes_its_investment_with_it(filled: Project) -> None:
    before = measure(dataset(filled), filled.state.parameters)
    filled.apply(SetConcordance(coarse(filled), ICT, SectorRule(None, {})))
    after = measure(dataset(filled), filled.state.parameters)
    group = before.values["group_gfcf"]
    assert np.all(group[GROUPS.index("electronics")] > 0)
    moved = after.values["group_gfcf"][GROUPS.index("electronics")]
    changed = [
        k for k, b in enumerate(dataset(filled).benchmarks)
        if b.concordance.classification == coarse(filled)
    ]  # fmt: skip
    assert np.all(moved[changed] == 0)
    assert dataset(filled).benchmarks[-1].concordance.detailed is False


def test_edits_are_undone_saved_and_said(filled: Project, tmp_path: Path) -> None:
    classification = coarse(filled)
    key = assembly_key(filled.state)
    filled.apply(SetConcordance(classification, CULTURE, SectorRule("software", {}, digital=0.5)))
    assert assembly_key(filled.state) != key
    (note,) = [p for p in assemble(filled.state).problems if p.code == "concordance_edited"]
    assert note.message.args["sectors"] == (normal_name(CULTURE),)
    filled.save(tmp_path / "甲.gxde")
    again = Project.open(tmp_path / "甲.gxde")
    assert again.state.concordances == filled.state.concordances
    again.undo()
    assert not again.state.concordances
    again.redo()
    again.apply(ResetConcordance(classification))
    assert not again.state.concordances
    again.close()


def test_the_shipped_rule_is_no_edit(filled: Project) -> None:
    classification = coarse(filled)
    standing = concordance_for(dataset(filled).benchmarks[-1].table.names)
    assert standing is not None
    assert not filled.apply(SetConcordance(classification, ICT, standing.rule(ICT)))
    filled.apply(SetConcordance(classification, ICT, SectorRule("electronics", {}, digital=0.5)))
    filled.apply(SetConcordance(classification, ICT, None))
    assert not filled.state.concordances


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (SectorRule("hardware", {}), "group"),
        (SectorRule("software", {}, digital=1.5), "digital"),
        (SectorRule("software", {}, digital=math.nan), "digital"),
        (SectorRule(None, {}, digital=0.5), "digital_outside"),
        (SectorRule("software", {"computers": 1.0}), "asset"),
        (SectorRule("electronics", {"computers": -0.1}), "share"),
        (SectorRule("electronics", {"computers": 0.6, "communications": 0.6}), "sum"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(rule: SectorRule, code: str) -> None:
    with pytest.raises(ProjectError) as told:
        with_rule(NO_EDITS, "149-2017", "计算机", rule)
    assert told.value.message.code == f"project.concordance.{code}"


def test_an_unknown_classification_is_refused() -> None:
    with pytest.raises(ProjectError) as told:
        with_rule(NO_EDITS, "41-1999", "计算机", None)
    assert told.value.message.code == "project.unknown_concordance"


@st.composite
def rules(draw: st.DrawFn) -> SectorRule:
    group = draw(st.sampled_from((None, *GROUPS)))
    if group is None:
        return SectorRule(None, {})
    assets = [asset for asset, own in GROUP_OF_ASSET.items() if own == group]
    shares = {asset: draw(st.floats(0, 1 / len(assets))) for asset in assets}
    return SectorRule(group, shares, digital=draw(st.floats(0, 1)))


CLASSIFICATIONS = st.sampled_from([each.classification for each in concordances()])
SECTORS = st.text("甲乙丙丁", min_size=1)


@given(st.dictionaries(CLASSIFICATIONS, st.dictionaries(SECTORS, rules(), max_size=4)))
def test_edits_come_back_from_the_document(plain: dict[str, dict[str, SectorRule]]) -> None:
    edits = NO_EDITS
    for classification, own in plain.items():
        for sector, rule in own.items():
            edits = with_rule(edits, classification, sector, rule)
    assert edits_in(edits_out(edits)) == edits  # type: ignore[arg-type]
    for concordance in concordances():
        made = edited(concordance, edits)
        # Whatever is said of a sector, a table stays as detailed as it is, and matches as before.
        assert made.detailed == concordance.detailed
        assert dataclasses.replace(made, rules=concordance.rules) == concordance
