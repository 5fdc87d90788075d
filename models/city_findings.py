"""What a measurement finds about its cities that a person should see."""

from __future__ import annotations

import numpy as np

from models.expression import Ref
from models.findings import Finding
from models.measurement import Measurement
from models.messages import message
from models.quantities.city_capital import series_for

FAR = 0.05
"""Distance of the factor from one above which cities and province are too far apart (ours)."""


def city_findings(measurement: Measurement) -> tuple[Finding, ...]:
    """Years that some cities lack, shares that are held, and cities far from their province."""
    if not measurement.dataset.cities.names:
        return ()
    found: list[Finding] = []
    places = {series_for(measurement.frame, a) for a in range(len(measurement.frame.assets))}
    for k in sorted(places):
        found += _incomplete(measurement, k)
        found += _held(measurement, k)
        found += _far(measurement, k)
    return tuple(found)


def _incomplete(m: Measurement, k: int) -> list[Finding]:
    """Years in which some cities have a figure and others none: those are not scaled."""
    known = np.isfinite(m.values["city_indicator"][k])
    partly = known.any(axis=0) & ~known.all(axis=0)
    years = np.flatnonzero(partly)
    if not years.size:
        return []
    names = m.dataset.cities.names
    absent = [names[c] for c in range(len(names)) if not known[c, years].all()]
    first = int(years[0])
    return [
        Finding(
            "cities_incomplete",
            "warning",
            message(
                "finding.cities_incomplete",
                what=message(f"city_indicator.{m.frame.labels('city_indicator')[k]}"),
                cities=tuple(absent),
                years=_spans(m, years),
            ),
            Ref("city_own_share", (k, int(np.flatnonzero(known[:, first])[0]), first)),
        )
    ]


def _held(m: Measurement, k: int) -> list[Finding]:
    """Years whose shares are those of other years, on confirmation."""
    held = np.isfinite(m.values["city_share"][k]) & ~np.isfinite(m.values["city_own_share"][k])
    years = np.flatnonzero(held.any(axis=0))
    if not years.size:
        return []
    first = int(years[0])
    return [
        Finding(
            "cities_held",
            "info",
            message("finding.cities_held", years=_spans(m, years)),
            Ref("city_share", (k, int(np.flatnonzero(held[:, first])[0]), first)),
        )
    ]


def _far(m: Measurement, k: int) -> list[Finding]:
    """Years in which the cities add up to something far from their province."""
    factor = m.values["city_factor"][k]
    years = np.flatnonzero(np.abs(factor - 1.0) > FAR)
    if not years.size:
        return []
    worst = int(years[np.argmax(np.abs(np.log(factor[years])))])
    return [
        Finding(
            "cities_far",
            "info",
            message(
                "finding.cities_far",
                years=_spans(m, years),
                worst=m.frame.years[worst],
                factor=f"{factor[worst]:.4f}",
            ),
            Ref("city_factor", (k, worst)),
        )
    ]


def _spans(m: Measurement, positions: np.ndarray) -> str:
    """Years as ranges: 2000–2004, 2007."""
    parts: list[list[int]] = []
    for t in positions:
        year = m.frame.years[int(t)]
        if parts and year == parts[-1][1] + 1:
            parts[-1][1] = year
        else:
            parts.append([year, year])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in parts)
