"""What can be wrong with a zip."""

from __future__ import annotations

import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from io import BytesIO

from tests.reading.making import worksheet, zipped
from tests.reading.nasty.nasty import PLAIN, SHEET, STRINGS, WORKBOOK, Expected, Nasty, members, with_part, without_part

READ, EITHER = Expected.READ, Expected.EITHER
CENTRAL, LOCAL, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"


def plain() -> bytes:
    """A small workbook in which nothing is wrong."""
    return zipped(members())


def nasty() -> Iterator[Nasty]:
    """Bombs, lies about sizes and names, damage, locks."""
    yield from _bombs()
    yield from _lies()
    yield from _names()
    yield from _damage()


def _bombs() -> Iterator[Nasty]:
    yield Nasty("bomb-200-mb.xlsx", partial(_inflating, 200), slow=True)
    yield Nasty("bomb-60-mb.xlsx", partial(_inflating, 60), slow=True)
    yield Nasty("bomb-in-strings.xlsx", lambda: with_part(STRINGS, b" " * 51_000_000), slow=True)
    yield Nasty("bomb-in-a-part-nobody-reads.xlsx", lambda: with_part("xl/media/a.bmp", b"\0" * 300_000))
    yield Nasty("bomb-of-many-parts.xlsx", partial(_many_parts, 10, 5_500_000), slow=True)
    yield Nasty("bomb-inside-a-zip-inside.xlsx", lambda: with_part("xl/inner.zip", _inflating(1)), READ)
    yield Nasty("bomb-declared-small.xlsx", lambda: patched(_inflating(20), 24, struct.pack("<I", 4_000)), slow=True)
    yield Nasty("overlapping-members.xlsx", partial(_overlapping, 1_500))
    yield Nasty("one-member-under-two-names.xlsx", partial(_overlapping, 1))
    yield Nasty("members-2001.xlsx", partial(_many_parts, 2_001, 1))
    yield Nasty("members-60000.xlsx", partial(_many_parts, 60_000, 0), slow=True)


def _inflating(megabytes: int) -> bytes:
    return with_part(SHEET, worksheet("") + " " * (megabytes * 1_000_000))


def _many_parts(count: int, size: int) -> bytes:
    return zipped([*members().items(), *((f"xl/more{n}.xml", b" " * size) for n in range(count))])


def _overlapping(count: int) -> bytes:
    """A zip whose table of contents names one member's bytes many times."""
    data = with_part("xl/more.xml", b"0" * 30_000)
    end = data.rindex(END)
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    record = data[data.rindex(CENTRAL, 0, end) : end]
    more = b"".join(record.replace(b"xl/more.xml", b"xl/mor%05d" % n) for n in range(count))
    total = len(members()) + 1 + count
    sizes = struct.pack("<HHII", total, total, end - start + len(more), start)
    return data[:end] + more + data[end : end + 8] + sizes + b"\0\0"


def patched(data: bytes, offset: int, new: bytes, name: str = SHEET) -> bytes:
    """A zip with bytes of a member's record in its table of contents replaced."""
    at = data.rindex(CENTRAL, 0, data.rindex(name.encode())) + offset
    return data[:at] + new + data[at + len(new) :]


def _lies() -> Iterator[Nasty]:
    for name, offset, new in (
        ("size-understated", 24, struct.pack("<I", 16)),
        ("size-4-gb", 24, struct.pack("<I", 0xFFFF_FFFE)),
        ("packed-size-4-gb", 20, struct.pack("<I", 0xFFFF_FFFE)),
        ("packed-size-0", 20, struct.pack("<I", 0)),
        ("crc-wrong", 16, b"\1\2\3\4"),
        ("offset-past-the-end", 42, struct.pack("<I", 0x7FFF_FFFF)),
        ("locked", 8, b"\1\0"),
        ("locked-strongly", 8, b"\x41\0"),
        ("method-99", 10, b"\x63\0"),
        ("method-deflate64", 10, b"\x09\0"),
    ):
        yield Nasty(f"{name}.xlsx", partial(_patched_plain, offset, new))
    yield Nasty("zip64-sizes-without-zip64.xlsx", partial(_patched_plain, 20, b"\xff" * 8))
    yield Nasty("method-bzip2.xlsx", lambda: zipped(members(), zipfile.ZIP_BZIP2))
    yield Nasty("method-lzma.xlsx", lambda: zipped(members(), zipfile.ZIP_LZMA))
    yield Nasty("stored.xlsx", lambda: zipped(members(), zipfile.ZIP_STORED), READ)
    yield Nasty("comment-with-a-false-end.xlsx", _false_end, EITHER)
    yield Nasty("end-counts-65535.xlsx", partial(_end_patched, 8, b"\xff" * 4), EITHER)
    yield Nasty("end-starts-elsewhere.xlsx", partial(_end_patched, 16, b"\x01\0\0\0"))
    yield Nasty("junk-before.xlsx", lambda: b"MZ" + b"\0" * 500 + plain())
    yield Nasty("junk-after.xlsx", lambda: plain() + b"\0" * 500, EITHER)
    yield Nasty("shared-strings-deflated-twice.xlsx", lambda: with_part(STRINGS, zlib.compress(b"<sst/>")))


def _patched_plain(offset: int, new: bytes) -> bytes:
    return patched(plain(), offset, new)


def _end_patched(offset: int, new: bytes) -> bytes:
    data = plain()
    at = data.rindex(END) + offset
    return data[:at] + new + data[at + len(new) :]


def _false_end() -> bytes:
    buffer = BytesIO(plain())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = END + b"\0" * 40
    return buffer.getvalue()


def _names() -> Iterator[Nasty]:
    for name, twin in (
        ("twice", SHEET),
        ("twice-in-capitals", SHEET.upper()),
        ("twice-with-backslashes", SHEET.replace("/", "\\")),
        ("twice-from-the-root", f"/{SHEET}"),
    ):
        yield Nasty(f"member-{name}.xlsx", partial(_twin, twin))
    for name, member in (
        ("climbs-out", "../../../etc/passwd"),
        ("absolute", "/etc/passwd"),
        ("on-a-drive", "C:\\Windows\\win.ini"),
        ("a-device", "xl/CON.xml"),
        ("turned-around", "xl/\u202elmx.teehs"),
        ("very-long", "x" * 60_000),
        ("very-deep", "a/" * 5_000 + "b.xml"),
        ("with-a-newline", "xl/a\nb.xml"),
        ("a-folder", "xl/folder/"),
        ("script", "xl/vbaProject.bin"),
    ):
        yield Nasty(f"member-name-{name}.xlsx", partial(with_part, member, b"x"), READ)
    yield Nasty("member-names-all-backslashes.xlsx", _backslashes, READ)
    yield Nasty("member-name-not-utf-8.xlsx", _not_utf8, EITHER)


def _twin(name: str) -> bytes:
    return zipped([*members().items(), (name, worksheet(PLAIN.replace("4", "1")))])


def _backslashes() -> bytes:
    return zipped([("\\" + name.replace("/", "\\"), content) for name, content in members().items()])


def _not_utf8() -> bytes:
    data = with_part("xl/mörë.xml", b"x")
    return data.replace("mörë".encode(), b"m\xff\xfer\xff\xfe")


def _damage() -> Iterator[Nasty]:
    for cut in (1, 3, 4, 29, 40, 200, 600):
        yield Nasty(f"cut-after-{cut}.xlsx", partial(_cut, cut))
    yield Nasty("end-cut-off.xlsx", lambda: plain()[:-22])
    yield Nasty("middle-missing.xlsx", lambda: plain()[:150] + plain()[300:])
    yield Nasty("half-of-it-zeros.xlsx", _zeroed)
    yield Nasty("noise.xlsx", lambda: LOCAL + random.Random(1).randbytes(50_000))
    yield Nasty("noise-with-an-end.xlsx", lambda: LOCAL + random.Random(2).randbytes(50_000) + END + b"\0" * 18)
    yield Nasty("empty-zip.xlsx", lambda: zipped({}))
    for name, part in (("workbook", WORKBOOK), ("sheet", SHEET)):
        yield Nasty(f"no-{name}.xlsx", partial(without_part, part))
    yield Nasty("no-strings.xlsx", partial(without_part, STRINGS), READ)
    yield Nasty("no-content-types.xlsx", partial(without_part, "[Content_Types].xml"), READ)
    yield Nasty("no-package-relations.xlsx", partial(without_part, "_rels/.rels"), READ)


def _cut(length: int) -> bytes:
    return plain()[:length]


def _zeroed() -> bytes:
    data = plain()
    return data[: len(data) // 2] + b"\0" * (len(data) - len(data) // 2)
