"""Old workbooks (.xls) with absurd records, and files that are something else."""

from __future__ import annotations

import gzip
import random
import struct
from collections.abc import Iterator
from functools import partial

from tests.reading.making import zipped
from tests.reading.nasty.nasty import Expected, Nasty

READ, REFUSED, EITHER = Expected.READ, Expected.REFUSED, Expected.EITHER
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR = 512
END_OF_CHAIN, FREE, FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
MANY = 0xFFFFFFFF


def record(kind: int, data: bytes = b"") -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(data)) + data


BOF_BOOK = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
BOF_SHEET = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
EOF = record(0x000A)
CELL = record(0x0203, struct.pack("<HHHd", 0, 0, 0, 4.0))
"""A number in A1."""


def strings(declared: int, texts: bytes = b"\x04\0\0Care") -> bytes:
    """A table of shared strings that says it has so many."""
    return record(0x00FC, struct.pack("<II", declared, declared) + texts)


def book(sheet: bytes = CELL, shared: bytes = b"", *, start: int | None = None, name: bytes = b"\x04\0Form") -> bytes:
    """A stream with one sheet."""
    listed = len(record(0x0085, struct.pack("<IBB", 0, 0, 0) + name))
    at = len(BOF_BOOK) + len(shared) + listed + len(EOF)
    entry = record(0x0085, struct.pack("<IBB", at if start is None else start, 0, 0) + name)
    return BOF_BOOK + shared + entry + EOF + BOF_SHEET + sheet + EOF


def compound(
    stream: bytes, name: str = "Workbook", fat: dict[int, int] | None = None, size: int | None = None
) -> bytes:
    """An OLE2 file with one stream; ``fat`` replaces entries of its table of sectors, ``size`` the stream's size.

    The table comes first (one sector for streams up to 60 KB), then the folder, then the stream.
    """
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // SECTOR)
    tables = -(-(count + 2) * 4 // SECTOR) + (count > 60_000 // SECTOR)
    first = tables + 1
    table = [*[FAT_SECTOR] * tables, END_OF_CHAIN, *range(first + 1, first + count), END_OF_CHAIN]
    for sector, following in (fat or {}).items():
        table[sector] = following
    table += [FREE] * (tables * SECTOR // 4 - len(table))
    header = OLE2 + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    length = len(stream) if size is None else size
    folder = _entry("Root Entry", 5, END_OF_CHAIN, 0, child=1) + _entry(name, 2, first, length) + b"\0" * 256
    return header + struct.pack(f"<{len(table)}I", *table) + folder + stream.ljust(count * SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", FREE, FREE, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def nasty() -> Iterator[Nasty]:
    """Records with absurd counts, sector chains in circles, and other formats under a spreadsheet's name."""
    yield from _records()
    yield from _sectors()
    yield from _foreign()


def _records() -> Iterator[Nasty]:
    far = record(0x0203, struct.pack("<HHHd", 0xFFFF, 0xFFFF, 0, 4.0))
    index = record(0x00FD, struct.pack("<HHHI", 0, 0, 0, MANY))
    extent = record(0x0200, struct.pack("<IIHHH", 0, MANY, 0, 0xFFFF, 0))
    multiple = record(0x00BD, struct.pack("<HH", 0, 0) + b"\0" * 12 + struct.pack("<H", 0xFFFF))
    text = record(0x0204, struct.pack("<HHHH", 0, 0, 0, 0xFFFF) + b"\0abc")
    for name, stream in (
        ("plain", book()),
        ("strings-4-billion", book(shared=strings(MANY))),
        ("strings-none-there", book(shared=strings(1_000_000, b""))),
        ("string-of-65535", book(shared=strings(1, b"\xff\xff\0abc"))),
        ("string-with-4-billion-runs", book(shared=strings(1, b"\x04\0\x0c\xff\xff\xff\xff\xff\xffCare"))),
        ("string-index-4-billion", book(index, strings(1))),
        ("cell-at-the-end", book(far)),
        ("extent-4-billion", book(extent + CELL)),
        ("extent-backwards", book(record(0x0200, struct.pack("<IIHHH", 9, 1, 9, 1, 0)) + CELL)),
        ("cells-in-one-record-65535", book(multiple)),
        ("label-of-65535", book(text)),
        ("number-nan", book(record(0x0203, struct.pack("<HHHd", 0, 0, 0, float("nan"))))),
        ("number-infinite", book(record(0x0203, struct.pack("<HHHd", 0, 0, 0, float("inf"))))),
        ("error-cell", book(record(0x0205, struct.pack("<HHHBB", 0, 0, 0, 0x17, 1)))),
        ("truth-odd", book(record(0x0205, struct.pack("<HHHBB", 0, 0, 0, 9, 0)))),
        ("formula-without-code", book(record(0x0006, struct.pack("<HHHdHIH", 0, 0, 0, 4.0, 0, 0, 0xFFFF)))),
        ("sheet-past-the-end", book(start=0x7FFFFFFF)),
        ("sheet-is-the-book", book(start=0)),
        ("sheet-name-of-255", book(name=b"\xff\1Form")),
        ("record-cut", book() + b"\x03\x02\xff\xff"),
        ("record-longer-than-allowed", BOF_BOOK + struct.pack("<HH", 0x00FC, 0xFFFF) + b"\0" * 0xFFFF + EOF),
        ("records-of-nothing", BOF_BOOK + record(0x00FC) + record(0x0085) + record(0x0203) + EOF),
        ("continues-alone", BOF_BOOK + record(0x003C, b"\0" * 90) * 3_000 + EOF),
        ("books-in-books", BOF_BOOK * 3_000),
        ("locked", BOF_BOOK + record(0x002F, b"\1\0\1\0\1\0" + b"\7" * 48) + book()[len(BOF_BOOK) :]),
        ("locked-with-xor", BOF_BOOK + record(0x002F, b"\0\0\1\2\3\4") + book()[len(BOF_BOOK) :]),
        ("format-unknown", record(0x0809, struct.pack("<HH", 0x9999, 5)) + EOF),
        ("format-2", record(0x0009, struct.pack("<HH", 2, 0x10)) + EOF),
        ("zeros", b"\0" * 9_000),
        ("noise", random.Random(4).randbytes(30_000)),
    ):
        expected = READ if name == "plain" else EITHER
        yield Nasty(f"{name}.xls", partial(compound, stream), expected)
    cells = b"".join(record(0x0203, struct.pack("<HHHd", n % 65_536, n // 65_536, 0, 4.0)) for n in range(3_000))
    yield Nasty("rows-3000.xls", partial(compound, book(cells)), REFUSED)
    sheets = BOF_BOOK + record(0x0085, struct.pack("<IBB", 4_000, 0, 0) + b"\x04\0Form") * 2_000 + EOF
    yield Nasty("sheets-2000.xls", partial(compound, sheets), EITHER)
    for seed in range(12):
        yield Nasty(f"shuffled-{seed}.xls", partial(_shuffled, seed), EITHER)


def _shuffled(seed: int) -> bytes:
    """Records with random kinds and lengths."""
    chance = random.Random(seed)
    kinds = (
        0x0006,
        0x000A,
        0x0085,
        0x00BD,
        0x00BE,
        0x00FC,
        0x00FD,
        0x0200,
        0x0203,
        0x0204,
        0x0205,
        0x0207,
        0x027E,
        0x003C,
    )
    body = b"".join(record(chance.choice(kinds), chance.randbytes(chance.randrange(40))) for _ in range(300))
    return compound(BOF_BOOK + body + EOF)


def _sectors() -> Iterator[Nasty]:
    for name, data in (
        ("sectors-in-a-circle", compound(book(), fat={4: 2})),
        ("sector-that-follows-itself", compound(book(), fat={3: 3})),
        ("sector-past-the-end", compound(book(), fat={3: 0x0FFFFFFF})),
        ("folder-in-a-circle", compound(book(), fat={1: 1})),
        ("stream-of-4-gb", compound(book(), size=0xFFFFFFFF)),
        ("stream-of-18-eb", compound(book(), size=0xFFFFFFFFFFFFFFFF)),
        ("sector-size-2-to-the-65535", _header(30, b"\xff\xff")),
        ("sector-size-1", _header(30, b"\0\0")),
        ("table-of-4-billion-sectors", _header(44, b"\xff\xff\xff\xff")),
        ("second-table-of-4-billion", _header(72, b"\xff\xff\xff\xff")),
        ("second-table-in-a-circle", _header(68, struct.pack("<II", 0, 9))),
        ("small-sectors-missing", compound(book(), size=90)),
        ("folder-past-the-end", _header(48, b"\x77\0\0\0")),
        ("header-only", OLE2 + b"\0" * 504),
        ("magic-only", OLE2),
        ("no-stream", compound(b"", "Nothing")),
    ):
        yield Nasty(f"{name}.xls", partial(bytes, data), EITHER)


def _header(offset: int, new: bytes) -> bytes:
    data = compound(book())
    return data[:offset] + new + data[offset + len(new) :]


def _foreign() -> Iterator[Nasty]:
    html = b"<html><table><tr><td>4</td></tr></table></html>"
    for name, data in (
        ("locked-workbook.xlsx", compound(b"\1" * 5_000, "EncryptedPackage")),
        ("word.xlsx", compound(b"\1" * 5_000, "WordDocument")),
        ("slides.xlsx", compound(b"\1" * 5_000, "PowerPoint Document")),
        ("web-page.xls", html),
        ("web-page-with-mark.xls", b"\xef\xbb\xbf\n " + html),
        ("xml-2003.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
        ("portable-document.xlsx", b"%PDF-1.7\n" + b"\0" * 99),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
        ("photo.xlsx", b"\xff\xd8\xff\xe0" + b"\0" * 99),
        ("film.xlsx", b"\0\0\0\x20ftypheic" + b"\0" * 99),
        ("packed.xlsx", gzip.compress(b"x" * 999, mtime=0)),
        ("packed-bomb.xlsx", gzip.compress(b"\0" * 9_999_999, mtime=0)),
        ("seven-zip.xlsx", b"7z\xbc\xaf\x27\x1c" + b"\0" * 99),
        ("rar.xlsx", b"Rar!\x1a\7\0" + b"\0" * 99),
        ("rich-text.xlsx", b"{\\rtf1 x}"),
        ("program.xlsx", b"MZ" + b"\0" * 999),
        ("lotus.xlsx", b"\0\0\2\0\6\4" + b"\0" * 99),
        ("text.xlsx", b"hello"),
        ("link.gsheet", b'{"url": "https://docs.google.com/"}'),
        ("zip-of-pictures.xlsx", zipped({"a.png": b"x"})),
        ("numbers.xlsx", zipped({"Index/Document.iwa": b"x"})),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
        ("noise.csv", random.Random(5).randbytes(5_000)),
        ("empty.xlsx", b""),
        ("empty.csv", b""),
        ("one-byte.xlsx", b"P"),
    ):
        yield Nasty(f"really-{name}", partial(bytes, data), EITHER if name == "noise.csv" else REFUSED)
