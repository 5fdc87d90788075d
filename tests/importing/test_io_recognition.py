"""Input-output tables: found, read, checked; whatever does not fit is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gxde_desktop.importing.importer import Answer, FoundTable, inspect_file, to_json

NAMES = ("农林牧渔产品和服务", "通信设备、计算机和其他电子设备", "信息传输、软件和信息技术服务")


def only(path: Path, *answers: Answer) -> FoundTable:
    report = inspect_file(path, answers)
    assert len(report.tables) == 1
    return report.tables[0]


def statuses(table: FoundTable) -> dict[str, str]:
    return {check.name: check.status for check in table.checks}


def codes(table: FoundTable) -> list[str]:
    return [problem.code for problem in table.problems]


def test_an_official_layout_is_read_whole(workbook: Any, made_table: Any) -> None:
    made = made_table()
    table = only(workbook({"Sheet1": made.rows()}))
    assert (table.kind, table.status) == ("io_table", "ready")
    io = table.io_table
    assert io is not None
    assert (io.region, io.year, io.unit) == ("广西", 2017, "万元")
    assert io.names == NAMES
    assert io.codes == ("01", "02", "03")
    # The writer of the tests keeps 16 digits of a double's 17.
    np.testing.assert_allclose(io.blocks["Z"].values, made.flows, rtol=1e-15)
    for code, values in (made.finals | made.va).items():
        np.testing.assert_allclose(io.blocks[code].values, values, rtol=1e-15, err_msg=code)
    assert io.blocks["FU201"].label == "固定资本形成总额"
    assert table.raw is not None
    assert table.raw.places == {"year": "A1", "region": "A1", "unit": "A3"}


def test_every_value_knows_its_cell(workbook: Any, made_table: Any) -> None:
    table = only(workbook({"Sheet1": made_table().rows()}))
    io = table.io_table
    assert io is not None
    # Title, note, unit and four heading rows stand above; name and code columns to the left.
    assert io.blocks["Z"].address(0, 0) == "D8"
    assert io.blocks["Z"].address(2, 1) == "E10"
    assert io.blocks["FU201"].address(1) == "M9"
    assert io.blocks["VA001"].address(2) == "F12"
    origin = io.origin("GO", 0)
    assert origin is not None
    assert str(origin) == "表.xlsx · Sheet1!V8"


def test_totals_are_the_sectors_in_the_sheets_unit(workbook: Any, made_table: Any) -> None:
    made = made_table()
    totals = to_json(inspect_file(workbook({"Sheet1": made.rows()})))["tables"][0]["totals"]
    assert totals["gfcf"] == pytest.approx(made.finals["FU201"].sum(), rel=1e-14)
    assert totals["gross_output"] == pytest.approx(made.output.sum(), rel=1e-14)
    assert totals["compensation"] == pytest.approx(made.va["VA001"].sum(), rel=1e-14)


def test_integer_codes_lose_their_point_zero(workbook: Any, made_table: Any) -> None:
    table = only(workbook({"Sheet1": made_table().rows(codes=(1, 2, 3))}))
    assert table.io_table is not None
    assert table.io_table.codes == ("1", "2", "3")


def test_the_heading_decides_before_the_code(workbook: Any, made_table: Any) -> None:
    """In tables of the 1990s VA001 is depreciation."""
    made = made_table()
    rows = made.rows()
    for row in rows:
        if row[2:3] == ["VA001"]:
            row[1] = "固定资产折旧"
        elif row[2:3] == ["VA003"]:
            row[1] = "劳动者报酬"
    table = only(workbook({"Sheet1": rows}))
    assert table.io_table is not None
    np.testing.assert_array_equal(table.io_table.blocks["VA003"].values, made.va["VA001"])
    np.testing.assert_array_equal(table.io_table.blocks["VA001"].values, made.va["VA003"])
    assert codes(table).count("io.code_against_label") == 2


def test_an_outflow_without_exports_holds_both(workbook: Any, made_table: Any) -> None:
    """Guangxi 2007: 流出 and 流入 hold foreign and domestic trade together."""
    made = made_table()
    rows = made.rows()
    for row in rows:
        if len(row) > 20 and row[16] is not None:
            for column in (18, 15):
                del row[column]
    head = rows[5]
    head[15], head[17] = "流出", "流入"
    rows[6][15], rows[6][17] = "FU302", "FU304"
    table = only(workbook({"Sheet1": rows}))
    assert table.raw is not None
    assert table.raw.totals["exports"] is None
    assert table.raw.totals["imports"] is None
    assert table.io_table is not None
    np.testing.assert_array_equal(table.io_table.blocks["FU302"].values, made.finals["OF"])


def test_consistent_tables_pass_and_rounded_ones_are_rounding(
    workbook: Any, made_table: Any
) -> None:
    full = only(workbook({"Sheet1": made_table(None).rows()}, "全.xlsx"))
    assert set(statuses(full).values()) == {"pass"}
    rows = [
        [round(v) if isinstance(v, float) else v for v in row] for row in made_table(None).rows()
    ]
    rounded = only(workbook({"Sheet1": rows}, "整.xlsx"))
    assert set(statuses(rounded).values()) <= {"pass", "rounding"}
    assert "rounding" in statuses(rounded).values()
    assert rounded.status == "ready"


def test_a_slip_is_a_finding_with_sector_amount_and_cell(workbook: Any, made_table: Any) -> None:
    rows = made_table(None).rows()
    rows[8][4] = rows[8][4] * 10  # flow from sector 02 to sector 02
    table = only(workbook({"Sheet1": rows}))
    found = statuses(table)
    assert found["column_sum_equals_intermediate_input"] == "fail"
    assert found["row_balance"] == "fail"
    assert found["total_input_equals_gross_output"] == "pass"
    check = next(c for c in table.checks if c.name == "column_sum_equals_intermediate_input")
    (sector, amount, cell) = check.failing[0]
    assert (sector, cell) == ("02", "E11")
    assert amount == pytest.approx(rows[8][4] * 0.9)
    assert table.status == "needs_review"
    assert [p.cell for p in table.problems if p.code == "io.identity"] == ["E11", "V9"]


def test_a_slip_in_a_rounded_table_is_still_a_finding(workbook: Any, made_table: Any) -> None:
    rows = [
        [round(v) if isinstance(v, float) else v for v in row] for row in made_table(None).rows()
    ]
    rows[11][3] += 40  # compensation of sector 01
    table = only(workbook({"Sheet1": rows}))
    assert statuses(table)["value_added_components_sum"] == "fail"
    assert statuses(table)["column_sum_equals_intermediate_input"] in ("pass", "rounding")


def test_what_the_sheet_does_not_say_is_asked(workbook: Any, made_table: Any) -> None:
    path = workbook({"Sheet1": made_table().rows(title=None, unit=None)}, "广西2007_x.xlsx")
    table = only(path)
    assert table.status == "needs_review"
    assert table.io_table is None
    assert [q.field for q in table.questions] == ["year", "region", "unit"]
    # The file's name suggests, it does not decide.
    assert [q.choices[0] for q in table.questions[:2]] == ["2007", "广西"]
    assert table.raw is not None
    assert table.raw.totals["gfcf"] is not None
    assert table.checks


def test_answers_complete_the_table_and_are_marked(workbook: Any, made_table: Any) -> None:
    path = workbook({"Sheet1": made_table().rows(title=None, unit=None)})
    table = only(
        path, Answer("Sheet1", "year", "2007年"), Answer("表.xlsx", "region", "广西壮族自治区"),
        Answer("Sheet", "unit", "万元"),
    )  # fmt: skip
    assert table.status == "ready"
    assert table.io_table is not None
    assert (table.io_table.year, table.io_table.region) == (2007, "广西")
    assert set(table.io_table.assumed) == {"year", "region", "unit"}


def test_the_file_is_not_overruled_by_an_answer(workbook: Any, made_table: Any) -> None:
    table = only(workbook({"Sheet1": made_table().rows()}), Answer("Sheet1", "unit", "亿元"))
    assert table.io_table is not None
    assert table.io_table.unit == "万元"
    assert table.io_table.assumed == ()
    assert "answer.against" in codes(table)


def test_text_among_the_figures_is_an_error_with_its_cell(workbook: Any, made_table: Any) -> None:
    rows = made_table().rows()
    rows[7][3] = "见注"
    table = only(workbook({"Sheet1": rows}))
    assert ("io.text_in_data", "D8") in [(p.code, p.cell) for p in table.problems]
    assert table.status == "needs_review"


def test_numbers_stored_as_text_are_counted(workbook: Any, made_table: Any) -> None:
    made = made_table()
    rows = made.rows()
    rows[7][3] = f"{rows[7][3]:,}"
    rows[8][3] = "1,234,567.25"
    table = only(workbook({"Sheet1": rows}))
    assert dict(table.converted)["thousands"] >= 1
    assert table.io_table is not None
    assert table.io_table.blocks["Z"].values[1, 0] == 1234567.25


def test_every_column_and_row_left_out_has_a_reason(workbook: Any, made_table: Any) -> None:
    rows = made_table().rows()
    rows += [[], ["注：本表为试编。"], ["资料来源：统计局"]]
    table = only(workbook({"Sheet1": rows}))
    reasons = {cells: reason.code.removeprefix("importing.") for cells, reason in table.unused}
    assert reasons["A1"] == "unused.title"
    assert reasons["A19"] == reasons["A20"] == "unused.note"
    assert reasons["18:18"] == "unused.blank_row"
    subtotals = [c for c, reason in reasons.items() if reason == "unused.subtotal"]
    assert len(subtotals) == 5  # TIU, THC, TC, GCF, TFU


def test_a_column_nobody_knows_is_reported(workbook: Any, made_table: Any) -> None:
    rows = made_table().rows()
    rows[5][19], rows[6][19] = "神秘项", None
    table = only(workbook({"Sheet1": rows}))
    assert "io.unknown_line" in codes(table)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("直接消耗系数表", "kind.direct_coefficients"),
        ("完全消耗系数表", "kind.complete_coefficients"),
        ("市场份额矩阵(D表)", "kind.market_share"),
        ("产品比例矩阵(C表)", "kind.product_mix"),
        ("进出口数据调整表", "kind.trade_adjustment"),
        ("部门分类对照表", "kind.concordance"),
    ],
)
def test_tables_of_another_kind_are_named_and_not_used(
    workbook: Any, made_table: Any, title: str, kind: str
) -> None:
    table = only(workbook({"0102": made_table().rows(title=title)}))
    assert (table.kind, table.status) == ("unknown", "refused")
    assert codes(table) == [kind]


def test_coefficients_without_a_title_are_known_by_their_ones(
    workbook: Any, made_table: Any
) -> None:
    made = made_table(None)
    rows = made.rows(title=None, unit=None)
    for row in rows[4:]:
        for j in range(3):
            row[3 + j] = row[3 + j] / made.output[j]
    assert codes(only(workbook({"Sheet1": rows}))) == ["kind.direct_coefficients"]


def test_a_product_by_industry_table_is_a_use_table(workbook: Any, made_table: Any) -> None:
    rows = made_table().rows(title="基本流量表")
    rows[3][0] = "产业部门\n\n产品部门"
    assert codes(only(workbook({"0201": rows}))) == ["kind.use"]


def test_one_quadrant_alone_is_not_a_table(workbook: Any, made_table: Any) -> None:
    rows = [row[:7] for row in made_table().rows()]
    table = only(workbook({"Sheet1": rows}))
    assert (table.kind, table.status) == ("unknown", "refused")
    assert any(r.code == "importing.io.one_quadrant" for _, r in table.unused)


def test_domestic_and_imported_rows_are_refused(workbook: Any, made_table: Any) -> None:
    rows = made_table().rows()
    doubled = rows[:10] + [["进口品", *row[1:]] for row in rows[7:10]] + rows[10:]
    table = only(workbook({"Sheet1": doubled}))
    assert table.kind == "unknown"
    assert any(r.code == "importing.io.doubled_sectors" for _, r in table.unused)


def test_two_panels_side_by_side_are_two_tables(workbook: Any, made_table: Any) -> None:
    left = made_table().rows()
    wide = max(len(row) for row in left)
    rows = []
    for row in left:
        full = row + [None] * (wide - len(row))
        beside = [v * 2 if isinstance(v, float) else v for v in full[3:]]
        rows.append([*full, None, *beside])
    report = inspect_file(workbook({"Sheet1": rows}))
    assert len(report.tables) == 2
    first, second = (table.io_table for table in report.tables)
    assert first is not None
    assert second is not None
    np.testing.assert_allclose(second.blocks["Z"].values, 2 * first.blocks["Z"].values)
    assert report.tables[0].id != report.tables[1].id


def test_ids_and_fingerprints(workbook: Any, made_table: Any) -> None:
    path = workbook({"Sheet1": made_table().rows()}, "a.xlsx")
    other = workbook(
        {"Sheet1": made_table().rows(title="广西2012年投入产出表")}, "b.xlsx"
    )  # same layout, another year
    first, again, third = only(path), only(path), only(other)
    assert first.id == again.id != third.id
    assert first.layout_fingerprint == third.layout_fingerprint


def test_year_words_that_are_no_year_of_the_table(
    workbook: Callable[..., Path], made_table: Any
) -> None:
    rows = made_table().rows(title="投入产出表（2012年价格）")
    table = only(workbook({"Sheet1": rows}))
    assert "year" in [q.field for q in table.questions]


def test_subtotals_among_the_sectors_are_no_sectors(workbook: Any, made_table: Any) -> None:
    made = made_table(None)
    rows = made.rows()
    # A sum of sectors 02 and 03 behind them, down and across.
    below = [None, "第二产业合计", "S2"]
    below += [a + b for a, b in zip(rows[8][3:], rows[9][3:], strict=True)]
    rows.insert(10, below)
    for row in rows[3:]:
        if len(row) > 6:
            sums = isinstance(row[4], float) and isinstance(row[5], float)
            row.insert(6, row[4] + row[5] if sums else None)
    rows[4][6], rows[6][6] = "第二产业合计", "S2"
    table = only(workbook({"Sheet1": rows}))
    assert table.io_table is not None
    assert table.io_table.names == NAMES
    np.testing.assert_allclose(table.io_table.blocks["Z"].values, made.flows, rtol=1e-15)
    assert set(statuses(table).values()) == {"pass"}


def test_a_lost_row_is_refused_with_its_name(workbook: Any, made_table: Any) -> None:
    rows = made_table().rows()
    del rows[8]
    table = only(workbook({"Sheet1": rows}))
    assert (table.kind, table.status) == ("unknown", "refused")
    assert codes(table) == ["io.rectangle"]
    assert table.problems[0].message.args["names"] == (NAMES[1],)


def test_a_transposed_table_is_read_like_the_upright_one(workbook: Any, made_table: Any) -> None:
    made = made_table()
    rows = made.rows()
    wide = max(len(row) for row in rows)
    square = [row + [None] * (wide - len(row)) for row in rows]
    table = only(workbook({"Sheet1": [list(column) for column in zip(*square, strict=True)]}))
    assert (table.status, table.kind) == ("ready", "io_table")
    io = table.io_table
    assert io is not None
    assert io.names == NAMES
    np.testing.assert_allclose(io.blocks["Z"].values, made.flows, rtol=1e-15)
    # Row 8 and column D of the upright sheet are column H and row 4 here.
    assert io.blocks["Z"].address(0, 1) == "H5"
    assert io.blocks["VA001"].address(2) == "L6"


def test_a_unit_that_is_no_money_is_no_answer(workbook: Any, made_table: Any) -> None:
    path = workbook({"Sheet1": made_table().rows(unit=None)})
    table = only(path, Answer("Sheet1", "unit", "万人"))
    assert [q.field for q in table.questions] == ["unit"]
    assert "answer.invalid" in codes(table)


def test_names_that_cross_are_no_input_output_table_by_themselves(workbook: Any) -> None:
    """Flows of people between regions stand crosswise too; they are left to the other readers."""
    regions = ("南宁", "柳州", "桂林", "梧州", "北海", "玉林")
    rows: list[list[Any]] = [["2017年人口流动"], [None, *regions]]
    rows += [[name, *(100.0 + i + j for j in range(6))] for i, name in enumerate(regions)]
    found = inspect_file(workbook({"Sheet1": rows})).tables
    assert all(table.kind != "io_table" for table in found)
    assert not any(p.code.startswith("io.") for table in found for p in table.problems)
