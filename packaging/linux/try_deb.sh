#!/usr/bin/env bash
# Installs, upgrades and removes the .deb in a clean Debian folder, as root, and measures the sample
# with the installed program.
#
#   packaging/linux/try_deb.sh dist/gxde-desktop_*.deb [SUITE] [PLACE]
#
# SUITE is bullseye unless given (glibc 2.31); PLACE is build/try-deb. Fails at the first thing that
# is not as it should be.
set -euo pipefail
deb=$(realpath "$1")
suite=${2:-bullseye}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
place=$(realpath -m "${3:-build/try-deb}")
root=$place/$suite
[ "$(id -u)" = 0 ] || { echo "try_deb.sh: must run as root (chroot)" >&2; exit 2; }

say() { printf 'try_deb: %s\n' "$*"; }
inside() {
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive HOME=/srv/person "$@"
}

if [ ! -e "$root/.complete" ]; then
    say "a clean $suite"
    rm -rf "$root"
    mkdir -p "$place"
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
    debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$place/debootstrap.log"
    cp /etc/resolv.conf "$root/etc/"
    touch "$root/.complete"
fi
mkdir -p "$root/srv/person" "$root/packages"
inside apt-get update -q >/dev/null 2>&1 || true

# A newer one to upgrade to: the same program under the next number.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dpkg-deb -R "$deb" "$work/next"
old=$(dpkg-deb -f "$deb" Version)
sed -i "s/^Version: .*/Version: $old+next/" "$work/next/DEBIAN/control"
echo new >"$work/next/usr/lib/gxde-desktop/added-by-the-next"
rm "$work/next/usr/lib/gxde-desktop/sbom.cdx.json"
dpkg-deb --root-owner-group -Zgzip -z1 --build "$work/next" "$root/packages/next.deb" >/dev/null
cp "$deb" "$root/packages/first.deb"

say "install $old"
inside apt-get install -y -q --no-install-recommends /packages/first.deb >"$place/install.log" 2>&1 ||
    { tail -n 5 "$place/install.log"; exit 1; }
for each in /usr/bin/gxde /usr/bin/gxde-desktop /usr/share/applications/gxde-desktop.desktop \
    /usr/share/mime/packages/gxde.xml /usr/share/man/man1/gxde.1.gz; do
    inside test -e "$each" || { say "$each is missing"; exit 1; }
done
say "the sample, with $(inside ldd --version | head -n 1 | grep -o '[0-9.]*$' | tail -n 1) as C library"
inside sh -c 'cd && rm -rf sample out.xlsx && gxde sample sample >/dev/null'
status=0
inside sh -c 'cd && gxde run sample --export out.xlsx >run.txt 2>messages.txt' || status=$?
[ "$status" -le 1 ] && inside test -s /srv/person/out.xlsx ||
    { say "run ended with $status"; tail -n 5 "$root/srv/person/messages.txt"; exit 1; }
inside sh -c 'mkdir -p ~/.config/gxde/gxde-desktop && echo kept >~/.config/gxde/gxde-desktop/mark'
# The window as far as it goes without a screen: every library is found.
inside sh -c 'cd && rm -rf shots && QT_QPA_PLATFORM=offscreen timeout 120 gxde-desktop open --smoke shots' ||
    { say "the window did not start"; exit 1; }

say "upgrade to $old+next"
inside apt-get install -y -q /packages/next.deb >"$place/upgrade.log" 2>&1
inside test -e /usr/lib/gxde-desktop/added-by-the-next
! inside test -e /usr/lib/gxde-desktop/sbom.cdx.json
[ "$(cat "$root/srv/person/.config/gxde/gxde-desktop/mark")" = kept ]

say "remove"
inside apt-get remove -y -q --purge gxde-desktop >"$place/remove.log" 2>&1
left=$(inside sh -c 'find /usr /etc /var/lib/gxde* -name "*gxde*" -not -path "*/dpkg/*" 2>/dev/null' || true)
[ -z "$left" ] || { say "left behind: $left"; exit 1; }
[ "$(cat "$root/srv/person/.config/gxde/gxde-desktop/mark")" = kept ]
inside test -e /srv/person/out.xlsx
say "installed, used, upgraded and removed; settings and files of the person kept"
