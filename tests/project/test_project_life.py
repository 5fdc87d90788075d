"""The life of a project beside a model of plain dictionaries that knows nothing of its code.

Any sequence of decisions, scenarios, files, undo, redo, save, reopening, leaving and crashes
gives what lists of dictionaries give.
"""

from __future__ import annotations

import copy
import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gxde_desktop.importing.importer import FileReport
from gxde_desktop.project import copies, recovery
from gxde_desktop.project.commands import (
    AddFiles,
    AddScenario,
    ChooseSeries,
    Command,
    NewFile,
    RemoveFile,
    RemoveScenario,
    RenameScenario,
    SelectScenario,
    SetParameter,
    SetRegion,
    UseFile,
    new_file,
)
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.project import Project
from gxde_desktop.project.state import ProjectState
from models.dataset import ROLES
from tests.support_soak import rounds, soak

Plain = dict[str, Any]
Change = Callable[[Plain], None]

NAMES = st.sampled_from(["甲", "乙", "丙"])
NAMES_AND_BASE = st.sampled_from(["甲", "乙", "丙", None])
ASSETS = ("computers", "software")
FILES = st.integers(0, 2)


class Refused(Exception):
    """What cannot be done."""


def a_file(number: int) -> NewFile:
    content = f"content {number}".encode()
    digest = hashlib.sha256(content).hexdigest()
    report = FileReport(f"文件{number}.csv", digest, "csv", (), (), refused=False)
    return new_file(f"文件{number}.csv", content, (), report)


def empty() -> Plain:
    base: Plain = {"region": None, "choices": {}, "left_out": set(), "beta": {}}
    return {"files": [], "base": base, "scenarios": {}, "active": None}


def family(plain: Plain, name: str | None) -> list[Plain]:
    """A scenario's own decisions and those of its ancestors, the oldest first."""
    found: list[Plain] = []
    while name is not None:
        found.append(plain["scenarios"][name])
        name = plain["scenarios"][name]["parent"]
    return found[::-1]


def decided(plain: Plain, defaults: dict[str, float]) -> Plain:
    """What holds in the active scenario."""
    base = plain["base"]
    now = {
        "region": base["region"],
        "choices": dict(base["choices"]),
        "left_out": set(base["left_out"]),
        "beta": {**defaults, **base["beta"]},
    }
    for own in family(plain, plain["active"]):
        now["region"] = own["region"] or now["region"]
        now["choices"].update(own["choices"])
        now["beta"].update(own["beta"])
        for file, used in own["use"].items():
            (now["left_out"].discard if used else now["left_out"].add)(file)
    now["choices"] = {role: each for role, each in now["choices"].items() if each is not None}
    return now


class ProjectLife(RuleBasedStateMachine):
    """A project, and lists of dictionaries: done, taken back, and what the file holds of both."""

    def __init__(self) -> None:
        super().__init__()
        self.before = {name: os.environ.get(name) for name in ("XDG_DATA_HOME", "LOCALAPPDATA")}
        self.folder = Path(tempfile.mkdtemp(prefix="gxde-life-"))
        for name in self.before:
            os.environ[name] = str(self.folder / "home")
        self.project = Project.create()
        self.defaults = {
            asset: self.project.state.parameters.assets[asset].beta for asset in ASSETS
        }
        self.done: list[Plain] = [empty()]
        self.undone: list[Plain] = []
        self.file: tuple[list[Plain], list[Plain]] | None = None
        self.saved: Plain | None = self.done[0]
        self.mergeable: object = None
        self.files = 0

    def teardown(self) -> None:
        self.project.close()
        for name, value in self.before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(self.folder)

    # ------------------------------------------------------------- steps

    def do(self, command: Command, change: Change, kind: object = None) -> None:
        """kind: what merges with a step of the same kind done directly before."""
        merges = kind is not None and kind == self.mergeable
        now = copy.deepcopy(self.done[-2] if merges else self.done[-1])
        try:
            change(now)
        except Refused:
            with pytest.raises(ProjectError):
                self.project.apply(command)
            return
        changed = now != self.done[-1]
        assert self.project.apply(command) == changed
        if not changed:
            return
        self.undone = []
        if merges:
            self.done.pop()
        if now == self.done[-1]:  # merged into nothing
            self.mergeable = None
            return
        self.done.append(now)
        self.mergeable = kind

    def decide(self, base: Change, own: Change) -> Change:
        def change(plain: Plain) -> None:
            active = plain["active"]
            (base(plain["base"]) if active is None else own(plain["scenarios"][active]))

        return change

    @rule(region=st.sampled_from(["广西", "柳州", None, " "]))
    def set_region(self, region: str | None) -> None:
        meant = (region or "").strip() or None
        put: Change = lambda each: each.update(region=meant)  # noqa: E731
        self.do(SetRegion(region), self.decide(put, put))

    @rule(
        asset=st.sampled_from(ASSETS),
        value=st.sampled_from([0.25, 0.5, 0.75]),
        edit=st.sampled_from(["", "拖动"]),
    )
    def set_beta(self, asset: str, value: float, edit: str) -> None:
        put: Change = lambda each: each["beta"].update({asset: value})  # noqa: E731
        command = SetParameter(f"{asset}.beta", value, edit=edit)
        self.do(command, self.decide(put, put), (asset, edit) if edit else None)

    @rule(role=st.sampled_from([ROLES[0], "no role"]), chosen=st.sampled_from(["a", "b", None]))
    def choose(self, role: str, chosen: str | None) -> None:
        def in_base(base: Plain) -> None:
            base["choices"].pop(role, None)
            if chosen is not None:
                base["choices"][role] = chosen

        def in_scenario(own: Plain) -> None:
            own["choices"][role] = chosen

        def refused(_: Plain) -> None:
            raise Refused

        known = role != "no role"
        self.do(ChooseSeries(role, chosen), self.decide(in_base, in_scenario) if known else refused)

    @rule(numbers=st.lists(FILES, min_size=1, max_size=2))
    def add_files(self, numbers: list[int]) -> None:
        def change(plain: Plain) -> None:
            plain["files"] += [n for n in dict.fromkeys(numbers) if n not in plain["files"]]

        self.do(AddFiles(tuple(map(a_file, numbers))), change)

    @rule(number=FILES)
    def remove_file(self, number: int) -> None:
        def change(plain: Plain) -> None:
            if number not in plain["files"]:
                raise Refused
            plain["files"].remove(number)
            plain["base"]["left_out"].discard(number)
            for own in plain["scenarios"].values():
                own["use"].pop(number, None)

        self.do(RemoveFile(a_file(number).file.sha256), change)

    @rule(number=FILES, used=st.sampled_from([True, False]))
    def use_file(self, number: int, used: bool) -> None:
        def change(plain: Plain) -> None:
            if number not in plain["files"]:
                raise Refused
            self.decide(
                lambda base: (base["left_out"].discard if used else base["left_out"].add)(number),
                lambda own: own["use"].update({number: used}),
            )(plain)

        self.do(UseFile(a_file(number).file.sha256, used), change)

    # --------------------------------------------------------- scenarios

    @rule(name=NAMES, parent=NAMES_AND_BASE)
    def add_scenario(self, name: str, parent: str | None) -> None:
        def change(plain: Plain) -> None:
            if name in plain["scenarios"] or parent not in (None, *plain["scenarios"]):
                raise Refused
            plain["scenarios"][name] = {
                "parent": parent, "region": None, "choices": {}, "beta": {}, "use": {},
            }  # fmt: skip
            plain["active"] = name

        self.do(AddScenario(name, parent), change)

    @rule(name=NAMES, new=NAMES)
    def rename(self, name: str, new: str) -> None:
        def change(plain: Plain) -> None:
            if name not in plain["scenarios"] or (new != name and new in plain["scenarios"]):
                raise Refused
            rename = {name: new}
            plain["scenarios"] = {
                rename.get(each, each): {**own, "parent": rename.get(own["parent"], own["parent"])}
                for each, own in plain["scenarios"].items()
            }
            plain["active"] = rename.get(plain["active"], plain["active"])

        self.do(RenameScenario(name, new), change)

    @rule(name=NAMES)
    def remove_scenario(self, name: str) -> None:
        def change(plain: Plain) -> None:
            if name not in plain["scenarios"]:
                raise Refused
            gone = plain["scenarios"].pop(name)
            if plain["active"] == name:
                plain["active"] = gone["parent"]
            for own in plain["scenarios"].values():
                if own["parent"] == name:
                    own["parent"] = gone["parent"]
                    own["region"] = own["region"] or gone["region"]
                    for key in ("choices", "beta", "use"):
                        own[key] = {**gone[key], **own[key]}

        self.do(RemoveScenario(name), change)

    @rule(name=NAMES_AND_BASE)
    def select(self, name: str | None) -> None:
        def change(plain: Plain) -> None:
            if name not in (None, *plain["scenarios"]):
                raise Refused
            plain["active"] = name

        self.do(SelectScenario(name), change, "select")

    # ------------------------------------------------- back, forth, away

    @rule()
    def undo(self) -> None:
        assert self.project.undo() == (len(self.done) > 1)
        if len(self.done) > 1:
            self.undone.append(self.done.pop())
            self.mergeable = None

    @rule()
    def redo(self) -> None:
        assert self.project.redo() == bool(self.undone)
        if self.undone:
            self.done.append(self.undone.pop())
            self.mergeable = None

    @rule(elsewhere=st.booleans())
    def save(self, elsewhere: bool) -> None:
        path = None
        if elsewhere or self.project.path is None:
            self.files += 1
            path = self.folder / f"项目{self.files}.gxde"
        self.project.save(path)
        self.file = (list(self.done), list(self.undone))
        self.saved, self.mergeable = self.done[-1], None

    @rule()
    def open_again(self) -> None:
        path = self.project.path
        self.project.close()
        self._from_file(path)

    @rule(killed=st.booleans())
    def crash(self, killed: bool) -> None:
        """The process is gone: by a kill, or because the session ended under it."""
        path, unsaved = self.project.path, self.done[-1] is not self.saved
        if killed:
            folder = self.project._store.folder
            shutil.copytree(folder, folder.with_name(f"{copies.PREFIX}{uuid.uuid4().hex}"))
            self.project.close()
        else:
            self.project.close(keep=True)
        found = recovery.unsaved()
        assert len(found) == unsaved
        if unsaved:
            assert found[0].path == path
            self.project = Project.recover(found[0])
            self.mergeable = None
        else:
            self._from_file(path)

    def _from_file(self, path: Path | None) -> None:
        self.mergeable = None
        if path is None:
            self.project = Project.create()
            self.done, self.undone = [empty()], []
        else:
            assert self.file is not None
            self.project = Project.open(path)
            self.done, self.undone = list(self.file[0]), list(self.file[1])
        self.saved = self.done[-1]

    # --------------------------------------------------------------- law

    @invariant()
    def same_as_the_model(self) -> None:
        plain, state = self.done[-1], self.project.state
        assert self._said(state) == decided(plain, self.defaults)
        assert state.active == plain["active"]
        assert [each.name for each in state.files] == [f"文件{n}.csv" for n in plain["files"]]
        assert [(each.name, each.parent) for each in state.scenarios] == [
            (name, own["parent"]) for name, own in plain["scenarios"].items()
        ]
        assert self.project.modified == (plain is not self.saved)
        assert (self.project.undo_name is None) == (len(self.done) == 1)
        assert (self.project.redo_name is None) == (not self.undone)

    def _said(self, state: ProjectState) -> Plain:
        number = {a_file(n).file.sha256: n for n in range(3)}
        return {
            "region": state.region,
            "choices": dict(state.choices),
            "left_out": {number[each] for each in state.left_out},
            "beta": {asset: state.parameters.assets[asset].beta for asset in ASSETS},
        }


TestProjectLife = pytest.mark.timeout(3600)(soak(ProjectLife.TestCase))
TestProjectLife.settings = settings(
    max_examples=rounds(8, in_soak=500), stateful_step_count=30, deadline=None
)
