"""The page that answers: headline figures by rule, charts, readings used, what remains open."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gxde_desktop.exporting.charts import insert_charts
from gxde_desktop.exporting.page import Column, In, Link, Marked, Page, Value
from gxde_desktop.levels import STOCK, rule_level
from gxde_desktop.text import label_text, say, tr
from models.expression import Ref
from models.frame import RULES
from models.measurement import Measurement
from models.parameters import ASSET_SPECS, GLOBAL_SPECS, PRESETS, value_of
from models.sources import address

COLUMNS = (
    ("digital_industrialisation_scaled", "money"),
    ("industry_digitalisation", "money"),
    ("digital_economy", "money"),
    ("gdp_share", "share"),
    ("nominal_growth", "share"),
    ("real_growth", "share"),
    ("growth_contribution", "share"),
)
"""Headline figures of a rule, with their units."""

_WIDTHS = (28, 12, 16, 15, 15, 15, 14, 14, 15, 70)


def write_conclusions(page: Page, chart_rows: dict[str, int]) -> None:
    """Fill the page. chart_rows: rows of the results sheet that the charts read, by quantity."""
    m = page.book.cells.measurement
    for place, width in enumerate(_WIDTHS):
        page.sheet.set_column(place, place, width)
    page.heading(tr("exporting.conclusions.figures"))
    heads = [
        Column(tr("axis.rule"), width=_WIDTHS[0]),
        Column(tr("exporting.conclusions.year"), width=_WIDTHS[1], figures=True),
        *(
            Column(tr(f"quantity.{key}.title"), "" if unit == "share" else unit, width, True)
            for (key, unit), width in zip(COLUMNS, _WIDTHS[2:], strict=False)
        ),
        Column(tr("exporting.conclusions.remark"), width=_WIDTHS[-1]),
    ]
    page.table(heads, (_rule(m, rule) for rule in range(len(RULES))), wrapped=True)
    page.note(tr("exporting.conclusions.rules_differ"))
    insert_charts(page, chart_rows)
    page.heading(tr("exporting.conclusions.findings"))
    page.table(
        [Column(tr("exporting.conclusions.severity")), Column(tr("exporting.conclusions.finding"))],
        _findings(page),
    )
    page.heading(tr("exporting.conclusions.readings"))
    page.table(
        [
            Column(tr("exporting.conclusions.reading")),
            Column(tr("exporting.conclusions.for")),
            Column(tr("exporting.conclusions.chosen")),
        ],
        _readings(m),
    )


def _rule(m: Measurement, rule: int) -> list[Value]:
    """One rule in the last year that it has a figure for, and what must be said beside it."""
    scale = m.values["digital_economy"][rule]
    there = np.flatnonzero(np.isfinite(scale))
    name = f"{label_text('rule', RULES[rule])} ({rule_level(m, rule)})"
    if not len(m.frame.years):
        return [name, None, *([None] * len(COLUMNS)), tr("exporting.conclusions.nothing")]
    t = int(there[-1]) if len(there) else len(m.frame.years) - 1
    line: list[Value] = [name, m.frame.years[t]]
    said: dict[str, None] = {}
    for key, unit in COLUMNS:
        index = (rule, t) if m.values[key].ndim == 2 else (t,)
        reason = m.reason(key, *index)
        if reason is None:
            line.append(In(unit, Ref(key, index)))
            for flag in (*m.flags(key, *index), *m.inherited_flags(key, *index)):
                said[tr(f"flag.{flag.code}")] = None
        else:
            line.append(None)
            needs = "exporting.missing" if reason.code.startswith("needs.") else None
            said[tr(needs, needs=say(reason)) if needs else say(reason)] = None
    if rule == STOCK:
        said = {tr("exporting.conclusions.equivalent"): None, **said}
    return [*line, "; ".join(said)]


def _findings(page: Page) -> Iterator[list[Value]]:
    m, layout = page.book.cells.measurement, page.book.cells.layout
    found = m.findings
    if not found:
        yield [tr("exporting.conclusions.none"), ""]
    for each in found:
        kind = "flagged" if each.severity == "warning" else "computed"
        mark = "※ " if each.severity == "warning" else ""
        severity = Marked(mark + tr(f"exporting.severity.{each.severity}"), kind)
        said: Value = say(each.message)
        if layout.has(each.ref.key):
            sheet, row, column = layout.place(each.ref.key, each.ref.index)
            said = Link(say(each.message), sheet, address(row, column))
        yield [severity, said]


def _readings(m: Measurement) -> Iterator[list[Value]]:
    """Every choice with what was chosen: once where all assets have the same."""
    default = PRESETS["gx2022"]
    everyone = tr("exporting.conclusions.all_assets")
    for name, spec in GLOBAL_SPECS.items():
        if spec.kind in ("choice", "flag"):
            value = value_of(m.parameters, name)
            yield _reading(name, everyone, value, value == value_of(default, name))
    for name, spec in ASSET_SPECS.items():
        if spec.kind not in ("choice", "flag"):
            continue
        groups: dict[object, list[str]] = {}
        for asset in m.parameters.assets:
            groups.setdefault(value_of(m.parameters, f"{asset}.{name}"), []).append(asset)
        for value, assets in groups.items():
            same = all(
                asset in default.assets and value_of(default, f"{asset}.{name}") == value
                for asset in assets
            )
            whose = everyone if len(groups) == 1 else ", ".join(
                label_text("asset", asset) for asset in assets
            )  # fmt: skip
            yield _reading(name, whose, value, same)


def _reading(name: str, whose: str, value: object, usual: bool) -> list[Value]:
    text = tr(f"choice.{name}.{str(value).lower()}")
    shown: Value = text if usual else Marked(f"{text} ◇", "assumed")
    return [tr(f"parameter.{name}.title"), whose, shown]
