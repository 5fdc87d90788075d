"""An export that is cancelled or fails leaves nothing, says it once, and ends at any moment."""

from __future__ import annotations

import errno
import gc
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import IO, Any

import pytest

from gxde_desktop.exporting.errors import ExportError
from gxde_desktop.exporting.template import write_template
from gxde_desktop.exporting.workbook import write_workbook
from gxde_desktop.exporting.xlsx_file import workbook_at
from models import measure
from models.measurement import Cancelled, Measurement
from models.parameters import PRESETS
from tests.support_cancels import Asked
from tests.support_datasets import dataset
from tests.support_soak import rounds, soak

ROOT = Path(__file__).parents[2]
OLD = b"what was there before"


@cache
def small() -> Measurement:
    data = dataset(3)
    return measure(replace(data, industries=(), benchmarks=data.benchmarks[:1]), PRESETS["gx2022"])


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where XlsxWriter's parts stand."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@soak
def test_an_export_that_is_cancelled_at_any_question_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, temporary: Path
) -> None:
    target = tmp_path / "出" / "结果.xlsx"
    target.parent.mkdir()
    counted = Asked()
    write_workbook(small(), target, cancelled=counted)
    whole, questions = _parts(target), counted.times
    assert questions > 1000  # between rows and while packing too: a person does not wait
    target.write_bytes(OLD)
    moments = random.Random("export")
    for _ in range(rounds(6)):
        with pytest.raises(Cancelled):
            write_workbook(small(), target, cancelled=Asked(moments.randrange(questions)))
        assert target.read_bytes() == OLD
        assert list(target.parent.iterdir()) == [target]
        assert list(temporary.iterdir()) == []
    write_workbook(small(), target)
    assert _parts(target) == whole


def _parts(path: Path) -> dict[str, bytes]:
    """All of a workbook but when it was made."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


class Filling:
    """A file on a disk that has room for so many more bytes."""

    def __init__(self, stream: IO[bytes], room: int) -> None:
        self._stream, self._room = stream, room

    def write(self, data: bytes) -> int:
        self._room -= len(data)
        if self._room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self._stream.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@pytest.mark.parametrize("room", [0, 3_000, 12_000])
@pytest.mark.parametrize("write", [lambda p: write_workbook(small(), p), write_template])
def test_a_disk_that_fills_up_is_said_once(
    write: Callable[[Path], None],
    room: int,
    tmp_path: Path,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An archive that is let go tries to end itself, and would say so where nobody listens."""
    target = tmp_path / "出" / "结果.xlsx"
    target.parent.mkdir()
    target.write_bytes(OLD)
    real = Path.open

    def opened(path: Path, mode: str = "r", *args: Any, **more: Any) -> Any:
        stream = real(path, mode, *args, **more)
        ours = path.parent == target.parent and mode == "wb"
        return Filling(stream, room) if ours else stream

    unheard: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", unheard.append)
    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(ExportError) as refused:
        write(target)
    code = refused.value.message.code
    del refused
    gc.collect()
    assert code == "exporting.full"
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]
    assert list(temporary.iterdir()) == []
    assert not unheard


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of POSIX")
def test_on_a_disk_without_room_the_command_says_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "出").mkdir()
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        "from gxde_desktop.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, "sample", str(tmp_path / "出")],
        cwd=ROOT, capture_output=True, encoding="utf-8", env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 2
    assert os.strerror(errno.EFBIG) in done.stderr
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["出"]
    assert list((tmp_path / "出").iterdir()) == []


def test_what_fails_while_the_workbook_is_filled_passes_and_leaves_no_parts(
    tmp_path: Path, temporary: Path
) -> None:
    def failing(path: Path) -> None:
        with workbook_at(path) as book:
            book.add_worksheet("表").write(0, 0, 1.0)
            raise KeyError

    with pytest.raises(KeyError):
        failing(tmp_path / "a.xlsx")
    assert list(temporary.iterdir()) == []
