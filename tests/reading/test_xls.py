"""Old workbooks (.xls): made by hand record by record, and saved by real programs."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from sheetreview.reading.open import open_book, parse_book
from sheetreview.sheet.grid import Book, CellError, Grid, Uncalculated, Value
from sheetreview.sheet.plan import Block
from sheetreview.sheet.remarks import RemarkKind
from tests.programs import gnumeric, libreoffice
from tests.reading.making import refusal
from tests.reading.nasty.old import BOF_BOOK, BOF_SHEET, EOF, book, compound, record
from tests.reading.test_programs import NUMBERS, REST, TEXTS, source

BOF_1995 = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0))


def cell(kind: int, row: int, column: int, content: bytes) -> bytes:
    """A cell's record; row and column count from 1."""
    return record(kind, struct.pack("<HHH", row - 1, column - 1, 15) + content)


def number(row: int, column: int, value: float) -> bytes:
    return cell(0x0203, row, column, struct.pack("<d", value))


def formula(row: int, column: int, result: bytes) -> bytes:
    return cell(0x0006, row, column, result + struct.pack("<HIH", 0, 0, 0))


def shared(*texts: bytes, more: tuple[bytes, ...] = ()) -> bytes:
    """The table of shared texts, and the records that continue it."""
    table = record(0x00FC, struct.pack("<II", len(texts), len(texts)) + b"".join(texts))
    return table + b"".join(record(0x003C, piece) for piece in more)


def wide(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<HB", len(data) // 2, 1) + data


def narrow(text: str) -> bytes:
    return struct.pack("<HB", len(text), 0) + text.encode("latin-1")


def refers(row: int, column: int, index: int) -> bytes:
    return cell(0x00FD, row, column, struct.pack("<I", index))


def opened(stream: bytes) -> Book:
    return parse_book(compound(stream), "form.xls")


def only(stream: bytes) -> Grid:
    (grid,) = opened(stream).sheets
    return grid


def read(stream: bytes) -> dict[tuple[int, int], Value]:
    return dict(only(stream).cells)


def reason(stream: bytes) -> str:
    return refusal(compound(stream), "form.xls")


@pytest.mark.parametrize(
    ("packed", "value"),
    [
        (4 << 2 | 2, 4),
        (450 << 2 | 3, 4.5),
        ((-3 << 2 | 2) & 0xFFFFFFFF, -3),
        (0x3FF80000, 1.5),
        (0x40590000 | 1, 1),
    ],
)
def test_a_packed_number_is_unpacked(packed: int, value: float) -> None:
    assert read(book(cell(0x027E, 2, 3, struct.pack("<I", packed)))) == {(2, 3): value}


def test_numbers_side_by_side_stand_each_in_its_column() -> None:
    cells = b"".join(struct.pack("<HI", 15, rating << 2 | 2) for rating in (5, 4, 3))
    data = record(0x00BD, struct.pack("<HH", 9, 2) + cells + struct.pack("<H", 4))
    assert read(book(data)) == {(10, 3): 5, (10, 4): 4, (10, 5): 3}


@pytest.mark.parametrize("value", [4.0, 0.25, -7.5, 46329.0, 1e300])
def test_a_number_is_what_was_stored(value: float) -> None:
    assert read(book(number(1, 1, value))) == {(1, 1): value}


def test_a_whole_number_shows_without_a_point() -> None:
    assert only(book(number(1, 1, 4.0))).text(1, 1) == "4"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_an_error_and_no_rating(value: float) -> None:
    assert read(book(number(1, 1, value))) == {(1, 1): CellError("#NUM!")}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (0x00, "#NULL!"),
        (0x07, "#DIV/0!"),
        (0x0F, "#VALUE!"),
        (0x17, "#REF!"),
        (0x1D, "#NAME?"),
        (0x24, "#NUM!"),
        (0x2A, "#N/A"),
        (4, "#ERROR!"),
    ],
)
def test_an_error_is_an_error_whether_typed_or_calculated(code: int, text: str) -> None:
    typed = cell(0x0205, 1, 1, bytes([code, 1]))
    calculated = formula(2, 1, bytes([2, 0, code, 0, 0, 0, 0xFF, 0xFF]))
    assert read(book(typed + calculated)) == {(1, 1): CellError(text), (2, 1): CellError(text)}


def test_a_truth_value_is_no_number() -> None:
    typed = cell(0x0205, 1, 1, b"\1\0")
    calculated = formula(2, 1, b"\1\0\1\0\0\0\xff\xff") + formula(3, 1, b"\1\0\0\0\0\0\xff\xff")
    found = read(book(typed + calculated))
    assert [found[row, 1] for row in (1, 2, 3)] == [True, True, False]
    assert all(isinstance(value, bool) for value in found.values())


def test_a_formula_has_the_result_that_was_saved() -> None:
    text = formula(2, 2, b"\0\0\0\0\0\0\xff\xff") + record(0x0207, narrow("Exceeded"))
    empty = formula(3, 2, b"\3\0\0\0\0\0\xff\xff")
    grid = only(book(formula(1, 2, struct.pack("<d", 8.0)) + text + empty + number(5, 2, 1)))
    assert dict(grid.cells) == {(1, 2): 8, (2, 2): "Exceeded", (5, 2): 1}
    assert grid.formulas == {(1, 2), (2, 2), (3, 2)}


def test_a_formula_that_was_never_calculated_is_no_zero_and_not_empty() -> None:
    grid = only(book(formula(1, 1, struct.pack("<d", 0.0)) + number(2, 1, 0)))
    assert dict(grid.cells) == {(1, 1): Uncalculated(), (2, 1): 0}


def test_a_long_result_of_a_formula_goes_on_in_the_next_record() -> None:
    text = record(0x0207, struct.pack("<HB", 8, 0) + b"Good") + record(0x003C, b"\0work")
    grid = only(book(formula(1, 1, b"\0\0\0\0\0\0\xff\xff") + text + number(2, 1, 4)))
    assert dict(grid.cells) == {(1, 1): "Goodwork", (2, 1): 4}
    assert grid.formulas == {(1, 1)}


def test_a_text_after_a_formula_that_gave_a_number_is_none_of_its() -> None:
    assert read(book(formula(1, 1, struct.pack("<d", 4.0)) + record(0x0207, narrow("5")))) == {(1, 1): 4}


def test_texts_are_read_however_they_are_stored() -> None:
    rich = struct.pack("<HBH", 4, 0x08, 1) + b"Rich" + struct.pack("<HH", 0, 1)
    spoken = struct.pack("<HBI", 2, 0x05, 6) + "東京".encode("utf-16-le") + b"kana!!"
    table = shared(narrow("Café"), wide("Größe €"), rich, spoken, wide("😀"))
    cells = b"".join(refers(1, column, column - 1) for column in range(1, 6))
    cells += cell(0x0204, 2, 1, narrow("label")) + cell(0x0204, 2, 2, wide("Étiquette"))
    assert list(read(book(cells, table)).values()) == [
        "Café",
        "Größe €",
        "Rich",
        "東京",
        "😀",
        "label",
        "Étiquette",
    ]


def test_a_text_goes_on_in_the_next_record_in_another_width() -> None:
    start = struct.pack("<HB", 8, 0) + b"Good"
    table = shared(start, b"", more=(b"\1" + "wörk".encode("utf-16-le") + wide("next"),))
    assert read(book(refers(1, 1, 0) + refers(1, 2, 1), table)) == {(1, 1): "Goodwörk", (1, 2): "next"}


def test_a_character_of_two_halves_may_be_split_between_records() -> None:
    smile = "😀".encode("utf-16-le")
    table = shared(struct.pack("<HB", 2, 1) + smile[:2], more=(b"\1" + smile[2:],))
    assert read(book(refers(1, 1, 0), table)) == {(1, 1): "😀"}


@pytest.mark.parametrize("count", [0xFFFFFFFF, 9, 0])
def test_a_false_count_of_texts_gives_no_cell_another_text(count: int) -> None:
    table = record(0x00FC, struct.pack("<II", 9, count) + narrow("a"))
    assert reason(book(refers(1, 1, 0), table)).startswith("The file is damaged: ")


@pytest.mark.parametrize(
    ("codepage", "data", "text"),
    [(1252, b"Gr\xf6\xdfe", "Größe"), (1251, b"\xee\xf6\xe5\xed\xea\xe0", "оценка"), (10000, b"Caf\x8e", "Café")],
)
def test_texts_of_excel_95_are_read_by_their_code_page(codepage: int, data: bytes, text: str) -> None:
    stream = old(cell(0x0204, 1, 1, struct.pack("<H", len(data)) + data), codepage)
    assert read(stream) == {(1, 1): text}
    assert only(stream).name == "Form"


def old(cells: bytes, codepage: int) -> bytes:
    """A workbook of Excel 95."""
    page = record(0x0042, struct.pack("<H", codepage))
    start = len(BOF_1995) + len(page) + 4 + 6 + 5 + len(EOF)
    listed = record(0x0085, struct.pack("<IBB", start, 0, 0) + b"\x04Form")
    return BOF_1995 + page + listed + EOF + record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0)) + cells + EOF


def test_an_unknown_code_page_is_refused() -> None:
    assert "cannot be read" in reason(old(b"", 4711))


def sheets(*wanted: tuple[str, int, int, bytes], before: bytes = b"") -> bytes:
    """A workbook of sheets: name, state, kind and cells."""
    names = [struct.pack("<BB", len(name), 0) + name.encode() for name, *_ in wanted]
    start = len(BOF_BOOK) + len(before) + sum(4 + 6 + len(name) for name in names) + len(EOF)
    listed, bodies = b"", b""
    for name, (_, state, kind, cells) in zip(names, wanted, strict=True):
        listed += record(0x0085, struct.pack("<IBB", start + len(bodies), state, kind) + name)
        bodies += BOF_SHEET + cells + EOF
    return BOF_BOOK + before + listed + EOF + bodies


def test_hidden_sheets_are_read_as_hidden_and_charts_not_at_all() -> None:
    four = number(1, 1, 4)
    stream = sheets(("A", 0, 0, four), ("B", 1, 0, four), ("C", 2, 0, four), ("Chart", 0, 2, b""), ("D", 0, 0, four))
    found = opened(stream).sheets
    assert [(grid.name, grid.visible) for grid in found] == [("A", True), ("B", False), ("C", False), ("D", True)]
    assert all(dict(grid.cells) == {(1, 1): 4} for grid in found)


def test_a_chart_on_a_sheet_hides_no_cell_behind_it() -> None:
    chart = BOF_SHEET + number(9, 9, 9) + EOF
    assert read(book(number(1, 1, 4) + chart + number(2, 1, 5))) == {(1, 1): 4, (2, 1): 5}


def test_merged_cells_are_known() -> None:
    merged = record(0x00E5, struct.pack("<HHHHH", 1, 2, 4, 0, 1))
    assert only(book(merged)).merges == (Block(top=3, left=1, bottom=5, right=2),)


@pytest.mark.parametrize(("mode", "expected"), [(0, False), (1, True)])
def test_a_workbook_says_from_where_its_days_count(mode: int, expected: bool) -> None:  # noqa: FBT001 -- a parameter
    stream = sheets(("A", 0, 0, number(1, 1, 1)), before=record(0x0022, struct.pack("<H", mode)))
    assert opened(stream).days_from_1904 is expected


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        (book(number(2001, 1, 4)), "There is something in cell A2001 of sheet 'Form', beyond row 2000"),
        (book(number(1, 201, 4)), "cell GS1"),
        (book(number(1, 1, 4) + number(1, 1, 5)), "cell A1 of sheet 'Form' is there twice"),
        (book(number(1, 1, 4))[:-30], "cut off"),
        (book(refers(1, 1, 7), shared(narrow("a"))), "cut off"),
        (book(refers(1, 1, 0xFFFFFFFF), shared(narrow("a"))), "a text of it is missing"),
        (book(cell(0x0203, 1, 1, b"\0\0")), "cut off"),
        (book(record(0x0203, b"")), "cut off"),
        (book(formula(1, 1, b"\0\0\0\0\0\0\xff\xff") + number(2, 1, 1)), "cannot be read"),
        (book(start=3), "cannot be read"),
        (book(start=1 << 30), "cannot be read"),
        (record(0x0809, struct.pack("<HH", 0x0400, 5)) + EOF, "no known version"),
        (sheets(*[("A", 0, 0, b"")] * 201), "more than 200 sheets"),
        (sheets(("Chart", 0, 2, b"")), "no sheet with cells"),
        (b"", "ends too early"),
    ],
)
def test_a_damaged_or_endless_workbook_is_refused_in_plain_words(stream: bytes, said: str) -> None:
    assert said in reason(stream)


def test_more_rows_are_read_where_more_are_allowed() -> None:
    data = compound(book(number(9_000, 1, 4)))
    (grid,) = parse_book(data, "roster.xls", max_rows=10_000).sheets
    assert dict(grid.cells) == {(9_000, 1): 4}


def test_an_encrypted_workbook_is_known_by_its_record() -> None:
    assert "password" in reason(BOF_BOOK + record(0x002F, b"\0" * 6) + book(number(1, 1, 4))[len(BOF_BOOK) :])


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "Book"])
def test_an_old_workbook_is_read_whatever_its_name_and_ending(name: str) -> None:
    found = parse_book(compound(book(number(1, 1, 4)), name), "form.xlsx")
    assert found.format == "xls"
    assert dict(found.sheets[0].cells) == {(1, 1): 4}


def test_a_word_document_is_called_one_even_with_a_workbook_in_it() -> None:
    assert "Word document" in refusal(compound(b"Workbook\0".decode().encode("utf-16-le") * 9, "WordDocument"))


def test_a_text_that_names_a_document_of_another_kind_is_only_a_text() -> None:
    data = compound(book(cell(0x0204, 1, 1, wide("see the WordDocument EncryptedPackage "))))
    assert list(parse_book(data, "form.xls").sheets[0].cells.values()) == ["see the WordDocument EncryptedPackage "]


@pytest.mark.programs
@pytest.mark.parametrize("program", ["LibreOffice", "Gnumeric", "Gnumeric as Excel 95"])
def test_a_workbook_saved_as_xls_keeps_its_values(tmp_path: Path, program: str) -> None:
    written = source(tmp_path / "form.xlsx")
    if program == "LibreOffice":
        saved = libreoffice(written, tmp_path, "xls")
    else:
        kind = "excel_biff7" if program.endswith("95") else "excel_biff8"
        saved = gnumeric(written, tmp_path / "saved.xls", "-T", f"Gnumeric_Excel:{kind}")
    _, book_ = open_book(saved)
    form, keys = book_.sheets
    assert book_.format == "xls"
    assert form.name == "Évaluation"
    assert dict(form.cells) == {**TEXTS, **NUMBERS, **REST}
    assert form.value(8, 1) is True
    assert form.formulas >= {(6, 2), (7, 1), (7, 2)}
    assert form.merges == (Block(top=20, left=5, bottom=21, right=6),)
    assert dict(keys.cells) == {(2, 2): "key"}
    assert (form.visible, keys.visible) == (True, False)


def font(*, struck: bool) -> bytes:
    return record(0x0031, struct.pack("<HHHH", 200, 8 * struck, 0x7FFF, 400) + bytes(7) + b"\x00")


def styled(row: int, style: int, value: float = 4.0) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row - 1, 0, style, value))


def test_a_cell_is_struck_out_by_the_font_of_its_style_and_no_font_has_the_number_four() -> None:
    fonts = b"".join(font(struck=place == 4) for place in range(5))
    styles = b"".join(record(0x00E0, struct.pack("<HH", number, 0) + bytes(16)) for number in (0, 3, 4, 5, 99))
    cells = b"".join(styled(row, style) for row, style in enumerate((0, 1, 2, 3, 4, 77), start=1))
    assert only(book(cells, fonts + styles)).struck == {(4, 1)}


def test_a_text_of_which_a_run_is_struck_out_is_struck_out() -> None:
    fonts = font(struck=False) + font(struck=True)
    rich = struct.pack("<HBH", 4, 8, 1) + b"Good" + struct.pack("<HH", 2, 1)
    assert only(book(refers(2, 3, 0) + refers(3, 3, 1), fonts + shared(rich, narrow("Bad")))).struck == {(2, 3)}


def drawn(number: int, kind: int, *pieces: bytes, length: int, row: int = 1, column: int = 1) -> bytes:
    """An object, with its anchor, and its text in pieces."""
    anchor = struct.pack("<HHI", 0, 0xF010, 18) + struct.pack("<9H", 2, column - 1, 0, row - 1, 0, 9, 0, 9, 0)
    head = record(0x00EC, b"\x0f\x00" + anchor)
    thing = record(0x005D, struct.pack("<HHHH", 0x15, 18, kind, number) + bytes(14))
    text = record(0x01B6, struct.pack("<HH6xHH4x", 0, 0, length, 16))
    return head + thing + text + b"".join(record(0x003C, piece) for piece in pieces)


def noted(row: int, column: int, number: int) -> bytes:
    return record(0x001C, struct.pack("<HHHH", row - 1, column - 1, 0, number) + narrow("Bo"))


def test_comments_and_text_boxes_stand_at_their_cells_with_their_whole_text() -> None:
    comment = drawn(1, 0x19, b"\x00Ask ", b"\x01" + "Łukasz".encode("utf-16-le"), bytes(16), length=10)
    box = drawn(2, 0x06, b"\x00Call me", bytes(16), length=7, row=10, column=7)
    ours = drawn(3, 0x19, b"\x00Please correct (sheetreview)\nNo rating.", length=39)
    found = only(book(number(1, 1, 4.0) + comment + box + ours + noted(2, 3, 1) + noted(4, 3, 3) + noted(5, 3, 9)))

    assert [(one.kind, one.place, one.text) for one in found.remarks] == [
        (RemarkKind.COMMENT, (2, 3), "Ask Łukasz"),
        (RemarkKind.TEXT_BOX, (10, 7), "Call me"),
    ]
    assert found.cells == {(1, 1): 4}


def test_a_comment_of_excel_95_goes_on_in_the_next_record() -> None:
    first = record(0x001C, struct.pack("<HHH", 1, 2, 12) + b"Ask Bo ")
    more = record(0x001C, struct.pack("<HHH", 0xFFFF, 0, 5) + b"first")
    found = only(old(number(1, 1, 4.0) + first + more, 1252))
    assert [(one.place, one.text) for one in found.remarks] == [((2, 3), "Ask Bo first")]


@pytest.mark.parametrize(
    "damage",
    [
        record(0x005D, b"\x15"),
        record(0x01B6, b"\x00"),
        record(0x001C, b"\x00\x00"),
        record(0x00EC, struct.pack("<HHI", 0, 0xF010, 18)),
        noted(0xFFFF, 0xFF, 1) + drawn(1, 0x19, b"\x00far", length=3),
        drawn(1, 0x19, b"", length=3) + noted(1, 1, 1),
    ],
)
def test_what_is_damaged_beside_the_cells_is_passed_over(damage: bytes) -> None:
    found = only(book(number(1, 1, 4.0) + damage))
    assert (found.cells, found.remarks) == ({(1, 1): 4}, ())
