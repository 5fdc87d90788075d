"""What kinds of sectors produce with, sell to and import: the invented profiles.

Every number here is made up, round on purpose, and only has to be plausible: shares of
an economy that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of sector.

    value_added: share of value added in output, and within it labour, taxes and
    depreciation (what is left is surplus).
    imports, inflow: shares of domestic demand met from abroad and from other provinces.
    exports, outflow: sold abroad and to other provinces, relative to domestic demand.
    rural, urban, government, capital, inventories: weights in those final uses.
    """

    value_added: float
    labour: float
    taxes: float
    depreciation: float
    imports: float
    inflow: float
    exports: float
    outflow: float
    rural: float
    urban: float
    government: float
    capital: float
    inventories: float


_PROFILES = """
kind         va labour  tax  dep   imp   inf   exp   out  rural urban  gov   cap   inv
agri        .60   .93   .00  .04   .04   .10   .02   .25   30    14    1.0   3.0   14
mine        .44   .42   .16  .13   .18   .35   .01   .10    .3    .2   0     0      6
food        .27   .30   .25  .10   .03   .22   .04   .35   16    17    0     0     12
textile     .24   .45   .13  .10   .03   .40   .12   .12    5     7    0     0      5
wood        .26   .40   .14  .11   .04   .30   .06   .25    2     2.5  0     1.5    5
petro       .18   .25   .34  .14   .05   .40   .02   .12    1     2    0     0      5
chem        .24   .34   .17  .14   .10   .38   .06   .20    3     4    0     0      9
mineral     .28   .36   .16  .14   .01   .18   .04   .15     .6    .6  0     0      5
metal       .20   .32   .16  .15   .08   .25   .04   .40     .1    .1  0     0     10
machine     .24   .40   .15  .11   .16   .42   .09   .22    1.5   2.5  0    17     12
vehicle     .22   .36   .20  .11   .06   .35   .04   .40    1.5   4    0     8      7
electronics .20   .38   .10  .12   .22   .45   .22   .20    2     3    0     4      8
other       .40   .30   .10  .08   .08   .20   .05   .08     .6    .8  0     0.2    2
power       .30   .28   .15  .32   .00   .10   .00   .12    2.5   2.8  0     0      0
build       .25   .62   .12  .06   .00   .04   .00   .03    1     1    0    56      0
transport   .42   .38   .08  .22   .02   .16   .05   .16    3.5   3.5  3     1.2    1
info        .54   .24   .06  .30   .01   .08   .01   .05    3.5   4    1     3      0
software    .46   .52   .07  .12   .03   .10   .06   .05     .3    .4  .5    5      0
trade       .58   .32   .28  .08   .01   .10   .05   .16    6     7    0     2.5    2
hotel       .38   .42   .10  .10   .01   .10   .02   .12    4     7    0     0      0
finance     .62   .34   .12  .05   .01   .08   .00   .03    2     4    1.5   0      0
realty      .76   .12   .12  .58   .00   .02   .00   .00   11    11    0     7      0
business    .38   .40   .09  .16   .05   .14   .08   .04    1     1.5  1     0      0
science     .46   .64   .06  .14   .03   .12   .02   .03     .1    .1  8     2.2    0
public      .52   .62   .04  .30   .00   .02   .00   .01     .8   1    9     0      0
resident    .46   .62   .08  .12   .01   .06   .01   .03    4     4    1     0      0
edu         .68   .86   .01  .12   .00   .03   .00   .01    5     5   23     0      0
health      .44   .80   .02  .11   .00   .03   .00   .01    7     6   18     0      0
culture     .50   .54   .09  .14   .02   .08   .01   .03    1     2    4     0      0
gov         .62   .86   .01  .13   .00   .00   .00   .00     .2    .3  46     0      0
"""

_OVERHEAD = (
    "machine 3 power 5 transport 5 trade 5 finance 4 business 3 info .8 software .4 "
    "electronics .7 petro 2 wood 1 hotel 1 realty .8 science .8 resident .4 edu .2 culture .2 "
    "build .6 chem 1"
)

_INPUTS = """
agri: agri 26 chem 22 food 12 petro 3
mine: mine 16 machine 12 power 10 chem 5 petro 5 metal 4
food: agri 55 food 24 wood 3 chem 4
textile: textile 52 chem 14 agri 8
wood: wood 45 agri 12 chem 9 metal 3
petro: mine 72 petro 12
chem: chem 46 petro 9 mine 8 agri 3 power 4
mineral: mineral 30 mine 22 power 8 chem 6 petro 4
metal: mine 32 metal 42 power 8 petro 5
machine: metal 40 machine 26 chem 5 electronics 5
vehicle: vehicle 46 metal 14 machine 12 chem 5 electronics 3
electronics: electronics 58 machine 8 metal 7 chem 8
other: other 12 metal 14 chem 12 textile 6
power: mine 34 power 36 machine 7
build: mineral 34 metal 24 machine 10 wood 3 transport 6 business 3 chem 3
transport: petro 30 transport 16 vehicle 8 finance 4
info: electronics 14 info 16 software 5 business 8 machine 3
software: electronics 16 software 14 info 12 business 10
trade: trade 6 business 12 transport 8 realty 7 finance 5 wood 2
hotel: food 34 agri 18 realty 5
finance: finance 12 business 14 realty 9 info 5 software 3 wood 3
realty: finance 14 business 9 build 6 realty 4
business: business 16 transport 8 wood 4 hotel 5 vehicle 3
science: science 14 machine 9 chem 5 electronics 4 business 5
public: build 7 public 7 machine 6 business 4 mineral 3
resident: resident 6 chem 5 machine 6 vehicle 5
edu: wood 8 hotel 7 edu 5 build 4 electronics 2
health: chem 46 health 4 machine 5
culture: culture 14 wood 9 business 7 electronics 3
gov: wood 6 hotel 8 gov 3 vehicle 4 info 4 electronics 2
"""


def _profiles() -> Mapping[str, Profile]:
    rows = [line.split() for line in _PROFILES.strip().splitlines()[1:]]
    return MappingProxyType({row[0]: Profile(*(float(cell) for cell in row[1:])) for row in rows})


def _weights(text: str) -> dict[str, float]:
    words = text.split()
    return {kind: float(weight) for kind, weight in zip(words[::2], words[1::2], strict=True)}


def _inputs() -> Mapping[str, Mapping[str, float]]:
    found: dict[str, Mapping[str, float]] = {}
    for line in _INPUTS.strip().splitlines():
        user, _, own = line.partition(": ")
        mix = _weights(_OVERHEAD)
        for kind, weight in _weights(own).items():
            mix[kind] = mix.get(kind, 0.0) + weight
        found[user] = MappingProxyType(mix)
    return MappingProxyType(found)


PROFILES: Mapping[str, Profile] = _profiles()
"""Profile of every kind of sector."""

INPUTS: Mapping[str, Mapping[str, float]] = _inputs()
"""Weight of every kind of input in the intermediate input of a kind of sector."""

BROAD_OF: Mapping[str, int] = MappingProxyType(
    {"agri": 0}
    | dict.fromkeys(
        ("mine", "food", "textile", "wood", "petro", "chem", "mineral", "metal", "machine",
         "vehicle", "electronics", "other", "power", "build"),
        1,
    )
)  # fmt: skip
"""Broad sector of a kind: 0 primary, 1 secondary; every other kind is tertiary."""

EARNINGS: Mapping[str, float] = MappingProxyType(
    {"agri": 0.42, "mine": 1.6, "petro": 2.4, "electronics": 1.4, "power": 2.2, "build": 0.9,
     "transport": 1.1, "info": 2.0, "trade": 0.6, "hotel": 0.6, "finance": 2.5, "resident": 0.6}
)  # fmt: skip
"""Pay per person employed of a kind, beside the average; else 1.2."""

PRODUCTIVITY: Mapping[str, float] = MappingProxyType(
    {"electronics": 0.012, "info": 0.01, "machine": 0.004, "build": -0.004, "realty": -0.006,
     "edu": -0.008, "health": -0.006, "gov": -0.008, "public": -0.006}
)  # fmt: skip
"""Productivity growth of a kind a year, beside the average."""

PRICE_SWINGS: Mapping[str, float] = MappingProxyType(
    {"mine": 0.05, "petro": 0.06, "metal": 0.045, "chem": 0.03, "agri": 0.03, "food": 0.015}
)
"""How far a kind's price swings with the cycle; else a little."""

SIZES: Mapping[str, float] = MappingProxyType(
    {
        "石油和天然气开采": 0.3,
        "通用、专用设备": 2.4,
        "通用设备": 1.2,
        "专用设备": 0.9,
        "金属制品、机械": 0.3,
        "仪器仪表": 0.35,
        "电力": 9.0,
        "水的生产": 0.5,
        "邮政": 0.15,
        "道路": 3.0,
        "管道运输": 0.1,
        "废": 0.4,
        "通信设备": 2.0,
        "电子元器件": 2.5,
        "雷达": 0.2,
        "广播电视设备": 0.2,
        "林": 0.15,
        "研究": 0.5,
        "货币金融": 4.0,
        "社会": 0.3,
    }
)
"""Size of a sector beside others of its kind, by the beginning of its name; else 1."""


def size_of(name: str) -> float:
    """Size of a sector beside others of its kind."""
    return next((size for start, size in SIZES.items() if name.startswith(start)), 1.0)
