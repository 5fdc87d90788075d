"""These rows on the program of an earlier commit, so that before and after are measured alike."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

RESULTS = "before.json"
_ROWS = Path(__file__).parent


def run_before(commit: str, root: Path, options: Sequence[str]) -> Path:
    """Run the benchmarks of today on the program of a commit; where the results are kept.

    root: the repository. The program is unpacked beside the results, with the rows of today in
    place of its own, and runs with this interpreter: the same libraries on both sides. Raises
    ValueError where there is no such commit or nothing came of it.
    """
    packed = subprocess.run(
        ["git", "archive", "--format=tar", commit], cwd=root, capture_output=True
    )
    if packed.returncode != 0:
        raise ValueError(packed.stderr.decode(errors="replace").strip())
    target = root / "out" / "before" / "program"
    shutil.rmtree(target.parent, ignore_errors=True)
    target.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as tree:
        tree.extractall(target, filter="data")
    shutil.rmtree(target / "benchmarks", ignore_errors=True)
    shutil.copytree(_ROWS, target / "benchmarks")
    found = root / "out" / RESULTS
    found.unlink(missing_ok=True)
    print(f"the program of {commit}:", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "benchmarks", "--json", str(found), *options]
    subprocess.run(command, cwd=target, stdout=subprocess.DEVNULL, check=False)
    if not found.exists():
        raise ValueError("the earlier program could not be measured")
    return found
