"""The sheet of tables that were carried to another year: margins asked and met, and by what."""

from __future__ import annotations

from dataclasses import dataclass

from gxde_desktop.exporting.page import Column, In, Live, Page, Value
from gxde_desktop.text import tr
from models.messages import Message
from models.sources import address


@dataclass(frozen=True, slots=True)
class CarriedMargin:
    """One final use of a carried table: total asked and met, 亿元."""

    code: str
    asked: float
    met: float


@dataclass(frozen=True, slots=True)
class CarriedTable:
    """One table. lacks: why there is none. rounds, gap, discrepancy: of `models.updating`.

    sources: the series that gave the margins, `file · sheet · label`.
    """

    region: str
    base: int
    year: int
    used: bool
    rounds: int
    gap: float
    discrepancy: float
    margins: tuple[CarriedMargin, ...]
    lacks: tuple[Message, ...]
    sources: tuple[str, ...]


def write_updates(page: Page, carried: tuple[CarriedTable, ...]) -> None:
    """One part for each table."""
    page.note(tr("exporting.updates.frozen"))
    for each in carried:
        use = tr("exporting.updates.used" if each.used else "exporting.updates.not_used")
        page.heading(
            tr("exporting.updates.of", region=each.region, base=each.base, year=each.year, use=use)
        )
        if each.lacks:
            page.table([Column(tr("exporting.updates.lacks"), width=60)],
                       [(what,) for what in each.lacks])  # fmt: skip
            continue
        page.note(
            tr("exporting.updates.done", rounds=each.rounds, gap=f"{each.gap:.2g}",
               apart=f"{each.discrepancy:.2f}")
        )  # fmt: skip
        first = page.row + 1
        page.table(_columns(), [_line(m, first + i) for i, m in enumerate(each.margins)])
        page.note(tr("exporting.updates.sources"))
        for source in each.sources:
            page.note(f"  {source}")


def _columns() -> list[Column]:
    heads = ("final", "asked", "met", "miss")
    return [
        Column(tr(f"exporting.updates.{head}"), "money" if place else "", 34 if not place else 18)
        for place, head in enumerate(heads)
    ]


def _line(margin: CarriedMargin, row: int) -> tuple[Value, ...]:
    asked, met = address(row, 1), address(row, 2)
    miss = Live(f"{met}-{asked}", margin.met - margin.asked)
    return (tr(f"block.{margin.code}"), margin.asked, margin.met, In("money", miss))
