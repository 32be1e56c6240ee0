"""Values of .csv files."""

from __future__ import annotations

import pytest

from sheetreview.reading.delimited import read_csv
from sheetreview.sheet.grid import Value
from tests.reading.making import refusal


def cells(data: bytes) -> dict[tuple[int, int], Value]:
    (sheet,) = read_csv(data).sheets
    assert sheet.name == ""
    return dict(sheet.cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_programs_write_is_read(encoding: str) -> None:
    assert cells("Name,Note\r\nJosé,“€5”\r\n".encode(encoding)) == {
        (1, 1): "Name", (1, 2): "Note", (2, 1): "José", (2, 2): "“€5”",
    }  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(delimiter.join(fields) for fields in (["Factor", "Rating"], ["Care", "4"], ["", "5"]))
    assert cells(text.encode()) == {(1, 1): "Factor", (1, 2): "Rating", (2, 1): "Care", (2, 2): "4", (3, 2): "5"}


def test_commas_in_the_text_do_not_win_over_the_real_delimiter() -> None:
    text = "Review, 2026;;\nCare, in short;4;good, even very good\nPace;5;fast, clean\n"
    assert cells(text.encode())[2, 1] == "Care, in short"
    assert cells(text.encode())[3, 3] == "fast, clean"


def test_a_first_line_that_names_the_delimiter_is_believed_and_is_no_row() -> None:
    assert cells(b"sep=;\r\na,b;c\r\n") == {(1, 1): "a,b", (1, 2): "c"}


def test_everything_stays_text_as_it_is_written() -> None:
    assert cells(b'4, 007 ,=A1,TRUE,"a\nb ""c"""\n') == {
        (1, 1): "4", (1, 2): " 007 ", (1, 3): "=A1", (1, 4): "TRUE", (1, 5): 'a\nb "c"',
    }  # fmt: skip


def test_a_terminal_escape_does_not_come_through() -> None:
    assert cells(b"a\x1b[2J,b") == {(1, 1): "a\ufffd[2J", (1, 2): "b"}


@pytest.mark.parametrize("data", [b"\n\n\n", b",,,\n,,,", b" "])
def test_a_file_of_nothing_is_a_sheet_of_nothing(data: bytes) -> None:
    assert cells(data) in ({}, {(1, 1): " "})


def test_one_column_is_one_column() -> None:
    assert cells(b"Name\nA\nB") == {(1, 1): "Name", (2, 1): "A", (3, 1): "B"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\n" * 2_000 + b"a", "cell A2001, beyond row 2000"),
        (b"," * 200 + b"a", "cell GS1, beyond"),
        (b"," * 100_000 + b"a", "row 1, column 100001, beyond"),
        (b'"' + b"a" * 140_000, "closing quotation mark"),
        (b"a\x81b", "no character set"),
        (b"\xff\xfea", "no character set"),
        (b"\xff\xfe\x00\xd8", "no character set"),
    ],
)
def test_what_is_no_table_is_refused_in_plain_words(data: bytes, said: str) -> None:
    assert said in refusal(data, "form.csv")


def test_a_caller_may_allow_more_rows() -> None:
    (sheet,) = read_csv(b"\n" * 8_999 + b"a", max_rows=9_000).sheets
    assert dict(sheet.cells) == {(9000, 1): "a"}
