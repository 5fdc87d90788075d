"""Scenarios for a console: headline figures side by side, what differs, and the stamp."""

from __future__ import annotations

from collections.abc import Iterator

from gxde_desktop.cli_tables import number, table
from gxde_desktop.project.commands.decisions import parameter_name, parameter_value
from gxde_desktop.project.compare import Cell, Comparison, Row
from gxde_desktop.project.scenarios import Difference, differences
from gxde_desktop.project.state import ProjectState
from gxde_desktop.project.summaries import VersionChange
from gxde_desktop.stamps import ResultStamp, Vintage
from gxde_desktop.text import say, tr, unit_text
from models.messages import Message

DIGITS = {"share": 2, "log_points": 4}
"""Decimals by unit; two for amounts."""


def name_text(name: str | None) -> str:
    """A scenario's name as a person reads it."""
    return tr("project.base") if name is None else name


def comparison(found: Comparison, base_year: int) -> Iterator[str]:
    """The table of headline figures with Δ and Δ %, and why figures are missing."""
    against = name_text(found.against)
    head = [tr("cli.compare.figure"), tr("cli.compare.place"), tr("cli.compare.unit")]
    for name in found.scenarios:
        head.append(name_text(name))
        if name != found.against:
            head += ["Δ", "Δ %"]
    rows = [_row(row, found, base_year) for row in found.rows]
    yield tr("cli.compare.title", against=against)
    yield table(head, rows)
    yield from _missing(found)


def _missing(found: Comparison) -> Iterator[str]:
    """Why figures are missing: one line for figures and scenarios that share a reason."""
    shared: dict[tuple[tuple[str, ...], Message], list[str]] = {}
    for row in found.rows:
        lacking: dict[Message, list[str]] = {}
        for name, cell in zip(found.scenarios, row.cells, strict=True):
            if cell.missing is not None:
                lacking.setdefault(cell.missing, []).append(name_text(name))
        for why, names in lacking.items():
            shared.setdefault((tuple(names), why), []).append(say(row.headline.title))
    for (who, why), figures in shared.items():
        code = "cli.compare.needs" if why.code.startswith("needs.") else "cli.compare.missing"
        everyone = len(who) == len(found.scenarios) > 1
        named = tr("cli.compare.everyone") if everyone else who
        yield "  " + tr(code, scenario=named, figures=tuple(figures), why=say(why))


def _row(row: Row, found: Comparison, base_year: int) -> list[str]:
    unit = row.headline.unit
    shown = "%" if unit == "share" else unit_text(unit, base_year)
    nowhere = all(cell.value is None for cell in row.cells)
    cells = [say(row.headline.title), "" if nowhere else str(row.place), shown]
    for name, cell in zip(found.scenarios, row.cells, strict=True):
        cells.append(_number(cell.value, unit))
        if name != found.against:
            cells += [_signed(cell.delta, unit), _relative(cell)]
    return cells


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    return number(100 * value if unit == "share" else value, DIGITS.get(unit, 2))


def _signed(value: float | None, unit: str) -> str:
    text = _number(value, unit)
    return text if value is None or text.startswith("-") else f"+{text}"


def _relative(cell: Cell) -> str:
    return "—" if cell.relative is None else f"{100 * cell.relative:+.2f}"


def what_differs(state: ProjectState, against: str | None) -> Iterator[str]:
    """One line a scenario: every decision in which it differs from another."""
    for each in state.scenarios:
        if each.name == against:
            continue
        found = [_difference(state, d) for d in differences(state, against, each.name)]
        code = "cli.compare.differs" if found else "cli.compare.same"
        yield "  " + tr(code, scenario=each.name, against=name_text(against), what=tuple(found))


def _difference(state: ProjectState, each: Difference) -> str:
    if each.kind == "file":
        file = state.file(each.key)
        name = each.key[:12] if file is None else file.name
        return tr("cli.compare.file_used" if each.right else "cli.compare.file_left_out", file=name)
    if each.kind == "choice":
        what: Message | str = Message(f"role.{each.key}")
    elif each.kind == "parameter":
        what = parameter_name(each.key)
        values = (_said(parameter_value(each.key, one)) for one in (each.left, each.right))
        return f"{_said(what)} {' → '.join(values)}"
    else:
        what = tr(f"cli.compare.{each.kind}")
    return f"{_said(what)} {_value(each.left)} → {_value(each.right)}"


def _said(what: Message | str) -> str:
    return say(what) if isinstance(what, Message) else what


def _value(value: object) -> str:
    return tr("cli.compare.by_rules") if value is None else str(value)


def stamp_lines(stamp: ResultStamp) -> Iterator[str]:
    """Versions and digests in one line, then the tables and the series of GDP."""
    yield "  " + tr(
        "cli.stamp.versions",
        method=stamp.method,
        program=stamp.program,
        data=stamp.data,
        parameters=stamp.parameters,
    )
    tables = [each for each in stamp.vintages if each.use.startswith(("benchmark.", "reference."))]
    for each in (*tables, *stamp.vintages_of_gdp()):
        yield f"  {_vintage(each)}"


def _vintage(each: Vintage) -> str:
    kind, _, year = each.use.partition(".")
    if kind in ("benchmark", "reference"):
        use = tr(f"cli.run.as_{kind}", year=year)
        label = each.label
    else:
        use = tr(f"role.{each.use}")
        label = f"{each.label} {each.years[0]}–{each.years[1]}"
    return tr(
        "cli.stamp.vintage",
        use=use,
        label=label,
        place=f"{each.file} · {each.sheet}!{each.cell}",
        sha256=each.sha256,
    )


def version_lines(name: str | None, change: VersionChange) -> Iterator[str]:
    """What another version gave for a scenario, and what is given now."""
    before, now = change.before, change.now
    yield "  " + tr(
        "cli.stamp.changed" if change.figures else "cli.stamp.unchanged",
        scenario=name_text(name),
        method=before.method,
        program=before.program,
        now_method=now.method,
        now_program=now.program,
    )
    if not change.same_inputs:
        yield f"    {tr('cli.stamp.other_inputs')}"
    for each in change.figures:
        unit = each.headline.unit
        values = f"{_number(each.before, unit)} → {_number(each.now, unit)}"
        yield f"    {say(each.headline.title)} {each.place}: {values}"
