"""A command sets the language of the process; the tests after it speak the suite's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gxde_desktop.text import set_language


@pytest.fixture(autouse=True)
def _language_of_the_tests() -> Iterator[None]:
    # Always the same one: a fixture of a whole module may have changed it before.
    yield
    set_language("zh")
