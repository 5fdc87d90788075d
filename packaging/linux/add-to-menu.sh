#!/bin/sh
# Adds the program in this folder to the menu of the current user and opens .gxde files with it;
# --remove takes it back. Nothing outside the user's own data folder is touched.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/gxde-desktop.desktop
mime=$data/mime/packages/gxde.xml
icon=$data/icons/hicolor/256x256/apps/gxde.png

refresh() {
    # Each of these is there where a desktop is; without it the menu notices by itself later.
    command -v update-mime-database >/dev/null 2>&1 && update-mime-database "$data/mime" || :
    command -v update-desktop-database >/dev/null 2>&1 && update-desktop-database "$data/applications" || :
    command -v gtk-update-icon-cache >/dev/null 2>&1 &&
        gtk-update-icon-cache -qtf "$data/icons/hicolor" 2>/dev/null || :
}

if [ "${1:-}" = --remove ]; then
    rm -f "$entry" "$mime" "$icon"
    refresh
    echo "已从菜单移除 / removed from the menu"
    exit 0
fi
mkdir -p "$data/applications" "$data/mime/packages" "$(dirname "$icon")"
# In Exec a backslash, quote, backtick, dollar or per cent sign of a folder's name must be escaped.
quoted=$(printf '%s' "$here/gxde-desktop" | sed -e 's/[\\"`$]/\\\\&/g' -e 's/%/%%/g')
sed "s|^Exec=.*|Exec=\"$(printf '%s' "$quoted" | sed 's/[&|\\]/\\&/g')\" open %f|" \
    "$here/gxde-desktop.desktop" >"$entry"
cp "$here/gxde.xml" "$mime"
cp "$here/_internal/resources/icons/gxde-256.png" "$icon"
refresh
echo "已加入菜单 / added to the menu: $entry"
