"""The written parts of the file against what Excel 2013 and WPS take.

Limits: "Excel specifications and limits" and ECMA-376 part 1; what breaks them opens with a
repair message, or not at all, in programs that are not here to be asked.
"""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from openpyxl.utils.cell import column_index_from_string, range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"

ORDER = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetProtection",
    "autoFilter",
    "mergeCells",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "drawing",
    "legacyDrawing",
    "tableParts",
)
"""Elements of a sheet as the schema has them one after another."""

ROWS, COLUMNS = 1_048_576, 16_384
CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
WHOLE = re.compile(r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}(?![\w$(])|\$?\d+:\$?\d+")
"""A range of whole columns or rows, which is slow to recalculate."""


@pytest.fixture(scope="module", params=["zh", "en"])
def parts(
    request: pytest.FixtureRequest, whole_workbook: Callable[[str], Path]
) -> Mapping[str, bytes]:
    with zipfile.ZipFile(whole_workbook(request.param)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def sheets(parts: Mapping[str, bytes]) -> Mapping[str, ET.Element]:
    return {
        name: ET.fromstring(content)
        for name, content in parts.items()
        if name.startswith("xl/worksheets/sheet")
    }


def root(parts: Mapping[str, bytes], name: str) -> ET.Element:
    return ET.fromstring(parts[name])


def outside_texts(formula: str) -> str:
    """A formula without its quoted texts and names of sheets."""
    return re.sub(r"'(?:[^']|'')*'!", "", re.sub(r'"(?:[^"]|"")*"', '""', formula))


def formulas(sheets: Mapping[str, ET.Element]) -> Iterator[tuple[str, ET.Element]]:
    for name, sheet in sheets.items():
        for each in sheet.iter(f"{MAIN}f"):
            yield name, each


def test_every_part_is_declared_and_every_relation_resolves(parts: Mapping[str, bytes]) -> None:
    types = root(parts, "[Content_Types].xml")
    named = {each.get("PartName", "").lstrip("/") for each in types.iter(f"{CONTENT}Override")}
    endings = {each.get("Extension") for each in types.iter(f"{CONTENT}Default")}
    assert named <= set(parts)
    for name in parts:
        if name.endswith((".xml", ".rels", ".vml")):
            ET.fromstring(parts[name])
        if name != "[Content_Types].xml":
            assert name in named or name.rpartition(".")[2] in endings, name
    relations = 0
    for name in parts:
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        for each in root(parts, name).iter(f"{RELATIONS}Relationship"):
            target = each.get("Target", "")
            found = target[1:] if target[:1] == "/" else posixpath.join(folder, target)
            assert posixpath.normpath(found) in parts, (name, target)
            relations += 1
    assert relations > 40


def test_sheets_have_names_that_excel_allows(parts: Mapping[str, bytes]) -> None:
    names = [each.get("name", "") for each in root(parts, "xl/workbook.xml").iter(f"{MAIN}sheet")]
    assert len(names) > 20
    assert len({each.casefold() for each in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= 31, name
        assert not set(name) & set(r"[]:*?/\ "[:-1]), name
        assert not name.startswith("'"), name
        assert not name.endswith("'"), name
        assert name.casefold() != "history"


def test_defined_names_are_names_and_no_addresses(parts: Mapping[str, bytes]) -> None:
    seen: set[tuple[str, str | None]] = set()
    for each in root(parts, "xl/workbook.xml").iter(f"{MAIN}definedName"):
        name, local = each.get("name", ""), each.get("localSheetId")
        assert (name.casefold(), local) not in seen, name
        seen.add((name.casefold(), local))
        assert len(name) <= 255
        assert re.fullmatch(r"[^\W\d][\w.]*", name), name
        assert not re.fullmatch(r"(?i)r\d*(c\d*)?|c\d*", name), name  # as R1C1 writes cells
        found = re.fullmatch(r"([A-Za-z]{1,3})(\d+)", name)
        assert not found or column_index_from_string(found[1]) > COLUMNS, name
        assert "#REF" not in str(each.text)
    assert len(seen) > 50


def test_formulas_are_plain_ones(sheets: Mapping[str, ET.Element]) -> None:
    count = 0
    for name, each in formulas(sheets):
        text = str(each.text)
        assert not each.attrib, (name, text)  # no arrays, shared or table formulas
        assert len(text) <= 8192, text
        assert "_xl" not in text, text  # none that is newer than the file format
        assert "{" not in text, text
        assert all(len(found) <= 257 for found in re.findall(r'"(?:[^"]|"")*"', text)), text
        bare = outside_texts(text)
        assert not WHOLE.search(bare), text
        assert "#" not in bare, text
        assert "@" not in bare, text
        depth = deepest = 0
        for character in bare:
            depth += {"(": 1, ")": -1}.get(character, 0)
            deepest = max(deepest, depth)
        assert depth == 0, text
        assert deepest <= 64, text
        for column, row in CELL.findall(bare):
            assert column_index_from_string(column) <= COLUMNS, text
            assert int(row) <= ROWS, text
        count += 1
    print(f"{count} formulas")
    assert count > 60_000


def test_cells_are_within_what_a_sheet_holds(
    parts: Mapping[str, bytes], sheets: Mapping[str, ET.Element]
) -> None:
    styles = len(root(parts, "xl/styles.xml").findall(f"{MAIN}cellXfs/{MAIN}xf"))
    for name, sheet in sheets.items():
        above = 0
        for row in sheet.iter(f"{MAIN}row"):
            number = int(row.get("r", 0))
            assert above < number <= ROWS, name  # in order
            above = number
            assert float(row.get("ht", 15)) <= 409, (name, number)
            assert int(row.get("outlineLevel", 0)) <= 7, (name, number)
            columns = []
            for cell in row.iter(f"{MAIN}c"):
                found = CELL.fullmatch(cell.get("r", ""))
                assert found is not None
                assert int(found[2]) == number, name
                columns.append(column_index_from_string(found[1]))
                assert int(cell.get("s", 0)) < styles, (name, cell.get("r"))
                assert cell.get("t") != "e", (name, cell.get("r"))  # no errors
            assert columns == sorted(set(columns)), (name, number)
            assert not columns or columns[-1] <= COLUMNS
        widths = [float(each.get("width", 0)) for each in sheet.iter(f"{MAIN}col")]
        assert all(0 < each <= 255 for each in widths), name


def test_texts_are_within_what_a_cell_holds(parts: Mapping[str, bytes]) -> None:
    strings = root(parts, "xl/sharedStrings.xml").findall(f"{MAIN}si")
    assert len(strings) > 2_000
    for each in strings:
        text = "".join(each.itertext())
        assert len(text) <= 32_767
        assert text.count("\n") <= 253
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    for name in parts:
        if name.startswith("xl/comments"):
            for note in root(parts, name).iter(f"{MAIN}comment"):
                assert len("".join(note.itertext())) <= 32_767


def test_styles_are_fewer_than_a_workbook_takes(parts: Mapping[str, bytes]) -> None:
    styles = root(parts, "xl/styles.xml")
    assert len(styles.findall(f"{MAIN}cellXfs/{MAIN}xf")) < 4_000  # 64 000; 4 000 in old programs
    assert len(styles.findall(f"{MAIN}fonts/{MAIN}font")) <= 512
    formats = styles.findall(f"{MAIN}numFmts/{MAIN}numFmt")
    assert len(formats) <= 200
    for each in formats:
        code = each.get("formatCode", "")
        assert 0 < len(code) <= 255, code
        assert code.count('"') % 2 == 0, code
        assert code.count(";") <= 3, code


def test_validations_say_what_excel_can_show(sheets: Mapping[str, ET.Element]) -> None:
    count = 0
    for name, sheet in sheets.items():
        for each in sheet.iter(f"{MAIN}dataValidation"):
            count += 1
            limits = {"errorTitle": 32, "promptTitle": 32, "error": 225, "prompt": 255}
            for key, most in limits.items():
                assert len(each.get(key, "")) <= most, (name, each.get(key))
            for child in ("formula1", "formula2"):
                assert len(str(each.findtext(f"{MAIN}{child}", ""))) <= 255, name
    assert count > 100


def test_links_and_breaks_are_fewer_than_a_sheet_takes(sheets: Mapping[str, ET.Element]) -> None:
    for name, sheet in sheets.items():
        assert len(list(sheet.iter(f"{MAIN}hyperlink"))) <= 65_530, name
        for kind in ("rowBreaks", "colBreaks"):
            found = sheet.find(f"{MAIN}{kind}")
            if found is None:
                continue
            breaks = [int(each.get("id", 0)) for each in found]
            assert len(breaks) <= 1_026, name
            assert len(breaks) == int(found.get("count", 0)), name
            assert all(one < other for one, other in pairwise(breaks)), name
        for head in sheet.iter(f"{MAIN}headerFooter"):
            assert all(len(str(each.text)) <= 255 for each in head), name


def test_merged_cells_lie_apart(sheets: Mapping[str, ET.Element]) -> None:
    """Excel repairs a file with two that overlap by dropping them."""
    count = 0
    for name, sheet in sheets.items():
        rows: dict[int, list[tuple[int, int]]] = {}
        for each in sheet.iter(f"{MAIN}mergeCell"):
            left, top, right, bottom = range_boundaries(each.get("ref", ""))
            assert top == bottom, name  # all of ours lie within a row
            assert left < right, name
            rows.setdefault(int(top or 0), []).append((int(left or 0), int(right or 0)))
            count += 1
        for row, spans in rows.items():
            for one, other in combinations(sorted(spans), 2):
                assert one[1] < other[0], (name, row)
    assert count > 200


def test_elements_of_a_sheet_stand_in_the_order_of_the_schema(
    sheets: Mapping[str, ET.Element],
) -> None:
    for name, sheet in sheets.items():
        places = [ORDER.index(each.tag.removeprefix(MAIN)) for each in sheet]
        assert places == sorted(places), name
        assert len(set(places)) == len(places), name
        assert sheet.find(f"{MAIN}sheetProtection") is not None, name


def test_charts_draw_rows_that_exist(parts: Mapping[str, bytes]) -> None:
    named = {each.get("name") for each in root(parts, "xl/workbook.xml").iter(f"{MAIN}sheet")}
    charts = [name for name in parts if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert len(charts) == 6
    for name in charts:
        chart = root(parts, name)
        axes = {each.get("val") for each in chart.iter(f"{CHART}axId")}
        defined = {
            each.findtext(f"{CHART}axId") or each.find(f"{CHART}axId").get("val")  # type: ignore[union-attr]
            for kind in ("catAx", "valAx")
            for each in chart.iter(f"{CHART}{kind}")
        }
        assert axes == defined, name
        assert "".join(chart.find(f".//{CHART}title").itertext()).strip(), name  # type: ignore[union-attr]
        for axis in chart.iter(f"{CHART}valAx"):
            title = axis.find(f"{CHART}title")
            assert title is not None, name  # its unit
            assert "".join(title.itertext()).strip(), name
        series = list(chart.iter(f"{CHART}ser"))
        assert 0 < len(series) <= 255, name
        lengths = set()
        for each in series:
            for kind in ("tx", "cat", "val"):
                place = each.find(f".//{CHART}{kind}//{CHART}f")
                assert place is not None, (name, kind)
                sheet, _, area = str(place.text).rpartition("!")
                assert sheet.strip("'") in named, (name, sheet)
                left, top, right, bottom = range_boundaries(area.replace("$", ""))
                assert top == bottom, name
                if kind != "tx":
                    lengths.add(int(right or 0) - int(left or 0))
        assert len(lengths) == 1, name  # as many labels as values


def test_properties_are_short_enough(parts: Mapping[str, bytes]) -> None:
    texts = [each for each in root(parts, "docProps/custom.xml").itertext() if each.strip()]
    assert len(texts) >= 5
    assert all(len(each) <= 255 for each in texts)
