"""Labels of official sheets in one spelling, so that they can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOTE_MARKS = re.compile(r"[\u2460-\u2473\u00b9\u00b2\u00b3\u2070-\u2079]+|\*+$")
_NOTE_NUMBER = re.compile(r"(?<=[\u3400-\u9fff)）])\d{1,2}[)）]$")
"""软件业务收入1): a note's number, closed by a bracket that nothing opened."""
_NUMBERING = re.compile(
    r"^(?:[#＃]+|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|\d{1,2}[、.．](?=\D)|[(（]\d{1,2}[)）]|其中[:：])+"
)
_SPACES = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """The printed label without white space and line breaks: what a name is kept as.

    Latin words keep one space between them.
    """
    text = text.replace("\u200b", "").replace("\ufeff", "")
    if not _HAN.search(text):
        return _SPACES.sub(" ", text).strip()
    return _SPACES.sub("", text)


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """A label for comparing: NFKC, lower case, no white space, one kind of punctuation."""
    text = _NOTE_MARKS.sub("", text)
    text = unicodedata.normalize("NFKC", text)
    text = _SPACES.sub("", text).casefold()
    return text.translate(_PUNCTUATION)


_PUNCTUATION = str.maketrans(
    {"，": ",", "、": ",", "；": ";", "：": ":", "（": "(", "）": ")", "－": "-"}
)


_ENGLISH_TAIL = re.compile(
    r"(?s)^(.*[\u3400-\u9fff](?:\s*[=＝]\s*\d+|[)）】\]、%％”’\"])*)\s*([A-Za-z(][^\u3400-\u9fff]*)$"
)


def chinese(text: str) -> str:
    """The Chinese half of a bilingual cell (制造业 Manufacturing -> 制造业).

    A Latin word that belongs to the Chinese (人均GDP) stays: a translation has lower case.
    """
    found = _ENGLISH_TAIL.match(text.rstrip())
    if found and len(found.group(2)) >= 3 and re.search(r"[a-z]{2}", found.group(2)):
        return found.group(1)
    return text


def indent(text: str) -> int:
    """How far a row label is set in: a full-width space counts as two."""
    depth = 0
    for ch in text:
        if ch == "\u3000":
            depth += 2
        elif ch in " \u00a0":
            depth += 1
        elif ch == "\t":
            depth += 4
        else:
            break
    return depth


_PART_OF = re.compile(r"^[\s\u3000\u00a0]*(?:[#＃＊]|其\s*中(?:[:：、\s]|$))")


def is_part(text: str) -> bool:
    """Whether a row label says that it is a part of the row before: # or 其中."""
    return _PART_OF.match(text) is not None


def without_marks(text: str) -> str:
    """A text without note marks (①, *)."""
    return _NOTE_MARKS.sub("", text)


def plain_name(text: str) -> str:
    """A row label without numbering (一、, #, 其中：), note marks and white space."""
    text = squeeze(_NOTE_MARKS.sub("", text))
    if text.count(")") + text.count("）") > text.count("(") + text.count("（"):
        text = _NOTE_NUMBER.sub("", text)
    previous = None
    while previous != text:
        previous = text
        text = _NUMBERING.sub("", text)
    return text


def has_han(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return _HAN.search(text) is not None


_NOTE_STARTS = (
    "注:", "注1", "注2", "注.", "说明", "数据来源", "资料来源", "来源:", "本表", "note", "source",
    "a)", "b)", "1)", "2)", "1.", "2.", "*",
)  # fmt: skip


def is_note(text: str) -> bool:
    """A footnote or a line that names the source."""
    return key(text).startswith(_NOTE_STARTS) or bool(re.match(r"^注\s*[:：\d]", text.strip()))
