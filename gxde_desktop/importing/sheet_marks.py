"""What stands about a sheet's cells beside their values, while a file is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gxde_desktop.importing.grid import Area, Cell, Grid
from gxde_desktop.importing.limits import MAX_MARKS, Place


@dataclass(slots=True)
class SheetMarks:
    """Places of one sheet, 0-based, in the order of finding.

    hidden_columns: spans, both ends included, which may reach far beyond the last filled column.
    """

    errors: list[Place] = field(default_factory=list)
    uncached: list[Place] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    percents: list[Place] = field(default_factory=list)

    def error(self, row: int, column: int) -> None:
        """An error value stands here."""
        if len(self.errors) < MAX_MARKS:
            self.errors.append((row, column))

    def no_result(self, row: int, column: int) -> None:
        """A formula without a result stands here, or with one that was never computed."""
        if len(self.uncached) < MAX_MARKS:
            self.uncached.append((row, column))

    def percent(self, row: int, column: int) -> None:
        """A number here is shown as per cent: 0.084 as 8.4%."""
        self.percents.append((row, column))

    def grid(
        self,
        name: str,
        rows: tuple[tuple[Cell, ...], ...],
        *,
        merged: Iterable[Area] = (),
        hidden: bool = False,
        typed: bool = True,
        seen: dict[str, Any] | None = None,
    ) -> Grid:
        """The sheet with these marks; cells without a true result are blank.

        seen: views of these rows that were made with them; kept where the rows stay as they are.
        """
        n_rows, n_cols = len(rows), len(rows[0]) if rows else 0
        stale = {(r, c) for r, c in (*self.uncached, *self.errors) if r < n_rows and c < n_cols}
        if any(rows[r][c] is not None for r, c in stale):
            rows, seen = _without(rows, stale), None
        columns = {
            column
            for first, last in self.hidden_columns
            for column in range(max(first, 0), min(last, n_cols - 1) + 1)
        }
        return Grid(
            name,
            rows,
            merged=(*merged, *self.merged),
            hidden=hidden,
            typed=typed,
            errors=tuple(sorted(set(self.errors))),
            uncached=tuple(sorted(set(self.uncached))),
            hidden_rows=tuple(sorted({r for r in self.hidden_rows if 0 <= r < n_rows})),
            hidden_columns=tuple(sorted(columns)),
            percents=frozenset(self.percents),
            _seen=seen or {},
        )


def _without(
    rows: tuple[tuple[Cell, ...], ...], places: set[Place]
) -> tuple[tuple[Cell, ...], ...]:
    changed = {row for row, _ in places}
    return tuple(
        tuple(None if (r, c) in places else cell for c, cell in enumerate(row))
        if r in changed
        else row
        for r, row in enumerate(rows)
    )
