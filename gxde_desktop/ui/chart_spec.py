"""What a chart shows, without how it is drawn: values, names, units, colours by name; where
its parts lie and how far its axis goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One curve, area or set of bars.

    colour: a name in `Tokens.series`. values: (n,), NaN where there is none.
    cells: one opaque key a point, handed on when the point is clicked; may be empty.
    points: drawn as single points over areas or bars and never stacked with them.
    lower: (n,), of a band, which reaches from there up to `values`; None for anything else.
    """

    name: str
    colour: str
    values: FloatArray
    dashed: bool = False
    cells: tuple[Any, ...] = ()
    width: float = 2.0
    points: bool = False
    lower: FloatArray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ChartSpec:
    """A chart.

    kind: `area` (stacked), `line`, `bars` (grouped) or `stack` (stacked, what is negative
    below zero), `fan` (bands with lines over them), `tornado` and `across` (bars to the right,
    `ui.sideways_plot`); of bars and stacks x are positions of `x_labels`.
    x: (n,) ascending. y_title names quantity and unit. marks: (x, text) vertical lines.
    decimals: of hover and copies for the eye. empty: what is said when nothing is there.
    """

    title: str
    kind: str
    x: FloatArray
    x_title: str
    y_title: str
    curves: tuple[Curve, ...]
    marks: tuple[tuple[float, str], ...] = ()
    x_labels: tuple[str, ...] = ()
    decimals: int = 2
    empty: str = ""

    def label_of(self, position: int) -> str:
        """The x value of a position as text."""
        if self.x_labels:
            return self.x_labels[position]
        value = float(self.x[position])
        return str(int(value)) if value.is_integer() else f"{value:g}"

    @property
    def drawable(self) -> tuple[Curve, ...]:
        """The curves that have a value at all."""
        return tuple(curve for curve in self.curves if np.isfinite(curve.values).any())


def stacked(curves: tuple[Curve, ...]) -> tuple[FloatArray, FloatArray]:
    """Lower and upper edges, (curves, n), of areas on top of each other.

    Where one is missing all edges are NaN: what the others add up to would look as if the sum
    had fallen.
    """
    values = np.array([curve.values for curve in curves], dtype=np.float64)
    lacking = ~np.isfinite(values).all(axis=0)
    upper = np.cumsum(np.nan_to_num(values), axis=0)
    lower = upper - np.nan_to_num(values)
    upper[:, lacking] = np.nan
    lower[:, lacking] = np.nan
    return lower, upper


def bar_edges(curves: tuple[Curve, ...]) -> tuple[FloatArray, FloatArray]:
    """Lower and upper edges, (curves, n), of stacked bars: negative parts go down from zero."""
    values = np.nan_to_num(np.array([curve.values for curve in curves], dtype=np.float64))
    up, down = np.maximum(values, 0.0), np.minimum(values, 0.0)
    upper = np.where(values >= 0, np.cumsum(up, axis=0), np.cumsum(down, axis=0) - down)
    return upper - np.abs(values), upper


def edges(kind: str, curves: tuple[Curve, ...]) -> tuple[FloatArray, FloatArray]:
    """Where each curve lies, (curves, n) below and above; the same for what is not stacked."""
    low = np.array([curve.values for curve in curves], dtype=np.float64)
    high = low.copy()
    parts = [i for i, curve in enumerate(curves) if not curve.points]
    for i, curve in enumerate(curves):
        if curve.lower is not None:
            low[i] = curve.lower
    if kind in ("area", "stack") and parts:
        chosen = tuple(curves[i] for i in parts)
        low[parts], high[parts] = (stacked if kind == "area" else bar_edges)(chosen)
    return low, high


def nearest(spec: ChartSpec, hidden: frozenset[str], x: float, y: float) -> tuple[int, int] | None:
    """Curve and position nearest to a place in the chart: x first, then y."""
    if not len(spec.x):
        return None
    position = int(np.argmin(np.abs(spec.x - x)))
    shown = [i for i, c in enumerate(spec.curves) if c.name not in hidden]
    shown = [i for i in shown if np.isfinite(spec.curves[i].values[position])]
    if not shown:
        return None
    lower, upper = edges(spec.kind, tuple(spec.curves[i] for i in shown))
    middle = (lower[:, position] + upper[:, position]) / 2
    half = (upper[:, position] - lower[:, position]) / 2
    away = np.maximum(np.abs(middle - y) - half, 0)
    return shown[int(np.argmin(away))], position


def named(curves: tuple[Curve, ...], name: str) -> Curve:
    """The curve of a name."""
    return next(curve for curve in curves if curve.name == name)


def present(x: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """x and values where there is one."""
    there = np.isfinite(values)
    return x[there], values[there]


def lonely(values: FloatArray) -> NDArray[np.bool_]:
    """Which values have no neighbour, so that a line would not show them."""
    finite = np.isfinite(values)
    alone = finite.copy()
    alone[1:] &= ~finite[:-1]
    alone[:-1] &= ~finite[1:]
    return alone


def extent(spec: ChartSpec, curves: tuple[Curve, ...]) -> tuple[float, float]:
    """Range of the vertical axis: from zero unless something is below it.

    Its ends are round numbers, so that the axis stands still while a figure moves.
    """
    if not curves:
        return 0.0, 1.0
    lower, upper = edges(spec.kind, curves)
    # An area stands on zero, so its lower edge says nothing.
    low = min(float(np.nanmin(upper if spec.kind == "area" else lower)), 0.0)
    high = max(float(np.nanmax(upper)), 0.0)
    step = _round_step(high - low)
    if not step:
        return low, low + 1.0
    top = high + 0.04 * (high - low) if high > 0 else 0.0
    return step * np.floor(low / step), max(step * np.ceil(top / step), low + step)


def _round_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, a tenth of a span or somewhat more."""
    if not span > 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(span / 10))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= span / 10 * (1 - 1e-9)))
