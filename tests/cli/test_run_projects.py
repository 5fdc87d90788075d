"""`run` and `explain` on projects with scenarios, scripts of commands, choices and targets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gxde_desktop.cli import main
from gxde_desktop.cli_sample import make_sample
from gxde_desktop.project import document as documents
from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.commands import AddScenario, SelectScenario, SetParameter, UseFile
from gxde_desktop.project.project import Project
from gxde_desktop.project.scenarios import viewed
from models import measure


class Ran:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _workbook(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbook is written in earnest only where a test looks into it."""
    if "real_workbook" not in request.fixturenames:

        def written(_: object, path: Path, **__: object) -> None:
            path.write_bytes(b"a workbook")

        monkeypatch.setattr("gxde_desktop.cli_export.write_workbook", written)


@pytest.fixture
def real_workbook() -> None:
    """For tests that look into the exported workbook."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder)
    return folder


@pytest.fixture(scope="module")
def project(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with β = 0.5 as a scenario, saved with the base selected."""
    made = Project.open(sample / "示例.gxde", read_only=True)
    made.apply(AddScenario("低 β"))
    made.apply(SetParameter("all.beta", 0.5))
    made.apply(SelectScenario(None))
    path = made.save(tmp_path_factory.mktemp("projects") / "情景.gxde")
    made.close()
    return path


@pytest.fixture
def gxde(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> Ran:
        status = main([str(each) for each in arguments])
        out, err = capsys.readouterr()
        return Ran(status, out, err)

    return run


def script(folder: Path, *steps: Any) -> Path:
    path = folder / "steps.json"
    path.write_text(json.dumps(steps, ensure_ascii=False), encoding="utf-8")
    return path


def results(ran: Ran) -> str:
    """The figures of the measured scenario, as printed."""
    return ran.out[ran.out.index("测算地区") : ran.out.index("情景比较")]


# ------------------------------------------------------------------ scenarios


def test_run_measures_the_scenario_that_is_named(
    gxde: Run, project: Path, sample: Path, tmp_path: Path
) -> None:
    base = gxde("run", project, "--export", tmp_path / "a.xlsx")
    low = gxde("run", project, "--scenario", "低 β", "--export", tmp_path / "b.xlsx")
    same = gxde("run", project, "--scenario", "Base", "--export", tmp_path / "c.xlsx")
    alone = gxde("run", sample / "示例.gxde", "--set", "all.beta=0.5", "--export",
                 tmp_path / "d.xlsx")  # fmt: skip
    assert {each.status for each in (base, low, same, alone)} == {0}
    assert results(base) == results(same) != results(low)
    own = alone.out[alone.out.index("测算地区") : alone.out.index("版本与数据来源")]
    assert results(low).strip() == own.strip()


def test_the_comparison_shows_figures_and_what_differs(
    gxde: Run, project: Path, tmp_path: Path
) -> None:
    ran = gxde("run", project, "--export", tmp_path / "a.xlsx")
    opened = Project.open(project, read_only=True)
    stocks = []
    for name in (None, "低 β"):
        state = viewed(opened.state, name)
        dataset = assemble(state).dataset
        assert dataset is not None
        m = measure(dataset, state.parameters)
        stocks.append(m.value("stock_total", m.frame.years[-1]))
    opened.close()
    compared = ran.out[ran.out.index("情景比较") :].splitlines()
    (line,) = [each for each in compared if "ICT 生产性资本存量合计 " in each]
    base, low, delta, relative = line.split()[-4:]
    assert (base, low) == tuple(f"{each:.2f}" for each in stocks)
    assert delta == f"{stocks[1] - stocks[0]:+.2f}"
    assert relative == f"{100 * (stocks[1] / stocks[0] - 1):+.2f}"
    assert "计算机 役龄效率 β 0.8 → 0.5" in ran.out


def test_a_scenario_without_figures_is_a_problem_with_its_reason(
    gxde: Run, project: Path, tmp_path: Path
) -> None:
    opened = Project.open(project, read_only=True)
    opened.apply(AddScenario("没有表"))
    for file in opened.state.files:
        if "投入产出" in file.name:
            opened.apply(UseFile(file.sha256, False))
    opened.apply(SelectScenario(None))
    path = opened.save(tmp_path / "p.gxde")
    opened.close()
    ran = gxde("run", path, "--export", tmp_path / "a.xlsx")
    assert ran.status == 1
    (why,) = [each for each in ran.out.splitlines() if "没有表没有：" in each]
    assert "投入产出表" in why
    chosen = gxde("run", path, "--scenario", "没有表", "--export", tmp_path / "b.xlsx")
    assert chosen.status == 1
    assert not (tmp_path / "b.xlsx").exists()
    assert "示例省2007年投入产出表.xlsx：本情景不用" in chosen.out


def test_an_unknown_scenario_is_refused_with_those_that_are(
    gxde: Run, project: Path, tmp_path: Path
) -> None:
    for command in (
        ("run", project, "--export", tmp_path / "a.xlsx"),
        ("explain", project, "stock", "software", "2017"),
    ):
        ran = gxde(*command, "--scenario", "没有")
        assert ran.status == 2
        assert "基准、低 β" in ran.err
        assert len(ran.err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_explain_derives_in_the_scenario(gxde: Run, project: Path) -> None:
    keys = ("explain", project, "profile", "software", "3", "--depth", "1")
    base, low = gxde(*keys), gxde(*keys, "--scenario", "低 β")
    assert (base.status, low.status) == (0, 0)
    assert base.out != low.out
    assert "software.beta = 0.5" in gxde(*keys[:-1], "3", "--scenario", "低 β").out


def test_a_project_in_a_folder_of_results_stays_as_it_was(
    gxde: Run, project: Path, tmp_path: Path
) -> None:
    before = project.read_bytes()
    target = tmp_path / "新.gxde"
    ran = gxde("run", project, "--scenario", "低 β", "--set", "alpha=0.3", "--project", target,
               "--export", tmp_path / "a.xlsx")  # fmt: skip
    assert ran.status == 0, ran.err
    assert project.read_bytes() == before
    opened = Project.open(target, read_only=True)
    assert opened.state.active == "低 β"
    assert dict(opened.state.scenarios[0].values)["alpha"] == 0.3
    assert opened.state.base.parameters.alpha == 0.5
    opened.close()


# ------------------------------------------------------------------ versions


def test_versions_and_vintages_are_printed_and_kept(
    gxde: Run, project: Path, tmp_path: Path, real_workbook: None
) -> None:
    target = tmp_path / "p.gxde"
    ran = gxde("run", project, "--project", target, "--export", tmp_path / "a.xlsx")
    part = ran.out[ran.out.index("版本与数据来源") :]
    assert re.search(r"方法 \S+ · 程序 \S+ · 数据 [0-9a-f]{12} · 参数 [0-9a-f]{12}", part)
    assert re.search(r"本地区现价生产总值：.+ ← .+\.xlsx · .+（文件的 SHA-256：[0-9a-f]{12}", part)
    assert "2017 年基准：示例省 2017 ←" in part
    contents = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True).worksheets[0]
    printed = {str(cell.value) for row in contents.iter_rows() for cell in row}
    assert any(re.fullmatch("[0-9a-f]{12}", each) and each in part for each in printed)
    assert "另一版本" not in ran.err
    opened = Project.open(target, read_only=True)
    kept = opened.results
    assert set(kept) == {None, "低 β"}
    old = {
        name: replace(
            each,
            stamp=replace(each.stamp, program="0.0.9"),
            figures=tuple(
                replace(f, value=2 * f.value) if f.name == "stock" else f for f in each.figures
            ),
        )
        for name, each in kept.items()
        if name is None
    }
    opened.keep_results(old)
    opened.save(tmp_path / "old.gxde")
    opened.close()
    again = gxde("run", tmp_path / "old.gxde", "--export", tmp_path / "b.xlsx")
    told = again.err[again.err.index("另一版本") :]
    assert "“基准”：方法" in told
    assert "程序 0.0.9" in told
    assert "低 β" not in told
    assert len(re.findall(r"→", told)) == 1
    assert re.search(r"ICT 生产性资本存量合计 \d{4}: \S+ → \S+", told)


# ------------------------------------------------------------------ scripts


def test_a_script_makes_a_project_from_nothing(gxde: Run, sample: Path, tmp_path: Path) -> None:
    files = [f"数据/{path.name}" for path in sorted(sample.glob("*.xlsx"))]
    (tmp_path / "数据").symlink_to(sample)
    steps = script(
        tmp_path,
        {"do": "add_files", "files": files},
        {"do": "add_scenario", "name": "低 β"},
        {"do": "set_parameter", "path": "all.beta", "value": 0.5},
        {"do": "undo"},
        {"do": "redo"},
        {"do": "select_scenario", "scenario": None},
    )
    target = tmp_path / "p.gxde"
    ran = gxde("run", "--script", steps, "--project", target, "--export", tmp_path / "a.xlsx")
    assert ran.status == 0, ran.err
    opened = Project.open(target, read_only=True)
    assert len(opened.state.files) == len(files)
    assert opened.state.scenarios[0].values["software.beta"] == 0.5
    opened.close()
    assert "低 β" in ran.out


def test_a_script_without_files_replaces_no_project(
    gxde: Run, project: Path, tmp_path: Path
) -> None:
    """Steps meant for a project that is named only as the place to save to."""
    target = tmp_path / "目标.gxde"
    target.write_bytes(project.read_bytes())
    before = target.read_bytes()
    steps = script(tmp_path, {"do": "set_parameter", "path": "computers.beta", "value": 0.7})
    ran = gxde("run", "--script", steps, "--project", target, "--export", tmp_path / "a.xlsx")
    assert ran.status == 2
    assert f"run 目标.gxde --script {steps.name}" in ran.err
    assert target.read_bytes() == before
    assert not (tmp_path / "a.xlsx").exists()
    ran = gxde("run", target, "--script", steps, "--export", tmp_path / "a.xlsx")
    assert ran.status == 0, ran.err
    assert target.read_bytes() == before


def test_a_refused_step_is_named_and_nothing_is_written(
    gxde: Run, project: Path, tmp_path: Path
) -> None:
    target = tmp_path / "目标.gxde"
    before = b""
    for step, words in (
        ({"do": "set_parameter", "path": "computers.beta", "value": 7}, "computers.beta"),
        ({"do": "add_files", "files": ["没有.xlsx"]}, "没有.xlsx"),
        ({"do": "fly"}, "fly"),
    ):
        if not target.exists():
            target.write_bytes(project.read_bytes())
            before = target.read_bytes()
        steps = script(tmp_path, {"do": "add_scenario", "name": "新"}, step)
        ran = gxde("run", project, "--script", steps, "--project", target, "--export",
                   tmp_path / "a.xlsx")  # fmt: skip
        assert ran.status == 2
        assert "steps.json 第 2 步" in ran.err
        assert words in ran.err
        assert len(ran.err.strip().splitlines()) == 1
        assert target.read_bytes() == before
        assert not (tmp_path / "a.xlsx").exists()


def test_a_projects_own_script_makes_the_same_document(
    gxde: Run, project: Path, tmp_path: Path
) -> None:
    own = tmp_path / "历史.json"
    first = gxde("run", project, "--write-script", own, "--export", tmp_path / "a.xlsx")
    assert first.status == 0, first.err
    steps = json.loads(own.read_text(encoding="utf-8"))
    assert [each["do"] for each in steps[-3:]] == [
        "add_scenario",
        "set_parameter",
        "select_scenario",
    ]
    target = tmp_path / "同.gxde"
    again = gxde("run", "--script", own, "--project", target, "--export", tmp_path / "b.xlsx")
    assert again.status == 0, again.err
    one, other = (Project.open(path, read_only=True) for path in (project, target))
    assert documents.to_document(other.state) == documents.to_document(one.state)
    one.close()
    other.close()
    # A file that is not the one of the script any more is not taken for it.
    changed = next((tmp_path / "历史-files").rglob("*.xlsx"))
    changed.write_bytes(next(p for p in (tmp_path / "历史-files").rglob("*.xlsx")
                             if p != changed).read_bytes())  # fmt: skip
    refused = gxde("run", "--script", own, "--export", tmp_path / "c.xlsx")
    assert refused.status == 2
    assert changed.name in refused.err


# ------------------------------------------------------------------ choices and targets


def test_a_series_is_chosen_by_part_of_its_label(gxde: Run, project: Path, tmp_path: Path) -> None:
    target = tmp_path / "p.gxde"
    # The sample's sheets of cities hold the province's GDP too: a part of the file's name tells.
    choice = "indicator.gdp=地区生产总值 · 国民经济核算"
    ran = gxde("run", project, "--choose", choice, "--project", target,
               "--export", tmp_path / "a.xlsx")  # fmt: skip
    assert ran.status == 0, ran.err
    assert "指定的序列：" in ran.out
    opened = Project.open(target, read_only=True)
    assert set(opened.state.choices) == {"indicator.gdp"}
    opened.close()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--choose", "indicator.gdp"), "ROLE="),
        (("--choose", "no.role=x"), "indicator.gdp"),
        (("--choose", "indicator.gdp=没有这个"), "没有这个"),
        (("--region", "火星"), "示例省"),
        (("--project", "a.xlsx"), "a.xlsx"),
        (("--project", "名称"), ".gxde"),
        (("--script", "没有.json"), "没有.json"),
        (("--write-script", "历史.txt"), ".json"),
    ],
)
def test_a_wrong_option_is_one_line_and_status_2(
    gxde: Run, project: Path, tmp_path: Path, options: tuple[str, str], word: str
) -> None:
    name, value = options
    given = tmp_path / value if name in ("--project", "--script", "--write-script") else value
    ran = gxde("run", project, name, given, "--export", tmp_path / "a.xlsx")
    assert ran.status == 2
    assert word in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_run_on_is_said(gxde: Run, tmp_path: Path) -> None:
    ran = gxde("run", "--export", tmp_path / "a.xlsx")
    assert ran.status == 2
    assert "--script" in ran.err
