"""Every accident either leaves all ratings as they were typed, or a finding says where one may be wrong."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.model.finding import Severity

from .damage import Damage, assert_all_right, clear_keys, copy_row, cut_and_insert, put, sort_columns, take
from .issuing import JOB, KEY, LABEL, METRIC, NOTES, RATING, SALES, after, at, form_key_row, row_of, typed_ratings


def nothing(_sheet: Worksheet) -> None:
    pass


def insert_row_inside(sheet: Worksheet) -> None:
    sheet.insert_rows(row_of(sheet, "sales.upselling-success"))


def insert_row_above_everything(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 3)


def cut_and_insert_elsewhere(sheet: Worksheet) -> None:
    cut_and_insert(sheet, "sales.retention", "sales.satisfaction")


def cut_and_insert_in_the_other_section(sheet: Worksheet) -> None:
    cut_and_insert(sheet, "sales.retention", "job.motivation")


def sort_whole_rows(sheet: Worksheet) -> None:
    sort_columns(sheet, SALES, "sales", [LABEL, KEY, METRIC, RATING, NOTES])


def sort_all_but_the_hidden_keys(sheet: Worksheet) -> None:
    sort_columns(sheet, SALES, "sales", [LABEL, METRIC, RATING, NOTES])


def sort_the_second_section_but_its_keys(sheet: Worksheet) -> None:
    sort_columns(sheet, JOB, "job", [LABEL, RATING, NOTES])


def rename_the_tab(sheet: Worksheet) -> None:
    sheet.title = "Zoë (final) v2"


def delete_the_key_column(sheet: Worksheet) -> None:
    sheet.delete_cols(KEY)


def clear_one_key(sheet: Worksheet) -> None:
    sheet.cell(row_of(sheet, "sales.cross-selling-success"), KEY).value = None


def clear_the_form_key(sheet: Worksheet) -> None:
    sheet.cell(form_key_row(sheet), KEY).value = None


def insert_column(position: int) -> Damage:
    def damage(sheet: Worksheet) -> None:
        sheet.insert_cols(position)
        sheet.cell(30, position).value = "my own remark"

    return damage


def swap_the_last_two_columns(sheet: Worksheet) -> None:
    for number in [*range(19, 32), *range(38, 48)]:
        put(sheet, number, take(sheet, number, [NOTES, RATING]), [RATING, NOTES])


def swap_the_sections(sheet: Worksheet) -> None:
    first, second, last = 12, 33, 48
    assert sheet.cell(first, LABEL).value == "Sales Activity Performance"
    assert sheet.cell(second, LABEL).value == "Miscellaneous Job Performance"
    rows = [take(sheet, row) for row in [*range(second, last), *range(first, second)]]
    for number, values in enumerate(rows, start=first):
        put(sheet, number, values)


def paste_everything_as_values(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.value = "11 of 11 rated · 36 of 55 points (65 %)" if cell.column != RATING else None
    sheet[at(sheet, "sales:total.total", RATING)] = sum(SALES.values())
    sheet[at(sheet, "job:total.total", RATING)] = sum(JOB.values())


def edit_a_band(sheet: Worksheet) -> None:
    sheet.cell(33, LABEL).value = "Part two"


HARMLESS: dict[str, tuple[Damage, list[str]]] = {
    "nothing": (nothing, []),
    "a row inserted": (insert_row_inside, []),
    "rows inserted above everything": (insert_row_above_everything, []),
    "a row cut and inserted elsewhere": (cut_and_insert_elsewhere, ["rows-reordered"]),
    "a row cut and inserted in the other section": (cut_and_insert_in_the_other_section, ["rows-reordered"]),
    "whole rows sorted": (sort_whole_rows, ["rows-reordered"]),
    "the tab renamed": (rename_the_tab, []),
    "the key column cleared": (clear_keys, ["keys-lost"]),
    "the key column deleted": (delete_the_key_column, ["keys-lost"]),
    "one key cleared": (clear_one_key, ["keys-lost"]),
    "the form's own key cleared": (clear_the_form_key, ["keys-lost"]),
    "a column inserted left of the labels": (insert_column(1), ["text-outside"]),
    "a column inserted before the keys": (insert_column(KEY), ["text-outside"]),
    "a column inserted after the keys": (insert_column(METRIC), ["text-outside"]),
    "a column inserted before the ratings": (insert_column(RATING), ["text-outside"]),
    "a column inserted before the notes": (insert_column(NOTES), ["text-outside"]),
    "two columns swapped": (swap_the_last_two_columns, []),
    "the sections swapped": (swap_the_sections, []),
    "everything pasted as values": (paste_everything_as_values, []),
    "a section's title edited": (edit_a_band, ["unknown-row"]),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_an_accident_that_costs_nothing_keeps_every_answer_without_a_warning(name: str) -> None:
    damage, codes = HARMLESS[name]
    outcome = after(damage)
    assert_all_right(outcome)
    assert outcome.codes() == codes


@pytest.mark.parametrize("keys", ["kept", "cleared", "deleted"])
def test_two_accidents_at_once_keep_every_answer(keys: str) -> None:
    def damage(sheet: Worksheet) -> None:
        sort_whole_rows(sheet)
        swap_the_last_two_columns(sheet)
        insert_row_inside(sheet)
        rename_the_tab(sheet)
        if keys == "cleared":
            clear_keys(sheet)
        if keys == "deleted":
            sheet.delete_cols(KEY)

    outcome = after(damage)
    assert_all_right(outcome)
    assert "rows-reordered" in outcome.codes(Severity.NOTICE)


@pytest.mark.parametrize("damage", [sort_all_but_the_hidden_keys, sort_the_second_section_but_its_keys])
def test_keys_left_behind_by_a_sort_are_not_believed(damage: Damage) -> None:
    outcome = after(damage)
    assert_all_right(
        outcome, "keys-disagree A38" if damage is sort_the_second_section_but_its_keys else "keys-disagree A19"
    )


@pytest.mark.parametrize("columns", [[METRIC, RATING, NOTES], [KEY, METRIC, RATING, NOTES], [METRIC, RATING]])
def test_a_sort_that_leaves_the_labels_behind_is_an_error(columns: list[int]) -> None:
    outcome = after(lambda sheet: sort_columns(sheet, SALES, "sales", columns))
    wrong = [place for place, value in outcome.ratings.items() if value != typed_ratings()[place]]
    assert wrong == []
    assert set(outcome.codes(Severity.ERROR)) == {"rows-unclear"}
    assert {place for place in outcome.ratings if place[0] == "job"} == {("job", row) for row in JOB}


def test_a_metric_pasted_over_another_is_no_mixed_up_row() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet[at(sheet, "sales.satisfaction", METRIC)] = sheet[at(sheet, "sales.retention", METRIC)].value

    assert_all_right(after(damage))


def test_an_edited_label_is_read_by_its_key_with_a_warning() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet[at(sheet, "sales.satisfaction", LABEL)] = "Happiness"

    outcome = after(damage)
    assert_all_right(outcome, "label-changed A21")


def test_an_edited_metric_changes_nothing() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet[at(sheet, "sales.cross-selling-success", METRIC)] = "nine of forty"
        sheet[at(sheet, "sales.cross-selling-attempts", METRIC)] = "forty"

    assert_all_right(after(damage))


def test_twin_labels_without_keys_and_metrics_are_not_guessed() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet[at(sheet, "sales.cross-selling-success", METRIC)] = "nine of forty"
        sheet[at(sheet, "sales.cross-selling-attempts", METRIC)] = "forty"
        clear_keys(sheet)

    outcome = after(damage)
    twins = {("sales", "cross-selling-success"), ("sales", "cross-selling-attempts")}
    assert outcome.ratings == {k: v for k, v in typed_ratings().items() if k not in twins}
    assert outcome.serious() == ["row-lost A25", "row-lost A26"]


@pytest.mark.parametrize(("column", "serious"), [(METRIC, []), (RATING, ["title-changed D19"])])
def test_an_edited_column_title_is_recognised_by_its_place(column: int, serious: list[str]) -> None:
    outcome = after(lambda sheet: put(sheet, row_of(sheet, "sales:columns"), ["Anything else"], [column]))
    assert_all_right(outcome, *serious)
    assert outcome.codes() == ["title-changed"]
    assert "'Anything else'" in outcome.findings[0].message


@pytest.mark.parametrize("title", [None, "Notes", "Metric"])
def test_a_rating_title_that_is_gone_is_an_error(title: str | None) -> None:
    outcome = after(lambda sheet: put(sheet, row_of(sheet, "sales:columns"), [title], [RATING]))
    assert not [place for place in outcome.ratings if place[0] == "sales"]
    assert "column-lost" in outcome.codes(Severity.ERROR)


def test_a_second_rating_column_is_an_error_and_the_first_is_read() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "sales:columns"), 7).value = "Rating"
        sheet.cell(row_of(sheet, "sales.satisfaction"), 7).value = 1

    assert_all_right(after(damage), "column-doubled G19")


def test_a_deleted_row_of_titles_is_an_error_and_the_rest_is_read() -> None:
    outcome = after(lambda sheet: sheet.delete_rows(row_of(sheet, "sales:columns")))
    assert outcome.ratings == {k: v for k, v in typed_ratings().items() if k[0] == "job"}
    assert outcome.serious() == ["section-lost"]


def test_a_cleared_key_of_the_titles_costs_nothing() -> None:
    assert_all_right(after(lambda sheet: put(sheet, row_of(sheet, "job:columns"), [None], [KEY])))


def test_a_deleted_row_is_an_error() -> None:
    outcome = after(lambda sheet: sheet.delete_rows(row_of(sheet, "sales.satisfaction")))
    expected = typed_ratings()
    del expected["sales", "satisfaction"]
    assert outcome.ratings == expected
    assert outcome.serious() == ["row-lost A20"]
    assert outcome.findings[0].item == "Customer/Client Satisfaction"


@pytest.mark.parametrize("below", [True, False])
def test_a_row_copied_with_the_same_answers_is_a_warning(below: bool) -> None:  # noqa: FBT001 -- a parameter
    def damage(sheet: Worksheet) -> None:
        copy_row(sheet, "sales.satisfaction", below=below)

    outcome = after(damage)
    assert_all_right(outcome, "row-doubled C22")


@pytest.mark.parametrize("below", [True, False])
def test_a_row_copied_with_another_rating_is_an_error(below: bool) -> None:  # noqa: FBT001 -- a parameter
    def damage(sheet: Worksheet) -> None:
        sheet.cell(copy_row(sheet, "sales.satisfaction", below=below), RATING).value = 1

    outcome = after(damage)
    assert outcome.codes(Severity.ERROR) == ["row-doubled"]
    assert outcome.findings[0].cell == "D22"
    assert [k for k, v in outcome.ratings.items() if v != typed_ratings()[k]] in ([], [("sales", "satisfaction")])


@pytest.mark.parametrize("below", [True, False])
def test_a_copied_row_with_a_label_of_its_own_takes_nothing_from_the_first(below: bool) -> None:  # noqa: FBT001
    def damage(sheet: Worksheet) -> None:
        copy = copy_row(sheet, "job.motivation", below=below)
        put(sheet, copy, ["Mentoring", 3], [LABEL, RATING])

    outcome = after(damage)
    assert_all_right(outcome, "unknown-row D41" if below else "unknown-row D40")


def test_a_rating_on_an_inserted_row_is_a_warning() -> None:
    def damage(sheet: Worksheet) -> None:
        insert_row_inside(sheet)
        put(sheet, row_of(sheet, "sales.upselling-activity") + 1, ["Cold calls", 4], [LABEL, RATING])

    assert_all_right(after(damage), "unknown-row D24")


def test_notes_on_an_inserted_row_are_noticed() -> None:
    def damage(sheet: Worksheet) -> None:
        insert_row_inside(sheet)
        put(sheet, row_of(sheet, "sales.upselling-activity") + 1, ["see above"], [NOTES])

    outcome = after(damage)
    assert_all_right(outcome)
    assert [(f.code, f.cell) for f in outcome.findings] == [("unknown-row", "E24")]


def test_a_rating_merged_into_the_metric_is_missing() -> None:
    def damage(sheet: Worksheet) -> None:
        row = row_of(sheet, "sales.satisfaction")
        sheet.merge_cells(start_row=row, end_row=row, start_column=METRIC, end_column=RATING)

    outcome = after(damage)
    assert ("sales", "satisfaction") not in outcome.ratings
    assert outcome.serious() == ["missing-rating D21", "cells-merged D21"]


def test_a_rating_merged_with_its_note_is_kept() -> None:
    def damage(sheet: Worksheet) -> None:
        row = row_of(sheet, "sales.satisfaction")
        sheet.merge_cells(start_row=row, end_row=row, start_column=RATING, end_column=NOTES)

    outcome = after(damage)
    assert outcome.ratings == typed_ratings()
    assert outcome.serious() == ["cells-merged E21", "note-required E21"]


def test_two_ratings_merged_leave_one_missing() -> None:
    outcome = after(lambda sheet: sheet.merge_cells("D20:D21"))
    expected = typed_ratings()
    del expected["sales", "satisfaction"]
    assert outcome.ratings == expected
    assert outcome.serious() == ["missing-rating D21", "cells-merged D21"]


def test_merged_cells_outside_the_rows_to_fill_in_are_nothing_noteworthy() -> None:
    assert_all_right(after(lambda sheet: sheet.merge_cells("A18:E18")))


def clear_the_keys_of(*words: str) -> Damage:
    def damage(sheet: Worksheet) -> None:
        for (cell,) in sheet.iter_rows(min_col=KEY, max_col=KEY):
            if str(cell.value).startswith(words):
                cell.value = None

    return damage


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("sales.",), ["A20"]),
        (("sales.", "job."), ["A20", "A39"]),
        (("plan.",), ["E50"]),
        (("header.review-date",), ["E7"]),
    ],
)
def test_rows_told_by_their_labels_alone_are_said_to_be_though_other_keys_are_left(
    words: tuple[str, ...], where: list[str]
) -> None:
    outcome = after(clear_the_keys_of(*words))
    assert_all_right(outcome)
    assert [(one.code, one.cell) for one in outcome.findings] == [("keys-lost", cell) for cell in where]


def test_two_labels_exchanged_where_the_keys_are_gone_are_said_twice() -> None:
    def damage(sheet: Worksheet) -> None:
        clear_the_keys_of("job.")(sheet)
        first, second = row_of(sheet, "job:columns") + 2, row_of(sheet, "job:columns") + 5
        one, other = take(sheet, first, [LABEL]), take(sheet, second, [LABEL])
        put(sheet, first, other, [LABEL])
        put(sheet, second, one, [LABEL])

    assert after(damage).codes() == ["keys-lost", "rows-reordered"]
