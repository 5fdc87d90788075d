#!/usr/bin/env bash
# Freezes the program into dist/gxde/ (PyInstaller, one folder), with the notices of what is in
# it, and makes of that folder what is handed out: on Linux a .deb and a .tar.xz. SHA256SUMS last.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rm -rf dist
.venv/bin/python -m PyInstaller packaging/gxde.spec --noconfirm --clean \
    --distpath dist --workpath build/pyinstaller --log-level WARN
.venv/bin/python packaging/notices.py dist/gxde
du -sh dist/gxde
if [ "$(uname -s)" = Linux ]; then
    packaging/linux/build.sh
fi
(cd dist && find . -maxdepth 1 -type f ! -name SHA256SUMS -printf '%f\n' | sort | xargs -r sha256sum >SHA256SUMS)
