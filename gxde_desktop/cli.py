"""The command line: `gxde …` or `python main.py …`.

Results go to standard output, messages to standard error. Exit status: 0 done; 1 done,
but with problems that need a person; 2 refused, or a file could not be read or written;
130 cancelled. Only what a command needs is imported, so that help comes at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TextIO, cast

from gxde_desktop.cli_parser import Parser, localized_group
from gxde_desktop.text import (
    LANGUAGES,
    on_command_line,
    say,
    set_language,
    system_language,
    tr,
)
from models.messages import Message

COMMANDS = ("open", "inspect", "run", "sample", "explain")
REFUSED, CANCELLED = 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _plain_streams()
    command = next((each for each in arguments if each in COMMANDS), None)
    helped = any(each in ("-h", "--help") for each in arguments)
    window = command in (None, "open") and not helped
    # A window speaks Chinese where the system says nothing; a console then speaks English.
    set_language(_asked_language(arguments) or system_language(neutral="zh" if window else "en"))
    try:
        options = _parser().parse_args(_with_command(arguments))
    except SystemExit as end:
        return int(end.code or 0)
    console, patient = sys.stdout, _Patient(sys.stdout)
    sys.stdout = cast(TextIO, patient)
    with nullcontext() if window else on_command_line():
        try:
            status = _command(options)
            patient.flush()
            if patient.lost is not None:
                reason = patient.lost.strerror or str(patient.lost)
                print(tr("cli.output_lost", reason=reason), file=sys.stderr)
                return REFUSED
            return status
        except KeyboardInterrupt:
            print(tr("cli.cancelled"), file=sys.stderr)
            return CANCELLED
        except Exception as error:
            what = getattr(error, "message", None)
            reason = say(what) if isinstance(what, Message) else _unexpected(error)
            print(tr("cli.refused", reason=reason), file=sys.stderr)
            return REFUSED
        finally:
            sys.stdout = console


class _Patient:
    """Standard output that may be lost: its reader (head, less) leaves, or its disk is full.

    The job goes on without it, so that workbook and project are written; `lost` says why.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.lost: OSError | None = None

    def write(self, text: str) -> int:
        if self.lost is None:
            try:
                return self._stream.write(text)
            except OSError as error:
                self._let_go(error)
        return len(text)

    def flush(self) -> None:
        if self.lost is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._let_go(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _let_go(self, error: OSError) -> None:
        self.lost = error
        # What is still in the buffer may not be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


def _unexpected(error: Exception) -> str:
    """No traceback meets a person: it goes to a log, which the sentence names."""
    import traceback

    from gxde_desktop.project.folders import data_folder

    log = data_folder() / "command-line.log"
    short = f"{type(error).__name__}: {error}"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        traceback.print_exception(error)
    return tr("cli.unexpected", error=short, log=str(log))


def _with_command(arguments: list[str]) -> list[str]:
    """`gxde FILE.gxde`, as a desktop opens a document, is `gxde open FILE.gxde`."""
    first = next((each for each in arguments if not each.startswith("-")), None)
    if first is not None and first not in COMMANDS and first.lower().endswith(".gxde"):
        place = arguments.index(first)
        return [*arguments[:place], "open", *arguments[place:]]
    return arguments


def _asked_language(arguments: list[str]) -> str | None:
    for place, each in enumerate(arguments):
        value = each.partition("=")[2] if each.startswith("--lang=") else None
        if each == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if value in LANGUAGES:
            return value
    return None


def _plain_streams() -> None:
    """UTF-8 into files and pipes everywhere; a console gets what it can show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = None if stream.isatty() else "utf-8"
            reconfigure(encoding=encoding, errors="replace")


def _command(options: argparse.Namespace) -> int:
    if options.command in (None, "open"):
        return _open(options)
    if options.command == "inspect":
        from gxde_desktop.cli_inspect import inspect

        return inspect(
            options.files, as_json=options.json, assume=options.assume, memory=options.memory
        )
    if options.command == "run":
        from gxde_desktop.cli_run import run

        return run(options)
    if options.command == "sample":
        from gxde_desktop.cli_sample import sample

        return sample(options.folder)
    from gxde_desktop.cli_explain import explain

    return explain(options.project, options.quantity, options.keys, options.depth, options.scenario)


def _open(options: argparse.Namespace) -> int:
    from gxde_desktop.ui.app import run

    given: list[Path] = getattr(options, "paths", [])
    projects = [path for path in given if path.suffix.lower() == ".gxde"]
    files = [path for path in given if path not in projects[:1]]
    return run(
        projects[0] if projects else None, smoke=getattr(options, "smoke", None), files=files
    )


def _parser() -> argparse.ArgumentParser:
    from gxde_desktop import __version__
    from gxde_desktop.cli_options import add_options

    parser = Parser(prog="gxde", description=tr("cli.about"), epilog=tr("cli.exit_statuses"))
    parser.add_argument("--version", action="version", version=__version__, help=tr("cli.version"))
    parser.add_argument("--lang", choices=LANGUAGES, help=tr("cli.lang"))
    commands = localized_group(parser)

    def add(name: str) -> argparse.ArgumentParser:
        about = tr(f"cli.{name}.about")
        made: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
        made.add_argument(
            "--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=tr("cli.lang")
        )
        return made

    window = add("open")
    window.add_argument("paths", nargs="*", type=Path, metavar="PROJECT.gxde",
                        help=tr("cli.open.project"))  # fmt: skip
    window.add_argument("--smoke", type=Path, metavar="DIR", help=tr("cli.open.smoke"))

    inspect = add("inspect")
    inspect.add_argument("files", nargs="+", type=Path, metavar="FILE", help=tr("cli.inspect.file"))
    inspect.add_argument("--json", action="store_true", help=tr("cli.inspect.json"))
    inspect.add_argument("--assume", action="append", default=[], metavar="TABLE:field=value",
                         help=tr("cli.run.assume"))  # fmt: skip
    inspect.add_argument("--memory", metavar="FILE", help=tr("cli.memory"))

    run = add("run")
    run.add_argument("inputs", nargs="*", type=Path, metavar="INPUT", help=tr("cli.run.input"))
    run.add_argument("--region", metavar="R", help=tr("cli.run.region"))
    run.add_argument("--assume", action="append", default=[], metavar="TABLE:field=value",
                     help=tr("cli.run.assume"))  # fmt: skip
    run.add_argument("--memory", metavar="FILE", help=tr("cli.memory"))
    run.add_argument("--project", type=Path, metavar="P.gxde", help=tr("cli.run.project"))
    run.add_argument("--preset", metavar="NAME", help=tr("cli.run.preset"))
    run.add_argument("--set", action="append", default=[], dest="settings",
                     metavar="asset.parameter=value", help=tr("cli.run.set"))  # fmt: skip
    run.add_argument("--choose", action="append", default=[], metavar="ROLE=TEXT",
                     help=tr("cli.run.choose"))  # fmt: skip
    run.add_argument("--scenario", metavar="NAME", help=tr("cli.run.scenario"))
    run.add_argument("--update-table", action="append", default=[], dest="updates",
                     metavar="TABLE:year=YEAR", help=tr("cli.run.update_table"))  # fmt: skip
    run.add_argument("--published", type=Path, metavar="SET.xlsx", help=tr("cli.run.published"))
    run.add_argument("--script", type=Path, metavar="STEPS.json", help=tr("cli.run.script"))
    run.add_argument("--write-script", type=Path, metavar="STEPS.json",
                     help=tr("cli.run.write_script"))  # fmt: skip
    run.add_argument("--draws", type=int, metavar="N", help=tr("cli.run.draws"))
    run.add_argument("--seed", type=int, metavar="S", help=tr("cli.run.seed"))
    run.add_argument("--export", type=Path, required=True, metavar="OUT.xlsx",
                     help=tr("cli.run.export"))  # fmt: skip
    run.add_argument("--readings", action="store_true", help=tr("cli.run.readings"))
    run.add_argument("--all", action="store_true", help=tr("cli.run.all"))
    add_options(run)

    sample = add("sample")
    sample.add_argument("folder", type=Path, metavar="DIR", help=tr("cli.sample.folder"))

    explain = add("explain")
    explain.add_argument("project", type=Path, metavar="PROJECT.gxde",
                         help=tr("cli.explain.project"))  # fmt: skip
    explain.add_argument("quantity", metavar="QUANTITY", help=tr("cli.explain.quantity"))
    explain.add_argument("keys", nargs="*", metavar="KEY", help=tr("cli.explain.keys"))
    explain.add_argument("--scenario", metavar="NAME", help=tr("cli.explain.scenario"))
    explain.add_argument("--depth", type=int, metavar="N", help=tr("cli.explain.depth"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
