"""How often a long test repeats: a fixed-seed tenth in `make test`, all of it in `make soak`."""

from __future__ import annotations

import os

import pytest

SOAK = os.environ.get("GXDE_SOAK") == "1"

soak = pytest.mark.soak
"""Marks the tests that `make soak` runs."""


def rounds(in_tests: int, *, in_soak: int | None = None) -> int:
    """How many rounds to do: ten times as many in `make soak`, unless said otherwise."""
    return (in_soak or 10 * in_tests) if SOAK else in_tests
