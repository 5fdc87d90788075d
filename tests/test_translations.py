"""Every sentence a person meets is in the catalogues, in Chinese and in English alike."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from gxde_desktop.text import LANGUAGES, catalogue

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUES = PROJECT / "resources" / "translations"
CJK = re.compile(r"[\u3400-\u9fff]")

# Calls whose first argument is a code, with what they put before it.
CODE_CALLS = {
    "tr": "",
    "message": "",
    "Message": "",
    "msg": "importing.",
    "ImportRefused": "importing.",
}

# What is added where the call's message is handed on: the importer knows the file it reads.
ADDED_LATER = {"ImportRefused": {"file"}}

# English sentences quote names out of Chinese files; quoted text is theirs, not ours.
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’|「[^」]*」|《[^》]*》|\([^()]*\)")
CHINESE_TERMS_IN_ENGLISH = {"上年=100", "万元", "亿元", "中文"}
# Whole values that are the same in Chinese.
SAME_IN_CHINESE = {"English", "TFP", "ICT", "CSV", "SVG", "PNG", "PIM", "OECD"}
# Literals of the window's code that are names, not sentences.
CHINESE_NAMES_IN_CODE = {"中文"}


class Call:
    """A call with a literal code: where it is, what it says, which facts it gives."""

    def __init__(self, place: str, code: str, whole: bool, facts: set[str] | None) -> None:
        self.place = place
        self.code = code
        self.whole = whole  # false: an f-string, and `code` is what it starts with
        self.facts = facts  # None: not told by the call alone


def calls() -> Iterator[Call]:
    for folder in ("gxde_desktop", "models"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and (found := _call(path, node)):
                    yield found


def _call(path: Path, node: ast.Call) -> Call | None:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name not in CODE_CALLS:
        return None
    given = node.args[:1] or [k.value for k in node.keywords if k.arg == "code"]
    if not given:
        return None
    place = f"{path.relative_to(PROJECT).as_posix()}:{node.lineno}"
    prefix = CODE_CALLS[name]
    start, whole = _literal(given[0])
    if not start or (not whole and "." not in prefix + start):
        return None
    spread = any(keyword.arg is None for keyword in node.keywords)
    facts = None
    if name != "Message" and not spread:
        facts = {k.arg for k in node.keywords if k.arg} | ADDED_LATER.get(name, set())
    return Call(place, prefix + start, whole, facts)


def _literal(node: ast.expr) -> tuple[str, bool]:
    """The text a node starts with, and whether that is all of it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value, True
    if isinstance(node, ast.JoinedStr) and node.values:
        return _literal(node.values[0])[0], False
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _literal(node.left)[0], False
    return "", False


def fields(sentence: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(sentence) if name}


def without_fields(sentence: str) -> str:
    return re.sub(r"\{[^{}]*\}", "", sentence)


def test_there_are_calls_and_catalogues() -> None:
    assert len(list(calls())) > 20
    assert len(catalogue("zh")) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence(language: str) -> None:
    known = catalogue(language)
    missing = [
        f"{call.place}: {call.code}"
        for call in calls()
        if (
            call.code not in known
            if call.whole
            else not any(k.startswith(call.code) for k in known)
        )
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_call_gives_the_facts_its_sentence_needs(language: str) -> None:
    known = catalogue(language)
    wrong = [
        f"{call.place}: {call.code} lacks {sorted(lacking)}"
        for call in calls()
        if call.whole and call.facts is not None and call.code in known
        if (lacking := fields(known[call.code]) - call.facts)
    ]
    assert not wrong, "\n".join(wrong)


def test_both_languages_say_the_same_things() -> None:
    chinese, english = catalogue("zh"), catalogue("en")
    assert set(chinese) == set(english)
    different = [code for code in chinese if fields(chinese[code]) != fields(english[code])]
    assert not different


def test_catalogues_hold_flat_sentences_and_no_code_twice() -> None:
    for language in LANGUAGES:
        seen: dict[str, str] = {}
        for path in sorted(CATALOGUES.glob(f"*.{language}.json")):
            pairs = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=list)
            for code, sentence in pairs:
                assert isinstance(sentence, str), f"{path.name}: {code}"
                assert sentence.strip(), f"{path.name}: {code}"
                assert code not in seen, f"{code} in {path.name} and {seen.get(code)}"
                seen[code] = path.name


def test_english_is_english() -> None:
    wrong = []
    for code, sentence in catalogue("en").items():
        prose = QUOTED.sub("", without_fields(sentence))
        for term in CHINESE_TERMS_IN_ENGLISH:
            prose = prose.replace(term, "")
        if CJK.search(prose):
            wrong.append(f"{code}: {sentence}")
    assert not wrong, "\n".join(wrong)


def test_chinese_is_chinese() -> None:
    wrong = [
        f"{code}: {sentence}"
        for code, sentence in catalogue("zh").items()
        # A word of three Latin letters and no Chinese character: a sentence left in English.
        if re.search(r"[A-Za-z]{3}", without_fields(sentence))
        if not CJK.search(sentence) and sentence not in SAME_IN_CHINESE
    ]
    assert not wrong, "\n".join(wrong)


def test_the_window_holds_no_sentence_of_its_own() -> None:
    found = []
    for path in sorted((PROJECT / "gxde_desktop" / "ui").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        found += [
            f"{path.relative_to(PROJECT).as_posix()}:{node.lineno}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if CJK.search(node.value) and id(node) not in prose
            if node.value not in CHINESE_NAMES_IN_CODE
        ]
    assert not found, "\n".join(found)


FOR_TYPISTS = re.compile(r"(?<![\w/-])--[a-z]|\b[a-z]+_[a-z_]+\b")
"""An option of the command line, or the key of a parameter."""
AREAS_OF_THE_WINDOW = ("models", "project", "jobs", "ui", "importing", "regions", "exporting")
WRITTEN_AS_KEYS = ("audit.", "parameter.", "ui.quantity.", "ui.audit.", "quantity.")
"""Sentences on formulas, in which keys are what a person types."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_window_says_names_no_option_and_no_key(language: str) -> None:
    """Sentences for who types commands end in .command; the others are read in the window."""
    found = {}
    for area in AREAS_OF_THE_WINDOW:
        sentences = json.loads((CATALOGUES / f"{area}.{language}.json").read_text("utf-8"))
        for code, sentence in sentences.items():
            if code.endswith(".command") or code.startswith(WRITTEN_AS_KEYS):
                continue
            # Fields are filled with other sentences.
            said = FOR_TYPISTS.findall(re.sub(r"\{[^}]*\}", "", sentence))
            if said:
                found[code] = said
    assert found == {}
