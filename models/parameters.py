"""Parameters of the method by their paths: read, changed, read from text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.frozen import FrozenMap
from models.messages import MethodError, message
from models.parameter_specs import (
    ASSET_SPECS,
    CONTINUATIONS,
    EFFICIENCIES,
    GLOBAL_SPECS,
    MARGIN_SPEC,
    RETIREMENTS,
    SHARE_SPEC,
    YEARLY_SPECS,
    ParameterSpec,
    yearly_name,
)
from models.parameter_values import (
    ASSETS,
    PRESETS,
    AssetParameters,
    Parameters,
    check_asset,
    validate,
)

__all__ = [
    "ASSETS",
    "ASSET_SPECS",
    "CONTINUATIONS",
    "EFFICIENCIES",
    "GLOBAL_SPECS",
    "MARGIN_SPEC",
    "PRESETS",
    "RETIREMENTS",
    "SHARE_SPEC",
    "AssetParameters",
    "ParameterSpec",
    "Parameters",
    "changed_paths",
    "check_asset",
    "paths",
    "single_paths",
    "spec_of",
    "validate",
    "value_of",
    "with_value",
    "with_values",
    "yearly_name",
]


def with_value(parameters: Parameters, path: str, value: Any) -> Parameters:
    """A copy with one value changed.

    path: `base_year` (global), `computers.beta` (one asset), `all.beta` (every asset),
    `computers.share_2017` (a given share) or `margin_2017`. value: of the field's type, or
    text, which is read by the field's kind; an empty text or None clears an optional field.
    Raises MethodError for an unknown path, a value of the wrong kind or out of range.
    """
    return validate(_with(parameters, path, value))


def with_values(parameters: Parameters, values: Mapping[str, Any]) -> Parameters:
    """A copy with several values changed, path -> value as in `with_value`.

    Checked once, when all are changed: a new first and last year may both lie beyond the old.
    """
    for path, value in values.items():
        parameters = _with(parameters, path, value)
    return validate(parameters)


def single_paths(parameters: Parameters, path: str) -> tuple[str, ...]:
    """The paths of one value each that a path means: `all.beta` is one of every asset.

    Raises MethodError for an unknown path.
    """
    head, _, name = path.rpartition(".")
    heads = tuple(parameters.assets) if head == "all" else (head,)
    yearly = yearly_name(name)
    own = name if yearly is None else "{}_{}".format(*yearly)
    found = tuple(f"{each}.{own}" if each else own for each in heads)
    for each in found:
        value_of(parameters, each)
    return found


def _with(parameters: Parameters, path: str, value: Any) -> Parameters:
    head, _, name = path.rpartition(".")
    if not head:
        year = _year(name, "margin")
        if year is not None:
            margin = _read(MARGIN_SPEC, path, value)
            return replace(parameters, margins=_with_year(parameters.margins, year, margin))
        spec = GLOBAL_SPECS.get(name)
        if spec is None:
            raise _unknown(parameters, path)
        changes: dict[str, Any] = {name: _read(spec, path, value)}
        return replace(parameters, **changes)
    if head != "all" and head not in parameters.assets:
        raise _unknown(parameters, path)
    chosen = tuple(parameters.assets) if head == "all" else (head,)
    assets = dict(parameters.assets)
    for asset in chosen:
        assets[asset] = _asset_with(parameters, assets[asset], f"{asset}.{name}", name, value)
    return replace(parameters, assets=FrozenMap(assets))


def value_of(parameters: Parameters, path: str) -> Any:
    """The value that `with_value` would change, None for an empty optional one."""
    head, _, name = path.rpartition(".")
    if not head:
        if name in GLOBAL_SPECS:
            return getattr(parameters, name)
        year = _year(name, "margin")
        if year is not None:
            return parameters.margin(year)
    elif head in parameters.assets:
        if name in ASSET_SPECS:
            return getattr(parameters.assets[head], name)
        year = _year(name, "share")
        if year is not None:
            return parameters.assets[head].share(year)
    raise _unknown(parameters, path)


def spec_of(path: str) -> ParameterSpec:
    """The specification behind a path of `with_value`."""
    head, _, name = path.rpartition(".")
    yearly = yearly_name(name)
    if yearly is not None and (yearly[0] == "share") == bool(head):
        return YEARLY_SPECS[yearly[0]]
    table = ASSET_SPECS if head else GLOBAL_SPECS
    if name not in table:
        raise MethodError(message("parameters.unknown", path=path, known=", ".join(table)))
    return table[name]


def paths(parameters: Parameters) -> tuple[str, ...]:
    """Every path that has a value, global ones first, given shares last."""
    own = (*GLOBAL_SPECS, *(f"margin_{year}" for year, _ in parameters.margins))
    per_asset = tuple(f"{asset}.{name}" for asset in parameters.assets for name in ASSET_SPECS)
    shares = tuple(
        f"{asset}.share_{year}"
        for asset, values in parameters.assets.items()
        for year, _ in values.shares
    )
    return own + per_asset + shares


def changed_paths(parameters: Parameters, before: Parameters) -> tuple[str, ...]:
    """Paths whose value is another than before, in the order of `paths`."""
    known = dict.fromkeys((*paths(parameters), *paths(before)))
    return tuple(p for p in known if value_of(parameters, p) != value_of(before, p))


def _asset_with(
    parameters: Parameters, asset: AssetParameters, path: str, name: str, value: Any
) -> AssetParameters:
    year = _year(name, "share")
    if year is not None:
        read = _read(SHARE_SPEC, path, value)
        return replace(asset, shares=_with_year(asset.shares, year, read))
    spec = ASSET_SPECS.get(name)
    if spec is None:
        raise _unknown(parameters, path)
    changes: dict[str, Any] = {name: _read(spec, path, value)}
    return replace(asset, **changes)


def _year(name: str, stem: str) -> int | None:
    yearly = yearly_name(name)
    return yearly[1] if yearly is not None and yearly[0] == stem else None


def _with_year(
    pairs: tuple[tuple[int, float], ...], year: int, value: float | None
) -> tuple[tuple[int, float], ...]:
    rest = tuple(pair for pair in pairs if pair[0] != year)
    return rest if value is None else tuple(sorted((*rest, (year, value))))


def _unknown(parameters: Parameters, path: str) -> MethodError:
    known = (*GLOBAL_SPECS, *(f"{asset}.*" for asset in parameters.assets), *ASSET_SPECS)
    return MethodError(message("parameters.unknown", path=path, known=", ".join(known)))


def _read(spec: ParameterSpec, path: str, value: Any) -> Any:
    """Bring a text or a number to the kind of the parameter."""
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        if spec.optional:
            return None
        raise MethodError(message("parameters.empty", path=path))
    try:
        if spec.kind == "number":
            return float(value)
        if spec.kind == "integer":
            number = float(value)
            if number != int(number):
                raise ValueError
            return int(number)
        if spec.kind == "flag":
            return _FLAGS[str(value).lower()]
    except (ValueError, OverflowError, TypeError, KeyError):
        raise MethodError(
            message("parameters.not_" + spec.kind, path=path, value=str(value))
        ) from None
    return str(value)


_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
