"""Industries through time: the finest common classification of several tables (method, section 1).

Sectors are matched by name through links, never by code or position. Two sectors belong
to one common industry where a chain of links joins them; merged industries are sums.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.concordance import normal_name

BROAD = ("primary", "secondary", "tertiary")
"""The three broad sectors 第一、二、三产业."""

_BETWEEN_NAMES = re.compile(r"[、，,；;\n]+")
_NO_NAMES = frozenset({"none", "无"})


@dataclass(frozen=True, slots=True)
class IndustryLink:
    """Names, over classifications, of one and the same activity.

    key: stable identifier; names: as printed by any classification; market: whether it sells
    its output (non-market industries use the ex ante rate); broad: one of `BROAD`.
    """

    key: str
    names: tuple[str, ...]
    broad: str = "secondary"
    market: bool = True


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry of the common classification.

    key: of its links, joined; label: names of the newest table, joined. members: positions
    of its sectors in each table, empty where a table has no partner.
    """

    key: str
    label: str
    members: tuple[tuple[int, ...], ...]
    broad: str = "secondary"
    market: bool = True

    @property
    def complete(self) -> bool:
        """Whether every table has a partner."""
        return all(self.members)


def common_industries(
    tables: Sequence[tuple[str, ...]], links: Sequence[IndustryLink]
) -> tuple[Industry, ...]:
    """The finest classification in which all tables add up.

    tables: sector names of each table, in time order. A name that no link knows stands for
    itself, so tables of one classification match by name alone. Industries come in the order
    of the newest table, those without a partner there last.
    """
    by_name = {normal_name(name): i for i, link in enumerate(links) for name in link.names}
    nodes = [(t, s) for t, names in enumerate(tables) for s in range(len(names))]
    union = _Union(nodes)
    first_of: dict[str | int, tuple[int, int]] = {}
    for t, names in enumerate(tables):
        for s, name in enumerate(names):
            for mark in _marks(name, links, by_name):
                union.join(first_of.setdefault(mark, (t, s)), (t, s))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in nodes:
        groups.setdefault(union.root(place), []).append(place)
    found = [_industry(tables, places, links, by_name) for places in groups.values()]
    last = len(tables) - 1
    return tuple(sorted(found, key=lambda industry: _order(industry, last)))


def named_industries(text: str) -> tuple[str, ...]:
    """The names in a list that a person typed; none where it says so (`none`, 无)."""
    parts = (part.strip() for part in _BETWEEN_NAMES.split(text))
    return tuple(part for part in parts if part and part.lower() not in _NO_NAMES)


def names_industry(text: str, label: str) -> bool:
    """Whether one of the names in a list is an industry's, whole or a part of it."""
    plain = normal_name(label)
    wanted = (normal_name(name) for name in named_industries(text))
    return any(name and name in plain for name in wanted)


def _order(industry: Industry, last: int) -> tuple[int, int]:
    members = industry.members[last] if industry.members else ()
    return (0, members[0]) if members else (1, next(m[0] for m in industry.members if m))


def _marks(
    name: str, links: Sequence[IndustryLink], by_name: Mapping[str, int]
) -> tuple[str | int, ...]:
    """What a sector shares with its partners: every link that names it, or its own name."""
    plain = normal_name(name)
    known = [i for i, link in enumerate(links) if plain in map(normal_name, link.names)]
    return tuple(known) if plain in by_name else (plain,)


def _industry(
    tables: Sequence[tuple[str, ...]],
    places: list[tuple[int, int]],
    links: Sequence[IndustryLink],
    by_name: Mapping[str, int],
) -> Industry:
    members = tuple(tuple(s for t, s in places if t == table) for table in range(len(tables)))
    newest = next(t for t in reversed(range(len(tables))) if members[t])
    label = "、".join(dict.fromkeys(tables[newest][s] for s in members[newest]))
    marks = dict.fromkeys(mark for t, s in places for mark in _marks(tables[t][s], links, by_name))
    known = [links[mark] for mark in marks if isinstance(mark, int)]
    key = "+".join(link.key for link in known) or label
    if not known:
        return Industry(key, label, members)
    return Industry(key, label, members, known[0].broad, all(link.market for link in known))


class _Union:
    """Disjoint sets of places."""

    def __init__(self, nodes: Sequence[tuple[int, int]]) -> None:
        self._parent = {node: node for node in nodes}

    def root(self, node: tuple[int, int]) -> tuple[int, int]:
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def join(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        self._parent[self.root(other)] = self.root(one)
