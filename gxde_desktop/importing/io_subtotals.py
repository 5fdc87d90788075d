"""Sums among the sectors, known by their figures where their names do not tell (工业, 第二产业)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gxde_desktop.importing.identities import printed_places
from gxde_desktop.importing.io_labels import Line, fold
from gxde_desktop.importing.io_panel import Panel
from gxde_desktop.importing.wording import msg
from models.io_table import FloatArray

_BROAD = frozenset(
    ("第一产业", "第二产业", "第三产业", "工业", "服务业", "物质生产部门", "非物质生产部门",
     "采矿业", "采掘业", "制造业", "轻工业", "重工业", "生产性服务业", "生活性服务业")
)  # fmt: skip


def drop_sums(panel: Panel) -> None:
    """Take lines out of the sectors that are sums of others, where the columns add up only then.

    Nothing is taken out of a table whose column sums fit as they are, or do not fit after it.
    """
    used = panel.vector("TII", across=True)
    if used is None:
        return
    rows = [line.at for line in panel.sector_rows]
    columns = [line.at for line in panel.sector_columns]
    flows = np.nan_to_num(panel.look.values[np.ix_(rows, columns)])
    used = np.nan_to_num(used)
    keep = np.ones(len(rows), dtype=bool)
    if _adds_up(flows, used, keep):
        return
    counts: dict[int, int] = {}
    while not _adds_up(flows, used, keep):
        found = _inner_sum(panel.sector_rows, flows, keep)
        if found is None:
            return
        place, counts[place] = found
        keep[place] = False
    for place, count in counts.items():
        row, column = panel.sector_rows[place], panel.sector_columns[place]
        panel.sum_rows.append(row)
        panel.sum_columns.append(column)
        panel.note("info", msg("io.sum_line", name=row.label, count=count), row.at,
                   panel.name_column)  # fmt: skip
    panel.sector_rows = [line for line, kept in zip(panel.sector_rows, keep, strict=True) if kept]
    panel.sector_columns = [
        line for line, kept in zip(panel.sector_columns, keep, strict=True) if kept
    ]


def _adds_up(flows: FloatArray, used: FloatArray, keep: np.ndarray) -> bool:
    difference = np.abs(flows[keep][:, keep].sum(axis=0) - used[keep])
    allowed = 1e-4 * np.abs(used[keep])
    if np.all(difference <= allowed):
        return True
    return bool(np.all(difference <= allowed + _slack(flows) * keep.sum()))


def _slack(values: FloatArray) -> float:
    """Half a unit of the last printed digit; nothing where all digits are kept."""
    places = printed_places(values)
    return 0.0 if places is None else 0.5 * 10.0**-places


def _inner_sum(
    lines: Sequence[Line], flows: FloatArray, keep: np.ndarray
) -> tuple[int, int] | None:
    """The sum over the fewest lines among those kept: (place, how many)."""
    places = np.flatnonzero(keep)
    own = flows[np.ix_(places, places)]
    found = []
    for k in range(len(places)):
        down, across = _spans(own, k), _spans(own.T, k)
        for span in sorted(down & across):
            broad = fold(lines[places[k]].label) in _BROAD
            if abs(span) > 1 or broad:
                found.append((abs(span), not broad, int(places[k])))
    if not found:
        return None
    span, _, place = min(found)
    return place, span


def _spans(values: FloatArray, k: int) -> set[int]:
    """How many lines after (+) or before (-) line k add up to it, leaving its own cell aside.

    The line's own cell is the sum's sum, which no run of single cells gives.
    """
    if not np.any(values[k]):
        return set()
    slack = 1e-6 * np.abs(values[k]) + 1e-9 * np.abs(values[k]).max()
    rounding = _slack(values)
    spans = set()
    for sign, run in ((1, values[k + 1 :]), (-1, values[:k][::-1])):
        sums = np.cumsum(run, axis=0)
        off = np.abs(sums - values[k]) - slack
        off[:, k] = 0
        allowed = rounding * np.arange(2, len(sums) + 2)
        # Cells that stand under other sums among the lines differ; most cells must agree.
        fits = (off <= allowed[:, None]).mean(axis=1) > 0.999
        spans |= {sign * (int(n) + 1) for n in np.flatnonzero(fits)}
    return spans


def sums_of_others(
    lines: Sequence[Line], values: FloatArray, among: Sequence[Line]
) -> list[tuple[Line, int]]:
    """Which of some lines are sums of the lines next to them, with how many."""
    found = []
    filled = np.nan_to_num(values)
    keep = [k for k, line in enumerate(lines) if line not in among]
    for line in list(among):
        k = list(lines).index(line)
        order = [*[p for p in keep if p < k], k, *[p for p in keep if p > k]]
        own = filled[order]
        here = order.index(k)
        if not np.any(own[here]):
            continue
        slack = 1e-6 * np.abs(own[here]) + 1e-9 * np.abs(own[here]).max()
        for run in (own[here + 1 :], own[:here][::-1]):
            sums = np.cumsum(run, axis=0)
            allowed = slack + _slack(filled) * np.arange(2, len(sums) + 2)[:, None]
            fits = np.flatnonzero((np.abs(sums - own[here]) <= allowed).all(axis=1))
            if fits.size:
                found.append((line, int(fits[0]) + 1))
                break
    return found
