#!/usr/bin/env bash
# Types pinyin into a field of the program's Qt through a real input method, and says what came.
#
#   packaging/linux/try_typing.sh fcitx5|fcitx4|ibus     0: the field holds 中国数字
#
# Needs Xvfb, xdotool, dbus-run-session and fcitx5-pinyin, fcitx-pinyin with fcitx-module-dbus,
# or ibus-libpinyin (as root: apt-get install; fcitx 5 and fcitx 4 cannot both be installed). Settings go to a folder of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
method=${1:?fcitx5, fcitx4 or ibus}
if [ -z "${TRY_TYPING_HOME:-}" ]; then
    TRY_TYPING_HOME=$(mktemp -d)
    export TRY_TYPING_HOME
    trap 'rm -rf "$TRY_TYPING_HOME"' EXIT
    dbus-run-session -- xvfb-run -a "$0" "$method"
    exit
fi
export HOME=$TRY_TYPING_HOME XDG_RUNTIME_DIR=$TRY_TYPING_HOME/run LANG=C.UTF-8 QT_QPA_PLATFORM=xcb
export QT_IM_MODULE=${method%[45]}
mkdir -m 700 -p "$XDG_RUNTIME_DIR"
case $method in
fcitx5)
    mkdir -p "$HOME/.config/fcitx5"
    printf '%s\n' '[Groups/0]' Name=Default 'Default Layout=us' DefaultIM=pinyin '[Groups/0/Items/0]' \
        Name=keyboard-us '[Groups/0/Items/1]' Name=pinyin '[GroupOrder]' 0=Default \
        >"$HOME/.config/fcitx5/profile"
    fcitx5 --disable=wayland,kimpanel >"$HOME/method.log" 2>&1 &
    choose() { fcitx5-remote -s pinyin; }
    ;;
fcitx4)
    mkdir -p "$HOME/.config/fcitx"
    printf '%s\n' '[Profile]' IMName=pinyin EnabledIMList=fcitx-keyboard-us:True,pinyin:True \
        >"$HOME/.config/fcitx/profile"
    fcitx -D >"$HOME/method.log" 2>&1 &
    choose() { fcitx-remote -s pinyin; }
    ;;
ibus)
    ibus-daemon --panel=disable --xim >"$HOME/method.log" 2>&1 &
    # The engine is chosen even where the command says that no answer came in time.
    choose() { ibus engine libpinyin || true; }
    ;;
*) echo "try_typing: $method is unknown" >&2 && exit 2 ;;
esac
server=$!
sleep 4
.venv/bin/python - >"$HOME/typed" <<'PYTHON' &
import os
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from gxde_desktop.ui.fcitx4 import begin_typing
from gxde_desktop.ui.input_method import choose_input_method

plugins = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
fcitx = choose_input_method(os.environ, Path(plugins))
app = QApplication([])
if fcitx:
    begin_typing(app)
field = QLineEdit()
field.setWindowTitle("try-typing")
field.show()
QTimer.singleShot(14_000, app.quit)
app.exec()
print(field.text())
PYTHON
field=$!
sleep 4
xdotool windowfocus "$(xdotool search --name try-typing | tail -n 1)"
sleep 1
choose
sleep 1
for word in zhongguo shuzi; do
    xdotool type --delay 120 "$word"
    sleep 1
    xdotool key space
done
wait "$field"
kill "$server"
wait "$server" || true
echo "try_typing: $method: $(cat "$HOME/typed")"
[ "$(cat "$HOME/typed")" = 中国数字 ]
