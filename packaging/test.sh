#!/usr/bin/env bash
# Every check of the project; the arguments go to pytest. Stops at the first kind that fails.
# Without arguments the window's tests run beside the others where there are two processors.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin=$PWD/.venv/bin

step() { printf '\n== %s\n' "$*"; }

step format
"$bin/ruff" format --check --quiet . || { "$bin/ruff" format --check . | tail -n 40; exit 1; }
step lint
"$bin/ruff" check .
step types
"$bin/mypy"
# As Windows would see it: what exists only on POSIX must stand behind a question of the platform.
"$bin/mypy" --platform win32 --cache-dir .mypy_cache/win32 gxde_desktop models main.py
step import rules
"$bin/lint-imports" --no-logo
step tests
# tests/conftest.py starts a virtual screen where there is none.
if [ $# -gt 0 ] || [ "$(getconf _NPROCESSORS_ONLN)" -lt 2 ]; then
  exec "$bin/python" -m pytest "$@"
fi
told=$(mktemp)
"$bin/python" -m pytest tests/ui >"$told" 2>&1 &
window=$!
trap 'kill "$window" 2>/dev/null || true; rm -f "$told"' EXIT
status=0
"$bin/python" -m pytest --ignore=tests/ui || status=$?
step "tests of the window"
wait "$window" || status=$?
cat "$told"
exit "$status"
