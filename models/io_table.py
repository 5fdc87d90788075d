"""An input-output table (投入产出表) and its accounting identities (method, section 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.frozen import FrozenMap
from models.sources import Changes, Origin, SourceTable, address, change_of

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FLOWS = "Z"
"""Block of intermediate flows, (sectors, sectors); row i is used by column j."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One block of a table: values with the place of each.

    values: (n,) or (n, n), NaN where the sheet has no number.
    rows, columns: 0-based grid positions, broadcastable to the shape of `values`.
    label: the heading as printed (固定资本形成总额, 劳动者报酬 ...).
    added: places of the figures that were added to those at rows and columns (imported goods of
    a table that keeps them apart), each (rows, columns) in the same manner.
    """

    values: FloatArray
    rows: IntArray
    columns: IntArray
    label: str
    added: tuple[tuple[IntArray, IntArray], ...] = ()

    @property
    def places(self) -> tuple[tuple[IntArray, IntArray], ...]:
        """Rows and columns of every figure that the values are sums of; mostly one."""
        return ((self.rows, self.columns), *self.added)

    def address(self, *index: int) -> str:
        """A1 address of one value; of a sum all its cells (D5+D47)."""
        shape = self.values.shape
        cells = (
            address(*(int(np.broadcast_to(lines, shape)[index]) for lines in place))
            for place in self.places
        )
        return "+".join(cells)


@dataclass(frozen=True, slots=True, eq=False)
class IOTable:
    """A competitive input-output table in the sheet's own unit.

    blocks: by standard code, only those that the sheet has: `Z` (n, n); columns
    `FU101` rural and `FU102` urban household, `FU103` government, `FU201` GFCF,
    `FU202` inventories, `EX` exports, `OF` outflow to other provinces,
    `FU302` exports and outflow together, `IM` imports, `IF` inflow, `FU304` imports
    and inflow together, `NX` net exports of older tables, `ERR` error, `GO` gross output,
    `TIU`, `TFU`, `THC`, `TC`, `GCF` where printed; rows `TII`, `VA001`
    compensation, `VA002` net taxes, `VA003` depreciation, `VA004` surplus, `TVA`, `TI`;
    each (n,). Blocks are identified by label before code. Of a table that keeps imported goods
    apart, flows and final uses are the sums of both parts, and their cells both cells.
    codes, names: the n sectors' own codes and names, in printed order, without totals.
    Names are as printed but for white space inside them.
    unit: of every value, as printed (万元); assumed: what a person answered.
    updated_from: year of the table that this one was carried from by its margins
    (`models.updating`), whose cells are its origins; None for a table as published.
    changes: cells whose number is a reviewer's, not the file's.
    """

    region: str
    year: int
    unit: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    blocks: Mapping[str, Block]
    source: SourceTable
    assumed: tuple[str, ...] = ()
    updated_from: int | None = None
    changes: Changes = field(default=(), metadata={"later": True})

    def __post_init__(self) -> None:
        FrozenMap.freeze(self, "blocks")

    @property
    def sectors(self) -> int:
        """Number of sectors."""
        return len(self.names)

    def origin(self, block: str, *index: int) -> Origin | None:
        """Source cell of one value, None where the table has no such block."""
        found = self.blocks.get(block)
        if found is None:
            return None
        cell = found.address(*index)
        return Origin(self.source, cell, change_of(self.changes, cell))


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """One accounting identity over all sectors.

    name: `total_input_equals_gross_output`, `column_sum_equals_intermediate_input`,
    `value_added_components_sum` or `row_balance`.
    status: `pass`, `rounding` (explained by the rounding of the printed digits),
    `fail`, or `skipped` (a block is absent).
    max_abs: largest absolute difference, in the table's unit; sector: where it stands.
    failing: (sector code, difference, A1 address) of every sector beyond rounding.
    """

    name: str
    status: str
    max_abs: float | None
    sector: str | None
    failing: tuple[tuple[str, float, str], ...] = ()
