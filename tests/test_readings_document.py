"""docs/readings.md says what the program says of every point."""

from __future__ import annotations

from pathlib import Path

import pytest

from gxde_desktop.reading_words import point_title, reading_means, reading_title
from gxde_desktop.text import LANGUAGES, in_language, tr
from models.reading_points import POINTS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "readings.md"
HOW = "renew docs/readings.md: python packaging/readings_page.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_holds_every_point_and_reading_in_the_words_of_the_program(language: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    with in_language(language):
        for point in POINTS:
            paragraph = f"{tr(f'readings.{point.key}.text')} {tr(f'readings.{point.key}.why')}"
            assert f"### {point_title(point)}\n\n{paragraph}\n" in text, f"{point.key}: {HOW}"
            for reading in point.readings:
                said = reading_means(point, reading)
                assert any(
                    reading_title(point, reading) in line and said in line
                    for line in text.splitlines()
                ), f"{point.key} {reading.key}: {HOW}"
