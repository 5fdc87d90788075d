"""Printed sums against their parts: every total row and column that the identities leave out.

A total that does not fit is a finding with the sector and the cell: either a figure or the
reading of a heading is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gxde_desktop.importing.identities import table_decimals, tolerance
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


def odd_sums(panel: Panel) -> list[OddSum]:
    """All printed sums of a panel that do not fit beyond rounding."""
    blocks = panel.blocks
    digits = table_decimals(blocks)
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
        for line in panel.columns:
            # Below gross output of one part and imports of the other either sum may stand.
            if line.role and not (parts and line.role in ("GO", "IM")):
                found += _margin(
                    panel, values[rows, line.at], (foot, line.at), line.label, digits, least
                )
    if side is not None:
        columns = [line.at for line in panel.sector_columns]
        for line in panel.rows:
            if line.role and line.role != "TII":
                found += _margin(
                    panel, values[line.at, columns], (line.at, side), line.label, digits, least
                )
    return found


def _margin(
    panel: Panel,
    parts: FloatArray,
    at: tuple[int, int],
    label: str,
    digits: int | None,
    least: float,
) -> list[OddSum]:
    printed = panel.look.values[at]
    if not np.isfinite(printed) or not np.isfinite(parts).any():
        return []
    stacked = np.append(parts, -printed)[:, None]
    return [OddSum(label, None, off, panel.spot(*at)) for _, off in _odd(stacked, digits, least)]
