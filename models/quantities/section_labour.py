"""Persons employed of an industry out of those of its section (method, section 7).

Yearbooks have employment by section 门类 (采矿业, 制造业, ...). The industries of a section share
its persons like their compensation of employees, VA001, in the table of the year; a proxy, for
pay per person is then the same throughout the section.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.expression import Const, If, Missing, Node, Ref, Run, mark, sum_where
from models.frame import Frame
from models.messages import message
from models.quantities.base import Given, Quantity, input_quantity
from models.quantities.industry_inputs import industry_leaf, industry_role, industry_series
from models.quantities.ratios import outside_span

FloatArray = NDArray[np.float64]

ROLE = "section_employment"

PRINTED = industry_leaf("section_employment", ROLE, "as_printed", "E_{s(j),t}")


def section_numbers(frame: Frame) -> tuple[int, ...]:
    """For each industry the number of its section, from 1; 0: none with a series.

    Industries of one section have the same series.
    """
    known: list[object] = []
    numbers = []
    for j in range(frame.size("industry")):
        one = industry_series(frame, ROLE, j)
        if one is not None and one not in known:
            known.append(one)
        numbers.append(0 if one is None else known.index(one) + 1)
    return tuple(numbers)


NUMBER = input_quantity(
    "industry_section",
    ("industry",),
    "number",
    "s(j)",
    read=lambda frame: np.array(section_numbers(frame), dtype=float),
    origin=lambda *_: None,
    absent=lambda *_: message("needs.industries"),
)


def _pay_kernel(given: Given) -> FloatArray:
    numbers = given["industry_section"]
    out = given.empty("industry", "benchmark")
    for j in np.flatnonzero(numbers):
        out[j] = given["industry_compensation"][numbers == numbers[j]].sum(axis=0)
    return out


def _pay_cell(frame: Frame, j: int, b: int) -> Node:
    number = section_numbers(frame)[j]
    if not number:
        return Missing(message("needs.series", series=industry_role(frame, ROLE, j)))
    last = frame.size("industry") - 1
    codes = Run("industry_section", (0,), 0, 0, last)
    return sum_where(codes, number, Run("industry_compensation", (0, b), 0, 0, last))


PAY = Quantity(
    key="section_compensation",
    axes=("industry", "benchmark"),
    unit="money",
    symbol="VA001_{s(j),b}",
    formula="VA001_{s(j),b} = Σ_{k∈s(j)} VA001_{k,b}",
    source="klems",
    needs=("industry_section", "industry_compensation"),
    kernel=_pay_kernel,
    cell=_pay_cell,
)


def _split_kernel(given: Given) -> FloatArray:
    frame = given.frame
    out = given.empty("industry", "benchmark")
    pay, whole = given["industry_compensation"], given["section_compensation"]
    for b, year in enumerate(frame.benchmarks):
        t = frame.year_position(year)
        if t is not None:
            share = np.where((pay[:, b] >= 0) & (whole[:, b] > 0), pay[:, b] / whole[:, b], np.nan)
            out[:, b] = given["section_employment"][:, t] * share
    return out


def _split_cell(frame: Frame, j: int, b: int) -> Node:
    t = frame.year_position(frame.benchmarks[b])
    if t is None:
        return outside_span(frame.benchmarks[b])
    if not frame.exists("section_employment", j, t):
        return Ref("section_employment", (j, t))
    pay, whole = Ref("industry_compensation", (j, b)), Ref("section_compensation", (j, b))
    split = mark(Ref("section_employment", (j, t)) * pay / whole, "proxy")
    label = frame.dataset.industries[j].label
    none = Missing(message("cause.negative_labour", industry=label))
    return If(pay >= Const(0.0), If(whole > Const(0.0), split, none), none)


SPLIT = Quantity(
    key="split_employment",
    axes=("industry", "benchmark"),
    unit="as_printed",
    symbol="E_{j,b}",
    formula="E_{j,b} = E_{s(j),b} · VA001_{j,b} / VA001_{s(j),b}",
    source="klems",
    needs=("section_employment", "industry_compensation", "section_compensation"),
    kernel=_split_kernel,
    cell=_split_cell,
)

QUANTITIES = (PRINTED, NUMBER, PAY, SPLIT)
