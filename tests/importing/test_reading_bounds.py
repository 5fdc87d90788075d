"""Large sheets in bounded memory, and that a reader is handed what the file holds."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from gxde_desktop.importing import ole, xls_scan
from gxde_desktop.importing.archive_scan import scan
from gxde_desktop.importing.importer import inspect_file, read_grids
from gxde_desktop.importing.limits import LONGEST
from gxde_desktop.importing.zip_parts import Parts
from tests import support_biff as biff
from tests import support_files as made
from tests.support_soak import rounds, soak

PROJECT = Path(__file__).resolve().parent.parent.parent
INSPECT = (
    "import resource, sys; from pathlib import Path;"
    "from gxde_desktop.importing.importer import inspect_file;"
    "report = inspect_file(Path(sys.argv[1]));"
    "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024;"
    "print(peak, report.tables[0].problems[0].code)"
)  # fmt: skip


def _peak(path: Path) -> tuple[int, str]:
    """MiB that a process of its own needs at its peak, and the finding it ends with."""
    done = subprocess.run(
        [sys.executable, "-c", INSPECT, str(path)],
        cwd=PROJECT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    mebibytes, code = done.stdout.split()
    return int(mebibytes), code


@soak
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory of a process is told on Linux")
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_sheet_of_many_rows_is_named_in_bounded_memory(kind: str, tmp_path: Path) -> None:
    count, path = rounds(50_000, in_soak=300_000), tmp_path / f"明细.{kind}"
    rows = ([n, f"企业{n}", "制造业", "南宁市", n * 1.1, n * 1.2, n * 1.3] for n in range(count))
    if kind == "csv":
        path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="gbk")
    else:
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    mebibytes, code = _peak(path)
    assert code == "sheet.too_long"
    assert mebibytes < 1024


@pytest.mark.parametrize("by_year", [False, True], ids=["series after series", "year after year"])
def test_a_long_table_is_read_whatever_its_length(by_year: bool, tmp_path: Path) -> None:
    names, years = [f"产品{n}产量" for n in range(800)], range(1991, 2021)
    pairs = [(n, y) for n in names for y in years]
    if by_year:
        pairs.sort(key=lambda pair: pair[1])
    value = {pair: round(100 + place * 0.25, 2) for place, pair in enumerate(pairs)}
    path = tmp_path / "长表.csv"
    head = "地区,指标,年份,数值,单位\n"
    path.write_text(
        head + "\n".join(f"广西,{n},{y},{value[n, y]},万吨" for n, y in pairs), encoding="gbk"
    )
    (table,) = inspect_file(path).tables
    assert len(pairs) > LONGEST
    assert {
        (s.name, y): v for s in table.series for y, v in zip(s.years, s.values, strict=True)
    } == value
    assert {(s.region, s.unit) for s in table.series} == {("广西", "万吨")}


@pytest.mark.parametrize("title", ["企业明细", "2020年企业明细"])
def test_records_are_named_even_under_a_year(title: str, tmp_path: Path) -> None:
    path = tmp_path / "明细.csv"
    rows = [f"企业{n}有限公司,制造业,{n * 1.5},{n * 2.5}" for n in range(LONGEST + 5)]
    path.write_text(f"{title}\n企业名称,行业,产值,利润\n" + "\n".join(rows), encoding="gbk")
    (table,) = inspect_file(path).tables
    assert (table.kind, table.problems[0].code) == ("unknown", "sheet.too_long")


def test_the_same_cells_whether_the_reader_gets_the_file_or_the_parts(
    real_data: Path, tmp_path: Path
) -> None:
    """Merged ranges in front and parts unpacked change nothing of what a sheet says."""
    paths = [path for path in real_data.rglob("*.xlsx") if path.stat().st_size < 400_000]
    assert len(paths) >= 5
    for path in paths:
        scanned = scan(Parts(path.read_bytes()))
        assert scanned.archive is not None
        plain = python_calamine.load_workbook(io.BytesIO(path.read_bytes()))
        ours = python_calamine.load_workbook(io.BytesIO(scanned.archive))
        assert ours.sheet_names == plain.sheet_names
        for name in plain.sheet_names:
            one, other = plain.get_sheet_by_name(name), ours.get_sheet_by_name(name)
            assert list(one.iter_rows()) == list(other.iter_rows())
            assert one.merged_cell_ranges == other.merged_cell_ranges


def test_an_xls_of_more_than_one_level_of_tables(tmp_path: Path) -> None:
    """Over 7 MB the container lists its allocation table apart; the cells are the same."""
    cells = biff.cells_of([["地区", "2017年"], ["广西", 1.5]])
    stream = xls_scan.workbook_stream(biff.xls([biff.XlsSheet("表1", cells)]))
    for more in (0, 8_000_000, 30_000_000):
        path = tmp_path / f"{more}.xls"
        path.write_bytes(ole.compound("Workbook", stream + b"\0" * more))
        assert read_grids(path)[0].rows == (("地区", "2017年"), ("广西", 1.5))


def test_a_stated_size_takes_no_memory(tmp_path: Path) -> None:
    """An xls that states four billion rows and holds two is read as it is."""
    cells = biff.cells_of([["地区", "2017年"], ["广西", 1.5]])
    stream = bytearray(xls_scan.workbook_stream(biff.xls([biff.XlsSheet("表1", cells)])))
    size = stream.index(b"\x00\x02\x0e\x00")
    stream[size + 4 : size + 12] = b"\0\0\0\0\xff\xff\xff\xff"
    path = tmp_path / "大.xls"
    path.write_bytes(biff.ole({"Workbook": bytes(stream)}))
    assert read_grids(path)[0].rows == (("地区", "2017年"), ("广西", 1.5))


def test_a_far_cell_is_named(tmp_path: Path) -> None:
    path = tmp_path / "远.xlsx"
    path.write_bytes(made.raw_xlsx('<row r="2147483648"><c r="C2147483648"><v>1</v></c></row>'))
    problem = inspect_file(path).problems[0]
    assert (problem.code, problem.sheet, problem.cell) == ("refused.far_cell", "表1", "C2147483648")
