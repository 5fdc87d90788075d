"""Units and basis of the series of a table, from the lines above where their labels say none."""

from __future__ import annotations

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.indicators import is_index
from gxde_desktop.importing.io_panel import Finding
from gxde_desktop.importing.labels import squeeze
from gxde_desktop.importing.price_basis import at_constant_prices
from gxde_desktop.importing.series_basis import infer_basis
from gxde_desktop.importing.series_context import Context
from gxde_desktop.importing.series_found import RawSeries, SeriesBlock
from gxde_desktop.importing.units import is_money, unit_ratio
from gxde_desktop.importing.wording import msg
from models.series import Basis

INDICES = (Basis.INDEX_PREVIOUS_100, Basis.INDEX_FIXED_BASE)


def settle(grid: Grid, block: SeriesBlock, context: Context, terminal: bool) -> None:
    """Completes unit, basis and region of every series by the lines above the table.

    terminal: names come from headings such as 广西:主营业务收入, no title says more.
    """
    under_index = is_index(context.indicator)
    unit = context.unit
    if "%" in context.several and not any(s.unit == "%" for s in block.series):
        # 单位：万元、% and nothing that takes the per cent: nobody can tell which is whose.
        unit = None
    for series in block.series:
        series.region = series.region or context.region
        named = is_index(series.name)
        series.index = named or (under_index and series.unit is None and not terminal)
        said = context.basis
        if said is Basis.GROWTH_PERCENT and (context.named_basis is None or context.lists):
            # A title such as 产值及增长速度 speaks of some of its columns only.
            said = None
        if series.basis is None and (series.unit is None or (named and series.unit == "%")):
            series.basis = said
        if series.basis is None and named and context.noted:
            series.basis = _noted(block, series, context)
        if series.unit is None and series.per_cent == len(series.points) and not series.index:
            series.unit = "%"
        amount = series.basis in (None, Basis.VALUE) and not series.index
        if amount and series.two_units is None:
            series.unit = _unit(block, series, unit.value if unit else None)
        if series.basis is None and series.name and not series.index:
            series.basis = Basis.VALUE
        if series.basis in INDICES:
            series.unit = None
        elif series.basis is Basis.GROWTH_PERCENT:
            series.unit = "%"
        amount = series.basis is Basis.VALUE and (series.unit is None or is_money(series.unit))
        if amount and series.name and series.prices:
            series.name = at_constant_prices(series.name, series.prices)
    if context.unit and context.unit.place != "sheet":
        block.findings.append(Finding("info", msg("series.unit_read", unit=context.unit.value,
                                                  place=context.unit.place)))  # fmt: skip
    infer_basis(block)


def _noted(block: SeriesBlock, series: RawSeries, context: Context) -> Basis | None:
    """The basis that a note says of this index, or of all where it names none of them."""
    names = {one.name for one in block.series if is_index(one.name)}
    own = [basis for text, basis in context.noted if series.name in squeeze(text)]
    if not own:
        own = [b for text, b in context.noted if not any(n in squeeze(text) for n in names)]
    return own[0] if len(set(own)) == 1 else None


def _unit(block: SeriesBlock, series: RawSeries, of_table: str | None) -> str | None:
    """The unit of a label, or of the table; asked where the translation beside it says another."""
    english = series.english
    said = series.unit or of_table
    if english is None or said is None:
        return said or english
    ratio = unit_ratio(english, said)
    if ratio is None:
        return series.unit or english  # of another kind: the table's is not meant
    if ratio == 1:
        return said
    series.two_units = (said, english)
    block.units = tuple(dict.fromkeys((*block.units, said, english)))
    if not any(f.message.code == "importing.series.units_in_languages" for f in block.findings):
        block.findings.append(
            Finding("info", msg("series.units_in_languages", one=said, other=english),
                    *series.label_at)
        )  # fmt: skip
    return None
