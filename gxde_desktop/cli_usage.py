"""What of the files was used and what was not: every sheet, table, series and range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gxde_desktop.cli_tables import listed
from gxde_desktop.importing.results import FileReport, FoundTable
from gxde_desktop.project.attention import Attention, Use
from gxde_desktop.project.candidates import series_id
from gxde_desktop.project.summing import ids_of
from gxde_desktop.text import say, tr
from models.dataset import INDUSTRY_ROLES, SECTION_ROLES, Dataset
from models.io_table import IOTable
from models.messages import Message, message
from models.series import AnnualSeries

ONE_BY_ONE = 3
"""Sheets of a file that are not used for one reason are named as far as this; then counted."""
NAMED = 4
"""Series that are not used are named as far as this."""
CITY = "city."
"""Before the indicator that a series of a city serves as."""
PLAIN = tuple(f"importing.unused.{each}" for each in ("title", "note", "blank_row", "subtotal"))
"""Reasons that need no look: these hold no figures, or such as the table's own parts add up to."""


def lines(
    reports: Sequence[FileReport],
    dataset: Dataset | None,
    attention: Attention,
    *,
    everything: bool,
) -> Iterator[str]:
    """One block a file: what serves as what, then what is not used and why.

    everything: also titles, notes, blank rows and the parts of sheets that are not used;
    otherwise they are counted.
    """
    roles = {} if dataset is None else _roles(dataset)
    industries = {} if dataset is None else _industries(dataset)
    tables = {} if dataset is None else _tables(dataset)
    folded = 0
    for report in reports:
        block, more = _block(report, (roles, industries, tables), attention, everything)
        folded += more
        if len(block) == 1:
            yield f"  {report.file} · {block[0]}"
        else:
            yield f"  {report.file}"
            yield from (f"    {each}" for each in block)
    if folded:
        yield f"  {tr('cli.run.folded_ranges', count=folded)}"


def _block(
    report: FileReport,
    known: tuple[dict[str, list[str]], dict[str, int], dict[int, list[str]]],
    attention: Attention,
    everything: bool,
) -> tuple[list[str], int]:
    """What is said of one file, and how many ranges are only counted."""
    found: list[str] = []
    rest: list[FoundTable] = []
    folded = 0
    for table in report.tables:
        if not everything and attention.use(table) == Use.NONE:
            rest.append(table)
            folded += 0 if table.kind == "unknown" else len(table.unused)
            continue
        found += _table(table, *known)
        told = [each for each in table.unused if everything or each[1].code not in PLAIN]
        folded += len(table.unused) - len(told)
        found += [
            tr("cli.run.not_used", what=f"{table.sheet}!{cells}", why=say(why))
            for cells, why in grouped(told)
        ]
    found += _sheets(rest)
    found += [
        tr("cli.run.not_used", what=problem.sheet or report.file, why=say(problem.message))
        for problem in report.problems
        # What a workbook of this program brings is said where it is taken over (`cli_own`).
        if problem.severity == "info" and not problem.code.startswith("own_")
    ]
    return found, folded


def _sheets(unused: Sequence[FoundTable]) -> Iterator[str]:
    """Sheets that no figure comes from or could: a line each where few, one a reason else."""
    by_reason: dict[str, list[FoundTable]] = {}
    for table in unused:
        by_reason.setdefault(_reason(table), []).append(table)
    for why, same in by_reason.items():
        if len(same) <= ONE_BY_ONE:
            what = listed([_what(table) for table in same])
        else:
            names = listed([table.sheet for table in same[:ONE_BY_ONE]])
            more = len(same) - ONE_BY_ONE
            what = tr("cli.run.sheets", count=len(same), names=names, more=more)
        yield tr("cli.run.not_used", what=what, why=why)


def _reason(table: FoundTable) -> str:
    if table.questions:
        fields = dict.fromkeys(each.field for each in table.questions)
        said = [say(message(f"importing.field.{each}")) for each in fields]
        return tr("cli.run.asked_first_of", fields=listed(said))
    if table.kind == "unknown" and table.unused:
        return say(table.unused[0][1])
    return tr("cli.run.no_role")


def _what(table: FoundTable) -> str:
    if table.kind == "io_table" and table.raw is not None:
        return _described(table)
    return _several(table, table.series, brief=True) if table.series else table.sheet


def _table(
    table: FoundTable,
    roles: dict[str, list[str]],
    industries: dict[str, int],
    tables: dict[int, list[str]],
) -> Iterator[str]:
    if table.kind == "io_table":
        yield _io_table(table, tables)
    elif table.kind == "series":
        yield from _series(table, roles, industries)


def grouped(unused: Sequence[tuple[str, Message]]) -> Iterator[tuple[str, Message]]:
    """Ranges that are left out for one reason, as one line."""
    by_code: dict[str, list[tuple[str, Message]]] = {}
    for cells, why in unused:
        by_code.setdefault(why.code, []).append((cells, why))
    for code, same in by_code.items():
        facts = {
            name: tuple(dict.fromkeys(why.args.get(name) for _, why in same))
            for name in same[0][1].args
        }
        alike = {name: each[0] if len(each) == 1 else each for name, each in facts.items()}
        yield listed([cells for cells, _ in same]), Message(code, alike)


def _io_table(table: FoundTable, tables: dict[int, list[str]]) -> str:
    what = _described(table)
    uses = tables.get(id(table.io_table)) if table.io_table is not None else None
    if uses:
        return tr("cli.run.used", what=what, role=listed(uses))
    why = tr("cli.run.asked_first" if table.questions else "cli.run.no_role")
    return tr("cli.run.not_used", what=what, why=why)


def _described(table: FoundTable) -> str:
    raw = table.raw
    said = [str(each) for each in (raw.region, raw.year, raw.unit) if each] if raw else []
    count = len(raw.names) if raw else 0
    return tr("cli.run.io_table", sheet=table.sheet, said=" ".join(said), count=count)


def _series(
    table: FoundTable, roles: dict[str, list[str]], industries: dict[str, int]
) -> Iterator[str]:
    rest: list[AnnualSeries] = []
    by_industry: dict[str, list[AnnualSeries]] = {}
    of_cities: dict[str, list[AnnualSeries]] = {}
    for series in table.series:
        uses = roles.get(series_id(series))
        if uses and uses[0].startswith(CITY):
            of_cities.setdefault(uses[0].removeprefix(CITY), []).append(series)
            continue
        if uses and uses[0] in (*INDUSTRY_ROLES, *SECTION_ROLES):
            by_industry.setdefault(uses[0], []).append(series)
        elif uses:
            cells = f"{series.cells[0]}:{series.cells[-1]}"
            what = f"{table.sheet}!{cells} {series.label}"
            yield tr("cli.run.used", what=what, role=listed(uses))
        else:
            rest.append(series)
    for role, several in by_industry.items():
        what = _several(table, several)
        role = tr(f"cli.run.industry_role.{role}", count=industries.get(role, 0))
        yield tr("cli.run.used", what=what, role=role)
    for indicator, several in of_cities.items():
        role = tr("cli.run.city_role", what=tr(f"city_indicator.{indicator}"), count=len(several))
        yield tr("cli.run.used", what=_several(table, several), role=role)
    if rest:
        why = tr("cli.run.asked_first" if table.questions else "cli.run.no_role")
        yield tr("cli.run.not_used", what=_several(table, rest, brief=True), why=why)


def _several(table: FoundTable, series: Sequence[AnnualSeries], *, brief: bool = False) -> str:
    """How many series of a table, by their names, a common indicator once.

    brief: of many only the first are named, as a sheet of provinces that is not used has 31.
    """
    names = {one.name for one in series}
    common = f"{min(names)}: " if len(names) == 1 and min(names) else ""
    parts = [_short(one) if common else one.label for one in series]
    if brief and len(parts) > NAMED:
        parts = [*parts[:NAMED], "…"]
    return tr("cli.run.series", sheet=table.sheet, count=len(series), names=common + listed(parts))


def _short(series: AnnualSeries) -> str:
    return ":".join(part for part in (series.region, series.industry) if part) or series.name


def _roles(dataset: Dataset) -> dict[str, list[str]]:
    """What each series serves as, by its id: names of roles, or keys of industry roles."""
    found: dict[str, list[str]] = {}
    for role, series in dataset.series.items():
        found.setdefault(series_id(series), []).append(tr(f"role.{role}"))
    for role, by_industry in dataset.industry_series.items():
        for series in by_industry.values():
            for each in ids_of(series):
                found.setdefault(each, []).append(role)
    for indicator, by_city in dataset.cities.series.items():
        for piece in (one for pieces in by_city.values() for one in pieces):
            found.setdefault(series_id(piece), []).append(f"{CITY}{indicator}")
    return found


def _industries(dataset: Dataset) -> dict[str, int]:
    return {role: len(each) for role, each in dataset.industry_series.items()}


def _tables(dataset: Dataset) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}

    def add(table: IOTable | None, text: str) -> None:
        if table is not None and text not in found.setdefault(id(table), []):
            found[id(table)].append(text)

    for benchmark in dataset.benchmarks:
        add(benchmark.table, tr("cli.run.as_benchmark", year=benchmark.year))
    for benchmark in dataset.benchmarks:
        if benchmark.reference is not benchmark.table:
            add(benchmark.reference, tr("cli.run.as_reference", year=benchmark.year))
    return found
