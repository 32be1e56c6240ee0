"""What a nasty file is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tests.reading.making import worksheet, xlsx_members, zipped


class Expected(StrEnum):
    """What must become of a file. ``EITHER``: readers may differ, as long as it is one of both."""

    READ = "read"
    REFUSED = "refused"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Nasty:
    """A file by its name, which says what is wrong with it; ``make`` gives its bytes."""

    name: str
    make: Callable[[], bytes]
    expected: Expected = Expected.REFUSED
    slow: bool = False


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
PLAIN = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>4</v></c></row>'


def uneven(element: str, count: int) -> str:
    """Many equal elements that do not pack so well that the gate would see a bomb in them."""
    return "".join(element + f"<!--{n * 7919 % 9973}-->" * (n % 16 == 0) for n in range(count))


def members() -> dict[str, str | bytes]:
    """The parts of a small workbook in which nothing is wrong."""
    return xlsx_members(worksheet(PLAIN), ["<t>Care</t>"])


def with_part(name: str, content: str | bytes) -> bytes:
    """A small workbook with one part replaced or added."""
    return zipped({**members(), name: content})


def without_part(name: str) -> bytes:
    """A small workbook that lacks a part."""
    return zipped({part: content for part, content in members().items() if part != name})
