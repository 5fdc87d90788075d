"""What is bundled in a frozen program: notices with licences, and a software bill of materials.

    python packaging/notices.py dist/gxde

Reads the folder itself, so it says what is there and not what was meant to be: Python packages by
the wheels whose files are in it, Python, Qt, the system's libraries by the Debian packages that
own them, and libraries built beside Python by what its recipe noted (`share/built/NAME.json` under
Python's own folder, with their licence as NAME.txt). Writes into the folder

    NOTICES/README.txt          versions and licences, how to replace Qt
    NOTICES/<part>/...          the licence texts
    sbom.cdx.json               the same as CycloneDX 1.5

and fails where a part has no licence text or a library belongs to no part: nothing goes out
without its licence.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

PROJECT = Path(__file__).resolve().parent.parent
LICENSES = PROJECT / "packaging" / "licenses"


@dataclass(slots=True)
class Part:
    """One bundled work. purl: its package URL; files: where it is in the folder."""

    name: str
    version: str
    license: str
    purl: str
    texts: dict[str, str] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)


def main() -> int:
    """Write notices and bill; exit status 1 where a licence text is missing."""
    folder = Path(sys.argv[1])
    if not (folder / "_internal").is_dir():
        print(f"notices: {folder} is no frozen program", file=sys.stderr)
        return 2
    parts = [program(), python(folder), *wheels(folder), font(), *built_libraries(folder)]
    if sys.platform.startswith("linux"):
        parts += system_libraries(folder, parts)
    missing = [part.name for part in parts if not part.texts]
    if missing:
        print(f"notices: no licence text of {', '.join(missing)}", file=sys.stderr)
        return 1
    nobodys = [path.name for path in unowned(folder, parts)]
    if nobodys:
        print(f"notices: no part has {', '.join(nobodys)}", file=sys.stderr)
        return 1
    write_notices(folder / "NOTICES", parts)
    bill = json.dumps(bill_of_materials(folder, parts), indent=1, ensure_ascii=False)
    (folder / "sbom.cdx.json").write_text(bill + "\n", encoding="utf-8")
    print(f"notices: {len(parts)} parts")
    return 0


# ------------------------------------------------------------------------ parts


def program() -> Part:
    """The program itself."""
    sys.path.insert(0, str(PROJECT))
    from gxde_desktop import __version__

    text = (PROJECT / "LICENSE").read_text(encoding="utf-8")
    return Part(
        "gxde-desktop",
        __version__,
        "MIT",
        f"pkg:generic/gxde-desktop@{__version__}",
        {"LICENSE": text},
    )


def python(folder: Path) -> Part:
    """The interpreter, whose licence lies in its library. On Windows its installer brings the
    libraries it needs, and their licences with its own.
    """
    version = platform.python_version()
    places = [
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path("/usr/share/doc/python3.11/copyright"),
    ]
    found = next((each for each in places if each.is_file()), None)
    texts = {} if found is None else {"LICENSE.txt": _read(found)}
    part = Part("Python", version, "PSF-2.0", f"pkg:generic/python@{version}", texts)
    inside = folder / "_internal"
    if sys.platform == "win32":
        part.files = sorted([*inside.glob("*.pyd"), *inside.glob("*.dll")])
    else:
        part.files = sorted([*inside.glob("libpython*"), *inside.glob("python3*/lib-dynload/*")])
    return part


def font() -> Part:
    """The bundled fallback font."""
    text = (PROJECT / "resources" / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    name = "Noto Sans CJK SC (subset, as GXDE Fallback SC)"
    return Part(name, "2.004", "OFL-1.1", "pkg:generic/noto-sans-cjk-sc@2.004", {"OFL.txt": text})


def wheels(folder: Path) -> Iterator[Part]:
    """Python packages that are in the folder: the locked ones, and the boot loader."""
    locked = (PROJECT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Za-z0-9._-]+)==", locked, re.MULTILINE)
    archived = _archived(folder)
    for name in [*names, "pyinstaller"]:
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system, as colorama is
        part = Part(
            found.metadata["Name"],
            found.version,
            _license_name(found),
            f"pkg:pypi/{_normal(name)}@{found.version}",
            dict(_license_texts(found)),
        )
        if _normal(name) in {"pyside6-essentials", "shiboken6"}:
            # The wheels carry Qt and no licence text; Qt for Python is used under the LGPL.
            part.license = "LGPL-3.0-only"
            part.texts |= {path.name: _read(path) for path in sorted(LICENSES.glob("*.txt"))}
            if _normal(name) == "pyside6-essentials":
                part.name = f"{part.name} and Qt"
        part.files = _bundled(folder, found)
        if part.files or name == "pyinstaller" or _modules(found) & archived:
            yield part


def built_libraries(folder: Path) -> Iterator[Part]:
    """Libraries that were built together with Python, as `linux/old_glibc.sh` does."""
    notes = Path(sys.base_prefix) / "share" / "built"
    for note in sorted(notes.glob("*.json")):
        about = json.loads(_read(note))
        files = sorted((folder / "_internal").glob(about["files"]))
        if files:
            name, version = about["name"], about["version"]
            text = _read(note.with_suffix(".txt"))
            purl = f"pkg:generic/{_normal(name)}@{version}"
            yield Part(name, version, about["license"], purl, {"copyright": text}, files)


def system_libraries(folder: Path, parts: list[Part]) -> list[Part]:
    """Debian packages that own the libraries in the folder that nothing else brought."""
    by_package: dict[str, list[Path]] = {}
    for path in unowned(folder, parts):
        owner = _debian_owner(path.name)
        if owner:
            by_package.setdefault(owner, []).append(path)
    return [_debian_part(name, files) for name, files in sorted(by_package.items())]


def unowned(folder: Path, parts: list[Part]) -> list[Path]:
    """Libraries in the folder that belong to no part; links count as what they lead to."""
    known = {path for part in parts for path in part.files}
    return [
        path
        for path in sorted((folder / "_internal").rglob("*"))
        if is_library(path) and not path.is_symlink() and path not in known
    ]


def is_library(path: Path) -> bool:
    """Whether a file is machine code that a program loads, by its name."""
    return path.suffix in {".so", ".pyd", ".dll"} or ".so." in path.name


def _debian_owner(library: str) -> str | None:
    asked = subprocess.run(
        ["dpkg", "-S", f"*/{library}"], capture_output=True, text=True, check=False
    ).stdout
    owners = [line.split(":", 1)[0] for line in asked.splitlines() if line.endswith(f"/{library}")]
    return owners[0] if owners else None


def _debian_part(name: str, files: list[Path]) -> Part:
    version = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}\n", name], capture_output=True, text=True, check=True
    ).stdout.split()[0]
    text = Path("/usr/share/doc") / name / "copyright"
    texts = {"copyright": _read(text)} if text.is_file() else {}
    licenses = sorted(set(re.findall(r"^License:\s*(\S.*)$", texts.get("copyright", ""), re.M)))
    return Part(
        name,
        version,
        " AND ".join(licenses) if 0 < len(licenses) <= 4 else "see the text",
        f"pkg:deb/debian/{name}@{version}",
        texts,
        files,
    )


def _license_name(found: metadata.Distribution) -> str:
    about = found.metadata
    named = about.get("License-Expression") or about.get("License") or ""
    if named and "\n" not in named:
        return named
    classified = [
        each.rsplit(" :: ", 1)[1]
        for each in about.get_all("Classifier") or []
        if each.startswith("License ::")
    ]
    return ", ".join(classified) or "see the text"


def _license_texts(found: metadata.Distribution) -> Iterator[tuple[str, str]]:
    for path in found.files or []:
        inside = str(path)
        if ".dist-info/" in inside and re.search(
            r"licen[cs]e|copying|notice|authors", inside, re.I
        ):
            real = Path(str(found.locate_file(path)))
            if real.is_file():
                short = inside.split(".dist-info/", 1)[1].removeprefix("licenses/")
                yield short.replace("/", "__"), _read(real)


def _bundled(folder: Path, found: metadata.Distribution) -> list[Path]:
    inside = folder / "_internal"
    return [
        inside / str(path)
        for path in found.files or []
        if not str(path).startswith("..") and (inside / str(path)).is_file()
    ]


def _archived(folder: Path) -> set[str]:
    """Top-level names of the modules that lie in the archive inside the executable."""
    program = folder / ("gxde.exe" if sys.platform == "win32" else "gxde")
    archive = CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz")
    return {name.split(".", 1)[0] for name in archive.toc}


def _modules(found: metadata.Distribution) -> set[str]:
    tops = {str(path).replace("\\", "/").split("/", 1)[0] for path in found.files or []}
    return {each.removesuffix(".py") for each in tops if "." not in each.removesuffix(".py")}


# ---------------------------------------------------------------------- writing


def write_notices(folder: Path, parts: list[Part]) -> None:
    """The folder NOTICES: one file that names all, and a folder of texts a part."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    lines = [_HEAD, ""]
    for part in parts:
        lines.append(f"{part.name} {part.version}: {part.license}")
        place = folder / re.sub(r"[^\w.-]+", "_", part.name)
        place.mkdir()
        for name, text in part.texts.items():
            target = place / (name if name.endswith((".txt", ".md", ".rst")) else f"{name}.txt")
            target.write_text(text, encoding="utf-8", newline="\n")
    (folder / "README.txt").write_text("\n".join(lines) + "\n" + _QT, encoding="utf-8")


_HEAD = """本程序含有下列各部分，名称后为版本与许可；许可全文在同名文件夹中。
This program contains the parts below, with version and licence; the texts are in the folders
of the same names."""

_QT = """
替换 Qt / Replacing Qt
----------------------
Qt 与 PySide6 按 LGPL 第三版使用，以动态库形式放在 _internal/PySide6 中，可以换成你自己修改或
编译的同一主版本（6.9.x）：关闭程序，用新的库文件覆盖 _internal/PySide6/Qt/lib（Windows 为
_internal/PySide6）中同名的文件，插件在 Qt/plugins（Windows 为 plugins），再启动即可。程序不检查
这些文件。对应的源代码由 Qt 项目公布（qt-everywhere-src 与 pyside-setup，版本见上）。

Qt and PySide6 are used under the LGPL version 3, as shared libraries in _internal/PySide6. To use
a modified or newly built Qt of the same series (6.9.x), close the program and replace the files
of the same names in _internal/PySide6/Qt/lib (on Windows _internal/PySide6), plug-ins in
Qt/plugins (plugins). The program does not check these files. The corresponding source is
published by the Qt project (qt-everywhere-src and pyside-setup, versions as above).
"""


def bill_of_materials(folder: Path, parts: list[Part]) -> dict[str, object]:
    """CycloneDX 1.5: the parts as components, with SHA-256 of their files in the folder."""
    components = []
    for part in parts[1:]:
        component: dict[str, object] = {
            "type": "library",
            "bom-ref": part.purl,
            "name": part.name,
            "version": part.version,
            "purl": part.purl,
            "licenses": [{"license": {"name": part.license}}],
        }
        libraries = [path for path in part.files if is_library(path)]
        if libraries:
            component["components"] = [
                {
                    "type": "file",
                    "name": path.relative_to(folder).as_posix(),
                    "hashes": [{"alg": "SHA-256", "content": _sha256(path)}],
                }
                for path in libraries
            ]
        components.append(component)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": parts[0].purl,
                "name": parts[0].name,
                "version": parts[0].version,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": components,
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
