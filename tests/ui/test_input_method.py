"""Where fcitx's plugin is not there, Qt is told to ask ibus, whose interface fcitx offers."""

from __future__ import annotations

from pathlib import Path

import pytest

from gxde_desktop.ui.input_method import choose_input_method


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"QT_IM_MODULE": "fcitx"}, {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}),
        ({"QT_IM_MODULE": "fcitx5"}, {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}),
        ({"QT_IM_MODULE": "ibus"}, {"QT_IM_MODULE": "ibus"}),
        ({"QT_IM_MODULE": ""}, {"QT_IM_MODULE": ""}),
        ({}, {}),
        (
            {"QT_IM_MODULES": "wayland;fcitx;ibus"},
            {"QT_IM_MODULES": "wayland;ibus", "IBUS_USE_PORTAL": "1"},
        ),
        ({"QT_IM_MODULES": "compose"}, {"QT_IM_MODULES": "compose"}),
    ],
)
def test_fcitx_is_reached_through_ibus(
    tmp_path: Path, before: dict[str, str], after: dict[str, str]
) -> None:
    environment = dict(before)
    assert choose_input_method(environment, tmp_path) is (before != after)
    assert environment == after


def test_a_plugin_of_fcitx_is_used_where_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "platforminputcontexts"
    folder.mkdir()
    (folder / "libfcitx5platforminputcontextplugin.so").touch()
    environment = {"QT_IM_MODULE": "fcitx"}
    assert not choose_input_method(environment, tmp_path)
    assert environment == {"QT_IM_MODULE": "fcitx"}
