"""Draws the pictures that are compared with approved ones, in the bundled font, into a folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from PySide6.QtCore import QSize  # noqa: E402
from PySide6.QtGui import QFont, QGuiApplication, QImage  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from gxde_desktop.text import set_language  # noqa: E402
from gxde_desktop.ui import fonts  # noqa: E402
from gxde_desktop.ui.cells import Cell, Drawing, FixedTable  # noqa: E402
from gxde_desktop.ui.chart_spec import ChartSpec, Curve  # noqa: E402
from gxde_desktop.ui.charts import Chart  # noqa: E402
from gxde_desktop.ui.drawn_cells import DrawnTable  # noqa: E402
from gxde_desktop.ui.tables import TableModel  # noqa: E402
from gxde_desktop.ui.theme import apply_theme  # noqa: E402

SIZE = QSize(460, 280)
YEARS = np.arange(2010, 2022, dtype=float)


def growing(name: str, colour: str, start: float, rate: float) -> Curve:
    return Curve(name, colour, start * rate ** np.arange(len(YEARS)))


AREA = ChartSpec(
    "ICT 生产性资本存量", "area", YEARS, "年份", "亿元（2000 年价）",
    (growing("计算机", "computers", 40, 1.10), growing("通信设备", "communications", 70, 1.12),
     growing("软件", "software", 20, 1.21)),
    marks=((2017.0, "以后为外推"),),
)  # fmt: skip
LINES = replace(AREA, title="ICT 价格指数（2000 年=1）", kind="line", y_title="指数")
STACK = ChartSpec(
    "总体增长来源", "stack", np.arange(2.0), "区间", "对数点",
    (Curve("ICT 资本", "ict", np.array([0.02, 0.03])),
     Curve("非 ICT 资本", "nonict", np.array([0.33, 0.22])),
     Curve("全要素生产率", "tfp", np.array([0.12, -0.05])),
     Curve("增加值", "total", np.array([0.47, 0.20]), points=True)),
    x_labels=("2007–2012", "2012–2017"), decimals=4,
)  # fmt: skip


def settled(take: Callable[[], QImage]) -> QImage:
    """A picture once it stays the same: laid out and painted, as on the screen."""
    before = take()
    same = 0
    for _ in range(200):
        QTest.qWait(25)
        now = take()
        same = same + 1 if now == before else 0
        if same == 5:
            break
        before = now
    return before


def chart(spec: ChartSpec, path: Path) -> None:
    made = Chart()
    made.resize(SIZE)
    made.show_spec(spec)
    made.show()
    settled(lambda: made.picture(SIZE, scale=1.0)).save(str(path))


def table(path: Path) -> None:
    lines = tuple(
        (
            Cell(value, drawing=Drawing("bar", (value,), 0.0, 900.0, ("software",))),
            Cell(
                None,
                drawing=Drawing("line", tuple(value * r for r in (0.4, 0.5, 0.45, 0.8, 1.0)), 0, 1),
            ),
            Cell(value / 7, mark="°", bold=value > 500),
            Cell(None, tip="x"),
        )
        for value in (812.5, 640.25, 88.125, -41.0)
    )
    model = TableModel(FixedTable(("存量 亿元", "走势", "份额 %", "缺"), lines, tuple("甲乙丙丁")))
    view = DrawnTable()
    view.setModel(model)
    view.resize(600, 150)
    view.show()
    settled(lambda: view.grab().toImage()).save(str(path))


def main() -> None:
    folder = Path(sys.argv[1])
    app = QApplication([])
    set_language("zh")
    family = fonts._load_bundled()[0]
    font = QFont(family)
    font.setPixelSize(fonts.BASE_PIXELS)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    fonts.tabular(font)
    QGuiApplication.setFont(font)
    apply_theme(app, "light")
    chart(AREA, folder / "area.png")
    chart(STACK, folder / "stack.png")
    table(folder / "table.png")
    apply_theme(app, "dark")
    chart(LINES, folder / "lines-dark.png")
    table(folder / "table-dark.png")


if __name__ == "__main__":
    main()
