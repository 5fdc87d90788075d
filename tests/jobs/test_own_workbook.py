"""A workbook of the program is read back: the same project, and what a reviewer changed in it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gxde_desktop.exporting.layout import lay_out
from gxde_desktop.exporting.options import ExportOptions
from gxde_desktop.exporting.program_sheet import MARK
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.jobs.own_workbook import ReadBack, kept_bytes, read_back
from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.commands import AddScenario, Group, SetParameter, SetRegion
from gxde_desktop.project.document import to_document
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.own_workbook import TakeDecisions, decided, keep, reviewed
from gxde_desktop.project.state import ProjectFile, ProjectState
from gxde_desktop.text import in_language, tr
from models import measure
from models.dataset import Dataset
from models.fingerprint import fingerprint
from models.parameter_specs import ASSET_SPECS
from models.parameters import ASSETS, with_values
from models.sources import address
from tests.support_recalculation import Spreadsheet, parameter_cell
from tests.support_sample import sample_state

FEW = ExportOptions(quantities=("stock_total",))


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> ProjectState:
    return sample_state(tmp_path_factory.mktemp("sample"))


def exported(
    state: ProjectState, path: Path, language: str = "zh", options: ExportOptions = FEW
) -> Dataset:
    """Write the workbook of a project; returns the dataset that was measured."""
    dataset = assemble(state).dataset
    assert dataset is not None
    kept = keep(state, dataset)
    write_workbook(
        measure(dataset, state.parameters), path, language=language, options=options,
        extras={"program": partial(kept_bytes, kept)},
    )  # fmt: skip
    return dataset


def back(path: Path) -> ReadBack:
    found = read_back(path)
    assert found is not None
    return found


def project_of(found: ReadBack) -> ProjectState:
    report = found.report
    file = ProjectFile(report.file, report.sha256, 0, (), report, report.sha256)
    assert found.own is not None
    return TakeDecisions(found.own.document).next(ProjectState(files=(file,)))


def set_cells(path: Path, cells: dict[tuple[str, str], float | str]) -> None:
    book = openpyxl.load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(path)


choices = [name for name, spec in ASSET_SPECS.items() if spec.kind == "choice"]


@st.composite
def decisions(draw: st.DrawFn) -> list[tuple[str, object]]:
    """Parameters that a person might set, numbers and readings."""
    asset = draw(st.sampled_from(ASSETS))
    names = draw(st.lists(st.sampled_from(choices), max_size=3, unique=True))
    found: list[tuple[str, object]] = [
        (f"{asset}.{name}", draw(st.sampled_from(ASSET_SPECS[name].choices))) for name in names
    ]
    found.append((f"{asset}.beta", draw(st.floats(0.1, 0.95))))
    found.append(("real_return", draw(st.floats(0.0, 0.3))))
    return found


@settings(
    max_examples=8, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(base=decisions(), variant=decisions(), language=st.sampled_from(["zh", "en"]))
def test_import_of_an_export_is_the_identity(
    state: ProjectState,
    tmp_path: Path,
    base: list[tuple[str, object]],
    variant: list[tuple[str, object]],
    language: str,
) -> None:
    project = SetRegion("示例省").next(state)
    for path, value in base:
        project = _tried(project, path, value)
    project = AddScenario("高折旧").next(project)
    for path, value in variant:
        project = _tried(project, path, value)
    target = tmp_path / "往返.xlsx"
    dataset = exported(project, target, language)
    found = back(target)
    assert found.own is not None
    assert dict(found.own.parameters) == {}
    assert found.own.inputs == ()
    again = project_of(found)
    without = replace(project, files=())
    assert to_document(replace(again, files=())) == to_document(without)
    other = assemble(again).dataset
    assert other is not None
    assert fingerprint(other) == fingerprint(dataset)
    assert again.parameters == project.parameters
    assert [problem.code for problem in found.report.problems] == ["own_workbook"]


def _tried(state: ProjectState, path: str, value: object) -> ProjectState:
    """The state with a value; as it was where readings exclude each other."""
    try:
        return SetParameter(path, value).next(state)
    except ProjectError:
        return state


def test_changes_of_a_reviewer_are_found(
    state: ProjectState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "审阅.xlsx"
    dataset = exported(state, target)
    before = measure(dataset, state.parameters)
    layout = lay_out(before, FEW.written)
    index = before.positions("indicator_printed", "software", 2010)
    sheet, row, column = layout.place("indicator_printed", index)
    blank = layout.place("indicator_printed", before.positions("indicator_printed", "gdp", 2005))
    old = before.at("indicator_printed", index)
    set_cells(target, {
        parameter_cell(target, "computers_beta"): 0.55,
        parameter_cell(target, "real_return"): 0.06,
        (sheet, address(row, column)): old * 1.25,
        (blank[0], address(*blank[1:])): "?",
    })  # fmt: skip
    # A later version lays its workbooks out otherwise: the workbook itself says what is where.
    monkeypatch.setattr("gxde_desktop.exporting.layout.INDEX_ROW", 50)
    monkeypatch.setattr("gxde_desktop.exporting.parameter_sheet.FIRST_ROW", 60)
    found = back(target)
    assert found.own is not None
    assert dict(found.own.parameters) == {"computers.beta": 0.55, "real_return": 0.06}
    taken = {(each.cell, each.after, each.taken) for each in found.own.inputs}
    assert taken == {
        (address(row, column), old * 1.25, True),
        (address(*blank[1:]), None, False),
    }
    again = project_of(found)
    step = reviewed(again, found.own, "审阅意见")
    assert isinstance(step, Group)
    changed = step.next(again)
    assert changed.active == "审阅意见"
    assert changed.parameters == with_values(state.parameters, found.own.parameters)
    made = assemble(changed).dataset
    assert made is not None
    after = measure(made, changed.parameters)
    assert after.at("indicator_printed", index) == old * 1.25
    assert after.value("indicator_printed", "gdp", 2005) == before.value(
        "indicator_printed", "gdp", 2005
    )
    codes = [problem.code for problem in found.report.problems]
    assert codes == ["own_workbook", "own_parameters", "own_input_left", "own_input"] or codes == [
        "own_workbook", "own_parameters", "own_input", "own_input_left"
    ]  # fmt: skip


def test_saved_by_another_program_it_is_the_same(
    state: ProjectState, tmp_path: Path, soffice: str
) -> None:
    """LibreOffice recalculates and writes everything anew."""
    target = tmp_path / "saved.xlsx"
    exported(state, target, "en")
    Spreadsheet(soffice, tmp_path).recalculated(target)
    found = back(tmp_path / "out" / "saved.xlsx")
    assert found.own is not None
    assert dict(found.own.parameters) == {}
    assert found.own.inputs == ()


def test_a_damaged_sheet_is_refused_and_not_recognised_as_tables(
    state: ProjectState, tmp_path: Path
) -> None:
    target = tmp_path / "damaged.xlsx"
    exported(state, target)
    with in_language("zh"):
        name = tr("exporting.sheet.program")
    sheet = openpyxl.load_workbook(target)[name]
    row = next(row[0].row for row in sheet.iter_rows() if row[0].value == MARK)
    set_cells(target, {(name, f"A{row + 1}"): "cut"})
    report = back(target).report
    assert report.refused
    assert [problem.code for problem in report.problems] == ["own_workbook_damaged"]
    assert report.tables == ()


def test_other_workbooks_are_left_to_the_importer(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Program data"  # type: ignore[union-attr]
    book.save(tmp_path / "other.xlsx")
    assert back(tmp_path / "other.xlsx").report.refused
    plain = openpyxl.Workbook()
    plain.save(tmp_path / "plain.xlsx")
    assert read_back(tmp_path / "plain.xlsx") is None
    (tmp_path / "text.csv").write_text("a,b\n1,2\n")
    assert read_back(tmp_path / "text.csv") is None


def test_a_document_is_read_whole_or_refused() -> None:
    state = AddScenario("甲").next(SetParameter("alpha", 0.7).next(ProjectState()))
    assert decided(json.dumps(to_document(state))) == state
    for wrong in ("", "[]", "{}", json.dumps({**to_document(state), "preset": "none"})):
        with pytest.raises(ProjectError):
            decided(wrong)
