"""Tables of another kind: coefficients, make, use, lists ... are named and not used."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gxde_desktop.importing.dictionary import dictionary
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.io_labels import Line
from gxde_desktop.importing.io_lines import Tile
from gxde_desktop.importing.labels import key
from gxde_desktop.importing.price_basis import constant_prices_in
from gxde_desktop.importing.regions import regions_in
from gxde_desktop.importing.wording import msg
from models.messages import Message

Text = tuple[int, int, str]


def other_kind(texts: Sequence[Text], sheet: str) -> tuple[str, int, int] | None:
    """(kind, row, column) of a table of another kind, by its title; None where none is named."""
    del sheet
    for row, column, text in texts:
        if len(text) > 80:
            continue
        folded = key(text)
        for entry in dictionary("io_labels")["other_kinds"]:
            said = any(key(word) in folded for word in entry["title"])
            if said and not any(key(word) in folded for word in entry.get("unless", ())):
                return str(entry["kind"]), row, column
    return None


def product_by_industry(grid: Grid, rows: int = 12, columns: int = 4) -> tuple[int, int] | None:
    """The corner cell of a product-by-industry table (产业部门 across, 产品部门 down)."""
    for row, column, text in grid.texts(0, rows):
        if column < columns and _is_corner(text):
            return row, column
    return None


def _is_corner(text: str) -> bool:
    folded = key(text)
    return "产业部门" in folded and "产品部门" in folded


def kind_of_tile(tile: Tile, rows: Sequence[Line], columns: Sequence[Line]) -> Message | None:
    """Why a part of a sheet is a table of another kind; None where it may be one of flows.

    Its own title decides, then its corner, then its figures: total input is 1 in every column.
    """
    if tile.told:
        return None
    texts = _own_texts(tile)
    named = other_kind(texts, tile.grid.sheet)
    if named is not None:
        return msg(f"kind.{named[0]}")
    if any(map(constant_prices_in, (tile.grid.sheet, *(text for _, _, text in texts)))):
        return msg("kind.constant_prices")
    if _by_region(rows):
        return msg("kind.interregional")
    corner = [
        text for row in range(tile.header[0], tile.header[1] + 1)
        for text in tile.grid.rows[row][tile.left : tile.name_column + 2]
        if isinstance(text, str)
    ]  # fmt: skip
    if any(map(_is_corner, corner)):
        held = {line.role for line in rows}
        return msg("kind.use" if "VA001" in held else "kind.make")
    total = next((line for line in rows if line.role == "TI"), None)
    across = [line.at for line in columns if line.role is None]
    if total is not None and across:
        figures = tile.look.values[total.at, across]
        figures = figures[np.isfinite(figures)]
        if figures.size >= 2 and np.all(np.abs(figures - 1) < 1e-6):
            return msg("kind.direct_coefficients")
    return None


def _by_region(rows: Sequence[Line]) -> bool:
    """Whether sectors are those of several regions: 北京农业, 天津农业, 河北农业 …"""
    sectors = [line.label for line in rows if line.role is None and line.label]
    regions = [found[0] for label in sectors if (found := regions_in(label))]
    return len(set(regions)) >= 2 and len(regions) * 3 >= len(sectors) * 2


def _own_texts(tile: Tile) -> list[Text]:
    """Titles over a tile: texts of its columns upwards until figures begin."""
    look = tile.look
    found: list[Text] = []
    for row in range(tile.header[0] - 1, max(tile.header[0] - 9, -1), -1):
        if look.numbers_in(row, tile.left, tile.last_column) >= 2:
            break
        found += [
            (row, column, str(tile.grid.rows[row][column]))
            for column in look.by_row.get(row, {})
            if tile.left <= column <= tile.last_column
        ]
    return found
