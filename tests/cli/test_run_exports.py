"""What `run` writes beside the workbook, and what it refuses before the work."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import openpyxl
import pytest

from gxde_desktop.cli import main
from gxde_desktop.exporting.sample import write_sample
from gxde_desktop.text import in_language, tr
from tests.support_formulas import LONGEST, SHARED
from tests.support_recalculation import parameter_cell


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


def run(*arguments: object) -> int:
    return main(["run", "--lang", "en", *map(str, arguments)])


def test_values_rows_derivation_and_report(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, rows, report = (tmp_path / f"out{each}" for each in (".xlsx", ".csv", ".pdf"))
    status = run(
        sample, "--export", out, "--values", "--quantities", "stock_total,ICT投资额（现价）",
        "--quantities", "ICT investment, current prices",
        "--derive", "stock_total/2015", "--long", "--csv", rows, "--report", report,
    )  # fmt: skip
    assert status == 0
    said = capsys.readouterr().out
    assert str(rows) in said
    assert str(report) in said
    book = openpyxl.load_workbook(out)
    assert not any(c.data_type == "f" for s in book for row in s.iter_rows() for c in row)
    with in_language("en"):
        assert tr("exporting.sheet.derivation") in book.sheetnames
        assert tr("exporting.sheet.long") in book.sheetnames
    with rows.open(encoding="utf-8-sig", newline="") as file:
        assert {line[0] for line in list(csv.reader(file))[1:]} == {"stock_total", "investment"}
    assert report.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--csv", "figures.xlsx"),
        ("--report", "report.doc"),
        ("--quantities", "no_such_quantity"),
        ("--report", "absent/report.pdf"),
    ],
)
def test_a_slip_is_refused_before_anything_is_read(
    sample: Path, tmp_path: Path, wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    option, value = wrong
    path = value if option == "--quantities" else tmp_path / value
    assert run(sample, "--export", tmp_path / "out.xlsx", option, path) == 2
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


def test_with_every_sheet_it_still_opens_everywhere(sample: Path, tmp_path: Path) -> None:
    """Reports, bands, derivations, long rows and program data beside the method's own."""
    out = tmp_path / "everything.xlsx"
    run(
        sample, "--export", out, "--draws", 40, "--seed", 1, "--readings", "--long",
        "--derive", "domar_tfp/2007–2012", "--derive", "stock/software/2015",
    )  # fmt: skip
    book, cached = openpyxl.load_workbook(out), openpyxl.load_workbook(out, data_only=True)
    with in_language("en"):
        codes = ("readings", "uncertainty", "cities", "derivation", "long", "program")
        assert {tr(f"exporting.sheet.{code}") for code in codes} <= set(book.sheetnames)
        conclusions = book[tr("exporting.sheet.conclusions")]
    formulas = 0
    for sheet in book.worksheets:
        assert sheet.protection.sheet, sheet.title
        assert sheet.print_area, sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                where = f"{sheet.title}!{cell.coordinate}"
                if cell.hyperlink is not None:
                    assert cell.hyperlink.target is None, where
                    name, _, _ = cell.hyperlink.location.rpartition("!")
                    assert name.strip("'") in book.sheetnames, where
                if cell.data_type != "f":
                    continue
                formulas += 1
                text, value = str(cell.value), cached[sheet.title][cell.coordinate].value
                assert len(text) <= LONGEST, where
                assert set(re.findall(r"([A-Z][A-Z0-9.]+)\(", text)) <= SHARED, text
                assert value is not None, where
                assert not str(value).startswith("#"), where
    assert formulas > 60_000
    # Headline figures are references to the steps, not numbers typed beside them.
    rules = [row for row in conclusions.iter_rows() if str(row[0].value).startswith("Rule ")]
    assert len(rules) >= 3
    figures = [cell for row in rules for cell in row[2:9] if cell.value not in (None, "—")]
    assert len(figures) > 10
    assert all(re.fullmatch(r"='[^']+'![A-Z]+\d+", str(cell.value)) for cell in figures)


def beta_cell(path: Path) -> tuple[str, str]:
    return parameter_cell(path, "computers_beta")


def test_a_reviewed_workbook_becomes_a_scenario(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Out of the office and back: the same figures, and the review beside them."""
    first, again, project = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "p.gxde"))
    assert run(sample, "--set", "software.beta=0.7", "--project", project, "--export", first) == 0
    before = capsys.readouterr().out
    assert run(first, "--export", again) == 0
    out, err = capsys.readouterr()
    assert figures(out) == figures(before)
    assert "nothing was changed" in err
    book = openpyxl.load_workbook(first)
    sheet, cell = beta_cell(first)
    book[sheet][cell] = 0.55
    book.save(first)
    # Beside its project: the tables are not added a second time.
    assert run(first, project, "--reviewed", "Review", "--export", again) == 0
    out, err = capsys.readouterr()
    assert "computers.beta: 0.8 → 0.55" in err
    assert "Review" in out
    assert figures(out) != figures(before)
    # Without a name it is offered.
    assert run(first, "--export", again) == 0
    assert "--reviewed NAME" in capsys.readouterr().err


def figures(text: str) -> list[str]:
    """The printed lines that end in a figure."""
    found = [line for line in text.splitlines() if re.search(r"\d\.\d{4,}$", line)]
    assert len(found) > 5
    return found


def test_an_exported_workbook_stands_alone(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = tmp_path / "a.xlsx"
    assert run(sample, "--export", first, "--quantities", "stock_total") == 0
    capsys.readouterr()
    assert run(first, sample, "--export", tmp_path / "b.xlsx") == 2
    assert "a.xlsx" in capsys.readouterr().err
    assert run(sample, "--reviewed", "x", "--export", tmp_path / "b.xlsx") == 2
