#!/usr/bin/env bash
# Freezes the program into dist/gxde/ (PyInstaller, one folder).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
.venv/bin/python -m PyInstaller packaging/gxde.spec --noconfirm --clean \
    --distpath dist --workpath build/pyinstaller --log-level WARN
du -sh dist/gxde
