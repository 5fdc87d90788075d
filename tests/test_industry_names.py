"""Industries in English: whole industries of the 42 by name, everything else as printed."""

from __future__ import annotations

import json

import pytest

from gxde_desktop.industry_names import keys_of
from gxde_desktop.resources import resource_folder
from gxde_desktop.text import in_language, industry_text, label_text, tr
from models.industries import IndustryLink, common_industries


def _links() -> list[IndustryLink]:
    text = (resource_folder() / "industries" / "42.json").read_text(encoding="utf-8")
    return [IndustryLink(each["key"], tuple(each["names"])) for each in json.loads(text)]


@pytest.mark.parametrize(
    ("label", "english"),
    [
        ("金融", "Finance"),
        ("农林牧渔产品和服务", "Agriculture, forestry, animal husbandry and fishery"),
        ("交通运输及仓储业、邮政业", "Transport, storage and post"),
        ("通用设备、专用设备、金属制品、机械和设备修理服务",
         "General and special purpose machinery, with repair"),
        ("研究和试验发展、综合技术服务",
         "Research and experimental development; Technical services"),
        # Of 122 and 135 sectors these are parts of an industry of the 42.
        ("农业", "农业"),
        ("邮政业", "邮政业"),
        # Not of the 42 at all, or only in part.
        ("谷物磨制品", "谷物磨制品"),
        ("金融、谷物磨制品", "金融、谷物磨制品"),
    ],
)  # fmt: skip
def test_a_whole_industry_has_its_english_name(label: str, english: str) -> None:
    with in_language("en"):
        assert industry_text(label) == english
        assert label_text("industry", label) == english
    with in_language("zh"):
        assert industry_text(label) == label


def test_every_industry_of_two_classifications_is_known_by_its_key() -> None:
    """Joined as the method joins them, a label leads back to the key of its industry."""
    old = tuple(link.names[0] for link in _links())
    new = tuple(link.names[1] for link in _links() if len(link.names) > 1)
    found = common_industries((old, new), _links())
    assert len(found) > 30
    for industry in found:
        assert keys_of(industry.label) in ((), tuple(industry.key.split("+"))), industry.label
    # Where one stands alone nobody can say whether it is all of its industry.
    assert {each.label for each in found if not keys_of(each.label)} == {"废品废料", "邮政业"}


def test_a_sentence_about_industries_is_english_throughout() -> None:
    labels = ("金融", "石油和天然气开采产品")
    with in_language("en"):
        said = tr("finding.left_out_of_accounts", interval="2007–2017", industries=labels)
    assert said.startswith("2007–2017: Finance; Oil and natural gas extraction products have")
