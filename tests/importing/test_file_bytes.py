"""What a file is, by its bytes; what cannot be read is refused with a reason."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gxde_desktop.importing import zip_parts
from gxde_desktop.importing.bytes_format import format_of
from gxde_desktop.importing.decoding import decode
from gxde_desktop.importing.importer import inspect_file, read_grids
from gxde_desktop.importing.wording import ImportRefused
from gxde_desktop.text import say

ROWS: list[list[Any]] = [["地区", "2017年", "2018年"], ["广西壮族自治区", 1.5, 2.5]]


def xls_bytes() -> bytes:
    """A small .xls that holds ROWS; nothing among the project's tools can write one."""
    return (Path(__file__).parent / "files" / "two_years.xls").read_bytes()


def test_an_xls_under_any_name_is_an_xls(tmp_path: Path) -> None:
    path = tmp_path / "名字.xlsx"
    path.write_bytes(xls_bytes())
    report = inspect_file(path)
    assert report.format == "xls"
    assert report.tables[0].series[0].values == (1.5, 2.5)


def test_an_xlsx_under_the_name_xls_is_an_xlsx(workbook: Callable[..., Path]) -> None:
    assert inspect_file(workbook({"Sheet1": ROWS}, "名字.xls")).format == "xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_in_any_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "数据.csv"
    lines = ["指标：地区生产总值(亿元)", *(separator.join(map(str, row)) for row in ROWS)]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    report = inspect_file(path)
    assert report.format == "csv"
    series = report.tables[0].series[0]
    assert (series.name, series.unit, series.region) == ("地区生产总值", "亿元", "广西")
    assert series.values == (1.5, 2.5)
    assert series.cells == ("B3", "C3")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "refused.empty"),
        (b"\0" * 100, "refused.empty"),
        (b"%PDF-1.7 ...", "refused.not_a_workbook"),
        (b"\x89PNG\r\n\x1a\n", "refused.not_a_workbook"),
        (b"PK\x03\x04 broken", "refused.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "refused.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "refused.damaged"),
        (
            b"MIME-Version: 1.0\r\nContent-Type:Multipart/related\r\n\r\n",
            "refused.page_without_table",
        ),
        ("<html><body>请先登录</body></html>".encode(), "refused.page_without_table"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "refused.damaged",
        ),
        ("没有表格的一段文字。".encode(), "refused.not_a_table"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "refused.old_excel"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "文件.xls"
    path.write_bytes(content)
    report = inspect_file(path)
    assert report.refused
    assert not report.tables
    assert [p.code for p in report.problems] == [code]
    assert "文件.xls" in say(report.problems[0].message)
    with pytest.raises(ImportRefused, match=code) as caught:
        read_grids(path)
    assert caught.value.message == report.problems[0].message


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert inspect_file(tmp_path / "无.xls").problems[0].code == "refused.missing"
    assert inspect_file(tmp_path).problems[0].code == "refused.folder"


def test_a_truncated_workbook_is_damaged(workbook: Callable[..., Path]) -> None:
    path = workbook({"Sheet1": ROWS})
    path.write_bytes(path.read_bytes()[:-400])
    assert inspect_file(path).problems[0].code == "refused.damaged"
    path.write_bytes(xls_bytes()[:1500])
    assert inspect_file(path).problems[0].code == "refused.damaged"


def test_every_cut_of_an_xls_is_answered(tmp_path: Path) -> None:
    whole = xls_bytes()
    path = tmp_path / "断.xls"
    for length in range(8, len(whole), 97):
        path.write_bytes(whole[:length])
        report = inspect_file(path)
        assert report.refused or report.tables


def test_a_password_is_named(tmp_path: Path) -> None:
    stream = bytearray(xls_bytes())
    # The first record after BOF becomes FILEPASS, as a locked workbook has it.
    bof = stream.index(struct.pack("<HHH", 0x0809, 16, 0x0600))
    struct.pack_into("<H", stream, bof + 20, 0x002F)
    with pytest.raises(ImportRefused, match=r"refused\.password"):
        format_of(bytes(stream))


def test_another_zip_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("读我.txt", "x")
    with pytest.raises(ImportRefused, match=r"refused\.not_a_workbook"):
        format_of(out.getvalue())


def test_a_cell_at_the_far_corner_is_refused_before_reading(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = 1
    book.active["XFD1048576"] = 1
    path = tmp_path / "远.xlsx"
    book.save(path)
    problem = inspect_file(path).problems[0]
    assert (problem.code, problem.sheet, problem.cell) == (
        "refused.far_cell",
        "Sheet",
        "XFD1048576",
    )


def test_a_compression_bomb_is_refused(
    workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook({"Sheet1": ROWS})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x.bin", b"\0" * 30_000_000)
    assert inspect_file(path).problems[0].code == "refused.bomb"
    monkeypatch.setattr(zip_parts, "MAX_REAL_BYTES", 1000)
    assert inspect_file(workbook({"Sheet1": ROWS})).problems[0].code == "refused.too_large_unpacked"


def test_hidden_sheets_are_read_and_flagged(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["x"])
    draft = book.create_sheet("底稿")
    draft.sheet_state = "hidden"
    for row in ROWS:
        draft.append(row)
    path = tmp_path / "隐.xlsx"
    book.save(path)
    grids = read_grids(path)
    assert [grid.hidden for grid in grids] == [False, True]
    report = inspect_file(path)
    assert [(p.code, p.sheet) for p in report.problems] == [("sheet.hidden", "底稿")]


def test_error_cells_and_formulas_without_a_result_are_findings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["指标：产值(亿元)"], ["地区", "2017年", "2018年"], ["广西", 5, "=B3*2"]):
        book.active.append(row)
    path = tmp_path / "公式.xlsx"
    book.save(path)
    table = inspect_file(path).tables[0]
    assert ("uncached_cell", "C3") in [(p.code, p.cell) for p in table.problems]
    assert table.status == "needs_review"
    assert table.series[0].values == (5.0,)


def test_text_that_is_neither_utf8_nor_gb18030() -> None:
    with pytest.raises(ImportRefused, match=r"refused\.encoding"):
        decode(b"\xff\xff\xff,\x80\x81")
