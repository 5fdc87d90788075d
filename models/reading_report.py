"""What is reported of readings: figures by reading, alone and together, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from models.messages import Message

DOWN, UP, DOWN_SOUND, UP_SOUND, PRINTED = "down", "up", "down_sound", "up_sound", "printed"
"""Readings together: all that lower a figure, all that raise it, the same without the literal
forms that are there for comparison only (`Reading.literal`), and all as printed."""

PULLS = (DOWN, UP, DOWN_SOUND, UP_SOUND)


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A headline figure at one place: its name (`models.headlines`), its year or interval."""

    headline: str
    place: int | str


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """Values by column, None where there is none: then `missing` has the reason.

    refused: why there are no figures at all.
    """

    values: tuple[float | None, ...]
    missing: tuple[Message | None, ...]
    refused: Message | None = None


@dataclass(frozen=True, slots=True)
class PointStanding:
    """Where a point stands: keys of the reading that holds (None: none of them) and the default."""

    point: str
    chosen: str | None
    default: str

    @property
    def differs(self) -> bool:
        """Whether something else than the default holds."""
        return self.chosen != self.default


@dataclass(frozen=True, slots=True)
class OtherReading:
    """A reading that does not hold, with the figures it would give."""

    point: str
    reading: str
    figures: ReadingFigures


@dataclass(frozen=True, slots=True)
class ReadingPart:
    """One reading of a combination. why: where it had to be left out, the reason."""

    point: str
    reading: str
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class ReadingsTogether:
    """Several readings at once.

    kind: one of `PULLS`, of the headline at its last place, or `PRINTED` (headline empty).
    parts: what was combined; left_out: what could not be, with the reason.
    """

    kind: str
    headline: str
    parts: tuple[ReadingPart, ...]
    left_out: tuple[ReadingPart, ...]
    figures: ReadingFigures


@dataclass(frozen=True, slots=True)
class ReadingsReport:
    """Every reading of a measurement.

    columns: the figures reported, those of one headline together, its last place last.
    tables: the years of the region's tables. base: the figures as they are. standings: every
    point; alternatives in their order.
    """

    region: str
    tables: tuple[int, ...]
    columns: tuple[FigureColumn, ...]
    base: ReadingFigures
    standings: tuple[PointStanding, ...]
    alternatives: tuple[OtherReading, ...]
    together: tuple[ReadingsTogether, ...]

    def main_places(self, headline: str) -> tuple[int | str, ...]:
        """The last place of a headline, and before it every interval or year of a table."""
        every = [each.place for each in self.columns if each.headline == headline]
        return tuple(
            each
            for each in every
            if each == every[-1] or isinstance(each, str) or each in self.tables
        )

    def column(self, headline: str, place: int | str | None = None) -> int:
        """Position of a figure; without a place, of the last one of the headline."""
        found = [
            i
            for i, each in enumerate(self.columns)
            if each.headline == headline and place in (None, each.place)
        ]
        if not found:
            raise KeyError(f"{headline} {place}")
        return found[-1]

    def standing(self, point: str) -> PointStanding:
        """Where a point stands, by its key."""
        return next(each for each in self.standings if each.point == point)

    def delta(self, figures: ReadingFigures, column: int) -> float | None:
        """Difference from the figure as it is; None where either is missing."""
        value, base = figures.values[column], self.base.values[column]
        return None if value is None or base is None else value - base

    def relative(self, figures: ReadingFigures, column: int) -> float | None:
        """The difference as a share of the figure as it is; None where that is zero too."""
        delta, base = self.delta(figures, column), self.base.values[column]
        return None if delta is None or not base else delta / abs(base)

    def combined(self, kind: str, headline: str = "") -> ReadingsTogether | None:
        """The combination of a kind; None where no reading moves the figure that way."""
        return next(
            (each for each in self.together if (each.kind, each.headline) == (kind, headline)),
            None,
        )
