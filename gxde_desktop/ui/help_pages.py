"""The pages of the help: method, pages of the window, parameters, readings, quantities, keys.

All of it ships with the program; nothing is looked up anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from gxde_desktop.resources import docs_folder
from gxde_desktop.text import catalogue, language, tr
from gxde_desktop.ui import numbers
from gxde_desktop.ui.formula_text import formula_html
from gxde_desktop.ui.words import name_of, parameter_words
from models.parameters import ASSET_SPECS, GLOBAL_SPECS, ParameterSpec
from models.quantities import REGISTRY
from models.reading_points import POINTS

CHAPTERS = ("window", "method", "parameters", "readings", "quantities", "keys")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page. key: `parameter.beta`, `reading.POINT`, `quantity.stock`, `method.3`, ...

    html: its body; searched: what a word is looked for in, without case.
    """

    key: str
    chapter: str
    title: str
    html: str

    @property
    def searched(self) -> str:
        """Title and text, without mark-up and case."""
        return f"{self.title} {re.sub(r'<[^>]+>', '', self.html)}".casefold()


def help_pages(keys: Mapping[str, str]) -> tuple[HelpPage, ...]:
    """Every page in order. keys: shortcut -> what it does, from the window's actions."""
    return (
        *_window(),
        *_method(),
        *_parameters(),
        *_readings(),
        *_quantities(),
        _keys(keys),
    )


def found(pages: tuple[HelpPage, ...], text: str) -> tuple[HelpPage, ...]:
    """Pages that hold every word of a text, those with it in their title first."""
    words = text.casefold().split()
    there = [page for page in pages if all(word in page.searched for word in words)]
    return tuple(
        sorted(there, key=lambda page: not all(word in page.title.casefold() for word in words))
    )


def _window() -> Iterator[HelpPage]:
    for name in ("data", "parameters", "results", "scenarios", "export"):
        yield HelpPage(
            f"page.{name}", "window", tr(f"ui.step.{name}"), _text(tr(f"ui.help.{name}"))
        )


def _method() -> Iterator[HelpPage]:
    path = docs_folder() / "method.md"
    if not path.is_file():
        return
    chinese, _, english = path.read_text(encoding="utf-8").partition("\n# Method and readings")
    if language() != "zh":
        body = "# Method and readings" + english
        yield HelpPage("method.0", "method", tr("ui.help.method"), _markdown(body))
        return
    for number, part in enumerate(chinese.split("\n## ")):
        title, _, body = part.lstrip("# ").partition("\n")
        yield HelpPage(f"method.{number}", "method", title.strip(), _markdown(body))


def _parameters() -> Iterator[HelpPage]:
    for name, spec in (*ASSET_SPECS.items(), *GLOBAL_SPECS.items()):
        choices = "".join(
            f"<li>{escape(name_of(f'choice.{name}.{code}'))}</li>" for code in spec.choices
        )
        parts = [
            _text(parameter_words(name, "help")),
            f"<ul>{choices}</ul>" if choices else "",
            _text(range_text(spec)),
            _text(tr("ui.parameters.source_is", source=name_of(f"source.{spec.source}"))),
            _text(tr("ui.parameters.live" if spec.live else "ui.parameters.structural")),
        ]
        yield HelpPage(
            f"parameter.{name}", "parameters", parameter_words(name, "title"), "".join(parts)
        )


def range_text(spec: ParameterSpec) -> str:
    """The allowed range of a number, empty for what has none."""
    if spec.low is None or spec.high is None:
        return ""
    low, high = numbers.compact(spec.low), numbers.compact(spec.high)
    return tr("ui.parameters.range", low=low, high=high)


def _readings() -> Iterator[HelpPage]:
    for point in POINTS:
        stem = f"readings.{point.key}"
        means = "".join(
            f"<li>{_inline(f'{stem}.{reading.key}.means')}</li>" for reading in point.readings
        )
        parts = [
            _text(_words(f"{stem}.text")),
            f"<ul>{means}</ul>",
            _text(_words(f"{stem}.why")),
            _text(tr("ui.parameters.source_is", source=name_of(f"source.{point.source}"))),
        ]
        yield HelpPage(f"reading.{point.key}", "readings", name_of(f"{stem}.title"), "".join(parts))


def _quantities() -> Iterator[HelpPage]:
    for key, quantity in REGISTRY.items():
        formula = f"<p>{formula_html(quantity.formula)}</p>" if quantity.formula else ""
        source = tr("ui.parameters.source_is", source=name_of(f"source.{quantity.source}"))
        parts = [formula, _text(name_of(f"quantity.{key}.help")), _text(source)]
        yield HelpPage(
            f"quantity.{key}", "quantities", name_of(f"quantity.{key}.title"), "".join(parts)
        )


def _keys(keys: Mapping[str, str]) -> HelpPage:
    lines = "".join(
        f"<tr><td><b>{escape(key)}</b>&nbsp;&nbsp;</td><td>{escape(what)}</td></tr>"
        for key, what in keys.items()
    )
    return HelpPage("keys", "keys", tr("ui.help.keys"), f"<table>{lines}</table>")


def _words(code: str) -> str:
    """The words of a code, none where there are none."""
    return catalogue(language()).get(code, "")


def _inline(code: str) -> str:
    return escape(_words(code))


def _text(words: str) -> str:
    """Paragraphs of plain words."""
    return "".join(f"<p>{escape(part)}</p>" for part in words.split("\n") if part.strip())


def _markdown(body: str) -> str:
    """Lists, headings, code and stress of the method's page as mark-up."""
    out: list[str] = []
    for line in body.splitlines():
        words = escape(line.strip())
        words = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", words)
        words = re.sub(r"`([^`]+)`", r"<code>\1</code>", words)
        if words.startswith("- "):
            out.append(f"<li>{words[2:]}</li>")
        elif words.startswith("#"):
            out.append(f"<h4>{words.lstrip('# ')}</h4>")
        elif words:
            out.append(f"<p>{words}</p>")
    return "".join(out)
