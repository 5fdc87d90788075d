"""Every file operation of an export, of the memory and of the log fails once, each in its turn.

Saving a project has its own tests (`tests/project/test_faults.py`).
"""

from __future__ import annotations

import errno
import faulthandler
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from gxde_desktop.exporting.errors import ExportError
from gxde_desktop.exporting.long_table import write_csv
from gxde_desktop.exporting.template import write_template
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.importing.memory import Entry, Kept, Memory, MemoryFile
from gxde_desktop.importing.results import Layout
from gxde_desktop.text import LANGUAGES, in_language, say
from gxde_desktop.ui.logs import LOG, last_crash, start_log, watch_for_crashes
from models import measure
from models.measurement import Measurement
from models.parameters import PRESETS
from tests.support_datasets import dataset
from tests.support_interrupts import Faults, nothing_left_behind

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="error numbers of POSIX")

NUMBERS = (errno.ENOSPC, errno.EACCES, errno.EIO)
OLD = b"what was there before"


@cache
def _small() -> Measurement:
    data = dataset(3)
    return measure(replace(data, industries=(), benchmarks=data.benchmarks[:1]), PRESETS["gx2022"])


def _workbook(path: Path) -> None:
    write_workbook(_small(), path, language="en")


def _csv(path: Path) -> None:
    write_csv(_small(), path, language="en")


def _template(path: Path) -> None:
    write_template(path)


@pytest.fixture
def faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    (tmp_path / "夹").mkdir()
    with monkeypatch.context() as patch:
        yield Faults(patch, tmp_path / "夹")


def _whole(path: Path) -> bool:
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return book.testzip() is None
    return path.read_bytes().endswith(b"\n")


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize(
    ("write", "suffix"), [(_workbook, ".xlsx"), (_csv, ".csv"), (_template, ".xlsx")]
)
def test_whatever_fails_in_an_export_the_old_file_stays_and_a_sentence_says_why(
    write: Callable[[Path], None], suffix: str, lasting: bool, tmp_path: Path, faults: Faults
) -> None:
    target = tmp_path / "夹" / f"结果{suffix}"
    faults.none()
    write(target)
    operations = list(faults.calls)
    assert {"open", "replace", "fsync"} <= set(operations), operations
    refused = 0
    for place, operation in enumerate(operations):
        for number in NUMBERS if suffix == ".csv" else NUMBERS[place % 3 :][:1]:
            faults.none()
            target.write_bytes(OLD)
            error = None
            with nothing_left_behind(*(() if lasting else (tmp_path,))):
                faults.at(place, number, lasting=lasting)
                try:
                    write(target)
                except ExportError as refusal:
                    error = refusal
                finally:
                    faults.none()
            if error is None:
                # Rights are tried, and the library opens its archive in a second way.
                assert operation in ("chmod", "io.open"), (place, operation, number)
                assert _whole(target)
                continue
            refused += 1
            assert target.read_bytes() == OLD
            for language in LANGUAGES:
                with in_language(language):
                    sentence = say(error.message)
                assert target.name in sentence or str(target.parent) in sentence
                assert "{" not in sentence
            for left in target.parent.glob(".gxde-*"):
                assert lasting, left  # it could not be removed either
                left.unlink()
    assert refused >= len(operations) - 2
    write(target)
    assert _whole(target)


def _entry(name: str) -> Entry:
    layout = Layout("Sheet1", name * 8, (("合计", 1),), (("A", 1),), None)
    return Entry(layout, "表", f"{name}.xlsx", "2026-01-01", (Kept("unit", "万元"),))


def test_whatever_fails_the_memory_is_that_of_before_or_of_after(
    tmp_path: Path, faults: Faults
) -> None:
    store = MemoryFile(tmp_path / "夹" / "memory" / "layouts.json")
    store.update(lambda memory: memory.with_entry(_entry("a")))
    before = store.load().entries
    assert len(before) == 1

    def more(memory: Memory) -> Memory:
        return memory.with_entry(_entry("b"))

    bytes_before = store.path.read_bytes()
    faults.none()
    store.update(more)
    after = store.load().entries
    operations = list(faults.calls)
    assert {"open", "replace", "fsync"} <= set(operations)
    for place in range(len(operations)):
        for number in (errno.ENOSPC, errno.EIO):
            faults.none()
            store.path.write_bytes(bytes_before)
            with nothing_left_behind(tmp_path):
                faults.at(place, number)
                with suppress(OSError):
                    store.update(more)
                faults.none()
            found = store.load()
            assert found.notice is None
            assert found.entries in (before, after), operations[place]
            (store.path.parent / f"{store.path.name}.lock").unlink(missing_ok=True)
    store.update(more)
    assert store.load().entries == after


def test_a_damaged_memory_that_cannot_be_put_aside_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryFile(tmp_path / "layouts.json")
    store.path.write_text("{", encoding="utf-8")

    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "held")

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", refused)
        with pytest.raises(PermissionError):
            store.update(lambda memory: memory.with_entry(_entry("a")))
        notice = store.load().notice
        assert notice is not None
        assert notice.code.endswith("memory.unreadable")
    assert store.path.read_text(encoding="utf-8") == "{"


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, faults: Faults) -> None:
    """Log and crash report: without them the program runs on, and says nothing worse."""
    folder = tmp_path / "夹" / "logs"
    folder.mkdir()
    (folder / "crash.txt").write_text("Segmentation fault", encoding="utf-8")
    kept = list(LOG.handlers)
    try:
        faults.none()
        start_log(folder)
        watch_for_crashes(folder)
        operations = list(faults.calls)
        for place in range(len(operations)):
            for number in NUMBERS:
                faults.none()
                (folder / "crash.txt").write_text("Segmentation fault", encoding="utf-8")
                faults.at(place, number, lasting=True)
                log = start_log(folder)
                watch_for_crashes(folder)
                assert isinstance(last_crash(log), str)
                LOG.error("said all the same")
        faults.none()
        (folder / "crash.txt").write_text("Bus error", encoding="utf-8")
        watch_for_crashes(folder)
        assert last_crash(start_log(folder)) == "Bus error"
    finally:
        faulthandler.disable()
        for handler in [h for h in LOG.handlers if h not in kept]:
            LOG.removeHandler(handler)
            handler.close()
