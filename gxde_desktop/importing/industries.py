"""Labels that name an industry, or the whole of all industries."""

from __future__ import annotations

import json
import re
from functools import cache

from gxde_desktop.importing.dictionary import dictionary
from gxde_desktop.importing.labels import key, plain_name
from gxde_desktop.resources import resource_folder

SHORTEST = 4
"""Characters of a sector's name that is taken for an industry wherever it stands."""

_TAKEN_FROM = re.compile(r"^[A-T](?=[^A-Za-z])|^\d{2}(?=[^\d年])")
"""The letter of a section or the number of a division in front of its name."""


@cache
def _words() -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...], frozenset[str]]:
    words = dictionary("industries")
    return (
        frozenset(_fold(name) for name in (*words["names"], *_sectors())),
        tuple(key(ending) for ending in words["endings"]),
        tuple(key(ending) for ending in words["not_endings"]),
        frozenset(key(total) for total in words["totals"]),
    )


def _sectors() -> tuple[str, ...]:
    """Names of the 42 sectors of tables (煤炭采选产品): series by sector bear them too.

    Not the shortest: 建筑 and 金融 are words of other labels.
    """
    folder = resource_folder() / "industries"
    plain = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    names = (name for links in plain for link in links for name in link["names"])
    return tuple(name for name in names if len(name) >= SHORTEST)


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
