"""Answers moved to a clean form: what was read is in it, nothing has another meaning, and the rest is listed."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.inputs.layout_file import parse_layout

from .issuing import row_of
from .moving import FIRST, TYPED, Place, cell_of, changed, expected, lines, moved

SAME = parse_layout(FIRST, "growth.yaml")
A, KEY = 1, 2
"""Columns of the labels and of the hidden keys."""
RATING, WHY = 3, 4


def without(*places: Place) -> dict[Place, str]:
    return {place: text for place, text in expected().items() if place not in places}


def clear_keys(sheet: Worksheet) -> None:
    for (cell,) in sheet.iter_rows(min_col=KEY, max_col=KEY):
        cell.value = None


def test_a_whole_form_keeps_every_answer() -> None:
    done, read = moved(SAME)
    assert read == expected()
    assert (len(done.kept), done.mapped, done.unplaced) == (len(TYPED), (), ())


@pytest.mark.parametrize("damage", [clear_keys, lambda sheet: sheet.delete_cols(KEY)])
def test_lost_keys_cost_nothing_that_labels_can_tell(damage: object) -> None:
    assert callable(damage)
    done, read = moved(SAME, damage=damage)
    assert done.unplaced == ()
    # A blank row has no label to be known by: what stands below the first comes to stand right below it.
    assert read == {(s, "row-2" if r == "row-3" else r, c): text for (s, r, c), text in expected().items()}


def test_rows_in_another_order_are_put_in_order() -> None:
    def damage(sheet: Worksheet) -> None:
        one, other = row_of(sheet, "skills.talk"), row_of(sheet, "skills.know")
        for column in range(1, 8):
            first, second = sheet.cell(one, column), sheet.cell(other, column)
            first.value, second.value = second.value, first.value

    done, read = moved(SAME, damage=damage)
    assert read == expected()
    assert done.unplaced == ()


def test_a_deleted_row_costs_its_answers_only() -> None:
    done, read = moved(SAME, damage=lambda sheet: sheet.delete_rows(row_of(sheet, "skills.plan")))
    assert read == without(("skills", "plan", "rating"))
    assert done.unplaced == ()


def test_a_row_that_stands_twice_with_other_ratings_is_not_chosen_between() -> None:
    def damage(sheet: Worksheet) -> None:
        row = row_of(sheet, "skills.talk")
        values = [cell.value for cell in sheet[row]]
        sheet.insert_rows(row + 1)
        for column, value in enumerate(values, start=1):
            sheet.cell(row + 1, column).value = value
        sheet.cell(row + 1, RATING).value = 1

    done, read = moved(SAME, damage=damage)
    assert read == without(("skills", "talk", "rating"))
    assert [(one.typed, one.label) for one in done.unplaced] == [("4", "Talking · Rating"), ("1", "Talking · Rating")]


def test_a_row_that_stands_twice_with_the_same_answers_is_kept_once() -> None:
    def damage(sheet: Worksheet) -> None:
        row = row_of(sheet, "skills.talk")
        values = [cell.value for cell in sheet[row]]
        sheet.insert_rows(row)
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value

    done, read = moved(SAME, damage=damage)
    assert read == expected()
    assert done.unplaced == ()


def test_a_second_rating_column_is_not_chosen_between() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "skills:columns"), 9).value = "Rating"
        sheet.cell(row_of(sheet, "skills.talk"), 9).value = 1
        sheet.cell(row_of(sheet, "skills.plan"), 9).value = 2

    done, read = moved(SAME, damage=damage)
    assert read == without(("skills", "talk", "rating"))
    assert {one.typed for one in done.unplaced} == {"4", "1"}


def test_a_row_in_doubt_is_listed_and_not_moved_and_the_others_are() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "skills.talk"), A).value = "Planning"

    done, read = moved(SAME, damage=damage)
    assert read == {place: text for place, text in expected().items() if place[:2] != ("skills", "talk")}
    assert {text for _, text in lines(done.unplaced)} == {"4", "She listens.", "12.5"}
    assert all("mixed up" in one.why for one in done.unplaced)


def test_what_stands_in_a_row_of_its_own_is_listed_with_its_cell() -> None:
    def damage(sheet: Worksheet) -> None:
        row = row_of(sheet, "skills.plan")
        sheet.insert_rows(row)
        sheet.cell(row, A).value = "Cold calls"
        sheet.cell(row, RATING).value = 3

    done, read = moved(SAME, damage=damage)
    assert read == expected()
    assert [(one.label, one.typed) for one in done.unplaced] == [("Skill", "Cold calls"), ("Cold calls · Rating", "3")]
    assert done.unplaced[1].cell.startswith("C")


def test_notes_beside_the_form_are_listed() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "skills.plan"), 12).value = "ask Bo"
        sheet.cell(60, 1).value = "P.S. a rise?"

    done, read = moved(SAME, damage=damage)
    assert read == expected()
    assert {text for _, text in lines(done.unplaced)} == {"ask Bo", "P.S. a rise?"}


def test_answers_below_a_lost_row_of_titles_are_listed() -> None:
    done, read = moved(SAME, damage=lambda sheet: sheet.delete_rows(row_of(sheet, "skills:columns")))
    assert read == {place: text for place, text in expected().items() if place[0] != "skills"}
    typed = {"4", "She listens.", "12.5", "2", "5 - Excellent"}
    assert typed <= {text for _, text in lines(done.unplaced)}


def test_a_lost_column_title_lists_its_answers() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "skills:columns"), RATING).value = None

    done, read = moved(SAME, damage=damage)
    assert read == {place: text for place, text in expected().items() if place[2] != "rating"}
    assert {text for _, text in lines(done.unplaced)} == {"4", "2", "5 - Excellent"}


def test_an_edited_label_is_listed_and_its_answers_are_kept() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "skills.plan"), A).value = "Dreaming"

    done, read = moved(SAME, damage=damage)
    assert read == expected()
    assert [(one.typed, "'Planning'" in one.why) for one in done.unplaced] == [("Dreaming", True)]


def test_an_edited_title_is_listed_and_its_answers_are_kept() -> None:
    def damage(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "skills:columns"), RATING).value = "Score"

    done, read = moved(SAME, damage=damage)
    assert read == expected()
    assert [(one.typed, "'Rating'" in one.why) for one in done.unplaced] == [("Score", True)]


@pytest.mark.parametrize(
    ("value", "shown"), [(4.5, "4.5"), ("4.5", "4.5"), (7, "7"), ("good-ish", "good-ish"), (True, "TRUE")]
)
def test_what_cannot_be_read_stays_as_it_was_typed(value: str | float, shown: str) -> None:
    done, read = moved(SAME, {("skills", "talk", "rating"): value})
    assert read == {("skills", "talk", "rating"): f"?{shown}"}
    assert len(done.kept) == 1


def test_an_error_value_and_a_formula_without_result_are_listed() -> None:
    done, read = moved(SAME, {("skills", "talk", "rating"): "#REF!", ("skills", "plan", "rating"): "=2+2"})
    assert not {place: text for place, text in read.items() if not text.startswith("?")}
    assert ("Planning · Rating", "a formula without a saved result") in lines(done.unplaced)


def test_more_rows_than_the_form_has_are_listed() -> None:
    def damage(sheet: Worksheet) -> None:
        row = row_of(sheet, "goals.row-3") + 1
        sheet.insert_rows(row, 2)
        sheet.cell(row, A).value = "One more"
        sheet.cell(row + 1, A).value = "And another"

    done, read = moved(SAME, damage=damage)
    assert read == expected() | {("goals", "row-2", "goal"): "One more"}
    assert [(one.typed, "no blank row left" in one.why) for one in done.unplaced] == [("And another", True)]


def test_an_item_with_another_id_is_known_by_its_label() -> None:
    new = changed(("{id: talk, label: Talking}", "{id: speech, label: Talking}"))
    done, read = moved(new)
    renamed = {(s, "speech" if r == "talk" else r, c): text for (s, r, c), text in expected().items()}
    assert read == renamed
    assert {one.typed for one in done.mapped} == {"4", "She listens.", "12.5"}
    assert all(one.looks_the_same for one in done.mapped)
    assert done.unplaced == ()


def test_an_item_that_stands_in_another_row_is_listed_with_both_its_cells() -> None:
    above = ("{id: talk, label: Talking}", "{id: write, label: Writing}\n      - {id: speech, label: Talking}")
    done, _ = moved(changed(above), {("skills", "talk", "rating"): 4})
    (one,) = done.mapped
    (before, after) = (int(cell[1:]) for cell in (one.cell, one.new_cell))
    assert (one.cell[0], one.new_cell[0], after - before) == ("C", "C", 1)
    assert not one.looks_the_same


def test_a_level_with_another_name_looks_different_in_the_same_cell() -> None:
    done, _ = moved(changed(("label: Very good", "label: Strong")), {("skills", "talk", "rating"): 4})
    (one,) = done.mapped
    assert (one.cell == one.new_cell, one.looks_the_same) == (True, False)


def test_an_item_with_another_label_is_known_by_its_id() -> None:
    done, read = moved(changed(("label: Talking", "label: Speaking up")))
    assert read == expected()
    assert [(one.typed, one.looks_the_same, one.why) for one in done.mapped] == [
        (typed, False, "the row is called 'Speaking up' now") for typed in ("4", "She listens.", "12.5")
    ]
    assert done.unplaced == ()


def test_a_column_and_a_field_with_other_words_under_their_ids_are_told() -> None:
    done, read = moved(changed(("title: Hours", "title: Days absent"), ("label: Room", "label: Floor")))
    assert read == expected()
    assert {(one.typed, one.why) for one in done.mapped} == {
        ("12.5", "the column is called 'Days absent' now"),
        ("Blue room", "the field is called 'Floor' now"),
    }


def test_words_that_are_only_written_otherwise_are_the_same() -> None:
    done, _ = moved(changed(("title: Hours", 'title: "HOURS "'), ("label: Talking", "label: talking")))
    assert (len(done.kept), done.mapped, done.unplaced) == (len(TYPED), (), ())


def test_an_item_whose_label_went_to_another_id_is_not_guessed() -> None:
    new = changed(("{id: talk, label: Talking}", "{id: talk, label: Writing}\n      - {id: speech, label: Talking}"))
    done, read = moved(new)
    assert read == without(*(place for place in TYPED if place[:2] == ("skills", "talk")))
    assert {text for _, text in lines(done.unplaced)} == {"4", "She listens.", "12.5"}


def test_swapped_labels_are_not_guessed() -> None:
    new = changed(
        ("id: talk, label: Talking", "id: talk, label: PLAN"),
        ("label: Planning", "label: Talking"),
        ("PLAN", "Planning"),
    )
    done, read = moved(new)
    assert not [place for place in read if place[1] in {"talk", "plan"}]
    assert {text for _, text in lines(done.unplaced)} == {"4", "She listens.", "12.5", "2"}


def test_sections_columns_and_fields_are_known_by_their_titles() -> None:
    new = changed(
        ("id: skills", "id: abilities"),
        ("{id: why, title: Evidence", "{id: reason, title: Evidence"),
        ("summary_in: why", "summary_in: reason"),
        ("{id: room,", "{id: place,"),
    )
    done, read = moved(new)
    names = {"skills": "abilities", "why": "reason", "room": "place"}
    assert read == {tuple(names.get(part, part) for part in place): text for place, text in expected().items()}
    assert done.unplaced == ()
    assert len(done.mapped) == 7


def test_what_the_new_version_has_no_place_for_is_listed() -> None:
    new = changed(
        ("      - {id: hours, title: Hours, kind: number}\n", ""),
        ("      - {id: know, label: Knowledge}\n", ""),
        ("  - {id: room, label: Room}\n", ""),
        ("blank_rows: 3", "blank_rows: 1"),
    )
    done, read = moved(new)
    gone = [
        ("header", "room", ""),
        ("skills", "talk", "hours"),
        ("skills", "know", "rating"),
        ("goals", "row-3", "goal"),
        ("goals", "row-3", "state"),
    ]
    assert read == without(*gone)
    assert [text for _, text in lines(done.unplaced)] == ["Blue room", "12.5", "5 - Excellent", "Call clients", "Open"]


def test_a_row_below_fewer_blank_rows_comes_to_a_free_one_as_a_whole() -> None:
    done, read = moved(changed(("blank_rows: 3", "blank_rows: 2")))
    rows = {(s, "row-2" if (s, r) == ("goals", "row-3") else r, c): text for (s, r, c), text in expected().items()}
    assert read == rows
    assert {one.typed for one in done.mapped} == {"Call clients", "Open"}
    assert done.unplaced == ()


def test_a_section_that_is_gone_lists_its_answers() -> None:
    words = FIRST[FIRST.index("  - id: words") :]
    done, read = moved(changed((words, "")))
    assert read == without(("words", "row-1", "text"))
    assert lines(done.unplaced) == [("In other words", "All well.")]


@pytest.mark.parametrize(
    ("levels", "rating", "how"),
    [
        (["A = Excellent", "B = Very good", "C = Good", "D = Fair", "E = Poor"], "B", "mapped"),
        (["A = Top", "B = Middle", "C = Bottom"], None, "unplaced"),
        (["1 = Excellent", "2 = Very good", "3 = Good", "4 = Fair", "5 = Poor"], "2", "mapped"),
        (["1 = Bad", "2 = Fair", "3 = Good", "4 = Strong", "5 = Excellent"], "4", "mapped"),
        ([f"{n} = Step {n}" for n in range(1, 11)], None, "unplaced"),
        (["1 = Poor", "2 = Fair", "3 = Good", "4 = Very good", "5 = Excellent", "6 = Star"], "4", "kept"),
    ],
)
def test_a_rating_on_another_scale_means_the_same_or_is_listed(levels: list[str], rating: str | None, how: str) -> None:
    old = FIRST[FIRST.index("      - {value: 1") : FIRST.index("header:")]
    steps = [level.partition(" = ") for level in levels]
    lines_of = "".join(
        f"      - {{value: {value}, label: {label}{'' if value.isdigit() else f', number: {9 - number}'}}}\n"
        for number, (value, _, label) in enumerate(steps)
    )
    place = ("skills", "talk", "rating")
    done, read = moved(changed((old, lines_of)), {place: 4})
    assert read == ({place: rating} if rating else {})
    assert [len(done.kept), len(done.mapped), len(done.unplaced)] == [
        int(how == k) for k in ("kept", "mapped", "unplaced")
    ]


def test_what_nobody_could_read_gets_no_meaning_on_another_scale() -> None:
    done, read = moved(
        changed(("{value: 5, label: Excellent}", "{value: 7, label: Excellent}")), {("skills", "talk", "rating"): 7}
    )
    assert read == {}
    assert lines(done.unplaced) == [("Talking · Rating", "7")]
    assert done.unplaced[0].why == (
        "'7' was not on the scale when it was typed, and is on the new one: ask what was meant"
    )


def test_a_choice_that_is_not_on_the_list_any_more_is_listed() -> None:
    done, read = moved(changed(("[Open, Done]", "[Under way, Done]")))
    assert read == without(("goals", "row-3", "state"))
    assert lines(done.unplaced) == [("Call clients · State", "Open")]


def test_a_column_of_another_kind_takes_no_answers() -> None:
    done, read = moved(changed(("title: Hours, kind: number", "title: Hours, kind: date")))
    assert read == without(("skills", "talk", "hours"))
    assert lines(done.unplaced) == [("Talking · Hours", "12.5")]


def test_a_changed_name_is_listed_where_the_clean_form_has_its_own() -> None:
    def damage(sheet: Worksheet) -> None:
        row, column = cell_of(SAME, sheet, ("header", "name", ""))
        sheet.cell(row, column).value = "Somebody Else"

    done, _ = moved(SAME, damage=damage)
    assert [(one.label, one.typed) for one in done.unplaced] == [("Name", "Somebody Else")]


def test_a_signature_stays_with_the_version_that_was_signed() -> None:
    signing = """  - id: signing
    title: Signatures
    sign_off: {name: who, date: on}
    columns:
      - {id: line, title: As, kind: label}
      - {id: who, title: Name, kind: person}
      - {id: on, title: Date, kind: date}
    items: [{id: reviewer, label: Reviewer}]
"""
    typed: dict[Place, str | float] = {("signing", "reviewer", "who"): "Ruth", ("skills", "talk", "rating"): 4}
    same, read = moved(parse_layout(FIRST + signing, "growth.yaml"), typed, first=FIRST + signing)
    assert (len(same.kept), same.unplaced, len(read)) == (2, (), 2)
    newer = parse_layout((FIRST + signing).replace("version: 1", "version: 2", 1), "growth.yaml")
    done, read = moved(newer, typed, first=FIRST + signing)
    assert read == {("skills", "talk", "rating"): "4"}
    assert [(one.typed, "sign the new one" in one.why) for one in done.unplaced] == [("Ruth", True)]
