"""argparse that speaks the language in use: its own words are English only."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

from gxde_desktop.text import tr

_ERRORS = (
    (re.compile(r"the following arguments are required: (?P<what>.+)"), "cli.usage.required"),
    (re.compile(r"unrecognized arguments: (?P<what>.+)"), "cli.usage.unknown"),
    (re.compile(r"argument (?P<what>.+): expected .+"), "cli.usage.value_missing"),
    (
        re.compile(r"argument (?P<what>.+): invalid choice: (?P<given>.+) \(choose from (.+)\)"),
        "cli.usage.choice",
    ),
    (
        re.compile(r"argument (?P<what>.+): invalid .+ value: (?P<given>.+)"),
        "cli.usage.invalid",
    ),
)


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, tr("cli.usage") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help and errors are translated."""

    def __init__(self, **options: Any) -> None:
        options["add_help"] = False
        options.setdefault("formatter_class", _Formatter)
        # An abbreviated option would stop working when a longer one is added.
        options["allow_abbrev"] = False
        super().__init__(**options)
        self._positionals.title = tr("cli.positionals")
        self._optionals.title = tr("cli.options")
        self.add_argument("-h", "--help", action="help", help=tr("cli.help"))

    def error(self, message: str) -> NoReturn:
        """One line that says what is wrong, and status 2."""
        for pattern, code in _ERRORS:
            found = pattern.fullmatch(message)
            if found:
                message = tr(code, **found.groupdict())
                break
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


def localized_group(parser: argparse.ArgumentParser) -> Any:
    """Where the commands are added; their help stands under one heading."""
    return parser.add_subparsers(
        dest="command", title=tr("cli.commands"), metavar="COMMAND", parser_class=Parser
    )
