#!/usr/bin/env bash
# The main job on the sample: in the window, or headless where there is no display.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=.venv/bin/python
sample=out/sample

[ -e "$sample/示例.gxde" ] || "$python" main.py sample "$sample"

if [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$python" main.py open "$sample/示例.gxde"
fi

echo "No display: doing the same job without a window." >&2
status=0
"$python" main.py run "$sample/示例.gxde" --export out/results.xlsx --charts out/charts || status=$?
# 1 means: done, and some things need a person; they have been listed.
[ "$status" -le 1 ] || exit "$status"
echo
echo "Results workbook: $PWD/out/results.xlsx"
echo "Charts:           $PWD/out/charts"
