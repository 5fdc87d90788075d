"""Imports cancelled, comparisons of scenarios interrupted: nothing half done is kept."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.jobs.process import JobCancelled
from gxde_desktop.jobs.tasks import inspect_task
from gxde_desktop.project.assemblies import Assemblies
from gxde_desktop.project.commands import AddScenario, SetParameter
from gxde_desktop.project.compare import compare, outcomes
from gxde_desktop.project.results import ResultCache
from tests.support_cancels import Asked
from tests.support_interrupts import interrupted_at, lines_of, nothing_left_behind
from tests.support_sample import sample_state
from tests.support_soak import rounds, soak


@soak
def test_an_import_that_is_cancelled_at_any_question_ends_and_recognises_the_same_afterwards(
    tmp_path: Path,
) -> None:
    path = max(write_sample(tmp_path / "样例"), key=lambda p: p.stat().st_size)
    counted = Asked()

    def told(*_: object) -> None:
        assert not counted()

    expected = inspect_task(path, progress=told, cancelled=counted)
    assert counted.times >= 4
    moments = random.Random("import")
    for _ in range(rounds(2)):
        asked = Asked(moments.randrange(counted.times))

        def stopped(*_: object) -> None:
            if asked():  # noqa: B023
                raise JobCancelled

        with nothing_left_behind(tmp_path), pytest.raises(JobCancelled):
            inspect_task(path, progress=stopped, cancelled=asked)
    again = inspect_task(path, progress=lambda *_: None, cancelled=lambda: False)
    assert again.recognised.data == expected.recognised.data
    assert again.content.data == expected.content.data


@soak
def test_a_comparison_of_scenarios_that_is_interrupted_leaves_nothing_wrong_in_what_is_kept(
    tmp_path: Path,
) -> None:
    """Assemblies and measurements are kept over it: what they hold then is whole or not there."""
    state = AddScenario("低 β").next(sample_state(tmp_path))
    state = SetParameter("all.beta", 0.5).next(state)
    expected = repr(compare(outcomes(state, ResultCache())))
    kept, assemblies = ResultCache(), Assemblies()
    many = lines_of(lambda: outcomes(state, ResultCache(), assemblies=Assemblies()))
    moments = random.Random("scenarios")
    cut = 0
    for turn in range(rounds(2)):
        if turn % 2 == 0:
            kept, assemblies = ResultCache(), Assemblies()
        with nothing_left_behind(tmp_path):
            cut += interrupted_at(
                lambda: outcomes(state, kept, assemblies=assemblies),  # noqa: B023
                moments.randint(1, many // (1 + turn % 2)),
            )
        assert repr(compare(outcomes(state, kept, assemblies=assemblies))) == expected
    assert cut
