"""The method, pure: arrays in, arrays out.

`measure(dataset, parameters)` computes every quantity; the modules beside hold the
mathematics, `models.quantities` each quantity as kernel and as cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.measurement import Measurement, measure

__all__ = ["Measurement", "measure"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: `models.parameters` alone must not pull in numpy.
    if name in __all__:
        from models import measurement

        return getattr(measurement, name)
    raise AttributeError(name)
