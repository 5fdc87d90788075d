"""Printed sums against their parts: every total row and column that the identities leave out.

A total that does not fit is a finding with the sector and the cell: either a figure or the
reading of a heading is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gxde_desktop.importing.identities import tolerance
from gxde_desktop.importing.io_labels import Line
from gxde_desktop.importing.io_panel import Panel
from models.io_table import FLOWS, FloatArray

LEAST = 1e-12
"""Of the table's gross output: what stored digits leave in a column of errors that cancel."""

_PARTS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("THC", (("FU101", "FU102"),)),
    ("TC", (("FU101", "FU102", "FU103"), ("THC", "FU103"))),
    ("GCF", (("FU201", "FU202"),)),
)
_CONSUMED = (("FU101", "FU102", "FU103"), ("THC", "FU103"), ("TC",))
_INVESTED = (("FU201", "FU202"), ("GCF",))
_SENT = (("EX", "OF"), ("FU302",), ("EX",), ("OF",))


@dataclass(frozen=True, slots=True)
class OddSum:
    """A printed sum that its parts do not give.

    label: heading of the sum; sector: place among the sectors, None for the sum over all of
    them; difference: parts less the printed sum; cell: of the printed sum.
    """

    label: str
    sector: int | None
    difference: float
    cell: str


def odd_sums(panel: Panel, digits: int | None) -> list[OddSum]:
    """All printed sums of a panel that do not fit beyond rounding.

    digits: to which its blocks are printed (`identities.table_decimals`).
    """
    blocks = panel.blocks
    scale = blocks["GO"].values if "GO" in blocks else blocks[FLOWS].values
    least = LEAST * float(np.nansum(np.abs(scale)))
    found: list[OddSum] = []
    for total, choices in _sums(panel):
        if total not in blocks:
            continue
        parts = next((each for each in choices if all(p in blocks for p in each)), None)
        if parts is None:
            continue
        terms = [np.atleast_2d(_part(panel, part)) for part in parts]
        stacked = np.concatenate([*terms, -blocks[total].values[None, :]])
        if not np.isfinite(stacked[-1]).any():
            continue
        for place, difference in _odd(stacked, digits, least):
            cell = blocks[total].address(place)
            found.append(OddSum(blocks[total].label, place, difference, cell))
    return found + _margins(panel, digits, least)


def _sums(panel: Panel) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    """(sum, ways to make it up), for the columns of this panel."""
    sums = [("TIU", ((FLOWS,),)), *_PARTS]
    blocks = panel.blocks
    if "NX" in blocks:
        sent: tuple[str, ...] | None = ("NX",) if "EX" not in blocks else None
    else:
        sent = next((each for each in _SENT if all(p in blocks for p in each)), None)
    consumed = next((each for each in _CONSUMED if all(p in blocks for p in each)), None)
    invested = next((each for each in _INVESTED if all(p in blocks for p in each)), None)
    if sent and consumed and invested:
        sums.append(("TFU", ((*consumed, *invested, *sent),)))
    return sums


def _part(panel: Panel, part: str) -> FloatArray:
    values = panel.blocks[part].values
    return values.T if part == FLOWS else values


def _odd(stacked: FloatArray, digits: int | None, least: float) -> list[tuple[int, float]]:
    difference, noise, rounding = tolerance(stacked, digits)
    # A blank among printed sums says zero where its parts say otherwise.
    off = np.abs(difference) > noise + rounding + least
    return [(int(place), float(difference[place])) for place in np.flatnonzero(off)]


def _margins(panel: Panel, digits: int | None, least: float) -> list[OddSum]:
    """The row of intermediate input under final uses, and its column beside value added."""
    found: list[OddSum] = []
    values = panel.look.values
    foot = next((line.at for line in panel.rows if line.role == "TII"), None)
    side = next((line.at for line in panel.columns if line.role == "TIU"), None)
    if foot is not None:
        parts = () if panel.parts is None else panel.parts.others
        rows = [line.at for part in (panel.sector_rows, *parts) for line in part]
        # Below gross output of one part and imports of the other either sum may stand.
        lines = [
            line
            for line in panel.columns
            if line.role and not (parts and line.role in ("GO", "IM"))
        ]
        at = [line.at for line in lines]
        places = [(foot, column) for column in at]
        found += _margin(
            panel, lines, values[np.ix_(rows, at)], values[foot, at], places, digits, least
        )
    if side is not None:
        columns = [line.at for line in panel.sector_columns]
        lines = [line for line in panel.rows if line.role and line.role != "TII"]
        at = [line.at for line in lines]
        places = [(row, side) for row in at]
        found += _margin(
            panel, lines, values[np.ix_(at, columns)].T, values[at, side], places, digits, least
        )
    return found


def _margin(
    panel: Panel,
    lines: Sequence[Line],
    parts: FloatArray,
    printed: FloatArray,
    places: Sequence[tuple[int, int]],
    digits: int | None,
    least: float,
) -> list[OddSum]:
    """One sum for each line. parts: (parts, lines); printed: (lines,), at `places`."""
    given = np.isfinite(printed) & np.isfinite(parts).any(axis=0)
    if not given.any():
        return []
    stacked = np.vstack([parts, -printed])
    return [
        OddSum(lines[at].label, None, off, panel.spot(*places[at]))
        for at, off in _odd(stacked, digits, least)
        if given[at]
    ]
