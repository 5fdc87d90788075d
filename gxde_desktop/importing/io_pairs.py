"""Row and column of each sector: by name, else by code, else by total input and output.

A pairing that names alone do not give is a finding; where the sector's total input is not its
gross output either, a person has to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np

from gxde_desktop.importing.io_labels import Line, fold, loose
from gxde_desktop.importing.io_panel import Panel, number_of
from gxde_desktop.importing.io_subtotals import sums_of_others
from gxde_desktop.importing.wording import msg
from models.messages import Message

_ALIKE = 0.6


def pair_sectors(panel: Panel, rows: list[Line], columns: list[Line]) -> Message | None:
    """Fill the panel's sectors; the reason where rows and columns make no square."""
    if len(rows) < 2 or len(columns) < 2:
        return _reason(rows, columns)
    pairs: dict[int, Line] = {}
    left, over = list(rows), list(columns)
    for way in (lambda line: fold(line.label), lambda line: loose(line.label)):
        left, over = _match(left, over, pairs, way, way)
    by_name = set(pairs)
    left, over = _match(left, over, pairs, _code, _code)
    left, over = _by_totals(panel, left, over, pairs)
    left, over = _by_place(rows, columns, left, over, pairs)
    if left or over:
        left, over = _without_sums(panel, rows, columns, pairs, left, over)
    if left or over:
        return _reason(rows, columns)
    chosen = [line for line in rows if line.at in pairs]
    if len(chosen) < 2:
        return _reason(rows, columns)
    panel.sector_rows = chosen
    panel.sector_columns = [pairs[line.at] for line in chosen]
    _note_pairs(panel, by_name)
    return None


def _code(line: Line) -> Hashable:
    return number_of(line.code)


def _match(
    rows: list[Line],
    columns: list[Line],
    pairs: dict[int, Line],
    row_key: Callable[[Line], Hashable],
    column_key: Callable[[Line], Hashable],
) -> tuple[list[Line], list[Line]]:
    """Pair what has the same key, where it occurs once on either side."""
    down = Counter(row_key(line) for line in rows)
    across = Counter(column_key(line) for line in columns)
    by_key = {column_key(line): line for line in columns}
    used = set()
    for line in rows:
        word = row_key(line)
        if word not in ("", None) and down[word] == 1 and across[word] == 1:
            pairs[line.at] = by_key[word]
            used.add(by_key[word].at)
    return (
        [line for line in rows if line.at not in pairs],
        [line for line in columns if line.at not in used],
    )


def _by_totals(
    panel: Panel, rows: list[Line], columns: list[Line], pairs: dict[int, Line]
) -> tuple[list[Line], list[Line]]:
    """Pair what has the same total input and gross output, to the last digit."""
    total = next((line for line in panel.rows if line.role == "TI"), None)
    output = next((line for line in panel.columns if line.role == "GO"), None)
    if total is None or output is None or not rows or not columns:
        return rows, columns
    values = panel.look.values

    def key(number: float) -> Hashable:
        return None if not np.isfinite(number) or number == 0 else float(f"{number:.9g}")

    return _match(
        rows, columns, pairs,
        lambda line: key(values[line.at, output.at]), lambda line: key(values[total.at, line.at]),
    )  # fmt: skip


def _by_place(
    rows: list[Line], columns: list[Line], left: list[Line], over: list[Line],
    pairs: dict[int, Line],
) -> tuple[list[Line], list[Line]]:  # fmt: skip
    """Pair what stands at the same place under a similar name."""
    if len(rows) != len(columns):
        return left, over
    place = {line.at: k for k, line in enumerate(columns)}
    kept, used = [], set()
    for line in left:
        k = rows.index(line)
        other = next((each for each in over if place[each.at] == k), None)
        if other is not None and _alike(line.label, other.label):
            pairs[line.at] = other
            used.add(other.at)
        else:
            kept.append(line)
    return kept, [line for line in over if line.at not in used]


def _alike(one: str, other: str) -> bool:
    return bool(one and other) and SequenceMatcher(None, fold(one), fold(other)).ratio() >= _ALIKE


def _without_sums(
    panel: Panel, rows: list[Line], columns: list[Line], pairs: dict[int, Line],
    left: list[Line], over: list[Line],
) -> tuple[list[Line], list[Line]]:  # fmt: skip
    """Take out lines of one side only that are sums of the lines next to them."""
    values = panel.look.values
    across = [line.at for line in pairs.values()]
    down = [line.at for line in rows if line.at in pairs]
    if len(across) < 2:
        return left, over
    for lines, alone, taken in (
        (rows, left, values[np.ix_([line.at for line in rows], across)]),
        (columns, over, values[np.ix_(down, [line.at for line in columns])].T),
    ):
        for line, count in sums_of_others(lines, taken, alone):
            (panel.sum_rows if lines is rows else panel.sum_columns).append(line)
            alone.remove(line)
            where = (line.at, panel.name_column) if lines is rows else (panel.header[1], line.at)
            panel.note("info", msg("io.sum_line", name=line.label or "?", count=count), *where)
    return left, over


def _note_pairs(panel: Panel, by_name: set[int]) -> None:
    total, output = panel.vector("TI", across=True), panel.vector("GO", across=False)
    agree = np.zeros(len(panel.sector_rows), dtype=bool)
    if total is not None and output is not None:
        agree = np.abs(total - output) <= 1e-6 * np.maximum(np.abs(total), 1)
    for k, (row, column) in enumerate(zip(panel.sector_rows, panel.sector_columns, strict=True)):
        sure = bool(agree[k])
        if not row.label or not column.label:
            name = row.label or column.label
            if not name:
                panel.note("error", msg("io.name_missing", name="?", number=k + 1), row.at,
                           panel.name_column)  # fmt: skip
                continue
            where = (row.at, panel.name_column) if not row.label else (panel.header[1], column.at)
            severity = "warning" if sure else "error"
            panel.note(severity, msg("io.name_missing", name=name, number=k + 1), *where)
            panel.sector_rows[k] = replace(row, label=name)
        elif row.at not in by_name:
            panel.note(
                "warning" if sure else "error",
                msg("io.name_differs", row=row.label, column=column.label,
                    printed=row.code or column.code or str(k + 1)),
                row.at,
                panel.name_column,
            )  # fmt: skip
    repeated = Counter(loose(line.label) for line in panel.sector_rows if line.label)
    for line in panel.sector_rows:
        if line.label and repeated[loose(line.label)] > 1:
            panel.note("error", msg("io.name_repeated", name=line.label,
                                       count=repeated[loose(line.label)]),
                       line.at, panel.name_column)  # fmt: skip


def _reason(rows: list[Line], columns: list[Line]) -> Message:
    """Why rows and columns make no square, with the first names that stand on one side only."""
    across = {loose(line.label) for line in columns}
    down = {loose(line.label) for line in rows}
    alone = [line.label for line in rows if loose(line.label) not in across]
    alone += [line.label for line in columns if loose(line.label) not in down]
    return msg(
        "io.rectangle", rows=len(rows), columns=len(columns),
        names=tuple(label or "?" for label in alone[:3]),
    )  # fmt: skip
