"""Ranks of the cities by scale, share and growth (method, section 8)."""

from __future__ import annotations

from models.expression import Const, Fn, Node, Ref, Run, count_above
from models.frame import Frame
from models.quantities.base import Quantity
from models.quantities.city_scale import AXES
from models.ranks import EQUAL, ranks


def _rank(key: str, of: str, symbol: str) -> Quantity:
    def cell(frame: Frame, rule: int, c: int, t: int) -> Node:
        own = Ref(of, (rule, c, t))
        size = Fn("MAX", (own, Const(0.0) - own))
        every = Run(of, (rule, 0, t), 1, 0, frame.size("city") - 1)
        return Const(1.0) + count_above(every, own + Const(EQUAL) * size)

    return Quantity(
        key=key,
        axes=AXES,
        unit="number",
        symbol=f"rank {symbol}",
        formula=f"1 + #{{c' : {symbol}' > {symbol}}}",
        source="scale",
        needs=(of,),
        kernel=lambda given: ranks(given[of], axis=1),
        draws=True,
        cell=cell,
    )


QUANTITIES = (
    _rank("city_scale_rank", "city_digital_economy", "D_c"),
    _rank("city_share_rank", "city_gdp_share", "D_c/GDP_c"),
    _rank("city_growth_rank", "city_growth", "ΔD_c/D_c"),
)
