"""Distributions of uncertainty as the project keeps them, and what each is called."""

from __future__ import annotations

from typing import Any

from models.distributions import RATIOS, RangeChoice, check_choice
from models.messages import Message, message

Json = Any


def range_out(choice: RangeChoice) -> Json:
    """A choice as JSON: its family, then its numbers."""
    return [choice.family, *choice.numbers]


def range_in(plain: Json) -> RangeChoice:
    """The choice of `range_out`. Raises ValueError, TypeError for anything else."""
    family, *numbers = plain
    if not isinstance(family, str) or not all(map(_is_number, numbers)):
        raise ValueError(str(plain))
    return RangeChoice(family, tuple(map(float, numbers)))


def checked_range(name: str, plain: Json) -> RangeChoice:
    """A choice that a file or a script brings. Raises ValueError, TypeError, MethodError."""
    choice = range_in(plain)
    check_choice(name, choice)
    return choice


def ratio_name(name: str) -> Message | None:
    """The words of a wandering ratio, None where the name is a parameter's path."""
    key, _, label = name.partition(".")
    if key not in RATIOS:
        return None
    axis, _ = RATIOS[key]
    title = message(f"quantity.{key}.title")
    if axis is None:
        return title
    return message("project.parameter_name", asset=message(f"{axis}.{label}"), title=title)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
