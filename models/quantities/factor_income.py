"""What labour and capital earn in each industry, by the reading chosen (method, section 7).

From 2004 to 2008 the tables hold the income of the self-employed in operating surplus; its labour
part is back in compensation since. So the labour share is as published, adjusted for the
self-employed in tables of those years, or that of the last table throughout.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Const, Fn, If, Missing, Node, Ref, mark, mark_where
from models.frame import Frame
from models.messages import message
from models.quantities.base import Given, Quantity
from models.quantities.industry_inputs import industry_role, persons_scale
from models.quantities.industry_tables import no_partner
from models.quantities.ratios import outside_span

FloatArray = NDArray[np.float64]

APART = range(2004, 2009)
"""Years whose tables hold the self-employed's income in operating surplus."""


def one_definition(frame: Frame, b: int, c: int) -> bool:
    """Whether compensation of two tables has one definition, or a reading that gives it one."""
    same = (frame.benchmarks[b] in APART) == (frame.benchmarks[c] in APART)
    return same or frame.parameters.labour_share != "published"


def definition_changed(frame: Frame) -> bool:
    """Whether the tables lie on both sides of the change of 2008."""
    return any(year in APART for year in frame.benchmarks) and any(
        year > APART[-1] for year in frame.benchmarks
    )


def _is_adjusted(frame: Frame, b: int) -> bool:
    return frame.parameters.labour_share == "adjusted" and frame.benchmarks[b] in APART


def _is_later(frame: Frame, b: int) -> bool:
    last = len(frame.benchmarks) - 1
    return frame.parameters.labour_share == "later" and b < last


def _by_taxes(frame: Frame) -> bool:
    return frame.parameters.output_basis == "less_product_taxes"


def _other_taxes_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("industry", "benchmark")
    for b, year in enumerate(frame.benchmarks):
        t = frame.year_position(year)
        if t is not None:
            out[:, b] = given["industry_net_taxes"][:, b] - given["product_taxes"][:, t]
    return out


def _other_taxes_cell(frame: Frame, j: int, b: int) -> Node:
    t = frame.year_position(frame.benchmarks[b])
    if t is None:
        return outside_span(frame.benchmarks[b])
    return Ref("industry_net_taxes", (j, b)) - Ref("product_taxes", (j, t))


OTHER_TAXES = Quantity(
    key="other_production_taxes",
    axes=("industry", "benchmark"),
    unit="money",
    symbol="VA002_j − T_j",
    formula="VA002_j − T_j",
    source="klems",
    needs=("industry_net_taxes", "product_taxes"),
    kernel=_other_taxes_kernel,
    cell=_other_taxes_cell,
)


def _primary_kernel(given: Given) -> FloatArray:
    parts = ("industry_compensation", "industry_depreciation_value", "industry_surplus")
    income = np.asarray(sum(given[key] for key in parts))
    return income + given["other_production_taxes"] if _by_taxes(given.frame) else income


def _primary_cell(frame: Frame, j: int, b: int) -> Node:
    income = Ref("industry_compensation", (j, b)) + Ref("industry_depreciation_value", (j, b))
    income = income + Ref("industry_surplus", (j, b))
    return income + Ref("other_production_taxes", (j, b)) if _by_taxes(frame) else income


PRIMARY_INCOME = Quantity(
    key="primary_income",
    axes=("industry", "benchmark"),
    unit="money",
    symbol="V_j",
    formula="V_j = VA001_j + VA003_j + VA004_j  (+ VA002_j − T_j)",
    source="klems",
    needs=(
        "industry_compensation",
        "industry_depreciation_value",
        "industry_surplus",
        "other_production_taxes",
    ),
    kernel=_primary_kernel,
    cell=_primary_cell,
)


def _labour_kernel(given: Given) -> FloatArray:
    frame = given.frame
    paid = given["industry_compensation"]
    out = np.array(paid)
    for b, year in enumerate(frame.benchmarks):
        if _is_later(frame, b):
            income = given["primary_income"]
            known = income[:, -1] > 0
            share = np.where(known, paid[:, -1] / np.where(known, income[:, -1], 1.0), np.nan)
            out[:, b] = share * income[:, b]
        elif _is_adjusted(frame, b):
            t = frame.year_position(year)
            out[:, b] = np.nan if t is None else _adjusted(given, b, t)
    return out


def _adjusted(given: Given, b: int, t: int) -> FloatArray:
    frame = given.frame
    paid = given["industry_compensation"][:, b]
    highest = paid + np.maximum(0.0, given["industry_surplus"][:, b])
    scales = [persons_scale(frame, j) for j in range(paid.size)]
    scale = np.array([np.nan if one is None else one for one in scales])
    employed = given["industry_employment"][:, t] * scale
    employees = given["industry_employees"][:, t]
    hired = employees > 0
    ratio = np.maximum(1.0, employed / np.where(hired, employees, 1.0))
    raised = np.where(hired, np.minimum(paid * ratio, highest), highest)
    unknown = np.isnan(employed) | np.isnan(employees)
    # A sector without a partner in the table takes no part in it, whoever works there.
    apart = [not industry.members[b] for industry in frame.dataset.industries]
    return np.where(apart, paid, np.where(unknown, np.nan, raised))


def _labour_cell(frame: Frame, j: int, b: int) -> Node:
    paid = Ref("industry_compensation", (j, b))
    if not frame.dataset.industries[j].members[b]:
        return paid
    if _is_later(frame, b):
        return _later_cell(frame, j, b)
    if _is_adjusted(frame, b):
        return _adjusted_cell(frame, j, b)
    published = frame.parameters.labour_share == "published"
    return mark(paid, "labour_as_published") if published and definition_changed(frame) else paid


def _later_cell(frame: Frame, j: int, b: int) -> Node:
    last = len(frame.benchmarks) - 1
    if not frame.dataset.industries[j].members[last]:
        return Missing(no_partner(frame, j, last))
    income = Ref("primary_income", (j, last))
    label = frame.dataset.industries[j].label
    none = Missing(message("cause.no_output", industry=label, year=frame.benchmarks[last]))
    share = Ref("industry_compensation", (j, last)) / income
    later = mark(share * Ref("primary_income", (j, b)), "labour_later")
    return If(income > Const(0.0), later, none)


def _adjusted_cell(frame: Frame, j: int, b: int) -> Node:
    t = frame.year_position(frame.benchmarks[b])
    if t is None:
        return outside_span(frame.benchmarks[b])
    paid, surplus = Ref("industry_compensation", (j, b)), Ref("industry_surplus", (j, b))
    highest = paid + Fn("MAX", (Const(0.0), surplus))
    employees = Ref("industry_employees", (j, t))
    printed = Ref("industry_employment", (j, t))
    for role, key in (("employment", printed), ("employees", employees)):
        if not frame.exists(key.key, j, t):
            named = industry_role(frame, role, j)
            year = frame.benchmarks[b]
            return Missing(message("needs.series_year", series=named, year=year))
    scale = persons_scale(frame, j)
    if scale is None:
        label = frame.dataset.industries[j].label
        return Missing(message("needs.persons_unit", industry=label))
    employed: Node = printed if scale == 1.0 else printed * scale
    ratio = Fn("MAX", (Const(1.0), employed / employees))
    raised = mark_where(paid * ratio > highest, Fn("MIN", (paid * ratio, highest)), "labour_capped")
    raised = mark_where(employees > employed, raised, "employees_exceed")
    everyone = mark(highest, "labour_capped")
    return mark(If(employees > Const(0.0), raised, everyone), "labour_adjusted")


LABOUR_INCOME = Quantity(
    key="labour_income",
    axes=("industry", "benchmark"),
    unit="money",
    symbol="V_{L,j}",
    formula=(
        "V_L = VA001_j;  min(VA001_j·max(1, E_j/E^w_j), VA001_j + max(0, VA004_j));  "
        "V_{j,b}·VA001_{j,last}/V_{j,last}"
    ),
    source="klems",
    needs=(
        "industry_compensation",
        "industry_surplus",
        "primary_income",
        "industry_employment",
        "industry_employees",
    ),
    kernel=_labour_kernel,
    cell=_labour_cell,
)


def _capital_kernel(given: Given) -> FloatArray:
    frame = given.frame
    income = given["industry_depreciation_value"] + given["industry_surplus"]
    if _by_taxes(frame):
        income = income + given["other_production_taxes"]
    for b in range(income.shape[1]):
        if _is_later(frame, b) or _is_adjusted(frame, b):
            moved = given["industry_compensation"][:, b] - given["labour_income"][:, b]
            income[:, b] = income[:, b] + moved
    return np.asarray(income)


def _capital_cell(frame: Frame, j: int, b: int) -> Node:
    income = Ref("industry_depreciation_value", (j, b)) + Ref("industry_surplus", (j, b))
    if _by_taxes(frame):
        income = income + Ref("other_production_taxes", (j, b))
    if _is_later(frame, b) or _is_adjusted(frame, b):
        moved = Ref("industry_compensation", (j, b)) - Ref("labour_income", (j, b))
        income = income + moved
    return income


CAPITAL_INCOME = Quantity(
    key="capital_income",
    axes=("industry", "benchmark"),
    unit="money",
    symbol="CC_j",
    formula="CC_j = VA003_j + VA004_j  (+ VA002_j − T_j)  (+ VA001_j − V_{L,j})",
    source="user_cost",
    needs=(
        "industry_depreciation_value",
        "industry_surplus",
        "other_production_taxes",
        "industry_compensation",
        "labour_income",
    ),
    kernel=_capital_kernel,
    cell=_capital_cell,
)


def _factor_cost_cell(_: Frame, j: int, b: int) -> Node:
    output = Ref("industry_intermediate", (j, b)) + Ref("labour_income", (j, b))
    return output + Ref("capital_income", (j, b))


FACTOR_COST_OUTPUT = Quantity(
    key="factor_cost_output",
    axes=("industry", "benchmark"),
    unit="money",
    symbol="Y_j",
    formula="Y_j = TII_j + V_{L,j} + CC_j = TII_j + VA001_j + VA003_j + VA004_j;  GO_j − T_j",
    source="klems",
    needs=("industry_intermediate", "labour_income", "capital_income"),
    kernel=lambda given: (
        given["industry_intermediate"] + given["labour_income"] + given["capital_income"]
    ),
    cell=_factor_cost_cell,
)


QUANTITIES = (OTHER_TAXES, PRIMARY_INCOME, LABOUR_INCOME, CAPITAL_INCOME, FACTOR_COST_OUTPUT)
