"""What readings are made of: values of parameters, for one asset or for several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from models.frozen import FrozenMap
from models.readings import Reading


def choices(
    path: str,
    values: Iterable[str],
    sources: Mapping[str, tuple[str, ...]],
    printed: Mapping[str, str] = FrozenMap(),
    literal: tuple[str, ...] = (),
) -> tuple[Reading, ...]:
    """A reading for each value of one parameter."""
    return tuple(
        Reading(
            value,
            {path: value},
            sources.get(value, ("ours",)),
            printed.get(value, ""),
            value in literal,
        )
        for value in values
    )


def of_hardware(name: str, value: str) -> Mapping[str, Any]:
    """One value of a parameter for both assets of hardware."""
    return FrozenMap({f"{asset}.{name}": value for asset in ("computers", "communications")})


def lives(*years: float) -> Mapping[str, Any]:
    """Service lives of computers, communications equipment and software."""
    assets = ("computers", "communications", "software")
    return FrozenMap(
        {f"{asset}.service_life": life for asset, life in zip(assets, years, strict=True)}
    )


def rates(*values: float) -> Mapping[str, Any]:
    """Depreciation rates of computers, communications equipment and software."""
    assets = ("computers", "communications", "software")
    return FrozenMap(
        {f"{asset}.depreciation": rate for asset, rate in zip(assets, values, strict=True)}
    )
