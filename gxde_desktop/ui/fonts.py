"""The font: the system's Chinese font, or the bundled one where it has none."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from gxde_desktop.resources import resource_folder

PREFERRED = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "HarmonyOS Sans SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
)
BASE_PIXELS = 13


def choose_family() -> str | None:
    """A family with Chinese glyphs; loads the bundled fallback where the system has none.

    None when there is neither: the window then stands in the system's default font.
    """
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    for name in PREFERRED:
        if name in chinese:
            return name
    sans = [name for name in chinese if "Serif" not in name and "Mono" not in name]
    if sans:
        return sans[0]
    bundled = _load_bundled()
    return bundled[0] if bundled else (chinese[0] if chinese else None)


def apply_font() -> str | None:
    """Set the application's font and return its family."""
    family = choose_family()
    font = QFont(family) if family else QFont()
    font.setPixelSize(BASE_PIXELS)
    tabular(font)
    QGuiApplication.setFont(font)
    return family


def sized(pixels: int, *, bold: bool = False) -> QFont:
    """The application's font in another size, digits of one width."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(pixels)
    font.setBold(bold)
    tabular(font)
    return font


def tabular(font: QFont) -> None:
    """Digits of one width, so that figures stand under each other."""
    font.setFeature(QFont.Tag("tnum"), 1)


def _load_bundled() -> list[str]:
    families: list[str] = []
    folder = resource_folder() / "fonts"
    for path in sorted(folder.glob("*.[to]t[fc]")) if folder.is_dir() else ():
        number = QFontDatabase.addApplicationFont(str(path))
        if number >= 0:
            families += QFontDatabase.applicationFontFamilies(number)
    return families
