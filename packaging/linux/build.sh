#!/usr/bin/env bash
# From dist/gxde/ the two Linux packages: a .deb and a .tar.xz that runs from any folder.
#
#   packaging/linux/build.sh [--fast]     (make package calls it; --fast packs less tightly)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=packaging/linux frozen=dist/gxde
[ -x "$frozen/gxde" ] || { echo "build.sh: $frozen/gxde is missing; run: make package" >&2; exit 2; }

version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' gxde_desktop/__init__.py)
level=-6
[ "${1:-}" = --fast ] && level=-1
case $(uname -m) in
x86_64) arch=amd64 ;;
aarch64) arch=arm64 ;;
*) arch=$(uname -m) ;;
esac
stamp=$(git log -1 --format=%ct 2>/dev/null || date +%s)
build=build/linux
rm -rf "$build"
mkdir -p "$build"

# The oldest C library it runs on, read off what is in the folder.
glibc=$(.venv/bin/python packaging/glibc_report.py "$frozen" --highest)

# ------------------------------------------------------------------------ .deb
root=$build/deb
install -d "$root/usr/lib" "$root/usr/bin" "$root/usr/share/applications" \
    "$root/usr/share/mime/packages" "$root/usr/share/man/man1" "$root/usr/share/doc/gxde-desktop"
cp -a "$frozen" "$root/usr/lib/gxde-desktop"
ln -s ../lib/gxde-desktop/gxde "$root/usr/bin/gxde"
ln -s ../lib/gxde-desktop/gxde-desktop "$root/usr/bin/gxde-desktop"
install -m 644 $here/gxde-desktop.desktop "$root/usr/share/applications/"
install -m 644 $here/gxde.xml "$root/usr/share/mime/packages/"
for size in 16 32 48 128 256; do
    install -D -m 644 resources/icons/gxde-$size.png \
        "$root/usr/share/icons/hicolor/${size}x$size/apps/gxde.png"
done
install -D -m 644 resources/icons/gxde.svg "$root/usr/share/icons/hicolor/scalable/apps/gxde.svg"
sed "s/@VERSION@/$version/" $here/gxde.1 | gzip -9n >"$root/usr/share/man/man1/gxde.1.gz"
ln -s gxde.1.gz "$root/usr/share/man/man1/gxde-desktop.1.gz"
cp LICENSE "$root/usr/share/doc/gxde-desktop/copyright"
gzip -9nc CHANGELOG.md >"$root/usr/share/doc/gxde-desktop/changelog.gz"
# Read-only for everybody but root: the program never writes where it is installed.
find "$root" -type d -exec chmod 755 {} +
find "$root" -type f ! -perm -u+x -exec chmod 644 {} +
find "$root" -type f -perm -u+x -exec chmod 755 {} +
# What the packages of desktops do when menus, MIME types and icons change comes by their own
# triggers, so there are no maintainer scripts, and nothing of a person's is touched on removal.
install -d "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: gxde-desktop
Version: $version
Architecture: $arch
Maintainer: gxde_desktop maintainers <maintainers@gxde.invalid>
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f1)
Depends: libc6 (>= $glibc), libgl1 | libgl1-mesa-glx, libegl1, libfontconfig1, libfreetype6, libx11-6,
 libx11-xcb1, libxcb1, libdbus-1-3, libglib2.0-0 | libglib2.0-0t64
Recommends: fonts-noto-cjk | fonts-wqy-microhei | fonts-wqy-zenhei
Section: science
Priority: optional
Description: measure a region's digital economy from official tables
 Reads input-output tables and yearbook sheets; computes ICT capital, growth
 accounts by industry and the scale of the digital economy; every figure can be
 traced to its source cells; exports a workbook with live formulas.
 .
 数字经济测算：由投入产出表和年鉴表测算 ICT 资本存量、增长核算和数字经济规模，
 每个数可追溯到来源单元格，导出带公式的 Excel 工作簿。不联网。
CONTROL
deb=dist/gxde-desktop_${version}_$arch.deb
SOURCE_DATE_EPOCH=$stamp dpkg-deb --root-owner-group -Zxz -z"${level#-}" --build "$root" "$deb" >/dev/null

# --------------------------------------------------------------------- .tar.xz
name=gxde-desktop-$version-linux-$arch
tarball=dist/$name.tar.xz
install -d "$build/$name"
cp -a "$frozen/." "$build/$name/"
cp $here/gxde-desktop.desktop $here/gxde.xml "$build/$name/"
install -m 755 $here/add-to-menu.sh "$build/$name/"
install -m 644 $here/README.txt "$build/$name/"
tar --sort=name --mtime="@$stamp" --owner=0 --group=0 --numeric-owner -C "$build" -c "$name" |
    xz -T0 $level >"$tarball"
rm -rf "$build"

ls -l --block-size=1 "$deb" "$tarball" | awk '{printf "%-60s %6.1f MB\n", $NF, $5 / 1e6}'
echo "needs glibc $glibc or later"
