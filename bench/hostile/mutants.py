"""Seeded damage: to a file's bytes, to the XML inside it, and to the rows of a filled form."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence

from bench.hostile.forms import Filled
from tests.reading.making import zipped

ZIPS = frozenset({"xlsx", "xlsx-stored", "ods"})
"""Kinds with checksums, in which a flipped bit can be noticed."""

NASTY_TEXTS = (
    b"NaN", b"1e999", b"-1", b"999999999999", b"XFD1048576", b"A1:XFD1048576", b"", b"0", b"4294967296", b"#REF!", b"s",
    b"&#0;", b"&a;", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<c>", b"</c>", b"]]>", b"<![CDATA[", b"\xff\xfe", b"_x0000_",
    b"inlineStr", b"../../x", b"http://192.0.2.1/", b"sheetreview-form 1 ABCDEFGHIJ23 sales@1 manager", b"<row>", b"\0",
)  # fmt: skip
SHEETS_SHARE = 0.6
"""Part of the damage to XML that befalls a sheet rather than any part."""

TAG = re.compile(rb"<[^<>]*>")
ATTRIBUTE = re.compile(rb'="([^"]*)"')
CONTENT = re.compile(rb">([^<>]+)<")

Change = Callable[[bytes, random.Random], bytes]


def flipped(data: bytes, chance: random.Random, bits: int = 1) -> bytes:
    """Bytes with so many bits turned over, anywhere."""
    found = bytearray(data)
    for _ in range(bits):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def mutant(form: Filled, others: Sequence[Filled], chance: random.Random) -> tuple[str, bytes]:
    """A damaged copy of a form, and in a word what was done to it."""
    inside: dict[str, Change] = {"members": _members, "xml": _inside, "cells": _cells}
    whole: dict[str, Change] = {
        "bits": lambda data, chance: flipped(data, chance, chance.choice([1, 2, 8, 64])),
        "cut": _cut,
        "bytes": _bytes,
        "spliced": lambda data, chance: _spliced(data, chance.choice(others).data, chance),
    }
    ways = {**whole, **inside} if form.kind in ZIPS else {**whole, "texts": _texts}
    way = chance.choice(sorted(ways))
    data = form.data
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        data = ways[way](data, chance)
    return way, data


def _cut(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data)) if data else 0
    match chance.randrange(4):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + data[at + chance.randrange(1, 999) :]
        case 2:
            return data[:at] + b"\0" * (len(data) - at)
        case _:
            return data[at:]


def _bytes(data: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(data) + 1), chance.randrange(9)
    return data[:at] + chance.choice([chance.randbytes(length), b"\xff" * 4, b"\0" * 4]) + data[at + length :]


def _spliced(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, start = chance.randrange(len(data) + 1), chance.randrange(len(other))
    piece = other[start : start + chance.randrange(1, 4_000)]
    return data[:at] + piece + data[at + chance.choice([0, len(piece)]) :]


def _texts(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    more = (b'"', b",", b";", b"\n", b"\r", b"\0", b"\t" * 300, b"\n" * 2_500, b"," * 300, b"\xef\xbb\xbf", b"\xff\xfe")
    piece = chance.choice([*NASTY_TEXTS, *more])
    return data[:at] + piece + data[at + chance.choice([0, 1, len(piece)]) :]


def _read(data: bytes) -> list[tuple[str, bytes]]:
    """The members of a zip; none when a change before has broken it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(name, archive.read(name)) for name in archive.namelist()]
    except Exception:  # noqa: BLE001 -- a broken zip stays as it is
        return []


def _members(data: bytes, chance: random.Random) -> bytes:
    """Members dropped, doubled, renamed, or with each other's content."""
    members = _read(data)
    if not members[1:]:
        return data
    one, other = chance.sample(range(len(members)), 2)
    name, content = members[one]
    match chance.randrange(6):
        case 0:
            del members[one]
        case 1:
            members.append((name, members[other][1]))
        case 2:
            members[one], members[other] = (name, members[other][1]), (members[other][0], content)
        case 3:
            members[one] = (chance.choice([name.upper(), f"../{name}", name.replace("/", "\\"), "x.xml"]), content)
        case 4:
            members[one] = (name, b"")
        case _:
            chance.shuffle(members)
    return zipped(members, chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))


def _in_a_member(data: bytes, chance: random.Random, change: Change) -> bytes:
    """A zip packed anew, with checksums that are right, after a change to one of its XML parts, mostly a sheet."""
    members = _read(data)
    parts = [n for n, (name, content) in enumerate(members) if content and name.endswith((".xml", ".rels"))]
    if not parts:
        return data
    sheets = [n for n in parts if members[n][0].endswith(("sheet1.xml", "content.xml"))]
    chosen = chance.choice(sheets if sheets and chance.random() < SHEETS_SHARE else parts)
    name, content = members[chosen]
    members[chosen] = (name, change(content, chance))
    return zipped(members)


def _inside(data: bytes, chance: random.Random) -> bytes:
    def change(content: bytes, chance: random.Random) -> bytes:
        tags = [found.span() for found in TAG.finditer(content)]
        if not tags:
            return content
        (start, end), (more, last) = sorted(chance.choices(tags, k=2))
        match chance.randrange(6):
            case 0:
                return content[:start] + content[end:]
            case 1:
                return content[:end] + content[start:]
            case 2:
                return content[:start] + content[more:last] + content[end:more] + content[start:end] + content[last:]
            case 3:
                return content[:start] + chance.choice(NASTY_TEXTS) + content[start:]
            case 4:
                return content[:start] + content[more:]
            case _:
                return content[:end]

    return _in_a_member(data, chance, change)


def _cells(data: bytes, chance: random.Random) -> bytes:
    def change(content: bytes, chance: random.Random) -> bytes:
        spans = [found.span(1) for found in chance.choice([ATTRIBUTE, CONTENT]).finditer(content)]
        if not spans:
            return content
        start, end = chance.choice(spans)
        other, stop = chance.choice(spans)
        return content[:start] + chance.choice([*NASTY_TEXTS, content[other:stop]]) + content[end:]

    return _in_a_member(data, chance, change)
