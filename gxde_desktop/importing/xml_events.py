"""Reading XML as a stream, without a document type: no entities are ever declared or fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn
from xml.parsers import expat

from gxde_desktop.importing.wording import ImportRefused

Attributes = dict[str, str]
_DEEPEST = 500


def parse(
    blocks: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
    *,
    encoding: str | None = None,
) -> None:
    """Calls back for every element and text; names come as `namespace local`.

    Raises ImportRefused for a document type, a broken document, or one nested too deep.
    """
    parser = expat.ParserCreate(encoding, namespace_separator=" ")
    depth = 0

    def opened(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise ImportRefused("refused.nested_too_deep", limit=_DEEPEST)
        start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    parser.buffer_text = True
    parser.buffer_size = 65536
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ImportRefused("refused.damaged") from error


def _refuse(*_: object) -> NoReturn:
    raise ImportRefused("refused.entity")
