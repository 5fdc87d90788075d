"""A mapping that cannot change, can be hashed, and crosses process borders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenMap(Mapping[K, V]):
    """An immutable mapping that keeps its order.

    `types.MappingProxyType` would do, but it cannot be pickled, and snapshots of data are
    handed to the worker process.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        self._items: dict[K, V] = dict(items)

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"

    @staticmethod
    def freeze(owner: object, *names: str) -> None:
        """Freeze mappings among the fields of a frozen dataclass, whatever they came as."""
        for name in names:
            held = getattr(owner, name)
            if not isinstance(held, FrozenMap):
                object.__setattr__(owner, name, FrozenMap(held))

    def __reduce__(self) -> tuple[type[FrozenMap[K, V]], tuple[dict[K, V]]]:
        return FrozenMap, (self._items,)
