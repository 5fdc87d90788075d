"""Killed at any moment, also in the middle of a save and on a full disk: nothing is lost."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support_soak import rounds, soak

if sys.platform == "win32":
    pytest.skip("fork and SIGKILL are needed", allow_module_level=True)

from tests.project.support_kills import in_arena, kill_rounds


@soak
@pytest.mark.timeout(3600)
def test_no_acknowledged_step_is_lost_and_no_saved_file_damaged(tmp_path: Path) -> None:
    seen = in_arena(kill_rounds, tmp_path, 20260101, rounds(100))
    # The rounds did happen, and hit what they are for; how often depends on the machine.
    assert seen["steps"] > rounds(100)
    assert seen["saves"] > rounds(100) / 20
    assert seen["in save"] > rounds(100) / 20
    assert seen["recovered"] > rounds(100) / 10


@soak
@pytest.mark.timeout(3600)
def test_the_same_on_a_full_disk(tmp_path: Path) -> None:
    seen = in_arena(kill_rounds, tmp_path, 20260102, rounds(20), 400_000)
    assert seen["refused"] > 0
    assert seen["steps"] > rounds(20)
