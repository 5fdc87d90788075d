"""Small files of every format as bytes, written by the tests themselves."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: Mapping[str, str | bytes], *, packed: bool = True) -> bytes:
    """An archive of parts."""
    out = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(rows: Iterable[Iterable[Any]] = (), **parts: str | bytes) -> bytes:
    """A workbook of one sheet as openpyxl writes it."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def raw_xlsx(*sheets: str, head: str = "", shared: str = "", more: Mapping[str, Any] = {}) -> bytes:
    """A workbook whose sheets hold the given XML within `sheetData`.

    head: what stands before `sheetData`; shared: the items of the table of shared texts.
    """
    names = [f"表{number}" for number, _ in enumerate(sheets, start=1)]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in enumerate(names, 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
    }
    for number, rows in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_MAIN}">{head}<sheetData>{rows}</sheetData></worksheet>'
        )
    if shared:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{shared}</sst>'
    return zipped({**parts, **more})


_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def ods(table: str, *, styles: str = "", manifest: str = "<m/>", prolog: str = "") -> bytes:
    """An OpenDocument spreadsheet whose `office:spreadsheet` holds the given XML."""
    spaces = " ".join(
        f'xmlns:{name}="{_OASIS}{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f"{prolog}<office:document-content {spaces} {calc}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def ods_rows(rows: Iterable[Iterable[Any]], name: str = "表1") -> str:
    """A table of plain cells."""
    return f'<table:table table:name="{name}">' + "".join(
        "<table:table-row>" + "".join(map(ods_cell, row)) + "</table:table-row>" for row in rows
    ) + "</table:table>"  # fmt: skip


def ods_cell(value: Any, attributes: str = "") -> str:
    """One plain cell."""
    if value is None:
        return f"<table:table-cell {attributes}/>"
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    text = escape(str(value))
    return f"<table:table-cell {kind} {attributes}><text:p>{text}</text:p></table:table-cell>"


def spreadsheetml(sheet: str, *, prolog: str = '<?xml version="1.0"?>', encoding: str = "utf-8"
                  ) -> bytes:  # fmt: skip
    """An XML spreadsheet of 2003 whose workbook holds the given worksheets."""
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    text = (
        f'{prolog}<Workbook xmlns="{space}" xmlns:ss="{space}" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{sheet}</Workbook>'
    )
    return text.encode(encoding)


def sml_rows(rows: Iterable[Iterable[Any]], name: str = "表1") -> str:
    """A worksheet of plain cells."""
    body = "".join("<Row>" + "".join(map(_sml_cell, row)) + "</Row>" for row in rows)
    return f'<Worksheet ss:Name="{name}"><Table>{body}</Table></Worksheet>'


def _sml_cell(value: Any) -> str:
    if value is None:
        return "<Cell/>"
    kind = "Number" if isinstance(value, int | float) else "String"
    return f'<Cell><Data ss:Type="{kind}">{escape(str(value))}</Data></Cell>'


def html(rows: Iterable[Iterable[Any]], *, head: str = "", encoding: str = "utf-8") -> bytes:
    """A page with one table."""
    body = "".join(
        "<tr>" + "".join(f"<td>{'' if v is None else escape(str(v))}</td>" for v in row) + "</tr>"
        for row in rows
    )
    return f"<html><head>{head}</head><body><table>{body}</table></body></html>".encode(encoding)


def mhtml(parts: Mapping[str, bytes], *, encoding: str = "base64", charset: str = "utf-8") -> bytes:
    """A web archive of pages by their location."""
    out = [
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; boundary="----=_Next"',
        "",
    ]
    for location, content in parts.items():
        if encoding == "base64":
            text = base64.encodebytes(content).decode()
        else:
            text = quopri.encodestring(content).decode("ascii")
        out += [
            "------=_Next",
            f"Content-Location: {location}",
            f"Content-Transfer-Encoding: {encoding}",
            f'Content-Type: text/html; charset="{charset}"'
            if charset
            else "Content-Type: text/html",
            "",
            text,
        ]
    return "\r\n".join([*out, "------=_Next--", ""]).encode("ascii")
