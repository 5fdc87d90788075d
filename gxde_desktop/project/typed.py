"""Whether a decoded value is what its class says: bytes from elsewhere may hold anything.

The codec makes no class but ours, yet it fills fields with whatever the bytes say. A
value is looked through by the annotations of its dataclasses before anything uses it.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Check = Callable[[Any], bool]
_UNIONS = (Union, types.UnionType)


def conforms(value: Any, annotation: Any) -> bool:
    """Whether a value, with all it holds, is of the annotated type."""
    return _check(annotation)(value)


@cache
def _check(annotation: Any) -> Check:
    origin, args = get_origin(annotation), get_args(annotation)
    if annotation is Any:
        return _anything
    if annotation is None or annotation is type(None):
        return lambda value: value is None
    if origin in _UNIONS:
        each = [_check(arg) for arg in args]
        return lambda value: any(check(value) for check in each)
    if origin is Literal:
        return lambda value: value in args
    if origin is tuple:
        return _tuple(args)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, item = map(_check, args)
        return lambda value: (
            isinstance(value, Mapping) and all(key(k) and item(v) for k, v in value.items())
        )
    if origin in (frozenset, set):
        item = _check(args[0])
        return lambda value: isinstance(value, frozenset) and all(map(item, value))
    kind = origin or annotation
    if not isinstance(kind, type):
        return _anything
    return _dataclass(kind) if is_dataclass(kind) else _plain(kind)


def _tuple(args: tuple[Any, ...]) -> Check:
    if len(args) == 2 and args[1] is Ellipsis:
        simple = _simple(args[0])
        if simple is not None:  # long rows of figures: their types as a set, not one by one
            return lambda value: isinstance(value, tuple) and simple.issuperset(map(type, value))
        item = _check(args[0])
        return lambda value: isinstance(value, tuple) and all(map(item, value))
    parts = [_check(arg) for arg in args]
    return lambda value: (
        isinstance(value, tuple)
        and len(value) == len(parts)
        and all(check(each) for check, each in zip(parts, value, strict=True))
    )


def _simple(annotation: Any) -> frozenset[type] | None:
    """The exact types of a number, a text or None; None for anything else."""
    kinds = get_args(annotation) if get_origin(annotation) in _UNIONS else (annotation,)
    if not set(kinds) <= {float, int, str, bool, None, type(None)}:
        return None
    exact = {type(None) if kind is None else kind for kind in kinds}
    return frozenset(exact | {int} if float in exact else exact)


def _plain(kind: type) -> Check:
    if kind is float:
        return lambda value: isinstance(value, float | int) and not isinstance(value, bool)
    if kind is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    return lambda value: isinstance(value, kind)


def _dataclass(kind: type) -> Check:
    made: list[tuple[str, Check]] = []

    def check(value: Any) -> bool:
        if not isinstance(value, kind):
            return False
        if not made:  # when it is first asked, so that a class may hold its own kind
            hints = get_type_hints(kind)
            made.extend(
                (each.name, _check(hints[each.name]))
                for each in fields(kind)
                if each.init and not each.name.startswith("_")
            )
        return all(ask(getattr(value, name)) for name, ask in made)

    return check


def _anything(_: Any) -> bool:
    return True
