#!/usr/bin/env bash
# The frozen program for old Linux systems (UOS 20, Kylin V10): built inside a Debian 11 folder
# with a Python of its own, so that nothing in it asks for a newer C library than 2.28.
#
#   packaging/linux/old_glibc.sh          as root, on Debian 12; result in dist/gxde/
#
# Needs debootstrap and about 2 GB; takes about ten minutes on two cores. The locked wheels ask for
# 2.28 at most themselves; what asked for more was the system's Python and its libraries.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
suite=bullseye
place=$PWD/build/old-glibc
root=$place/$suite
limit=2.28
[ "$(id -u)" = 0 ] || { echo "old_glibc.sh: must run as root (chroot)" >&2; exit 2; }
command -v debootstrap >/dev/null || apt-get install -y --no-install-recommends debootstrap
# The mirror that this system itself uses.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
mkdir -p "$place"

inside() { chroot "$root" /usr/bin/env -i PATH=/opt/python/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/root LANG=C.UTF-8 "$@"; }

# ------------------------------------------------------------------ 1. the old system
if [ ! -e "$root/.complete" ]; then
    rm -rf "$root"
    debootstrap --variant=minbase --include=build-essential,pkg-config,libffi-dev,libsqlite3-dev,zlib1g-dev,libbz2-dev,liblzma-dev,libexpat1-dev,uuid-dev,xz-utils,binutils \
        "$suite" "$root" "$mirror" >"$place/debootstrap.log"
    # What Qt's xcb plugin needs of the system and the package brings along.
    inside apt-get install -y -q --no-install-recommends libxcb-cursor0 libxcb-icccm4 \
        libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-xinerama0 libxcb-xkb1 libxcb-shape0 \
        libxkbcommon-x11-0 libegl1 libgl1 libfontconfig1 libdbus-1-3 libglib2.0-0 \
        >>"$place/debootstrap.log" 2>&1 || \
    inside apt-get install -y -q --no-install-recommends libxcb-icccm4 \
        libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-xinerama0 libxcb-xkb1 libxcb-shape0 \
        libxkbcommon-x11-0 libegl1 libgl1 libfontconfig1 libdbus-1-3 libglib2.0-0 \
        >>"$place/debootstrap.log" 2>&1
    touch "$root/.complete"
fi
