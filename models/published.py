"""Published figures and the checks on them, as a set that a person keeps (method, section 9).

A set is a value: figures as printed, claims as formulas over them, the tolerance. What the
project itself computes may stand in a formula beside them, `computed.QUANTITY.POSITION[year]`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from models.audit import ROUNDING, Check, Exact, Figure, Printed, Result, Verdict, audit, references
from models.audit_formula import read_figure, read_formula
from models.expression import Ref
from models.messages import Message, MethodError, message

if TYPE_CHECKING:
    from models.measurement import Measurement

COMPUTED = "computed"
"""First word of what the project computes."""

UNITS = ("money", "percent", "one")
TOLERANCES = (0.5, 1.0, 2.0)
"""What a window offers, in units of the last printed digit."""

LONGEST_TEXT = 2000
MOST = 5000
"""Figures or checks in one set."""

_NAME = re.compile(r"[^\W\d]\w{0,59}")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_SEPARATED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_YEAR_AXES = ("year", "benchmark", "history")


@dataclass(frozen=True, slots=True)
class Claim:
    """A check as it is written: `formula` over figures should give `target`, one figure.

    key: names it for good. title: a person's own words, empty where the formula says enough.
    """

    key: str
    formula: str
    target: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """The figures of one or more publications and what should follow from what.

    title: of the publication; region: whose figures, empty: not said. tolerance: in units of the
    last printed digit. figures: each name and year once; claims: each key once.
    """

    title: str = ""
    region: str = ""
    tolerance: float = ROUNDING
    figures: tuple[Printed, ...] = ()
    claims: tuple[Claim, ...] = ()
    _by_name: dict[tuple[str, int], Printed] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        self._by_name.update(((each.key, each.year), each) for each in self.figures)

    def get(self, key: str, year: int) -> Printed | None:
        """The figure of a year, None where nothing was published."""
        return self._by_name.get((key, year))


def read_printed(text: str) -> tuple[str, bool]:
    """The digits of a figure as typed, and whether a per cent sign stood behind them.

    `8,512` is 8512; decimals stay as printed, 6.0 is not 6. Raises MethodError.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    percent = plain.endswith("%")
    plain = plain.removesuffix("%").strip()
    if _SEPARATED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain) or len(plain) > 40:
        raise MethodError(message("audit.not_a_figure", text=text[:60]))
    return plain.removeprefix("+"), percent


def checked_figure(figure: Printed) -> Printed:
    """A figure that can be. Raises MethodError that says what is wrong."""
    if not _NAME.fullmatch(figure.key) or figure.key == COMPUTED:
        raise MethodError(message("audit.figure_name", name=figure.key[:60]))
    _check_year(figure.year)
    text, percent = read_printed(figure.text)
    unit = "percent" if percent else figure.unit
    if unit not in UNITS:
        raise MethodError(message("audit.figure_unit", unit=str(unit), known=", ".join(UNITS)))
    for part in (figure.where, figure.quote):
        if len(part) > LONGEST_TEXT:
            raise MethodError(message("audit.text_long", limit=LONGEST_TEXT))
    return replace(figure, text=text, unit=unit)


def checked_claim(claim: Claim) -> Claim:
    """A claim whose formula and target can be read. Raises MethodError."""
    if not claim.key.strip() or len(claim.key) > 60:
        raise MethodError(message("audit.check_key", key=claim.key[:60]))
    if len(claim.title) > LONGEST_TEXT:
        raise MethodError(message("audit.text_long", limit=LONGEST_TEXT))
    target = read_figure(claim.target)
    if is_computed(target):
        raise MethodError(message("audit.target_computed", text=claim.target[:60]))
    used = references(read_formula(claim.formula))
    if not used:
        raise MethodError(message("audit.no_figures"))
    if target in used:
        raise MethodError(message("audit.circular", figure=claim.target[:60]))
    for ref in (*used, target):
        _check_year(ref.index[0])
        if "." in ref.key and not is_computed(ref):
            raise MethodError(message("audit.figure_name", name=ref.key[:60]))
        if is_computed(ref):
            _check_quantity(ref)
    return claim


def checked_tolerance(tolerance: float) -> float:
    """A tolerance that can be, in units of the last printed digit. Raises MethodError."""
    if not (math.isfinite(tolerance) and 0 <= tolerance <= 1000):
        raise MethodError(message("audit.tolerance", value=tolerance))
    return float(tolerance)


def checked_set(published: PublishedSet) -> PublishedSet:
    """A set all of whose parts can be, nothing in it twice. Raises MethodError."""
    figures = tuple(map(checked_figure, published.figures))
    claims = tuple(map(checked_claim, published.claims))
    for names in ([f"{f.key} {f.year}" for f in figures], [c.key for c in claims]):
        if len(names) > MOST:
            raise MethodError(message("audit.too_many", most=MOST))
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise MethodError(message("audit.twice", name=twice[0]))
    for text in (published.title, published.region):
        if len(text) > LONGEST_TEXT:
            raise MethodError(message("audit.text_long", limit=LONGEST_TEXT))
    tolerance = checked_tolerance(published.tolerance)
    return PublishedSet(published.title, published.region, tolerance, figures, claims)


def with_figure(published: PublishedSet, figure: Printed) -> PublishedSet:
    """The set with a figure added, or put in the place of the one of its name and year."""
    figure = checked_figure(figure)
    names = [(each.key, each.year) for each in published.figures]
    figures = list(published.figures)
    if (figure.key, figure.year) in names:
        figures[names.index((figure.key, figure.year))] = figure
    else:
        figures.append(figure)
    return checked_size(replace(published, figures=tuple(figures)))


def without_figure(published: PublishedSet, key: str, year: int) -> PublishedSet:
    """The set without a figure. Raises MethodError where it is not there."""
    if published.get(key, year) is None:
        raise MethodError(message("audit.no_such_figure", figure=f"{key[:60]}[{year}]"))
    rest = (each for each in published.figures if (each.key, each.year) != (key, year))
    return replace(published, figures=tuple(rest))


def with_claim(published: PublishedSet, claim: Claim) -> PublishedSet:
    """The set with a check added, or put in the place of the one of its key."""
    claim = checked_claim(claim)
    keys = [each.key for each in published.claims]
    claims = list(published.claims)
    if claim.key in keys:
        claims[keys.index(claim.key)] = claim
    else:
        claims.append(claim)
    return checked_size(replace(published, claims=tuple(claims)))


def without_claim(published: PublishedSet, key: str) -> PublishedSet:
    """The set without a check. Raises MethodError where it is not there."""
    if key not in {each.key for each in published.claims}:
        raise MethodError(message("audit.no_such_check", key=key[:60]))
    return replace(published, claims=tuple(c for c in published.claims if c.key != key))


def checked_size(published: PublishedSet) -> PublishedSet:
    """Raise MethodError where a set has grown beyond what a table can show."""
    if max(len(published.figures), len(published.claims)) > MOST:
        raise MethodError(message("audit.too_many", most=MOST))
    return published


def free_key(published: PublishedSet) -> str:
    """A key that no check has."""
    taken = {each.key for each in published.claims}
    return next(key for n in range(1, MOST + 2) if (key := f"check_{n}") not in taken)


def is_computed(ref: Ref) -> bool:
    """Whether a figure is one that the project computes."""
    return ref.key.split(".")[0] == COMPUTED


def compares(result: Result) -> bool:
    """Whether a check holds the project's own figures against printed ones."""
    return any(map(is_computed, references(result.check.formula)))


def results(published: PublishedSet, measurement: Measurement | None) -> tuple[Result, ...]:
    """Every claim of a set with its verdict, in order.

    measurement: where computed figures come from; None: there are none. What cannot be computed
    says why; a claim that cannot be read (a file of somebody else's) too.
    """
    return tuple(_result(published, claim, measurement) for claim in published.claims)


def used_figures(
    published: PublishedSet, result: Result, measurement: Measurement | None
) -> tuple[tuple[Ref, Figure], ...]:
    """The figures that a check's formula uses, as far as they are there."""
    figures, _ = _figures(published, references(result.check.formula), measurement)
    return tuple(
        (ref, figures[ref.key, ref.index[0]])
        for ref in references(result.check.formula)
        if (ref.key, ref.index[0]) in figures
    )


def position(ref: Ref, measurement: Measurement) -> tuple[str, tuple[int, ...]]:
    """Quantity and positions of a computed figure. Raises KeyError for what is none."""
    _, quantity, *labels = ref.key.split(".")
    _quantity(quantity)
    return quantity, measurement.positions(quantity, *labels, ref.index[0])


def _result(published: PublishedSet, claim: Claim, m: Measurement | None) -> Result:
    try:
        checked_claim(claim)
        check = Check(claim.key, read_formula(claim.formula), read_figure(claim.target),
                      claim.title)  # fmt: skip
    except MethodError as error:
        nothing = Check(claim.key, Ref("", (0,)), Ref("", (0,)), claim.title)
        return Result(nothing, Verdict.NOT_COMPUTABLE, reason=error.message)
    wanted = (*references(check.formula), check.target)
    figures, reason = _figures(published, wanted, m)
    (found,) = audit((check,), figures, tolerance=published.tolerance)
    absent = tuple(ref for ref in found.missing if not is_computed(ref))
    if found.verdict is Verdict.NOT_COMPUTABLE and found.reason is None and not absent:
        return replace(found, missing=(), reason=reason)
    return replace(found, missing=absent)


def _figures(
    published: PublishedSet, wanted: tuple[Ref, ...], m: Measurement | None
) -> tuple[Mapping[tuple[str, int], Figure], Message | None]:
    """The figures that are there, and why one that the project should compute is not."""
    found: dict[tuple[str, int], Figure] = {}
    reason = None
    for ref in wanted:
        name = (ref.key, ref.index[0])
        if not is_computed(ref):
            printed = published.get(*name)
            if printed is not None:
                found[name] = printed
            continue
        value = _computed(ref, m)
        if isinstance(value, Message):
            reason = reason or value
        else:
            found[name] = Exact(value)
    return found, reason


def _computed(ref: Ref, m: Measurement | None) -> float | Message:
    if m is None:
        return message("audit.not_measured")
    try:
        key, index = position(ref, m)
    except KeyError:
        if ref.index[0] not in (*m.frame.years, *m.frame.benchmarks):
            return message("audit.year_outside", year=ref.index[0])
        return message("audit.no_quantity", name=ref.key)
    value = m.at(key, index)
    if math.isnan(value):
        return m.reason(key, *index) or message("audit.no_quantity", name=ref.key)
    return value


def _check_quantity(ref: Ref) -> None:
    _, *parts = ref.key.split(".")
    try:
        _quantity(parts[0] if parts else "", len(parts))
    except KeyError as error:
        raise MethodError(message("audit.no_quantity", name=ref.key)) from error


def _quantity(key: str, positions: int | None = None) -> None:
    """Raise KeyError where there is no such quantity with a year, or of other positions."""
    from models.quantities import REGISTRY  # which this module is read before

    axes = REGISTRY[key].axes
    if not axes or axes[-1] not in _YEAR_AXES or positions not in (None, len(axes)):
        raise KeyError(key)


def _check_year(year: int) -> None:
    if not (isinstance(year, int) and not isinstance(year, bool) and 1900 <= year <= 2100):
        raise MethodError(message("audit.year", year=str(year)[:20]))
