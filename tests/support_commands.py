"""Files without bytes of a workbook, and commands drawn at random, for tests of the document."""

from __future__ import annotations

import hashlib

import hypothesis.strategies as st

from gxde_desktop.importing.importer import Answer, FileReport
from gxde_desktop.project.commands import (
    AddFiles,
    AddScenario,
    AnswerFile,
    ChooseSeries,
    Command,
    DuplicateScenario,
    Group,
    NewFile,
    RemoveCheck,
    RemoveFigure,
    RemoveFile,
    RemoveScenario,
    RenameScenario,
    ResetChoices,
    ResetConcordance,
    ResetParameters,
    ResetRanges,
    SelectScenario,
    SetCheck,
    SetConcordance,
    SetFigure,
    SetParameter,
    SetParameters,
    SetPreset,
    SetPublished,
    SetRange,
    SetRegion,
    SetTolerance,
    UseFile,
    new_file,
)
from gxde_desktop.project.concordances import concordances
from gxde_desktop.project.published import example
from models.concordance import SectorRule
from models.distributions import RangeChoice
from models.frozen import FrozenMap
from models.messages import message

GDP = "indicator.gdp"
NUMBERS = range(4)


def a_file(number: int, answers: tuple[Answer, ...] = ()) -> NewFile:
    """A small file, the same for the same number and answers."""
    content = f"content {number}".encode()
    return new_file(f"文件{number}.csv", content, answers, a_report(number, answers))


def a_report(number: int, answers: tuple[Answer, ...] = ()) -> FileReport:
    """What stands for its recognition: another one for other answers."""
    digest = hashlib.sha256(f"content {number}".encode()).hexdigest()
    said = "".join(f"-{each.value}" for each in answers)
    return FileReport(f"文件{number}{said}.csv", digest, "csv", (), (), refused=False)


def sha256(number: int) -> str:
    return a_file(number).file.sha256


_scenarios = st.sampled_from(["甲", "乙", "丙"])
_some_scenario = st.none() | _scenarios
_numbers = st.sampled_from(NUMBERS)
_values = st.sampled_from([0.5, 0.7, "0.6", 1, 99999])
CLASSIFICATION = concordances()[0].classification
_rules = st.none() | st.builds(
    lambda share, digital: SectorRule("software", FrozenMap({"software": share}), digital=digital),
    st.sampled_from([0.25, 1.0, 2.0]),
    st.sampled_from([0.0, 0.5]),
)
_ranges = st.sampled_from(["computers.beta", "alpha", "conversion_ratio.software", "none"])
_distributions = st.sampled_from(
    [
        RangeChoice("fixed"),
        RangeChoice("uniform", (0.2, 0.9)),
        RangeChoice("normal", (0.9, 0.2)),
        RangeChoice("wander", (0.1,)),
    ]
)
_answers = st.sampled_from(["万元", "亿元"]).map(lambda unit: (Answer("表", "unit", unit),))


def numbered() -> st.SearchStrategy[Command]:
    """Any command but a group, out of few names and values, so that they meet."""
    paths = st.sampled_from(
        ["computers.beta", "software.sigma", "all.beta", "alpha", "computers.share_2017", "none"]
    )
    years = st.sampled_from([2000, 2005, 2010, "2012", None])
    return st.one_of(
        st.lists(_numbers, min_size=1, max_size=3).map(
            lambda each: AddFiles(tuple(a_file(number) for number in each))
        ),
        _numbers.map(lambda number: RemoveFile(sha256(number))),
        st.builds(
            lambda number, answers: AnswerFile(
                sha256(number), answers, a_report(number, answers), f"文件{number}.csv"
            ),
            _numbers,
            _answers,
        ),
        st.builds(SetParameter, paths, _values, st.sampled_from(["", "e"])),
        st.builds(SetParameter, st.sampled_from(["first_year", "last_year", "base_year"]), years),
        st.builds(
            lambda first, last: SetParameters({"first_year": first, "last_year": last}),
            years,
            years,
        ),
        st.sets(paths, min_size=1, max_size=2).map(lambda each: ResetParameters(tuple(each))),
        st.sampled_from(["gx2022", None, "no preset"]).map(SetPreset),
        st.sampled_from(["广西", "全国", None, " "]).map(SetRegion),
        st.builds(
            ChooseSeries, st.sampled_from([GDP, "price.cpi"]), st.sampled_from(["a", "b", None])
        ),
        st.just(ResetChoices((GDP,))),
        st.builds(lambda n, used: UseFile(sha256(n), used), _numbers, st.none() | st.booleans()),
        st.builds(SetConcordance, st.just(CLASSIFICATION), st.sampled_from(["甲", "乙"]), _rules),
        st.just(ResetConcordance(CLASSIFICATION)),
        st.sampled_from([None, example("gx2022")]).map(SetPublished),
        st.builds(
            SetFigure,
            st.sampled_from(["gdp", "甲"]),
            st.sampled_from([2020, 2021]),
            st.sampled_from(["8512", "6.0", "no number"]),
        ),
        st.builds(RemoveFigure, st.sampled_from(["gdp", "甲"]), st.just(2021)),
        st.builds(
            SetCheck,
            st.sampled_from(["sum_2021", "own"]),
            st.sampled_from(["2*gdp[2021]", "1+"]),
            st.just("甲[2021]"),
        ),
        st.sampled_from(["sum_2021", "own"]).map(RemoveCheck),
        st.sampled_from([0.5, 1.0, -1.0]).map(SetTolerance),
        st.builds(SetRange, _ranges, _distributions, st.sampled_from(["", "e"])),
        st.sets(_ranges, min_size=1, max_size=2).map(lambda each: ResetRanges(tuple(each))),
        st.builds(AddScenario, _scenarios, _some_scenario),
        st.builds(DuplicateScenario, _some_scenario, _scenarios),
        st.builds(RenameScenario, _scenarios, _scenarios),
        _scenarios.map(RemoveScenario),
        _some_scenario.map(SelectScenario),
    )


def commands() -> st.SearchStrategy[Command]:
    """Any command, groups among them."""
    title = message("project.command.named", name="一组")
    groups = st.lists(numbered(), min_size=1, max_size=3).map(
        lambda each: Group(tuple(each), title)
    )
    return st.one_of(numbered(), numbered(), numbered(), groups)
