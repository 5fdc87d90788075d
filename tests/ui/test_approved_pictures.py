"""Five pictures drawn in the bundled font look as they did when somebody looked at them.

GXDE_APPROVE=1 takes the new ones; look at them before they are committed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

APPROVED = Path(__file__).with_name("approved")
DRAWING = Path(__file__).with_name("support_approved.py")
NAMES = ("area", "stack", "table", "lines-dark", "table-dark")
FAR = 48
"""Of 255: what smoothing of edges does not explain."""
MOST = 0.004
"""Share of a picture that may be that far off, for another version of the font's renderer."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pictures as they are drawn now."""
    folder = tmp_path_factory.mktemp("drawn")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "1"}
    done = subprocess.run(
        [sys.executable, str(DRAWING), str(folder)],
        env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    if os.environ.get("GXDE_APPROVE") == "1":
        for name in NAMES:
            shutil.copy(folder / f"{name}.png", APPROVED / f"{name}.png")
    return folder


def pixels(path: Path) -> np.ndarray:
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGBA8888)
    assert not image.isNull(), path
    flat = np.frombuffer(image.constBits(), dtype=np.uint8)
    return flat.reshape(image.height(), image.bytesPerLine() // 4, 4)[
        :, : image.width(), :3
    ].astype(int)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_as_it_was_approved(drawn: Path, name: str) -> None:
    now, before = pixels(drawn / f"{name}.png"), pixels(APPROVED / f"{name}.png")
    assert now.shape == before.shape
    far = (np.abs(now - before) > FAR).any(axis=-1).mean()
    assert far <= MOST, f"{far:.2%} of {name} is another: look at {drawn / name}.png"


def test_a_picture_of_something_else_is_told_apart() -> None:
    one, other = pixels(APPROVED / "table.png"), pixels(APPROVED / "table-dark.png")
    assert (np.abs(one - other) > FAR).any(axis=-1).mean() > MOST
