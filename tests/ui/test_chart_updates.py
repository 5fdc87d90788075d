"""A chart that is given new values looks as if it had been drawn with them at first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gxde_desktop.ui.chart_spec import ChartSpec, Curve
from gxde_desktop.ui.charts import Chart

SIZE = QSize(520, 300)
YEARS = np.arange(2010, 2018, dtype=float)
PLACES = np.arange(8, dtype=float)


def made(kind: str, *, factor: float = 1.0, gap: int | None = None) -> ChartSpec:
    values = np.array([3.0, 4.0, 6.0, 5.0, 8.0, 9.0, 7.0, 11.0]) * factor
    if gap is not None:
        values[gap] = np.nan
    labelled = kind in ("bars", "stack")
    signs = -1.0 if kind == "stack" else 1.0
    return ChartSpec(
        "x",
        kind,
        PLACES if labelled else YEARS,
        "year",
        "unit",
        (
            Curve("one", "computers", values),
            Curve("two", "software", signs * values / 2),
            Curve("points", "published", 1.2 * values, points=True),
        ),
        x_labels=tuple("abcdefgh") if labelled else (),
    )


def picture(qtbot: QtBot, *specs: ChartSpec) -> QImage:
    chart = Chart()
    qtbot.addWidget(chart)
    chart.resize(SIZE)
    chart.show()
    qtbot.waitExposed(chart)
    for spec in specs:
        chart.show_spec(spec)
    return chart.picture(SIZE, scale=1.0)


@pytest.mark.parametrize("kind", ["line", "area", "bars", "stack"])
def test_new_values_are_drawn_as_if_they_had_been_the_first(qtbot: QtBot, kind: str) -> None:
    first = made(kind)
    for second in (made(kind, factor=1.7), made(kind, factor=0.02), made(kind, gap=3)):
        assert picture(qtbot, first, second) == picture(qtbot, second)
    assert picture(qtbot, first) != picture(qtbot, made(kind, gap=3))


@pytest.mark.parametrize("kind", ["line", "area", "bars", "stack"])
def test_another_set_of_curves_leaves_nothing_of_the_one_before(qtbot: QtBot, kind: str) -> None:
    first = made(kind)
    fewer = replace(first, curves=first.curves[1:])
    assert picture(qtbot, first, fewer) == picture(qtbot, fewer)


def test_what_is_zoomed_to_stays_while_figures_change_and_reset_shows_all(qtbot: QtBot) -> None:
    chart = Chart()
    qtbot.addWidget(chart)
    chart.resize(SIZE)
    chart.show_spec(made("line"))
    box = chart.plot.getViewBox()
    whole = box.viewRange()[0]
    box.scaleBy(x=0.5)  # as the wheel does with Ctrl
    box.sigRangeChangedManually.emit(box.state["mouseEnabled"])
    zoomed = box.viewRange()[0]
    chart.show_spec(made("line", factor=1.1))
    assert box.viewRange()[0] == pytest.approx(zoomed)
    chart.reset_zoom()
    assert box.viewRange()[0] == pytest.approx(whole)


def test_the_axis_stands_still_while_a_figure_moves_a_little(qtbot: QtBot) -> None:
    chart = Chart()
    qtbot.addWidget(chart)
    chart.resize(SIZE)
    ranges = set()
    for step in range(12):
        chart.show_spec(made("line", factor=0.9 + 0.005 * step))
        ranges.add(tuple(chart.plot.getViewBox().viewRange()[1]))
    assert len(ranges) == 1


def coloured(image: QImage) -> int:
    """Pixels that are no shade of grey: what is drawn of the curves."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(-1, 4)[:, :3].astype(int)
    return int((np.ptp(pixels, axis=1) > 60).sum())


def test_a_value_without_neighbours_is_seen_in_an_area(qtbot: QtBot) -> None:
    """Digital industrialisation is known in the years of the tables alone: 2007, then 2017."""
    values = np.full(8, np.nan)
    values[[0, 6]] = 100.0, 400.0
    lone = ChartSpec("x", "area", YEARS, "", "", (Curve("one", "computers", values),))
    # The swatch of the legend alone has about a hundred.
    assert coloured(picture(qtbot, lone)) > 2000
