"""Sets of published figures in a project, and those that ship as examples.

Data, not code: `resources/published/<name>.json`, each figure with its quotation. A project
without a set of its own shows the example about its region and keeps nothing of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from gxde_desktop.importing.regions import region_named
from gxde_desktop.project.errors import ProjectError
from gxde_desktop.project.state import ProjectState
from gxde_desktop.resources import resource_folder
from models.audit import Printed
from models.frozen import FrozenMap
from models.messages import MethodError, message
from models.published import (
    Claim,
    PublishedSet,
    checked_figure,
    checked_set,
    checked_size,
    checked_tolerance,
)

Json = Any


@cache
def examples() -> Mapping[str, PublishedSet]:
    """The sets that ship, by name."""
    folder = resource_folder() / "published"
    return FrozenMap(
        {path.stem: _read(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}
    )


def example(name: str) -> PublishedSet:
    """A set that ships. Raises ProjectError where there is none of the name."""
    found = examples().get(name)
    if found is None:
        known = ", ".join(examples())
        raise ProjectError(message("project.published.unknown", name=name[:60], known=known))
    return found


def example_about(region: str) -> tuple[str, PublishedSet] | None:
    """Name and set of the example about a region, None where there is none."""
    wanted = _plain_region(region)
    found = ((n, s) for n, s in examples().items() if _plain_region(s.region) == wanted)
    return next(found, None)


def published_of(state: ProjectState, region: str | None) -> PublishedSet | None:
    """The project's own set, else the example about a region, else None."""
    if state.published is not None:
        return state.published
    found = example_about(region) if region else None
    return None if found is None else found[1]


def published_beside(state: ProjectState, region: str) -> PublishedSet | None:
    """The set whose figures stand beside those of a region: none that says another region."""
    found = published_of(state, region)
    if found is None or (found.region and _plain_region(found.region) != _plain_region(region)):
        return None
    return found


def set_out(published: PublishedSet) -> dict[str, Json]:
    """A set as JSON. Figures and checks keep their order by `position`."""
    return {
        "title": published.title,
        "region": published.region,
        "tolerance": published.tolerance,
        "figures": {
            f"{each.key}:{each.year}": {
                "position": position,
                "value": each.text,
                "unit": each.unit,
                "where": each.where,
                "quote": each.quote,
                "derived": each.derived,
            }
            for position, each in enumerate(published.figures)
        },
        "checks": {
            each.key: {
                "position": position,
                "formula": each.formula,
                "target": each.target,
                "title": each.title,
            }
            for position, each in enumerate(published.claims)
        },
    }


def set_in(plain: Mapping[str, Json]) -> PublishedSet:
    """A set of `set_out`. Raises KeyError, TypeError, ValueError, MethodError for others.

    Formulas are only texts here: what another version cannot read is told where it is checked.
    """

    def text(entry: Mapping[str, Json], key: str) -> str:
        value = entry.get(key, "")
        if not isinstance(value, str):
            raise TypeError(key)
        return value

    def ordered(entries: Mapping[str, Json]) -> list[tuple[str, Json]]:
        return sorted(entries.items(), key=lambda item: int(item[1].get("position", 0)))

    figures = []
    for name, entry in ordered(plain["figures"]):
        key, _, year = name.rpartition(":")
        made = Printed(
            key,
            int(year),
            text(entry, "value"),
            entry.get("unit", "money"),
            text(entry, "where"),
            text(entry, "quote"),
            bool(entry.get("derived")),
        )
        figures.append(checked_figure(made))
    claims = [
        Claim(str(key), text(entry, "formula"), text(entry, "target"), text(entry, "title"))
        for key, entry in ordered(plain["checks"])
    ]
    tolerance = checked_tolerance(float(plain.get("tolerance", 0.5)))
    return checked_size(
        PublishedSet(
            text(plain, "title"), text(plain, "region"), tolerance, tuple(figures), tuple(claims)
        )
    )


def set_read(plain: Json) -> PublishedSet:
    """A set out of a script, every part checked. Raises ProjectError."""
    try:
        return checked_set(set_in(plain))
    except MethodError as error:
        raise ProjectError(error.message) from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ProjectError(message("project.published.not_a_set")) from error


def _read(text: str) -> PublishedSet:
    plain = json.loads(text)
    figures = tuple(
        Printed(
            each["key"],
            each["year"],
            each["value"],
            each["unit"],
            plain["places"][each["place"]]["where"],
            plain["places"][each["place"]]["quote"],
            each.get("derived", False),
        )
        for each in plain["figures"]
    )
    claims = tuple(Claim(e["key"], e["formula"], e["target"]) for e in plain["checks"])
    return checked_set(PublishedSet(plain["title"], plain["region"], 0.5, figures, claims))


def _plain_region(region: str) -> str:
    return region_named(region) or region
