"""Input-output tables as documents that tests can rearrange, and what a reader must find in them.

A `Doc` is a printed table taken apart: titles, heading, body, footnotes. Rearranging it keeps
the truth beside it, so the reading of any variant can be judged without knowing how it was made.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gxde_desktop.importing.answers import Answers, Evidence
from gxde_desktop.importing.build_io import build_io_table, with_rest
from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.io_panel import Panel
from gxde_desktop.importing.io_tables import find_panels
from gxde_desktop.importing.results import Answer, FoundTable
from models.sources import SourceTable

Array = NDArray[np.float64]
PER_YI = {"元": 1e8, "千元": 1e5, "万元": 1e4, "百万元": 1e2, "亿元": 1.0}


@dataclass
class Truth:
    """What a table says: figures in 亿元 by sector name; a sector's own row and column by name."""

    names: list[str]
    blocks: dict[str, Array]
    year: int
    region: str


@dataclass
class Doc:
    """A printed table in parts.

    head, body: rows of cells, the first `labels` of each beside the figures. kinds: of every
    body row and every column of figures: `sector`, `role` or `sum`. name_row, code_row: rows of
    the heading; name_column, code_column: columns of the labels. merged: in positions of the
    heading, dropped by whatever moves columns.
    """

    titles: list[list[Any]]
    head: list[list[Any]]
    body: list[list[Any]]
    foot: list[list[Any]]
    labels: int
    name_row: int
    name_column: int
    code_row: int | None
    code_column: int | None
    row_kinds: list[str]
    column_kinds: list[str]
    merged: list[tuple[int, int, int, int]]
    truths: list[Truth]
    unit: str = "万元"
    sheet: str = "Sheet1"
    after: list[Any] = field(default_factory=list)
    known: frozenset[str] = frozenset()

    def copy(self) -> Doc:
        """One that can be changed freely."""
        return copy.deepcopy(self)

    @property
    def sector_rows(self) -> list[int]:
        """Body rows of sectors."""
        return [i for i, kind in enumerate(self.row_kinds) if kind == "sector"]

    @property
    def sector_columns(self) -> list[int]:
        """Columns of sectors, counted with the labels."""
        return [self.labels + j for j, kind in enumerate(self.column_kinds) if kind == "sector"]

    def cells(self) -> tuple[list[list[Any]], list[tuple[int, int, int, int]]]:
        """The sheet as printed, and its merged ranges."""
        rows = [*self.titles, *self.head, *self.body, *self.foot]
        top = len(self.titles)
        return (
            [list(row) for row in rows],
            [(a + top, b, c + top, d) for a, b, c, d in self.merged],
        )


def rectangle(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    """Rows filled up to one width."""
    wide = max(map(len, rows), default=0)
    return tuple(tuple(row) + (None,) * (wide - len(row)) for row in rows)


def doc_of(grid: Grid, panel: Panel, truth: Truth, unit: str) -> Doc:
    """A read table as a document; the reading itself is held by other tests."""
    top, bottom = panel.header
    first_row, first_column, last_row, last_column = panel.area
    rows = [list(row[: last_column + 1]) for row in grid.rows]
    sector_rows = {line.at for line in panel.sector_rows}
    sector_columns = {line.at for line in panel.sector_columns}
    names = {line.label for line in panel.sector_columns}
    squeezed = [
        sum(isinstance(c, str) and "".join(c.split()) in names for c in row)
        for row in rows[top : bottom + 1]
    ]
    return Doc(
        titles=rows[:top],
        head=rows[top : bottom + 1],
        body=rows[first_row : last_row + 1],
        foot=[],
        labels=first_column,
        name_row=int(np.argmax(squeezed)),
        name_column=panel.name_column,
        code_row=None if panel.code_row is None else panel.code_row - top,
        code_column=panel.code_column,
        row_kinds=[
            "sector" if r in sector_rows else "role" for r in range(first_row, last_row + 1)
        ],
        column_kinds=[
            "sector" if c in sector_columns else "role"
            for c in range(first_column, last_column + 1)
        ],
        merged=[
            (a - top, b, c - top, d)
            for a, b, c, d in grid.merged
            if top <= a and c <= bottom and d <= last_column
        ],
        truths=[truth],
        unit=unit,
        sheet=grid.sheet,
    )


def truth_of(table: FoundTable) -> Truth:
    """What a reading says, in 亿元."""
    io = table.io_table
    assert io is not None
    factor = PER_YI[io.unit]
    blocks = {code: block.values / factor for code, block in io.blocks.items()}
    return Truth(list(io.names), blocks, io.year, io.region)


def read_grid(grid: Grid, answers: Sequence[Answer] = ()) -> list[FoundTable]:
    """The input-output tables of a sheet; none where it is refused or read as something else."""
    source = SourceTable("表.xlsx", "0" * 64, grid.sheet)
    frame = find_panels(grid)
    if frame is None or not frame.panels:
        return []
    tables = [
        build_io_table(
            grid, panel, source, Answers(answers, "表.xlsx", grid.sheet), Evidence(), frame.panels
        )
        for panel in frame.panels
    ]
    tables[0] = with_rest(grid, tables[0], frame, source)
    return tables


def findings(tables: Sequence[FoundTable]) -> frozenset[str]:
    """Codes of the findings that a person should look at."""
    return frozenset(
        problem.code
        for table in tables
        for problem in table.problems
        if problem.severity in ("error", "warning")
    )


def verdict(
    tables: Sequence[FoundTable],
    truths: Sequence[Truth],
    known: frozenset[str] = frozenset(),
    *,
    cut: bool = False,
) -> str:
    """`same`, `asked` (a question, a finding or a refusal) or `wrong`: other figures in silence.

    known: findings that the table has as it was published; they warn of nothing else.
    cut: rows and columns were taken away, so blocks may be missing; those read must be right.
    """
    asked = not tables
    for table in tables:
        loud = table.status != "ready" or bool(findings([table]) - known)
        if table.io_table is None:
            asked = True
        elif not any(_same(truth_of(table), truth, cut) for truth in truths):
            if not loud:
                return "wrong"
            asked = True
    return "asked" if asked else "same"


def _same(read: Truth, truth: Truth, cut: bool) -> bool:
    if sorted(read.names) != sorted(truth.names) or len(set(read.names)) < len(read.names):
        return False
    if (read.year, read.region) != (truth.year, truth.region):
        return False
    if set(read.blocks) != set(truth.blocks) and not (cut and set(read.blocks) < set(truth.blocks)):
        return False
    order = [read.names.index(name) for name in truth.names]
    for code, found in read.blocks.items():
        wanted = truth.blocks[code]
        found = found[np.ix_(order, order)] if found.ndim == 2 else found[order]
        if cut:  # a printed zero that was blanked is missing, and no other figure
            found = np.where(np.isnan(found) & (wanted == 0), 0.0, found)
        if not np.allclose(found, wanted, rtol=1e-9, atol=1e-12, equal_nan=True):
            return False
    return True


# ---------------------------------------------------------------- constructed tables

FINAL = (
    ("农村居民消费", "FU101"), ("城镇居民消费", "FU102"), ("居民消费小计", "THC"),
    ("政府消费", "FU103"), ("最终消费合计", "TC"), ("固定资本形成总额", "FU201"),
    ("存货增加", "FU202"), ("资本形成合计", "GCF"), ("出口", "EX"), ("调出", "OF"),
    ("最终使用合计", "TFU"), ("进口", "IM"), ("调入", "IF"), ("其他", "ERR"), ("总产出", "GO"),
)  # fmt: skip
OLD_FINAL = (
    ("农业居民", "FU101"), ("非农业居民", "FU102"), ("居民消费", "THC"), ("社会消费", "FU103"),
    ("总消费", "TC"), ("固定资产形成", "FU201"), ("库存增加", "FU202"), ("总投资", "GCF"),
    ("净出口", "NX"), ("最终使用合计", "TFU"), ("误差", "ERR"), ("总产值", "GO"),
)  # fmt: skip
VALUE_ADDED = (
    ("劳动者报酬", "VA001"), ("生产税净额", "VA002"), ("固定资产折旧", "VA003"),
    ("营业盈余", "VA004"),
)  # fmt: skip
OLD_VALUE_ADDED = (
    ("固定资产折旧", "VA003"), ("劳动者报酬", "VA001"), ("生产税净额", "VA002"),
    ("营业盈余", "VA004"),
)  # fmt: skip

SEVENTEEN = (
    "农业", "采掘业", "食品制造业", "纺织、缝纫及皮革产品制造业", "其他制造业",
    "电力及蒸汽、热水生产和供应业", "炼焦、煤气及石油加工业", "化学工业",
    "建筑材料及其他非金属矿物制品业", "金属产品制造业", "机械设备制造业", "建筑业", "运输邮电业",
    "商业饮食业", "公用事业及居民服务业", "金融保险业", "其他服务业",
)  # fmt: skip
THIRTY_THREE = (
    "农业", "煤炭采选业", "石油和天然气开采业", "金属矿采选业", "其他非金属矿采选业", "食品制造业",
    "纺织业", "缝纫及皮革制品业", "木材加工及家具制造业", "造纸及文教用品制造业",
    "电力及蒸汽、热水生产和供应业", "石油加工业", "炼焦、煤气及煤制品业", "化学工业",
    "建筑材料及其他非金属矿物制品业", "金属冶炼及压延加工业", "金属制品业", "机械工业",
    "交通运输设备制造业", "电气机械及器材制造业", "电子及通信设备制造业",
    "仪器仪表及其他计量器具制造业", "机械设备修理业", "其他工业", "建筑业", "货运邮电业", "商业",
    "饮食业", "旅客运输业", "公用事业及居民服务业", "文教卫生科研事业", "金融保险业", "行政机关",
)  # fmt: skip
FORTY = (
    "农业", "煤炭采选业", "石油和天然气开采业", "金属矿采选业", "非金属矿采选业",
    "食品制造及烟草加工业", "纺织业", "服装皮革羽绒及其他纤维制品制造业", "木材加工及家具制造业",
    "造纸印刷及文教用品制造业", "石油加工及炼焦业", "化学工业", "非金属矿物制品业",
    "金属冶炼及压延加工业", "金属制品业", "机械工业", "交通运输设备制造业",
    "电气机械及器材制造业", "电子及通信设备制造业", "仪器仪表及文化办公用机械制造业",
    "机械设备修理业", "其他制造业", "废品及废料", "电力及蒸汽热水生产和供应业",
    "煤气生产和供应业", "自来水的生产和供应业", "建筑业", "货物运输及仓储业", "邮电业", "商业",
    "饮食业", "旅客运输业", "金融保险业", "房地产业", "社会服务业", "卫生体育和社会福利业",
    "教育文化艺术及广播电影电视业", "科学研究事业", "综合技术服务业", "行政机关及其他行业",
)  # fmt: skip
_STEMS = (
    "谷物", "棉花", "林木", "牲畜", "水", "煤", "原油", "铁矿", "铜矿", "石灰石", "制糖", "乳",
    "酒", "烟草", "棉纺", "毛纺", "麻纺", "针织",
    "皮革", "木材", "家具", "造纸", "印刷", "石油", "炼焦",
    "化肥", "农药", "涂料", "医药", "橡胶", "塑料", "水泥", "玻璃", "陶瓷", "炼铁", "炼钢", "铝",
    "锅炉", "机床", "水泵", "汽车", "船舶",
)  # fmt: skip


def names_of(count: int) -> list[str]:
    """Names of a classification: printed ones for the small, made of parts for the detailed."""
    known = {17: SEVENTEEN, 33: THIRTY_THREE, 40: FORTY}.get(count)
    if known is not None:
        return list(known)
    endings = ("采选产品", "加工品", "设备", "制品及服务")
    made = [stem + ending for ending in endings for stem in _STEMS]
    return made[:count]


def made_doc(
    count: int = 6,
    *,
    seed: int = 5,
    decimals: int | None = None,
    final: Sequence[tuple[str, str]] = FINAL,
    value_added: Sequence[tuple[str, str]] = VALUE_ADDED,
    names: Sequence[str] | None = None,
    year: int = 2017,
    codes: bool = True,
) -> Doc:
    """A table that balances, printed in three heading rows with codes across and down."""
    rng = np.random.default_rng(seed)
    names = list(names or names_of(count))
    count = len(names)

    def figures(low: float, high: float, *shape: int) -> Array:
        made: Array = rng.uniform(low, high, shape)
        return made if decimals is None else made.round(decimals)

    flows = figures(1, 900, count, count)
    columns = {code: figures(5, 400, count) for _, code in final}
    added = {code: figures(20, 300, count) for _, code in value_added}
    c = columns
    c["THC"] = c["FU101"] + c["FU102"]
    c["TC"] = c["THC"] + c["FU103"]
    c["GCF"] = c["FU201"] + c["FU202"]
    sent = [c[code] for code in ("EX", "OF", "FU302", "NX") if code in c]
    c["TFU"] = c["TC"] + c["GCF"] + sum(sent, np.zeros(count))
    total = sum(added.values(), np.zeros(count))
    c["GO"] = flows.sum(axis=0) + total
    came = sum((c[code] for code in ("IM", "IF", "FU304") if code in c), np.zeros(count))
    c["ERR"] = c["GO"] - (flows.sum(axis=1) + c["TFU"] - came)
    foot = {"TII": flows.sum(axis=0), **added, "TVA": total, "TI": c["GO"]}
    truth = {"Z": flows, "TIU": flows.sum(axis=1), **c, **foot}
    labels = [*names, "中间使用合计", *(label for label, _ in final)]
    marks = [f"{k:02d}" for k in range(1, count + 1)]
    over = [*marks, "TIU", *(code for _, code in final)] if codes else [None] * len(labels)
    groups: list[Any] = [None] * len(labels)
    groups[0], groups[count + 1] = "中间使用", "最终使用"
    head = [
        ["投入产出", None, "代码" if codes else None, *groups],
        [None, None, None, *labels],
        ["代码" if codes else None, None, None, *over],
    ]
    if not codes:
        head.pop()
    table = np.column_stack([flows, flows.sum(axis=1), *(c[code] for _, code in final)])
    body: list[list[Any]] = [
        [
            "中间投入" if k == 0 else None,
            names[k],
            marks[k] if codes else None,
            *map(float, table[k]),
        ]
        for k, name in enumerate(names)
    ]
    sums = table.sum(axis=0)
    rest = [("中间投入合计", "TII"), *value_added, ("增加值合计", "TVA"), ("总投入", "TI")]
    for place, (label, code) in enumerate(rest):
        values = [*map(float, foot[code])]
        if code == "TII":
            values = [float(each) for each in sums]
            values[:count] = map(float, foot[code])
        side = "增加值" if place == 1 else None
        body.append([side, label, code if codes else None, *values])
    return Doc(
        titles=[[f"广西{year}年投入产出表"], ["（按当年生产者价格计算）"], ["单位：万元"]],
        head=head,
        body=[row + [None] * (len(labels) + 3 - len(row)) for row in body],
        foot=[],
        labels=3,
        name_row=1,
        name_column=1,
        code_row=2 if codes else None,
        code_column=2 if codes else None,
        row_kinds=["sector"] * count + ["role"] * len(rest),
        column_kinds=["sector"] * count + ["role"] * (1 + len(final)),
        merged=[],
        truths=[
            Truth(names, {code: np.asarray(v) / 1e4 for code, v in truth.items()}, year, "广西")
        ],
    )


def grid_of(doc: Doc) -> Grid:
    """The document as a sheet."""
    rows, merged = doc.cells()
    return Grid(doc.sheet, rectangle(rows), tuple(merged))
