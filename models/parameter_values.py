"""Parameters of the method as values, what is allowed together, and the white paper's own.

The values of `PRESETS["gx2022"]` are those of the appendix of the Guangxi white
paper of 2022: service lives and depreciation in its third step, beta, the factor
1.5 and the variance in its section on ICT capital, price methods in its fourth step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from models.frozen import FrozenMap
from models.messages import MethodError, message
from models.parameter_specs import (
    ASSET_SPECS,
    GLOBAL_SPECS,
    MARGIN_SPEC,
    SHARE_SPEC,
    ParameterSpec,
)

ASSETS = ("computers", "communications", "software")
"""The three ICT assets of the appendix, in its order (附表 1)."""


@dataclass(frozen=True, slots=True)
class AssetParameters:
    """Parameters of one asset.

    service_life: mean service life mu, years.
    depreciation: rate delta of the base-year stock's formula and decay, per year.
    beta: curvature of hyperbolic age-efficiency, h(x) = (T - x)/(T - beta x).
    max_life_factor: T = max_life_factor * mu.
    sigma: standard deviation of the life, in years (the appendix: variance 0.25) or as a
    share of mu, as sigma_basis says.
    efficiency: family of age-efficiency (`geometric` falls at the rate `depreciation`).
    retirement: family of lives (`none`: nothing retires before T; `printed*`: the literal
    forms of the appendix). weibull_shape, winfrey_exponent: shape of these two families.
    profile: `combined` h(x) S(x) with one T, or `cohort`, averaged over random lives.
    timing: an investment enters the stock of its year whole (`end_year`) or half a year old
    (`mid_year`).
    initial_year: t0 is the year before the first investment (`before`) or the first one
    (`observed`). initial_method: `growth` I/(g + delta), or `backcast` through the profile.
    price_method: `harmonised`, `proxy` or `direct`.
    price_series: what a proxy or direct price reads: part of a series' label; None
    leaves it to the asset's own role.
    activity: the series X of which investment is a ratio: `output` of the producing
    sector, the region's `gfcf`, or its nominal `gdp`.
    growth: mean growth of real investment for the base-year stock; None measures it.
    allocation: key to industries: intermediate `use` without own inputs, `use_printed`, a
    column of the table, or a given capital-flow `matrix`.
    user_cost_depreciation: rate d in the user cost, `consistent` with the profile or `given`
    (delta, which belongs to a geometric stock).
    shares: (year, share) given in place of the reference table's share of that year.
    """

    service_life: float
    depreciation: float
    beta: float = 0.8
    max_life_factor: float = 1.5
    sigma: float = 0.5
    efficiency: str = "hyperbolic"
    retirement: str = "normal"
    sigma_basis: str = "years"
    weibull_shape: float = 2.0
    winfrey_exponent: float = 6.902
    profile: str = "combined"
    timing: str = "end_year"
    initial_year: str = "before"
    initial_method: str = "growth"
    price_method: str = "harmonised"
    price_series: str | None = None
    activity: str = "output"
    growth: float | None = None
    allocation: str = "use"
    user_cost_depreciation: str = "consistent"
    shares: tuple[tuple[int, float], ...] = ()

    @property
    def max_life(self) -> float:
        """Maximum service life T, years."""
        return self.max_life_factor * self.service_life

    @property
    def deviation(self) -> float:
        """Standard deviation of the life, years."""
        return self.sigma * (self.service_life if self.sigma_basis == "share" else 1.0)

    def share(self, year: int) -> float | None:
        """The given share of a benchmark year, None where the tables decide."""
        return dict(self.shares).get(year)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything a person may set.

    base_year: year of constant prices, whose index is 1.
    alpha: weight of the newest difference in smoothing the price gap.
    alpha_method: alpha is `given`, or `fitted` to the reference prices by least squares.
    gap_reading: lambda is this year's smoothed difference (`smoothed`) or last year's, which
    forecasts this one (`forecast`).
    gap_equation: which way the price gap is taken and what it is added to
    (`models.parameter_specs.GAP_EQUATIONS`).
    continuation: index that carries the region's investment price on after its last year.
    interpolation: of conversion ratios between benchmarks; distance_power: p of the inverse
    distance.
    trade_margins: add trade and transport margins to goods; margins: (year, share of GFCF at
    producers' prices) of benchmark years.
    first_year, last_year: span of the measurement; None: base year, last year of the data.
    extension_years: how far an activity series may be carried to a benchmark by GDP growth.
    extend_activity: carry it on beyond the last benchmark too (a person confirms this).
    real_return: real rate r* of the age-price profile and of the ex ante rate of return.
    nonict_depreciation: delta_n of the geometric non-ICT stock.
    cpi_series: what stands for consumer prices in expected inflation: part of a series'
    label; None takes the region's consumer price index.
    tfp_weight: theta, share of other industries' TFP growth that rule 3 counts as digital.
    growth_mean: mean growth of real investment for the base-year stock, `geometric` over the
    years observed or `arithmetic`, of the yearly rates.
    vintage_scaling: table figures are `scaled` to the vintage of the GDP series before they are
    set against it, or stand as the tables print them (`none`).
    return_reading: the rate of return in user costs is `ex_post`, `ex_ante`, or rental prices
    are `given` in its place.
    accounts_initial_method: base-year stock behind capital services, user costs and growth
    accounts: `backcast` through the profile, which leaves no seam, or `as_stock`, that of the
    stock itself (`initial_method` of each asset).
    labour_share: what labour earns is VA001 as `published`, `adjusted` for the self-employed in
    tables that hold their income in operating surplus, or by the `later` table's share.
    output_basis: output at `factor_cost`, or gross output `less_product_taxes` given apart.
    labour_quality: an index of the quality of labour is used `where_given` or `ignored`.
    accounts_steps: shares of growth accounts are the mean of the two tables (`tables`), or lie
    between them year by year, with yearly growth of capital and labour (`annual`).
    value_added_deflation: real value added of an industry is what output and intermediate
    inputs leave (`double`), or value added over the deflator of its `broad` sector.
    nonict_split: column of the tables by which non-ICT capital goes to industries.
    services_timing: capital services of a year come from the `average` of the stocks at its
    two ends, the `opening` one or the `closing` one.
    inflation_years: years of consumer prices in the inflation expected; expected_inflation:
    given in its place. gain_years: years over which a holding gain is smoothed.
    nonmarket: names of industries that do not sell their output, in place of the list that
    ships with the program; `none` for none.
    accumulated_base: scale of industry digitalisation by rule 3 in the first benchmark year,
    at current prices; None takes rule 2's.
    city_activity: the series X by which a province's investment goes to its cities: their
    `gdp` (where ICT is used), or `output` of the producing industries (the appendix's reading).
    hold_city_shares: where a city has no X, use its share of the nearest years that have one
    (a person confirms this).
    """

    assets: Mapping[str, AssetParameters]
    base_year: int = 2000
    alpha: float = 0.5
    interpolation: str = "geometric"
    first_year: int | None = None
    last_year: int | None = None
    extension_years: int = 2
    extend_activity: bool = False
    real_return: float = 0.04
    nonict_depreciation: float = 0.096
    tfp_weight: float = 0.0
    accumulated_base: float | None = None
    city_activity: str = "gdp"
    hold_city_shares: bool = False
    cpi_series: str | None = None
    alpha_method: str = "given"
    gap_reading: str = "smoothed"
    gap_equation: str = "schreyer"
    continuation: str = "none"
    distance_power: float = 2.0
    trade_margins: bool = False
    vintage_scaling: str = "scaled"
    growth_mean: str = "geometric"
    margins: tuple[tuple[int, float], ...] = ((2007, 0.045), (2017, 0.145))
    return_reading: str = "ex_post"
    accounts_initial_method: str = "backcast"
    services_timing: str = "average"
    labour_share: str = "published"
    output_basis: str = "factor_cost"
    labour_quality: str = "where_given"
    accounts_steps: str = "tables"
    value_added_deflation: str = "double"
    nonict_split: str = "depreciation"
    inflation_years: int = 3
    expected_inflation: float | None = None
    gain_years: int = 3
    nonmarket: str | None = None

    def __post_init__(self) -> None:
        FrozenMap.freeze(self, "assets")

    def margin(self, year: int) -> float | None:
        """Trade and transport margins of a benchmark year, None where none is known."""
        return dict(self.margins).get(year)


def validate(parameters: Parameters) -> Parameters:
    """The parameters themselves, or `MethodError` naming the first one out of range."""
    for name, spec in GLOBAL_SPECS.items():
        _check(spec, name, getattr(parameters, name))
    for year, margin in parameters.margins:
        _check(MARGIN_SPEC, f"margin_{year}", margin)
    for asset, values in parameters.assets.items():
        check_asset(values, asset)
    if (
        parameters.first_year is not None
        and parameters.last_year is not None
        and parameters.first_year > parameters.last_year
    ):
        raise MethodError(
            message(
                "parameters.years_reversed",
                first=parameters.first_year,
                last=parameters.last_year,
            )
        )
    return parameters


def check_asset(asset: AssetParameters, name: str = "asset") -> None:
    """Raise MethodError where a parameter of an asset is outside its range."""
    for field, spec in ASSET_SPECS.items():
        _check(spec, f"{name}.{field}", getattr(asset, field))
    if asset.profile == "cohort" and asset.retirement.startswith("printed"):
        # A cohort has lives; the printed forms are no distribution of any.
        raise MethodError(message("parameters.printed_cohort", path=f"{name}.retirement"))
    for year, share in asset.shares:
        _check(SHARE_SPEC, f"{name}.share_{year}", share)


def _check(spec: ParameterSpec, path: str, value: Any) -> None:
    if value is None:
        if not spec.optional:
            raise MethodError(message("parameters.empty", path=path))
    elif spec.kind in ("number", "integer"):
        low, high = spec.low, spec.high
        # `not (low <= value)` also catches NaN.
        if (low is not None and not value >= low) or (high is not None and not value <= high):
            raise MethodError(
                message("parameters.out_of_range", path=path, value=value, low=low, high=high)
            )
    elif spec.kind == "choice" and value not in spec.choices:
        raise MethodError(
            message(
                "parameters.not_choice", path=path, value=value, choices=", ".join(spec.choices)
            )
        )


PRESETS: Mapping[str, Parameters] = FrozenMap(
    {
        "gx2022": Parameters(
            assets=FrozenMap(
                {
                    "computers": AssetParameters(service_life=4.0, depreciation=0.3119),
                    "communications": AssetParameters(service_life=7.5, depreciation=0.2644),
                    "software": AssetParameters(
                        service_life=5.0, depreciation=0.315, price_method="proxy"
                    ),
                }
            )
        )
    }
)
"""Named sets of parameters; `gx2022` is the white paper's."""

_DECLARED = {field.name for field in fields(AssetParameters)} - {"shares"}
if set(ASSET_SPECS) != _DECLARED:  # a field without a specification would escape validation
    raise AssertionError(_DECLARED ^ set(ASSET_SPECS))
