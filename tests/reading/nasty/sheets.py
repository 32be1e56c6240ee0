"""What can be wrong with cells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.reading.making import worksheet, xlsx
from tests.reading.nasty.nasty import PLAIN, SHEET, Expected, Nasty, with_part

READ, REFUSED, EITHER = Expected.READ, Expected.REFUSED, Expected.EITHER


def nasty() -> Iterator[Nasty]:
    """Places no sheet has, values that are none, and formulas."""
    yield from _places()
    yield from _values()
    yield from _amounts()
    for reference, name in (
        ("A1", "one-cell"),
        ("A1:XFD1048576", "everything"),
        ("nonsense", "nonsense"),
        ("", "empty"),
    ):
        part = worksheet(PLAIN, before=f'<dimension ref="{reference}"/>')
        yield Nasty(f"dimension-{name}.xlsx", partial(with_part, SHEET, part), READ)


def _places() -> Iterator[Nasty]:
    for reference, expected in (
        ("XFD1048576", REFUSED),
        ("A2001", REFUSED),
        ("GS1", REFUSED),
        ("XFE1", REFUSED),
        ("A1048577", REFUSED),
        ("A0", REFUSED),
        ("A-1", REFUSED),
        ("1A", REFUSED),
        ("", REFUSED),
        ("A", REFUSED),
        ("7", REFUSED),
        ("A1:B2", REFUSED),
        ("R1C1", REFUSED),
        ("A99999999999999999999", REFUSED),
        ("Z" * 10_000 + "1", REFUSED),
        ("Ａ１", REFUSED),
        ("A\u0661", REFUSED),
        ("$A$1", EITHER),
        ("a1", EITHER),
        ("GR2000", READ),
    ):
        name = "".join(c if c.isascii() and c.isalnum() else "_" for c in reference[:24]) or "empty"
        row = f'<row><c r="{reference}"><v>4</v></c></row>'
        kind = "odd-" if not reference.isascii() or not reference.isalnum() else ""
        small = "small-" if reference.islower() else ""
        yield Nasty(f"cell-at-{kind}{small}{name}.xlsx", partial(xlsx, row), expected)
    for number in ("0", "-1", "1.5", "4294967297", "1048577", "x", "", "1e3", "９"):
        name = number.replace("９", "wide-9") or "empty"
        row = f'<row r="{number}"><c><v>4</v></c></row>'
        yield Nasty(f"row-{name}.xlsx", partial(xlsx, row), EITHER if number == "0" else REFUSED)
    for name, rows, expected in (
        ("cell-twice", '<row r="1"><c r="A1"><v>4</v></c><c r="A1"><v>1</v></c></row>', REFUSED),
        ("row-twice", '<row r="1"><c r="A1"><v>4</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', REFUSED),
        ("rows-upside-down", '<row r="9"><c><v>4</v></c></row><row r="1"><c><v>1</v></c></row>', READ),
        ("cells-backwards", '<row r="1"><c r="C1"><v>4</v></c><c r="A1"><v>1</v></c></row>', READ),
        ("cell-in-another-row", '<row r="1"><c r="A7"><v>4</v></c></row>', EITHER),
        ("cell-in-a-cell", '<row r="1"><c r="A1"><v>4</v><c r="A2"><v>1</v></c></c></row>', EITHER),
        ("value-in-a-value", '<row r="1"><c r="A1"><v>4<v>1</v></v></c></row>', EITHER),
        ("two-values", '<row r="1"><c r="A1"><v>4</v><v>1</v></c></row>', EITHER),
        ("rows-in-rows", '<row r="1"><row r="2"><c r="A2"><v>4</v></c></row></row>', EITHER),
        ("cell-outside-rows", '<c r="A1"><v>4</v></c>', EITHER),
        ("nothing-has-a-place", "<row><c><v>4</v></c><c><v>1</v></c></row>" * 9, READ),
        ("empty-cell-far-out", '<row r="1048576"><c r="XFD1048576" s="1"/></row>', READ),
        ("no-rows", "", READ),
    ):
        yield Nasty(f"{name}.xlsx", partial(xlsx, rows), expected)
    two = worksheet(PLAIN).replace("</worksheet>", f"<sheetData>{PLAIN}</sheetData></worksheet>")
    yield Nasty("sheet-data-twice.xlsx", partial(with_part, SHEET, two), EITHER)


def _values() -> Iterator[Nasty]:
    """One odd value never costs the whole workbook."""
    numbers = (
        "NaN",
        "INF",
        "-INF",
        "1e999",
        "-1e999",
        "1e-999",
        "0x10",
        "4,5",
        " 4 ",
        "--4",
        "4_4",
        "1e",
        "٤",
        "４",
        "½",
    )
    for text in (*numbers, "9" * 399, "9" * 5_000, "1" + "0" * 90_000, "0." + "0" * 90_000 + "1", "nan(ind)"):
        name = text[:12] if len(text) < 20 else f"{text[:2]}-by-{len(text)}"
        safe = name.replace("٤", "arabic").replace("４", "wide").replace("½", "half").strip()
        yield Nasty(f"number-{safe}.xlsx", partial(xlsx, f'<row><c r="A1"><v>{text}</v></c></row>'), READ)
    for kind, text in (
        ("zzz", "4"),
        ("", "4"),
        ("d", "2026-13-45"),
        ("b", "7"),
        ("b", "yes"),
        ("e", "#NONSENSE!"),
        ("e", "4"),
        ("s", "4.0"),
        ("s", "-1"),
        ("s", "999999999999999"),
        ("s", "abc"),
        ("s", "1"),
        ("n", "four"),
        ("inlineStr", "4"),
        ("S", "0"),
    ):
        cell = f'<row><c r="A1" t="{kind}"><v>{text}</v></c></row>'
        safe = text.strip("#!")
        name = f"type-{kind or 'empty'}{'-capital' if kind == 'S' else ''}-holds-{safe}"
        yield Nasty(f"{name}.xlsx", partial(xlsx, cell), READ)
    for name, inner in (
        ("type-inline-without-text", "<is/>"),
        ("type-inline-with-phonetics", "<is><rPh><t>x</t></rPh><t>4</t></is>"),
        ("type-inline-with-value", "<v>4</v>"),
    ):
        yield Nasty(f"{name}.xlsx", partial(xlsx, f'<row><c r="A1" t="inlineStr">{inner}</c></row>'), READ)
    for length, expected in ((40_000, READ), (131_072, READ), (131_073, REFUSED)):
        row = f'<row><c r="A1" t="str"><v>{_digits(length)}</v></c></row>'
        yield Nasty(f"text-of-{length}.xlsx", partial(xlsx, row), expected)
    for name, formula in (
        ("without-value", "<f>A1</f>"),
        ("of-itself", "<f>A1</f><v>4</v>"),
        ("very-long", f"<f>{'A1+' * 30_000}1</f><v>4</v>"),
        ("deep", f"<f>{'(' * 50_000}1</f><v>4</v>"),
        ("shared-by-nobody", '<f t="shared" si="99"/><v>4</v>'),
        ("array-of-everything", '<f t="array" ref="A1:XFD1048576">1</f><v>4</v>'),
        ("table", '<f t="dataTable" ref="A1:XFD1048576" r1="A1"/><v>4</v>'),
    ):
        yield Nasty(f"formula-{name}.xlsx", partial(xlsx, f'<row><c r="A1">{formula}</c></row>'), READ)


def _digits(length: int) -> str:
    """Text of a length that does not pack as a bomb does."""
    return "".join(f"{n * 7919 % 99991:05}" for n in range(length // 5 + 1))[:length]


def _amounts() -> Iterator[Nasty]:
    yield Nasty("cells-400000.xlsx", partial(_cells, 2_000, 200), READ, slow=True)
    yield Nasty("cells-below-each-other-400001.xlsx", partial(_cells, 2_001, 200), slow=True)
    yield Nasty("texts-of-a-megabyte-each.xlsx", _long_texts, slow=True)
    yield Nasty("texts-that-fill-the-memory.xlsx", _full_texts, EITHER, slow=True)
    yield Nasty("one-string-400000-times.xlsx", partial(_cells, 2_000, 200, "s"), EITHER, slow=True)


def _cells(rows: int, columns: int, kind: str = "n") -> bytes:
    """A block of cells; each row says a height of its own, so that it does not pack too well."""
    parts = []
    for row in range(rows):
        values = ((row * columns + n) * 7919 % 99_991 if kind == "n" else 0 for n in range(columns))
        cells = "".join(f'<c t="{kind}"><v>{value}</v></c>' for value in values)
        parts.append(
            f'<row ht="{_digits(100)}{row * 7919 % 99_991}">{cells}<!--{row * 104_729 % 9_999_991:050}--></row>'
        )
    return xlsx("".join(parts), ["<t>Care</t>"])


def _long_texts() -> bytes:
    return xlsx("".join(f'<row><c t="str"><v>{str(n) * 1_000_000}</v></c></row>' for n in range(9)))


def _full_texts() -> bytes:
    """As much text as the gate lets through, in cells of the longest kind."""
    texts = ("".join(f"{(n * 7919 + m * 104729) % 99991:05}" for m in range(26_000)) for n in range(120))
    return xlsx("".join(f'<row><c t="str"><v>{text}</v></c></row>' for text in texts))
