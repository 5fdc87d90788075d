"""Nasty input-output sheets, one line each: what is done to a good table, what is found in it.

Every case starts from one small balanced table. `ready` cases must give the very same figures;
the others must name what is wrong, at its cell where it has one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gxde_desktop.importing.importer import FoundTable, inspect_file
from tests.support_io import Doc, made_doc, truth_of, verdict

Change = Callable[[Doc], None]
Write = Callable[..., Path]


@dataclass(frozen=True)
class Case:
    """change: what is done; status: of the first table; finding: a code that must be there."""

    name: str
    change: Change
    status: str = "ready"
    finding: str | None = None
    cell: str | None = None
    asks: tuple[str, ...] = ()
    same: bool = True


# The made table: three title rows; heading in rows 4-6 (codes in row 6); sectors in rows 7-12,
# 中间投入合计 in row 13, value added in 14-18, 总投入 in 19; names in B, codes in C, flows D:I,
# 中间使用合计 J, final uses K:Y (固定资本形成总额 P, 进口 V, 总产出 Y).


def put(row: int, column: int, value: Any) -> Change:
    """Write one cell of the body (row 0 is the first sector) or, with a negative row, heading."""

    def change(doc: Doc) -> None:
        (doc.body if row >= 0 else doc.head)[row if row >= 0 else row + 3][column] = value

    return change


def both(*changes: Change) -> Change:
    def change(doc: Doc) -> None:
        for each in changes:
            each(doc)

    return change


def cell(row: int, column: int, made: Callable[[Any], Any]) -> Change:
    def change(doc: Doc) -> None:
        doc.body[row][column] = made(doc.body[row][column])

    return change


def head(row: int, column: int, value: Any) -> Change:
    return put(row - 3, column, value)


def every(made: Callable[[Any], Any]) -> Change:
    """Change every figure of the body."""

    def change(doc: Doc) -> None:
        for row in doc.body:
            row[3:] = [made(c) if isinstance(c, float) else c for c in row[3:]]

    return change


def title(*lines: str | None) -> Change:
    def change(doc: Doc) -> None:
        doc.titles = [[line] for line in lines]

    return change


def by_region(doc: Doc) -> None:
    """Sectors of two regions: 北京农业, …, 天津建筑."""
    names = [doc.body[k][1] for k in doc.sector_rows]
    named = {name: ("北京" if k < 3 else "天津") + name for k, name in enumerate(names)}
    for row in (*doc.head, *doc.body):
        row[:] = [named.get(each, each) if isinstance(each, str) else each for each in row]


def names_down(made: Callable[[int, str], Any]) -> Change:
    def change(doc: Doc) -> None:
        for k in doc.sector_rows:
            doc.body[k][1] = made(k, doc.body[k][1])

    return change


def column_gone(at: int) -> Change:
    def change(doc: Doc) -> None:
        for row in (*doc.head, *doc.body):
            del row[at]

    return change


def row_gone(at: int) -> Change:
    def change(doc: Doc) -> None:
        del doc.body[at]

    return change


def in_own_cells(doc: Doc) -> None:
    """A name that runs over two heading cells without a merged range."""
    name = str(doc.head[1][3])
    doc.head.insert(1, [None] * len(doc.head[0]))
    doc.head[1][3], doc.head[2][3] = name[:2], name[2:]


def imports_negative(doc: Doc) -> None:
    for row in doc.body:
        for c in (21, 22):
            row[c] = -row[c] if isinstance(row[c], float) else row[c]


def apart(said: tuple[str, str]) -> Change:
    """Domestic and imported goods in rows of their own, as a non-competitive table has them."""

    def change(doc: Doc) -> None:
        home, abroad = [], []
        for k, row in enumerate(doc.body[:6]):
            mine, other = list(row), list(row)
            share = row[24] / (row[9] + row[20])  # of uses that own output covers
            for c in range(3, 21):
                mine[c], other[c] = row[c] * share, row[c] * (1 - share)
            for c in (21, 22, 23):
                mine[c] = other[c] = None
            other[24] = sum(other[3:9]) + other[20]
            mine[0], other[0] = (said[0], said[1]) if k == 0 else (None, None)
            home.append(mine)
            abroad.append(other)
        doc.body[:6] = [*home, *abroad]

    return change


def codes_as_numbers(doc: Doc) -> None:
    for k, row in enumerate(doc.body[:6]):
        row[2] = k + 1


def figures_beside(doc: Doc) -> None:
    for row in doc.body:
        row.extend([None, 1.5, 2.5])


def again_at_the_right(column: int) -> Change:
    def change(doc: Doc) -> None:
        for row in (*doc.head, *doc.body):
            row.append(row[column])

    return change


def codes_alone(doc: Doc) -> None:
    """No names across, and no names of final uses."""
    doc.head = [doc.head[0], doc.head[2]]


def masked(doc: Doc) -> None:
    """As a copy of a page that shows its figures to subscribers only."""
    for row in doc.body:
        row[3:] = ["[**]" if cell is not None else None for cell in row[3:]]


def coefficients(doc: Doc) -> None:
    output = list(doc.body[12])
    for row in doc.body:
        for c in range(3, 9):
            row[c] = row[c] / output[c]


CASES = [
    Case("as printed", lambda doc: None),
    Case("numbers as text with thousands separators", every(lambda v: f"{v:,.6f}"), same=False),
    Case("full-width digits", cell(0, 3, lambda v: repr(v).translate(
        {ord(a): ord(b) for a, b in zip("0123456789.", "０１２３４５６７８９．", strict=True)}))),
    Case("a name over two heading cells", in_own_cells),
    Case("code before the name", names_down(lambda k, name: f"{k + 1:02d} {name}")),
    Case("English after the name", names_down(lambda k, name: f"{name}\nProduct {k}")),
    Case("English before the name", names_down(lambda k, name: f"Coal and peat {name}")),
    Case("spaces within names", names_down(lambda k, name: "　".join(name))),
    Case("和 down, 与 across", both(put(0, 1, "谷物和副业"), head(1, 3, "谷物与副业")),
         same=False),
    Case("codes as numbers", codes_as_numbers),
    Case("code differs across and down", put(0, 2, "77"), finding="io.code_differs", cell="D6"),
    Case("standard code misspelt", put(7, 2, "VAOO1")),
    Case("code against its label", put(7, 2, "VA003"), finding="io.code_against_label",
         cell="B14"),
    Case("gross output as 总产值", head(1, 24, "总产值")),
    Case("gross output as 总产出（万元）", head(1, 24, "总产出（万元）")),
    Case("gross output in another unit", head(1, 24, "总产出（亿元）"), "needs_review",
         "io.unit_in_heading", "Y6"),
    Case("unit in the corner", both(title("广西2017年投入产出表"), head(0, 0, "投入产出（万元）"))),
    Case("unit only below", both(title("广西2017年投入产出表"),
                                 lambda doc: doc.foot.append(["注：单位：万元"]))),
    Case("no unit", title("广西2017年投入产出表"), "needs_review", asks=("unit",)),
    Case("two units", title("广西2017年投入产出表", "单位：万元", "单位：亿元"), "needs_review",
         "io.said_twice", asks=("unit",)),
    Case("two years in titles", title("广西2017年投入产出表", "广西2012年投入产出表", "单位：万元"),
         "needs_review", "io.said_twice", asks=("year",)),
    Case("unit that cannot be", title("广西2017年投入产出表", "单位：亿元"), "ready", same=False),
    Case("a misspelt name", put(2, 1, "林木采选产吕"), finding="io.name_differs", cell="B9",
         same=False),
    Case("a lost row name", put(2, 1, None), finding="io.name_missing", cell="B9"),
    Case("a lost column name", head(1, 5, None), finding="io.name_missing", cell="F6"),
    Case("a name twice", both(put(2, 1, "谷物采选产品"), head(1, 5, "谷物采选产品")),
         "needs_review", "io.name_repeated", "B7"),
    Case("names exchanged", both(put(1, 1, "林木采选产品"), put(2, 1, "棉花采选产品")),
         "needs_review", "io.identity", "E19"),
    Case("a row missing", row_gone(2), "refused", "io.rectangle"),
    Case("a column missing", column_gone(5), "refused", "io.rectangle"),
    Case("capital formation without its fixed part", column_gone(15),
         finding="io.members_missing", same=False),
    Case("value added without depreciation", row_gone(9), finding="io.members_missing",
         same=False),
    Case("larger than any economy", both(every(lambda v: v * 1e4),
                                         title("广西2017年投入产出表", "单位：亿元")),
         "needs_review", "io.unit_too_large"),
    Case("a figure ten times too large", cell(1, 4, lambda v: v * 10), "needs_review",
         "io.identity", "E13"),
    Case("a figure lost", put(1, 4, None), "needs_review", "io.identity", "E13"),
    Case("text among the figures", put(1, 4, "见注"), "needs_review", "io.text_in_data", "E8"),
    Case("an unknown column with figures", head(1, 15, "神秘项"), "ready", same=False),
    Case("unknown heading and code", both(head(1, 15, "神秘项"), head(2, 15, None)),
         "needs_review", "io.unknown_line", "P6"),
    Case("gross fixed capital formation misread as a sum", both(
        head(1, 15, "存货增加"), head(2, 15, None)), "needs_review", "io.role_repeated"),
    Case("imports printed with a minus", imports_negative, finding="io.printed_negative",
         same=False),
    Case("domestic and imported rows", apart(("国内产品中间投入", "进口产品中间投入")),
         finding="io.parts_added", same=False),
    Case("domestic and imported rows as published for 2018",
         both(apart(("国\n产\n品", "进\n口\n品")), head(1, 24, "国内产出/进口"),
              head(2, 24, "GO/IM")),
         finding="io.parts_added", same=False),
    Case("codes alone across", codes_alone, finding="io.named_by_codes"),
    Case("codes alone across, as numbers", both(codes_alone, codes_as_numbers),
         finding="io.named_by_codes"),
    Case("figures masked", masked, "refused", "io.no_figures"),
    Case("domestic and imported rows not marked", apart(("中间投入", "中间投入")), "refused",
         "io.doubled_sectors"),
    Case("coefficients without a title", coefficients, "refused", "kind.direct_coefficients"),
    Case("Leontief inverse", title("列昂惕夫逆矩阵"), "refused", "kind.complete_coefficients"),
    Case("capital flow matrix", title("固定资本形成流量表"), "refused", "kind.capital_flow"),
    Case("imports only", title("进口产品投入产出表"), "refused", "kind.import_matrix"),
    Case("supply table", title("2017年供给表"), "refused", "kind.supply"),
    Case("use table", title("2017年使用表"), "refused", "kind.use"),
    Case("interregional by its title", title("2012年中国31省区市区域间投入产出表"), "refused",
         "kind.interregional"),
    Case("interregional by its sectors", by_region, "refused", "kind.interregional"),
    Case("constant prices", title("2017年广西投入产出表（按2012年不变价格计算）"), "refused",
         "kind.constant_prices"),
    Case("figures beside the table", figures_beside,
         finding="io.figures_outside"),
    Case("memorandum below", lambda doc: doc.foot.append([None, "从业人员", None, 12.5, 13.5]),
         finding="io.figures_outside", cell="B20:E20"),
    Case("codes again at the right", again_at_the_right(2)),
    Case("names again at the right", again_at_the_right(1)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nasty_tables(workbook: Write, case: Case) -> None:
    doc = made_doc(6)
    case.change(doc)
    rows, merged = doc.cells()
    tables = inspect_file(workbook({"Sheet1": rows}, merged=merged)).tables
    (table,) = tables
    found = [(p.code, p.cell) for p in table.problems]
    assert table.status == case.status, found
    if case.finding is not None:
        cells = [where for code, where in found if code == case.finding]
        cells += [case.cell for _, why in table.unused if why.code == f"importing.{case.finding}"]
        assert cells, found
        if case.cell is not None:
            assert case.cell in cells
    elif case.status == "ready" and case.same:
        assert [p for p in table.problems if p.severity in ("error", "warning")] == []
    assert tuple(q.field for q in table.questions) == case.asks
    if case.status == "ready" and case.same:
        assert verdict(tables, doc.truths, frozenset(code for code, _ in found)) == "same"


def table_of(workbook: Write, change: Change) -> tuple[FoundTable, Doc]:
    doc = made_doc(6)
    change(doc)
    rows, merged = doc.cells()
    (table,) = inspect_file(workbook({"Sheet1": rows}, merged=merged)).tables
    return table, doc


def test_domestic_and_imported_parts_are_added(workbook: Write) -> None:
    """Flows and final uses are the sums; imports are what the imported rows add up to."""
    table, doc = table_of(workbook, apart(("国内产品中间投入", "进口产品中间投入")))
    read, truth = truth_of(table), doc.truths[0]
    for code in ("Z", "FU201", "FU101", "GO", "VA001", "TII"):
        np.testing.assert_allclose(read.blocks[code], truth.blocks[code], rtol=1e-12)


def test_every_printed_sum_is_checked(workbook: Write) -> None:
    table, _ = table_of(workbook, cell(3, 20, lambda v: v + 5))
    assert ("io.sum", "U10") in [(p.code, p.cell) for p in table.problems]
    assert table.status == "needs_review"
