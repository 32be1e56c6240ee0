from __future__ import annotations

import random
import re

import pytest

from sheetreview.amend.book import AmendedBook
from sheetreview.amend.listing import ListedLine, Listing
from sheetreview.amend.marks import Mark
from sheetreview.errors import FileError
from sheetreview.reading.xlsx import read_xlsx
from sheetreview.sheet.grid import Value
from tests.form.issuing import saved, typed_form

from .books import FORM, MAIN, RELATIONS, commented, packed, sheet_xml, small
from .soundness import members

_PIECES = (
    b'"1"',
    b'"-1"',
    b'""',
    b"<c/>",
    b"</c>",
    b"<row/>",
    b'<f t="shared" ref="A1:Z9"/>',
    b'r="A1"',
    b"&#65;",
    b"x:",
)
_TEXT = re.compile(rb'"[^"<>]*"')


def changed(data: bytes) -> bytes:
    """Everything that can be done to a workbook, done."""
    book = AmendedBook.open(data)
    book.set_cells(FORM, {(20, 4): 5, (50, 9): "x"})
    book.mark(FORM, [Mark(row=20, column=4, text="a", was=5), Mark(row=25, column=3, text="b", was=None)])
    line = ListedLine(sheet=FORM, cell="D20", item="i", problem="p", fix="f", was=5, must=True)
    book.list_first(Listing(title="t", intro=(), lines=(line,)))
    return book.save()


def mutant(files: dict[str, bytes], chance: random.Random) -> bytes:
    """The package with one part damaged: a byte, a stretch, a value, or a piece too many."""
    name = chance.choice([name for name in files if files[name]])
    data = bytearray(files[name])
    at = chance.randrange(len(data))
    match chance.randrange(4):
        case 0:
            data[at] = chance.randrange(256)
        case 1:
            del data[at : at + chance.randrange(1, 60)]
        case 2:
            data[at:at] = chance.choice(_PIECES)
        case _:
            values = list(_TEXT.finditer(bytes(data)))
            if values:
                value = chance.choice(values)
                data[value.start() : value.end()] = chance.choice(_PIECES[:3])
    return packed({**files, name: bytes(data)})


def held(data: bytes) -> dict[tuple[int, int], Value]:
    return dict(next(grid for grid in read_xlsx(data).sheets if grid.name == FORM).cells)


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_workbook_is_changed_right_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    files = members(changed(commented(saved(typed_form()), {"D20": "Mine"})))
    refused = 0
    for _ in range(30):
        data = mutant(files, chance)
        try:
            after = changed(data)
        except FileError:
            refused += 1
            continue
        try:
            before = held(data)
        except FileError:
            continue
        assert held(after) == {**before, (20, 4): 5, (50, 9): "x"}
    assert 0 < refused < 30


_BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
_OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd">'
_STYLES = f'<styleSheet xmlns="{MAIN}"><fonts><font b="%s"/></fonts></styleSheet>'


@pytest.mark.parametrize(
    ("styles", "reason"),
    [
        (_BOMB + _STYLES % "&b;", "own XML entities"),
        (_OUTSIDE + _STYLES % "", "own XML entities"),
        ((_BOMB + _STYLES % "&b;").encode("utf-16"), "own XML entities"),
        (_STYLES % "&b;", "not readable XML"),
        (_STYLES % "\x08", "not readable XML"),
        ((_STYLES % "").replace("<font ", "<x:font "), "not readable XML"),
        ((_STYLES % "").replace("<font ", f"{'<font>' * 400}<font "), "not readable XML"),
        ((_STYLES % "").replace("<fonts>", "<fonts>" + "<font/>" * 700_000), "far larger"),
        ((_STYLES % "").replace("<font ", "<font " + " ".join(f'a{n}=""' for n in range(700_000)) + " "), "far larger"),
        ('<?xml version="1.0" encoding="EBCDIC-CP-BE"?>' + _STYLES % "", "character set"),
    ],
)
def test_parts_made_to_do_harm_are_refused_before_anything_is_made_of_them(styles: str | bytes, reason: str) -> None:
    """The styles are read by nobody before a workbook is changed."""
    files = members(small(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')))
    relations = files["xl/_rels/workbook.xml.rels"].decode()
    related = f'<Relationship Id="s" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    files["xl/_rels/workbook.xml.rels"] = relations.replace("</Relationships>", related).encode()
    files["xl/styles.xml"] = styles if isinstance(styles, bytes) else styles.encode()
    book = AmendedBook.open(packed(files, stored=True))
    with pytest.raises(FileError, match=reason):
        book.mark("Sheet", [Mark(row=1, column=1, text="a", was=1)])
