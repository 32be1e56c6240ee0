"""The form's own words are no answers, and what is gone from its head or beside its cells is said."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.check.rules import check_review
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import find_forms
from sheetreview.model.finding import Severity
from sheetreview.model.layout import ColumnKind
from sheetreview.reading.open import parse_book
from sheetreview.steps.reading import read_review
from tests.accidents.edits import Edit, delete_row, edited, insert_column, put
from tests.accidents.forms import CASES, KEY, Case, filled
from tests.layouts.reading import layout

from .damage import assert_all_right, clear_keys
from .issuing import LABEL, METRIC, NOTES, RATING, Outcome, after, form_key_row, open_cell, row_of, typed_ratings


def read_case(case: Case, edits: list[Edit], *, typed: bool = True) -> Outcome:
    form = filled(case)
    book = parse_book(edited(form.issued, form.typed if typed else {}, edits), "form.xlsx")
    (found,) = find_forms(book)
    review = read_review(book, found, layout(case.layout))
    return Outcome(review=review, findings=check_review(edition_for(review.identity, layout(case.layout)), review))


def answers(outcome: Outcome) -> dict[tuple[str, str, str], str]:
    return {answer.place: answer.value for answer in outcome.review.answers if answer.value}


def numbered_column() -> list[Edit]:
    """A column inserted at the left, with the number of each row, as data tools and web tables have it."""
    return [insert_column(LABEL), *(put(row, LABEL, row - 1) for row in range(1, 150))]


@pytest.mark.parametrize("keys", ["kept", "cleared"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_title_intro_or_legend_becomes_an_answer_when_a_column_is_inserted_at_the_left(
    case: Case, keys: str
) -> None:
    edits = numbered_column()
    if keys == "cleared":
        edits = [{"do": "clear column", "at": KEY}, *edits]
    for typed in (True, False):
        read, wanted = (sorted(answers(read_case(case, one, typed=typed)).values()) for one in (edits, []))
        assert read == wanted


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_boxes_nobody_ticked_in_blank_rows_are_no_answers(case: Case) -> None:
    form = filled(case)
    (issued,) = parse_book(form.issued, "form.xlsx").sheets[:1]
    boxes = []
    for table in form.tables.values():
        column = next((c for c in table.section.columns if c.kind in {ColumnKind.CHOICE, ColumnKind.YES_NO}), None)
        blank = [row for row in table.rows if row not in table.section.item_by_id]
        if column is not None:
            cells = [(table.rows[row], table.columns[column.id]) for row in blank]
            boxes += [put(*cell, content=False) for cell in cells if not issued.text(*cell)]
    before, after_boxes = (read_case(case, edits, typed=False) for edits in ([], boxes))
    assert answers(before) == answers(after_boxes)
    assert before.review.untouched
    assert after_boxes.review.untouched


def test_a_deleted_line_at_the_head_is_found() -> None:
    outcome = after(lambda sheet: sheet.delete_rows(row_of(sheet, "header.rep-name")))
    assert ("field-lost", "Account Manager/Customer Service Rep Name") in {(f.code, f.item) for f in outcome.findings}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_deleted_line_at_the_head_of_any_form_is_found(case: Case) -> None:
    form = filled(case)
    entry = form.edition.header[0]
    row = next(row for row, key in _keys(case).items() if key == f"header.{entry.id}")
    outcome = read_case(case, [delete_row(row)])
    assert [(f.code, f.item) for f in outcome.findings if f.code == "field-lost"] == [("field-lost", entry.label)]


def _keys(case: Case) -> dict[int, str]:
    (grid,) = parse_book(filled(case).issued, "form.xlsx").sheets[:1]
    return {row: grid.text(row, KEY).split(" ~")[0] for row in grid.rows if grid.text(row, KEY)}


@pytest.mark.parametrize("cleared", [False, True])
def test_an_empty_field_at_the_head_does_not_take_what_stands_beside_it(cleared: bool) -> None:  # noqa: FBT001
    def damage(sheet: Worksheet) -> None:
        row = row_of(sheet, "header.review-date")
        sheet.cell(row, NOTES).value = None
        sheet.cell(row, NOTES + 2).value = "2026-01-31"
        if cleared:
            clear_keys(sheet)

    outcome = after(damage)
    assert outcome.review.header["review-date"] == ""
    assert [f.cell for f in outcome.findings if f.code == "text-outside"] == ["G7"]


def test_a_remark_between_a_label_at_the_head_and_its_cell_is_no_answer() -> None:
    def damage(sheet: Worksheet) -> None:
        for key, text in (("review-date", "2025-01-01"), ("scope", "ask HR please"), ("rep-name", "to be changed")):
            sheet.cell(row_of(sheet, f"header.{key}"), METRIC).value = text
        open_cell(sheet, "header.scope").value = None

    outcome = after(damage)
    assert (outcome.review.header["review-date"], outcome.review.header["scope"]) == ("2026-12-07", "")
    assert outcome.serious() == []
    assert [f.cell for f in outcome.findings if f.code == "text-outside"] == ["C5", "C7", "C10"]


@pytest.mark.parametrize("place", [METRIC, RATING, NOTES])
def test_an_answer_at_the_head_goes_with_the_columns_that_are_inserted_or_deleted(place: int) -> None:
    assert after(lambda sheet: sheet.insert_cols(place)).review.header["review-date"] == "2026-12-07"
    if place != NOTES:
        assert after(lambda sheet: sheet.delete_cols(place)).review.header["review-date"] == "2026-12-07"


def test_a_deleted_wide_field_is_found() -> None:
    outcome = after(lambda sheet: sheet.delete_rows(row_of(sheet, "plan.row-1")))
    assert "section-lost" in outcome.codes(Severity.ERROR)


def test_a_remark_in_the_margin_is_named() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet.cell(form_key_row(sheet), NOTES + 3).value = "Call me"

    outcome = after(damage)
    assert_all_right(outcome)
    assert [f.message for f in outcome.findings] == ["'Call me' stands outside the form's cells; it was not read"]


@pytest.mark.parametrize("key", ["header.scope", "sales:total.total", "plan.row-1"])
def test_the_words_in_place_of_another_cells_answer_are_none_here(key: str) -> None:
    def damage(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, key), NOTES).value = "[Feedback, notes, reason for rating]"

    outcome = after(damage)
    answers = [*outcome.review.answers, *outcome.review.head]
    assert [one for one in answers if one.filled and one.value.startswith("[")] == []


def test_other_words_for_the_levels_of_a_scale_are_a_warning() -> None:
    def damage(sheet: Worksheet) -> None:
        first = row_of(sheet, "sales:columns") - 5
        sheet.cell(first, LABEL).value = "1 = Far Exceeded Quota or Goal Expectation"
        sheet.cell(first + 4, LABEL).value = "5 = Far Below Quota or Goal Expectation"

    outcome = after(damage)
    assert outcome.serious() == ["scale-changed A14", "scale-changed A18"]
    assert outcome.ratings == typed_ratings()
