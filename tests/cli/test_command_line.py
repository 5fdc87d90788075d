"""The command line as a person or a script uses it: words, figures, files, exit status."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.cli import COMMANDS, main
from gxde_desktop.cli_sample import make_sample
from gxde_desktop.project.project import Project

PROJECT = Path(__file__).resolve().parents[2]
GUANGXI = (
    "投入产出表/广西2007_42部门.xls",
    "投入产出表/广西2017_42部门.xls",
    "投入产出表/全国2007_135部门_多表.xls",
    "投入产出表/全国2017_149部门.xlsx",
    "年度数据/广西_主营业务收入_分行业.xls",
    "年度数据/固定资本形成总额_分省.xlsx",
    "年度数据/固定资产投资价格指数_分省.xlsx",
)
ANSWERS = (
    "0401:region=全国",
    "主营业务收入:unit=万元",
    "固定资本形成总额:unit=亿元",
    "固定资产投资价格指数:basis=index_previous_100",
)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample: workbooks and 示例.gxde."""
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder)
    return folder


Run = Callable[..., "Ran"]


class Ran:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def gxde(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> Ran:
        status = main([str(each) for each in arguments])
        out, err = capsys.readouterr()
        return Ran(status, out, err)

    return run


# ------------------------------------------------------------------ help and language


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_speaks_both_languages(gxde: Run, command: tuple[str, ...]) -> None:
    chinese = gxde("--lang", "zh", *command, "--help")
    english = gxde("--lang", "en", *command, "--help")
    assert (chinese.status, english.status) == (0, 0)
    assert chinese.out.startswith("用法：")
    assert english.out.startswith("usage:")
    assert not re.search("[\u4e00-\u9fff]", re.sub(r"主营业务收入:\s*unit=万元", "", english.out))
    for word in ("usage", "options", "positional", "show this"):
        assert word not in chinese.out


def test_help_needs_neither_arrays_nor_a_window() -> None:
    script = (
        "import sys; from gxde_desktop.cli import main; main(['run', '--help']); "
        "sys.exit(any(m in sys.modules for m in ('numpy', 'PySide6', 'openpyxl', 'pandas')))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("run",), "缺少参数"),
        (("run", "x", "--export", "y", "--nothing"), "无法识别"),
        (("explain", "a.gxde", "investment", "--depth"), "缺少值"),
        (("explain", "a.gxde", "investment", "--depth", "x"), "无效"),
        (("--lang", "fr"), "没有"),
    ],
)
def test_a_slip_in_typing_is_status_2_in_the_language(
    gxde: Run, arguments: tuple[str, ...], word: str
) -> None:
    ran = gxde("--lang=zh", *arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert word in ran.err


def test_an_error_nobody_expected_is_one_line_and_a_log(
    gxde: Run, monkeypatch: pytest.MonkeyPatch, sample: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr("gxde_desktop.cli_explain.derive", broken)
    ran = gxde("explain", sample / "示例.gxde", "investment", "software", "2017", "--lang", "en")
    assert ran.status == 2
    assert len(ran.err.strip().splitlines()) == 1
    assert "a mistake of ours" in ran.err
    log = Path(ran.err.strip().rpartition(" ")[2])
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_the_window_gets_project_and_workbooks(monkeypatch: pytest.MonkeyPatch, gxde: Run) -> None:
    seen: list[tuple[object, ...]] = []

    def window(project: Path | None, *, smoke: Path | None, files: list[Path]) -> int:
        seen.append((project, smoke, files))
        return 0

    monkeypatch.setattr("gxde_desktop.ui.app.run", window)
    smoke = ("open", "--smoke", "d", "b.xls")
    for arguments in ((), ("open",), ("a.gxde",), ("open", "a.gxde"), smoke):
        assert gxde(*arguments).status == 0
    project: tuple[object, ...] = (Path("a.gxde"), None, [])
    assert seen == [
        (None, None, []),
        (None, None, []),
        project,
        project,
        (None, Path("d"), [Path("b.xls")]),
    ]


def test_the_program_starts_as_a_script() -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "--version"], cwd=PROJECT, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert re.fullmatch(r"\d+\.\d+.*", done.stdout.strip())


# ------------------------------------------------------------------ sample and run


def test_the_sample_is_workbooks_and_a_project(gxde: Run, tmp_path: Path) -> None:
    ran = gxde("sample", tmp_path / "新")
    assert ran.status == 0
    written = [Path(line) for line in ran.out.splitlines() if line.startswith(str(tmp_path))]
    assert written[-1].name == "示例.gxde"
    assert all(path.is_file() for path in written)
    assert sorted(written) == sorted((tmp_path / "新").iterdir())


def test_run_on_the_sample_project_computes_everything(
    gxde: Run, sample: Path, tmp_path: Path
) -> None:
    target = tmp_path / "结果.xlsx"
    ran = gxde("run", sample / "示例.gxde", "--export", target, "--lang", "zh")
    assert ran.status == 0, ran.err
    assert "示例省" in ran.out
    assert "无法计算" not in ran.out
    for title in ("ICT 投资额", "价格指数", "实际投资", "资本存量", "数字产业化"):
        assert title in ran.out
    assert openpyxl.load_workbook(target, read_only=True).sheetnames


def test_run_gives_the_same_figures_from_folder_and_project(
    gxde: Run, sample: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "数据"
    (folder / "下层").mkdir(parents=True)
    for number, path in enumerate(sorted(sample.glob("*.xlsx"))):
        shutil.copy(path, folder / "下层" / path.name if number % 2 else folder / path.name)
    (folder / "说明.txt").write_text("不是工作簿", encoding="utf-8")
    (folder / "~$锁.xlsx").write_text("", encoding="utf-8")
    english = ("--lang", "en", "--export")
    from_folder = gxde("run", folder, *english, tmp_path / "a.xlsx")
    from_project = gxde("run", sample / "示例.gxde", *english, tmp_path / "b.xlsx")
    assert (from_folder.status, from_project.status) == (0, 0)
    assert "说明.txt" in from_folder.err
    assert "~$" not in from_folder.out + from_folder.err

    def figures(text: str) -> str:
        return text[text.index("Region:") : text.index("results workbook")]

    assert figures(from_folder.out) == figures(from_project.out)


def test_settings_change_figures_and_are_named(gxde: Run, sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    plain = gxde("run", sample / "示例.gxde", "--export", target, "--lang", "en")
    changed = gxde("run", sample / "示例.gxde", "--export", target, "--lang", "en",
                   "--set", "all.beta=0.5", "--set", "base_year=2005")  # fmt: skip
    assert changed.status == 0
    assert "--set computers.beta=0.5" in changed.out
    assert "--set base_year=2005" in changed.out
    assert "--set" not in plain.out
    stocks = [run.out[run.out.index("Productive") :] for run in (plain, changed)]
    assert stocks[0] != stocks[1]


def test_the_project_is_saved_with_its_settings(gxde: Run, sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "我的.gxde"
    ran = gxde("run", sample, "--export", tmp_path / "a.xlsx", "--project", target,
               "--set", "computers.beta=0.5", "--region", "示例省")  # fmt: skip
    assert ran.status == 0, ran.err
    project = Project.open(target)
    assert project.state.region == "示例省"
    assert project.state.parameters.assets["computers"].beta == 0.5
    assert len(project.state.files) == len(list(sample.glob("*.xlsx")))
    assert project.undo()
    project.close()


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--set", "computers.beta=7"), "computers.beta"),
        (("--set", "computers.beta"), "asset.parameter=value"),
        (("--set", "nothing.here=1"), "nothing.here"),
        (("--preset", "other"), "gx2022"),
        (("--assume", "unit=万元"), "TABLE:field=value"),
        (("--assume", "表:colour=red"), "TABLE:field=value"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_written(
    gxde: Run, sample: Path, tmp_path: Path, options: tuple[str, ...], word: str
) -> None:
    ran = gxde("run", sample / "示例.gxde", "--export", tmp_path / "a.xlsx", *options)
    assert ran.status == 2
    assert word in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_input_that_cannot_be_read_is_named_and_nothing_is_written(
    gxde: Run, sample: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "损坏.xlsx"
    broken.write_bytes((sample / "示例省2007年投入产出表.xlsx").read_bytes()[:2000])
    for bad in (broken, tmp_path / "没有.xls", tmp_path / "没有.gxde"):
        ran = gxde("run", *sorted(sample.glob("*.xlsx")), bad, "--export", tmp_path / "a.xlsx")
        assert ran.status == 2
        assert bad.name in ran.err
        assert len(ran.err.strip().splitlines()) == 1
        assert not (tmp_path / "a.xlsx").exists()


def test_a_broken_file_of_a_folder_is_named_and_the_rest_is_used(
    gxde: Run, sample: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "数据"
    shutil.copytree(sample, folder, ignore=shutil.ignore_patterns("*.gxde"))
    (folder / "损坏.xlsx").write_bytes(b"not a workbook")
    ran = gxde("run", folder, "--export", tmp_path / "a.xlsx")
    assert ran.status == 1
    assert "损坏.xlsx" in ran.err
    assert (tmp_path / "a.xlsx").exists()


def test_an_output_that_cannot_be_written_is_status_2(
    gxde: Run, sample: Path, tmp_path: Path
) -> None:
    project = sample / "示例.gxde"
    before = project.read_bytes()
    folder = tmp_path / "夹.xlsx"
    folder.mkdir()
    for target in (tmp_path / "没有" / "a.xlsx", folder):
        ran = gxde("run", project, "--export", target)
        assert ran.status == 2
        last = ran.err.strip().splitlines()[-1]
        assert target.parent.name in last or target.name in last
    assert project.read_bytes() == before
    notes = tmp_path / "笔记.gxde"
    notes.write_text("mine", encoding="utf-8")
    ran = gxde("run", project, "--export", tmp_path / "a.xlsx", "--project", notes)
    assert ran.status == 2
    assert notes.read_text(encoding="utf-8") == "mine"


def test_where_nothing_can_be_computed_it_says_why_and_writes_nothing(
    gxde: Run, sample: Path, tmp_path: Path
) -> None:
    prices = sample / "固定资产投资价格指数（构造）.xlsx"
    ran = gxde("run", prices, "--export", tmp_path / "a.xlsx", "--lang", "en")
    assert ran.status == 1
    assert "no usable input-output table" in ran.err
    assert not (tmp_path / "a.xlsx").exists()


def test_an_answer_that_fits_nothing_is_a_problem(gxde: Run, sample: Path, tmp_path: Path) -> None:
    ran = gxde("run", sample / "示例.gxde", "--export", tmp_path / "a.xlsx",
               "--assume", "没有这张表:unit=万元")  # fmt: skip
    assert ran.status == 1
    assert "没有这张表:unit=万元" in ran.err


@pytest.mark.skipif(os.name != "posix", reason="signals of a terminal")
def test_ctrl_c_is_status_130_and_leaves_nothing(sample: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "main.py", "run", str(sample), "--export", str(tmp_path / "a.xlsx")]
    running = subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**os.environ, "XDG_DATA_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    work = home / "gxde-desktop" / "work"
    while running.poll() is None and not (work.is_dir() and any(work.iterdir())):
        pass  # until the project exists: then it imports
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 130, err.decode()
    assert b"Traceback" not in err
    assert not (tmp_path / "a.xlsx").exists()
    assert list(work.iterdir()) == []


# ------------------------------------------------------------------ inspect and explain


def test_inspect_prints_one_object_a_file(gxde: Run, sample: Path) -> None:
    files = sorted(sample.glob("*.xlsx"))
    one = gxde("inspect", files[0], "--json")
    assert one.status == 0
    assert json.loads(one.out)["file"] == files[0].name
    many = gxde("inspect", *files, "--json")
    assert [each["file"] for each in json.loads(many.out)] == [path.name for path in files]


def test_inspect_of_what_is_no_workbook_is_status_2_and_shows_the_rest(
    gxde: Run, sample: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.xls"
    bad.write_bytes(b"nothing")
    good = sample / "示例省2007年投入产出表.xlsx"
    ran = gxde("inspect", bad, good)
    assert ran.status == 2
    assert "坏.xls" in ran.err
    assert good.name in ran.out
    missing = gxde("inspect", tmp_path / "没有.xls")
    assert missing.status == 2


def test_explain_ends_at_cells(gxde: Run, sample: Path) -> None:
    by_key = gxde("explain", sample / "示例.gxde", "investment", "communications", "2017")
    by_name = gxde("explain", sample / "示例.gxde", "ICT 投资额（现价）", "通信设备", "2017")
    assert (by_key.status, by_name.status) == (0, 0)
    assert by_key.out == by_name.out
    cells = re.findall(r"← (.+\.xlsx) · (.+)!([A-Z]+\d+)", by_key.out)
    files = {file for file, _, _ in cells}
    assert {"示例省2017年投入产出表.xlsx", "全国2017年投入产出表（构造）.xlsx"} <= files
    for file, sheet, cell in cells:
        printed = openpyxl.load_workbook(sample / file, data_only=True)[sheet][cell].value
        assert printed is not None


def test_explain_of_a_deep_recursion_ends(gxde: Run, sample: Path) -> None:
    deep = gxde("explain", sample / "示例.gxde", "stock", "software", "2017")
    assert deep.status == 0
    shallow = gxde("explain", sample / "示例.gxde", "stock", "software", "2017", "--depth", "1")
    assert 3 < len(shallow.out.splitlines()) < len(deep.out.splitlines()) / 5


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        (("nothing", "2017"), "benchmark_investment"),
        (("investment", "2017"), "investment"),
        (("investment", "televisions", "2017"), "communications"),
        (("investment", "software", "1900"), "2017"),
    ],
)
def test_explain_names_what_there_is(
    gxde: Run, sample: Path, keys: tuple[str, ...], word: str
) -> None:
    ran = gxde("explain", sample / "示例.gxde", *keys)
    assert ran.status == 2
    assert word in ran.err


def test_explain_of_a_workbook_says_what_it_wants(gxde: Run, sample: Path) -> None:
    ran = gxde("explain", sample / "示例省2007年投入产出表.xlsx", "investment", "software", "2017")
    assert ran.status == 2
    assert ".gxde" in ran.err


# ------------------------------------------------------------------ official files


def test_guangxi_from_the_official_files(gxde: Run, real_data: Path, tmp_path: Path) -> None:
    """The worked example of the method, section 2: benchmarks, annual values, what is missing."""
    files = [real_data / name for name in GUANGXI]
    assumed = [part for answer in ANSWERS for part in ("--assume", answer)]
    project = tmp_path / "广西.gxde"
    ran = gxde("run", *files, *assumed, "--export", tmp_path / "a.xlsx", "--project", project,
               "--lang", "en")  # fmt: skip
    assert ran.status == 1  # no price of ICT, no software revenue
    assets = r"^  (computers|communications equipment|software) +(\S+) +(\S+)$"
    numbers = re.findall(assets, ran.out, re.MULTILINE | re.IGNORECASE)
    assert [pair for _, *pair in numbers[:3]] == [
        ["20.002834", "22.508453"],
        ["19.659986", "48.963292"],
        ["5.463470", "81.349004"],
    ]
    for answer in ANSWERS:
        assert f"--assume {answer}" in ran.out
    assert "not computable: needs" in ran.out
    # Revenue runs from 2005 to 2016 and has the benchmark years but 2017: investment of
    # computers is there from 2005, and of software, without revenue, nowhere.
    table = ran.out[ran.out.index("\nICT investment") :]
    table = table[: table.index("\n\n", 2)]
    years = re.findall(r"^  (\d{4}) ", table, re.MULTILINE)
    assert years[0] == "2005"
    assert set(map(int, years)) <= set(range(2005, 2018))
    for sheet in ("fu4", "fu1", "0403", "0402", "0303", "0302", "0301", "0202", "0201"):
        assert re.search(rf"not used: (\S+, )*{sheet}(,| —)", ran.out), sheet

    explained = gxde("explain", project, "benchmark_investment", "communications", "2017")
    assert explained.status == 0
    assert "48.96329" in explained.out.splitlines()[0]
    assert "广西2017_42部门.xls · Sheet1!AZ28" in explained.out
    assert "全国2017_149部门.xlsx · 2017年全国投入产出表!FC95" in explained.out


def test_without_answers_the_questions_are_printed(
    gxde: Run, real_data: Path, tmp_path: Path
) -> None:
    files = [real_data / name for name in GUANGXI]
    ran = gxde("run", *files, "--export", tmp_path / "a.xlsx", "--lang", "en")
    assert ran.status == 1
    for typed in ("0401:region=", "主营业务收入:unit=", "固定资产投资价格指数:basis="):
        assert f"--assume {typed}" in ran.err
    # Sheet 0401 can only be the nation's: its shares are used, and a person is asked.
    assert re.search(r"20\.002834 +22\.508453", ran.out)
    assert re.search(r"19\.659986 +48\.963292", ran.out)
    assert "0401 does not state its region" in ran.err
    inspected = gxde("inspect", real_data / GUANGXI[2], "--json")
    tables = {each["sheet"]: each for each in json.loads(inspected.out)["tables"]}
    assert tables["0401"]["region"] is None


# ------------------------------------------------------------------ nothing of a person is harmed


def test_an_input_is_never_the_target(gxde: Run, sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(sample, folder)
    book = next(folder.glob("*营业收入.xlsx"))
    before = book.read_bytes()
    ran = gxde("run", str(folder), "--export", str(book))
    assert ran.status == 2
    assert book.name in ran.err
    assert book.read_bytes() == before
    project = folder / "示例.gxde"
    kept = project.read_bytes()
    assert gxde("run", str(project), "--export", str(project)).status == 2
    assert project.read_bytes() == kept


def test_what_is_no_ordinary_file_is_not_replaced(gxde: Run, sample: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    assert gxde("run", str(sample / "示例.gxde"), "--export", str(pipe)).status == 2
    assert pipe.is_fifo()


def test_two_answers_to_one_question_are_refused(gxde: Run, sample: Path, tmp_path: Path) -> None:
    ran = gxde(
        "run", str(sample), "--assume", "营业收入:unit=万元", "--assume", "营业收入:unit=亿元",
        "--export", str(tmp_path / "a.xlsx"),
    )  # fmt: skip
    assert ran.status == 2
    assert "万元" in ran.err
    assert "亿元" in ran.err


def test_a_reader_that_leaves_does_not_stop_the_job(sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    job = subprocess.Popen(
        [sys.executable, "main.py", "run", str(sample / "示例.gxde"), "--export", str(target)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert job.stdout is not None
    job.stdout.close()  # as `head` does once it has its line
    assert job.stderr is not None
    said = job.stderr.read().decode()
    # The workbook is there, and a script learns that it did not see all of the text.
    assert job.wait(120) == 2, said
    assert "Traceback" not in said
    assert "标准输出中断" in said.strip().splitlines()[-1]
    assert openpyxl.load_workbook(target, read_only=True).sheetnames


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("command", ["explain", "inspect", "sample"])
def test_a_full_disk_under_the_output_is_status_2_and_one_line(
    sample: Path, tmp_path: Path, command: str
) -> None:
    arguments = {
        "explain": [str(sample / "示例.gxde"), "stock", "software", "2017"],
        "inspect": [str(sample / "示例省2007年投入产出表.xlsx")],
        "sample": [str(tmp_path / "新")],
    }[command]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "main.py", command, *arguments],
            cwd=PROJECT,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=120,
        )
    assert done.returncode == 2
    said = done.stderr.decode().strip().splitlines()
    assert len(said) == 1, said
    assert "标准输出中断" in said[0]
