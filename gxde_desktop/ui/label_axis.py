"""An axis of a chart that says years and names as a person writes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF


class LabelAxis(pg.AxisItem):
    """An axis whose ticks are whole years or given labels, never `2007.5`."""

    labels: tuple[str, ...] = ()
    whole = False

    def boundingRect(self) -> QRectF:
        # With a grid pyqtgraph leaves no margin, and then drops the label of the lowest tick.
        return super().boundingRect().adjusted(0, -8, 0, 8)

    def tickValues(self, low: float, high: float, size: float) -> Any:
        if self.labels:
            inside = [i for i in range(len(self.labels)) if low <= i <= high]
            return [(1, inside)]
        levels = super().tickValues(low, high, size)
        if self.whole:
            return [(step, values) for step, values in levels if step >= 1]
        return levels[:1] or levels

    def tickStrings(self, values: Any, scale: float, spacing: float) -> list[str]:
        if self.labels:
            return [self.labels[int(value)] for value in values]
        if self.whole:
            return [str(int(value)) for value in values]
        places = max(0, min(6, int(-np.floor(np.log10(spacing) + 1e-9)))) if spacing > 0 else 0
        return [f"{value:,.{places}f}".replace(",", "\u2009").replace("-", "−") for value in values]
