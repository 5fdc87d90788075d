"""A command may speak another language; the tests after it do not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gxde_desktop.text import language, set_language


@pytest.fixture(autouse=True)
def _language_of_the_tests() -> Iterator[None]:
    before = language()
    yield
    set_language(before)
