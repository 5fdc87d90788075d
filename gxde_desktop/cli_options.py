"""Options of `run` that say what is written; apart from the writing, so that help comes at once."""

from __future__ import annotations

import argparse
from pathlib import Path

from gxde_desktop.exporting.amounts import DECIMALS, MOST_DECIMALS
from gxde_desktop.text import tr


def add_options(run: argparse.ArgumentParser) -> None:
    """Options of `run` that say what is written."""
    run.add_argument("--values", action="store_true", help=tr("cli.run.values"))
    run.add_argument("--quantities", action="append", default=[], metavar="KEY,…",
                     help=tr("cli.run.quantities"))  # fmt: skip
    run.add_argument("--long", action="store_true", help=tr("cli.run.long"))
    run.add_argument("--decimals", type=int, choices=range(MOST_DECIMALS + 1), metavar="N",
                     default=DECIMALS, help=tr("cli.run.decimals"))  # fmt: skip
    run.add_argument("--derive", action="append", default=[], metavar="QUANTITY/KEY/…",
                     help=tr("cli.run.derive"))  # fmt: skip
    run.add_argument("--csv", type=Path, metavar="OUT.csv", help=tr("cli.run.csv"))
    run.add_argument("--report", type=Path, metavar="OUT.pdf", help=tr("cli.run.report"))
    run.add_argument("--reviewed", metavar="NAME", help=tr("cli.run.reviewed"))
    run.add_argument("--charts", type=Path, metavar="DIR", help=tr("cli.run.charts"))
