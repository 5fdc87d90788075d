"""What the Linux packages say of themselves, checked by the systems' tools and on real files."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gxde_desktop.project import schema
from gxde_desktop.project.project import Project

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="packages of Linux desktops"
)


def test_the_file_type_is_known_by_name_and_by_content(tmp_path: Path) -> None:
    import xml.etree.ElementTree as ET

    tree = ET.parse(LINUX / "gxde.xml")
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    assert tree.find(".//m:glob", space).get("pattern") == f"*{schema.SUFFIX}"
    outer = tree.find(".//m:magic/m:match", space)
    inner = outer.find("m:match", space)
    project = Project.create()
    path = project.save(tmp_path / "项目.gxde")
    project.close()
    data = path.read_bytes()
    for match in (outer, inner):
        value = match.get("value").replace("\\0", "\0").encode()
        at = int(match.get("offset"))
        assert data[at : at + len(value)] == value


def test_the_menu_entry_opens_a_project_with_the_window() -> None:
    text = (LINUX / "gxde-desktop.desktop").read_text(encoding="utf-8")
    entry = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    assert entry["Exec"].split() == ["gxde-desktop", "open", "%f"]
    assert entry["MimeType"] == "application/x-gxde;"
    assert entry["Name[zh_CN]"] == "数字经济测算"
    checker = shutil.which("desktop-file-validate")
    if checker is not None:
        done = subprocess.run([checker, LINUX / "gxde-desktop.desktop"], capture_output=True)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("folder", ["程序", "a b", 'quo"te', "per%cent", "dol$lar", "amp&er|pipe"])
def test_a_folder_of_any_name_is_added_to_the_menu_and_removed(tmp_path: Path, folder: str) -> None:
    place, home = tmp_path / folder, tmp_path / "home"
    icons = place / "_internal" / "resources" / "icons"
    icons.mkdir(parents=True)
    shutil.copy(ROOT / "resources" / "icons" / "gxde-256.png", icons)
    for name in ("add-to-menu.sh", "gxde-desktop.desktop", "gxde.xml"):
        shutil.copy(LINUX / name, place)
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    subprocess.run(["sh", place / "add-to-menu.sh"], env=environment, check=True)
    entry = home / ".local/share/applications/gxde-desktop.desktop"
    lines = entry.read_text(encoding="utf-8").splitlines()
    (line,) = (each.removeprefix("Exec=") for each in lines if each.startswith("Exec="))
    assert _argument(line) == str(place / "gxde-desktop")
    assert line.endswith(" open %f")
    subprocess.run(["sh", place / "add-to-menu.sh", "--remove"], env=environment, check=True)
    left = [each for each in (home / ".local/share").rglob("*gxde*") if each.is_file()]
    assert left == []


def _argument(line: str) -> str:
    """The first argument of an Exec line, by the rules of the Desktop Entry Specification."""
    # A value is first unescaped as a string, then its quoted argument is.
    plain = line.replace("\\\\", "\\")
    quoted = re.match(r'"((?:[^"\\]|\\.)*)"', plain)
    assert quoted is not None
    return re.sub(r"\\(.)", r"\1", quoted[1]).replace("%%", "%")


def test_every_page_of_the_manual_renders_without_a_warning() -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not here")
    done = subprocess.run(
        [groff, "-man", "-ww", "-z", "-Tutf8", LINUX / "gxde.1"], capture_output=True, text=True
    )
    assert done.stderr == ""
