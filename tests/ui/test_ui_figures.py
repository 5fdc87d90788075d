"""Saved charts: the window's own drawing code without a window, and the smoke run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gxde_desktop.ui.chart_spec import ChartSpec, Curve, nearest, stacked
from gxde_desktop.ui.formula_text import formula_html

PROJECT = Path(__file__).resolve().parents[2]

CHARTS = """
import sys
from pathlib import Path
from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.commands import AddFiles, new_file
from gxde_desktop.project.state import ProjectState
from gxde_desktop.ui.figures import save_charts
from models.measurement import measure
out = Path(sys.argv[1])
files = write_sample(out / "in")
added = AddFiles(tuple(new_file(p.name, p.read_bytes(), (), inspect_file(p)) for p in files))
state = added.next(ProjectState())
dataset = assemble(state).dataset
for path in save_charts(measure(dataset, state.parameters), out / "charts", language="en"):
    print(path.name)
"""


def test_charts_are_saved_without_a_display(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run(
        [sys.executable, "-c", CHARTS, str(tmp_path)],
        cwd=PROJECT, env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = done.stdout.split()
    assert {"stock.svg", "stock.png", "investment.svg", "investment_2.png", "price.svg"} <= set(
        names
    )
    rules = ("stock", "compensation", "accumulated")
    assert {f"overview_{rule}.svg" for rule in rules} <= set(names)
    assert {"overview_stock_2.png", "growth.svg", "growth.png"} <= set(names)
    for name in names:
        path = tmp_path / "charts" / name
        if path.suffix == ".png":
            picture = QImage(str(path))
            colours = {
                picture.pixelColor(x, y).name()
                for x in range(0, picture.width(), 9)
                for y in range(0, picture.height(), 9)
            }
            assert len(colours) > 3, name  # something was drawn
        else:
            assert "<path" in path.read_text(encoding="utf-8")


def test_stacked_areas_end_where_a_part_is_missing() -> None:
    """What is left would look as if the sum had fallen."""
    first = Curve("a", "computers", np.array([1.0, np.nan, 2.0]))
    second = Curve("b", "software", np.array([3.0, np.nan, np.nan]))
    lower, upper = stacked((first, second))
    assert upper[1][0] == 4.0
    assert np.isnan(upper[:, 1]).all()
    assert np.isnan(upper[:, 2]).all()
    assert np.isnan(lower[:, 2]).all()
    assert lower[1][0] == 1.0


def test_the_nearest_point_of_a_stack_is_the_area_under_the_mouse() -> None:
    x = np.array([2000.0, 2001.0])
    curves = (
        Curve("a", "computers", np.array([1.0, 1.0])),
        Curve("b", "software", np.array([5.0, 5.0])),
    )
    spec = ChartSpec("t", "area", x, "", "", curves)
    assert nearest(spec, frozenset(), 2000.9, 0.5) == (0, 1)
    assert nearest(spec, frozenset(), 2000.1, 4.0) == (1, 0)
    assert nearest(spec, frozenset({"a"}), 2000.1, 0.5) == (1, 0)


def test_formulas_get_real_scripts() -> None:
    assert formula_html("K_{i,t}") == "K<sub>i,t</sub>"
    assert formula_html("I^r_{i,t} < 1") == "I<sup>r</sup><sub>i,t</sub> &lt; 1"
    assert formula_html("∫_x^∞ h") == "∫<sub>x</sub><sup>∞</sup> h"


def test_the_smoke_run_does_the_main_job(
    qtbot: QtBot, tmp_path: Path, sample_files: tuple[Path, ...]
) -> None:
    out = tmp_path / "smoke"
    code = (
        "import sys; from pathlib import Path; from gxde_desktop.ui.app import run; "
        "sys.exit(run(None, smoke=Path(sys.argv[1]), files=[Path(p) for p in sys.argv[2:]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(out), *map(str, sample_files)],
        cwd=PROJECT, capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads((out / "smoke.json").read_text(encoding="utf-8"))
    assert report["status"] == 0
    assert len(report["files"]) == len(sample_files)
    assert set(report["timings"]) == {
        "start_to_first_paint_s", "start_to_usable_s", "longest_wait_s", "start_to_ready_s",
        "import_s", "compute_s", "export_s",
    }  # fmt: skip
    for name in ("data.png", "parameters.png", "results.png", "export.png", "smoke.xlsx"):
        assert (out / name).stat().st_size > 5000


def test_a_smoke_run_that_cannot_import_fails_and_says_why(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(b"no workbook")
    code = (
        "import sys; from pathlib import Path; from gxde_desktop.ui.app import run; "
        "sys.exit(run(None, smoke=Path(sys.argv[1]), files=[Path(sys.argv[2])]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "out"), str(wrong)],
        cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "wrong.xlsx" in done.stderr
