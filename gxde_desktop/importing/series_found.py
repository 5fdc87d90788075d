"""What the recogniser of annual series hands on: series as found, before questions are asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from gxde_desktop.importing.grid import Area
from gxde_desktop.importing.io_panel import Finding
from models.messages import Message
from models.series import Basis

NO_YEAR = 0
"""The year of a figure that no cell tells; it is asked for."""


@dataclass(slots=True)
class RawSeries:
    """One series as found, before questions are answered.

    points: year -> value, row, column. path: its labels from the outermost. index: it speaks of
    an index, whose basis must be known. total: a row or column of totals, whole_region: of
    regions. part: below another one (#, 其中, set in), depth: how far. two_units: what its row and
    its column say. english: the unit that a translation says. per_cent: figures printed with % in
    their cell. prices: what puts its amounts at constant prices. doubted: its figures cannot be
    what the basis says. order: where it stands in the table. label_at: the cell of its label.
    """

    name: str
    region: str | None
    industry: str | None
    unit: str | None
    basis: Basis | None
    points: dict[int, tuple[float, int, int]] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    label_at: tuple[int, int] = (0, 0)
    index: bool = False
    total: bool = False
    whole_region: bool = False
    part: bool = False
    depth: int = 0
    two_units: tuple[str, str] | None = None
    english: str | None = None
    per_cent: int = 0
    prices: str | None = None
    doubted: bool = False
    order: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class SeriesBlock:
    """One table of series: a heading with years and what belongs to it.

    dated: its own rows or columns tell years.
    """

    title: str
    title_at: tuple[int, int] | None
    area: Area
    header: Area
    labels: Area
    series: list[RawSeries]
    top: int = 0
    notes: list[Area] = field(default_factory=list)
    unit_at: tuple[int, int] | None = None
    findings: list[Finding] = field(default_factory=list)
    unused: list[tuple[Area, Message]] = field(default_factory=list)
    converted: dict[str, int] = field(default_factory=dict)
    across: bool = True
    year_at: str | None = None
    units: tuple[str, ...] = ()
    continued: bool = False
    untitled: bool = False
    noted: list[str] = field(default_factory=list)
    dated: bool = False
