"""Addresses of cells, as spreadsheet programs write them."""

from __future__ import annotations

import pytest

from models.sources import address, column_letters, column_number


@pytest.mark.parametrize(
    ("column", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"),
     (16383, "XFD")],
)  # fmt: skip
def test_columns_are_lettered_as_in_a_spreadsheet(column: int, letters: str) -> None:
    """XFD is the last column that Excel has, the 16 384th."""
    assert column_letters(column) == letters
    assert column_number(letters) == column
    assert column_number(letters.lower()) == column
    assert address(9, column) == f"{letters}10"
