"""Interrupted or cancelled at any moment: nothing half done is left, and done again it is the same.

Moments are drawn with a fixed seed, ten times as many in `make soak`.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import psutil
import pytest

from gxde_desktop.exporting.long_table import write_csv
from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.importing.importer import inspect_file
from gxde_desktop.jobs.regions import spread
from gxde_desktop.project.commands import AddFiles, NewFile, SetParameter, SetRegion, new_file
from gxde_desktop.project.project import Project
from gxde_desktop.text import language
from models import measure
from models.comparison import RegionCase, measure_regions
from models.dataset import Dataset
from models.measurement import Cancelled, Measurement
from models.parameters import PRESETS
from models.quantities import REGISTRY
from models.region_figures import RegionComparison
from models.uncertainty import Bands, Settings, bands
from tests.support_cancels import Asked
from tests.support_datasets import dataset
from tests.support_interrupts import PROJECT, interrupted_at, lines_of, nothing_left_behind
from tests.support_sample import write_second_province
from tests.support_soak import rounds, soak

DEFAULT = PRESETS["gx2022"]
DRAWS = Settings(150, seed=2, threads=2)


@cache
def measured() -> Measurement:
    return measure(dataset(2), DEFAULT)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


# ---------------------------------------------------------------- computing


def _measure(asked: Callable[[], bool] | None = None) -> Measurement:
    return measure(dataset(2), DEFAULT, cancelled=asked)


def _draw(asked: Callable[[], bool] | None = None) -> Bands:
    return bands(measured(), DRAWS, ("stock", "digital_economy"), cancelled=asked)


def _regions(asked: Callable[[], bool] | None = None) -> RegionComparison:
    return measure_regions(_cases(), draws=Settings(40), threads=2, cancelled=asked)


def _apart(asked: Callable[[], bool] | None = None) -> RegionComparison:
    before = set(multiprocessing.active_children())
    try:
        return spread(_cases(), 2, draws=Settings(40), cancelled=asked)
    finally:
        assert set(multiprocessing.active_children()) <= before


def _cases() -> list[RegionCase]:
    def build(seed: int) -> Callable[[], Dataset]:
        return lambda: dataset(seed)

    return [RegionCase(f"省{seed}", build(seed), DEFAULT) for seed in (1, 2, 3)]


def _arrays(found: object) -> dict[str, np.ndarray]:
    if isinstance(found, Measurement):
        return {key: found.values[key] for key in REGISTRY}
    if isinstance(found, Bands):
        return dict(found.quantiles)
    assert isinstance(found, RegionComparison)
    return {
        f"{one.region} {key}": values
        for one in found.regions
        for key, values in (*one.values.items(), *one.quantiles.items())
    }


def assert_the_same(found: object, expected: object) -> None:
    one, other = _arrays(found), _arrays(expected)
    assert set(one) == set(other)
    for key, values in one.items():
        np.testing.assert_array_equal(values, other[key], err_msg=key)


WORKS = {"measuring": _measure, "draws": _draw, "regions": _regions, "processes": _apart}
TIMES = {"processes": 1}
"""Of what starts processes of its own, each of which takes a while."""


@soak
@pytest.mark.parametrize("name", WORKS)
def test_work_that_is_interrupted_at_any_line_is_the_same_when_done_again(name: str) -> None:
    work = WORKS[name]
    expected = work()
    moments = random.Random(f"lines {name}")
    many = lines_of(work)
    cut = 0
    times = rounds(TIMES.get(name, 6))
    for _ in range(times):
        with nothing_left_behind():
            cut += interrupted_at(work, moments.randint(1, many // 2 if name in TIMES else many))
        assert_the_same(work(), expected)
    assert cut > times / 2  # with threads the number of lines is not always the same


@soak
@pytest.mark.parametrize("name", WORKS)
def test_work_that_is_cancelled_at_any_question_ends_and_is_the_same_when_done_again(
    name: str,
) -> None:
    work = WORKS[name]
    expected = work()
    counted = Asked()
    work(counted)
    assert counted.times > 5
    moments = random.Random(f"questions {name}")
    for _ in range(rounds(TIMES.get(name, 8))):
        with nothing_left_behind(), pytest.raises(Cancelled):
            work(Asked(moments.randrange(counted.times // 2)))
        assert_the_same(work(), expected)


# ---------------------------------------------------------------- writing


def _workbook(path: Path) -> None:
    write_workbook(_small(), path, language="en")


def _csv(path: Path) -> None:
    write_csv(_small(), path, language="en")


@cache
def _small() -> Measurement:
    data = dataset(3)
    return measure(replace(data, industries=(), benchmarks=data.benchmarks[:1]), DEFAULT)


def _is_whole(path: Path) -> bool:
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return book.testzip() is None and "xl/workbook.xml" in book.namelist()
    return path.read_bytes().endswith(b"\n")


@soak
@pytest.mark.parametrize(("write", "suffix"), [(_workbook, ".xlsx"), (_csv, ".csv")])
def test_what_is_written_is_the_old_file_or_the_new_one(
    write: Callable[[Path], None], suffix: str, tmp_path: Path
) -> None:
    target = tmp_path / f"结果{suffix}"
    write(target)
    many = lines_of(lambda: write(target))
    moments = random.Random(f"writing {suffix}")
    before = language()
    for turn in range(rounds(3)):
        old = b"old" * turn
        if turn:
            target.write_bytes(old)
        else:
            target.unlink()
        with nothing_left_behind(tmp_path):
            cut = interrupted_at(lambda: write(target), moments.randint(1, many))
        assert language() == before
        kept = target.exists() and target.read_bytes() == old if turn else not target.exists()
        assert kept or _is_whole(target)
        assert cut or not kept
    write(target)
    assert _is_whole(target)


# ---------------------------------------------------------------- the project


@pytest.fixture(scope="module")
def small_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[NewFile, ...]:
    paths = sorted(write_sample(tmp_path_factory.mktemp("sample")), key=lambda p: p.stat().st_size)
    return tuple(new_file(p.name, p.read_bytes(), (), inspect_file(p)) for p in paths[:2])


@soak
def test_a_project_that_is_interrupted_holds_the_step_or_does_not(
    tmp_path: Path, small_files: tuple[NewFile, ...]
) -> None:
    """Adding files, a parameter, an undo, a save: state, private copy and saved file agree."""
    path = tmp_path / "核算.gxde"
    made = Project.create()
    made.apply(SetRegion("广西"))
    made.save(path)
    made.close()
    moments = random.Random("project")
    steps: dict[str, Callable[[Project], object]] = {
        "files": lambda one: one.apply(AddFiles(small_files)),
        "parameter": lambda one: one.apply(SetParameter("computers.beta", 0.7)),
        "undo": lambda one: one.undo(),
        "save": lambda one: (one.apply(SetRegion("柳州")), one.save()),
    }
    saved = path.read_bytes()
    for turn in range(rounds(12)):
        name = list(steps)[turn % len(steps)]
        step = steps[name]
        path.write_bytes(saved)
        project = Project.open(path)
        project.apply(SetParameter("computers.sigma", 0.6))
        before = project.state
        many = lines_of(lambda: step(project))  # noqa: B023
        after = project.state
        project.close()
        path.write_bytes(saved)
        project = Project.open(path)
        project.apply(SetParameter("computers.sigma", 0.6))
        with nothing_left_behind(tmp_path):
            interrupted_at(lambda: step(project), moments.randint(1, many))  # noqa: B023
        assert project.state in (before, after), name
        held = project.state
        # The work goes on, and what is saved now is what was held.
        project.apply(SetParameter("software.beta", 0.5))
        project.undo()
        assert project.state == held
        project.save()
        project.close()
        again = Project.open(path)
        assert again.state == held, name
        again.close()


@soak
def test_an_import_that_is_interrupted_recognises_the_same_afterwards(tmp_path: Path) -> None:
    path = min(write_sample(tmp_path / "样例"), key=lambda p: p.stat().st_size)
    expected = repr(inspect_file(path))
    many = lines_of(lambda: inspect_file(path))
    moments = random.Random("import")
    for _ in range(rounds(4)):
        with nothing_left_behind(tmp_path):
            interrupted_at(lambda: inspect_file(path), moments.randint(1, many))
        assert repr(inspect_file(path)) == expected  # NaN is not equal to itself


# ---------------------------------------------------------------- the command


@soak
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("everywhere", [False, True], ids=["one region", "all regions"])
def test_run_that_is_interrupted_says_so_and_leaves_a_whole_workbook_or_none(
    everywhere: bool,
    tmp_path: Path,
) -> None:
    """Control and C at a random moment: status 130, or 0 or 1 where it was done before.

    Nor is a process left of those that measure regions.
    """
    (province,) = {path.parent for path in write_sample(tmp_path / "样例")}
    (tmp_path / "出").mkdir()
    target = tmp_path / "出" / "结果.xlsx"
    command = [sys.executable, str(PROJECT / "main.py"), "run", str(province),
               "--export", str(target)]  # fmt: skip
    if everywhere:
        write_second_province(province, province, "云南省")
        command += ["--region", "all", "--draws", "2500"]
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, timeout=240)
    assert done.returncode in (0, 1), done.stderr
    assert _is_whole(target)
    whole = time.monotonic() - started
    moments = random.Random("run")
    seen = set()
    for _ in range(rounds(1 if everywhere else 2)):
        target.unlink(missing_ok=True)
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        try:
            child.wait(moments.uniform(min(0.3, whole / 4), whole * 0.7))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGINT)
        output, errors = child.communicate(timeout=120)
        seen.add(child.returncode)
        assert child.returncode in (0, 1, 130), errors
        assert b"Traceback" not in errors + output
        assert not _left_in_session(child.pid)
        if child.returncode == 130:
            assert not target.exists() or _is_whole(target)
        else:
            assert _is_whole(target)
        others = [path for path in target.parent.iterdir() if path != target]
        assert all(everywhere and path.suffix == ".xlsx" and _is_whole(path) for path in others)
    assert 130 in seen


def _left_in_session(leader: int) -> list[int]:
    """What is alive of a command some time after its end: Python's own tracker of resources hears
    of it only then.
    """
    until = time.monotonic() + 10
    while (alive := _alive_in_session(leader)) and time.monotonic() < until:
        time.sleep(0.02)
    return alive


def _alive_in_session(leader: int) -> list[int]:
    """Processes that a command left behind, but those that have ended and wait to be buried."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found
