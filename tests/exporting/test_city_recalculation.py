"""The cities' sheets recompute in a spreadsheet program, ranks and all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.exporting.layout import chapter_sheet, lay_out
from gxde_desktop.exporting.workbook import write_workbook
from models import measure
from models.cities import Cities
from models.dataset import Dataset
from models.parameters import PRESETS, with_values
from models.sources import address
from tests.support_datasets import dataset, with_cities
from tests.support_recalculation import Spreadsheet, compare

PARAMETERS = with_values(PRESETS["gx2022"], {"accumulated_base": 60.0})


def with_value(data: Dataset, name: str, year: int, value: float) -> Dataset:
    """The dataset with another figure of one city's GDP."""
    pieces = tuple(
        replace(
            piece,
            values=tuple(
                value if when == year else old
                for when, old in zip(piece.years, piece.values, strict=True)
            ),
        )
        for piece in data.cities.series["gdp"][name]
    )
    gdp = {**data.cities.series["gdp"], name: pieces}
    return replace(data, cities=Cities(data.cities.names, {**data.cities.series, "gdp": gdp}))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Dataset]:
    data = with_cities(dataset(2), without={"丙市": range(2018, 2019)})
    path = tmp_path_factory.mktemp("export") / "各市.xlsx"
    write_workbook(measure(data, PARAMETERS), path)
    return path, data


def test_a_changed_figure_of_one_city_moves_shares_and_ranks(
    soffice: str, exported: tuple[Path, Dataset], tmp_path: Path
) -> None:
    path, data = exported
    before = measure(data, PARAMETERS)
    index = before.positions("city_printed", "gdp", "甲市", 2015)
    sheet, row, column = lay_out(before).place("city_printed", index)
    changed = before.at("city_printed", index) * 40
    expected = measure(with_value(data, "甲市", 2015, changed), PARAMETERS)
    book = Spreadsheet(soffice, tmp_path).recalculated(
        path, {(sheet, address(row, column)): changed}
    )
    compared, wrong = compare(book, lay_out(expected), expected)
    assert wrong == []
    assert compared > 2000
    rank = ("compensation", "甲市", 2015)
    assert before.value("city_scale_rank", *rank) != expected.value("city_scale_rank", *rank)


def test_every_printed_figure_names_its_cell_and_its_file(exported: tuple[Path, Dataset]) -> None:
    """A city's figures come from two files, and three indicators stand below one another."""
    path, data = exported
    layout = lay_out(measure(data, PARAMETERS))
    sheet = openpyxl.load_workbook(path)[chapter_sheet("cities")]
    block = layout.blocks["city_printed"]
    for c, name in enumerate(data.cities.names):
        for t, year in enumerate(range(2000, 2022)):
            piece = data.cities.piece("gdp", name, year)
            shown = sheet.cell(block.origin_row(0, c) + 1, block.column(t) + 1).value
            if piece is None:
                assert shown is None
            else:
                origin = piece.origin(year)
                assert origin is not None
                assert shown == f"{piece.source.file}!{origin.cell}"
