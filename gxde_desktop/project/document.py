"""The document as JSON, and the difference of two as (path, before, after) patches.

Patches name paths, not objects: they survive saving, reopening and later versions.
The document holds no large content: files and reports stand in it by their hash.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import PurePath
from typing import Any

from gxde_desktop.importing.results import Answer, FileReport, Layout
from gxde_desktop.project.concordances import edits_in, edits_out
from gxde_desktop.project.published import set_in, set_out
from gxde_desktop.project.ranges import checked_range, range_out
from gxde_desktop.project.settings import Scenario, Settings, chain_of, combined
from gxde_desktop.project.state import ExpectedFile, ProjectFile, ProjectState, TableUpdate
from models.distributions import RangeChoice
from models.frozen import FrozenMap
from models.messages import MethodError
from models.parameters import PRESETS, AssetParameters, Parameters, validate
from models.published import PublishedSet

Json = Any
Report = Callable[[str], FileReport]


@dataclass(frozen=True, slots=True)
class Patch:
    """One changed place. before, after: a list of the one value, or empty where absent."""

    path: tuple[str, ...]
    before: tuple[Json, ...]
    after: tuple[Json, ...]


def to_document(state: ProjectState) -> dict[str, Json]:
    """The state as JSON objects. Files and scenarios keep their order by `position`.

    The decisions are the base's; scenarios hold what they say of their own.
    """
    base = state.base
    document = {
        "region": base.region,
        "preset": base.preset,
        "parameters": _parameters_out(base.parameters),
        "choices": dict(base.choices),
        "left_out": dict.fromkeys(sorted(base.left_out), True),
        "ranges": {name: range_out(each) for name, each in base.ranges.items()},
        "scenarios": {
            each.name: {"position": position, **_scenario_out(each)}
            for position, each in enumerate(state.scenarios)
        },
        "active": state.active,
        "concordances": edits_out(state.concordances),
        "updates": [[u.sha256, u.table, u.year, u.use] for u in state.updates],
        "published": None if state.published is None else set_out(state.published),
        "files": {
            each.sha256: {
                "position": position,
                "name": each.name,
                "size": each.size,
                "answers": _answers_out(each.answers),
                "report": each.report_sha256,
            }
            for position, each in enumerate(state.files)
        },
        "expected": {
            each.sha256: {
                "position": position,
                "name": each.name,
                "size": each.size,
                "answers": _answers_out(each.answers),
                "layouts": [
                    [one.sheet, one.fingerprint, _runs(one.rows), _runs(one.columns)]
                    for one in each.layouts
                ],
            }
            for position, each in enumerate(state.expected)
        },
    }
    plain: dict[str, Json] = _listed(document)
    return plain


def from_document(document: Mapping[str, Json], report: Report) -> ProjectState:
    """The state of a document; `report` reads a report by its hash.

    Raises KeyError, TypeError, ValueError where the document is not one of ours.
    """
    if document["preset"] not in PRESETS:
        raise ValueError(document["preset"])
    files = sorted(document["files"].items(), key=lambda item: int(item[1]["position"]))
    base = Settings(
        region=_text_or_none(document["region"]),
        preset=str(document["preset"]),
        parameters=_parameters_in(document["parameters"]),
        choices=FrozenMap({str(k): str(v) for k, v in document["choices"].items()}),
        left_out=frozenset(map(str, document.get("left_out", {}))),
        ranges=_ranges_in(document),
    )
    ordered = sorted(
        document.get("scenarios", {}).items(), key=lambda item: int(item[1]["position"])
    )
    scenarios = tuple(_scenario_in(str(name), plain) for name, plain in ordered)
    for each in scenarios:
        combined(base, chain_of(scenarios, each.name))  # parents there, values that agree
    state = ProjectState(
        files=tuple(
            ProjectFile(
                name=_bare_name(entry["name"]),
                sha256=str(sha256),
                size=int(entry["size"]),
                answers=_answers_in(entry["answers"]),
                report=report(entry["report"]),
                report_sha256=str(entry["report"]),
            )
            for sha256, entry in files
        ),
        region=base.region,
        preset=base.preset,
        parameters=base.parameters,
        choices=base.choices,
        left_out=base.left_out,
        ranges=base.ranges,
        scenarios=scenarios,
        concordances=edits_in(document.get("concordances", {})),
        published=_published_in(document.get("published")),
        updates=tuple(
            TableUpdate(str(sha256), str(table), int(year), bool(use))
            for sha256, table, year, use in document.get("updates", [])
        ),
        expected=_expected_in(document.get("expected", {})),
    )
    active = document.get("active")
    return state if active is None else replace(state, active=str(active))


def completed(document: Mapping[str, Json]) -> Json:
    """A document of a version that knew no scenarios, with the places that they have."""
    return {
        "left_out": {},
        "ranges": {},
        "scenarios": {},
        "active": None,
        "expected": {},
        "concordances": {},
        "published": None,
        "updates": [],
        **document,
    }


def difference(before: Json, after: Json, path: tuple[str, ...] = ()) -> tuple[Patch, ...]:
    """Patches that turn one document into the other. Lists are compared whole."""
    if isinstance(before, dict) and isinstance(after, dict):
        found: list[Patch] = []
        for key in (*before, *(key for key in after if key not in before)):
            if key not in after:
                found.append(Patch((*path, key), (before[key],), ()))
            elif key not in before:
                found.append(Patch((*path, key), (), (after[key],)))
            else:
                found.extend(difference(before[key], after[key], (*path, key)))
        return tuple(found)
    if type(before) is type(after) and before == after:
        return ()
    return (Patch(path, (before,), (after,)),)


def patched(document: Json, patches: tuple[Patch, ...], *, back: bool = False) -> Json:
    """A copy of the document with the patches done, or taken back."""
    for patch in reversed(patches) if back else patches:
        document = _put(document, patch.path, patch.before if back else patch.after)
    return document


def patches_out(patches: tuple[Patch, ...]) -> Json:
    """Patches as JSON."""
    return [[list(p.path), list(p.before), list(p.after)] for p in patches]


def patches_in(plain: Json) -> tuple[Patch, ...]:
    """Patches from JSON."""
    return tuple(Patch(tuple(p), tuple(before), tuple(after)) for p, before, after in plain)


def _put(document: Json, path: tuple[str, ...], value: tuple[Json, ...]) -> Json:
    if not path:
        return value[0]
    copy = dict(document)
    if len(path) == 1 and not value:
        del copy[path[0]]
    else:
        copy[path[0]] = _put(copy.get(path[0], {}), path[1:], value)
    return copy


def _scenario_out(each: Scenario) -> dict[str, Json]:
    return {
        "parent": each.parent,
        "preset": each.preset,
        "values": dict(each.values),
        "region": each.region,
        "choices": dict(each.choices),
        "files": dict(each.files),
        "ranges": {name: range_out(one) for name, one in each.ranges.items()},
    }


def _scenario_in(name: str, plain: Mapping[str, Json]) -> Scenario:
    def text(value: Json) -> str | None:
        return None if value is None else str(value)

    if plain["preset"] not in (None, *PRESETS):
        raise ValueError(plain["preset"])
    return Scenario(
        name=name,
        parent=text(plain["parent"]),
        preset=plain["preset"],
        values=FrozenMap({str(k): _plain_value(v) for k, v in plain["values"].items()}),
        region=text(plain["region"]),
        choices=FrozenMap({str(k): text(v) for k, v in plain["choices"].items()}),
        files=FrozenMap({str(k): bool(v) for k, v in plain["files"].items()}),
        ranges=_ranges_in(plain),
    )


def _ranges_in(plain: Mapping[str, Json]) -> Mapping[str, RangeChoice]:
    # A file of an earlier version, and a step of one, say nothing of ranges.
    return FrozenMap({str(k): checked_range(str(k), v) for k, v in plain.get("ranges", {}).items()})


def _plain_value(value: Json) -> Json:
    if value is not None and not isinstance(value, str | int | float):
        raise ValueError(str(type(value)))
    return value


def _text_or_none(value: Json) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError(type(value).__name__)
    return value


def _bare_name(value: Json) -> str:
    """A file's name, which is never a path here: anybody may have made the project file."""
    name = PurePath(str(value).replace("\0", "")).name
    return name if name not in ("", ".", "..") else "?"


def _published_in(plain: Json) -> PublishedSet | None:
    try:
        return None if plain is None else set_in(plain)
    except MethodError as error:
        raise ValueError(error.message.code) from error


def _answers_out(answers: tuple[Answer, ...]) -> Json:
    return [[a.table, a.field, a.value, *([a.remembered] if a.remembered else [])] for a in answers]


def _answers_in(plain: Json) -> tuple[Answer, ...]:
    return tuple(Answer(*map(str, answer)) for answer in plain)


def _runs(runs: tuple[tuple[str, int], ...]) -> Json:
    return [list(run) for run in runs]


def _expected_in(plain: Mapping[str, Json]) -> tuple[ExpectedFile, ...]:
    def runs(pairs: Json) -> tuple[tuple[str, int], ...]:
        return tuple((str(signature), int(count)) for signature, count in pairs)

    ordered = sorted(plain.items(), key=lambda item: int(item[1]["position"]))
    return tuple(
        ExpectedFile(
            name=_bare_name(entry["name"]),
            sha256=str(sha256),
            size=int(entry["size"]),
            answers=_answers_in(entry["answers"]),
            layouts=tuple(
                Layout(str(sheet), str(fingerprint), runs(rows), runs(columns))
                for sheet, fingerprint, rows, columns in entry["layouts"]
            ),
        )
        for sha256, entry in ordered
    )


def _listed(value: Json) -> Json:
    """Tuples as lists, as JSON gives them back: a document reopened equals the one written."""
    if isinstance(value, dict):
        return {key: _listed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(each) for each in value]
    return value


def _parameters_out(parameters: Parameters) -> dict[str, Json]:
    own: dict[str, Json] = {
        f.name: getattr(parameters, f.name) for f in fields(Parameters) if f.name != "assets"
    }
    own["assets"] = {
        asset: {
            **{f.name: getattr(each, f.name) for f in fields(AssetParameters)},
            "shares": {str(year): share for year, share in each.shares},
        }
        for asset, each in parameters.assets.items()
    }
    return own


def _parameters_in(plain: Mapping[str, Json]) -> Parameters:
    # A field that the file lacks (an older version wrote it) takes its default.
    own = {f.name for f in fields(Parameters)} - {"assets"}
    asset_fields = {f.name for f in fields(AssetParameters)} - {"shares"}
    assets = {
        str(asset): AssetParameters(
            **{name: _tupled(value) for name, value in each.items() if name in asset_fields},
            shares=tuple(sorted((int(y), float(s)) for y, s in each.get("shares", {}).items())),
        )
        for asset, each in plain["assets"].items()
    }
    return validate(
        Parameters(
            assets=FrozenMap(assets),
            **{name: _tupled(value) for name, value in plain.items() if name in own},
        )
    )


def _tupled(value: Json) -> Json:
    """Lists of JSON as the tuples that they were: parameters can be compared and hashed."""
    return tuple(map(_tupled, value)) if isinstance(value, list) else value
