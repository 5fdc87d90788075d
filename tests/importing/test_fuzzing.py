"""Any bytes and any cells: a report or a refusal, within the bounds that `limits` promises.

The inputs are the same in every run. Each kind is tried in a process of its own, whose memory is
bounded: a compiled reader that aborts, or an input that takes too much, ends that process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gxde_desktop.importing.limits import MAX_SECONDS
from tests.support_fuzz import KINDS
from tests.support_hostile import HOSTILE
from tests.support_soak import SOAK, rounds, soak

ROOT = Path(__file__).parents[2]


def _apart(*arguments: object) -> dict[str, Any]:
    """What the fuzzer prints, in a process with bounds."""
    command = [sys.executable, "-m", "tests.support_fuzz", *map(str, arguments)]
    # What is walked through in the order of hashes is the same in every run, too.
    same = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=same, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@soak
@pytest.mark.parametrize("kind", KINDS)
def test_every_mutant_is_answered(kind: str, tmp_path: Path) -> None:
    """In all 2 000 inputs in the tests and 20 000 in `make soak`, where every one is watched."""
    found = _apart(kind, count := rounds(200), 20170101, 1 if SOAK else 3, tmp_path)
    assert not found["wrong"], (found["wrong"], list(tmp_path.iterdir()))
    assert found["tried"] == count
    assert found["read"] > 0  # a mutant that still can be read shows that something was tried
    assert found["longest"] < MAX_SECONDS


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "文件.xls"
    path.write_bytes(HOSTILE[name].data())
    found = _apart("file", 1, 0, 1, path)
    assert found["spent"] < MAX_SECONDS
    assert set(found["codes"]) >= {HOSTILE[name].code}
