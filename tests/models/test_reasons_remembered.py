"""Reasons are remembered on the way to their root: whatever is asked first, the answer is one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models import measure
from models.measurement import Measurement
from models.parameters import PRESETS
from models.quantities.base import Quantity
from tests.support_datasets import dataset


def test_the_order_of_asking_changes_no_reason_and_each_root_is_found_once() -> None:
    lacking = dataset(3, drop=("indicator.electronics", "price.cpi"))
    measured = measure(lacking, PRESETS["gx2022"])
    places = [
        (key, tuple(int(k) for k in index))
        for key, values in measured.values.items()
        for index in np.argwhere(np.isnan(values))[:40]
    ]
    assert len(places) > 100
    backwards = {place: measured.reason(place[0], *place[1]) for place in reversed(places)}
    for key, index in places:
        assert backwards[key, index] == fresh(measured).reason(key, *index)


def test_a_known_reason_builds_no_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = measure(dataset(3, drop=("indicator.electronics",)), PRESETS["gx2022"])
    (place, *_) = np.argwhere(np.isnan(measured.values["investment"]))
    index = tuple(int(k) for k in place)
    reason = measured.reason("investment", *index)
    monkeypatch.setattr(Quantity, "tree", None)
    assert reason is not None
    assert measured.reason("investment", *index) is reason


def fresh(measured: Measurement) -> Measurement:
    """The same measurement, knowing no reason yet."""
    return replace(measured, _reasons={})
