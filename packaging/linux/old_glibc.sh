#!/usr/bin/env bash
# The frozen program for old Linux systems (UOS 20, Kylin V10), built inside a Debian 11 folder
# with a Python of its own so that nothing in it asks for a newer C library than 2.28.
#
#   packaging/linux/old_glibc.sh [PLACE]      as root on Debian 12; the result is in dist/
#
# Needs about 3 GB in PLACE (build/old-glibc) and ten minutes of two cores. The locked wheels ask
# for 2.28 at most themselves; what asks for more is the system's Python and SQLite.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
place=$(realpath -m "${1:-build/old-glibc}")
suite=bullseye python_suite=bookworm limit=2.28
root=$place/$suite
[ "$(id -u)" = 0 ] || { echo "old_glibc.sh: must run as root (chroot)" >&2; exit 2; }
[ -x .venv/bin/pip ] || { echo "old_glibc.sh: run first: make setup" >&2; exit 2; }
command -v debootstrap >/dev/null || apt-get install -y -q --no-install-recommends debootstrap
mkdir -p "$place"

say() { printf 'old_glibc: %s\n' "$*"; }
inside() {
    chroot "$root" /usr/bin/env -i PATH=/opt/python/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

# ------------------------------------------------------------------ 1. the old system
if [ ! -e "$root/.complete" ]; then
    say "Debian $suite"
    rm -rf "$root"
    # The mirror that this system itself uses.
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
    debootstrap --variant=minbase --include=ca-certificates,build-essential,pkg-config,libffi-dev,zlib1g-dev,libbz2-dev,liblzma-dev,uuid-dev,tcl,xz-utils,binutils \
        "$suite" "$root" "$mirror" >"$place/debootstrap.log"
    {
        echo "deb-src $mirror $suite main"
        echo "deb-src $mirror $python_suite main"
    } >"$root/etc/apt/sources.list.d/source.list"
    cp /etc/resolv.conf "$root/etc/"
    inside apt-get update -q >>"$place/debootstrap.log"
    # What Qt's plugin for X asks of the system, to be looked up while freezing.
    inside apt-get install -y -q --no-install-recommends libxcb-cursor0 libxcb-icccm4 \
        libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-xinerama0 libxcb-xkb1 \
        libxcb-shape0 libxkbcommon-x11-0 libegl1 libgl1 libfontconfig1 libdbus-1-3 libglib2.0-0 \
        libwayland-cursor0 libwayland-egl1 >>"$place/debootstrap.log"
    touch "$root/.complete"
fi

# --------------------------------------------------------- 2. SQLite and Python of its own
if [ ! -x "$root/opt/python/bin/python3.11" ]; then
    mkdir -p "$root/src"
    cp packaging/linux/old_symbols.h "$root/src/"
    inside sh -euc 'cd /src
        rm -rf sqlite python sqlite3_* python3.11_*
        apt-get source -q --download-only sqlite3/'"$suite"' python3.11/'"$python_suite"' >/dev/null 2>&1
        dpkg-source --no-check -x sqlite3_*.dsc sqlite >/dev/null
        mkdir python
        tar -xf python3.11_*.orig.tar.* -C python --strip-components=1
        tar -xf python3.11_*.debian.tar.xz -C python
        cd python
        # Of the distribution only what mends Python itself; its own layout of files is not wanted.
        grep -E "CVE|gh-" debian/patches/series | while read -r patch; do
            if patch -p1 -s -f --dry-run <"debian/patches/$patch" >/dev/null 2>&1; then
                patch -p1 -s -f <"debian/patches/$patch"
            else
                echo "old_glibc: not applied: $patch"
            fi
        done
        # One of them uses an inner header in a module, which must then say that it is inside.
        ! grep -q pycore_ Modules/pyexpat.c || sed -i "1i#define Py_BUILD_CORE_MODULE 1" Modules/pyexpat.c'
    say "SQLite"
    inside sh -euc 'cd /src/sqlite
        ./configure --prefix=/opt/python --disable-tcl --disable-static --disable-readline \
            CFLAGS="-O2 -include /src/old_symbols.h -DSQLITE_ENABLE_COLUMN_METADATA"
        make -j"$(nproc)" libsqlite3.la
        make install-libLTLIBRARIES lib_install 2>/dev/null || make lib_install
        mkdir -p /opt/python/include && cp sqlite3.h sqlite3ext.h /opt/python/include/
        # No Debian package owns it: `notices.py` reads here what it is.
        mkdir -p /opt/python/share/built
        cp debian/copyright /opt/python/share/built/sqlite.txt
        version=$(dpkg-parsechangelog -S Version)
        printf "{\"name\": \"SQLite\", \"version\": \"%s\", \"license\": \"blessing\", \"files\": \"libsqlite3.so*\"}\n" \
            "$version" >/opt/python/share/built/sqlite.json' \
        >"$place/sqlite.log" 2>&1
    say "Python"
    # sem_clockwait is newer than the limit; ssl is not wanted (nothing here talks to a network).
    inside sh -euc 'cd /src/python
        ./configure --prefix=/opt/python --enable-shared --disable-test-modules \
            ac_cv_func_sem_clockwait=no CPPFLAGS=-I/opt/python/include \
            CFLAGS="-O2 -include /src/old_symbols.h" \
            LDFLAGS="-L/opt/python/lib -Wl,-rpath,/opt/python/lib"
        make -j"$(nproc)"
        make install' >"$place/python.log" 2>&1
    inside python3.11 -c "import _ctypes, bz2, lzma, pyexpat, sqlite3, uuid, zlib"
fi

# --------------------------------------------------------------------- 3. freezing
say "wheels"
mkdir -p "$root/src/wheels"
.venv/bin/pip download -q --disable-pip-version-check --no-deps --only-binary=:all: \
    --require-hashes -r requirements/dev.txt -d "$root/src/wheels"
rm -rf "$root/src/gxde"
mkdir "$root/src/gxde"
git ls-files -z | tar --null -T - -c | tar -x -C "$root/src/gxde"
say "freezing"
inside sh -euc 'cd /src/gxde
    python3.11 -m venv .venv
    .venv/bin/pip install -q --no-index --find-links /src/wheels --require-hashes -r requirements/dev.txt
    .venv/bin/python -m PyInstaller packaging/gxde.spec --noconfirm --clean \
        --distpath dist --workpath build/pyinstaller --log-level WARN
    .venv/bin/python packaging/notices.py dist/gxde' 2>"$place/freeze.log"
rm -rf dist
mkdir dist
cp -a "$root/src/gxde/dist/gxde" dist/
.venv/bin/python packaging/glibc_report.py dist/gxde --limit "$limit"
packaging/linux/build.sh
