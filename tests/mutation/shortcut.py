"""Kernels beside cells, for the quantities of the changed module alone.

`test_kernel_equals_tree_on_every_cell` compares every quantity of a variant. Most changes show in
the module they stand in, and under few variants: there a hundredth of the comparisons does.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

TEST = "test_kernel_equals_tree_on_every_cell["
_OF = "tests.models.test_kernel_and_cell"


def keys_of(file: str) -> tuple[str, ...]:
    """Computed quantities that a module of the method defines, none for other files."""
    if not file.startswith("models/quantities/"):
        return ()
    module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
    own: Sequence[Any] = getattr(module, "QUANTITIES", ())
    return tuple(one.key for one in own if not one.is_input)


def first_apart(keys: Sequence[str], tests: Sequence[str]) -> str:
    """The first of some tests of kernels beside cells that fails for one of the quantities.

    Empty where none does, though it may fail elsewhere.
    """
    tried = importlib.import_module(_OF)  # late: who judges afresh must not have our modules
    for test in tests:
        _, _, name = test.partition(TEST)
        if not name:
            continue
        try:
            measured = tried.measure(*tried.VARIANTS[name.removesuffix("]")])
            failed = any(
                next(tried.apart(measured, key, tried.trees_of(measured, key)), "") for key in keys
            )
        except Exception:
            failed = True
        if failed:
            return test
    return ""
