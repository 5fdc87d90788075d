"""Damaged files of every format: a report or a refusal, in bounded time and memory.

The mutants are the same in every run. What is changed inside a part of a zipped workbook gets
past the checksums of the archive, which a change of the packed bytes hardly ever does.
"""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gxde_desktop.importing.importer import inspect_file
from tests import support_biff as biff
from tests import support_files as made
from tests.support_soak import rounds, soak

ROWS: list[list[Any]] = [
    ["指标：产值(亿元)", None, None, None],
    ["地区", "2017年", "2018年", "2019年"],
    *[[name, 10.5 * k, 11.5 * k, 12.5 * k] for k, name in enumerate(("广西", "广东", "云南"), 1)],
]
CELLS = biff.cells_of(ROWS)
SHEETS = [
    biff.XlsSheet("表1", {**CELLS, (6, 1): biff.Failed(), (6, 2): biff.Computed(3.0)},
                  hidden_rows=[2], merged=[(0, 0, 0, 3)]),
    biff.XlsSheet("表2", CELLS, hidden=True),
]  # fmt: skip
SEEDS: dict[str, Callable[[], bytes]] = {
    "xls": lambda: biff.xls(SHEETS),
    "xls5": lambda: biff.xls(SHEETS, version=5),
    "xlsx": lambda: made.xlsx(ROWS),
    "xlsb": lambda: biff.xlsb(SHEETS),
    "ods": lambda: made.ods(made.ods_rows(ROWS) + made.ods_rows(ROWS, "表2")),
    "csv": lambda: "\n".join(",".join(map(str, row)) for row in ROWS).encode(),
    "html": lambda: made.html(ROWS, head='<meta charset="gbk">', encoding="gbk"),
    "mhtml": lambda: made.mhtml({"a.htm": made.html(ROWS)}, encoding="quoted-printable"),
    "spreadsheetml": lambda: made.spreadsheetml(made.sml_rows(ROWS) + made.sml_rows(ROWS, "b")),
}
LONGEST_SECONDS = 10.0
MOST_MEMORY = 700_000_000
NUMBERS = (b"0", b"-1", b"65536", b"1048577", b"2147483648", b"4294967295", b"1e999", b"NaN", b"")
WORDS = (b"<", b">", b'"', b"&", b"]]>", b"<!--", b"\0", b"\xff\xff\xff\xff", b"<table>", b"</row>",
         b"<![CDATA[", b"&#x0;", b"=\n", b"\r\n\r\n", b"--", b"\x80")  # fmt: skip


def mutant(data: bytes, rng: random.Random) -> bytes:
    """The bytes with one to four changes of different kinds."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(max(len(out), 1))
        kind = rng.randrange(7)
        if kind == 0 and out:
            out[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            out[at:at] = rng.choice(WORDS)
        elif kind == 2:
            del out[at : at + rng.randrange(1, 40)]
        elif kind == 3:
            out[at:at] = out[at : at + rng.randrange(1, 400)]
        elif kind == 4 and rng.random() < 0.3:
            del out[at:]
        elif kind == 5:
            digits = [k for k in range(at, min(at + 300, len(out))) if 48 <= out[k] < 58]
            if digits:
                out[digits[0] : digits[0] + 1] = rng.choice(NUMBERS)
        elif out:
            out[at : at + 4] = rng.randbytes(4)
    return bytes(out)


def inside(data: bytes, rng: random.Random) -> bytes:
    """A zipped workbook with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice([n for n in parts if not n.startswith("docProps") and n != "mimetype"])
    parts[name] = mutant(parts[name], rng)
    return made.zipped(parts)


def _memory() -> int:
    if sys.platform != "linux":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@soak
@pytest.mark.parametrize("kind", SEEDS)
def test_every_mutant_is_answered(kind: str, tmp_path: Path) -> None:
    seed = SEEDS[kind]()
    path = tmp_path / "文件.xls"
    path.write_bytes(seed)
    assert not inspect_file(path).refused
    before, answered = _memory(), {True: 0, False: 0}
    for number in range(rounds(40)):
        rng = random.Random(f"{kind} {number}")
        zipped = kind in ("xlsx", "xlsb", "ods") and number % 4
        path.write_bytes(inside(seed, rng) if zipped else mutant(seed, rng))
        start = time.perf_counter()
        report = inspect_file(path)
        assert time.perf_counter() - start < LONGEST_SECONDS, number
        assert report.problems or not report.refused
        answered[report.refused] += 1
    assert answered[False] > 0  # a mutant that still can be read shows that something was tried
    assert _memory() - before < MOST_MEMORY
