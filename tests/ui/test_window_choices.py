"""Choosing a series, the blank template, the language asked for, words for every parameter."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.assemble import assemble, assembly_key
from gxde_desktop.project.commands import AddFiles, SetParameter, new_file
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import LANGUAGES, catalogue, language, set_language
from gxde_desktop.ui.activity import Standing
from gxde_desktop.ui.app import let_go, open_window
from gxde_desktop.ui.language import asked_language
from gxde_desktop.ui.settings import Settings
from gxde_desktop.ui.values import choices_here
from gxde_desktop.ui.window import MainWindow
from models.dataset import EVERY_ROLE
from models.frame import PRICES
from models.investment import ACTIVITIES, INTERPOLATIONS
from models.parameter_specs import YEARLY_SPECS
from models.parameters import ASSET_SPECS, GLOBAL_SPECS
from models.quantities import REGISTRY

from .conftest import SLOW, add_and_measure, import_and_measure, issues


def state_of(files: tuple[Path, ...]) -> ProjectState:
    new = tuple(new_file(p.name, p.read_bytes(), (), inspect_file(p)) for p in files)
    return AddFiles(new).next(ProjectState())


def second_gdp(folder: Path) -> Path:
    """A workbook with another series for the region's GDP."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "年度数据"
    sheet.append(["地区：示例省"])
    sheet.append(["指标", *(f"{year}年" for year in range(2000, 2022))])
    sheet.append(["地区生产总值(亿元)", *(1000.0 + 900 * i for i in range(22))])
    path = folder / "另一份生产总值.xlsx"
    book.save(path)
    return path


def test_of_two_series_for_one_use_a_person_chooses(
    qtbot: QtBot, window: MainWindow, sample_files: tuple[Path, ...], tmp_path: Path
) -> None:
    # Without the cities' tables, whose first row repeats the province's product.
    own = tuple(path for path in sample_files if "各市" not in path.name)
    import_and_measure(qtbot, window, (*own, second_gdp(tmp_path)))
    panel = issues(window)
    assert panel.roles is not None
    box = panel.roles.boxes["indicator.gdp"]  # type: ignore[attr-defined]
    assert box.count() == 3
    place = next(i for i in range(box.count()) if "另一份" in box.itemText(i))
    box.setCurrentIndex(place)
    box.activated.emit(place)
    session = window.session
    assert session.state.choices["indicator.gdp"] == box.itemData(place)
    qtbot.waitUntil(lambda: session.standing == Standing.CURRENT, timeout=SLOW)
    assert session.measurement is not None
    assert session.measurement.value("indicator", "gdp", 2010) == 10000.0
    session.undo()
    assert "indicator.gdp" not in session.state.choices


def test_the_blank_template_is_written_by_the_worker(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "模板.xlsx"
    monkeypatch.setattr("gxde_desktop.ui.dialogs.ask_template_target", lambda *_: target)
    action = next(a for a in window.top.menu_button.menu().actions() if "模板" in a.text())
    with qtbot.waitSignal(window.session.exporter.template_written, timeout=SLOW):
        action.trigger()
    assert openpyxl.load_workbook(target, read_only=True).sheetnames


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["open", "--lang", "en"], "en"),
        (["--lang=zh", "open", "a.gxde"], "zh"),
        (["open", "a.gxde"], None),
        (["open", "--lang", "fr"], None),
        (["open", "--lang"], None),
    ],
)
def test_the_command_line_says_the_language(arguments: list[str], asked: str | None) -> None:
    assert asked_language(arguments) == asked


def test_a_language_asked_for_wins_over_the_remembered_one(qtbot: QtBot, tmp_path: Path) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    settings = Settings(tmp_path / "config")
    settings.put("language", "zh")
    try:
        made = open_window(app, settings, tmp_path / "config", language="en")
        assert language() == "en"
        assert settings.text("language") == "zh"  # for this time only
        made.session.close()
        let_go(made)
    finally:
        set_language("zh")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_parameter_and_quantity_has_its_words(code: str) -> None:
    known = catalogue(code)
    wanted = []
    for name, spec in {**GLOBAL_SPECS, **ASSET_SPECS, **YEARLY_SPECS}.items():
        wanted += [f"parameter.{name}.title", f"parameter.{name}.help", f"source.{spec.source}"]
        wanted.append(f"ui.source_short.{spec.source}")
        wanted += [f"choice.{name}.{choice}" for choice in spec.choices]
    wanted += [f"activity.{x}" for x in ACTIVITIES]
    wanted += [f"path.{x}.{method}" for x in ACTIVITIES for method in INTERPOLATIONS]
    wanted += [f"{kind}.{name}" for name in PRICES for kind in ("price", "role.price")]
    wanted += [f"role.{role}" for role in EVERY_ROLE]
    for key, quantity in REGISTRY.items():
        wanted += [f"quantity.{key}.title", f"quantity.{key}.help", f"source.{quantity.source}"]
    assert [each for each in wanted if each not in known] == []


def test_an_unknown_name_does_not_stop_a_page() -> None:
    from gxde_desktop.ui.words import name_of

    assert name_of("parameter.not_there_yet.title") == "not_there_yet"


def test_a_parameter_edit_assembles_nothing_anew(
    qtbot: QtBot, window: MainWindow, recognised: AddFiles
) -> None:
    add_and_measure(qtbot, window, recognised)
    session = window.session
    before = session.assembly
    session.apply(SetParameter("software.beta", 0.7))
    assert session.assembly is before
    session.apply(SetParameter("software.price_series", "居民消费价格指数"))
    assert session.assembly is not before


def test_the_key_of_an_assembly_holds_all_it_depends_on(sample_files: tuple[Path, ...]) -> None:
    state = state_of(sample_files)
    started = time.perf_counter()
    first = assemble(state)
    print(f"assemble: {1e3 * (time.perf_counter() - started):.1f} ms for {len(sample_files)} files")
    for path, value in (("software.beta", 0.5), ("base_year", 2005), ("tfp_weight", 0.5),
                        ("computers.user_cost_depreciation", "given")):  # fmt: skip
        other = SetParameter(path, value).next(state)
        assert assembly_key(other) == assembly_key(state)
        again = assemble(other)
        assert first.dataset is not None
        assert again.dataset is not None
        assert dict(again.dataset.series) == dict(first.dataset.series)
        assert [(r.role, r.needed) for r in again.roles] == [
            (r.role, r.needed) for r in first.roles
        ]
    for path, choice in (("computers.price_method", "direct"), ("software.activity", "gfcf")):
        assert assembly_key(SetParameter(path, choice).next(state)) != assembly_key(state)
    assert assembly_key(dataclasses.replace(state, region="全国")) != assembly_key(state)


def test_readings_are_chosen_on_the_parameters_page(window: MainWindow) -> None:
    window.show_page("parameters")
    page = window.page("parameters")
    margin = page.editor("margin_2007")  # type: ignore[attr-defined]
    assert margin.field.text() == "0.045"
    margin.field.committed.emit("0.06")
    family = page.editor("software.retirement")  # type: ignore[attr-defined]
    family.field.committed.emit("weibull")
    parameters = window.session.state.parameters
    assert (parameters.margin(2007), parameters.margin(2017)) == (0.06, 0.145)
    assert parameters.assets["software"].retirement == "weibull"
    assert parameters.assets["computers"].retirement == "normal"
    assert page._changed.text().startswith("2 ")  # type: ignore[attr-defined]
    family.field.committed.emit("sudden")
    cohort = page.editor("software.profile")  # type: ignore[attr-defined]
    cohort.field.committed.emit("cohort")
    assert window.session.state.parameters.assets["software"].profile == "cohort"
    # The literal forms are no distribution of lives: refused, and the choice stays as it was.
    family.field.committed.emit("printed")
    assert window.session.state.parameters.assets["software"].retirement == "sudden"


def gdp_of_nobody(folder: Path, name: str, title: str) -> Path:
    """A workbook whose sheet says no region, under a name that may."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in ([title], ["年份", "地区生产总值"], [2019, 1.0], [2020, 2.0]):
        book.active.append(row)
    book.save(folder / name)
    return folder / name


@pytest.mark.parametrize(
    ("name", "first"),
    [("生产总值.xlsx", ("示例省", "全国")), ("湖南生产总值.xlsx", ("湖南", "示例省", "全国"))],
)
def test_the_region_that_is_measured_is_offered_before_the_others(
    sample_files: tuple[Path, ...], tmp_path: Path, name: str, first: tuple[str, ...]
) -> None:
    path = gdp_of_nobody(tmp_path, name, "地区生产总值（亿元）")
    state = state_of((*sample_files, path))
    asked = [
        question
        for file in state.files
        for table in file.report.tables
        for question in table.questions
        if file.name == name
    ]
    assert [question.field for question in asked] == ["region"]
    found = choices_here(asked[0], assemble(state))
    assert found[: len(first)] == first
    assert len(found) == len(set(found)) >= 32  # the nation and 31 provinces


def test_a_unit_in_the_name_of_a_file_is_offered_first(tmp_path: Path) -> None:
    path = gdp_of_nobody(tmp_path, "生产总值（千元）.xlsx", "广西地区生产总值")
    (question,) = inspect_file(path).tables[0].questions
    assert (question.field, question.choices[0]) == ("unit", "千元")
