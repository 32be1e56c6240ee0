"""Damaged files: each gives a book or one plain reason, and nothing else."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sheetreview.errors import FileError
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book
from tests.reading.making import ods, text_cell, xlsx_members, zipped


def saved() -> bytes:
    """A workbook as openpyxl saves it."""
    book = Workbook()
    sheet = book["Sheet"]
    for row in range(1, 21):
        sheet.append([f"Factor {row}", f"row-{row}", row % 5 + 1, f"=C{row}*2"])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def stored(data: bytes) -> bytes:
    """The same members without compression, so that a changed byte reaches the parsers when its CRC is mended."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return zipped([(name, archive.read(name)) for name in archive.namelist()], zipfile.ZIP_STORED)


WORKBOOK = saved()
FILES = (
    WORKBOOK,
    stored(WORKBOOK),
    ods("".join(f"<table:table-row>{text_cell(f'Factor {n}')}</table:table-row>" for n in range(9))),
    "Factor;Rating\nCare;4\n".encode("utf-16"),
)
SHEET = b"".join(
    (
        b'<worksheet xmlns="m"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>A1</f><v>4</v></c></row>',
        b'<row><c t="inlineStr"><is><t>a</t></is></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c></row></sheetData>',
        b"</worksheet>",
    )
)
changes = st.lists(st.tuples(st.integers(0, 20_000), st.binary(max_size=4), st.integers(0, 4)), min_size=1, max_size=6)


def changed(data: bytes, edits: list[tuple[int, bytes, int]]) -> bytes:
    """Bytes with pieces replaced: at (place modulo length), so many bytes by others."""
    for place, new, length in edits:
        at = place % max(1, len(data))
        data = data[:at] + new + data[at + length :]
    return data


def check(data: bytes, name: str) -> None:
    try:
        book = parse_book(data, name)
    except FileError as error:
        assert error.reason.endswith(".")  # noqa: PT017 - either outcome is right; this one has to be readable
    else:
        assert isinstance(book, Book)


@settings(max_examples=60, deadline=None)
@given(file=st.sampled_from(FILES), edits=changes, name=st.sampled_from(["form.xlsx", "form.csv"]))
def test_a_damaged_file_gives_a_book_or_a_reason(file: bytes, edits: list[tuple[int, bytes, int]], name: str) -> None:
    check(changed(file, edits), name)


@settings(max_examples=60, deadline=None)
@given(edits=changes)
def test_a_sheet_damaged_before_it_was_packed_gives_a_book_or_a_reason(edits: list[tuple[int, bytes, int]]) -> None:
    check(zipped(xlsx_members(changed(SHEET, edits), ["<t>a</t>"])), "form.xlsx")


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400), name=st.sampled_from(["form.xlsx", "form.csv", "form.txt"]))
def test_any_bytes_give_a_book_or_a_reason(data: bytes, name: str) -> None:
    check(data, name)


@pytest.mark.parametrize("place", range(0, len(WORKBOOK), 97))
def test_a_flipped_bit_never_changes_a_value_unnoticed(place: int) -> None:
    flipped = WORKBOOK[:place] + bytes([WORKBOOK[place] ^ 4]) + WORKBOOK[place + 1 :]
    expected = parse_book(WORKBOOK, "form.xlsx")
    try:
        found = parse_book(flipped, "form.xlsx")
    except FileError:
        return
    assert found == expected
