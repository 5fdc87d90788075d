"""`explain`: the derivation of one figure down to the source cells."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from gxde_desktop.cli_inputs import InputRefused
from gxde_desktop.cli_results import title
from gxde_desktop.project.assemble import assemble
from gxde_desktop.project.project import Project
from gxde_desktop.project.scenarios import meant, viewed
from gxde_desktop.text import LANGUAGES, NAMED_AXES, catalogue, in_language, label_text, say, tr
from models import measure
from models.concordance import normal_name
from models.explain import Derivation, derive, short
from models.expression import Ref
from models.measurement import Measurement
from models.messages import message
from models.quantities import REGISTRY


def explain(
    path: Path,
    quantity: str,
    keys: Sequence[str],
    depth: int | None,
    scenario: str | None = None,
) -> int:
    """Print the derivation; returns 1 where the figure is not computable.

    scenario: by its name; None: the one that was active when the project was saved.
    """
    project = Project.open(path, read_only=True, disposable=True)
    try:
        state = project.state
        if scenario is not None:
            state = viewed(state, meant(state, scenario))
        assembly = assemble(state)
    finally:
        project.close()
    if assembly.dataset is None:
        reasons = tuple(problem.message for problem in assembly.problems)
        raise InputRefused(message("cli.explain.nothing", reasons=reasons))
    m = measure(assembly.dataset, state.parameters)
    key = quantity_meant(quantity)
    index = index_meant(m, key, keys)
    for line in derivation_lines(m, Ref(key, index), depth):
        print(line)  # at once: the scale of 139 industries rests on a quarter of a million cells
    return 1 if math.isnan(m.at(key, index)) else 0


def quantity_meant(text: str) -> str:
    """A quantity by its key or by its title in either language."""
    if text in REGISTRY:
        return text
    wanted = normal_name(text).lower()
    for key in REGISTRY:
        titles = (catalogue(code).get(f"quantity.{key}.title", "") for code in ("zh", "en"))
        if wanted and any(normal_name(each).lower() == wanted for each in titles):
            return key
    raise InputRefused(message("cli.explain.no_quantity", text=text, known=", ".join(REGISTRY)))


def index_meant(m: Measurement, key: str, keys: Sequence[str]) -> tuple[int, ...]:
    """Positions of a cell by labels in either language. Raises InputRefused."""
    axes = REGISTRY[key].axes
    if len(keys) != len(axes):
        raise InputRefused(
            message(
                "cli.explain.keys_needed",
                quantity=key,
                axes=tuple(message(f"axis.{axis}") for axis in axes),
                count=len(axes),
            )
        )
    found: list[int] = []
    for axis, text in zip(axes, keys, strict=True):
        labels = m.frame.labels(axis, *found)
        place = next((i for i, each in enumerate(labels) if _means(axis, each, text)), None)
        if place is None:
            known = ", ".join(
                str(each) if axis in NAMED_AXES else label_text(axis, each) for each in labels
            )
            raise InputRefused(
                message(
                    "cli.explain.no_label", axis=message(f"axis.{axis}"), text=text, known=known
                )
            )
        found.append(place)
    return tuple(found)


def _means(axis: str, each: str | int, text: str) -> bool:
    if str(each) == text:
        return True
    if isinstance(each, int):
        return False
    names = [each]
    for code in LANGUAGES:
        with in_language(code):
            names.append(label_text(axis, each))
    wanted = normal_name(text).lower()
    return any(normal_name(name).lower() == wanted for name in names)


def derivation_lines(m: Measurement, top: Ref, depth: int | None) -> Iterator[str]:
    """Lines of the derivation; what stands above is not repeated.

    An explicit stack: a chain of prices goes through every year. A step of a recursion
    (the same quantity a year earlier) is not indented further.
    """
    # Heads of what stands above and has terms; most lines of a wide figure are of such cells.
    above: dict[Ref, str] = {}
    said = tr("cli.explain.above")
    stack: list[tuple[Ref, int, int]] = [(top, 0, 0)]
    while stack:
        ref, level, indent = stack.pop()
        pad = "  " * indent
        known = above.get(ref)
        if known is not None:
            yield f"{pad}{known}  {said}"
            continue
        d = derive(m, ref.key, ref.index)
        head = _head(m, d)
        if d.terms:
            above[ref] = head
        yield f"{pad}{head}"
        yield from (f"{pad}    {line}" for line in _details(d))
        if depth is not None and level >= depth:
            if d.terms:
                yield f"{pad}    {tr('cli.explain.deeper', count=len(d.terms))}"
            continue
        for term in reversed(d.terms):
            further = 0 if term.key == ref.key else 1
            stack.append((term, level + 1, indent + further))


def _head(m: Measurement, d: Derivation) -> str:
    axes = REGISTRY[d.ref.key].axes
    labels = [label_text(axis, text) for axis, text in zip(axes, d.labels, strict=True)]
    name = title(m, d.ref.key)
    value = "—" if math.isnan(d.value) else repr(d.value)
    flags = "".join(f" ({tr(f'flag.{flag.code}')})" for flag in d.flags)
    return f"{name} {' · '.join(labels)} = {value}{flags}"


def _details(d: Derivation) -> Iterator[str]:
    if d.formula:
        yield f"{d.formula}    [{tr(f'source.{d.source}')}]"
    if d.numbers:
        yield f"= {d.numbers}"
    for each in d.parameters:
        yield tr("cli.explain.parameter", path=each.path, value=short(each.value))
    if d.zero_terms:
        yield tr("cli.explain.zero_terms", count=d.zero_terms)
    if d.origin is not None:
        yield f"← {d.origin}"
    if d.reason is not None:
        code = "cli.explain.needs" if d.reason.code.startswith("needs.") else "cli.explain.because"
        yield tr(code, why=say(d.reason))
