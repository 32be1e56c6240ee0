"""XML from strangers."""

from __future__ import annotations

import pytest

from sheetreview.errors import FileError
from sheetreview.reading.xml_events import MAX_TAG_BYTES, Attributes, attribute, parse


def events(data: bytes) -> list[str]:
    seen: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        seen.append(f"<{name} {attribute(attributes, 'id', '-')}>")

    parse(data, start, lambda name: seen.append(f"</{name}>"), seen.append)
    return seen


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_names_lose_their_prefix_in_every_encoding(encoding: str) -> None:
    data = '<x:a xmlns:x="u" x:id="7">é<x:b/></x:a>'.encode(encoding)
    assert events(data) == ["<a 7>", "é", "<b ->", "</b>", "</a>"]


LAUGHS = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("text", [LAUGHS, '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "<!DOCTYPE a><a/>"])
def test_definitions_are_refused_in_every_encoding(text: str, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    with pytest.raises(FileError, match="defines its own XML entities"):
        events((mark + text).encode(encoding))


@pytest.mark.parametrize(
    "data", [b"", b"<a>", b"<a></b>", b"a", b"<a>\x00</a>", b"<a>&nbsp;</a>", b"<a>\xff</a>", b"<a/><a/>"]
)
def test_what_is_no_xml_is_called_damaged(data: bytes) -> None:
    with pytest.raises(FileError, match="is damaged"):
        events(data)


@pytest.mark.parametrize("name", ["no-such-encoding", "utf-7", "idna", "windows-1252"])
def test_an_odd_character_set_is_refused_and_not_looked_up(name: str) -> None:
    with pytest.raises(FileError, match="character set"):
        events(f'<?xml version="1.0" encoding="{name}"?><a/>'.encode())


def test_endless_nesting_is_refused() -> None:
    with pytest.raises(FileError, match="no spreadsheet program writes"):
        events(b"<a>" * 201)


def test_an_endless_tag_is_refused_before_it_is_stored() -> None:
    attributes = b" ".join(b"a%d=''" % n for n in range(300_000))
    with pytest.raises(FileError, match="no spreadsheet program writes"):
        events(b"<a " + attributes + b"/>")


def test_a_part_longer_than_one_chunk_arrives_whole() -> None:
    text = "é" * MAX_TAG_BYTES
    seen = events(f"<a>{text}<b/></a>".encode())
    assert "".join(seen[1:-3]) == text
    assert seen[-3:] == ["<b ->", "</b>", "</a>"]
