"""What the lines above and below a table of series say of all of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from gxde_desktop.importing.facets import read_label, words
from gxde_desktop.importing.grid import Cell, Grid
from gxde_desktop.importing.indicators import basis_said, is_index, title_indicator, title_region
from gxde_desktop.importing.labels import chinese, has_han, is_note, key, squeeze
from gxde_desktop.importing.price_basis import constant_prices_in, constant_prices_noted
from gxde_desktop.importing.regions import province_of, region_named, regions_in_english
from gxde_desktop.importing.series_lines import is_continued, units_joined
from gxde_desktop.importing.series_panels import Panel
from gxde_desktop.importing.units import (
    UNIT_BEGINS,
    Stated,
    canonical_unit,
    find_unit,
    unit_in_brackets,
    unit_ratio,
    unit_said,
    units_said,
)
from gxde_desktop.importing.years import (
    is_lone_month,
    is_part_of_year,
    is_span,
    is_to_come,
    one_year_in,
    part_of_year_in,
    year_label,
)
from models.series import Basis
from models.sources import address

_INDICATOR_LINE = re.compile(r"^\s*指\s*标\s*(?:名\s*称)?\s*[:：]\s*(.+)$", re.S)
_REGION_LINE = re.compile(r"^\s*(?:地\s*区|省\s*份|城\s*市|区\s*域)\s*[:：]\s*(.+)$", re.S)
_YEAR_LINE = re.compile(r"^\s*(?:年\s*份|年\s*度|时\s*间|报告期)\s*[:：]\s*(.+)$", re.S)
_HEAD_LINE = re.compile(
    r"^\s*(?:数据库|时间|指标|单位|计量单位|频率|地区|年份|年度|数据来源|来源|导出时间|查询时间)\s*[:：]"
)
_SUBHEADING = re.compile(
    r"^[\s\u3000]*(?:[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+[、.．]|\d+[、]|[A-Z][.、])"
)
_NUMBERED = re.compile(
    r"^[\s\u3000]*(?:附?表)?[\s\u3000]*\d{1,2}\s*[-－—.]\s*\d{1,3}|^\s*附?表\s*\d+\s"
)
_BOOK = re.compile(
    r"统计年鉴|年鉴|资料汇编|统计公报$|^[\s\u3000]*第[一二三四五六七八九十\d]+(?:篇|章|部分|编|节)|"
    r"(?:统计局|调查总队|[^总]厅|委员会|办公室|编印?)$"
)
"""A line that names the book, a chapter of it or who made it: no title of a table."""
_SCOPE_ON = re.compile(r"[(（]?(?:19|20)\d\d\s*年(?:及|含)?(?:以前|之前|以后|之后|起|开始).*$")
"""The part of a line that says a unit of some years only."""
_INSIDE = re.compile(r"[(（]([^()（）]{1,20})[)）]")
_SCOPED = re.compile(r"(?:19|20)\d\d\s*年")
_BASE_YEAR = re.compile(r"以?(?:19|20)\d\d年?(?:价格|水平)?(?:=|为|等于)100")


@dataclass(frozen=True, slots=True)
class Context:
    """What is said of a whole table.

    several: units that a line lists, % left out. noted: sentences of notes that say a basis.
    in_part: a line says months or quarters. against: a field of which the sheet's name says
    otherwise, with both values. prices: what puts its amounts at constant prices.
    """

    title: str = ""
    title_at: tuple[int, int] | None = None
    indicator: str = ""
    region: str | None = None
    unit: Stated | None = None
    several: tuple[str, ...] = ()
    basis: Basis | None = None
    named_basis: Basis | None = None
    year: int | None = None
    year_at: str | None = None
    sub: bool = False
    noted: tuple[tuple[str, Basis], ...] = ()
    in_part: bool = False
    against: tuple[str, str, str] | None = None
    prices: str | None = None

    @property
    def lists(self) -> bool:
        """The title names more than one thing (产值及增长速度)."""
        return any(word in self.indicator for word in ("及", "和", "与"))

    def under(self, head: Context) -> Context:
        """This table's context within the sheet's: what it does not say, the sheet's title says."""
        own = self.indicator if is_index(self.indicator) or not head.indicator else ""
        return Context(
            self.title or head.title,
            self.title_at or head.title_at,
            own or head.indicator or self.indicator,
            self.region or head.region,
            self.unit or (None if self.several else head.unit),
            self.several or head.several,
            self.basis or head.basis,
            self.named_basis or head.named_basis,
            self.year or head.year,
            self.year_at or head.year_at,
            True,
            self.noted or head.noted,
            self.in_part or head.in_part,
            self.against or head.against,
            self.prices or head.prices,
        )


def is_generic(indicator: str) -> bool:
    """主要指标, 基本情况: a title that names no indicator."""
    folded = key(indicator)
    return not folded or folded.endswith(tuple(words("generic")))


def contexts_beside(grid: Grid, panel: Panel, firsts: Sequence[int]) -> list[Context]:
    """What is said of each of several tables side by side; none where one table has halves.

    firsts: the first column of each. Side by side are tables where one line holds a title or a
    unit over each of them.
    """
    stops = [*firsts[1:], grid.n_cols]
    ranges = [range(first, stop) for first, stop in zip(firsts, stops, strict=True)]
    ranges[0] = range(stops[0])
    own: set[int] = set()
    for row in panel.context:
        texts = [(c, t) for c, t in enumerate(grid.rows[row]) if isinstance(t, str)]
        for says in (unit_said, lambda text: _is_title(text) or None):
            over = [any(c in each and says(t) for c, t in texts) for each in ranges]
            if all(over):
                own.add(row)
    if not own:
        return []
    found = [read_context(grid, panel, own, each) for each in ranges]
    return found if len({(each.title, each.unit and each.unit.value) for each in found}) > 1 else []


def read_context(
    grid: Grid, panel: Panel, own: Collection[int] = (), columns: range | None = None
) -> Context:
    """What the lines of a panel say about it, its notes last.

    own: lines of which only the given columns speak of it.
    """
    lines: list[tuple[int, int, str]] = []
    for row in panel.context:
        lines += [
            (row, c, t)
            for c, t in enumerate(grid.rows[row])
            if isinstance(t, str)
            and not is_note(t)
            and (columns is None or row not in own or c in columns)
        ]
    lines = _corner(grid, panel) + units_joined(lines)  # nearer to the figures than the lines above
    found = _from_lines(lines)
    notes = [t for row in panel.tail for t in grid.rows[row] if isinstance(t, str) and has_han(t)]
    if found.unit is None and not found.several:
        found = replace(found, unit=_unit_of_notes(grid, panel))
    if found.year is None:
        year, year_at = _year_of(grid, panel, lines)
        found = replace(found, year=year, year_at=year_at)
    found = _with_sheet_name(grid.sheet, found)
    in_part = any(map(_speaks_of_part, (text for _, _, text in lines)))
    found = replace(found, in_part=in_part)
    said = [each for text in notes for each in _bases_of_note(text)]
    if found.basis is None and is_index(found.indicator or found.title):
        bases = {basis for _, basis in said}
        if len(bases) == 1:
            found = replace(found, basis=bases.pop())
    above = [t for _, _, t in lines]
    notes += [t for r in panel.context for t in grid.rows[r] if isinstance(t, str) and is_note(t)]
    said_of_all = (*map(constant_prices_in, above), *map(constant_prices_noted, notes))
    prices = next((each for each in said_of_all if each), None)
    return replace(found, noted=tuple(said), prices=prices)


def _speaks_of_part(line: str) -> bool:
    """A title, or a line that tells the period, that says months or quarters."""
    period = _YEAR_LINE.match(line)
    if period is not None:
        said = period.group(1).strip()
        return is_part_of_year(said) or is_lone_month(said) or part_of_year_in(said)
    return not _HEAD_LINE.match(line) and part_of_year_in(line)


def _with_sheet_name(sheet: str, found: Context) -> Context:
    """What the sheet's own name says where no line does: a region, or an indicator and its unit."""
    region = region_named(sheet.strip())
    if region is not None and found.region in (None, region):
        return replace(found, region=region)
    if region is not None and found.region is not None:
        if found.region in (province_of(region), "全国") or region == "全国":
            return found
        return replace(found, region=None, against=("region", found.region, region))
    year = year_label(sheet.strip())
    if year is not None and found.year not in (None, year):
        return replace(found, year=None, against=("year", str(found.year), str(year)))
    if found.indicator or found.title or not has_han(sheet):
        return found
    facet = read_label(sheet)
    if facet.role != "indicator" or is_generic(sheet):
        return found
    unit = found.unit or (Stated(facet.unit, "sheet") if facet.unit else None)
    return replace(found, indicator=facet.name, unit=unit, basis=found.basis or facet.basis)


def _bases_of_note(text: str) -> list[tuple[str, Basis]]:
    """Sentences of a note that say what index numbers are compared with."""
    found: list[tuple[str, Basis]] = []
    for part in re.split(r"[。；;\n]", text):
        basis = basis_said(part)
        if basis not in (Basis.INDEX_PREVIOUS_100, Basis.INDEX_FIXED_BASE):
            continue
        of_index = "指数" in part or "本表" in part
        if of_index and not _SCOPED.search(_BASE_YEAR.sub("", key(part))):
            found.append((part, basis))
    return found


def _corner(grid: Grid, panel: Panel) -> list[tuple[int, int, str]]:
    """A unit or basis that the corner over the row labels says: 指标（单位：万元）."""
    labels = grid.filled(panel.body[0])[:1]
    return [
        (row, column, _said_in(cell))
        for row in panel.header
        for column in labels
        if isinstance(cell := grid.rows[row][column], str)
        and (
            unit_said(cell)
            or unit_in_brackets(chinese(cell))
            or (basis_said(cell) and not has_year_axis(cell))
        )
    ]


def _said_in(cell: str) -> str:
    """The part of a corner that says a unit, as a line of its own that names nothing."""
    unit = unit_said(cell) or unit_in_brackets(chinese(cell))
    return f"单位：{unit}" if unit else f"({cell})"


def has_year_axis(cell: str) -> bool:
    """A heading that is itself a year."""
    return year_label(cell) is not None


def _from_lines(lines: list[tuple[int, int, str]]) -> Context:
    indicator, title, title_at, region, year, year_at = "", "", None, None, None, None
    numbered = False
    for row, column, text in lines:
        if said := _INDICATOR_LINE.match(text):
            indicator = said.group(1)
        elif said := _REGION_LINE.match(text):
            region = region_named(said.group(1)) or squeeze(said.group(1))
        elif (said := _YEAR_LINE.match(text)) and (alone := year_label(said.group(1).strip())):
            year, year_at = alone, address(row, column)
        elif _is_title(text) and (not title or (_NUMBERED.match(text) and not numbered)):
            title, title_at = UNIT_BEGINS.split(chinese(text))[0], (row, column)
            numbered = _NUMBERED.match(text) is not None
    said_basis = next((b for _, _, t in lines if (b := basis_said(t))), None)
    plain = [line for line in lines if not _INDICATOR_LINE.match(line[2])]
    unit, several = _units(plain)
    if region is None:
        region = title_region(title) if title else None
    if region is None and indicator:
        region = title_region(indicator)
    if region is None:
        others = {r for _, _, t in lines if _is_title(t) and (r := title_region(t))}
        region = others.pop() if len(others) == 1 else None
    if region is None:
        english = [t for _, _, t in lines if not has_han(t) and len(t) <= 150]
        others = {r for t in english for r in regions_in_english(t)}
        region = others.pop() if len(others) == 1 else None
    sub = bool(title) and (
        _SUBHEADING.match(title) is not None or is_continued(title) or is_span(title)
    )
    return Context(
        _spaced(title), title_at, indicator or title_indicator(_SUBHEADING.sub("", title)),
        region, unit, several, said_basis, basis_said(indicator or title), year, year_at,
        sub or not title,
    )  # fmt: skip


def _spaced(title: str) -> str:
    """A title without white space, but not 表1 2021年 as 表12021年."""
    return " ".join(squeeze(part) for part in re.split(r"(?<=\d)[\s\u3000]+(?=\d)", title))


def _is_title(text: str) -> bool:
    bare = text.strip()
    if not has_han(text) or _HEAD_LINE.match(text) or year_label(bare) is not None:
        return False
    if key(chinese(bare)) in words("heads"):
        return False
    if re.match(r"^[(（]?(?:计量)?单\s*位", bare) or canonical_unit(bare):
        return False
    if bare.startswith(("(", "（")) and not _SUBHEADING.match(bare):
        return False
    return not bare.endswith("。") and not _BOOK.search(bare)


def _units(lines: list[tuple[int, int, str]]) -> tuple[Stated | None, tuple[str, ...]]:
    """The unit of a table, or the several that a line lists without telling which is whose."""
    lines = [(row, column, _SCOPE_ON.sub("", text)) for row, column, text in lines]
    for row, column, text in lines:
        listed = units_said(text)
        plain = [unit for unit in listed if unit not in ("%", "‰")]
        if len(listed) > 1 and len(plain) == 1:
            return Stated(plain[0], address(row, column)), tuple(listed)
        if len(listed) > 1:
            return None, tuple(listed)
        if listed:
            break
    english = [line for line in lines if not (has_han(line[2]) or len(line[2]) > 60)]
    han = [line for line in lines if has_han(line[2])]
    found = find_unit(han, "")
    if found is None:
        for row, column, text in han:
            parts = [part for each in _INSIDE.findall(text) for part in re.split("[,，;；]", each)]
            inside = {unit for part in parts if (unit := canonical_unit(part))}
            if len(inside) == 1:
                return Stated(inside.pop(), address(row, column)), ()
    beside = _in_a_title(han)
    if found and beside and (unit_ratio(found.value, beside.value) or 1) != 1:
        return None, (found.value, beside.value)  # the title says another than the line
    other = find_unit(english, "") or _translated(han)
    if found and other and (unit_ratio(found.value, other.value) or 1) != 1:
        return None, (found.value, other.value)  # two languages, two units
    return found or other, ()


def _in_a_title(lines: list[tuple[int, int, str]]) -> Stated | None:
    """The unit that a title ends with: 广西地区生产总值（亿元）."""
    for row, column, text in lines:
        unit = None if UNIT_BEGINS.search(text) else unit_in_brackets(chinese(text))
        if unit and _is_title(text):
            return Stated(unit, address(row, column))
    return None


def _translated(lines: list[tuple[int, int, str]]) -> Stated | None:
    """The unit of a translation in brackets: 单位：亿元 (100 million yuan)."""
    for row, column, text in lines:
        for inside in _INSIDE.findall(text):
            if not has_han(inside) and (unit := canonical_unit(inside)):
                return Stated(unit, address(row, column))
    return None


def _unit_of_notes(grid: Grid, panel: Panel) -> Stated | None:
    for row in panel.tail:
        for column, text in enumerate(grid.rows[row]):
            if isinstance(text, str) and not _SCOPED.search(text):
                unit = unit_said(text)
                if unit is not None and canonical_unit(unit):
                    return Stated(unit, address(row, column))
    return None


def _year_of(
    grid: Grid, panel: Panel, lines: list[tuple[int, int, str]]
) -> tuple[int | None, str | None]:
    """The year of a whole table: in its title or a line under it, else the sheet's name."""
    if any(is_lone_month(text) for _, _, text in lines):
        return None, None  # the period, or when it was printed: nobody can tell
    for row, column, text in lines:
        bare = text.strip(" \u3000\t()（）[]【】")
        alone = year_label(bare)
        year = alone if alone is not None else one_year_in(text)
        if year is not None and not is_to_come(year):
            return year, address(row, column)
    for row in panel.context:
        for column, cell in enumerate(grid.rows[row]):
            if not isinstance(cell, str) and (year := _lone_year(cell)) is not None:
                return year, address(row, column)
    for row in panel.header:
        for column in grid.filled(panel.body[0])[:1]:
            if (year := year_label(grid.rows[row][column])) is not None:
                return year, address(row, column)
    year = year_label(grid.sheet.strip()) or one_year_in(grid.sheet)
    return year, "sheet" if year else None


def _lone_year(cell: Cell) -> int | None:
    return None if cell is None or isinstance(cell, str) else year_label(cell)
