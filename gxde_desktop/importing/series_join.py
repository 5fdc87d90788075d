"""Series that go on in another panel: 续表 by rows, columns or years, halves side by side."""

from __future__ import annotations

from gxde_desktop.importing.io_panel import Finding
from gxde_desktop.importing.series_found import RawSeries, SeriesBlock
from gxde_desktop.importing.wording import msg
from models.sources import address

Key = tuple[object, ...]


def _key(series: RawSeries) -> Key:
    return (series.name, series.region, series.industry, series.unit, series.basis)


def merged_halves(halves: list[list[RawSeries]], block: SeriesBlock) -> list[RawSeries]:
    """The series of halves side by side as one list; the same series goes on."""
    out = list(halves[0])
    for half in halves[1:]:
        _add(out, half, block)
    return out


def _add(out: list[RawSeries], more: list[RawSeries], block: SeriesBlock) -> None:
    known: dict[Key, list[RawSeries]] = {}
    for series in out:
        known.setdefault(_key(series), []).append(series)
    for series in more:
        same = [one for one in known.get(_key(series), []) if one.path == series.path]
        same = same or known.get(_key(series), [])
        if len(same) == 1 and not _clash(same[0], series, block):
            for year, point in series.points.items():
                same[0].points.setdefault(year, point)
        else:
            out.append(series)


def _clash(one: RawSeries, other: RawSeries, block: SeriesBlock) -> bool:
    """Whether two series of one name print different values for a year; told where they do."""
    for year, (value, row, column) in other.points.items():
        mine = one.points.get(year)
        if mine is not None and mine[0] != value:
            block.findings.append(
                Finding(
                    "warning",
                    msg("series.twice", other=address(mine[1], mine[2]), year=year,
                        name=one.name or "?"),
                    row, column,
                )
            )  # fmt: skip
            return True
    return False


def joined(blocks: list[SeriesBlock]) -> list[SeriesBlock]:
    """Blocks headed 续表 become part of the one before."""
    out: list[SeriesBlock] = []
    for block in blocks:
        if not (out and (block.continued or _goes_on(out[-1], block))):
            out.append(block)
            continue
        target = out[-1]
        _add(target.series, block.series, target)
        target.unused += block.unused
        target.findings += block.findings
        target.notes += block.notes
        target.noted += block.noted
        for rule, count in block.converted.items():
            target.converted[rule] = target.converted.get(rule, 0) + count
        target.area = _around(target.area, block.area)
        target.labels = _around(target.labels, block.labels)
    return out


def _goes_on(target: SeriesBlock, block: SeriesBlock) -> bool:
    """Headings without a title, over the same rows and for other years: the table goes on."""
    if not block.untitled or not all(one.name for one in block.series):
        return False
    known = {_key(one): one for one in target.series}
    pairs = [(known.get(_key(one)), one) for one in block.series]
    both = [(mine, one) for mine, one in pairs if mine is not None]
    return len(both) * 2 >= len(pairs) and not any(
        set(mine.points) & set(one.points) for mine, one in both
    )


def _around(
    one: tuple[int, int, int, int], other: tuple[int, int, int, int]
) -> tuple[int, int, int, int]:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
