"""Non-competitive tables (非竞争型): domestic and imported rows are added, whoever prints them how.

The figures are made here and added here; a spelling that does not say which rows are which must
be refused, never added or taken for one of the parts.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.importer import FoundTable, inspect_file
from gxde_desktop.project.codec import decode, encode
from gxde_desktop.project.update import use_of, used_cells
from tests.support_io import Truth, read_grid, rectangle, verdict
from tests.support_io_damage import damaged
from tests.support_soak import rounds, soak

Write = Callable[..., Path]
Row = list[Any]

NAMES = ("农林牧渔产品和服务", "煤炭采选产品", "通信设备、计算机和其他电子设备", "建筑",
         "信息传输、软件和信息技术服务")  # fmt: skip
FINAL = (("消费支出合计", "TC"), ("固定资本形成总额", "FU201"), ("存货变动", "FU202"),
         ("出口", "EX"))  # fmt: skip
ADDED = (("劳动者报酬", "VA001"), ("生产税净额", "VA002"), ("固定资产折旧", "VA003"),
         ("营业盈余", "VA004"))  # fmt: skip
LABELS = 4


@dataclass
class Apart:
    """A table in parts. body: rows of the labels and the figures of each sector, by part."""

    home: list[Row]
    abroad: list[Row]
    head: list[Row]
    rest: list[Row]
    truth: dict[str, Any]
    between: list[Row] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    body: list[Row] | None = None
    title: str = "2018年全国42部门非竞争型投入产出表"
    unit: str = "万元"

    def rows(self) -> list[Row]:
        """The sheet."""
        body = [*self.home, *self.between, *self.abroad] if self.body is None else self.body
        rows = [[self.title], ["2020-10-23"], [f"单位：{self.unit}"], *self.head, *body, *self.rest]
        return [[float(c) if isinstance(c, float) else c for c in row] for row in rows]


def apart(seed: int = 1, part: tuple[str, str] = ("国\n产\n品", "进\n口\n品")) -> Apart:
    """The layout published for 2018: part beside its first row, merged over all of them."""
    rng = np.random.default_rng(seed)
    n = len(NAMES)
    flows = rng.integers(10, 1000, (2, n, n)).astype(float)
    flows[1] = np.floor(flows[1] / 10)
    final = rng.integers(9000, 20000, (2, n, len(FINAL))).astype(float)
    final[1] = np.floor(final[1] / 40)
    final[1, :, 3] = 0  # nothing imported is sent abroad again
    used = flows.sum(axis=2)
    total = final.sum(axis=2)
    output = used + total  # of the imported part: imports
    inputs = flows.sum(axis=(0, 1))
    value = output[0] - inputs
    added = np.floor(np.outer((0.5, 0.1, 0.15), value))
    added = np.vstack([added, value - added.sum(axis=0)])
    codes = [f"{k + 1:02d}" for k in range(n)]
    blank: Row = [None] * (n + 7)
    head = [
        ["投入产出", None, None, "部门名称", "中间使用", *blank[: n], "最终使用", *blank[:4],
         "国内产出/进口"],
        [None, None, None, None, *NAMES, "中间使用合计", *(label for label, _ in FINAL),
         "最终使用合计", None],
        ["部门名称", None, None, "代码", *codes, "TIU", *(code for _, code in FINAL), "TFU",
         "GO/IM"],
    ]  # fmt: skip
    parts: list[list[Row]] = [
        [[None, part[p] if k == 0 else None, NAMES[k], codes[k], *flows[p, k], used[p, k],
          *final[p, k], total[p, k], output[p, k]]
         for k in range(n)]
        for p in (0, 1)
    ]  # fmt: skip
    parts[0][0][0] = "中间投入"
    both = final.sum(axis=(0, 1))
    rest: list[Row] = [
        [None, "中间投入合计", None, "TII", *inputs, inputs.sum(), *both, both.sum(), output.sum()]
    ]
    for k, (label, code) in enumerate(ADDED):
        rest.append(["增加值" if k == 0 else None, label, None, code, *added[k], added[k].sum()])
    rest.append([None, "增加值合计", None, "TVA", *value, value.sum()])
    rest.append(["总投入", None, None, "TI", *output[0], output[0].sum()])
    truth = {
        "Z": flows.sum(axis=0), "TII": inputs, "TVA": value, "GO": output[0], "IM": output[1],
        "TI": output[0], "TIU": used.sum(axis=0), "TFU": total.sum(axis=0),
        **{code: final[:, :, k].sum(axis=0) for k, (_, code) in enumerate(FINAL)},
        **{code: added[k] for k, (_, code) in enumerate(ADDED)},
    }  # fmt: skip
    return Apart(parts[0], parts[1], head, rest, truth)


def read(workbook: Write, table: Apart) -> FoundTable:
    (found,) = inspect_file(workbook({"Sheet1": table.rows()}, merged=table.merged)).tables
    return found


def assert_whole(found: FoundTable, table: Apart) -> None:
    """The table is ready, holds the sums of both parts, and says so."""
    assert (found.kind, found.status) == ("io_table", "ready"), (found.problems, found.unused)
    codes = [problem.code for problem in found.problems]
    assert "io.parts_added" in codes
    loud = [problem for problem in found.problems if problem.severity != "info"]
    assert loud == []
    io = found.io_table
    assert io is not None
    assert (io.year, io.region, io.unit) == (2018, "全国", "万元")
    assert sorted(io.names) == sorted(NAMES)
    assert sorted(io.codes) == [f"{k + 1:02d}" for k in range(len(NAMES))]
    order = [io.names.index(name) for name in NAMES]
    assert set(io.blocks) == set(table.truth)
    for code, wanted in table.truth.items():
        values = io.blocks[code].values
        values = values[np.ix_(order, order)] if values.ndim == 2 else values[order]
        np.testing.assert_array_equal(values, wanted, err_msg=code)
    assert {check.status for check in found.checks} == {"pass"}


# ------------------------------------------------------------------ spellings that say which


def merged(table: Apart) -> None:
    n = len(NAMES)
    top = 3 + len(table.head)
    table.merged = [(3, 4, 3, 3 + n), (top, 1, top + n - 1, 1), (top + n, 1, top + 2 * n - 1, 1)]


def said(home: str | None, abroad: str | None) -> Callable[[Apart], None]:
    def change(table: Apart) -> None:
        table.home[0][1], table.abroad[0][1] = home, abroad

    return change


def on_every_row(table: Apart) -> None:
    for row in table.home:
        row[1] = "国内产品"
    for row in table.abroad:
        row[1] = "进口产品"


def in_names(made: Callable[[str, str], str], home: str, abroad: str) -> Callable[[Apart], None]:
    def change(table: Apart) -> None:
        for rows, word in ((table.home, home), (table.abroad, abroad)):
            for row in rows:
                row[1], row[2] = None, made(row[2], word)

    return change


def in_codes(table: Apart) -> None:
    for rows, letter in ((table.home, "D"), (table.abroad, "M")):
        for row in rows:
            row[1], row[3] = None, letter + row[3]


def codes_beside(table: Apart) -> None:
    for rows, letter in ((table.home, "D"), (table.abroad, "M")):
        for row in rows:
            row[3] = letter + row[3]


def headings_between(table: Apart) -> None:
    """Each part under a row of its own that names it."""
    table.home[0][1] = table.abroad[0][1] = None
    table.home.insert(0, [None, None, "国内产品"])
    table.between = [[None, None, "进口产品"]]


def sums_between(table: Apart) -> None:
    for rows, at in ((table.home, "国产品小计"), (table.abroad, "进口品小计")):
        rows.append([None, None, at, None, *np.sum([r[LABELS:] for r in rows], axis=0)])


def bare_sums_between(table: Apart) -> None:
    for rows in (table.home, table.abroad):
        rows.append([None, None, "小计", None, *np.sum([r[LABELS:] for r in rows], axis=0)])


def imports_first(table: Apart) -> None:
    table.home[0][0], table.abroad[0][0] = None, "中间投入"
    table.body = [*table.abroad, *table.home]


def by_turns(table: Apart) -> None:
    """A domestic and an imported row of every sector in turn, marked beside the name."""
    table.body = []
    for home, abroad in zip(table.home, table.abroad, strict=True):
        home[1], abroad[1] = "国产", "进口"
        table.body += [home, abroad]


def own_column(table: Apart) -> None:
    """The part in a column right of the names."""
    for rows, word in ((table.home, "国内"), (table.abroad, "进口")):
        for row in rows:
            row[1] = None
            row.insert(3, word)
    for row in (*table.head, *table.rest):
        row.insert(3, None)


def shuffled(table: Apart) -> None:
    """Imported rows in another order than domestic ones."""
    table.abroad[0][1] = None
    random.Random(4).shuffle(table.abroad)
    table.abroad[0][1] = "进口品"


def in_english(table: Apart) -> None:
    table.home[0][1], table.abroad[0][1] = "Domestic", "Imported"


def imports_unsaid(table: Apart) -> None:
    """Imported rows print no total: it is what they are used for."""
    for row in table.abroad:
        row[-1] = None
    if len(table.rest[0]) > LABELS + len(NAMES):  # the sum of both
        table.rest[0][-1] = None


def imports_in_own_column(table: Apart) -> None:
    for row in (*table.head, *table.home, *table.rest):
        row.insert(LABELS + len(NAMES) + 6, None)
    for row in table.abroad:
        row.append(None)
        row[-2], row[-1] = row[-3 + 1], None
    table.head[0][-2], table.head[0][-1] = None, None
    table.head[1][-2:] = ["进口", "总产出"]
    table.head[2][-2:] = ["IM", "GO"]
    table.rest[0] = table.rest[0][: LABELS + len(NAMES)]


def headings_again(table: Apart) -> None:
    """The part with its own heading of all columns."""
    table.between = [list(row) for row in table.head]


def headings_again_titled(table: Apart) -> None:
    """Each part under a title, with its own heading of all columns."""
    table.home[0][1] = table.abroad[0][1] = None
    table.between = [["二、进口产品"], *(list(row) for row in table.head)]
    table.head = [["一、国内产品"], *table.head]


SAID: dict[str, Callable[[Apart], None]] = {
    "as published for 2018": lambda table: None,
    "merged": merged,
    "国内产品": said("国内产品", "进口产品"),
    "国内": said("国内", "进口"),
    "本国": said("本国产品中间投入", "进口产品中间投入"),
    "on every row": on_every_row,
    "English": in_english,
    "name (part)": in_names("{}（{}）".format, "国内", "进口"),
    "name (part) 2": in_names("{}({})".format, "国产品", "进口品"),
    "name-part": in_names("{}-{}".format, "国产", "进口"),
    "part-name": in_names("{1}：{0}".format, "国内产品", "进口产品"),
    "codes alone": in_codes,
    "codes as well": codes_beside,
    "heading rows": headings_between,
    "named sums": sums_between,
    "bare sums": bare_sums_between,
    "imports first": imports_first,
    "by turns": by_turns,
    "own column": own_column,
    "other order": shuffled,
    "imports not printed": imports_unsaid,
    "imports in their own column": imports_in_own_column,
    "headings again": headings_again,
    "headings again under titles": headings_again_titled,
}


@pytest.mark.parametrize("name", SAID)
def test_both_parts_are_added(workbook: Write, name: str) -> None:
    table = apart()
    SAID[name](table)
    assert_whole(read(workbook, table), table)


@pytest.mark.parametrize(
    "label", ["总产出/进口", "国内产出/\n进口", "总产出（进口）", "总产出和进口", "总产出"]
)
def test_the_last_column_of_both_parts(workbook: Write, label: str) -> None:
    table = apart()
    table.head[0][-1], table.head[2][-1] = label, None
    assert_whole(read(workbook, table), table)


def test_an_added_figure_names_both_cells(workbook: Write) -> None:
    """First domestic row 7, first imported row 12; flows from E, GFCF in L, GO/IM in O."""
    found = read(workbook, apart())
    io = found.io_table
    assert io is not None
    assert [io.blocks["Z"].address(0, 0), io.blocks["Z"].address(2, 1)] == ["E7+E12", "F9+F14"]
    assert io.blocks["FU201"].address(4) == "L11+L16"
    assert [io.blocks[code].address(1) for code in ("GO", "IM", "TII")] == ["P8", "P13", "F17"]
    origin = io.origin("FU201", 0)
    assert origin is not None
    assert origin.cell == "L7+L12"


def test_both_cells_are_known_to_an_update_and_kept_in_a_project(workbook: Write) -> None:
    """A new release that changes an imported figure changes a value that is used."""
    report = inspect_file(workbook({"Sheet1": apart().rows()}))
    used = used_cells(report)
    assert {("Sheet1", 6, 4), ("Sheet1", 11, 4), ("Sheet1", 11, 15)} <= used
    about = use_of(report, "Sheet1", (11, 4))
    assert about is not None
    assert (about.args["row"], about.args["column"]) == (NAMES[0], NAMES[0])
    kept = decode(encode(report.tables[0].io_table))
    assert kept.origin("Z", 0, 0).cell == "E7+E12"


# ------------------------------------------------------------------ those that do not


def unmarked(table: Apart) -> None:
    table.home[0][1] = table.abroad[0][1] = None


def only_imports_marked(table: Apart) -> None:
    """The rows above may hold both parts, the marked ones being a part of them."""
    table.home[0][1] = None


def only_domestic_marked(table: Apart) -> None:
    table.abroad[0][1] = None


def an_imported_row_lost(table: Apart) -> None:
    del table.abroad[2]


def inflow(table: Apart) -> None:
    table.abroad[0][1] = "国内省外流入"


UNSAID: dict[str, Callable[[Apart], None]] = {
    "not marked": unmarked,
    "only imports marked": only_imports_marked,
    "only domestic marked": only_domestic_marked,
    "a row lost": an_imported_row_lost,
    "inflow from other provinces": inflow,
    "both alike": said("国内和进口", "国内和进口"),
}


@pytest.mark.parametrize("name", UNSAID)
def test_what_does_not_say_which_is_refused(workbook: Write, name: str) -> None:
    table = apart()
    UNSAID[name](table)
    found = read(workbook, table)
    assert found.io_table is None
    assert "importing.io.doubled_sectors" in [reason.code for _, reason in found.unused]


@pytest.mark.parametrize("label", ["进口", "进口合计", "进口品", "进口产品中间投入", "Imports"])
def test_imports_in_one_row_cannot_be_added(workbook: Write, label: str) -> None:
    table = apart()
    table.abroad = [[None, None, label, None, *np.sum([r[LABELS:] for r in table.abroad], axis=0)]]
    found = read(workbook, table)
    assert found.io_table is None
    assert "importing.io.imports_in_one_row" in [reason.code for _, reason in found.unused]


def test_a_changed_figure_of_either_part_is_found(workbook: Write) -> None:
    """Both parts enter the identities: a slip in either is named with both its cells."""
    for rows in ("home", "abroad"):
        table = apart()
        getattr(table, rows)[1][LABELS + 2] += 500.0
        found = read(workbook, table)
        assert found.status == "needs_review"
        assert {c.name for c in found.checks if c.status == "fail"} == {
            "column_sum_equals_intermediate_input", "row_balance"
        }  # fmt: skip


# ------------------------------------------------------------------ the same table otherwise


def sectors_permuted(rng: random.Random, table: Apart) -> None:
    """Sectors in another order, alike down both parts and across."""
    order = list(range(len(NAMES)))
    rng.shuffle(order)
    across = [*range(LABELS), *(LABELS + k for k in order)]
    n = len(across)
    for rows in (table.home, table.abroad):
        sides = [row[:2] for row in rows]
        rows[:] = [rows[k] for k in order]
        for row, side in zip(rows, sides, strict=True):
            row[:2] = side
    for row in (*table.head[1:], *table.home, *table.abroad, *table.rest):
        row[:n] = [row[k] for k in across]


def scaled(rng: random.Random, table: Apart) -> None:
    table.unit, factor = rng.choice((("亿元", 1e-4), ("百万元", 1e-2), ("元", 1e4)))
    for row in (*table.home, *table.abroad, *table.rest):
        row[LABELS:] = [None if c is None else c * factor for c in row[LABELS:]]


def as_text(rng: random.Random, table: Apart) -> None:
    for row in rng.choice(([*table.home, *table.abroad, *table.rest], table.abroad, table.rest)):
        row[LABELS:] = [None if c is None else f"{c:,.6f}" for c in row[LABELS:]]


def zeros_blank(rng: random.Random, table: Apart) -> None:
    """A column of zeros (no re-exports) left blank."""
    for row in table.abroad:
        row[LABELS:] = [None if c == 0 else c for c in row[LABELS:]]


def codes_by_part(rng: random.Random, table: Apart) -> None:
    codes_beside(table)


def no_codes(rng: random.Random, table: Apart) -> None:
    for row in (*table.home, *table.abroad):
        row[3] = None


def no_side_sums(rng: random.Random, table: Apart) -> None:
    """Sums at the foot of final uses and beside value added are not printed."""
    n = LABELS + len(NAMES)
    table.rest = [[*row[:n]] for row in table.rest]


def spaced_names(rng: random.Random, table: Apart) -> None:
    for row in (*table.home, *table.abroad):
        row[2] = rng.choice(("  {}", "{}\n", "\u3000{}")).format(row[2])


CHANGES = (sectors_permuted, scaled, as_text, zeros_blank, codes_by_part, no_codes, no_side_sums,
           spaced_names)  # fmt: skip
ORDER = {change: place for place, change in enumerate(CHANGES)}
SPELT = [name for name in SAID if name not in ("merged", "codes alone", "codes as well")]


def varied(rng: random.Random) -> tuple[Grid, Truth, list[str]]:
    """One of many tables under one to three changes and a spelling; what it says in 亿元."""
    table = apart(rng.randrange(1000))
    chosen = sorted(rng.sample(CHANGES, rng.randrange(1, 4)), key=ORDER.__getitem__)
    if no_codes in chosen and codes_by_part in chosen:
        chosen.remove(codes_by_part)
    spelling = rng.choice(SPELT)
    if as_text in chosen and spelling in ("named sums", "bare sums"):
        chosen.remove(as_text)  # the sums are made of the figures
    if zeros_blank in chosen and spelling in ("named sums", "bare sums"):
        chosen.remove(zeros_blank)
    for change in chosen:
        change(rng, table)
    SAID[spelling](table)
    right = rng.choice((0, 0, 2))
    rows = [[None] * right + row for row in table.rows()]
    blocks = {code: value / 1e4 for code, value in table.truth.items()}
    merged_areas = tuple((a, b + right, c, d + right) for a, b, c, d in table.merged)
    grid = Grid("Sheet1", rectangle(rows), merged_areas)
    return grid, Truth(list(NAMES), blocks, 2018, "全国"), [spelling, *(c.__name__ for c in chosen)]


@soak
def test_printed_otherwise_gives_the_same_figures() -> None:
    other = []
    for seed in range(rounds(150)):
        grid, truth, done = varied(random.Random(31_000 + seed))
        found = verdict(read_grid(grid), [truth])
        if found != "same":
            other.append((seed, found, done))
    assert other == []


@soak
def test_a_damaged_sheet_gives_no_other_figures() -> None:
    counts: Counter[str] = Counter()
    wrong = []
    for seed in range(rounds(200)):
        rng = random.Random(57_000 + seed)
        grid, truth, done = varied(rng)
        grid, harm = damaged(rng, grid)
        found = verdict(read_grid(grid), [truth], cut=True)
        counts[found] += 1
        if found == "wrong":
            wrong.append((seed, done, harm))
    print(f"\n{dict(counts)}, {len(wrong)} silently wrong")
    assert wrong == []
