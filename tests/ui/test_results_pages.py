"""Overview, growth accounts and industries on the sample: what is shown is what was measured."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gxde_desktop.project.commands import AddFiles
from gxde_desktop.project.published import published_beside
from gxde_desktop.text import set_language, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.cells import Cell, FixedTable
from gxde_desktop.ui.chart_spec import Curve, bar_edges
from gxde_desktop.ui.drawn_cells import SearchedRows
from gxde_desktop.ui.overview_view import headlines, overview_charts, rule_table, year_table
from gxde_desktop.ui.tables import CELL_ROLE, TableModel
from gxde_desktop.ui.window import MainWindow
from models import measure
from models.frame import FACTORS
from models.measurement import Measurement
from models.parameters import PRESETS
from tests.support_datasets import dataset

from .conftest import SLOW, add_and_measure, import_and_measure

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
STOCK, COMPENSATION, ACCUMULATED = 0, 1, 2


@pytest.fixture
def results(qtbot: QtBot, window: MainWindow, recognised: AddFiles) -> Any:
    """The results page with the sample measured."""
    add_and_measure(qtbot, window, recognised)
    window.show_page("results")
    return window.page("results")


def measured(window: MainWindow) -> Measurement:
    found = window.session.measurement
    assert found is not None
    return found


def number(text: str) -> float:
    return numbers.read(text.rstrip("*°"))


def test_without_a_scale_the_cards_stand_in_the_last_year_that_has_a_part_of_it() -> None:
    """The region's software price is missing: no scale in any year, but value added until 2017,
    where the output of electronics ends, GDP until 2021.
    """
    m = measure(dataset(3, drop=("price.software",)), PRESETS["gx2022"])
    assert m.frame.years[-1] == 2021
    for rule in (STOCK, COMPENSATION, ACCUMULATED):
        part, *others = headlines(m, rule, None, {})
        assert "2017" in part.caption
        assert number(part.number) > 0
        assert {each.number for each in others} == {numbers.MISSING}
        assert all("2017" in each.caption for each in others)


def test_the_overview_shows_the_measurement_by_the_chosen_rule(
    qtbot: QtBot, window: MainWindow, results: Any
) -> None:
    m, tab = measured(window), results.tab("overview")
    t = m.frame.years.index(2021)
    for rule in (STOCK, COMPENSATION, ACCUMULATED):
        qtbot.mouseClick(tab.rule_buttons.button(rule), Qt.MouseButton.LeftButton)
        shown = [number(figure.number) for figure in tab.figures]
        own = m.values["industry_digitalisation"][rule, t]
        digital = m.values["digital_industrialisation_scaled"][t]
        gdp = m.value("indicator", "gdp", 2021)
        assert shown[:3] == pytest.approx([digital, own, digital + own], abs=0.05)
        assert shown[3] == pytest.approx(100 * (digital + own) / gdp, abs=0.005)
        scale = tab.charts[0].spec
        assert sum(c.values[-1] for c in scale.curves) == pytest.approx(digital + own)
        headers = [tab.model.headerData(c, Qt.Orientation.Horizontal) for c in range(8)]
        wanted = tr("ui.overview.equivalent" if rule == STOCK else "ui.overview.share")
        assert f"{wanted} %" in headers
        captions = " ".join((*headers, tab.figures[3].caption, tab.charts[1].spec.title))
        assert (tr("ui.overview.share") in captions) == (rule != STOCK)
    assert window.session.settings.text("rule") == "accumulated"


def test_the_three_rules_stand_side_by_side(window: MainWindow, results: Any) -> None:
    m = measured(window)
    table = rule_table(m, COMPENSATION, {})
    t = m.frame.years.index(2021)
    for rule in range(3):
        share = table.cell(rule, 3).value
        assert share == pytest.approx(100 * m.values["gdp_share"][rule, t])
        assert table.cell(rule, 3).bold == (rule == COMPENSATION)
    assert [table.cell(r, 0).value for r in range(3)] == ["A", "B", "B"]
    assert table.cell(STOCK, 3).mark == "*"  # no share: only arithmetical


def test_a_figure_of_the_overview_is_explained(
    qtbot: QtBot, window: MainWindow, results: Any
) -> None:
    m, tab = measured(window), results.tab("overview")
    qtbot.mouseClick(tab.figures[2], Qt.MouseButton.LeftButton)
    panel = window.context.derivation
    qtbot.waitUntil(lambda: panel.tree.topLevelItemCount() == 2, timeout=SLOW)
    terms = [number(panel.tree.topLevelItem(i).text(1)) for i in range(2)]
    t = m.frame.years.index(2021)
    assert sum(terms) == pytest.approx(m.values["digital_economy"][COMPENSATION, t], abs=0.01)


def test_marks_of_what_a_figure_rests_on_arrive_later(
    qtbot: QtBot, window: MainWindow, results: Any
) -> None:
    tab = results.tab("overview")
    qtbot.waitUntil(lambda: not window.session.survey.busy, timeout=SLOW)
    cell = tab.model.index(0, 3).data(CELL_ROLE)
    assert cell.mark == "°"
    assert tr("flag.extrapolated") in cell.tip


def test_published_figures_stand_only_beside_their_own_region(
    window: MainWindow, results: Any
) -> None:
    m = measured(window)
    assert published_beside(window.session.state, m.dataset.region) is None
    published = published_beside(window.session.state, "广西壮族自治区")
    assert published is not None
    printed = {(each.key, each.year): each.value for each in published.figures}
    # Figures of the white paper that follow from one another (method, section 9).
    scale = printed["digital_economy", 2021]
    parts = [printed[key, 2021] for key in ("digital_industrialisation", "industry_digitalisation")]
    assert sum(parts) == scale == 8512
    assert round(100 * scale / printed["gdp", 2021], 1) == printed["gdp_share", 2021]
    with_them = year_table(m, COMPENSATION, published, {})
    without = year_table(m, COMPENSATION, None, {})
    assert with_them.columns == without.columns + 6
    row = with_them.labels.index("2021")
    shown = {with_them.cell(row, c).value for c in range(with_them.columns)}
    assert {8512.0, 7466.0, 1046.0, 34.4, 16.7, 63.2} <= shown
    points = [c for c in overview_charts(m, COMPENSATION, published)[0].curves if c.points]
    assert len(points) == 1


def test_growth_accounts_add_up_on_the_page(window: MainWindow, results: Any) -> None:
    results.open_tab("growth")
    m, tab = measured(window), results.tab("growth")
    spec = tab.charts[0].spec
    parts = sum(c.values for c in spec.curves if not c.points)
    growth = next(c.values for c in spec.curves if c.points)
    np.testing.assert_allclose(parts, growth, rtol=1e-9)
    np.testing.assert_allclose(growth, m.values["aggregate_growth"])
    tab.annual.button(1).click()
    annual = next(c.values for c in tab.charts[0].spec.curves if c.points)
    np.testing.assert_allclose(annual * 5, growth)  # 2007-2012 and 2012-2017
    assert tab.charts[0].spec.y_title == tr("ui.growth.annual_points")
    assert not tab.note.isVisible()


def test_industries_of_an_interval_are_sorted_and_their_bars_sum(
    window: MainWindow, results: Any
) -> None:
    results.open_tab("growth")
    m, tab = measured(window), results.tab("growth")
    tab.interval.setCurrentIndex(0)
    tab.interval.activated.emit(0)
    rows = tab.industries.model()
    growth = [rows.index(r, 1).data(CELL_ROLE).value for r in range(rows.rowCount())]
    assert growth == sorted(m.values["output_growth"][:, 0], reverse=True)
    for r in range(rows.rowCount()):
        bar = rows.index(r, 0).data(CELL_ROLE).drawing
        assert math.isclose(sum(bar.values), growth[r], rel_tol=1e-9, abs_tol=1e-12)
    tab.part.button(1).click()  # shares sum to one with the residual
    totals = [
        sum(rows.index(r, c).data(CELL_ROLE).value for c in range(rows.columnCount()))
        for r in range(rows.rowCount())
    ]
    np.testing.assert_allclose(totals, 100.0)


def test_industries_in_value_added_form_and_year_by_year(window: MainWindow, results: Any) -> None:
    results.open_tab("growth")
    m, tab = measured(window), results.tab("growth")
    rows = tab.industries.model()
    tab.interval.setCurrentIndex(0)
    tab.part.button(2).click()
    growth = [rows.index(r, 1).data(CELL_ROLE).value for r in range(rows.rowCount())]
    assert sorted(growth) == sorted(m.values["value_added_growth"][:, 0])
    for r in range(rows.rowCount()):
        bar = rows.index(r, 0).data(CELL_ROLE).drawing
        assert math.isclose(sum(bar.values), growth[r], rel_tol=1e-9, abs_tol=1e-12)
    tab.part.button(3).click()
    tab.factor.setCurrentIndex(2)
    tab.factor.activated.emit(2)
    assert tab.factor.isVisible()
    assert not tab.interval.isVisible()
    keys = [rows.index(0, c).data(CELL_ROLE).key for c in range(rows.columnCount())]
    assert {(key, index[0]) for key, index in keys} == {("annual_contribution", 2)}  # labour
    years = [int(rows.headerData(c, Qt.Orientation.Horizontal)) for c in range(len(keys))]
    assert years == [m.frame.years[index[2]] for _, index in keys]
    assert rows.index(0, 0).data(CELL_ROLE).value == m.at(*keys[0])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_figures_of_an_industry_are_in_sight_and_none_is_cut(
    qtbot: QtBot, window: MainWindow, results: Any, language: str
) -> None:
    window.set_language(language)
    window.resize(1440, 900)
    page: Any = window.page("results")
    page.open_tab("growth")
    tab = page.tab("growth")
    table, rows = tab.industries, tab.industries.model()
    qtbot.waitUntil(lambda: not window.session.survey.busy, timeout=SLOW)  # marks take room
    qtbot.waitUntil(lambda: table.columnViewportPosition(8) > 0, timeout=SLOW)
    header, text = table.horizontalHeader(), table.fontMetrics()
    across = Qt.Orientation.Horizontal
    assert window.width() == 1440
    assert header.length() <= table.viewport().width() < header.length() + 2
    tips = [rows.headerData(c, across, Qt.ItemDataRole.ToolTipRole) for c in range(9)]
    assert tips[6] == tr("ui.growth.tfp")
    assert tips[5] == {"zh": "中间投入", "en": "Intermediate inputs"}[language]
    marked = 0
    for column in range(9):
        texts = [rows.headerData(column, across)]
        if column:
            texts += [rows.index(r, column).data() for r in range(rows.rowCount())]
        widest = max(text.horizontalAdvance(each) for each in texts)
        assert widest + 8 <= header.sectionSize(column), (column, max(texts, key=len))
        marked += sum("°" in each for each in texts)
    assert marked
    header.resizeSection(0, 200)  # as a person drags it: kept, whatever the window does
    window.resize(1500, 900)
    qtbot.wait(20)
    assert header.sectionSize(0) == 200


def test_without_employment_tfp_is_refused_and_says_what_it_needs(
    qtbot: QtBot, window: MainWindow, sample_files: tuple[Path, ...]
) -> None:
    tables = tuple(path for path in sample_files if "投入产出表" in path.name)
    import_and_measure(qtbot, window, tables)
    window.show_page("results")
    page: Any = window.page("results")
    page.open_tab("growth")
    tab = page.tab("growth")
    assert tab.note.isVisible()
    assert "未分离" in tab.note_text.text()
    assert not tab.note_text.text().rstrip().endswith("需要：")
    assert math.isnan(measured(window).values["domar_tfp"][0])


def test_industries_are_sorted_searched_copied_and_explained(
    qtbot: QtBot, window: MainWindow, results: Any
) -> None:
    results.open_tab("industries")
    m, tab = measured(window), results.tab("industries")
    rows = tab.table.model()
    QAbstractItemModelTester(rows, FATAL)
    t = m.frame.years.index(2021)
    stock = m.values["industry_stock_current"][:, t]
    names = m.frame.labels("industry")
    assert [rows.headerData(r, Qt.Orientation.Vertical) for r in range(3)] == list(names[:3])
    tab.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    shown = [rows.index(r, 1).data(CELL_ROLE).value for r in range(rows.rowCount())]
    assert shown == sorted(stock, reverse=True)
    tab.search.setText("设备")
    assert 0 < rows.rowCount() < len(names)
    assert all(
        "设备" in rows.headerData(r, Qt.Orientation.Vertical) for r in range(rows.rowCount())
    )
    tab.table.selectAll()
    tab.table.copy(headers=True)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == rows.rowCount() + 1
    j = names.index(lines[1].split("\t")[0])
    assert float(lines[1].split("\t")[2]) == stock[j]
    place = tab.table.visualRect(rows.index(0, 1)).center()
    with qtbot.waitSignal(window.session.derive_wanted, timeout=SLOW) as asked:
        qtbot.mouseClick(tab.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == [("industry_stock_current", (j, t))]


def test_remedies_in_the_user_cost_are_named(window: MainWindow, results: Any) -> None:
    results.open_tab("industries")
    m, tab = measured(window), results.tab("industries")
    t = m.frame.years.index(2021)
    last = len(m.frame.benchmarks) - 1
    for j, industry in enumerate(m.dataset.industries):
        text = tab.model.index(j, 5).data()
        # Non-market industries use the ex ante rate (method, section 6).
        assert (tr("flag.ex_ante_rate") in text) == (not industry.market)
        variant = int(m.values["gain_choice"][j, t])
        flags = {flag.code for flag in m.flags("candidate_rate", variant, j, last)}
        assert (tr("flag.regional_rate") in text) == ("regional_rate" in flags)


def test_missing_values_stand_last_whichever_way_is_sorted(qtbot: QtBot) -> None:
    model, rows = TableModel(), SearchedRows()
    model.show(
        FixedTable(
            ("x",), ((Cell(2.0),), (Cell(None),), (Cell(-3.0),), (Cell(None),)), tuple("abcd")
        )
    )
    rows.setSourceModel(model)
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        rows.sort(0, order)
        values = [rows.index(r, 0).data(CELL_ROLE).value for r in range(4)]
        assert values[2:] == [None, None]
        assert values[:2] == sorted(values[:2], reverse=order == Qt.SortOrder.DescendingOrder)
    rows.sort(-1, Qt.SortOrder.DescendingOrder)
    assert [rows.index(r, 0).data(CELL_ROLE).value for r in range(4)] == [2.0, None, -3.0, None]


def test_negative_parts_of_a_stack_go_down_from_zero() -> None:
    parts = tuple(Curve(str(v), "ict", np.array([v])) for v in (2.0, -1.0, 3.0, -0.5))
    low, high = bar_edges(parts)
    assert low[:, 0].tolist() == [0.0, -1.0, 2.0, -1.5]
    assert high[:, 0].tolist() == [2.0, 0.0, 5.0, -1.0]


def test_every_factor_has_its_colour() -> None:
    from gxde_desktop.ui.tokens import DARK, LIGHT

    for theme in (LIGHT, DARK):
        known = [theme.series[name] for name in (*FACTORS, "tfp")]
        assert len(set(known)) == len(known)


def test_an_english_window_names_rule_and_level(
    qtbot: QtBot, window: MainWindow, results: Any
) -> None:
    window.set_language("en")
    page: Any = window.page("results")
    qtbot.waitUntil(lambda: page.tab("overview").charts[0].spec is not None, timeout=SLOW)
    tab = page.tab("overview")
    assert "Rule 2" in tab.charts[0].spec.title
    assert "Level\u00a0B" in tab.charts[0].spec.title
    set_language("zh")
