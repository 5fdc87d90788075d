"""The theme of the window: palette, style sheet and font from the tokens.

Which theme is in use is read back from the application's palette, so no second
place can disagree with it; widgets that paint themselves follow `PaletteChange`.
"""

from __future__ import annotations

from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from gxde_desktop.resources import resource_folder
from gxde_desktop.ui.tokens import DARK, LIGHT, Tokens

_STYLED = "gxde-styled"
MODES = ("system", "light", "dark")


def tokens() -> Tokens:
    """The tokens of the theme in use."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


def chosen(mode: str) -> Tokens:
    """The tokens that a mode (`system`, `light`, `dark`) asks for."""
    if mode == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    return DARK if mode == "dark" else LIGHT


def apply_theme(app: QApplication, mode: str) -> Tokens:
    """Give the application palette and style sheet of a mode."""
    theme = chosen(mode)
    if app.property(_STYLED) is None:  # once: a new style would delete the one in use
        app.setStyle("Fusion")
        app.setProperty(_STYLED, True)
    app.setPalette(_palette(theme))
    app.setStyleSheet(style_sheet(theme))
    return theme


def style_sheet(theme: Tokens) -> str:
    """The style sheet `resources/styles/window.qss` with the colours of a theme."""
    folder = resource_folder() / "styles"
    names = {
        name: getattr(theme, name)
        for name in theme.__dataclass_fields__
        if isinstance(getattr(theme, name), str)
    }
    names["images"] = folder.as_posix()
    names["tone"] = "dark" if theme.dark else "light"
    return Template((folder / "window.qss").read_text(encoding="utf-8")).substitute(names)


def colour(name: str, alpha: int = 255) -> QColor:
    """A colour from its `#rrggbb` text, with an opacity of 0 to 255."""
    made = QColor(name)
    made.setAlpha(alpha)
    return made


def _palette(theme: Tokens) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for key, value in (
        (role.Window, theme.background),
        (role.WindowText, theme.text),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.background),
        (role.Text, theme.text),
        (role.Button, theme.panel),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.wrong),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.accent_text),
        (role.ToolTipBase, theme.panel),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Light, theme.panel),
        (role.Midlight, theme.line),
        (role.Mid, theme.line),
        (role.Dark, theme.muted),
        (role.Shadow, theme.muted),
        (role.Accent, theme.accent),
    ):
        palette.setColor(key, QColor(value))
    for key in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(group.Disabled, key, QColor(theme.muted))
    palette.setColor(group.Disabled, role.Highlight, QColor(theme.line))
    return palette
