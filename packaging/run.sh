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
results=out/results.xlsx charts=out/charts
rm -rf "$results" "$charts"
status=0
"$python" main.py run "$sample/示例.gxde" --export "$results" --charts "$charts" || status=$?
# 1 means: done, and some things need a person; they have been listed.
if [ "$status" -gt 1 ] || [ ! -s "$results" ] || [ -z "$(ls -A "$charts" 2>/dev/null)" ]; then
    echo "run: the job was not done (status $status)" >&2
    exit "$((status > 1 ? status : 2))"
fi
echo
echo "Results workbook: $PWD/$results"
echo "Charts:           $PWD/$charts"
