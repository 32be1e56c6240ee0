"""Cells that are drawn over several columns of the sheet: people click anywhere in them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook

from sheetreview.form.cells import form_cells, is_table
from sheetreview.form.tracks import KEY_COLUMN
from sheetreview.model.edition import Edition
from sheetreview.model.layout import ColumnKind, Section
from sheetreview.model.review import AnswerIndex

from .forms import Place, column_of, fill, issue, returned, row_of
from .test_forms import FORMS

TEXTS = {ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.PERSON, ColumnKind.LABEL}


def next_titles(found: Edition, section: Section) -> dict[str, int]:
    """The sheet column behind the last one that each column of a section is drawn over."""
    places = sorted(column_of(found, section.id, column.id) for column in section.columns)
    end = max(column_of(found, s.id, s.columns[-1].id) for s in found.sections if is_table(s)) + 1
    following = dict(zip(places, [*places[1:], end], strict=True))
    return {column.id: following[column_of(found, section.id, column.id)] for column in section.columns}


def wide_cells(found: Edition) -> Iterator[tuple[Place, list[int]]]:
    """Texts the role types that are drawn over several columns, with these columns."""
    for section in filter(is_table, found.sections):
        ends = next_titles(found, section)
        for cell in (cell for cell in form_cells(found) if cell.section is section):
            first = column_of(found, section.id, cell.column.id)
            cells = [n for n in range(first, ends[cell.column.id]) if n != KEY_COLUMN]
            if cell.column.kind in TEXTS and cell.open and len(cells) > 1:
                yield cell.place, cells


def typed_into(data: bytes, cells: dict[tuple[str, int], str]) -> bytes:
    """A form with texts in cells, by the key of their row and sheet column."""
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    for (key, column), text in cells.items():
        sheet.cell(row_of(sheet, key), column).value = text
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "role", "sections"), FORMS)
def test_what_is_typed_into_the_middle_of_a_wide_cell_is_read(name: str, role: str, sections: tuple[str, ...]) -> None:
    data, found = issue(name, role, *sections)
    wide = dict(wide_cells(found))
    texts = {place: f"Said {number}" for number, place in enumerate(wide)}
    cells = {(f"{place[0]}.{place[1]}", wide[place][-1]): text for place, text in texts.items()}
    review, _ = returned(typed_into(data, cells), name)
    answers = AnswerIndex(review)
    read = {place: answer.value for place in texts if (answer := answers.get(*place))}
    assert read == texts


def test_two_texts_in_one_wide_cell_are_a_warning_and_the_first_is_read() -> None:
    data, found = issue("account-manager", "manager")
    place, columns = next(iter(wide_cells(found)))
    key = f"{place[0]}.{place[1]}"
    review, findings = returned(
        typed_into(data, {(key, columns[0]): "First", (key, columns[1]): "Second"}), "account-manager"
    )
    answer = AnswerIndex(review).get(*place)
    assert answer is not None
    assert answer.value == "First"
    beside = [finding for finding in findings if finding.code == "text-beside"]
    assert [finding.message.partition(" stands")[0] for finding in beside] == ["'Second'"]


def test_a_column_put_in_beside_the_ratings_never_becomes_a_rating() -> None:
    data, found = issue("customer-service", "manager")
    filled = fill(data, found, {("job", "motivation", "notes"): "Well."})
    book = load_workbook(BytesIO(filled))
    sheet = book.worksheets[0]
    column = column_of(found, "job", "rating")
    sheet.insert_cols(column + 1)
    for row in range(row_of(sheet, "job:columns") + 1, row_of(sheet, "job:total.total")):
        sheet.cell(row, column + 1).value = 3
    buffer = BytesIO()
    book.save(buffer)
    review, _ = returned(buffer.getvalue(), "customer-service")
    assert not [answer for answer in review.answers if answer.column == "rating" and answer.filled]
