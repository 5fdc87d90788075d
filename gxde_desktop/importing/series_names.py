"""What a series is: name, region, industry, unit and basis from all that is said of its cells.

A cell's own row and column come first, then the rows and headings that these stand under, then
lines between the figures, then the lines above the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gxde_desktop.importing.facets import ITEM_ROLES, Facet
from gxde_desktop.importing.indicators import is_index, take_apart
from gxde_desktop.importing.industries import is_industry
from gxde_desktop.importing.labels import key
from gxde_desktop.importing.price_basis import constant_prices_of
from gxde_desktop.importing.regions import looks_like_place, province_of, region_named
from gxde_desktop.importing.series_context import Context, is_generic
from gxde_desktop.importing.series_found import RawSeries
from gxde_desktop.importing.series_heads import Column
from gxde_desktop.importing.series_rows import Row
from models.series import Basis


@dataclass(frozen=True, slots=True)
class Manner:
    """How the labels of a table are to be taken, by what most of them are.

    industries: of rows, of columns: labels that name nothing else are industries.
    regions: of rows, of columns: the same for regions.
    """

    row_industries: bool = False
    column_industries: bool = False
    row_regions: bool = False
    column_regions: bool = False
    own: str | None = None


_IN_BRACKETS = re.compile(r"[(（][^()（）]+[)）]")


def most_are(facets: list[Facet], role: str) -> bool:
    """Whether at least half of the labels are of one role; totals do not count."""
    others = [f for f in facets if f.role not in ("total", "own_region")]
    names = {f.name: f for f in others}
    if not names:
        return False
    if role == "industry":
        hits = sum(f.role == "industry" or is_industry(f.name) for f in names.values())
    else:
        hits = sum(f.role == "region" or looks_like_place(f.name) for f in names.values())
    return hits * 2 >= len(names)


def _as(facet: Facet | None, industries: bool, regions: bool) -> str:
    """The role of a label in its table."""
    if facet is None:
        return ""
    if facet.role == "industry" and facet.loose and not industries:
        return "item"
    if facet.role == "total" and regions:
        return "own_region"
    if regions and facet.role in ("item", "member", "industry", "foreign"):
        return "region"
    own = facet.unit is None and facet.basis is None
    if industries and facet.role in ("item", "member") and own:
        return "industry"
    return facet.role


def named_series(row: Row, column: Column, context: Context, manner: Manner) -> RawSeries:
    """The series that one row and one column meet in, without its figures."""
    made = RawSeries("", None, None, None, None)
    roles = (
        _as(row.leaf, manner.row_industries, manner.row_regions),
        _as(column.leaf, manner.column_industries, manner.column_regions),
    )
    if roles[0] == "region" and roles[1] == "own_region":
        roles = (roles[0], "total")  # 全市 beside 市辖区, in the row of a city
    elif roles[1] == "region" and roles[0] == "own_region" and not manner.row_regions:
        roles = ("total", roles[1])
    leaves = (row.leaf, column.leaf)
    _places(made, row, column, roles, context, manner)
    made.industry = _industry(row, column, roles, context, manner)
    made.total = any(
        leaf is not None
        and role in ("total", "own_region")
        and (leaf.role == "total" or leaf.name.endswith(("合计", "总计")))
        for leaf, role in zip((row.leaf, column.leaf), roles, strict=True)
    )
    made.whole_region = made.total and "own_region" in roles
    made.part = bool(row.leaf and row.leaf.part) or bool(row.parents)
    made.depth = row.depth
    made.name = _name(row, column, roles, leaves, context, made, manner)
    _units(made, row, column, roles, context)
    labels = [f.text for f in (*column.path[::-1], *row.path[::-1])]
    made.prices = constant_prices_of(labels, context.prices)
    made.path = tuple(
        dict.fromkeys(
            part
            for part in (
                *row.lines.path,
                *(f.name for f in row.parents),
                *(f.name or f.text for f in column.path if f.role not in ("unit", "class")),
                *(f.name or f.text for f in row.path),
            )
            if part
        )
    )
    made.order = (row.at if row.leaf is not None else -1, column.at)
    made.label_at = (row.at, row.leaf_at) if row.leaf is not None else column.label_at
    return made


def _places(
    made: RawSeries,
    row: Row,
    column: Column,
    roles: tuple[str, str],
    context: Context,
    manner: Manner,
) -> None:
    found: Facet | None = None
    for path in (column.path, row.path):
        for facet in path:
            own = facet.role == "own_region" and facet in (row.leaf, column.leaf)
            if facet.role == "region" or (facet.role == "own_region" and not own):
                found = _finer(found, facet)
    for leaf, role in ((row.leaf, roles[0]), (column.leaf, roles[1])):
        if leaf is not None and role in ("region", "own_region"):
            found = _finer(found, leaf)
    found = found or row.lines.region
    if found is None:
        made.region = context.region
    elif found.region is not None or found.role == "region":
        made.region = found.region or region_named(found.name) or found.name
    elif found.role in ("own_region", "total"):
        made.region = context.region or manner.own or found.name
    else:
        made.region = found.name


def _finer(before: Facet | None, facet: Facet) -> Facet:
    """The place that is meant: a city stays one beside a column that names its province."""
    if before is None or before.region is None or facet.region is None:
        return facet
    inside = province_of(before.region) == facet.region and before.region != facet.region
    return before if inside or facet.region == "全国" else facet


def _industry(
    row: Row, column: Column, roles: tuple[str, str], context: Context, manner: Manner
) -> str | None:
    found: list[str] = []
    for leaf, role in ((row.leaf, roles[0]), (column.leaf, roles[1])):
        if leaf is not None and role == "industry":
            whole = key(leaf.name) in key(context.indicator) and not is_industry(leaf.name)
            if not whole:
                found.append(leaf.name)
    if found:
        return "·".join(found)
    outer = [
        f for f in (*row.path, *column.path)
        if f.role == "industry" and not f.loose and f is not row.leaf and f is not column.leaf
    ]  # fmt: skip
    if outer:
        return outer[-1].name
    return row.lines.industry.name if row.lines.industry is not None else None


def _name(
    row: Row,
    column: Column,
    roles: tuple[str, str],
    leaves: tuple[Facet | None, Facet | None],
    context: Context,
    made: RawSeries,
    manner: Manner,
) -> str:
    named = [
        (role, leaf) for role, leaf in zip(roles, leaves, strict=True)
        if leaf is not None and role in ITEM_ROLES
    ]  # fmt: skip
    base = _base(row, column, context, roles)
    shares = [f.name for f, r in zip(leaves, roles, strict=True) if r == "share" and f is not None]
    if len(named) == 2:
        # A heading over a group (城镇, 大型企业) divides the indicator that the other side names.
        first, second = sorted(named, key=lambda each: each[0] != "indicator")
        name = f"{first[1].name}·{second[1].name}"
        if key(second[1].name) == key(first[1].name):
            name = first[1].name
    elif len(named) == 1 and base and _IN_BRACKETS.fullmatch(named[0][1].name):
        name = f"{base}{named[0][1].name}"  # 2018年（旧口径）: a mark of the indicator, no name
    elif len(named) == 1:
        name = _single(named[0][0], named[0][1], row, column, base, context)
    elif base and row.leaf is not None and roles[0] == "foreign":
        name = f"{base}·{row.leaf.name}"  # English rows under a Chinese title differ by their names
    elif base:
        name = base
    else:
        foreign = [f.name for f, r in zip(leaves, roles, strict=True) if r == "foreign" and f]
        name = foreign[-1] if foreign else ""
    shares += [
        f.name for f in (*row.path, *column.path)
        if f.role == "share" and f not in leaves and f.name not in shares
    ]  # fmt: skip
    if shares and not name:
        return ""  # a share of what nobody says
    if shares:
        name = "·".join(part for part in (name, shares[-1]) if part)
    # 男 over 人口数: a heading over the indicator that divides it.
    for facet in (*row.path, *column.path):
        if facet.role == "member" and facet not in leaves and facet.name not in name:
            name = f"{name}·{facet.name}" if name else facet.name
    return name


def _single(role: str, leaf: Facet, row: Row, column: Column, base: str, context: Context) -> str:
    title = context.indicator
    if (
        is_index(title)
        and not is_index(leaf.name)
        and leaf.unit is None
        and (key(leaf.name) in key(title) and role == "indicator")
    ):
        return take_apart(title).name  # 地区生产总值 under 地区生产总值指数
    outer = next(
        (
            f.name
            for path in (column.path, row.path)
            for f in reversed(path)
            if f is not leaf and f.role == "indicator" and leaf in path
        ),
        "",
    )
    if role == "member":
        above = (
            outer or next((f.name for f in reversed(row.parents) if leaf is row.leaf), "") or base
        )
        return f"{above}·{leaf.name}" if above else leaf.name
    if outer and role == "item":
        return f"{outer}·{leaf.name}"
    return leaf.name


_AND_DERIVED = re.compile(
    r"(?<=.{2})(?:及其?|和|与)(?:构成|比重|增速|增长速度|增长率|指数|发展速度)$"
)


def _of_title(context: Context) -> str:
    """The indicator of a title, without what the table derives from it (及构成)."""
    return _AND_DERIVED.sub("", take_apart(context.indicator).name)


def _base(row: Row, column: Column, context: Context, roles: tuple[str, str]) -> str:
    """The indicator of a cell whose own labels name none."""
    own = [f.name for f in column.path if f.role == "indicator" and f is not column.leaf]
    items = [f.name for f in column.path if f.role == "item" and f is not column.leaf]
    if not own and items and roles[1] in ("industry", "total", "member", "growth", "region"):
        title = "" if is_generic(context.indicator) else _of_title(context)
        return "·".join(part for part in (title, items[-1]) if part)
    own = own or [f.name for f in row.path if f.role == "indicator" and f is not row.leaf]
    if own:
        return re.sub(r"(?<=..)(?:合计|总计)$", "", own[-1])
    parts = [f for f in row.parents if f.role == "indicator"]
    if parts:
        return parts[-1].name
    if row.lines.indicator is not None:
        return row.lines.indicator.name
    if column.under and roles[1] in ("growth", "share") and roles[0] not in ITEM_ROLES:
        return column.under
    if row.under and roles[0] in ("growth", "share") and roles[1] not in ITEM_ROLES:
        return row.under
    grouped = any(f.role == "class" for f in column.path) or bool(column.leaf and column.leaf.part)
    if column.under and grouped and roles[1] in ("industry", "total", "member"):
        return column.under
    if row.under and bool(row.leaf and row.leaf.part):
        return row.under
    if context.indicator and not is_generic(context.indicator):
        return _of_title(context)
    if row.under and roles[0] in ("industry", "member", "total"):
        return row.under
    if column.under and roles[1] in ("industry", "member", "total", "growth", "share"):
        return column.under
    items = [f.name for f in (*row.parents, *column.path) if f.role == "item"]
    return items[-1] if items and context.indicator and roles != ("", "") else ""


def _units(
    made: RawSeries, row: Row, column: Column, roles: tuple[str, str], context: Context
) -> None:
    derived = next(
        (f for f in (*column.path[::-1], *row.path[::-1]) if f.role in ("growth", "share")), None
    )
    if derived is not None:
        made.unit = derived.unit or ("%" if derived.role == "share" else None)
        made.basis = derived.basis or (Basis.VALUE if derived.role == "share" else None)
        if derived.role == "share" and made.unit is None:
            made.unit = "%"
        return
    made.english = row.english or column.english
    basis = column.basis or row.basis
    made.basis = basis if isinstance(basis, Basis) else None
    unit = row.unit or column.unit
    if row.unit and column.unit and row.unit != column.unit:
        unit = None  # two units for one cell: asked
        made.two_units = (row.unit, column.unit)
    if unit is None and made.basis is None and made.two_units is None:
        child = roles[0] in ("industry", "member", "total") or made.part
        if child and not row.unit_column and row.under_unit and made.name == row.under:
            unit = row.under_unit
        if unit is None and column.under_unit and made.name == column.under:
            unit = column.under_unit
        if unit is None and column.leaf is not None and column.leaf.part:
            unit = column.under_unit
        if unit is None and row.leaf is not None and row.leaf.part and not row.unit_column:
            unit = row.under_unit
        unit = unit or row.lines.unit
        heading = take_apart(context.indicator) if context.indicator else None
        if unit is None and heading is not None and made.name == heading.name:
            unit = heading.unit
    if made.basis is None and unit is None:
        made.basis = row.lines.basis
    made.unit = unit
