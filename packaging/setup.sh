#!/usr/bin/env bash
# Sets up a checkout: .venv with the locked dependencies, and what the system must give Qt.
#
#   packaging/setup.sh           what running the program needs
#   packaging/setup.sh test      and what only the tests need
#   packaging/setup.sh package   and what only freezing the program needs
#
# System packages are installed where root or `sudo -n` allows it and apt is there; otherwise
# the one command to type is printed and the work goes on. Repeated calls cost a moment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
purpose=${1:-run}
lock=requirements/dev.txt

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Installs Debian packages, or names the command that would; fails if they are still missing.
apt_updated=
install() {
    local command="apt-get install -y --no-install-recommends $*"
    if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
        say "setup: installing $*"
        local log status=0
        log=$(mktemp)
        if [ -z "$apt_updated" ]; then
            as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >"$log" 2>&1 || true
            apt_updated=yes
        fi
        as_root env DEBIAN_FRONTEND=noninteractive $command -q </dev/null >>"$log" 2>&1 || status=$?
        if [ "$status" != 0 ]; then
            say "setup: this failed: $command"
            tail -n 20 "$log" >&2
        fi
        rm -f "$log"
        return "$status"
    fi
    say "setup: missing on this system: $*"
    if command -v apt-get >/dev/null; then
        say "       to install them, type:  sudo apt-get update && sudo $command"
    else
        say "       (Debian's names; install what your system calls them)"
    fi
    return 1
}

# ---------------------------------------------------------------- Python and its packages

is_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3.11 /usr/bin/python3.11 python3; do
        if command -v "$candidate" >/dev/null && is_311 "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

set_up_python() {
    # A virtual environment cannot be moved, so its place is part of what the stamp says.
    local stamp=.venv/.set-up wanted
    wanted="$PWD $(cksum <"$lock")"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && is_311 .venv/bin/python; then
        return
    fi

    local python
    if ! python=$(find_python); then
        install python3.11 python3.11-venv || true
        if ! python=$(find_python); then
            say "setup: Python 3.11 was not found. Install it (Debian 12: python3.11 and"
            say "       python3.11-venv), or name it: make setup PYTHON=/path/to/python3.11"
            exit 1
        fi
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if ! install python3.11-venv; then
            say "setup: $python cannot make virtual environments without that package."
            exit 1
        fi
    fi

    if ! is_311 .venv/bin/python || [ "$(cut -d' ' -f1 "$stamp" 2>/dev/null)" != "$PWD" ]; then
        say "setup: making .venv with $("$python" --version) ($python)"
        "$python" -m venv --clear .venv
    fi
    say "setup: installing the locked dependencies"
    # Wheels only: nothing is compiled here, a fresh machine has no compiler.
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --only-binary=:all: --require-hashes -r "$lock"
    printf '%s\n' "$wanted" >"$stamp"
}

# ---------------------------------------------------------------- Qt's system libraries

# Debian packages that were found wanting, to be installed by one command at the end.
missing=""

# The Debian package that holds a library.
package_of() {
    case $1 in
    libEGL.so.1) echo libegl1 ;;
    libGL.so.1) echo libgl1 ;;
    libGLX.so.0) echo libglx0 ;;
    libOpenGL.so.0) echo libopengl0 ;;
    libdbus-1.so.3) echo libdbus-1-3 ;;
    libfontconfig.so.1) echo libfontconfig1 ;;
    libfreetype.so.6) echo libfreetype6 ;;
    libglib-2.0.so.0 | libgthread-2.0.so.0 | libgobject-2.0.so.0 | libgio-2.0.so.0) echo libglib2.0-0 ;;
    libz.so.1) echo zlib1g ;;
    libX11.so.6) echo libx11-6 ;;
    libX11-xcb.so.1) echo libx11-xcb1 ;;
    libxkbcommon.so.0) echo libxkbcommon0 ;;
    libxkbcommon-x11.so.0) echo libxkbcommon-x11-0 ;;
    libxcb.so.1) echo libxcb1 ;;
    libxcb-cursor.so.0) echo libxcb-cursor0 ;;
    libxcb-glx.so.0) echo libxcb-glx0 ;;
    libxcb-icccm.so.4) echo libxcb-icccm4 ;;
    libxcb-image.so.0) echo libxcb-image0 ;;
    libxcb-keysyms.so.1) echo libxcb-keysyms1 ;;
    libxcb-randr.so.0) echo libxcb-randr0 ;;
    libxcb-render.so.0) echo libxcb-render0 ;;
    libxcb-render-util.so.0) echo libxcb-render-util0 ;;
    libxcb-shape.so.0) echo libxcb-shape0 ;;
    libxcb-shm.so.0) echo libxcb-shm0 ;;
    libxcb-sync.so.1) echo libxcb-sync1 ;;
    libxcb-util.so.1) echo libxcb-util1 ;;
    libxcb-xfixes.so.0) echo libxcb-xfixes0 ;;
    libxcb-xinput.so.0) echo libxcb-xinput0 ;;
    libxcb-xkb.so.1) echo libxcb-xkb1 ;;
    *) say "setup: Qt needs the library $1, which this system does not have" ;;
    esac
}

set_up_qt() {
    [ "$(uname -s)" = Linux ] || return 0
    local qt library
    qt=.venv/lib/python3.11/site-packages/PySide6/Qt
    # What the loader itself cannot find for a window on X, software or OpenGL.
    for library in $(ldd "$qt"/plugins/platforms/libqxcb.so "$qt"/plugins/xcbglintegrations/*.so \
        "$qt"/lib/libQt6OpenGLWidgets.so.6 "$qt"/lib/libQt6Svg.so.6 2>/dev/null |
        sed -n 's/^[[:space:]]*\([^ ]*\) => not found.*/\1/p' | sort -u); do
        missing+=" $(package_of "$library")"
    done
}

# ---------------------------------------------------------------- tools

# need TOOL PACKAGE...: what a check of this machine cannot do without.
need() {
    command -v "$1" >/dev/null || missing+=" ${*:2}"
}

install_missing() {
    missing=$(echo $missing | tr ' ' '\n' | sort -u)
    [ -n "$missing" ] || return 0
    install $missing && return
    # On a person's machine what needs these is skipped and says so; in CI nothing may be.
    [ "${CI:-}" != true ] || { say "setup: CI=true, and these may not be missing"; exit 1; }
}

set_up_python
set_up_qt
case $purpose in
run) ;;
test)
    need Xvfb xvfb
    need soffice libreoffice-calc-nogui
    # An office without its spreadsheet has the command too.
    [ -e "$(dirname "$(readlink -f "$(command -v soffice || echo /)")")/libsclo.so" ] ||
        [ "$(uname -s)" != Linux ] || missing+=" libreoffice-calc-nogui"
    need pdftoppm poppler-utils
    # LibreOffice draws Chinese with the system's fonts; the program brings its own.
    [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || missing+=" fonts-noto-cjk"
    ;;
package)
    need Xvfb xvfb # for the smoke test
    need objcopy binutils
    need strace strace # the smoke test looks for network calls
    need xz xz-utils
    need dpkg-deb dpkg
    # Debian's python3.11 is linked statically; the frozen program carries the shared library.
    .venv/bin/python - <<'PY' || missing+=" libpython3.11"
import ctypes.util, pathlib, sys, sysconfig
library = pathlib.Path(sysconfig.get_config_var("LIBDIR")) / "libpython3.11.so.1.0"
sys.exit(not (library.exists() or ctypes.util.find_library("python3.11")))
PY
    ;;
*)
    say "setup: unknown purpose $purpose (run, test, package)"
    exit 2
    ;;
esac
install_missing
