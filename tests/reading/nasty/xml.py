"""What can be wrong with a part's XML."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.reading.making import MAIN, worksheet
from tests.reading.nasty.nasty import (
    PLAIN,
    RELATIONS,
    SHEET,
    STRINGS,
    WORKBOOK,
    Expected,
    Nasty,
    members,
    uneven,
    with_part,
)

READ, EITHER = Expected.READ, Expected.EITHER
PARTS = {"sheet": SHEET, "strings": STRINGS, "workbook": WORKBOOK, "relations": RELATIONS}
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)
DOCTYPES = {
    "billion-laughs": LAUGHS,
    "quadratic-blowup": f'<!DOCTYPE l [<!ENTITY a9 "{"x" * 100_000}">]>',
    "file-read": '<!DOCTYPE l [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>',
    "web-request": '<!DOCTYPE l [<!ENTITY a9 SYSTEM "http://192.0.2.1/x">]>',
    "parameter-entity": '<!DOCTYPE l [<!ENTITY % p SYSTEM "http://192.0.2.1/x">%p;]>',
    "bare-dtd": '<!DOCTYPE l SYSTEM "http://192.0.2.1/x.dtd">',
    "public-dtd": '<!DOCTYPE l PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://192.0.2.1/x.dtd">',
    "empty-doctype": "<!DOCTYPE worksheet>",
    "notation": '<!DOCTYPE l [<!NOTATION n SYSTEM "calc.exe">]>',
}


def _headed(part: str, head: str) -> str:
    """A part as it is, behind a prologue."""
    content = members()[part]
    return head + (content if isinstance(content, str) else content.decode())


def nasty() -> Iterator[Nasty]:
    """Entities, encodings, shapes, and what is no XML."""
    for name, doctype in DOCTYPES.items():
        yield Nasty(f"{name}.xlsx", partial(_with_doctype, SHEET, doctype, "utf-8"))
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "utf-7", "cp037"):
        yield Nasty(f"billion-laughs-in-{encoding}.xlsx", partial(_with_doctype, SHEET, LAUGHS, encoding))
    for name, part in PARTS.items():
        yield Nasty(f"billion-laughs-in-the-{name}.xlsx", partial(_with_doctype, part, LAUGHS, "utf-8"))
        yield Nasty(f"cut-off-in-the-{name}.xlsx", partial(_cut, part))
    yield from _encodings()
    yield from _shapes()
    for name, content in (
        ("empty", b""),
        ("blank", b"   \n"),
        ("text", b"hello"),
        ("json", b'{"a": 1}'),
        ("picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 90),
        ("zeros", b"\0" * 5_000),
        ("web-page", b"<html><body>4<br></body></html>"),
    ):
        yield Nasty(f"sheet-is-{name}.xlsx", partial(with_part, SHEET, content))
    yield Nasty("strings-are-empty.xlsx", partial(with_part, STRINGS, b""))


def _with_doctype(part: str, doctype: str, encoding: str) -> bytes:
    content = _headed(part, f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{doctype}')
    return with_part(part, content.replace("<v>4</v>", "<v>&a9;</v>").encode(encoding))


def _cut(part: str) -> bytes:
    content = _headed(part, "")
    return with_part(part, content[: len(content) * 2 // 3])


def _encodings() -> Iterator[Nasty]:
    whole = worksheet(PLAIN)
    for encoding, expected in (("utf-16", READ), ("utf-8-sig", READ), ("utf-16-le", EITHER), ("utf-32", EITHER)):
        yield Nasty(f"sheet-in-{encoding}.xlsx", partial(with_part, SHEET, whole.encode(encoding)), expected)
    for declared in ("cp037", "utf-7", "shift_jis", "x-user-defined", "utf-16", "\u00e9"):
        content = f'<?xml version="1.0" encoding="{declared}"?>{whole}'.encode()
        name = declared.encode("ascii", "replace").decode().replace("?", "odd")
        yield Nasty(f"sheet-declared-{name}.xlsx", partial(with_part, SHEET, content), EITHER)
    for name, text in (
        ("bad-utf-8", b"\xff\xfe\xfa"),
        ("nul", b"\0"),
        ("control-character", b"\x01"),
        ("reference-to-nul", b"&#0;"),
        ("reference-to-half-a-pair", b"&#xD800;"),
        ("reference-past-the-end", b"&#x110000;"),
        ("reference-huge", b"&#99999999999999999999;"),
        ("unknown-entity", b"&nbsp;"),
    ):
        row = b'<c r="A1" t="str"><v>' + text + b"</v></c>"
        content = worksheet("<row>ROW</row>").encode().replace(b"ROW", row)
        yield Nasty(f"text-with-{name}.xlsx", partial(with_part, SHEET, content))
    escapes = "_x0000__xD800__xFFFF__x0041__xDC00_" * 200
    yield Nasty("text-of-escapes.xlsx", partial(with_part, SHEET, _text_cell(escapes)), READ)


def _text_cell(text: str) -> str:
    return worksheet(f'<row><c t="str"><v>{text}</v></c></row>')


def _shapes() -> Iterator[Nasty]:
    for depth in (150, 1_000, 100_000):
        nested = "<a>" * depth + "</a>" * depth
        expected = READ if depth < 200 else Expected.REFUSED
        yield Nasty(f"nested-{depth}.xlsx", partial(with_part, SHEET, worksheet(PLAIN, before=nested)), expected)
    yield Nasty("strings-nested-100000.xlsx", partial(with_part, STRINGS, "<sst>" + "<si>" * 100_000))
    for name, make in _MADE_WHEN_NEEDED.items():
        yield Nasty(f"{name}.xlsx", make, EITHER, slow=True)
    attributes = " ".join(f'a{n}="1"' for n in range(50_000))
    yield Nasty("attributes-50000.xlsx", partial(with_part, SHEET, f"<worksheet {attributes}/>"), EITHER)
    yield Nasty("attribute-twice.xlsx", partial(with_part, SHEET, worksheet('<row r="1" r="2"/>')))
    prefixes = " ".join(f'xmlns:n{n}="u{n}"' for n in range(10_000))
    yield Nasty("namespaces-10000.xlsx", partial(with_part, SHEET, f'<worksheet xmlns="{MAIN}" {prefixes}/>'), EITHER)
    yield Nasty("prefix-unknown.xlsx", partial(with_part, SHEET, "<q:worksheet><q:sheetData/></q:worksheet>"), READ)
    yield Nasty("two-roots.xlsx", partial(with_part, SHEET, worksheet(PLAIN) * 2))
    yield Nasty("another-root.xlsx", partial(with_part, SHEET, "<html/>"), EITHER)
    yield Nasty("instructions-50000.xlsx", partial(with_part, SHEET, worksheet(uneven("<?x y?>", 50_000))), READ)
    yield Nasty("cdata.xlsx", partial(with_part, SHEET, _text_cell("<![CDATA[<c><v>4</v></c>]]>")), READ)


_MADE_WHEN_NEEDED = {
    "tag-of-9-mb": lambda: with_part(SHEET, f'<worksheet a="{"".join(map(str, range(1_400_000)))}"/>'),
    "comment-of-9-mb": lambda: with_part(SHEET, worksheet(f"<!--{' '.join(map(str, range(1_300_000)))}-->")),
    "empty-elements-4-million": lambda: with_part(SHEET, worksheet(uneven("<c/>", 4_100_000))),
    "rows-3-million": lambda: with_part(SHEET, worksheet(uneven("<row/>", 3_000_000))),
    "text-of-9-mb": lambda: with_part(SHEET, _text_cell("".join(map(str, range(1_400_000))))),
}
