"""An input-output table that balances: chosen technology and demand, solved for output.

With A the input coefficients, m the shares of demand met from outside, f final demand of
the region and e what it sells outside, output solves

    x = A x + f - m (A x + f) + e,    so    x = [I - (I - m) A]^-1 [(I - m) f + e],

the competitive table's row balance. The level of e is chosen such that value added
comes out as planned. All flows are then rounded to printed digits and the totals are
summed from rounded flows, so every identity holds exactly.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gxde_desktop.exporting.sample.sectors import Sectors, root_of
from gxde_desktop.exporting.sample.technology import INPUTS, PROFILES, size_of

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

WAN_IN_YI = 10_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table must come out as; amounts in 亿元.

    value_added, rural, urban, government, capital, inventories: totals of the table.
    capital_of, output_of: given GFCF and given output of single sectors, by name;
    labour_of: given share of compensation in a sector's value added.
    provincial: whether there is trade with other provinces.
    digits: decimals of printed 万元. seed: of what is varied at random.
    """

    region: str
    year: int
    sectors: Sectors
    value_added: float
    rural: float
    urban: float
    government: float
    capital: float
    inventories: float
    provincial: bool
    seed: int
    digits: int = 2
    capital_of: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    output_of: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    labour_of: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A balanced table in whole units of its last printed digit.

    flows: (n, n). columns: `FU101`, ... `GO` by code, (n,); rows: `TII`, `VA001`, ...
    `TI`, (n,). `printed` turns any of them into 万元.
    """

    plan: Plan
    flows: IntArray
    columns: Mapping[str, IntArray]
    rows: Mapping[str, IntArray]

    def printed(self, units: IntArray) -> FloatArray:
        """Amounts in 万元, as printed."""
        return np.asarray(units / 10.0**self.plan.digits)

    def total(self, code: str) -> float:
        """Sum over the sectors of one column or row, in 亿元."""
        units = self.columns[code] if code in self.columns else self.rows[code]
        return float(self.printed(units.sum()) / WAN_IN_YI)


_DRIFT = 0.15
"""How much of a sector's own peculiarity is new in every table: the rest stays with it."""


@dataclass(frozen=True, slots=True)
class _Variety:
    """Factors around 1 that make sectors of one kind differ.

    What is peculiar to a sector of a region stays with it from table to table, by its name
    without the wording of an edition; only a small part changes from year to year. So the
    tables of a province are those of one economy that grows.
    """

    plan: Plan
    rng: np.random.Generator

    def of_sectors(self, what: str, width: float) -> FloatArray:
        """One factor a sector, over 1 - width ... 1 + width at most about."""
        lasting = 2.0 * self._lasting(what, self.plan.sectors.names) - 1.0
        return np.asarray((1.0 + width * lasting) * self._new(len(lasting), width))

    def of_flows(self, what: str, width: float) -> FloatArray:
        """One factor a pair of sectors."""
        names = self.plan.sectors.names
        rows, columns = self._lasting(f"{what} row", names), self._lasting(f"{what} column", names)
        lasting = 2.0 * np.modf(1e4 * rows[:, None] * columns[None, :])[0] - 1.0
        return np.asarray((1.0 + width * lasting) * self._new(lasting.shape, width))

    def _lasting(self, what: str, names: Sequence[str]) -> FloatArray:
        """A number in 0 ... 1 for every name, always the same."""
        words = (f"{self.plan.region} {what} {root_of(name)}" for name in names)
        return np.array([zlib.crc32(word.encode()) / 2.0**32 for word in words])

    def _new(self, size: int | tuple[int, ...], width: float) -> FloatArray:
        return 1.0 + _DRIFT * width * (2.0 * self.rng.random(size) - 1.0)


def _profile(sectors: Sectors, name: str) -> FloatArray:
    return np.array([getattr(PROFILES[kind], name) for kind in sectors.kinds])


def _sizes(sectors: Sectors, variety: _Variety) -> FloatArray:
    """Share of every sector in its kind; they sum to one over a kind."""
    raw = np.array([size_of(name) for name in sectors.names]) * variety.of_sectors("size", 0.5)
    kinds = np.array(sectors.kinds)
    return np.array([raw[i] / raw[kinds == kind].sum() for i, kind in enumerate(kinds)])


def _coefficients(sectors: Sectors, sizes: FloatArray, variety: _Variety) -> FloatArray:
    """Input coefficients A; column j sums to one minus its share of value added."""
    mix = np.array(
        [[INPUTS[user].get(kind, 0.0) for user in sectors.kinds] for kind in sectors.kinds]
    )
    weights = mix * sizes[:, None] * variety.of_flows("inputs", 0.5)
    weights += np.diag(0.5 * np.diag(weights))
    weights /= weights.sum(axis=0)
    # Official tables are full of empty cells where hardly anything is used.
    weights[(weights < 0.002) & (variety.of_flows("empty", 1.0) < 1.0)] = 0.0
    weights /= weights.sum(axis=0)
    share = _profile(sectors, "value_added") * variety.of_sectors("value added", 0.15)
    return np.asarray(weights * (1.0 - np.clip(share, 0, 1)))


def _demand(
    plan: Plan, name: str, total: float, sizes: FloatArray, variety: _Variety
) -> FloatArray:
    """One column of final use, distributed by the kinds' weights."""
    weights = _profile(plan.sectors, name) * sizes * variety.of_sectors(name, 0.3)
    if name == "inventories":
        weights *= 1.0 + 2.0 * (2.0 * variety.rng.random(len(sizes)) - 1.0)  # some are run down
    fixed = plan.capital_of if name == "capital" else {}
    places = [plan.sectors.position(sector) for sector in fixed]
    weights[places] = 0.0
    amounts = weights * (total - sum(fixed.values())) / weights.sum()
    amounts[places] = list(fixed.values())
    return np.asarray(amounts)


def _solve(
    plan: Plan, technology: FloatArray, final: FloatArray, outside: FloatArray, sold: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Output x and what is sold outside e, such that the plan's totals come out.

    outside: share m of demand met from outside; sold: pattern of e before its level.
    """
    n = len(final)
    kept = 1.0 - outside
    inverse = np.linalg.inv(np.eye(n) - kept[:, None] * technology)
    places = [plan.sectors.position(name) for name in plan.output_of]
    pattern = sold.copy()
    pattern[places] = 0.0
    # Unknowns: the level of the pattern, and sales outside of every sector given.
    directions = np.column_stack([pattern, *(np.eye(n)[place] for place in places)])
    share = 1.0 - technology.sum(axis=0)
    measured = np.vstack([share, *(np.eye(n)[place] for place in places)])
    targets = np.array([plan.value_added, *plan.output_of.values()])
    base = inverse @ (kept * final)
    levels = np.linalg.solve(measured @ inverse @ directions, targets - measured @ base)
    if (levels < 0).any():
        raise ValueError(f"the plan of {plan.region} {plan.year} cannot be met: {levels}")
    e = directions @ levels
    return inverse @ (kept * final + e), e


def build(plan: Plan) -> Table:
    """The table of a plan; the same plan gives the same table."""
    variety = _Variety(plan, np.random.default_rng(plan.seed))
    sectors = plan.sectors
    sizes = _sizes(sectors, variety)
    technology = _coefficients(sectors, sizes, variety)
    final = {
        "FU101": _demand(plan, "rural", plan.rural, sizes, variety),
        "FU102": _demand(plan, "urban", plan.urban, sizes, variety),
        "FU103": _demand(plan, "government", plan.government, sizes, variety),
        "FU201": _demand(plan, "capital", plan.capital, sizes, variety),
        "FU202": _demand(plan, "inventories", plan.inventories, sizes, variety),
    }
    demanded = np.sum(list(final.values()), axis=0)
    imports = _profile(sectors, "imports") * variety.of_sectors("imports", 0.3)
    inflow = _profile(sectors, "inflow") * variety.of_sectors("inflow", 0.3) * plan.provincial
    exports = _profile(sectors, "exports")
    outflow = _profile(sectors, "outflow") * plan.provincial
    needed = np.linalg.inv(np.eye(len(sectors)) - technology) @ demanded
    sold_share = (exports + outflow) * variety.of_sectors("sold outside", 0.3)
    output, sold = _solve(plan, technology, demanded, imports + inflow, sold_share * needed)
    flows = technology * output
    demand = flows.sum(axis=1) + demanded
    abroad = np.divide(exports, exports + outflow, out=np.zeros_like(sold), where=sold > 0)
    error = output * 1e-3 * (2.0 * variety.rng.random(len(sectors)) - 1.0)
    columns = {
        **final,
        "EX": sold * abroad,
        "OF": sold * (1.0 - abroad),
        "IM": imports * demand,
        "IF": inflow * demand,
        "ERR": error,
    }
    labour = _profile(sectors, "labour") * variety.of_sectors("labour", 0.12)
    for name, share in plan.labour_of.items():
        labour[sectors.position(name)] = share
    return _rounded(plan, flows, columns, labour)


def _rounded(
    plan: Plan, flows: FloatArray, columns: Mapping[str, FloatArray], labour: FloatArray
) -> Table:
    """Flows in whole printed units, with every total summed from them."""
    scale = WAN_IN_YI * 10.0**plan.digits

    def whole(amounts: FloatArray) -> IntArray:
        return np.rint(amounts * scale).astype(np.int64)

    z = whole(flows)
    c = {code: whole(amounts) for code, amounts in columns.items()}
    c["TIU"] = z.sum(axis=1)
    c["THC"] = c["FU101"] + c["FU102"]
    c["TC"] = c["THC"] + c["FU103"]
    c["GCF"] = c["FU201"] + c["FU202"]
    c["FU302"] = c["EX"] + c["OF"]
    c["FU304"] = c["IM"] + c["IF"]
    c["TFU"] = c["TC"] + c["GCF"] + c["FU302"]
    c["GO"] = c["TIU"] + c["TFU"] - c["FU304"] + c["ERR"]
    r = {"TII": z.sum(axis=0)}
    r["TVA"] = c["GO"] - r["TII"]
    shares = {
        "VA001": labour,
        "VA002": _profile(plan.sectors, "taxes"),
        "VA003": _profile(plan.sectors, "depreciation"),
    }
    for code, share in shares.items():
        r[code] = np.rint(share * r["TVA"]).astype(np.int64)
    r["VA004"] = r["TVA"] - r["VA001"] - r["VA002"] - r["VA003"]
    r["TI"] = r["TII"] + r["TVA"]
    return Table(plan, z, MappingProxyType(c), MappingProxyType(r))
