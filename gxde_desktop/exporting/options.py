"""What an exported workbook is to hold."""

from __future__ import annotations

from dataclasses import dataclass

from gxde_desktop.exporting.amounts import DECIMALS
from models.quantities import REGISTRY

Labels = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Choices of one export.

    live: formulas; without it every number stands as computed, and nothing recomputes.
    quantities: keys of those to be written; empty: all of them. A live workbook also holds
    what they rest on. long: a sheet with one row a figure. derivations: figures, each by key
    and labels (`("stock", ("computers", 2017))`), whose trees down to the source cells are
    written out; headlines: those of the scale by every rule in its last year too, which are
    known only when measured. decimals: shown of amounts; every digit stays in the cells.
    """

    live: bool = True
    quantities: tuple[str, ...] = ()
    long: bool = False
    derivations: tuple[tuple[str, Labels], ...] = ()
    headlines: bool = False
    decimals: int = DECIMALS

    @property
    def written(self) -> frozenset[str]:
        """Keys of the quantities that have a place in the workbook."""
        if not self.quantities:
            return frozenset(REGISTRY)
        return with_needs(self.quantities) if self.live else frozenset(self.quantities)


DEFAULT_OPTIONS = ExportOptions()


def with_needs(keys: tuple[str, ...]) -> frozenset[str]:
    """Quantities and all that their cells read, down to the inputs."""
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(REGISTRY[key].needs)
    return frozenset(found)
