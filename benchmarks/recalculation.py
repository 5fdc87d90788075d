"""One full recomputation, beside LibreOffice recomputing the exported workbook."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.industries import FEW, MANY, measured_accounts, recomputation
from benchmarks.measuring import computed_cells
from benchmarks.synthetic_accounts import YEARS
from benchmarks.timing import Contestant, NotHere, Row
from gxde_desktop.exporting.workbook import write_workbook

_MODE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop></item>
</oor:items>
"""
_ALWAYS, _NEVER = 0, 1


def rows(bench: Bench) -> Iterator[Row]:
    """42 and 139 industries × 22 years."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise NotHere("LibreOffice is not installed")
    for industries in (12,) if bench.quick else (FEW, MANY):
        yield _row(bench.folder / f"office-{industries}", office, industries)


def _row(folder: Path, office: str, industries: int) -> Row:
    folder.mkdir()
    measured = measured_accounts(industries)
    book = folder / "book.xlsx"
    write_workbook(measured, book, language="zh")
    return Row(
        f"full recomputation, {industries} industries × {YEARS} years, in LibreOffice",
        recomputation(measured.dataset),
        (
            _office("LibreOffice, recomputing", office, folder, book, _ALWAYS),
            _office("LibreOffice, opening and saving alone", office, folder, book, _NEVER),
        ),
        f"{computed_cells(measured):,} computed cells; LibreOffice opens and saves them too, which"
        " alone is the second line; memory is that of all its processes",
        rounds=1 if industries > FEW else 3,
    )


def _office(name: str, office: str, folder: Path, book: Path, mode: int) -> Contestant:
    profile = folder / f"profile-{mode}"
    (profile / "user").mkdir(parents=True)
    settings = profile / "user" / "registrymodifications.xcu"
    settings.write_text(_MODE.format(mode=mode), encoding="utf-8")
    out = folder / f"out-{mode}"

    def run(_: object) -> None:
        subprocess.run(
            [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
             "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(book)],
            check=True, capture_output=True, timeout=1800,
        )  # fmt: skip
        if not (out / book.name).exists():
            raise RuntimeError("LibreOffice wrote nothing")

    return Contestant(name, run, apart=True)
