"""Qt's own texts (dialog buttons, context menus) in the language of the window."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from gxde_desktop.text import LANGUAGES, set_language, system_language
from gxde_desktop.ui.settings import Settings

_NAME = "qt-texts"


def asked_language(arguments: Sequence[str]) -> str | None:
    """What `--lang` of a command line says, None where it is not there."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--lang", choices=LANGUAGES)
    try:
        given = parser.parse_known_args(list(arguments))[0].lang
    except argparse.ArgumentError:
        return None  # the command line itself refuses it
    return str(given) if given else None


def start_language(app: QCoreApplication, settings: Settings, asked: str | None = None) -> str:
    """The language to start with: asked for now, else chosen before, else the system's.

    What is asked for on the command line is for this time and is not remembered.
    """
    saved = settings.text("language")
    code = asked or (saved if saved in LANGUAGES else system_language(neutral="zh"))
    set_language(code)
    install_qt_language(app, code)
    return code


def install_qt_language(app: QCoreApplication | None, code: str) -> None:
    """Qt's own texts in a language; they are English where no translation is loaded."""
    assert app is not None
    # Numbers are formatted by the program itself; where Qt does it, it is C everywhere.
    QLocale.setDefault(QLocale.c())
    old = app.findChild(QTranslator, _NAME)
    if old is not None:
        app.removeTranslator(old)
        old.setParent(None)
        old.deleteLater()
    if code != "zh":
        return
    translator = QTranslator(app)
    translator.setObjectName(_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
