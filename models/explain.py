"""The derivation of a figure: formula, numbers, and the way down to the source cells."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from models.evaluation import Evaluation, flags_of, taken
from models.expression import (
    Const,
    Flag,
    Fn,
    Frozen,
    If,
    Marked,
    Missing,
    Node,
    Op,
    Param,
    Ref,
    Run,
    walk,
)
from models.formula import STRENGTH
from models.measurement import Measurement
from models.messages import Message
from models.quantities import REGISTRY
from models.sources import Origin


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """A parameter that a cell reads."""

    path: str
    value: float


@dataclass(frozen=True, slots=True)
class Derivation:
    """One figure explained, one step deep.

    labels: its labels along its axes (`computers`, 2017). formula: symbols as in the
    appendix; numbers: the same cell with its numbers; empty for a leaf. terms: the cells
    it reads that matter (zero terms of a sum of products are left out and counted in
    `zero_terms`). flags: its own; those of all it rests on are `Measurement.inherited_flags`,
    which can take a second. reason: why there is no value.
    """

    ref: Ref
    labels: tuple[str | int, ...]
    value: float
    unit: str
    symbol: str
    formula: str
    numbers: str
    source: str
    terms: tuple[Ref, ...]
    zero_terms: int
    parameters: tuple[ParameterUse, ...]
    flags: tuple[Flag, ...]
    origin: Origin | None
    reason: Message | None


def derive(measurement: Measurement, key: str, index: tuple[int, ...]) -> Derivation:
    """The derivation of one cell, by positions."""
    quantity = REGISTRY[key]
    value = measurement.at(key, index)
    tree: Node | None = None if quantity.is_input else measurement.tree(key, *index)
    met = () if tree is None else tuple(taken(tree, measurement))
    terms, zeros = _terms(measurement, met)
    missing = math.isnan(value)
    return Derivation(
        ref=Ref(key, index),
        labels=labels_of(measurement, key, index),
        value=value,
        unit=quantity.unit,
        symbol=quantity.symbol,
        formula=quantity.formula,
        numbers="" if tree is None or missing else numbers(measurement, tree),
        source=quantity.source,
        terms=terms,
        zero_terms=zeros,
        parameters=() if tree is None else _parameters(measurement, tree),
        flags=measurement.flags(key, *index) if tree is None else flags_of(met, measurement),
        origin=measurement.origin(key, *index),
        reason=measurement.reason(key, *index) if missing else None,
    )


def labels_of(measurement: Measurement, key: str, index: tuple[int, ...]) -> tuple[str | int, ...]:
    """Labels of a cell along its quantity's axes."""
    found: list[str | int] = []
    for position, axis in enumerate(REGISTRY[key].axes):
        found.append(measurement.frame.labels(axis, *index[:position])[index[position]])
    return tuple(found)


def _terms(measurement: Measurement, met: Iterable[Node]) -> tuple[tuple[Ref, ...], int]:
    kept: dict[Ref, None] = {}
    zeros = 0
    for part in met:
        if isinstance(part, Ref):
            kept[part] = None
        elif isinstance(part, Fn) and part.name == "SUMIF":
            matching = _matching(measurement, part)
            kept.update(dict.fromkeys(matching))
            zeros += len(part.arguments[2].refs()) - len(matching)  # type: ignore[attr-defined]
        elif isinstance(part, Fn):
            runs = [argument.refs() for argument in part.arguments if isinstance(argument, Run)]
            for factors in zip(*runs, strict=True):
                if part.name == "SUMPRODUCT" and _any_zero(measurement, factors):
                    zeros += 1
                else:
                    kept.update(dict.fromkeys(factors))
    return tuple(kept), zeros


def _matching(measurement: Measurement, tree: Fn) -> list[Ref]:
    """The cells that a SUMIF adds."""
    codes, code, values = tree.arguments
    assert isinstance(codes, Run)
    assert isinstance(values, Run)
    wanted = Evaluation(measurement).of(code)
    pairs = zip(codes.refs(), values.refs(), strict=True)
    return [cell for mark, cell in pairs if measurement.at(mark.key, mark.index) == wanted]


def _any_zero(measurement: Measurement, factors: tuple[Ref, ...]) -> bool:
    return any(measurement.at(factor.key, factor.index) == 0.0 for factor in factors)


def _parameters(measurement: Measurement, tree: Node) -> tuple[ParameterUse, ...]:
    paths = dict.fromkeys(part.path for part in walk(tree) if isinstance(part, Param))
    return tuple(ParameterUse(path, measurement.parameter(path)) for path in paths)


def numbers(measurement: Measurement, tree: Node) -> str:
    """A cell's expression with its numbers in place of its references."""
    return _numbers(measurement, tree)[0]


def _numbers(measurement: Measurement, tree: Node) -> tuple[str, int]:
    atom = 5
    if isinstance(tree, Marked):
        return _numbers(measurement, tree.inner)
    if isinstance(tree, Const | Param | Ref | Frozen):
        value = Evaluation(measurement).of(tree)
        text = short(value) if isinstance(value, float) else "—"
        return (f"({text})" if text.startswith("−") else text), atom
    if isinstance(tree, If):
        holds = Evaluation(measurement).of(tree.condition) == 1.0
        return _numbers(measurement, tree.then if holds else tree.otherwise)
    if isinstance(tree, Missing):
        return "—", atom
    if isinstance(tree, Fn):
        return _function(measurement, tree), atom
    if isinstance(tree, Op):
        return _operation(measurement, tree)
    raise TypeError(type(tree).__name__)


def _operation(measurement: Measurement, tree: Op) -> tuple[str, int]:
    strength = STRENGTH[tree.symbol]
    left, left_strength = _numbers(measurement, tree.left)
    right, right_strength = _numbers(measurement, tree.right)
    if left_strength < strength or (tree.symbol == "^" and left_strength == strength):
        left = f"({left})"
    if right_strength <= strength and not (tree.symbol in "+*" and right_strength == strength):
        right = f"({right})"
    sign = {"*": "×", "-": "−", "/": "÷"}.get(tree.symbol, tree.symbol)
    return (f"{left}^{right}" if sign == "^" else f"{left} {sign} {right}"), strength


def _function(measurement: Measurement, tree: Fn) -> str:
    if tree.name == "SUMPRODUCT":
        return _sum_of_products(measurement, tree)
    if tree.name == "SUMIF":
        added = [short(measurement.at(c.key, c.index)) for c in _matching(measurement, tree)]
        return f"({_shortened(added or ['0'], ' + ')})"
    parts: list[str] = []
    for argument in tree.arguments:
        cells = argument.refs() if isinstance(argument, Run) else (argument,)
        parts += [numbers(measurement, cell) for cell in cells]
    if tree.name in ("SUM", "SUMPOSITIVE"):
        return _shortened(parts, " + ")
    names = {"EXP": "exp", "LN": "ln", "NORMSDIST": "Φ"}
    return f"{names.get(tree.name, tree.name)}({_shortened(parts, ', ')})"


def _sum_of_products(measurement: Measurement, tree: Fn) -> str:
    runs = [argument.refs() for argument in tree.arguments if isinstance(argument, Run)]
    products = [
        "×".join(short(measurement.at(cell.key, cell.index)) for cell in factors)
        for factors in zip(*runs, strict=True)
        if not _any_zero(measurement, factors)
    ]
    return f"({_shortened(products or ['0'], ' + ')})"


def _shortened(parts: list[str], separator: str, most: int = 6) -> str:
    if len(parts) <= most:
        return separator.join(parts)
    shown = [*parts[: most - 2], "…", parts[-1]]
    return separator.join(shown) + f" [{len(parts)}]"


_EIGHT_DIGITS = 9_999_999.5
"""From here on seven digits no longer reach the units: what is rounded has eight."""


def short(value: float) -> str:
    """A number as a person reads it inside a formula: seven digits, a real minus.

    Written out, not as a power of ten, wherever that stays shorter than twenty characters.
    """
    if math.isnan(value):
        return "—"
    size = abs(value)
    if size < 1e15 and (value == round(value) or size >= _EIGHT_DIGITS):
        text = f"{value:.0f}"
    elif 1e-9 <= size < 1e-4:
        text = f"{value:.{6 - math.floor(math.log10(size))}f}"
    else:
        text = f"{value:.7g}"
    return text.replace("-", "−")
