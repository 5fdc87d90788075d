"""The words of the audit: names of figures, formulas as a person reads them, verdicts.

Figures that ship have a key (`gdp`) and a name in each language; what a person adds is called
as they type it. Both are understood in a formula.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from gxde_desktop.text import LANGUAGES, catalogue, label_text, language, say, tr
from models.audit import Figure, Printed, Result, Verdict, references
from models.audit_formula import formula_text, read_figure, read_formula, renamed
from models.expression import Ref
from models.frozen import FrozenMap
from models.messages import Message, message
from models.published import COMPUTED, Claim, PublishedSet, compares, is_computed
from models.quantities import REGISTRY

SIGNS = FrozenMap({"*": "×", "/": "÷", "-": "−", "+": "+"})


def figure_name(key: str) -> str:
    """The name of a figure: that of its key where it ships, else the key itself."""
    return catalogue(language()).get(f"published.{key}", key)


def ref_words(ref: Ref) -> str:
    """A figure with its year, as a person reads it."""
    year = ref.index[0]
    if not is_computed(ref):
        return tr("audit.figure_of", name=figure_name(ref.key), year=year)
    _, quantity, *labels = ref.key.split(".")
    found = REGISTRY.get(quantity)
    name = tr(f"quantity.{quantity}.title") if found is not None else ref.key
    if found is not None and labels:
        axes = found.axes[: len(labels)]
        parts = (_label(axis, label) for axis, label in zip(axes, labels, strict=False))
        name = tr("audit.computed_part", name=name, part=tr("audit.comma").join(parts))
    return tr("audit.figure_of", name=tr("audit.own", name=name), year=year)


def _label(axis: str, label: str) -> str:
    try:
        return label_text(axis, label)
    except KeyError:
        return label


def formula_words(result: Result) -> str:
    """The formula with the names of its figures."""
    return formula_text(result.check.formula, ref_words, SIGNS)


def formula_numbers(result: Result, figures: tuple[tuple[Ref, Figure], ...]) -> str:
    """The formula with its figures put in; the name stays where there is none."""
    known = {ref: figure_text(figure) for ref, figure in figures}
    return formula_text(result.check.formula, lambda r: known.get(r) or ref_words(r), SIGNS)


def figure_text(figure: Figure) -> str:
    """A figure as printed, a computed one with two decimals (four below one)."""
    return figure.text if isinstance(figure, Printed) else number(figure.value)


def number(value: float, last_digit: float = 0.0) -> str:
    """A number beside a printed one: two digits more than it has."""
    decimals = 4 if abs(value) < 1 else 2
    if last_digit:
        decimals = max(0, 2 + next((n for n in range(12) if 10.0**-n <= last_digit * 1.5), 0))
    return f"{value:.{decimals}f}"


def verdict_text(result: Result) -> str:
    """The verdict in a word or two."""
    if compares(result) and result.verdict is Verdict.CONTRADICTS:
        return tr("audit.verdict.differs")
    return tr(f"audit.verdict.{result.verdict.value}")


def why_not(result: Result) -> str:
    """Why a check has no verdict, empty where it has one."""
    if result.verdict is not Verdict.NOT_COMPUTABLE:
        return ""
    if result.missing:
        return say(message("audit.missing", figures=tuple(map(ref_words, result.missing))))
    return say(_needed(result.reason)) if result.reason is not None else ""


def _needed(reason: Message) -> Message:
    needs = reason.code.startswith("needs.")
    return message("audit.needs", what=reason) if needs else reason


def check_title(claim: Claim | None, result: Result) -> str:
    """What a check is called: the person's words, the example's, else its target."""
    key = result.check.key
    if claim is not None and claim.title:
        return claim.title
    return catalogue(language()).get(f"published.check.{key}") or (
        ref_words(result.check.target) if result.check.target.key else key
    )


def with_keys(text: str) -> str:
    """A formula as typed, names of figures that ship replaced by their keys.

    Raises MethodError where it cannot be read.
    """
    return formula_text(renamed(read_formula(text), _key))


def target_with_keys(text: str) -> str:
    """The target as typed, with the key of its figure. Raises MethodError."""
    return formula_text(renamed(read_figure(text), _key))


def key_of(name: str) -> str:
    """The key of a figure's name, the name itself where none that ships is called so."""
    return _key(unicodedata.normalize("NFKC", name).strip())


def typed_formula(text: str) -> str:
    """A kept formula as a person would type it, with names in the language in use."""
    return formula_text(renamed(read_formula(text), _typed))


def _key(name: str) -> str:
    return _keys().get(name, name)


def _typed(key: str) -> str:
    name = figure_name(key)
    return name if _keys().get(name) == key and not key.startswith(COMPUTED + ".") else key


@cache
def _keys() -> Mapping[str, str]:
    """Names of figures that ship, in any language, with their keys; words only."""
    found = {}
    for code in LANGUAGES:
        for sentence, name in catalogue(code).items():
            key = sentence.removeprefix("published.")
            if key != sentence and "." not in key and name.isidentifier():
                found[name] = key
    return FrozenMap(found)


def uses(published: PublishedSet, key: str, year: int) -> int:
    """How many checks use a figure."""
    count = 0
    for claim in published.claims:
        refs = {*references(read_formula(claim.formula)), read_figure(claim.target)}
        count += Ref(key, (year,)) in refs
    return count
