"""Parameters of the method, their ranges and the white paper's values.

The values of `PRESETS["gx2022"]` are those of the appendix of the Guangxi white
paper of 2022: service lives and depreciation in its third step, beta, the factor
1.5 and the variance in its section on ICT capital, price methods in its fourth step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from models.frozen import FrozenMap
from models.messages import MethodError, message

ASSETS = ("computers", "communications", "software")
"""The three ICT assets of the appendix, in its order (附表 1)."""

EFFICIENCIES = ("hyperbolic", "linear", "geometric", "one_hoss_shay")
"""Families of age-efficiency."""

RETIREMENTS = (
    "normal",
    "truncated_normal",
    "lognormal",
    "weibull",
    "gamma",
    "winfrey",
    "sudden",
    "none",
    "printed",
    "printed_share",
    "printed_density",
)
"""Families of retirement. As the appendix prints it: `printed_share` takes F as the share in
service, `printed_density` keeps 1 - F but the printed factor of the density, `printed` both.
"""

CONTINUATIONS = ("none", "gfcf_deflator", "gdp_deflator", "ppi")
"""What may continue an investment price index that ends early."""


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
    continuation: index that carries the region's investment price on after its last year.
    interpolation: of conversion ratios between benchmarks.
    first_year, last_year: span of the measurement; None: base year, last year of the data.
    extension_years: how far an activity series may be carried to a benchmark by GDP growth.
    extend_activity: carry it on beyond the last benchmark too (a person confirms this).
    real_return: real rate r* of the age-price profile and of the ex ante rate of return.
    nonict_depreciation: delta_n of the geometric non-ICT stock.
    cpi_series: what stands for consumer prices in expected inflation: part of a series'
    label; None takes the region's consumer price index.
    tfp_weight: theta, share of other industries' TFP growth that rule 3 counts as digital.
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
    cpi_series: str | None = None
    alpha_method: str = "given"
    gap_reading: str = "smoothed"
    continuation: str = "none"

    def __post_init__(self) -> None:
        FrozenMap.freeze(self, "assets")


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """What a parameter may be: kind, range, choices, unit and source.

    kind: `number`, `integer`, `choice`, `text` or `flag`. low and high are the allowed
    range, both included; `slider` says that a slider makes sense. optional: may be empty.
    live: its value is a named cell of the exported workbook; others fix its structure.
    source: where the appendix gives it (`ours` for what it does not give).
    """

    name: str
    kind: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = "one"
    source: str = "ours"
    optional: bool = False
    live: bool = False

    @property
    def slider(self) -> bool:
        """Whether a slider over the whole range makes sense."""
        return self.kind == "number" and self.live and not self.optional


ASSET_SPECS: Mapping[str, ParameterSpec] = FrozenMap(
    {
        spec.name: spec
        for spec in (
            ParameterSpec("service_life", "number", 1, 40, unit="years", source="step3", live=True),
            ParameterSpec("max_life_factor", "number", 1, 3, source="capital", live=True),
            ParameterSpec("depreciation", "number", 0, 1, unit="rate", source="step3", live=True),
            ParameterSpec("beta", "number", 0, 1, source="capital", live=True),
            ParameterSpec("sigma", "number", 0.05, 5, unit="years", source="capital", live=True),
            ParameterSpec("sigma_basis", "choice", choices=("years", "share"), source="capital"),
            ParameterSpec("efficiency", "choice", choices=EFFICIENCIES, source="capital"),
            ParameterSpec("retirement", "choice", choices=RETIREMENTS, source="capital"),
            ParameterSpec("weibull_shape", "number", 0.5, 10, live=True),
            ParameterSpec("winfrey_exponent", "number", 0, 40, live=True),
            ParameterSpec("profile", "choice", choices=("combined", "cohort"), source="capital"),
            ParameterSpec("timing", "choice", choices=("end_year", "mid_year"), source="capital"),
            ParameterSpec(
                "initial_year", "choice", choices=("before", "observed"), source="capital"
            ),
            ParameterSpec(
                "initial_method", "choice", choices=("growth", "backcast"), source="capital"
            ),
            ParameterSpec(
                "price_method", "choice", choices=("harmonised", "proxy", "direct"), source="step4"
            ),
            ParameterSpec("price_series", "text", optional=True, source="step4"),
            ParameterSpec("activity", "choice", choices=("output", "gfcf", "gdp"), source="step2"),
            ParameterSpec(
                "user_cost_depreciation", "choice", choices=("consistent", "given"), source="ours"
            ),
            ParameterSpec("growth", "number", -0.5, 2, unit="rate", optional=True, live=True),
        )
    }
)
"""Specifications of the fields of `AssetParameters`; `share_YYYY` stands apart."""

SHARE_SPEC = ParameterSpec("share", "number", 0, 1, source="step1", optional=True, live=True)

GLOBAL_SPECS: Mapping[str, ParameterSpec] = FrozenMap(
    {
        spec.name: spec
        for spec in (
            ParameterSpec("base_year", "integer", 1950, 2100, unit="year", source="step4"),
            ParameterSpec("alpha", "number", 0.01, 1, source="step4", live=True),
            ParameterSpec("alpha_method", "choice", choices=("given", "fitted"), source="step4"),
            ParameterSpec(
                "gap_reading", "choice", choices=("smoothed", "forecast"), source="step4"
            ),
            ParameterSpec("continuation", "choice", choices=CONTINUATIONS, source="step4"),
            ParameterSpec(
                "interpolation", "choice", choices=("geometric", "linear"), source="step2"
            ),
            ParameterSpec("first_year", "integer", 1950, 2100, unit="year", optional=True),
            ParameterSpec("last_year", "integer", 1950, 2100, unit="year", optional=True),
            ParameterSpec("extension_years", "integer", 0, 10, unit="years"),
            ParameterSpec("extend_activity", "flag"),
            ParameterSpec("real_return", "number", 0, 0.3, unit="rate", live=True),
            ParameterSpec("nonict_depreciation", "number", 0.001, 0.5, unit="rate", live=True),
            ParameterSpec("tfp_weight", "number", 0, 1, live=True),
            ParameterSpec("cpi_series", "text", optional=True),
        )
    }
)
"""Specifications of the fields of `Parameters` other than its assets."""


def validate(parameters: Parameters) -> Parameters:
    """The parameters themselves, or `MethodError` naming the first one out of range."""
    for name, spec in GLOBAL_SPECS.items():
        _check(spec, name, getattr(parameters, name))
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


def with_value(parameters: Parameters, path: str, value: Any) -> Parameters:
    """A copy with one value changed.

    path: `base_year` (global), `computers.beta` (one asset), `all.beta` (every asset) or
    `computers.share_2017` (a given share). value: of the field's type, or text, which is
    read by the field's kind; an empty text or None clears an optional field.
    Raises MethodError for an unknown path, a value of the wrong kind or out of range.
    """
    return validate(_with(parameters, path, value))


def with_values(parameters: Parameters, values: Mapping[str, Any]) -> Parameters:
    """A copy with several values changed, path -> value as in `with_value`.

    Checked once, when all are changed: a new first and last year may both lie beyond the old.
    """
    for path, value in values.items():
        parameters = _with(parameters, path, value)
    return validate(parameters)


def single_paths(parameters: Parameters, path: str) -> tuple[str, ...]:
    """The paths of one value each that a path means: `all.beta` is one of every asset.

    Raises MethodError for an unknown path.
    """
    head, _, name = path.rpartition(".")
    heads = tuple(parameters.assets) if head == "all" else (head,)
    year = _share_year(name)
    own = name if year is None else f"share_{year}"
    found = tuple(f"{each}.{own}" if each else own for each in heads)
    for each in found:
        value_of(parameters, each)
    return found


def _with(parameters: Parameters, path: str, value: Any) -> Parameters:
    head, _, name = path.rpartition(".")
    if not head:
        spec = GLOBAL_SPECS.get(name)
        if spec is None:
            raise _unknown(parameters, path)
        changes: dict[str, Any] = {name: _read(spec, path, value)}
        return replace(parameters, **changes)
    if head != "all" and head not in parameters.assets:
        raise _unknown(parameters, path)
    chosen = tuple(parameters.assets) if head == "all" else (head,)
    assets = dict(parameters.assets)
    for asset in chosen:
        assets[asset] = _asset_with(parameters, assets[asset], f"{asset}.{name}", name, value)
    return replace(parameters, assets=FrozenMap(assets))


def value_of(parameters: Parameters, path: str) -> Any:
    """The value that `with_value` would change, None for an empty optional one."""
    head, _, name = path.rpartition(".")
    if not head and name in GLOBAL_SPECS:
        return getattr(parameters, name)
    if head in parameters.assets:
        year = _share_year(name)
        if year is not None:
            return parameters.assets[head].share(year)
        if name in ASSET_SPECS:
            return getattr(parameters.assets[head], name)
    raise _unknown(parameters, path)


def spec_of(path: str) -> ParameterSpec:
    """The specification behind a path of `with_value`."""
    head, _, name = path.rpartition(".")
    if head and _share_year(name) is not None:
        return SHARE_SPEC
    table = ASSET_SPECS if head else GLOBAL_SPECS
    if name not in table:
        raise MethodError(message("parameters.unknown", path=path, known=", ".join(table)))
    return table[name]


def paths(parameters: Parameters) -> tuple[str, ...]:
    """Every path that has a value, global ones first, given shares last."""
    own = tuple(GLOBAL_SPECS)
    per_asset = tuple(f"{asset}.{name}" for asset in parameters.assets for name in ASSET_SPECS)
    shares = tuple(
        f"{asset}.share_{year}"
        for asset, values in parameters.assets.items()
        for year, _ in values.shares
    )
    return own + per_asset + shares


def _asset_with(
    parameters: Parameters, asset: AssetParameters, path: str, name: str, value: Any
) -> AssetParameters:
    year = _share_year(name)
    if year is not None:
        read = _read(SHARE_SPEC, path, value)
        rest = tuple(pair for pair in asset.shares if pair[0] != year)
        shares = rest if read is None else tuple(sorted((*rest, (year, read))))
        return replace(asset, shares=shares)
    spec = ASSET_SPECS.get(name)
    if spec is None:
        raise _unknown(parameters, path)
    changes: dict[str, Any] = {name: _read(spec, path, value)}
    return replace(asset, **changes)


def _share_year(name: str) -> int | None:
    year = name.removeprefix("share_")
    return int(year) if name.startswith("share_") and year.isascii() and year.isdigit() else None


def _unknown(parameters: Parameters, path: str) -> MethodError:
    known = (*GLOBAL_SPECS, *(f"{asset}.*" for asset in parameters.assets), *ASSET_SPECS)
    return MethodError(message("parameters.unknown", path=path, known=", ".join(known)))


def _read(spec: ParameterSpec, path: str, value: Any) -> Any:
    """Bring a text or a number to the kind of the parameter."""
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        if spec.optional:
            return None
        raise MethodError(message("parameters.empty", path=path))
    try:
        if spec.kind == "number":
            return float(value)
        if spec.kind == "integer":
            number = float(value)
            if number != int(number):
                raise ValueError
            return int(number)
        if spec.kind == "flag":
            return _FLAGS[str(value).lower()]
    except (ValueError, OverflowError, TypeError, KeyError):
        raise MethodError(
            message("parameters.not_" + spec.kind, path=path, value=str(value))
        ) from None
    return str(value)


_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


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
