"""Tables carried to another year, on the command line: asked for, and what came of them."""

from __future__ import annotations

from gxde_desktop.cli_inputs import InputRefused
from gxde_desktop.project.commands import UpdateTable
from gxde_desktop.project.state import ProjectState
from gxde_desktop.project.updates import Outcome, table_meant
from gxde_desktop.text import say, tr
from models.messages import message

SHOWN = 5e-3
"""Misses from half of the last digit shown."""


def command(state: ProjectState, text: str) -> UpdateTable:
    """The command of `TABLE:year=2020`, or `TABLE:benchmark=2020` to use it as a benchmark."""
    left, equals, year = text.partition("=")
    table, colon, field = left.rpartition(":")
    fits = equals and colon and table.strip() and field.strip() in ("year", "benchmark")
    if not (fits and year.strip().isascii() and year.strip().isdecimal()):
        raise InputRefused(message("cli.bad_update", text=text))
    file, found = table_meant(state, table.strip())
    use = field.strip() == "benchmark"
    return UpdateTable(file.sha256, found.id, int(year.strip()[:6]), use, file.name)


def show(updated: tuple[Outcome, ...]) -> int:
    """Print each updated table with its misses, or what it lacks; returns how many lack."""
    if not updated:
        return 0
    print(f"\n{tr('cli.update.heading')}")
    for each in updated:
        for line in lines(each):
            print(line)
    return sum(each.table is None for each in updated)


def lines(each: Outcome) -> list[str]:
    """What came of one update."""
    region, base = (each.base.region, each.base.year) if each.base is not None else ("?", "?")
    use = tr("cli.update.used" if each.update.use else "cli.update.not_used")
    head = tr("cli.update.of", region=region, base=base, year=each.update.year, use=use)
    if each.found is None:
        return [f"  {head}", *(f"      {say(what)}" for what in each.lacks)]
    found = each.found
    told = [
        f"  {head}",
        "      " + tr("cli.update.done", rounds=found.rounds, gap=f"{found.gap:.2g}",
                      apart=f"{found.discrepancy:.2f}"),
    ]  # fmt: skip
    told += (
        "      "
        + tr(
            "cli.update.miss",
            what=tr(f"block.{miss.code}"),
            asked=f"{miss.asked:.2f}",
            met=f"{miss.met:.2f}",
            apart=f"{miss.met - miss.asked:+.2f}",
        )
        for miss in found.misses
        if abs(miss.met - miss.asked) > SHOWN
    )
    return told
