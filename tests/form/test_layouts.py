"""Forms of layouts unlike the shipped one: twins of sections, blank rows, several raters, wide fields, letters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.model.edition import Edition
from sheetreview.model.finding import Severity
from sheetreview.model.layout import ColumnKind, Layout
from sheetreview.sheet.address import column_letters

from .issuing import KEY, Outcome, issue, open_cell, opened, read, row_of, saved

TWINS = """
sheetreview: 1
id: twins
version: 1
title: Twins
roles: [{id: manager, title: Manager}]
scales: [{id: s, levels: [{value: 1, label: Low}, {value: 2, label: Mid}, {value: 3, label: High}]}]
header: [{id: name, label: Name, source: reviewee.name, filled_by: [hr]}]
sections:
  - id: b
    title: Second half
    columns: &c
      - {id: what, title: Factor, kind: label}
      - {id: rating, title: Rating, kind: rating, scale: s, required: true}
    items: [{id: quality, label: Quality}, {id: speed, label: Speed}]
    totals: [{column: rating, label_in: what}]
  - id: a
    title: First half
    columns:
      - {id: what, title: Factor, kind: label}
      - {id: rating, title: Rating, kind: rating, scale: s, required: true}
    items: [{id: quality, label: Quality}, {id: speed, label: Speed}]
    totals: [{column: rating, label_in: what}]
""".replace("&c", "")

GOALS = """
sheetreview: 1
id: goals
version: 1
title: Goals
roles: [{id: manager, title: Manager}, {id: self, title: Employee}]
scales:
  - id: s
    not_applicable: true
    levels:
      - {value: A, label: Excellent, number: 3}
      - {value: B, label: Good, number: 2}
      - {value: D, label: Poor, number: 0}
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: date, label: Date, kind: date, required: true}
  - {id: overall, label: Overall, kind: rating, scale: s}
  - {id: grade, label: Grade, source: reviewee.title, filled_by: [hr], placeholder: "[Grade]"}
  - {id: region, label: Region, source: roster.region, filled_by: [hr], placeholder: "[Region]"}
sections:
  - id: goals
    title: Goals
    columns:
      - {id: goal, title: Goal, kind: text}
      - {id: target, title: Target, kind: number, filled_by: [manager, self]}
      - {id: actual, title: Actual, kind: number}
      - {id: attained, title: Attained, kind: computed, compute: {kind: ratio, of: [actual, target]}}
      - {id: self, title: Own view, kind: rating, scale: s, filled_by: [self]}
      - {id: rating, title: Rating, kind: rating, scale: s, required: true, filled_by: [manager]}
    blank_rows: 4
    totals: [{column: rating, label_in: goal, kind: mean, label: Mean}]
  - id: notes
    title: Remarks
    columns: [{id: text, title: Remarks, kind: long-text}]
    blank_rows: 3
"""


def layout_of(source: str, role: str = "manager") -> tuple[Worksheet, Edition]:
    data, cut = issue(source, role, metrics={})
    return opened(data), cut


def clear_keys(sheet: Worksheet) -> None:
    for (cell,) in sheet.iter_rows(min_col=KEY, max_col=KEY):
        cell.value = None


def columns(cut: Edition, section: str) -> dict[str, str]:
    """Column letters of a section of the widest kind: A, then from C on."""
    names = [column.id for s in cut.sections if s.id == section for column in s.columns]
    return {name: column_letters(n if n < KEY else n + 1) for n, name in enumerate(names, start=1)}


def twins(damage: Callable[[Worksheet], None]) -> Outcome:
    sheet, cut = layout_of(TWINS)
    for key, rating in (("a.quality", 1), ("a.speed", 2), ("b.quality", 3), ("b.speed", 1)):
        sheet[f"C{row_of(sheet, key)}"] = rating
    damage(sheet)
    return read(saved(sheet), cut.layout)


TYPED = {("a", "quality"): "1", ("a", "speed"): "2", ("b", "quality"): "3", ("b", "speed"): "1"}


def swap(sheet: Worksheet) -> None:
    top = row_of(sheet, "b:columns") - 5
    second = row_of(sheet, "a:columns") - 5
    assert sheet.cell(top, 1).value == "Second half"
    assert sheet.cell(second, 1).value == "First half"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=top)]
    moved = rows[second - top :] + rows[: second - top]
    for number, values in enumerate(moved, start=top):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value


def test_sections_with_the_same_titles_and_labels_are_told_apart_by_keys() -> None:
    assert twins(swap).ratings == TYPED


@pytest.mark.parametrize("swapped", [False, True])
def test_sections_with_the_same_titles_and_labels_are_told_apart_without_keys(swapped: bool) -> None:  # noqa: FBT001
    def damage(sheet: Worksheet) -> None:
        if swapped:
            swap(sheet)
        clear_keys(sheet)

    assert twins(damage).ratings == TYPED


@pytest.mark.parametrize("section", ["a", "b"])
def test_a_deleted_row_of_titles_never_lends_a_twin_section_its_ratings(section: str) -> None:
    def damage(sheet: Worksheet) -> None:
        sheet.delete_rows(row_of(sheet, f"{section}:columns"))

    outcome = twins(damage)
    assert outcome.ratings == {k: v for k, v in TYPED.items() if k[0] != section}
    assert outcome.codes(Severity.ERROR) == ["section-lost"]


@pytest.mark.parametrize("section", ["a", "b"])
def test_a_deleted_row_of_titles_without_keys_gives_no_wrong_rating(section: str) -> None:
    def damage(sheet: Worksheet) -> None:
        sheet.delete_rows(row_of(sheet, f"{section}:columns"))
        clear_keys(sheet)

    outcome = twins(damage)
    assert outcome.ratings.items() <= TYPED.items()
    assert "section-lost" in outcome.codes(Severity.ERROR)


def goals(damage: Callable[[Worksheet], None], role: str = "manager") -> Outcome:
    sheet, cut = layout_of(GOALS, role)
    place = columns(cut, "goals")
    for number, (goal, target, actual, rating) in enumerate([("Calls", 10, 8, "B"), ("Mails", 4, 4, "A")], start=1):
        row = row_of(sheet, f"goals.row-{2 * number - 1}")
        sheet[f"{place['goal']}{row}"] = goal
        sheet[f"{place['target']}{row}"] = target
        sheet[f"{place['actual']}{row}"] = actual
        sheet[f"{place['rating' if role == 'manager' else 'self']}{row}"] = rating
    for number in (1, 2, 3):
        open_cell(sheet, f"notes.row-{number}").value = f"Remark {number}"
    sheet[f"F{row_of(sheet, 'header.date')}"] = 46000
    damage(sheet)
    return read(saved(sheet), cut.layout)


def ratings(outcome: Outcome) -> list[tuple[str, str, float | None]]:
    """What was rated how, in order: goal, level and its number."""
    return [
        (outcome.answer("goals", a.row, "goal").value, a.value, a.number)
        for a in outcome.review.answers
        if a.column in {"rating", "self"} and a.filled
    ]


RATED = [("Calls", "B", 2.0), ("Mails", "A", 3.0)]
REMARKS = ["Remark 1", "Remark 2", "Remark 3"]


def remarks(outcome: Outcome) -> list[str]:
    return [outcome.answer("notes", f"row-{number}", "text").value for number in (1, 2, 3)]


def test_blank_rows_are_read_with_their_figures() -> None:
    outcome = goals(lambda _: None)
    assert ratings(outcome) == RATED
    assert remarks(outcome) == REMARKS
    assert outcome.codes() == []
    assert outcome.review.header["date"] == "2025-12-09"
    assert outcome.review.header["region"] == ""


def test_blank_rows_are_read_without_keys_and_the_total_is_none_of_them() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet[f"F{row_of(sheet, 'goals:total.total')}"] = "A"
        clear_keys(sheet)

    outcome = goals(damage)
    assert ratings(outcome) == RATED
    assert remarks(outcome) == REMARKS
    assert outcome.codes() == ["total-differs", "keys-lost"]


def test_a_row_added_to_full_blank_rows_is_read_and_checked_like_them() -> None:
    def damage(sheet: Worksheet) -> None:
        for number in (2, 4):
            sheet[f"A{row_of(sheet, f'goals.row-{number}')}"] = f"Goal {number}"
            sheet[f"F{row_of(sheet, f'goals.row-{number}')}"] = "D"
        new = row_of(sheet, "goals.row-3")
        sheet.insert_rows(new)
        sheet[f"A{new}"] = "Added"

    outcome = goals(damage)
    assert outcome.answer("goals", "row-5", "goal").value == "Added"
    missing = [finding for finding in outcome.findings if finding.code == "missing-rating"]
    assert [(finding.cell, finding.item) for finding in missing] == [
        (outcome.answer("goals", "row-5", "rating").cell, "Added")
    ]


def test_a_column_for_another_role_is_absent_from_the_file_and_the_review() -> None:
    for role, others, own in (("manager", "Own view", "Rating"), ("self", "Rating", "Own view")):
        sheet, _ = layout_of(GOALS, role)
        texts = {cell.value for row in sheet.iter_rows() for cell in row}
        assert own in texts
        assert others not in texts
    outcome = goals(lambda _: None, "self")
    assert ratings(outcome) == RATED
    assert {answer.column for answer in outcome.review.answers} == {"goal", "target", "actual", "self", "text"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("A", []),
        ("a", ["read-as"]),
        ("N/A", []),
        ("Excellent", ["read-as"]),
        ("C", ["unreadable-rating"]),
        (4, ["off-scale"]),
        ("quite good", ["unreadable-rating"]),
    ],
)
def test_a_rating_at_the_head_of_the_form_is_checked_too(typed: str | int, expected: list[str]) -> None:
    def damage(sheet: Worksheet) -> None:
        sheet[f"F{row_of(sheet, 'header.overall')}"] = typed

    outcome = goals(damage)
    assert outcome.codes() == expected
    assert [finding.cell for finding in outcome.findings] == ["F7"] * len(expected)
    noticed = [Severity.NOTICE if code == "read-as" else Severity.ERROR for code in expected]
    assert [finding.severity for finding in outcome.findings] == noticed


def test_a_date_that_is_none_is_a_warning_with_its_cell() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet[f"F{row_of(sheet, 'header.date')}"] = "next Tuesday"

    assert goals(damage).serious() == ["unreadable-answer F6"]


def test_an_empty_required_field_is_an_error_with_its_cell() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet[f"F{row_of(sheet, 'header.date')}"] = None

    outcome = goals(damage)
    assert outcome.serious() == ["missing-answer F6"]


def test_a_required_field_whose_row_was_deleted_is_an_error() -> None:
    outcome = goals(lambda sheet: sheet.delete_rows(row_of(sheet, "header.date")))
    assert outcome.serious() == ["field-lost"]
    assert outcome.findings[0].item == "Date"
    assert ratings(outcome) == RATED


def test_a_given_field_that_was_issued_empty_or_as_template_text_is_no_change() -> None:
    sheet, cut = layout_of(GOALS)
    assert sheet[f"F{row_of(sheet, 'header.region')}"].value == "[Region]"
    outcome = read(saved(sheet), cut.layout)
    assert [finding.code for finding in outcome.findings] == ["missing-answer"]


def test_another_title_for_the_same_person_is_a_warning() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet[f"F{row_of(sheet, 'header.grade')}"] = "Senior Account Manager"

    assert goals(damage).serious() == ["header-changed F8"]


SAME_WORDS = """
sheetreview: 1
id: same-words
version: 1
title: Same words
roles: [{id: manager, title: Manager}]
scales: [{id: s, levels: [{value: 1, label: Low}, {value: 2, label: High}]}]
sections:
  - id: work
    title: Work
    columns: [{id: what, title: Factor, kind: label}, {id: rating, title: Rating, kind: rating, scale: s}]
    items: [{id: speed, label: Speed}, {id: talk, label: Communication}, {id: care, label: Care}]
  - id: talk
    title: Communication
    columns: [{id: text, title: Communication, kind: long-text}]
    blank_rows: 1
"""


@pytest.mark.parametrize("keys", [True, False])
def test_a_label_that_is_also_a_section_title_ends_no_table(keys: bool) -> None:  # noqa: FBT001
    sheet, cut = layout_of(SAME_WORDS)
    for row, rating in (("speed", 1), ("talk", 2), ("care", 1)):
        sheet[f"C{row_of(sheet, f'work.{row}')}"] = rating
    sheet[f"C{row_of(sheet, 'talk.row-1')}"] = "Free text"
    if not keys:
        clear_keys(sheet)
    outcome = read(saved(sheet), cut.layout)
    assert outcome.ratings == {("work", "speed"): "1", ("work", "talk"): "2", ("work", "care"): "1"}
    assert outcome.answer("talk", "row-1", "text").value == "Free text"
    assert outcome.serious() == []


def test_every_rating_column_of_a_role_is_read() -> None:
    data, cut = issue(GOALS, "self", metrics={})
    kinds = [column.kind for section in cut.sections for column in section.columns]
    assert kinds.count(ColumnKind.RATING) == 1
    assert isinstance(cut.layout, Layout)
    assert data
