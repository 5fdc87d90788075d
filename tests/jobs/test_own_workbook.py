"""A workbook of the program is read back: the same project, and what a reviewer changed in it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gxde_desktop.exporting.layout import WorkbookLayout, lay_out
from gxde_desktop.exporting.options import ExportOptions
from gxde_desktop.exporting.program_sheet import MARK
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.importing.results import FileReport
from gxde_desktop.jobs.own_workbook import ReadBack, kept_bytes, read_back
from gxde_desktop.jobs.tasks import inspect_task
from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.commands import (
    AddScenario,
    Group,
    NewFile,
    SelectScenario,
    SetParameter,
    SetRegion,
)
from gxde_desktop.project.document import to_document
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.own_workbook import (
    TakeDecisions,
    decided,
    inputs_refused,
    keep,
    reviewed,
)
from gxde_desktop.project.state import ProjectFile, ProjectState
from gxde_desktop.text import in_language, say, tr
from models import Measurement, measure
from models.dataset import Dataset
from models.expression import Flag
from models.fingerprint import fingerprint
from models.parameter_specs import ASSET_SPECS
from models.parameters import ASSETS, with_values
from models.quantities import REGISTRY
from models.sources import Origin, address
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
    assert codes[:2] == ["own_workbook", "own_parameters"]
    assert sorted(codes[2:]) == ["own_input", "own_input_left.no_number"]
    said = f"审阅.xlsx · {sheet}!{address(row, column)}: {old!r} → {old * 1.25!r}"
    origin = after.origin("indicator_printed", *index)
    assert origin is not None
    assert origin.changed == said
    assert said in str(origin)
    assert Flag("reviewed") in after.flags("indicator_printed", *index)
    assert Flag("reviewed") in after.inherited_flags(
        "stock", *after.positions("stock", "software", 2012)
    )
    assert not any(
        Flag("reviewed") in before.flags("indicator_printed", *each)
        for each in np.argwhere(~np.isnan(before.values["indicator_printed"])).tolist()
    )


def new_file_of(path: Path) -> NewFile:
    made = inspect_task(path, progress=lambda *_: None, cancelled=lambda: False)
    assert made.own is not None
    return made


def measured(state: ProjectState) -> Measurement:
    dataset = assemble(state).dataset
    assert dataset is not None
    return measure(dataset, state.parameters)


def test_inputs_changed_beside_the_project_become_those_of_a_scenario(
    state: ProjectState, tmp_path: Path
) -> None:
    state = SetRegion("示例省").next(state)
    target = tmp_path / "审阅.xlsx"
    exported(state, target)
    before = measured(state)
    layout = lay_out(before, FEW.written)
    changes = {
        ("indicator_printed", before.positions("indicator_printed", "software", 2010)): 1.25,
        ("table_gfcf", (1, 20)): 1.5,
    }
    cells = {}
    for (key, index), factor in changes.items():
        sheet, row, column = layout.place(key, index)
        assert before.at(key, index) > 0
        cells[sheet, address(row, column)] = before.at(key, index) * factor
    set_cells(target, dict(cells))
    new = new_file_of(target)
    assert inputs_refused(state, new.own, new) is None
    step = reviewed(state, new.own, "审阅意见", new)
    assert step is not None
    made = step.next(state)
    assert made.active == "审阅意见"
    assert [file.name for file in made.files] == [*(file.name for file in state.files), "审阅.xlsx"]
    after = measured(made)
    for (key, index), factor in changes.items():
        assert after.at(key, index) == pytest.approx(before.at(key, index) * factor, rel=1e-15)
        assert Flag("reviewed") in after.flags(key, *index)
        source, was = after.origin(key, *index), before.origin(key, *index)
        assert source is not None
        assert was is not None
        assert replace(source, changed="") == was
        assert "审阅.xlsx" in source.changed
    assert after.value("stock_total", 2017) != before.value("stock_total", 2017)
    (finding,) = [each for each in after.findings if each.code == "reviewed"]
    assert finding.message.args["count"] == len(changes)
    assert all("审阅.xlsx" in cell for cell in finding.message.args["cells"])
    assert "reviewed" not in {each.code for each in before.findings}
    # The base and whatever else there is take the files they took before.
    base = SelectScenario(None).next(made)
    same = assemble(base).dataset
    assert same is not None
    assert fingerprint(same) == fingerprint(before.dataset)
    # Only what was changed differs: put back, the scenario measures what the base does.
    differing = {
        key
        for key, quantity in REGISTRY.items()
        if quantity.is_input
        and not np.array_equal(before.values[key], after.values[key], equal_nan=True)
    }
    assert differing == {key for key, _ in changes}
    # Its own workbook says what was changed, too, and is read back with it.
    again = tmp_path / "再次.xlsx"
    exported(made, again)
    third = new_file_of(again)
    assert third.own.inputs == ()
    restored = measured(TakeDecisions(third.own.document).next(ProjectState(files=(third.file,))))
    for key, index in changes:
        assert restored.origin(key, *index) == after.origin(key, *index)


def test_what_cannot_be_taken_is_named_with_the_reason(state: ProjectState, tmp_path: Path) -> None:
    target = tmp_path / "审阅.xlsx"
    exported(state, target, options=ExportOptions(quantities=("digital_economy",)))
    before = measured(state)
    layout = lay_out(before, ExportOptions(quantities=("digital_economy",)).written)
    twice = places_of_one_cell(before, layout)
    unit = ("indicator_unit", (0,))
    code = ("ict_industry", (0,))
    cells: dict[tuple[str, str], float | str] = {}
    for number, (key, index) in enumerate((unit, code, *twice), 2):
        sheet, row, column = layout.place(key, index)
        cells[sheet, address(row, column)] = float(number)
    set_cells(target, cells)
    new = new_file_of(target)
    assert {each.key: each.why for each in new.own.inputs} == {
        "indicator_unit": "unit",
        "ict_industry": "no_cell",
        **{key: "contradicts" for key, _ in twice},
    }
    assert not any(each.taken for each in new.own.inputs)
    assert reviewed(state, new.own, "审阅", new) is None
    refused = inputs_refused(state, new.own, new)
    assert refused is not None
    assert refused.code == "project.own_inputs.none"
    for language in ("zh", "en"):
        with in_language(language):
            assert all("{" not in say(each.message) for each in new.file.report.problems)


def places_of_one_cell(m: Measurement, layout: WorkbookLayout) -> list[tuple[str, tuple[int, ...]]]:
    """Two places of different quantities in which one source cell stands."""
    found: dict[Origin, tuple[str, tuple[int, ...]]] = {}
    for key, quantity in REGISTRY.items():
        if not quantity.is_input or not layout.has(key) or quantity.unit == "units_per_yi":
            continue
        for index in map(tuple, np.argwhere(~np.isnan(m.values[key])).tolist()):
            origin = m.origin(key, *index)
            if origin is not None:
                first = found.setdefault(origin, (key, index))
                if first[0] != key:
                    return [first, (key, index)]
    raise AssertionError("every source cell stands in one place")


def test_a_workbook_of_another_project_gives_no_inputs(state: ProjectState, tmp_path: Path) -> None:
    target = tmp_path / "审阅.xlsx"
    exported(state, target)
    before = measured(state)
    sheet, row, column = lay_out(before, FEW.written).place("table_gfcf", (1, 20))
    set_cells(target, {(sheet, address(row, column)): 1.0})
    new = new_file_of(target)
    other = ProjectState(files=(replace(state.files[0], sha256="0" * 64, report=new_report()),))
    refused = inputs_refused(other, new.own, new)
    assert refused is not None
    assert refused.code == "project.own_inputs.other_project"
    assert reviewed(other, new.own, "审阅", new) is None


def new_report() -> FileReport:
    return FileReport("别的.xlsx", "0" * 64, "xlsx", (), (), False)


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
