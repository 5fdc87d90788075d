"""The colours of the window, light and dark: one table, nothing inline elsewhere.

Assets and factors keep their colour everywhere; the set is told apart by
colour-blind readers and in grey print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme: every colour as `#rrggbb`, by what it is for."""

    dark: bool
    background: str
    panel: str
    line: str
    text: str
    muted: str
    accent: str
    accent_soft: str
    accent_text: str
    attention: str
    attention_soft: str
    wrong: str
    wrong_soft: str
    good: str
    good_soft: str
    hover: str
    series: Mapping[str, str] = field(default_factory=dict)
    recognition: Mapping[str, str] = field(default_factory=dict)

    def asset(self, name: str) -> str:
        """Colour of an asset or factor; grey where it has none of its own."""
        return self.series.get(name, self.series["other"])


LIGHT = Tokens(
    dark=False,
    background="#F6F7F9",
    panel="#FFFFFF",
    line="#E1E5EA",
    text="#1D2733",
    # One step darker than the sketch's #66727F, to keep 4.5:1 on the soft tints too.
    muted="#5F6B78",
    accent="#0F6CBD",
    accent_soft="#E8F1FA",
    accent_text="#FFFFFF",
    attention="#B45309",
    attention_soft="#FEF3E2",
    wrong="#C0392B",
    wrong_soft="#FDE7E7",
    good="#1B7F5C",
    good_soft="#E3F4EE",
    hover="#F0F3F6",
    series=MappingProxyType(
        {
            "computers": "#0F6CBD",
            "communications": "#E08A1E",
            "software": "#2A9D8F",
            "other": "#9AA5B1",
            "total": "#1D2733",
            "electronics": "#0F6CBD",
            "survival": "#7A8694",
            "age_efficiency": "#E08A1E",
            "profile": "#0F6CBD",
            "reference": "#8C6BB1",
            "ict": "#0F6CBD",
            "nonict": "#9AA5B1",
            "labour": "#8C6BB1",
            "intermediate": "#D4A373",
            "tfp": "#2A9D8F",
            "residual": "#C7CED6",
            "published": "#B45309",
            "industrialisation": "#0F6CBD",
            "digitalisation": "#2A9D8F",
            "band_90": "#CFE1F3",
            "band_50": "#8DBAE3",
            "median": "#0F6CBD",
            "scenario_1": "#0F6CBD",
            "scenario_2": "#E08A1E",
            "scenario_3": "#2A9D8F",
            "scenario_4": "#8C6BB1",
            "scenario_5": "#C0392B",
            "scenario_6": "#6B8E23",
            "scenario_7": "#7A8694",
        }
    ),
    recognition=MappingProxyType(
        {
            "header": "#E3EEF9",
            "code": "#E6F4F1",
            "total": "#F1EDF7",
            "unit": "#FDEBD3",
            "finding": "#FDE7E7",
        }
    ),
)

DARK = Tokens(
    dark=True,
    background="#16191D",
    panel="#1E2328",
    line="#323A42",
    text="#E6EAEE",
    muted="#9AA5B1",
    accent="#5EA9EE",
    accent_soft="#16324A",
    accent_text="#0B1620",
    attention="#F0A857",
    attention_soft="#3A2A14",
    wrong="#F1786B",
    wrong_soft="#46211F",
    good="#5CC8A0",
    good_soft="#15362B",
    hover="#272D34",
    series=MappingProxyType(
        {
            "computers": "#5EA9EE",
            "communications": "#F0A857",
            "software": "#4FC3B3",
            "other": "#8B97A4",
            "total": "#E6EAEE",
            "electronics": "#5EA9EE",
            "survival": "#9AA5B1",
            "age_efficiency": "#F0A857",
            "profile": "#5EA9EE",
            "reference": "#B79AD6",
            "ict": "#5EA9EE",
            "nonict": "#8B97A4",
            "labour": "#B79AD6",
            "intermediate": "#E3BE96",
            "tfp": "#4FC3B3",
            "residual": "#59636E",
            "published": "#F0A857",
            "industrialisation": "#5EA9EE",
            "digitalisation": "#4FC3B3",
            "band_90": "#243F58",
            "band_50": "#356590",
            "median": "#8CC4F5",
            "scenario_1": "#5EA9EE",
            "scenario_2": "#F0A857",
            "scenario_3": "#4FC3B3",
            "scenario_4": "#B79AD6",
            "scenario_5": "#F1786B",
            "scenario_6": "#A9C85C",
            "scenario_7": "#9AA5B1",
        }
    ),
    recognition=MappingProxyType(
        {
            "header": "#1A3148",
            "code": "#163A34",
            "total": "#31284A",
            "unit": "#43300F",
            "finding": "#4A2220",
        }
    ),
)
