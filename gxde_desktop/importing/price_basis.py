"""Amounts at constant prices: what a heading or a title says of the prices of its figures.

Such an amount goes by the same name as the amount at current prices (地区生产总值), and would
be taken for it, wherever it stands without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gxde_desktop.importing.labels import key

_CONSTANT = re.compile(
    r"(?:以|按)?(?:(?:19|20)\d\d年)?(?:不变|可比|固定)价格?(?:计算)?|(?:以|按)(?:19|20)\d\d年价格?计算|"
    r"(?:at)?(?:constant|comparable)prices?|at(?:19|20)\d\dprices"
)
_CURRENT = re.compile(r"现价|当年价|现行价|名义|currentprice")
_OF_CHANGE = re.compile(r"指数|增长|增速|速度|发展|涨|贡献|拉动|平减|缩减|index|indices|growth")
_SENTENCE = re.compile(r"[。；;]")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_NOTE = re.compile(r"^(?:注|说明|备注)?:?(?:\d+[.、)]|[(]\d+[)])?")
_ENGLISH = "constant prices"
_EMPTY_BRACKETS = re.compile(r"[(（][,，、\s]*[)）]")


def constant_prices_in(text: str) -> str | None:
    """The words of a heading or line that put its amounts at constant prices; None where it
    says none, or speaks of current prices or of a rate of change as well.

    按2015年不变价格计算 -> itself; 绝对数按当年价格计算，指数按不变价格计算 -> None.
    """
    for sentence in _SENTENCE.split(key(text)):
        found = _CONSTANT.search(sentence)
        if found and not _CURRENT.search(sentence) and not _OF_CHANGE.search(sentence):
            said = found.group()
            return _ENGLISH if said.isascii() else said
    return None


def constant_prices_noted(note: str) -> str | None:
    """The same of a note, where it speaks of the whole table: 本表按不变价格计算.

    A note on one indicator or on some years (电信业务总量2016-2020年按…) says nothing of others.
    """
    for sentence in _SENTENCE.split(key(note)):
        said = constant_prices_in(sentence)
        if said is None:
            continue
        before, _, after = _NOTE.sub("", sentence).partition(said)
        if ("本表" in before or not before) and not re.search(r"(?:19|20)\d\d", before + after):
            return said
    return None


def constant_prices_of(labels: Iterable[str], around: str | None) -> str | None:
    """The same of one series: its own labels first, then what is said of its whole table."""
    for label in labels:
        said = constant_prices_in(label)
        if said is not None:
            return said
        if _CURRENT.search(key(label)):
            return None
    return around


def at_constant_prices(name: str, said: str) -> str:
    """A name that tells the prices outside of brackets, which rules leave out."""
    bare = _BRACKETS.sub("", name)
    if _CONSTANT.search(key(bare)):
        return name
    without = _EMPTY_BRACKETS.sub("", name.replace(said, ""))
    return f"{without}·{said}"
