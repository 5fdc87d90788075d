"""Published figures and checks as part of a project: changed, undone, saved, scripted, refused."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from gxde_desktop.audit_text import (
    figure_name,
    formula_words,
    typed_formula,
    verdict_text,
    why_not,
    with_keys,
)
from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.commands import (
    AddFiles,
    Command,
    NewFile,
    RemoveCheck,
    RemoveFigure,
    SetCheck,
    SetFigure,
    SetPublished,
    SetTolerance,
)
from gxde_desktop.project.commands.plain import from_plain
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.project.published import (
    example,
    examples,
    published_beside,
    published_of,
    set_in,
    set_out,
)
from gxde_desktop.project.script import replay
from gxde_desktop.project.state import ProjectState
from gxde_desktop.text import LANGUAGES, in_language
from models import measure
from models.audit import Result, Verdict
from models.published import PublishedSet, results

# Method, section 9: what each check of the white paper gives, and the verdict.
WHITE_PAPER = {
    "share_2021": (34.4, 1, "follows"),
    "sum_2021": (8512, 0, "follows"),
    "structure_2021": (87.71, 2, "follows"),
    "chain": (8524, 0, "within_rounding"),
    "share_change": (1.5, 1, "contradicts"),
    "share_2017": (29.2, 1, "contradicts"),
    "share_2017_unrevised": (25.5, 1, "follows"),
    "contribution_2021": (47.1, 1, "contradicts"),
    "contribution_2020": (73, 0, "contradicts"),
}


def by_key(published: PublishedSet, m: object = None) -> dict[str, Result]:
    found = results(published, m)  # type: ignore[arg-type]
    return {each.check.key: each for each in found}


@pytest.mark.parametrize("key", WHITE_PAPER)
def test_the_example_that_ships_is_audited_as_the_method_says(key: str) -> None:
    value, digits, verdict = WHITE_PAPER[key]
    found = by_key(example("gx2022"))[key]
    assert found.computed is not None
    assert round(found.computed, digits) == value
    assert found.verdict is Verdict(verdict)


def test_the_tolerance_is_a_decision_of_the_project(project: Project) -> None:
    project.apply(SetPublished(example("gx2022")))
    project.apply(SetTolerance(1.0))
    assert project.state.published is not None
    assert by_key(project.state.published)["share_change"].verdict is Verdict.WITHIN_ROUNDING
    project.undo()
    assert by_key(project.state.published)["share_change"].verdict is Verdict.CONTRADICTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_and_check_that_ships_has_a_name(language: str) -> None:
    with in_language(language):
        for published in examples().values():
            for each in published.figures:
                assert figure_name(each.key) != each.key or each.key == "gdp"
            for claim in published.claims:
                assert with_keys(typed_formula(claim.formula)) == claim.formula


def test_a_project_shows_the_example_of_its_region_until_it_has_a_set_of_its_own(
    project: Project,
) -> None:
    assert published_of(project.state, "广西壮族自治区") == example("gx2022")
    assert published_of(project.state, "云南") is None
    project.apply(SetFigure("gdp", 2021, "27146.8"))
    own = published_of(project.state, "云南")
    assert own is not None
    assert own.get("gdp", 2021) is not None
    foreign = ProjectState(published=PublishedSet(region="云南"))
    assert published_beside(foreign, "广西") is None


STEPS: tuple[Command, ...] = (
    SetPublished(example("gx2022")),
    SetFigure("数字经济规模_调整", 2021, "8600", "money", "某报告", "原文"),
    SetCheck("own", "数字经济规模_调整[2021]-46-42", "digital_economy[2021]", "自己的核对"),
    SetFigure("gdp", 2021, "24740.9"),
    SetTolerance(2.0),
    RemoveCheck("chain"),
    RemoveFigure("gdp_unrevised", 2017),
)


def test_each_change_is_one_step_that_is_undone_saved_and_scripted(
    project: Project, tmp_path: Path
) -> None:
    before = [project.state.published]
    for step in STEPS:
        assert project.apply(step)
        before.append(project.state.published)
    last = project.state.published
    assert last is not None
    assert by_key(last)["own"].verdict is Verdict.FOLLOWS
    assert by_key(last)["share_2017_unrevised"].verdict is Verdict.NOT_COMPUTABLE
    for each in reversed(before[:-1]):
        assert project.undo()
        assert project.state.published == each
    while project.redo():
        pass
    assert project.state.published == last
    path = project.save(tmp_path / "甲.gxde")
    again = Project.open(path, read_only=True)
    assert again.state.published == last
    again.close()
    steps = json.loads(json.dumps(project.script()))
    replayed = Project.create(disposable=True)
    replay(replayed, steps, None)  # type: ignore[arg-type]
    assert replayed.state.published == last
    replayed.close()


def test_a_copy_without_data_keeps_the_checks(project: Project, tmp_path: Path) -> None:
    project.apply(SetPublished(example("gx2022")))
    project.save_copy_without_data(tmp_path / "副本.gxde")
    copy = Project.open(tmp_path / "副本.gxde", read_only=True)
    assert copy.state.published == example("gx2022")
    copy.close()


def test_a_script_names_the_example_or_brings_a_set(project: Project) -> None:
    made = from_plain({"do": "set_published", "set": "gx2022"}, project.state, None)  # type: ignore[arg-type]
    assert made == SetPublished(example("gx2022"))
    assert set_in(set_out(example("gx2022"))) == example("gx2022")


WRONG = [
    (SetFigure("3d", 2021, "1"), "audit.figure_name"),
    (SetFigure("a b", 2021, "1"), "audit.figure_name"),
    (SetFigure("computed", 2021, "1"), "audit.figure_name"),
    (SetFigure("gdp", 21, "1"), "audit.year"),
    (SetFigure("gdp", True, "1"), "audit.year"),
    (SetFigure("gdp", 2021, "about 5"), "audit.not_a_figure"),
    (SetFigure("gdp", 2021, "1e3"), "audit.not_a_figure"),
    (SetFigure("gdp", 2021, "1,23"), "audit.not_a_figure"),
    (SetFigure("gdp", 2021, "1", "yuan"), "audit.figure_unit"),
    (SetFigure("gdp", 2021, "1", where="x" * 3000), "audit.text_long"),
    (RemoveFigure("gdp", 1999), "audit.no_such_figure"),
    (RemoveCheck("nothing"), "audit.no_such_check"),
    (SetCheck("", "gdp[2021]*2", "x[2021]"), "audit.check_key"),
    (SetCheck("a", "gdp[2021]*", "x[2021]"), "audit.formula"),
    (SetCheck("a", "gdp[2021]", "x[2021]+1"), "audit.not_one_figure"),
    (SetCheck("a", "1+1", "x[2021]"), "audit.no_figures"),
    (SetCheck("a", "x[2021]*1", "x[2021]"), "audit.circular"),
    (SetCheck("a", "x[2021]", "computed.gdp_share.stock[2021]"), "audit.target_computed"),
    (SetCheck("a", "computed.nothing[2021]", "x[2021]"), "audit.no_quantity"),
    (SetCheck("a", "computed.gdp_share[2021]", "x[2021]"), "audit.no_quantity"),
    (SetCheck("a", "computed.profile.computers[2021]", "x[2021]"), "audit.no_quantity"),
    (SetTolerance(-1.0), "audit.tolerance"),
    (SetTolerance(math.nan), "audit.tolerance"),
    (SetTolerance("viel"), "audit.tolerance"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("step", "code"), WRONG)
def test_what_cannot_be_is_refused_in_words_and_leaves_the_set(
    project: Project, step: Command, code: str
) -> None:
    project.apply(SetPublished(example("gx2022")))
    with pytest.raises(ProjectError) as refused:
        project.apply(step)
    assert refused.value.message.code == code
    assert project.state.published == example("gx2022")


@pytest.mark.parametrize(
    "given",
    [1, [], {"figures": {}}, {"figures": [], "checks": {}}, "no set",
     {"figures": {"gdp:x": {"value": "1"}}, "checks": {}},
     {"figures": {"gdp:2021": {"value": 1}}, "checks": {}},
     {"figures": {}, "checks": {"a": {"formula": "__import__('os')", "target": "x[2021]"}}}],
)  # fmt: skip
def test_a_script_with_something_else_for_a_set_is_refused(project: Project, given: object) -> None:
    with pytest.raises(ProjectError):
        from_plain({"do": "set_published", "set": given}, project.state, None)  # type: ignore[arg-type]


def test_figures_are_kept_as_printed(project: Project) -> None:
    for typed, kept in (("8,512", "8512"), ("６.０", "6.0"), (" 34.40 ", "34.40"), ("+5", "5")):
        project.apply(SetFigure("x", 2021, typed))
        assert project.state.published is not None
        figure = project.state.published.get("x", 2021)
        assert figure is not None
        assert figure.text == kept
    project.apply(SetFigure("x", 2021, "34.4%"))
    assert project.state.published is not None
    figure = project.state.published.get("x", 2021)
    assert figure is not None
    assert (figure.text, figure.unit) == ("34.4", "percent")


def test_what_the_project_computes_stands_beside_what_was_published(
    project: Project, sample_new_files: tuple[NewFile, ...]
) -> None:
    project.apply(AddFiles(sample_new_files))
    dataset = assemble(project.state).dataset
    assert dataset is not None
    m = measure(dataset, project.state.parameters)
    rule = "compensation"
    value = m.value("industry_digitalisation", rule, 2021)
    formula = f"computed.industry_digitalisation.{rule}[2021]"
    project.apply(SetFigure("printed", 2021, f"{value:.0f}"))
    project.apply(SetFigure("other", 2021, "7466"))
    project.apply(SetCheck("same", formula, "printed[2021]"))
    project.apply(SetCheck("apart", formula, "other[2021]"))
    project.apply(SetCheck("share", f"100*{formula}/other[2021]", "printed[2021]"))
    project.apply(SetCheck("outside", formula.replace("2021", "2050"), "printed[2021]"))
    project.apply(SetCheck("no_asset", "computed.stock.ships[2021]", "printed[2021]"))
    assert project.state.published is not None
    found = by_key(project.state.published, m)
    assert found["same"].verdict is Verdict.FOLLOWS
    assert found["same"].computed == value
    assert found["same"].low == found["same"].high == value  # computed, not rounded
    assert found["apart"].verdict is Verdict.CONTRADICTS
    assert found["apart"].apart == pytest.approx(value - 7466)
    assert verdict_text(found["apart"]) == "不同"
    share = found["share"]
    assert share.low is not None
    assert share.high is not None
    assert share.low == pytest.approx(100 * value / 7466.5)
    assert share.high == pytest.approx(100 * value / 7465.5)
    assert "2050" in why_not(found["outside"])
    assert "ships" in why_not(found["no_asset"])
    assert "资本报酬" in formula_words(found["apart"]) or "规则" in formula_words(found["apart"])


def test_a_check_of_another_version_is_kept_and_says_what_it_is() -> None:
    """A quantity that this version does not have: the file opens, the check gives no verdict."""
    plain = set_out(example("gx2022"))
    plain["checks"]["later"] = {
        "position": 99,
        "formula": "computed.not_yet[2021]",
        "target": "gdp[2021]",
        "title": "",
    }
    found = by_key(set_in(plain))["later"]
    assert found.verdict is Verdict.NOT_COMPUTABLE
    assert "not_yet" in why_not(found)
