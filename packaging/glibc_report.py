"""The oldest GNU C library that a frozen program runs on, library by library.

    python packaging/glibc_report.py dist/gxde              the table, highest need first
    python packaging/glibc_report.py dist/gxde --highest    the one number
    python packaging/glibc_report.py dist/gxde --limit 2.28 and exit 1 if anything needs more

Read off the version needs that `objdump -p` prints of every ELF file (binutils, which
PyInstaller needs anyway). What a library asks of another bundled one does not count.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

_NEED = re.compile(r"\bGLIBC_(\d+(?:\.\d+)+)\b")
KNOWN = {
    "2.28": "UOS 20, Kylin V10 (server), Debian 10, RHEL 8",
    "2.31": "Kylin V10 SP1 (desktop), Debian 11, Ubuntu 20.04",
    "2.36": "Debian 12",
}

Version = tuple[int, ...]


def main() -> int:
    """The report; exit status 1 where something needs more than the limit."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--highest", action="store_true", help="print only the highest version")
    parser.add_argument("--limit", type=_version, help="exit 1 if anything needs more than this")
    asked = parser.parse_args()
    needs = {path: need(path) for path in elf_files(asked.folder)}
    if not needs:
        print(f"glibc_report: no ELF file in {asked.folder}", file=sys.stderr)
        return 2
    highest = max(needs.values())
    if asked.highest:
        print(_text(highest))
    else:
        _table(asked.folder, needs)
    return int(asked.limit is not None and highest > asked.limit)


def elf_files(folder: Path) -> list[Path]:
    """Every ELF file of a folder, links left out."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as stream:
                if stream.read(4) == b"\x7fELF":
                    found.append(path)
    return found


def need(path: Path) -> Version:
    """The highest GLIBC version that a file asks for, (0,) where it asks for none."""
    printed = subprocess.run(
        ["objdump", "-p", str(path)], capture_output=True, text=True, check=True
    ).stdout
    return max((_version(each) for each in _NEED.findall(printed)), default=(0,))


def _table(folder: Path, needs: dict[Path, Version]) -> None:
    for version, count in sorted(Counter(needs.values()).items(), reverse=True):
        print(f"{_text(version):<8}{count:>4} files")
    print()
    for path, version in sorted(needs.items(), key=lambda each: (each[1], each[0]), reverse=True):
        print(f"{_text(version):<8}{path.relative_to(folder)}")
    highest = max(needs.values())
    print(f"\nhighest: {_text(highest)}")
    for version, systems in KNOWN.items():
        verdict = "runs" if _version(version) >= highest else "too old"
        print(f"  glibc {version}  {verdict:<8} {systems}")


def _version(text: str) -> Version:
    return tuple(map(int, text.split(".")))


def _text(version: Version) -> str:
    return ".".join(map(str, version))


if __name__ == "__main__":
    sys.exit(main())
