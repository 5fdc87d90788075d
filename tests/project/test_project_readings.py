"""The readings report of a project, on the sample and on the real files of Guangxi."""

from __future__ import annotations

from pathlib import Path

import pytest

from gxde_desktop.importing.importer import Answer, inspect_file
from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.codec import decode, encode
from gxde_desktop.project.commands import SetParameters
from gxde_desktop.project.published import example
from gxde_desktop.project.readings import published_value, readings_of
from gxde_desktop.project.results import ResultCache
from gxde_desktop.project.state import ProjectFile, ProjectState
from models.headlines import HEADLINES
from models.messages import Message
from models.parameters import PRESETS, Parameters, with_values
from models.reading_report import ReadingsReport
from tests.support_real import ANSWERS, SETTINGS, guangxi_files
from tests.support_sample import sample_state


def guangxi(real_data: Path) -> ProjectState:
    named = ((*name.split(":", 1), value) for name, value in ANSWERS.items())
    answers = tuple(Answer(table, field, value) for table, field, value in named)
    files = []
    for path in guangxi_files(real_data):
        report = inspect_file(path, answers)
        size = path.stat().st_size
        files.append(ProjectFile(path.name, report.sha256, size, (), report, report.sha256))
    return SetParameters(SETTINGS).next(ProjectState(files=tuple(files)))


def value(
    report: ReadingsReport, point: str, reading: str, headline: str, year: int | None = None
) -> float:
    found = next(a for a in report.alternatives if (a.point, a.reading) == (point, reading))
    number = found.figures.values[report.column(headline, year)]
    assert number is not None
    return number


def test_the_sample_gives_a_figure_for_every_reading_that_its_data_allow(tmp_path: Path) -> None:
    report = readings_of(sample_state(tmp_path), ResultCache())
    assert isinstance(report, ReadingsReport)
    assert report.region == "示例省"
    for headline in ("stock", "digital_economy.compensation", "tfp"):
        column = report.column(headline)
        assert report.base.values[column] is not None
        without = {a.reading for a in report.alternatives if a.figures.values[column] is None}
        # No margin is known for 2012, no capital-flow matrix and no price of hardware is given.
        own = {"purchasers", "direct", "proxy"}
        if headline == "stock":  # at prices of another year it is no difference
            assert without == own | {"first_table", "last_table"}
        else:
            assert without >= own | {"matrix", "less_product_taxes"}


def test_a_reading_takes_the_series_that_it_asks_for(tmp_path: Path) -> None:
    """Under the default nothing asks for the price of software as a series of hardware does."""
    state = SetParameters({"software.price_method": "harmonised"}).next(sample_state(tmp_path))
    report = readings_of(state, ResultCache(), Assemblies())
    assert isinstance(report, ReadingsReport)
    assert report.standing("price_software").chosen == "harmonised"
    plain = readings_of(sample_state(tmp_path), ResultCache())
    assert isinstance(plain, ReadingsReport)
    column = plain.column("stock")
    assert value(report, "price_software", "proxy", "stock") == plain.base.values[column]


def test_without_a_table_there_is_a_reason_and_no_report() -> None:
    found = readings_of(ProjectState(), ResultCache())
    assert isinstance(found, Message)
    assert found.code == "project.cannot_measure"


def test_paths_of_guangxi_electronics_are_those_of_the_method(real_data: Path) -> None:
    """2014: about 297 with linear rho, 125 with geometric, 114 with total GFCF (section 2).

    From the printed figures: GFCF of the sector 43.49 and 84.51, revenue 46.4768, 923.6013 and
    1502.30133 (2016), GDP 16116.6 and 17790.7. The method's first two have another X of 2017.
    """
    ratio_2007 = 43.4887 / 46.4768
    ratio_2017 = 84.5147 / (1502.30133 * 17790.7 / 16116.6)
    linear = (0.3 * ratio_2007 + 0.7 * ratio_2017) * 923.6013
    geometric = ratio_2007**0.3 * ratio_2017**0.7 * 923.6013
    assert linear == pytest.approx(297, rel=0.02)
    state = guangxi(real_data)
    # The whole sector as one asset, as the method's example has it.
    whole = {f"computers.share_{year}": 1.0 for year in (2007, 2017)}
    rest = {f"{a}.share_{y}": 0.0 for a in ("communications", "software") for y in (2007, 2017)}
    state = SetParameters({**whole, **rest, "all.growth": 0.1}).next(state)
    report = readings_of(state, ResultCache())
    assert isinstance(report, ReadingsReport)
    base = report.base.values[report.column("investment", 2014)]
    assert base == pytest.approx(geometric, rel=1e-3)
    found = value(report, "interpolation", "linear", "investment", 2014)
    assert found == pytest.approx(linear, rel=1e-3)
    assert value(report, "activity_hardware", "gfcf", "investment", 2014) == pytest.approx(
        114, abs=1
    )


def test_guangxi_has_every_reading_with_a_figure_or_a_reason(real_data: Path) -> None:
    report = readings_of(guangxi(real_data), ResultCache())
    assert isinstance(report, ReadingsReport)
    column = report.column("digital_economy.stock")
    assert report.columns[column].place == 2017
    assert report.base.values[column] == pytest.approx(1410.14, abs=0.01)
    for each in report.alternatives:
        missing = each.figures.refused or each.figures.missing[column]
        assert (each.figures.values[column] is None) == (missing is not None)
    # Neither table prints trade margins of its own; the rates of 2007 and 2017 are known.
    assert value(report, "margins", "purchasers", "investment") > 0
    settings: Parameters = with_values(PRESETS["gx2022"], SETTINGS)
    assert (
        report.standing("activity_software").chosen == "gdp" == settings.assets["software"].activity
    )


def test_a_report_crosses_to_the_process_that_writes_workbooks(tmp_path: Path) -> None:
    report = readings_of(sample_state(tmp_path), ResultCache())
    assert isinstance(report, ReadingsReport)
    assert decode(encode(report)) == report


def test_published_figures_stand_beside_every_rule_in_the_unit_of_the_figure() -> None:
    """White paper: 5200 (100 million yuan) and 25.5 % of GDP in 2017."""
    published = example("gx2022")
    found = {each.name: published_value(published, each, 2017) for each in HEADLINES}
    assert found["digital_economy.stock"] == found["digital_economy.compensation"] == 5200.0
    assert found["gdp_share.compensation"] == pytest.approx(0.255)
    assert found["stock"] is None
    assert found["tfp"] is None
    assert published_value(published, HEADLINES[0], "2007–2017") is None
    assert published_value(None, HEADLINES[0], 2017) is None
