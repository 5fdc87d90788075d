"""Nasty files, one line each: what is in the bytes, and the finding that a person gets.

Every file holds, or pretends to hold, one table of two figures: 广西 1.5 in 2017, 2.5 in 2018.
"""

# ruff: noqa: E501 - one line for each kind reads better than ten

from __future__ import annotations

import datetime as dt
import gzip
import os
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gxde_desktop.importing.importer import inspect_file, read_grids
from gxde_desktop.text import say
from tests import support_biff as biff
from tests import support_files as made

ROWS: list[list[Any]] = [["指标：产值(亿元)"], ["地区", "2017年", "2018年"], ["广西", 1.5, 2.5]]
CELLS = biff.cells_of(ROWS)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def _sqlite() -> bytes:
    book = sqlite3.connect(":memory:")
    book.execute("CREATE TABLE t (a)")
    return book.serialize()


def _far_xls() -> bytes:
    return biff.xls([biff.XlsSheet("表1", {**CELLS, (65535, 255): 1.0})])


def _locked_xls() -> bytes:
    return biff.xls([biff.XlsSheet("表1", CELLS)], extra=biff.record(0x002F, b"\1\0" + b"\0" * 52))


def _cell(address: str, value: str = "1") -> str:
    row = "".join(c for c in address if c.isdigit())
    return f'<row r="{row}"><c r="{address}"><v>{value}</v></c></row>'


def _shared_bomb() -> bytes:
    cells = '<c t="s"><v>0</v></c>' * 40_000
    return made.raw_xlsx(
        f"<row>{cells[:210_000]}</row>" * 4, shared=f"<si><t>{'长' * 30_000}</t></si>"
    )


def _many_wide_sheets() -> bytes:
    return made.raw_xlsx(*[_cell("A1") + _cell("XFD400")] * 3)


def _lying_zip() -> bytes:
    """The directory says that a part is small; its packed bytes say otherwise."""
    data = bytearray(made.raw_xlsx(_cell("A1"), more={"xl/sharedStrings.xml": b" " * 60_000_000}))
    for place in (data.find(b"PK\3\4"), data.find(b"PK\1\2")):
        assert place >= 0
    real = struct.pack("<I", 60_000_000)
    return bytes(data.replace(real, struct.pack("<I", 100)))


def _sml_row(attributes: str) -> bytes:
    row = f'<Row><Cell {attributes}><Data ss:Type="Number">1</Data></Cell></Row>'
    return made.spreadsheetml(f'<Worksheet ss:Name="a"><Table>{row}</Table></Worksheet>')


def _ods_row(row: str, cell: str) -> bytes:
    body = made.ods_cell(1.5, cell)
    return made.ods(
        f'<table:table table:name="a"><table:table-row {row}>{body}</table:table-row></table:table>'
    )


def _table(cell: str) -> bytes:
    return f"<table><tr>{cell}<td>1</td></tr></table>".encode()


def _nested(count: int) -> bytes:
    return (b"<table><tr><td>" * count) + b"1"


REFUSED: list[tuple[str, Callable[[], bytes] | bytes, str]] = [
    ("empty", b"", "refused.empty"),
    ("zeros only", b"\0" * 5000, "refused.empty"),
    ("a PDF", b"%PDF-1.7\n", "refused.not_a_workbook"),
    ("a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "refused.not_a_workbook"),
    ("a program", b"MZ\x90\0" + b"\0" * 99, "refused.not_a_workbook"),
    ("a RAR archive", b"Rar!\x1a\x07\0", "refused.not_a_workbook"),
    ("a 7z archive", b"7z\xbc\xaf\x27\x1c", "refused.not_a_workbook"),
    ("a gzip of a csv", lambda: gzip.compress(b"a,b\n1,2\n"), "refused.not_a_workbook"),
    ("a database or project", _sqlite, "refused.not_a_workbook"),
    ("a zip of texts", lambda: made.zipped({"a.txt": "x"}), "refused.not_a_workbook"),
    ("a Word document", lambda: made.zipped({"word/document.xml": "<w/>"}), "refused.not_a_workbook"),
    ("an old Word document", lambda: biff.ole({"WordDocument": b"x"}), "refused.not_a_workbook"),
    ("slides", lambda: made.zipped({"ppt/presentation.xml": "<p/>"}), "refused.not_a_workbook"),
    ("random bytes", bytes(range(256)) * 40, "refused.not_a_workbook"),
    ("a line of text", "没有表格的一段文字。".encode(), "refused.not_a_table"),
    ("bytes of no encoding", b"a,b\n\xff\xff,\x80\x81\n" * 3, "refused.encoding"),
    ("some XML", b'<?xml version="1.0"?><rss/>', "refused.not_a_workbook"),
    ("Excel 4", b"\x09\x04\x06\0\0\0\x10\0" + b"\0" * 99, "refused.old_excel"),
    ("Excel 2", b"\x09\0\x04\0\x02\0\x10\0" + b"\0" * 99, "refused.old_excel"),
    ("an agile password", lambda: biff.ole({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}), "refused.password"),
    ("a password of an xls", _locked_xls, "refused.password"),
    ("a password of an ods", lambda: made.ods("", manifest="<m><encryption-data/></m>"), "refused.password"),
    ("encryption by the office", b"\x62\x14\x23\x65\x3f\0 E-SafeNet LOCK" + b"\1" * 99, "refused.company_encryption"),
    ("half a zip", lambda: made.xlsx(ROWS)[:-500], "refused.damaged"),
    ("half an xls", lambda: biff.xls([biff.XlsSheet("表1", CELLS)])[:1500], "refused.damaged"),
    ("an OLE head alone", OLE + b"\0" * 600, "refused.damaged"),
    ("broken XML in an ods", lambda: made.ods("<table:table>"), "refused.damaged"),
    ("broken SpreadsheetML", made.spreadsheetml("<Worksheet>"), "refused.damaged"),
    ("an xlsx without a workbook", lambda: made.zipped({"xl/workbook.xml": ""}), "refused.damaged"),
    ("a far cell", lambda: made.raw_xlsx(_cell("A1") + _cell("XFD1048576")), "refused.far_cell"),
    ("a far cell in a near row", lambda: made.raw_xlsx('<row r="1"><c r="XFD1048576"><v>1</v></c></row>'), "refused.far_cell"),
    ("a far cell in small letters", lambda: made.raw_xlsx(_cell("A1") + '<row r="9"><c s="0" r = "xfd1048576"><v>1</v></c></row>'), "refused.far_cell"),
    ("a far cell of an xls", _far_xls, "refused.far_cell"),
    ("a far cell of an xlsb", lambda: biff.xlsb([biff.XlsSheet("表1", {**CELLS, (1048575, 16383): 1.0})]), "refused.far_cell"),
    ("a cell repeated far", lambda: _ods_row('table:number-rows-repeated="1048576"', 'table:number-columns-repeated="1024"'), "refused.far_cell"),
    ("a row repeated beyond", lambda: _ods_row('table:number-rows-repeated="999999999999"', ""), "refused.far_cell"),
    ("an ss:Index of a billion", lambda: _sml_row('ss:Index="1000000000"'), "refused.far_cell"),
    ("a colspan of a billion", lambda: _table('<td colspan="1000000000">a</td>') * 30, "refused.far_cell"),
    ("many wide sheets", _many_wide_sheets, "refused.too_many_cells"),
    ("a part that unpacks to much", lambda: made.raw_xlsx(_cell("A1"), more={"xl/media/a.xml": b"\0" * 30_000_000}), "refused.bomb"),
    ("a part that lies about its size", _lying_zip, "refused.bomb"),
    ("a text shown a million times", _shared_bomb, "refused.too_much_text"),
    ("rowspans upon rowspans", lambda: b"<table><tr>" + b"<td rowspan=65000>a" * 3000 + b"<tr><td>1" * 3000, "refused.bomb"),
    ("tables in tables", lambda: _nested(5000), "refused.nested_too_deep"),
    ("elements in elements", lambda: made.spreadsheetml("<a>" * 5000), "refused.nested_too_deep"),
    ("laughs in an ods", lambda: made.ods("", prolog=LAUGHS), "refused.entity"),
    ("laughs in SpreadsheetML", lambda: made.spreadsheetml(made.sml_rows(ROWS), prolog=LAUGHS), "refused.entity"),
    ("a file outside, in an ods", lambda: made.ods("", prolog=OUTSIDE), "refused.entity"),
    ("a file outside, in an xlsx", lambda: made.raw_xlsx("", more={"xl/styles.xml": OUTSIDE + "<styleSheet/>"}), "refused.entity"),
    ("UTF-16 in an xlsx", lambda: made.raw_xlsx("", more={"xl/styles.xml": "<styleSheet/>".encode("utf-16")}), "refused.damaged"),
    ("a login page", "<html><body>请先登录</body></html>".encode(), "refused.page_without_table"),
    ("a page of frames", b'<html><frameset><frame src="a.files/sheet001.htm"></frameset></html>', "refused.frames_missing"),
    ("an archive without pages", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "refused.page_without_table"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"), [pytest.param(c, code, id=name) for name, c, code in REFUSED]
)
def test_nasty_files_are_refused(
    tmp_path: Path, content: Callable[[], bytes] | bytes, code: str
) -> None:
    path = tmp_path / "文件.xls"
    path.write_bytes(content() if callable(content) else content)
    report = inspect_file(path)
    assert [p.code for p in report.problems] == [code]
    assert (report.refused, report.tables) == (True, ())
    assert "文件.xls" in say(report.problems[0].message)


def _excel_archive() -> bytes:
    """What Excel writes for a workbook of two sheets, the second hidden."""
    listed = "".join(
        f"<x:ExcelWorksheet><x:Name>{name}</x:Name><x:WorksheetSource HRef=3D"
        f'"a.files/sheet00{n}.htm"/>{more}</x:ExcelWorksheet>'.replace("=3D", "=")
        for n, name, more in ((1, "表1", ""), (2, "底稿", "<x:Visible>SheetHidden</x:Visible>"))
    )
    frame = f"<html><head><!--[if gte mso 9]><xml>{listed}</xml><![endif]--></head></html>"
    return made.mhtml({
        "file:///C:/a.htm": frame.encode(),
        "file:///C:/a.files/sheet001.htm": made.html(ROWS),
        "file:///C:/a.files/sheet002.htm": made.html([["草稿"]]),
        "file:///C:/a.files/tabstrip.htm": "<html><table><tr><td>表1</td></tr></table></html>".encode(),
    })  # fmt: skip


def _typed_page(attribute: str) -> bytes:
    """Numbers beside the text, which shows fewer digits."""
    cells = "".join(f'<td {attribute}="{n}">{n:.0f}</td>' for n in ROWS[2][1:])
    years = "".join(f"<td>{year}</td>" for year in ROWS[1])
    return (
        f"<table><tr><td>{ROWS[0][0]}</td></tr><tr>{years}</tr><tr><td>广西{cells}</table>".encode()
    )


def _layout_page() -> bytes:
    inner = made.html(ROWS).decode()
    return f"<table><tr><td><script>if (1<2) '</td>'</script>{inner}</td></tr></table>".encode()


def _xml_rows(prefix: str = "", placed: bool = True) -> str:
    """The rows as XML, with a namespace's prefix or without addresses."""
    out = ""
    for r, row in enumerate(ROWS):
        out += f'<{prefix}row r="{r + 1}">' if placed else f"<{prefix}row>"
        for c, value in enumerate(row):
            at = f' r="{"ABC"[c]}{r + 1}"' if placed else ""
            if isinstance(value, str):
                out += f'<{prefix}c{at} t="inlineStr"><{prefix}is><{prefix}t>{value}</{prefix}t></{prefix}is></{prefix}c>'
            else:
                out += f"<{prefix}c{at}><{prefix}v>{value}</{prefix}v></{prefix}c>"
        out += f"</{prefix}row>"
    return out


def _prefixed() -> bytes:
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<x:sheetData>{_xml_rows('x:')}</x:sheetData></x:worksheet>"
    )
    return made.raw_xlsx("", more={"xl/worksheets/sheet1.xml": sheet})


def _csv(rows: list[list[Any]], separator: str = ",") -> str:
    return "\r\n".join(separator.join(map(str, row)) for row in rows)


STYLED = _xml_rows() + '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
BLANK_END = (
    '<table:table-row table:number-rows-repeated="1048573">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
)

READ: list[tuple[str, Callable[[], bytes] | bytes, str]] = [
    ("Excel 97", lambda: biff.xls([biff.XlsSheet("表1", CELLS)]), "xls"),
    ("Excel 5, Chinese", lambda: biff.xls([biff.XlsSheet("表1", CELLS)], version=5), "xls"),
    ("a binary workbook", lambda: biff.xlsb([biff.XlsSheet("表1", CELLS)]), "xlsb"),
    ("a prefix before every element", _prefixed, "xlsx"),
    ("cells without addresses", lambda: made.raw_xlsx(_xml_rows(placed=False)), "xlsx"),
    ("formats down to the last row", lambda: made.raw_xlsx(STYLED), "xlsx"),
    ("an ods", lambda: made.ods(made.ods_rows(ROWS)), "ods"),
    ("an ods blank down to the last row", lambda: made.ods(made.ods_rows(ROWS).replace("</table:table>", BLANK_END)), "ods"),
    ("a page", lambda: made.html(ROWS), "html"),
    ("a page in GBK that says gb2312", lambda: made.html(ROWS, head='<meta charset="gb2312">', encoding="gbk"), "html"),
    ("a page in UTF-8 that says gb2312", lambda: made.html(ROWS, head='<meta charset="gb2312">'), "html"),
    ("a page in UTF-16", lambda: made.html(ROWS, encoding="utf-16"), "html"),
    ("a page without end tags", made.html(ROWS).replace(b"</td>", b"").replace(b"</tr>", b""), "html"),
    ("a page cut off", made.html(ROWS)[:-20], "html"),
    ("a table that lays out a table", _layout_page, "html"),
    ("numbers beside the text, by Excel", lambda: _typed_page("x:num"), "html"),
    ("numbers beside the text, by LibreOffice", lambda: _typed_page("sdval"), "html"),
    ("a web archive", lambda: made.mhtml({"a.htm": made.html(ROWS)}), "mhtml"),
    ("a web archive in quoted GBK", lambda: made.mhtml({"a.htm": made.html(ROWS, encoding="gbk")}, encoding="quoted-printable", charset="gb2312"), "mhtml"),
    ("a web archive that says no charset", lambda: made.mhtml({"a.htm": made.html(ROWS, encoding="gbk")}, charset=""), "mhtml"),
    ("SpreadsheetML", lambda: made.spreadsheetml(made.sml_rows(ROWS)), "spreadsheetml"),
    ("SpreadsheetML in GBK", lambda: made.spreadsheetml(made.sml_rows(ROWS), prolog='<?xml version="1.0" encoding="gb2312"?>', encoding="gbk"), "spreadsheetml"),
    ("SpreadsheetML without a prolog", lambda: made.spreadsheetml(made.sml_rows(ROWS), prolog=""), "spreadsheetml"),
    ("a csv in UTF-16 without a mark", _csv(ROWS).encode("utf-16-le"), "csv"),
    ("a csv of bars", _csv(ROWS, "|").encode("gbk"), "csv"),
    ("a csv that names its separator", ("sep=;\r\n" + _csv(ROWS, ";")).encode(), "csv"),
    ("a csv of formulas of text", _csv([[f'="{v}"' for v in row] for row in ROWS]).encode(), "csv"),
    ("a csv with one quotation mark", _csv([*ROWS, ['"广东', 3, 4]]).encode(), "csv"),
    ("a csv of quoted thousands", ('"指标：产值(亿元)"\n"地区","2017年","2018年"\n"广西","0,001.5"' .replace("0,001.5", "1.5") + ',"2.5"\n').encode(), "csv"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind"), [pytest.param(c, kind, id=name) for name, c, kind in READ]
)
def test_nasty_files_are_read(
    tmp_path: Path, content: Callable[[], bytes] | bytes, kind: str
) -> None:
    path = tmp_path / "文件.xls"
    path.write_bytes(content() if callable(content) else content)
    report = inspect_file(path)
    assert (report.format, report.refused, report.problems) == (kind, False, ())
    series = next(s for s in report.tables[0].series if s.region == "广西")
    assert (series.name, series.unit, series.years) == ("产值", "亿元", (2017, 2018))
    assert series.values == (1.5, 2.5)


MARKED = biff.XlsSheet(
    "表1",
    {**CELLS, (3, 0): "广东", (3, 1): biff.Failed(), (3, 2): biff.Computed(biff.Failed(0x2A)),
     (4, 2): dt.date(2017, 3, 1)},
    hidden_rows=[1], hidden_columns=[2], merged=[(0, 0, 0, 2)],
)  # fmt: skip
MARKED_XML = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>1</v></c></row>'
    '<row r="4"><c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C4" t="e"><v>#N/A</v></c></row>'
)
MARKED_HEAD = '<cols><col min="3" max="16384" hidden="1"/></cols>'
MARKED_ODS = (
    '<table:table table:name="表1"><table:table-column table:number-columns-repeated="2"/>'
    '<table:table-column table:visibility="collapse"/>'
    "<table:table-row>" + made.ods_cell("a", 'table:number-columns-spanned="3" table:number-rows-spanned="1"')
    + '</table:table-row><table:table-row table:visibility="filter">' + made.ods_cell(1)
    + "</table:table-row><table:table-row/><table:table-row><table:table-cell/>"
    '<table:table-cell calcext:value-type="error" office:value-type="string"><text:p>#DIV/0!'
    '</text:p></table:table-cell><table:table-cell table:formula="of:=NA()"><text:p>#N/A</text:p>'
    '</table:table-cell></table:table-row><table:table-row><table:table-cell table:number-columns-repeated="2"/>'
    '<table:table-cell office:value-type="date" office:date-value="2017-03-01T00:00:00"/></table:table-row></table:table>'
)  # fmt: skip
MARKED_SML = (
    '<Worksheet ss:Name="表1"><Table><Column/><Column ss:Index="3" ss:Hidden="1"/>'
    '<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">a</Data></Cell></Row>'
    '<Row ss:Hidden="1"><Cell><Data ss:Type="Number">1</Data></Cell></Row>'
    '<Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="Error">#DIV/0!</Data></Cell>'
    '<Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>'
    '<Row><Cell ss:Index="3"><Data ss:Type="DateTime">2017-03-01T00:00:00.000</Data></Cell></Row>'
    "</Table></Worksheet>"
)
MARKED_HTML = (
    "<table><col><col><col style='display:none'><tr><td colspan=3>a</td></tr>"
    "<tr style='display:none'><td x:num>1</td></tr><tr></tr>"
    "<tr><td></td><td x:err>#DIV/0!</td><td x:fmla='=NA()'>#N/A</td></tr>"
    "<tr><td></td><td></td><td x:num='42795'>2017年3月</td></tr></table>"
)


@pytest.mark.parametrize(
    ("content", "has_date", "has_merge"),
    [
        pytest.param(lambda: biff.xls([MARKED]), True, True, id="xls"),
        pytest.param(lambda: biff.xls([MARKED], version=5), True, True, id="Excel 5"),
        pytest.param(lambda: biff.xlsb([MARKED]), True, True, id="xlsb"),
        pytest.param(lambda: made.raw_xlsx(MARKED_XML, head=MARKED_HEAD), False, False, id="xlsx"),
        pytest.param(lambda: made.ods(MARKED_ODS), True, True, id="ods"),
        pytest.param(lambda: made.spreadsheetml(MARKED_SML), True, True, id="SpreadsheetML"),
        pytest.param(MARKED_HTML.encode, True, True, id="html"),
    ],
)
def test_errors_dates_and_hidden_cells_are_known_in_every_format(
    tmp_path: Path, content: Callable[[], bytes], has_date: bool, has_merge: bool
) -> None:
    path = tmp_path / "文件.xls"
    path.write_bytes(content())
    (grid,) = read_grids(path)
    assert grid.errors == ((3, 1), (3, 2))
    assert grid.rows[3][1:] == (None, None)
    assert (grid.hidden_rows, grid.hidden_columns) == ((1,), (2,))
    if has_date:
        assert grid.at(4, 2) == dt.date(2017, 3, 1)
    if has_merge:
        assert grid.merged == ((0, 0, 0, 2),)


def _formula(content: str, opening: str = 'r="A1"') -> str:
    return f'<row r="1"><c {opening}>{content}</c><c r="B1"><v>5</v></c></row>'


RELOAD = {
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="a" sheetId="1" r:id="rId1"/></sheets><calcPr fullCalcOnLoad="1"/></workbook>'
}


@pytest.mark.parametrize(
    ("content", "uncached"),
    [
        pytest.param(lambda: made.raw_xlsx(_formula("<f>B1*2</f>")), True, id="xlsx"),
        pytest.param(lambda: made.raw_xlsx(_formula("<f>B1*2</f><v></v>")), True, id="blank"),
        pytest.param(lambda: made.raw_xlsx(_formula("<f>B1*2</f><v/>")), True, id="no value"),
        pytest.param(lambda: made.raw_xlsx(_formula('<f t="shared" si="0"/>')), True, id="shared"),
        pytest.param(lambda: made.raw_xlsx(_formula("<f>B1</f><v>0</v>"), more=RELOAD), True,
                     id="0 that was never computed"),
        pytest.param(lambda: made.raw_xlsx(_formula("<f>B1-5</f><v>0</v>")), False, id="a true 0"),
        pytest.param(lambda: made.raw_xlsx(_formula('<f>""</f><v></v>', 'r="A1" t="str"')), False,
                     id="empty text as a result"),
        pytest.param(lambda: biff.xls([biff.XlsSheet("a", {(0, 0): biff.Computed(None), (0, 1): 5})],
                                      computed=False), True, id="xls of a library"),
        pytest.param(lambda: biff.xls([biff.XlsSheet("a", {(0, 0): biff.Computed(None), (0, 1): 5})]),
                     False, id="xls of Excel, empty text"),
        pytest.param(lambda: made.ods('<table:table><table:table-row><table:table-cell table:formula='
                                      '"of:=[.B1]*2"/>' + made.ods_cell(5)
                                      + "</table:table-row></table:table>"), True, id="ods"),
        pytest.param(lambda: made.spreadsheetml(
            '<Worksheet ss:Name="a"><Table><Row><Cell ss:Formula="=RC[1]*2"/><Cell><Data '
            'ss:Type="Number">5</Data></Cell></Row></Table></Worksheet>'), True, id="SpreadsheetML"),
    ],
)  # fmt: skip
def test_formulas_without_a_result_are_known(
    tmp_path: Path, content: Callable[[], bytes], uncached: bool
) -> None:
    path = tmp_path / "文件.xls"
    path.write_bytes(content())
    (grid,) = read_grids(path)
    assert grid.uncached == (((0, 0),) if uncached else ())
    assert grid.rows[0][1] == 5
    if uncached:
        assert grid.rows[0][0] is None


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    """The stored number is that of 2017-03-01 counted from 1900: 1 462 days earlier."""
    cells = {(0, 0): dt.date(2017, 3, 1)}
    for version in (5, 8):
        path = tmp_path / f"{version}.xls"
        path.write_bytes(biff.xls([biff.XlsSheet("a", cells)], version=version, old_dates=True))
        assert read_grids(path)[0].rows == ((dt.date(2021, 3, 2),),)


def test_the_sheets_of_a_web_archive_of_excel(tmp_path: Path) -> None:
    path = tmp_path / "文件.xls"
    path.write_bytes(_excel_archive())
    assert [(g.sheet, g.hidden, g.n_rows) for g in read_grids(path)] == [
        ("表1", False, 3), ("底稿", True, 1),
    ]  # fmt: skip


def test_spans_put_cells_where_a_browser_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "文件.xls"
    path.write_text(
        "<p>某表<br>单位：亿元</p><table><tr><td rowspan=2>地区<td colspan=2>产值<td rowspan=3>注"
        "<tr><td>2017年<td>2018年<tr><td>广西<td>1&nbsp;234<td>&lt;5&gt;</table>"
        "<table><tr><td>另一表</table>来源",
        encoding="utf-8",
    )
    (grid,) = read_grids(path)
    assert grid.rows == (
        ("某表", None, None, None),
        ("单位：亿元", None, None, None),
        ("地区", "产值", None, "注"),
        (None, "2017年", "2018年", None),
        ("广西", "1\u00a0234", "<5>", None),
        (None,) * 4,
        ("另一表", None, None, None),
        ("来源", None, None, None),
    )
    assert grid.merged == ((2, 0, 3, 0), (2, 1, 2, 2), (2, 3, 4, 3))
    assert not grid.typed


def test_folders_devices_and_pipes_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xls")
    for path, code in (
        (tmp_path, "refused.folder"),
        (tmp_path / "管道.xls", "refused.no_file"),
        (Path("/dev/zero"), "refused.no_file"),
        (tmp_path / "无.xls", "refused.missing"),
        (tmp_path / "a\0b.xls", "refused.missing"),
    ):
        assert [p.code for p in inspect_file(path).problems] == [code]


def test_a_panic_of_the_reader_is_a_refusal_and_prints_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    class PanicException(BaseException):
        pass

    def panic(_: object) -> None:
        os.write(2, b"thread panicked at src/xls.rs")
        raise PanicException

    monkeypatch.setattr("python_calamine.load_workbook", panic)
    path = tmp_path / "文件.xlsx"
    path.write_bytes(made.xlsx(ROWS))
    assert [p.code for p in inspect_file(path).problems] == ["refused.damaged"]
    assert capfd.readouterr().err == ""
