"""XML as events: a hardened expat, with names as they are without their prefix."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from xml.parsers import expat

from sheetreview.errors import FileError
from sheetreview.reading.refusal import damaged

MAX_DEPTH = 200
"""Spreadsheet parts nest some twenty deep."""

MAX_ELEMENTS = 2_000_000
"""Elements of one part, twice those of the fullest sheet that is read: more are nothing but tags, and take long."""

MAX_TAG_BYTES = 1_000_000
"""A tag with its attributes is some hundred bytes."""

_ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "utf16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1"})

Attributes = Mapping[str, str]


def local(name: str) -> str:
    """A name without its prefix, so that strict and transitional files, and any prefix, read the same."""
    return name.rpartition(":")[2]


def attribute(attributes: Attributes, name: str, default: str = "") -> str:
    """The first attribute with a local name, whatever its prefix."""
    for key, value in attributes.items():
        if local(key) == name:
            return value
    return default


def parse(
    data: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    names: Container[str] | None = None,
) -> None:
    """Run through XML: ``start(local name, attributes as written)``, ``end(local name)``, ``text(characters)``.

    With ``names``, only elements that are called so are told of.
    Raises FileError for XML that is not well formed, has a DOCTYPE or an entity, or goes beyond the limits; what a
    handler raises comes through.
    """
    parser = guarded_parser()
    depth = elements = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
            raise _odd()
        plain = local(name) if ":" in name else name
        if names is None or plain in names:
            start(plain, attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        plain = local(name) if ":" in name else name
        if end is not None and (names is None or plain in names):
            end(plain)

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    if text is not None:
        parser.buffer_text = True
        parser.CharacterDataHandler = text
    run(parser, data)


def guarded_parser() -> expat.XMLParserType:
    """A parser that takes no DOCTYPE, no entities and no odd character sets; its other handlers are the caller's."""
    parser = expat.ParserCreate()
    parser.XmlDeclHandler = _check_declaration
    parser.StartDoctypeDeclHandler = _refuse_definitions
    parser.EntityDeclHandler = _refuse_definitions
    return parser


def run(parser: expat.XMLParserType, data: bytes) -> None:
    """Send all of a part through a parser. Raises FileError for XML that is not well formed."""
    try:
        _feed(parser, data)
    except expat.ExpatError as error:
        raise damaged(f"a part of it is not readable XML (line {error.lineno})") from error


def _feed(parser: expat.XMLParserType, data: bytes) -> None:
    """Chunk by chunk, so that one endless tag is refused before its attributes fill the memory."""
    fed = 0
    while len(data) - fed > MAX_TAG_BYTES:
        parser.Parse(data[fed : fed + MAX_TAG_BYTES], False)
        fed += MAX_TAG_BYTES
        if fed - parser.CurrentByteIndex > MAX_TAG_BYTES:
            raise _odd()
    parser.Parse(data[fed:], True)


def _odd() -> FileError:
    return damaged("a part of it is built in a way no spreadsheet program writes")


def _check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.casefold() not in _ENCODINGS:
        raise damaged("a part of it is in a character set spreadsheets do not use")


def _refuse_definitions(*_declaration: object) -> None:
    raise damaged("it defines its own XML entities, which no spreadsheet program does")
