"""The derivation of figures as a sheet: a tree that opens from each down to its source cells."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gxde_desktop.exporting.fitting import LINE, lines_of, text_width
from gxde_desktop.exporting.options import Labels
from gxde_desktop.exporting.page import Live, Page
from gxde_desktop.text import clauses, label_text, language, say, tr, unit_text
from models.explain import Derivation, derive
from models.expression import Ref
from models.quantities import REGISTRY
from models.sources import address

MOST_ROWS = 30_000
"""Rows of all figures; what is not opened any more can be followed on the step sheets. A row has up
to two links, and a sheet takes 65 530."""

DEEPEST_OUTLINE, DEEPEST_INDENT = 7, 14
"""What Excel allows."""

_WIDTHS = {"zh": (76, 18, 18, 56, 50, 40), "en": (104, 18, 32, 56, 56, 46)}
"""Of the columns in each language: the wider they are, the smaller they are printed."""


def write_derivations(page: Page, chosen: Sequence[tuple[str, Labels]]) -> None:
    """One tree after another, each with its figure above it. chosen: figures by key and labels.

    A figure that the measurement does not have (a year that is no more) is named.
    """
    page.note(tr("exporting.derivation.note"))
    figures: dict[Ref, None] = {}
    for key, labels in chosen:
        try:
            figures[Ref(key, page.book.cells.measurement.positions(key, *labels))] = None
        except KeyError:
            named = " · ".join((tr(f"quantity.{key}.title"), *map(str, labels)))
            page.note(tr("exporting.derivation.gone", figure=named))
    for place, width in enumerate(_WIDTHS[language()]):
        page.widen(place, width)
    page.sheet.outline_settings(symbols_below=False)
    page.freeze(page.row + 2, 1)
    page.row += 1
    page.sheet.repeat_rows(page.row)
    heads = ("figure", "value", "unit", "numbers", "source", "remark")
    text = page.book.cells.formats.text
    for place, code in enumerate(heads):
        kind = "header" if code == "value" else "header_left"
        page.sheet.write_string(page.row, place, tr(f"exporting.derivation.{code}"), text(kind))
    page.row += 1
    rest = MOST_ROWS
    for done, figure in enumerate(figures):
        first = page.row
        # What one figure leaves the others have.
        _tree(page, figure, rest // (len(figures) - done))
        rest -= page.row - first
        page.row += 1


def _tree(page: Page, top: Ref, most: int) -> None:
    """At most so many lines of one derivation; what stands above is not repeated, it is linked.

    An explicit stack: a chain of prices goes through every year. A step of a recursion
    (the same quantity a year earlier) is not indented further.
    """
    rows: dict[Ref, int] = {}
    known: dict[Ref, Derivation] = {}
    stack: list[tuple[Ref, int]] = [(top, 0)]
    first = page.row
    while stack:
        ref, level = stack.pop()
        if page.row - first >= most:
            rest = len({each for each, _ in stack} - set(rows)) + 1
            page.note(tr("exporting.derivation.cut", most=most, rest=rest))
            return
        page.book.poll()
        found = known.get(ref)
        if found is None:
            found = known[ref] = derive(page.book.cells.measurement, ref.key, ref.index)
        above = rows.get(ref)
        _line(page, found, level, above if found.terms else None)
        if above is not None:
            continue
        rows[ref] = page.row - 1
        stack += [(term, level + (term.key != ref.key)) for term in reversed(found.terms)]


def _line(page: Page, found: Derivation, level: int, above: int | None) -> None:
    cells, sheet, row = page.book.cells, page.sheet, page.row
    measurement, layout, text = cells.measurement, cells.layout, cells.formats.text
    ref = found.ref
    axes = REGISTRY[ref.key].axes
    labels = [label_text(axis, label) for axis, label in zip(axes, found.labels, strict=True)]
    name = " · ".join((tr(f"quantity.{ref.key}.title"), *labels))
    indent = min(level, DEEPEST_INDENT)
    long = text_width(name) + indent + 1 > _WIDTHS[language()][0]
    style = cells.formats.indented("link" if level else "strong", indent, wrapped=long)
    if layout.has(ref.key):
        name_of_sheet, at_row, at_column = layout.place(ref.key, ref.index)
        target = f"internal:'{name_of_sheet}'!{address(at_row, at_column)}"
        sheet.write_url(row, 0, target, style, name)
    else:
        sheet.write_string(row, 0, name, style)
    value = None if math.isnan(found.value) else Live(ref, found.value)
    page.write(row, 1, value, found.unit)
    unit = unit_text(found.unit, measurement.parameters.base_year)
    sheet.write_string(row, 2, unit, text("detail"))
    if above is not None:
        page.book.link(sheet, row, 3, tr("exporting.derivation.above", row=above + 1),
                       sheet.get_name(), address(above, 0), small=True)  # fmt: skip
    elif found.numbers:
        sheet.write_string(row, 3, f"= {found.numbers}", text("detail"))
    if found.origin is not None:
        sheet.write_string(row, 4, f"← {found.origin}", text("detail"))
    said = [tr(f"flag.{flag.code}") for flag in found.flags]
    if found.reason is not None:
        said.append(say(found.reason))
    if said:
        sheet.write_string(row, 5, clauses(said), text("flag"))
    if level or long:
        height = LINE * lines_of(name, _WIDTHS[language()][0] - indent) if long else None
        sheet.set_row(row, height, None, {"level": min(level, DEEPEST_OUTLINE)})
    page.row += 1
