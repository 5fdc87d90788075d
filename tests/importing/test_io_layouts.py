"""Tables of every classification and era, through the whole import of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from gxde_desktop.importing.importer import inspect_file
from tests.support_io import (
    OLD_FINAL,
    OLD_VALUE_ADDED,
    Doc,
    grid_of,
    made_doc,
    read_grid,
    truth_of,
    verdict,
)

Write = Callable[..., Path]


def plain_final(*codes: str) -> Sequence[tuple[str, str]]:
    labels = {
        "FU101": "农村居民消费支出", "FU102": "城镇居民消费支出", "THC": "居民消费支出",
        "FU103": "政府消费支出", "TC": "消费支出合计", "FU201": "固定资本形成总额",
        "FU202": "存货变动", "GCF": "资本形成总额", "EX": "出口", "TFU": "最终使用合计",
        "IM": "进口", "ERR": "其他", "GO": "总产出", "FU302": "流出", "FU304": "流入",
    }  # fmt: skip
    return [(labels[code], code) for code in codes]


NATIONAL = plain_final("FU101", "FU102", "THC", "FU103", "TC", "FU201", "FU202", "GCF", "EX",
                       "TFU", "IM", "ERR", "GO")  # fmt: skip
COMBINED = plain_final("FU101", "FU102", "THC", "FU103", "TC", "FU201", "FU202", "GCF", "FU302",
                       "TFU", "FU304", "ERR", "GO")  # fmt: skip


@pytest.mark.parametrize(
    ("count", "keywords"),
    [
        (17, {"final": OLD_FINAL, "value_added": OLD_VALUE_ADDED, "year": 1990}),
        (33, {"final": OLD_FINAL, "value_added": OLD_VALUE_ADDED, "year": 1987, "codes": False}),
        (33, {"final": OLD_FINAL, "decimals": 0, "year": 1995}),
        (40, {"final": NATIONAL, "decimals": 0, "year": 1997}),
        (42, {"final": COMBINED, "year": 2007}),
        (42, {"year": 2012, "decimals": 2}),
        (122, {"final": NATIONAL, "year": 2002}),
        (135, {"final": NATIONAL, "year": 2007}),
        (139, {"final": NATIONAL, "year": 2012, "decimals": 2}),
        (149, {"final": NATIONAL, "year": 2017}),
        (153, {"final": NATIONAL, "year": 2020, "codes": False}),
    ],
)
def test_every_classification_is_read_whole(
    workbook: Write, count: int, keywords: dict[str, Any]
) -> None:
    doc = made_doc(count, **keywords)
    rows, merged = doc.cells()
    (table,) = inspect_file(workbook({"Sheet1": rows}, merged=merged)).tables
    assert (table.kind, table.status) == ("io_table", "ready"), table.problems
    assert [p.code for p in table.problems if p.severity != "info"] == []
    assert verdict([table], doc.truths) == "same"
    read = truth_of(table)
    assert len(read.names) == count
    assert {check.status for check in table.checks} <= {"pass", "rounding"}


def without(doc: Doc, *labels: str) -> Doc:
    """The table without some rows and columns."""
    keep = [j for j in range(len(doc.head[0])) if doc.head[doc.name_row][j] not in labels]
    doc.column_kinds = [doc.column_kinds[j - doc.labels] for j in keep if j >= doc.labels]
    doc.head = [[row[j] for j in keep] for row in doc.head]
    doc.body = [[row[j] for j in keep] for row in doc.body if row[doc.name_column] not in labels]
    return doc


@pytest.mark.parametrize(
    "gone",
    [
        ("劳动者报酬", "生产税净额", "固定资产折旧", "营业盈余"),
        ("劳动者报酬", "生产税净额", "固定资产折旧", "营业盈余", "增加值合计", "中间投入合计"),
        ("中间使用合计",),
        ("最终使用合计", "中间使用合计"),
        ("农村居民消费", "城镇居民消费"),
        ("居民消费小计", "最终消费合计", "资本形成合计"),
    ],
)
def test_tables_with_fewer_lines_keep_what_they_have(gone: tuple[str, ...]) -> None:
    """With 总产出 and 总投入 only, without the split of households, without subtotals."""
    doc = without(made_doc(17), *gone)
    (table,) = read_grid(grid_of(doc))
    read = truth_of(table)
    assert [p.code for p in table.problems if p.severity != "info"] == []
    assert table.status == "ready"
    for code, values in read.blocks.items():
        assert values == pytest.approx(doc.truths[0].blocks[code]), code
