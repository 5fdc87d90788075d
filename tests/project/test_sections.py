"""Employment by section shared by its industries: data complete, split by compensation, marked."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.commands import AddFiles, NewFile, RemoveFile, new_file
from gxde_desktop.project.industries import industry_links
from gxde_desktop.project.project import Project
from gxde_desktop.project.sections import sections
from gxde_desktop.text import LANGUAGES, catalogue
from models import measure
from models.dataset import INDUSTRY_ROLES, SECTION_ROLES, Dataset
from models.expression import Flag
from models.measurement import Measurement

EMPLOYMENT = "就业人员"
PERSONS = {"采矿业": (30.0, 24.0), "制造业": (500.0, 450.0), "科学研究和技术服务业": (20.0, 40.0)}
"""By section: persons employed in 2007 and in 2017, 万人 (made up)."""


def test_the_nineteen_sections_hold_each_industry_once() -> None:
    found = sections()
    assert [each.letter for each in found] == list("ABCDEFGHIJKLMNOPQRS")
    held = [key for each in found for key in each.industries]
    assert sorted(held) == sorted(link.key for link in industry_links())
    names = [name for each in found for name in each.names]
    assert len(names) == len(set(names))


def test_the_yearbooks_sections_are_all_known() -> None:
    path = Path(__file__).resolve().parents[3] / "shared" / "data" / "yearbook"
    path /= "4-5 分行业就业人员和平均工资.xlsx"
    if not path.exists():
        pytest.skip("needs the yearbook's sample")
    from models.concordance import normal_name

    printed = {
        normal_name(series.industry)
        for table in inspect_file(path).tables
        for series in table.series
        if series.industry
    }
    known = {name for each in sections() for name in each.names}
    assert len(printed) == 19
    assert printed <= known


def by_section(folder: Path, regions: str, but: str = "") -> NewFile:
    path = folder / "门类从业人员.csv"
    rows = [
        f"{regions}:就业人员数:{name},万人,{first},{last}"
        for name, (first, last) in PERSONS.items()
        if name != but
    ]
    path.write_text("\n".join(["指标名称,单位,2007,2017", *rows]), encoding="utf-8")
    return new_file(path.name, path.read_bytes(), (), inspect_file(path))


@pytest.fixture
def shared(
    project: Project, sample_new_files: tuple[NewFile, ...], tmp_path: Path
) -> tuple[Dataset, Measurement]:
    """The sample with employment by section in place of that by industry."""
    project.apply(AddFiles(sample_new_files))
    region = assemble(project.state).dataset
    assert region is not None
    for file in project.state.files:
        if EMPLOYMENT in file.name:
            project.apply(RemoveFile(file.sha256))
    project.apply(AddFiles((by_section(tmp_path, region.region),)))
    data = assemble(project.state).dataset
    assert data is not None
    return data, measure(data, project.state.parameters)


def test_persons_of_a_section_are_shared_and_add_up(shared: tuple[Dataset, Measurement]) -> None:
    data, m = shared
    found = data.industry_series["section_employment"]
    numbers = m.values["industry_section"]
    for name, (first, last) in PERSONS.items():
        members = [j for j, i in enumerate(data.industries)
                   if found.get(i.key) is not None and found[i.key].industry == name]  # fmt: skip
        if name == "科学研究和技术服务业":  # one industry where a table of 2012 takes part
            assert len(members) != 1
            continue
        assert len(members) >= 2, name
        assert len(set(numbers[members])) == 1
        ends = (m.frame.benchmarks.index(2007), m.frame.benchmarks.index(2017))
        for b, persons in zip(ends, (first, last), strict=True):
            split = m.values["split_employment"][members, b]
            assert split.sum() == pytest.approx(persons)
            pay = m.values["industry_compensation"][members, b]
            np.testing.assert_allclose(split / split.sum(), pay / pay.sum())


def test_growth_of_labour_comes_from_the_split_and_says_so(
    shared: tuple[Dataset, Measurement],
) -> None:
    data, m = shared
    years = m.frame.benchmarks
    compared = 0
    for j, industry in enumerate(data.industries):
        if industry.key not in data.industry_series["section_employment"]:
            continue
        for i in range(len(years) - 1):
            early, late = m.values["split_employment"][j, i : i + 2]
            value = m.at("labour_growth", (j, i))
            if math.isnan(early) or math.isnan(late):
                continue
            assert value == pytest.approx(math.log(late / early))
            assert Flag("proxy") in m.flags("labour_growth", j, i)
            compared += 1
    assert compared == 0 or compared > 10


def test_an_industrys_own_persons_come_first(
    project: Project, sample_new_files: tuple[NewFile, ...], tmp_path: Path
) -> None:
    project.apply(AddFiles(sample_new_files))
    before = assemble(project.state).dataset
    assert before is not None
    plain = measure(before, project.state.parameters)
    # The section of science is one industry in the sample, which has its persons already.
    own = by_section(tmp_path, before.region, but="科学研究和技术服务业")
    project.apply(AddFiles((own,)))
    after = assemble(project.state).dataset
    assert after is not None
    again = measure(after, project.state.parameters)
    compared = 0
    for j, i in np.ndindex(plain.values["labour_growth"].shape):
        value = plain.at("labour_growth", (j, i))
        if math.isnan(value) or Flag("proxy") in plain.flags("labour_growth", j, i):
            continue
        assert again.at("labour_growth", (j, i)) == value
        compared += 1
    assert compared > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_use_of_a_series_has_its_words_in_the_workbook(language: str) -> None:
    known = catalogue(language)
    roles = (*INDUSTRY_ROLES, *SECTION_ROLES)
    assert [role for role in roles if f"exporting.used_as.{role}" not in known] == []
    assert [role for role in roles if f"cli.run.industry_role.{role}" not in known] == []
    assert [role for role in roles if f"role.industry_{role}" not in known] == []


def test_the_section_is_among_the_inputs_of_the_workbook_once(
    shared: tuple[Dataset, Measurement], tmp_path: Path
) -> None:
    path = tmp_path / "结果.xlsx"
    write_workbook(shared[1], path)
    book = openpyxl.load_workbook(path)
    words = catalogue("zh")["exporting.used_as.section_employment"]
    found = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == words]
    assert len(found) == len({id(one) for one in _distinct(shared[0])})


def _distinct(data: Dataset) -> list[object]:
    return list(dict.fromkeys(data.industry_series["section_employment"].values()))
