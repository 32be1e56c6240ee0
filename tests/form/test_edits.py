"""Texts of a form that were edited: names, totals, template texts, keys."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.model.finding import Severity

from .damage import assert_all_right, clear_keys, put
from .issuing import JOB, KEY, LABEL, METRIC, NOTES, RATING, SALES, after, row_of, typed_ratings


@pytest.mark.parametrize("name", ["Somebody Else", None, "Zoë Angström"])
def test_another_persons_name_is_an_error(name: str | None) -> None:
    outcome = after(lambda sheet: put(sheet, row_of(sheet, "header.rep-name"), [name], [NOTES]))
    assert outcome.serious() == ["reviewee-changed E5"]


@pytest.mark.parametrize("name", ["zoë ångström", "  Zoë   Ångström ", "Zoe\u0308 A\u030angstro\u0308m"])
def test_the_same_name_in_other_spacing_case_or_unicode_is_no_other_person(name: str) -> None:
    outcome = after(lambda sheet: put(sheet, row_of(sheet, "header.rep-name"), [name], [NOTES]))
    assert outcome.serious() == []


def test_another_reviewers_name_is_a_warning() -> None:
    outcome = after(lambda sheet: put(sheet, row_of(sheet, "header.reviewer-name"), ["Ben"], [NOTES]))
    assert outcome.serious() == ["reviewer-changed E8"]
    assert outcome.ratings == typed_ratings()


def test_a_total_typed_over_is_a_warning() -> None:
    outcome = after(lambda sheet: put(sheet, row_of(sheet, "sales:total.total"), [99], [RATING]))
    assert_all_right(outcome, "total-differs D31")


def test_a_total_typed_over_with_a_text_is_a_warning() -> None:
    outcome = after(lambda sheet: put(sheet, row_of(sheet, "sales:total.total"), ["lots"], [RATING]))
    assert_all_right(outcome, "total-differs D31")
    assert "shows 'lots', the ratings give 36" in outcome.findings[0].message


def test_a_deleted_total_row_costs_no_rating() -> None:
    outcome = after(lambda sheet: sheet.delete_rows(row_of(sheet, "sales:total.total")))
    assert_all_right(outcome)


def test_a_total_is_found_and_never_taken_for_a_rating_when_keys_are_gone() -> None:
    def damage(sheet: Worksheet) -> None:
        row = row_of(sheet, "sales:total.total")
        put(sheet, row, [36, "All in all good"], [RATING, NOTES])
        clear_keys(sheet)

    outcome = after(damage)
    assert_all_right(outcome)
    assert outcome.answer("sales", ":total", "notes").value == "All in all good"
    assert [(t.section, t.number) for t in outcome.review.totals] == [("sales", 36), ("job", None)]


def test_template_texts_left_as_they_are_count_as_empty() -> None:
    def damage(sheet: Worksheet) -> None:
        put(sheet, row_of(sheet, "sales.satisfaction"), ["[Feedback, notes, reason for rating]"], [NOTES])
        put(
            sheet,
            row_of(sheet, "sales.other"),
            ["Other [Insert Other Activity or Factors]", "[Metric]", None],
            [1, 3, 4],
        )
        put(sheet, row_of(sheet, "sales.other"), ["[Feedback, notes, reason for rating]"], [NOTES])

    outcome = after(damage)
    assert outcome.serious() == ["note-required E21"]
    assert outcome.ratings == {k: v for k, v in typed_ratings().items() if k != ("sales", "other")}
    assert outcome.review.header["scope"] == "Half-year review"


def test_template_texts_that_were_cleared_count_as_empty() -> None:
    def damage(sheet: Worksheet) -> None:
        put(sheet, row_of(sheet, "sales.other"), [None, None, None, None], [LABEL, METRIC, RATING, NOTES])
        put(sheet, row_of(sheet, "sales:total.total"), [None], [NOTES])
        put(sheet, row_of(sheet, "plan.row-1"), [None], [NOTES])

    outcome = after(damage)
    assert outcome.serious() == []
    assert outcome.ratings == {k: v for k, v in typed_ratings().items() if k != ("sales", "other")}
    assert not outcome.answer("plan", "row-1", "text").filled


@pytest.mark.parametrize("key", ["foo", "sales.foo", "other.satisfaction", "SALES.SATISFACTION?"])
def test_a_key_changed_to_nonsense_is_as_good_as_none(key: str) -> None:
    assert_all_right(after(lambda sheet: put(sheet, row_of(sheet, "sales.satisfaction"), [key], [KEY])))


def test_a_key_changed_to_that_of_another_row_is_not_believed() -> None:
    outcome = after(lambda sheet: put(sheet, row_of(sheet, "sales.satisfaction"), ["sales.retention"], [KEY]))
    assert_all_right(outcome, "keys-disagree A19")


def test_a_key_changed_to_that_of_another_section_gives_no_wrong_rating() -> None:
    outcome = after(lambda sheet: put(sheet, row_of(sheet, "sales.satisfaction"), ["job.motivation"], [KEY]))
    expected = typed_ratings()
    del expected["sales", "satisfaction"]
    assert outcome.ratings == expected
    assert "row-lost" in outcome.codes(Severity.ERROR)


def test_notes_that_look_like_keys_are_notes() -> None:
    def damage(sheet: Worksheet) -> None:
        for row in [*JOB]:
            put(sheet, row_of(sheet, f"job.{row}"), ["job. well done"], [NOTES])
        for row in [*SALES]:
            put(sheet, row_of(sheet, f"sales.{row}"), ["plan: call more"], [NOTES])
        clear_keys(sheet)

    outcome = after(damage)
    assert outcome.ratings == typed_ratings()
    assert outcome.answer("job", "motivation", "notes").value == "job. well done"
    assert outcome.answer("plan", "row-1", "text").value == "Two goals for spring."
