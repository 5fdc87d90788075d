"""Pictures of what a person sees when something goes wrong: opening, importing, exporting, saving.

    python packaging/trouble_pictures.py OUT [--language en] [--theme dark]

Every case is brought about in the real window by a file that really is so, never by an invented
message. The pictures are to be read as a person would: what happened, to which file, what to do.
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pictures import PROJECT, _home, _sample_window, _screen, settle

if TYPE_CHECKING:
    from gxde_desktop.ui.window import MainWindow

Undo = Callable[[], object]
Case = Callable[["MainWindow", Path], Undo | None]
"""Brings trouble about, in a folder of its own; returns what has to be put right afterwards."""


class NotHere(Exception):
    """This system cannot bring the case about (no right to mount); it is named and left out."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    options = parser.parse_args()
    options.size, options.scale = (1280, 760), 1.0
    sys.path.insert(0, str(PROJECT))
    options.out.mkdir(parents=True, exist_ok=True)
    failed = []
    with _home() as home, _screen(1.0), _sample_window(home, options) as window:
        session = window.session
        session.save(home / "示例.gxde")
        for name, case in CASES.items():
            folder = home / "cases" / name
            folder.mkdir(parents=True)
            steps = session.project.undo_name
            picture = options.out / f"{name}.png"
            questions = _questions(picture)
            try:
                undo = case(window, folder)
            except NotHere as reason:
                print(f"trouble_pictures: {name}: left out, {reason}", file=sys.stderr)
                continue
            if not (_pictured(window, picture) or questions):
                failed.append(name)
            if undo is not None:
                undo()
            while session.project.undo_name != steps:
                session.undo()
            session.save()  # nothing is asked before the next project is opened
    for name in failed:
        print(f"trouble_pictures: {name}: nothing was told", file=sys.stderr)
    return 1 if failed else 0


def _pictured(window: MainWindow, path: Path) -> bool:
    """The dialog where there is one, else the window with its findings; False: nothing told."""
    for _ in range(400):
        settle(25)
        if window.troubles or not window.session.importer.busy:
            break
    settle(150)
    if window.troubles:
        dialog = window.troubles[-1]
        fine = bool(dialog.text.text()) and dialog.grab().save(str(path))
        for each in window.troubles:
            each.reject()
        settle(50)
    else:
        found = window.context.issues.isVisible() and bool(window.session.issue_count)
        fine = found and window.grab().save(str(path))
    if fine:
        print(path)
    return fine


def _questions(path: Path) -> list[Path]:
    """Take a picture of a question as soon as one is asked, and answer it with no."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMessageBox

    taken: list[Path] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            box.grab().save(str(path))
            taken.append(path)
            print(path)
            box.reject()
        elif tries:
            tries.pop()
            QTimer.singleShot(50, look)

    tries = list(range(40))
    QTimer.singleShot(50, look)
    return taken


def _mounted(folder: Path, *what: str) -> Undo:
    """Mount something over a folder or a file."""
    done = subprocess.run(["mount", *what, str(folder)], capture_output=True, check=False)
    if done.returncode:
        raise NotHere("nothing can be mounted here")
    return lambda: subprocess.run(["umount", str(folder)], check=True)


def _full(folder: Path) -> Undo:
    """A disk on which hardly anything fits."""
    return _mounted(folder, "-t", "tmpfs", "-o", "size=64k", "tmpfs")


def _held(path: Path) -> Undo:
    """A file that cannot be replaced because it is in use."""
    path.write_bytes(b"in use")
    return _mounted(path, "--bind", str(path))


# ------------------------------------------------------------------ opening projects


def _open(content: Callable[[Path], None]) -> Case:
    def case(window: MainWindow, folder: Path) -> None:
        path = folder / "项目.gxde"
        content(path)
        window.open_project(path)

    return case


def _text(path: Path) -> None:
    path.write_text("这不是项目文件", encoding="utf-8")


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE notes (text TEXT)")
    made.close()


def _saved(window: MainWindow, path: Path) -> None:
    window.session.project.save_copy_without_data(path)


def _cut(window: MainWindow, folder: Path) -> None:
    path = folder / "项目.gxde"
    _saved(window, path)
    path.write_bytes(path.read_bytes()[:6000])
    window.open_project(path)


def _newer(window: MainWindow, folder: Path) -> None:
    path = folder / "项目.gxde"
    _saved(window, path)
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA user_version = 999")
    made.close()
    window.open_project(path)


HOLDER = """
import sys
from pathlib import Path
from gxde_desktop.project.project import Project
project = Project.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def _elsewhere(window: MainWindow, folder: Path) -> Undo:
    """Another process has the project open."""
    path = folder / "项目.gxde"
    _saved(window, path)
    command = [sys.executable, "-c", HOLDER, str(path)]
    pipe = subprocess.PIPE
    other = subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=PROJECT, text=True)
    assert other.stdout is not None
    other.stdout.readline()
    window.open_project(path)
    return lambda: other.communicate("")


# ------------------------------------------------------------------ importing


def _import(name: str, content: bytes) -> Case:
    def case(window: MainWindow, folder: Path) -> None:
        path = folder / name
        path.write_bytes(content)
        window.take_files([path])

    return case


def _half_a_workbook(window: MainWindow, folder: Path) -> None:
    from gxde_desktop.exporting.sample import write_sample

    whole = write_sample(folder / "whole")[0]
    path = folder / whole.name
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    window.take_files([path])


def _gone(window: MainWindow, folder: Path) -> None:
    window.take_files([folder / "已经移走.xlsx"])


# ------------------------------------------------------------------ exporting and saving


def _export_into_nothing(window: MainWindow, folder: Path) -> None:
    _export_and_wait(window, folder / "没有的文件夹" / "结果.xlsx")


def _export_onto_a_folder(window: MainWindow, folder: Path) -> None:
    target = folder / "结果.xlsx"
    target.mkdir()
    _export_and_wait(window, target)


def _save_into_nothing(window: MainWindow, folder: Path) -> None:
    window.desk._save(folder / "没有的文件夹" / "项目.gxde")


def _save_onto_a_folder(window: MainWindow, folder: Path) -> None:
    target = folder / "项目.gxde"
    target.mkdir()
    window.desk._save(target)


def _export_and_wait(window: MainWindow, target: Path) -> None:
    window.session.exporter.export(target, "zh")
    for _ in range(800):
        settle(25)
        if window.troubles:
            return


def _export_onto_a_full_disk(window: MainWindow, folder: Path) -> Undo:
    undo = _full(folder)
    _export_and_wait(window, folder / "结果.xlsx")
    return undo


def _export_onto_a_held_file(window: MainWindow, folder: Path) -> Undo:
    target = folder / "结果.xlsx"
    undo = _held(target)
    _export_and_wait(window, target)
    return undo


def _save_onto_a_full_disk(window: MainWindow, folder: Path) -> Undo:
    undo = _full(folder)
    window.desk._save(folder / "项目.gxde")
    return undo


def _save_onto_a_held_file(window: MainWindow, folder: Path) -> Undo:
    target = folder / "项目.gxde"
    undo = _held(target)
    window.desk._save(target)
    return undo


CASES: Mapping[str, Case] = {
    "open-elsewhere": _elsewhere,
    "export-full-disk": _export_onto_a_full_disk,
    "export-held": _export_onto_a_held_file,
    "save-full-disk": _save_onto_a_full_disk,
    "save-held": _save_onto_a_held_file,
    "open-text": _open(_text),
    "open-empty": _open(lambda path: path.write_bytes(b"") and None),
    "open-foreign-database": _open(_foreign),
    "open-missing": _open(lambda path: None),
    "open-folder": _open(lambda path: path.mkdir()),
    "open-cut": _cut,
    "open-newer": _newer,
    "import-empty": _import("空文件.xlsx", b""),
    "import-text-as-xlsx": _import("其实是文本.xlsx", "年份 数值".encode()),
    "import-picture": _import("图片.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200)),
    "import-old-word": _import("文档.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "import-nothing-in-it": _import("空表.csv", "备注\n无\n".encode()),
    "import-half-a-workbook": _half_a_workbook,
    "import-missing": _gone,
    "export-into-nothing": _export_into_nothing,
    "export-onto-a-folder": _export_onto_a_folder,
    "save-into-nothing": _save_into_nothing,
    "save-onto-a-folder": _save_onto_a_folder,
}


if __name__ == "__main__":
    raise SystemExit(main())
