"""Room of texts and numbers, and where printed pages end."""

from __future__ import annotations

from itertools import pairwise

from gxde_desktop.exporting.fitting import (
    LINE,
    PAGE_POINTS,
    lines_of,
    number_width,
    page_breaks,
    text_width,
)


def test_a_chinese_character_is_as_wide_as_two_latin_ones() -> None:
    assert text_width("GDP") == 3
    assert text_width("投入产出") == 8
    assert text_width("2017 年") == 7


def test_a_text_breaks_where_its_column_ends() -> None:
    assert lines_of("short", 20) == 1
    assert lines_of("六十个字" * 15, 62) == 3  # 120 wide and a tenth, in 61
    assert lines_of("one\ntwo", 20) == 2


def test_numbers_are_as_wide_as_a_spreadsheet_program_shows_them() -> None:
    assert number_width(1234567.891, "#,##0.00") == len("1,234,567.89")
    assert number_width(-0.1234, "0.00%") == len("-12.34%")
    assert number_width(2, '0" ◇"') == len("2 ◇")  # the mark is as wide as a letter
    assert number_width(0.5, "[>=1000]#,##0.00;0.000000") == len("0.50")
    assert number_width(1e300, "General") == 0


def test_pages_end_before_what_would_be_torn() -> None:
    whole = int(PAGE_POINTS // LINE)
    # Two blocks of 30 rows do not fit one page of 52; three of 17 do.
    assert page_breaks([0, 30], 60, {}) == [30]
    assert page_breaks([0, 17, 34], 51, {}) == []
    # One longer than a page goes on over full ones; a taller row takes the room of its lines.
    assert page_breaks([0], 2 * whole + 5, {}) == [whole, 2 * whole]
    assert page_breaks([0, 30], 52, {31: 3 * LINE}) == [30]


def test_no_page_is_empty_and_none_too_long() -> None:
    starts = [0, 3, 40, 95, 96, 97, 160, 161]
    heights = {5: 60.0, 50: 400.0, 51: 400.0, 99: 45.0}
    breaks = page_breaks(starts, 300, heights)
    edges = [0, *breaks, 300]
    assert edges == sorted(set(edges))
    for first, behind in pairwise(edges):
        points = sum(heights.get(row, LINE) for row in range(first, behind))
        assert 0 < points <= PAGE_POINTS, (first, behind)
