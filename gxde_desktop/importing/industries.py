"""Labels that name an industry, or the whole of all industries."""

from __future__ import annotations

import re
from functools import cache

from gxde_desktop.importing.dictionary import dictionary
from gxde_desktop.importing.labels import key, plain_name

_TAKEN_FROM = re.compile(r"^[A-T](?=[^A-Za-z])|^\d{2}(?=[^\d年])")
"""The letter of a section or the number of a division in front of its name."""


@cache
def _words() -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...], frozenset[str]]:
    words = dictionary("industries")
    return (
        frozenset(_fold(name) for name in words["names"]),
        tuple(key(ending) for ending in words["endings"]),
        tuple(key(ending) for ending in words["not_endings"]),
        frozenset(key(total) for total in words["totals"]),
    )


def _fold(label: str) -> str:
    # 、 and , and 和 and 及 come and go between editions of one name.
    return key(label).replace(",", "").replace("及", "和")


def is_known_industry(label: str) -> bool:
    """Whether a label is in the dictionary of industries, whatever stands beside it."""
    names = _words()[0]
    plain = plain_name(label)
    return _fold(plain) in names or _fold(_TAKEN_FROM.sub("", plain)) in names


def is_industry(label: str) -> bool:
    """Whether a label names an industry: in the dictionary, or by its ending."""
    if is_known_industry(label):
        return True
    _, endings, others, _ = _words()
    folded = key(plain_name(label))
    return folded.endswith(endings) and len(folded) >= 3 and not folded.endswith(others)


def is_total(label: str) -> bool:
    """合计, 总计: the whole, no industry of its own."""
    return key(plain_name(label)) in _words()[3]
