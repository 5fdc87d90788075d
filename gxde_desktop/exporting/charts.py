"""Native charts over rows of the results sheet."""

from __future__ import annotations

from xlsxwriter.chart import Chart

from gxde_desktop.exporting.layout import LABEL_COLUMNS
from gxde_desktop.exporting.page import Page
from gxde_desktop.text import tr, unit_text
from models.measurement import Measurement
from models.quantities import REGISTRY

CHARTS = (
    ("digital_economy", "line", None),
    ("gdp_share", "line", None),
    ("aggregate_contribution", "column", "stacked"),
    ("stock", "line", None),
    ("investment", "line", None),
    ("price", "line", None),
)
"""Charts of the conclusions: quantity, kind, subtype.

The stock is drawn as lines: areas on top of each other would fall where one asset is missing.
"""

COLOURS = {
    "computers": "#0F6CBD",
    "communications": "#E08A1E",
    "software": "#2A9D8F",
    "ict": "#0F6CBD",
    "nonict": "#9AA5B1",
    "labour": "#8C6BB1",
    "intermediate": "#D4A373",
    "residual": "#C9D1D9",
    "stock": "#0F6CBD",
    "compensation": "#E08A1E",
    "accumulated": "#2A9D8F",
}
"""One colour an asset, a factor and a rule everywhere (tokens of the window)."""

_DASHES = ("solid", "dash", "square_dot", "long_dash", "dash_dot")
_MARKERS = ("circle", "square", "triangle", "diamond", "x")
WIDTH, HEIGHT, ROW = 432, 262, 20
"""Pixels of a chart and of a row. All charts and the table above them are one printed page."""

ABREAST = 3
"""Charts side by side."""

MOST_LABELS = 8
"""Years that a chart's axis names."""


def insert_charts(page: Page, rows: dict[str, int]) -> None:
    """Charts side by side at the page's next row, which moves below them.

    rows: first row of each quantity's values on the results sheet.
    """
    drawn = [each for each in CHARTS if each[0] in rows]
    if not drawn:
        return
    page.heading(tr("exporting.conclusions.charts"))
    top = page.row
    for place, (key, kind, subtype) in enumerate(drawn):
        down, across = divmod(place, ABREAST)
        made = _chart(page, key, kind, subtype, rows[key])
        offsets = {"x_offset": 8 + across * (WIDTH + 16), "y_offset": 6 + down * (HEIGHT + 14)}
        page.sheet.insert_chart(top, 0, made, offsets)
    lines = -(-len(drawn) // ABREAST)
    page.row = top + lines * (HEIGHT + 14) // ROW + 1


def _chart(page: Page, key: str, kind: str, subtype: str | None, row: int) -> Chart:
    measurement = page.book.cells.measurement
    chart = page.book.workbook.add_chart({"type": kind} | ({"subtype": subtype} if subtype else {}))
    _add_series(chart, tr("exporting.results"), measurement, key, kind, row)
    unit = unit_text(REGISTRY[key].unit, measurement.parameters.base_year)
    chart.set_title({"name": tr(f"quantity.{key}.title"), "name_font": {"size": 11}})
    lines = {"visible": True, "line": {"color": "#E1E5EA"}}
    axis = {"name": unit, "name_font": {"size": 9}, "major_gridlines": lines}
    if REGISTRY[key].unit == "share":
        axis |= {"num_format": "0%", "name": "%"}
    chart.set_y_axis(axis)
    # Years stand upright, as many as there is room for: programs turn them aslant otherwise.
    every = -(-measurement.frame.size(REGISTRY[key].axes[1]) // MOST_LABELS)
    upright = {"size": 9, "rotation": 360}
    chart.set_x_axis({"num_font": upright, "label_position": "low", "interval_unit": every})
    chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("gap")
    chart.set_size({"width": WIDTH, "height": HEIGHT})
    return chart


def _add_series(
    chart: Chart, name: str, measurement: Measurement, key: str, kind: str, first: int
) -> None:
    """One series a member, over the columns of the quantity's last axis."""
    members_axis, across_axis = REGISTRY[key].axes
    last = LABEL_COLUMNS + measurement.frame.size(across_axis) - 1
    for member, label in enumerate(measurement.frame.labels(members_axis)):
        colour = COLOURS.get(str(label), "#9AA5B1")
        series: dict[str, object] = {
            "name": [name, first + member, 0],
            "categories": [name, first - 1, LABEL_COLUMNS, first - 1, last],
            "values": [name, first + member, LABEL_COLUMNS, first + member, last],
        }
        if kind == "line":
            # Lines are told apart without their colours too.
            series["line"] = {"color": colour, "width": 2, "dash_type": _DASHES[member % 5]}
            marker = {"type": _MARKERS[member % 5], "size": 4}
            series["marker"] = {**marker, "fill": {"color": colour}, "border": {"color": colour}}
        else:
            series["fill"] = {"color": colour}
            series["border"] = {"color": "#FFFFFF"}
        chart.add_series(series)
