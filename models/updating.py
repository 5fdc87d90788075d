"""An input-output table of one year carried to the margins of another (推算表).

The flows and the final uses are one matrix whose rows add up to gross output; it is updated by
GRAS (`models.balancing`), for imports, inflows and drawn-down inventories enter with a negative
sign. Known for the new year: gross output and value added of every sector, and the total of every
final use. Source of the method: Stone & Brown (1962); Miller & Blair (2009), section 7.4; Junius
& Oosterhaven (2003); that final uses are updated together with the flows: Temurshoev & Timmer
(2011), Economic Systems Research 23(4). What the components of value added and of one final use
that is only known as a net sum were, nothing says, and nothing is made up: components keep their
share in the sector's value added, and the table has the net sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.balancing import gras
from models.frozen import FrozenMap
from models.io_table import FLOWS
from models.messages import MethodError, message

Array = NDArray[np.float64]

SUBTRACTED = ("IM", "IF", "FU304")
"""Final uses that a table subtracts: imports, inflow, both together."""

FINAL_USES = ("FU101", "FU102", "THC", "FU103", "FU201", "FU202", "EX", "OF", "FU302", "NX",
              *SUBTRACTED)  # fmt: skip
"""Columns of final use, by code (`models.io_table`); subtotals take no part but where they stand
for parts that are not known apart: households `THC`, net exports `NX`."""

MERGED: Mapping[str, tuple[str, ...]] = FrozenMap(
    {"THC": ("FU101", "FU102"), "NX": ("EX", "OF", "FU302", "IM", "IF", "FU304")}
)
"""Sums that may be known alone, and the columns that they are the sums of."""

VALUE_ADDED = ("VA001", "VA002", "VA003", "VA004")

MOST_APART = 0.02
"""Share of value added by which the sides of GDP may differ; what is more is a question."""


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """What is known of the new year, in one unit of money.

    output, value_added: (n,) by sector of the table. final: totals by code, as positive numbers
    also where the table subtracts them; NX and inventories as they are.
    """

    output: Array
    value_added: Array
    final: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Miss:
    """A margin that was asked and what the updated table has. code: a final use."""

    code: str
    asked: float
    met: float


@dataclass(frozen=True, slots=True, eq=False)
class UpdatedTable:
    """The blocks of the new year, in the unit of the margins.

    misses: final uses that had to give way, because both sides of GDP were not equal: the
    difference is spread over all of them in proportion. discrepancy: value added less final
    use, as asked. rounds, gap: of the iteration; gap: largest gap of a row.
    """

    blocks: Mapping[str, Array]
    misses: tuple[Miss, ...]
    discrepancy: float
    rounds: int
    gap: float


def wanted_finals(blocks: Mapping[str, Array]) -> tuple[str, ...]:
    """The final uses that a table has and an update must know, in their order."""
    return tuple(
        code
        for code in FINAL_USES
        if code in blocks and code not in MERGED and bool(np.nan_to_num(blocks[code]).any())
    )


def lacking(blocks: Mapping[str, Array], known: Mapping[str, float]) -> tuple[str, ...]:
    """Final uses whose total is not known, neither alone nor in a sum."""
    covered = set(known)
    for whole, parts in MERGED.items():
        if whole in known:
            covered |= set(parts)
    return tuple(code for code in wanted_finals(blocks) if code not in covered)


def update_table(blocks: Mapping[str, Array], margins: Margins) -> UpdatedTable:
    """The table at the margins of another year.

    blocks: of the old table, by code: flows (n, n), final uses and value added (n,), in any one
    unit. Raises MethodError: a margin is missing (`updating.lacks`) or negative
    (`updating.negative`), value added and final use are too far apart (`updating.apart`), and
    those of `models.balancing.gras`.
    """
    output = np.asarray(margins.output, dtype=float)
    added = np.asarray(margins.value_added, dtype=float)
    missing = lacking(blocks, margins.final)
    if missing or not (np.isfinite(output).all() and np.isfinite(added).all()):
        raise MethodError(message("updating.lacks", codes=", ".join(missing) or "GO, TVA"))
    bought = output - added
    if (output < 0).any() or (bought < 0).any():
        place = int(np.flatnonzero((output < 0) | (bought < 0))[0])
        raise MethodError(message("updating.negative", number=place + 1))
    columns = _final_columns(blocks, margins.final)
    asked = {code: _signed(code, margins.final[code]) for code in columns}
    apart = float(added.sum()) - sum(asked.values())
    if abs(apart) > MOST_APART * float(added.sum()):
        total = float(added.sum())
        raise MethodError(
            message("updating.apart", value_added=total, final=total - apart, most=MOST_APART)
        )
    size = sum(abs(value) for value in asked.values())
    met = {code: value + apart * abs(value) / size for code, value in asked.items()}
    matrix = np.column_stack([np.nan_to_num(blocks[FLOWS]), *columns.values()])
    # GRAS is not indifferent to size where signs differ (what scales a positive entry up scales
    # a negative one down), so the old table is first brought to the size of the new one.
    before = float(matrix.sum())
    if before > 0:
        matrix = matrix * (float(output.sum()) / before)
    found = gras(matrix, output, np.concatenate([bought, list(met.values())]))
    n = len(output)
    made: dict[str, Array] = {FLOWS: found.matrix[:, :n]}
    for place, code in enumerate(columns):
        column = found.matrix[:, n + place]
        made[code] = -column if code in SUBTRACTED else column
    made |= _sums(made, blocks, output, added)
    misses = tuple(
        Miss(code, abs(asked[code]) if code in SUBTRACTED else asked[code],
             abs(met[code]) if code in SUBTRACTED else met[code])
        for code in columns
    )  # fmt: skip
    return UpdatedTable(FrozenMap(made), misses, apart, found.rounds, found.gap)


def _final_columns(blocks: Mapping[str, Array], known: Mapping[str, float]) -> dict[str, Array]:
    """The old columns of final use with their signs, sums in place of parts not known apart."""
    wanted = wanted_finals(blocks)
    found: dict[str, Array] = {}
    for code in wanted:
        if code in known:
            found[code] = _column(blocks, code)
    for whole, parts in MERGED.items():
        open_parts = [code for code in parts if code in wanted and code not in known]
        if whole in known and open_parts:
            if len(open_parts) < sum(code in wanted for code in parts):
                raise MethodError(message("updating.lacks", codes=", ".join(open_parts)))
            found[whole] = np.sum([_column(blocks, code) for code in open_parts], axis=0)
    return found


def _column(blocks: Mapping[str, Array], code: str) -> Array:
    """A final use as it enters the row sum; tables print what they subtract with either sign."""
    values = np.nan_to_num(blocks[code])
    if code in SUBTRACTED and values.sum() > 0:
        return np.asarray(-values)
    return np.asarray(values)


def _signed(code: str, total: float) -> float:
    return -abs(total) if code in SUBTRACTED else total


def _sums(
    made: Mapping[str, Array], old: Mapping[str, Array], output: Array, added: Array
) -> dict[str, Array]:
    """Margins and value added of the new table."""
    found = {"GO": output, "TI": output, "TVA": added, "TII": made[FLOWS].sum(axis=0)}
    if all(code in old for code in VALUE_ADDED):
        parts = [np.nan_to_num(old[code]) for code in VALUE_ADDED]
        whole = np.sum(parts, axis=0)
        for code, part in zip(VALUE_ADDED, parts, strict=True):
            share = np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)
            found[code] = share * added
    return found
