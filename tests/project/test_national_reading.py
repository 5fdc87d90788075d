"""A national detailed table that does not say whose it is: for shares, until confirmed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from gxde_desktop.importing.importer import Answer, FileReport, FoundTable, inspect_file, to_json
from gxde_desktop.importing.results import Question, RawTable
from gxde_desktop.project.assemble import Assembly, assemble
from gxde_desktop.project.codec import decode, encode
from gxde_desktop.project.concordances import concordances
from gxde_desktop.project.national import unconfirmed, with_national_readings
from gxde_desktop.project.state import ProjectFile, ProjectState
from gxde_desktop.text import on_command_line, say
from models import measure
from models.io_table import Block, IOTable
from models.messages import message
from models.parameters import PRESETS
from models.sources import SourceTable

DETAIL = next(each for each in concordances() if each.classification == "135-2007")
NAMES = (*DETAIL.rules, *(f"部门{i}" for i in range(135 - len(DETAIL.rules))))
COLUMNS = ("FU201", "EX", "IM")


def report(
    names: tuple[str, ...] = NAMES,
    *,
    columns: tuple[str, ...] = COLUMNS,
    file: str = "2007年表.xls",
    title: str = "投入产出表",
    asked: tuple[str, ...] = ("region",),
    others: tuple[FoundTable, ...] = (),
) -> Callable[[tuple[Answer, ...]], FileReport]:
    """What the importer says of a file, by the answers given."""
    sha256 = hashlib.sha256(file.encode()).hexdigest()
    rows = np.arange(len(names))

    def inspected(answers: tuple[Answer, ...]) -> FileReport:
        region = next((a.value for a in answers if a.field == "region" and a.table in "0401"), None)
        open_fields = tuple(field for field in asked if field != "region" or region is None)
        codes = tuple(map(str, rows))
        blocks = {code: Block(np.ones(rows.size), rows, rows, code) for code in columns}
        table = None
        if not open_fields and region is not None:
            source = SourceTable(file, sha256, "0401")
            table = IOTable(region, 2007, "万元", codes, names, blocks, source, ("region",))
        raw = RawTable(2007, region, "万元", {}, codes, names, {})
        questions = tuple(
            Question("t", field, message("importing.ask.io.region"), ("全国",), "0401", None)
            for field in open_fields
        )
        status = "needs_review" if questions else "ready"
        found = FoundTable("t", "0401", "io_table", status, title, table, raw, questions=questions)
        return FileReport(file, sha256, "xls", (found, *others), (), refused=False)

    return inspected


def read(inspected: Callable[[tuple[Answer, ...]], FileReport]) -> FoundTable:
    return with_national_readings(inspected(()), (), inspected).tables[0]


def test_what_can_only_be_the_nation_is_read_so_and_still_asked() -> None:
    table = read(report())
    assert unconfirmed(table)
    assert table.io_table is not None
    assert table.io_table.region == "全国"
    assert "region" in table.io_table.assumed
    assert table.raw is not None
    assert table.raw.region is None
    assert [question.field for question in table.questions] == ["region"]
    assert table.status == "needs_review"


@pytest.mark.parametrize(
    "inspected",
    [
        report((*NAMES[:-1], "部门0", "又一个")),
        report(tuple(f"部门{i}" for i in range(135))),
        report(NAMES[:42]),
        report(columns=(*COLUMNS, "OF")),
        report(columns=(*COLUMNS, "IF")),
        report(columns=("FU201", "FU302", "FU304")),
        report(columns=("FU201",)),
        report(file="广东2007年135部门.xls"),
        report(title="广东省投入产出表"),
        report(asked=("region", "unit")),
        report(asked=("region", "year")),
    ],
)
def test_with_any_doubt_it_is_not(inspected: Callable[[tuple[Answer, ...]], FileReport]) -> None:
    table = read(inspected)
    assert table.io_table is None
    assert not unconfirmed(table)


def test_another_table_of_the_file_that_is_a_provinces_is_a_doubt() -> None:
    raw = RawTable(2007, "广东", "万元", {}, (), (), {})
    other = FoundTable("o", "粤", "io_table", "ready", "", raw=raw)
    assert read(report(others=(other,))).io_table is None


def test_a_person_who_answers_is_heard() -> None:
    inspected = report()
    answers = (Answer("0401", "region", "广东"),)
    table = with_national_readings(inspected(answers), answers, inspected).tables[0]
    assert not unconfirmed(table)
    assert table.io_table is not None
    assert table.io_table.region == "广东"


# ------------------------------------------------------------------ official files


FILES = ("广西2007_42部门.xls", "广西2017_42部门.xls")
NATIONAL = ("全国2007_135部门_多表.xls", "全国2017_149部门.xlsx")


def official(real_data: Path, *names: str, answers: tuple[Answer, ...] = ()) -> Assembly:
    files = []
    for name in names:
        inspected = partial(inspect_file, real_data / "投入产出表" / name)
        made = with_national_readings(inspected(answers), answers, inspected)
        made = decode(encode(made))
        files.append(ProjectFile(made.file, made.sha256, 1, answers, made, ""))
    return assemble(ProjectState(files=tuple(files)))


def test_shares_of_2007_come_from_the_135_sectors_of_sheet_0401(real_data: Path) -> None:
    """Method, section 2: 20.002834 and 19.659986; without the sheet, shares of 2017."""
    found = official(real_data, *FILES, *NATIONAL)
    assert found.regions == ("广西", "全国")
    assert found.dataset is not None
    m = measure(found.dataset, PRESETS["gx2022"])
    assert f"{m.value('benchmark_investment', 'computers', 2007):.6f}" == "20.002834"
    assert f"{m.value('benchmark_investment', 'communications', 2007):.6f}" == "19.659986"
    # Whose region was supposed is marked on what is read from it.
    assert "assumed" in {
        flag.code
        for flag in m.inherited_flags(
            "benchmark_investment", *m.positions("benchmark_investment", "computers", 2007)
        )
    }
    warned = [problem for problem in found.problems if problem.severity == "warning"]
    assert [problem.code for problem in warned] == ["region_supposed"]
    with on_command_line():
        assert "--assume 0401:region=全国" in say(warned[0].message)
    assert "--" not in say(warned[0].message)  # nobody types anything in a window

    confirmed = official(real_data, *FILES, *NATIONAL, answers=(Answer("0401", "region", "全国"),))
    assert confirmed.problems == ()
    assert confirmed.dataset is not None
    again = measure(confirmed.dataset, PRESETS["gx2022"])
    values = [each.values["benchmark_investment"] for each in (m, again)]
    assert np.array_equal(*values)


def test_alone_it_is_no_region_to_measure(real_data: Path) -> None:
    found = official(real_data, NATIONAL[0])
    assert found.dataset is None
    assert found.regions == ()


def test_inspect_still_says_null(real_data: Path) -> None:
    plain = to_json(inspect_file(real_data / "投入产出表" / NATIONAL[0]))
    tables = {each["sheet"]: each for each in plain["tables"]}
    assert tables["0401"]["region"] is None
    assert tables["0401"]["status"] == "needs_review"


def test_a_table_that_states_its_region_goes_before(real_data: Path) -> None:
    found = official(real_data, FILES[0], NATIONAL[1])
    assert found.dataset is not None
    reference = found.dataset.benchmarks[0].reference
    assert reference is not None
    inspected = report()
    supposed = with_national_readings(inspected(()), (), inspected)
    stated = replace(reference, year=2007)
    file = SourceTable("b.xls", "1" * 64, "1")
    table = FoundTable("b", "1", "io_table", "ready", "", replace(stated, source=file))
    both = (supposed, replace(supposed, file="b.xls", sha256="1" * 64, tables=(table,)))
    own = FoundTable("g", "1", "io_table", "ready", "", found.dataset.benchmarks[0].table)
    all_three = (*both, replace(supposed, file="g.xls", sha256="2" * 64, tables=(own,)))
    made = assemble(
        ProjectState(files=tuple(ProjectFile(r.file, r.sha256, 1, (), r, "") for r in all_three))
    )
    assert made.dataset is not None
    assert made.dataset.benchmarks[0].reference is table.io_table
    assert made.problems == ()
