"""Small workbooks in the layouts of official files, written by the tests themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter

Cells = Sequence[Sequence[Any]]
Sheets = dict[str, Cells]


def _write(path: Path, sheets: Sheets, merged: Sequence[tuple[int, int, int, int]] = ()) -> Path:
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    sheet.write(r, c, value)
        for first_row, first_col, last_row, last_col in merged:
            shown = rows[first_row][first_col]
            sheet.merge_range(first_row, first_col, last_row, last_col, shown)
    book.close()
    return path


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes sheets (name -> rows) as an xlsx and gives its path."""

    def write(
        sheets: Sheets, name: str = "表.xlsx", merged: Sequence[tuple[int, int, int, int]] = ()
    ) -> Path:
        return _write(tmp_path / name, sheets, merged)

    return write


SECTORS = ("农林牧渔产品和服务", "通信设备、计算机和其他电子设备", "信息传输、软件和信息技术服务")
FINAL = (
    ("农村居民消费", "FU101"), ("城镇居民消费", "FU102"), ("小  计", "THC"), ("政府消费", "FU103"),
    ("合  计", "TC"), ("固定资本\n形成总额", "FU201"), ("存货变动", "FU202"), ("合  计", "GCF"),
    ("出  口", "EX"), ("国内省外\n流    出", "OF"), ("最终使用\n合    计", "TFU"), ("进  口", "IM"),
    ("国内省外\n流    入", "IF"), ("其  他", "ERR"), ("总产出", "GO"),
)  # fmt: skip
VALUE_ADDED = (
    ("劳动者报酬", "VA001"), ("生产税净额", "VA002"), ("固定资产折旧", "VA003"),
    ("营业盈余", "VA004"),
)  # fmt: skip


class MadeTable:
    """A consistent little input-output table as numbers, and as the cells of a sheet."""

    def __init__(self, decimals: int | None = 2) -> None:
        rng = np.random.default_rng(20170101)
        self.flows = rng.uniform(10, 900, (3, 3))
        self.finals = {code: rng.uniform(5, 400, 3) for _, code in FINAL}
        self.va = {code: rng.uniform(20, 300, 3) for _, code in VALUE_ADDED}
        if decimals is not None:
            self.flows = self.flows.round(decimals)
            self.finals = {k: v.round(decimals) for k, v in self.finals.items()}
            self.va = {k: v.round(decimals) for k, v in self.va.items()}
        f = self.finals
        f["THC"] = f["FU101"] + f["FU102"]
        f["TC"] = f["THC"] + f["FU103"]
        f["GCF"] = f["FU201"] + f["FU202"]
        f["TFU"] = f["TC"] + f["GCF"] + f["EX"] + f["OF"]
        self.output = self.flows.sum(axis=0) + sum(self.va.values(), np.zeros(3))
        f["GO"] = self.output
        f["ERR"] = self.output - (self.flows.sum(axis=1) + f["TFU"] - f["IM"] - f["IF"])

    def rows(
        self,
        *,
        title: str | None = "广西2017年投入产出表",
        unit: str | None = "单位：万元",
        codes: Sequence[Any] = ("01", "02", "03"),
    ) -> list[list[Any]]:
        """The sheet: title, unit, three heading rows, a row and a column of codes."""
        wide = 3 + 3 + 1 + len(FINAL)
        head: list[list[Any]] = [[None] * wide for _ in range(4)]
        head[0][0], head[0][2], head[0][3] = (
            "       产    出\n\n 投       入",
            "代码",
            "中  间  使  用",
        )
        for j, name in enumerate(SECTORS):
            head[1][3 + j] = "\n".join((name[:4], name[4:]))
            head[3][3 + j] = codes[j]
        head[1][6], head[3][6] = "中间使用\n合    计", "TIU"
        head[0][7], head[1][7], head[1][12] = "最  终  使  用", "最终消费", "资本形成总额"
        for k, (label, code) in enumerate(FINAL):
            head[2][7 + k] = label
            head[3][7 + k] = code
        head[3][0], head[3][2] = "代码", "-"
        out: list[list[Any]] = []
        if title is not None:
            out += [[title], ["（按当年生产者价格计算）"]]
        if unit is not None:
            out.append([unit])
        out += head
        for i, name in enumerate(SECTORS):
            finals = [self.finals[code][i] for _, code in FINAL]
            side = "中    间    投    入" if i == 0 else None
            row = [side, name, codes[i], *self.flows[i], self.flows[i].sum(), *finals]
            out.append(row)
        used = self.flows.sum(axis=0)
        out.append([None, "中间投入合计", "TII", *used])
        for k, (label, code) in enumerate(VALUE_ADDED):
            out.append(["增 加 值" if k == 0 else None, label, code, *self.va[code]])
        out.append([None, "增加值合计", "TVA", *sum(self.va.values(), np.zeros(3))])
        out.append(["总  投  入", None, "TI", *self.output])
        return out


@pytest.fixture
def made_table() -> Callable[..., MadeTable]:
    """Makes a consistent three-sector table, rounded or not."""
    return MadeTable
