"""A layout that changes while forms are out: what was filled in stands in the new forms, and nothing is lost."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.cycle.moved_answers import MovedRecords
from sheetreview.cycle.sheets import OnlineSheet, SheetForm, SheetRecords, Step
from sheetreview.reading.open import open_book
from sheetreview.steps.check import check_cycle
from sheetreview.steps.init import take_roster
from sheetreview.steps.intake import Outcome
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.summarize import team_summaries
from sheetreview.steps.upgrade.upgrade import upgrade
from tests.steps.making import ANN, CY, DEE, tree, write_roster
from tests.steps.upgrading import (
    ANN_FORM,
    CARRIED_2,
    CY_FORM,
    DEE_FORM,
    FULL_1,
    REST_2,
    V1,
    V2,
    V3,
    answers,
    begun,
    form_ids,
    go_on,
    issue,
    issued,
    layout_file,
    raise_to,
    take_in,
    type_in,
    version_of,
    with_two_roles,
)


def totals(root: Path) -> dict[str, dict[str, tuple[float | None, float | None]]]:
    """What counts of each person, by section: the ratings' sum and the most it could be."""
    with OpenCycle.open(root, reading=True) as cycle:
        _, summary = team_summaries(cycle, as_of=date(2026, 6, 1))
    people = [person for person in summary.people if person.counted]
    assert len({person.form_id for person in people}) == len(people)
    return {person.name: {one.id: (one.total, one.maximum) for one in person.sections} for person in people}


def errors(root: Path) -> list[tuple[str, str, str]]:
    with OpenCycle.open(root, reading=True) as cycle:
        found = check_cycle(cycle).findings
    return [(one.reviewee, one.code, one.item) for one in found if one.severity.value == "error"]


def test_a_form_filled_in_in_place_is_issued_anew_with_its_answers_and_its_backup(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, FULL_1)
    filled = (root / ANN_FORM).read_bytes()
    done = raise_to(root, 2)
    assert answers(root / ANN_FORM) == CARRIED_2
    assert [version_of(root / form) for form in (ANN_FORM, CY_FORM, DEE_FORM)] == [2, 2, 2]
    assert done.files.replaced == ((ANN_FORM, "backups/bo-kim/ann-lee-1.xlsx"),)
    assert (root / "backups/bo-kim/ann-lee-1.xlsx").read_bytes() == filled
    assert answers(root / CY_FORM) == answers(root / DEE_FORM) == {}


def test_what_has_another_place_and_what_has_none_is_told(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, FULL_1)
    ann = next(form for form in raise_to(root, 2).forms if form.reviewee == "Ann Lee")
    assert (ann.since, ann.version, ann.kept) == (1, 2, 5)
    assert ann.origin == "backups/bo-kim/ann-lee-1.xlsx"
    assert {(note.label, note.typed) for note in ann.mapped} == {
        ("Quality of work · Rating", "4"),
        ("Quality of work · Notes", "Neat."),
        ("Calm · Grade", "1"),
    }
    assert {(note.label, note.typed) for note in ann.unplaced} == {("Manners · Rating", "5"), ("Kind · Grade", "3")}
    assert all(note.why for note in (*ann.mapped, *ann.unplaced))


def test_a_return_counts_in_its_own_version_until_the_completed_new_form_comes_back(tmp_path: Path) -> None:
    root = issued(tmp_path)
    take_in(root, type_in(root / ANN_FORM, FULL_1, tmp_path / "back" / "ann.xlsx"))
    first = {"work": (4 + 2 + 5, 15), "traits": (1 + 3, 6)}
    assert totals(root) == {"Ann Lee": first}
    raise_to(root, 2)
    assert answers(root / ANN_FORM) == CARRIED_2
    assert (totals(root), errors(root)) == ({"Ann Lee": first}, [])
    back = type_in(root / ANN_FORM, REST_2, tmp_path / "back" / "ann-2.xlsx")
    assert [one.outcome for one in take_in(root, back)] == [Outcome.REPLACED]
    assert errors(root) == []
    assert totals(root) == {"Ann Lee": {"work": (3 + 4 + 2 + 5, 20), "traits": (1 + 3, 6)}}


def test_returns_in_both_versions_are_summed_up_together(tmp_path: Path) -> None:
    root = issued(tmp_path)
    take_in(root, type_in(root / ANN_FORM, FULL_1, tmp_path / "ann.xlsx"))
    take_in(root, type_in(root / CY_FORM, FULL_1, tmp_path / "cy.xlsx"))
    raise_to(root, 2)
    take_in(root, type_in(root / ANN_FORM, REST_2, tmp_path / "ann-2.xlsx"))
    assert errors(root) == []
    assert {name: found["work"] for name, found in totals(root).items()} == {"Ann Lee": (14, 20), "Cy Roe": (11, 15)}


def test_a_plain_run_afterwards_keeps_every_file_byte_for_byte(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, FULL_1)
    take_in(root, type_in(root / CY_FORM, FULL_1, tmp_path / "cy.xlsx"))
    raise_to(root, 2)
    before = tree(root / "forms")
    assert sorted(issue(root).kept) == [ANN_FORM, CY_FORM, DEE_FORM]
    assert tree(root / "forms") == before
    for form in (ANN_FORM, CY_FORM):
        (root / form).unlink()
    assert sorted(issue(root).written) == [ANN_FORM, CY_FORM]
    assert tree(root / "forms") == before


def test_a_corrected_name_reaches_a_form_with_carried_answers(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, FULL_1)
    raise_to(root, 2)
    with OpenCycle.open(root) as cycle:
        take_roster(cycle, write_roster(tmp_path / "new.csv", [("E1", "Ann Leigh", *ANN[2:]), CY, DEE]))
    assert issue(root).refreshed == (ANN_FORM,)
    assert answers(root / ANN_FORM) == CARRIED_2
    assert "Ann Leigh" in set(open_book(root / ANN_FORM)[1].sheets[0].cells.values())


def test_answers_given_after_one_upgrade_survive_the_next(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, FULL_1)
    raise_to(root, 2)
    type_in(root / ANN_FORM, {**REST_2, ("Speed", "Rating"): 5})
    going_on = (root / ANN_FORM).read_bytes()
    assert issue(root).touched == (ANN_FORM,)
    assert go_on(root).files.forms == 0
    assert (root / ANN_FORM).read_bytes() == going_on
    done = raise_to(root, 3)
    left = {place: value for place, value in CARRIED_2.items() if not place.startswith("work.speed")}
    assert answers(root / ANN_FORM) == {
        **left,
        "work.speed.rating": "5",
        "work.focus.rating": "5",
        "traits.kind.grade": "A",
    }
    (ann,) = (form for form in done.forms if form.reviewee == "Ann Lee")
    assert [(note.label, note.typed) for note in ann.unplaced] == [("Care · Rating", "3")]
    assert (root / "backups/bo-kim/ann-lee-2.xlsx").read_bytes() == going_on


def test_carried_answers_that_nobody_added_to_are_carried_again_and_not_an_older_return(tmp_path: Path) -> None:
    root = issued(tmp_path)
    take_in(root, type_in(root / ANN_FORM, {("Speed", "Rating"): 1}, tmp_path / "early.xlsx"))
    type_in(root / ANN_FORM, FULL_1)
    raise_to(root, 2)
    raise_to(root, 3)
    assert answers(root / ANN_FORM) == CARRIED_2
    assert version_of(root / ANN_FORM) == 3


def test_a_return_that_comes_after_the_upgrade_is_carried_by_the_next_run(tmp_path: Path) -> None:
    root = issued(tmp_path)
    late = type_in(root / ANN_FORM, FULL_1, tmp_path / "late.xlsx")
    raise_to(root, 2)
    assert answers(root / ANN_FORM) == {}
    take_in(root, late)
    assert go_on(root).files.refreshed == (ANN_FORM,)
    assert answers(root / ANN_FORM) == CARRIED_2
    assert go_on(root).files.forms == 0


def test_a_late_return_does_not_replace_a_new_form_that_is_being_filled_in(tmp_path: Path) -> None:
    root = issued(tmp_path)
    late = type_in(root / ANN_FORM, FULL_1, tmp_path / "late.xlsx")
    raise_to(root, 2)
    type_in(root / ANN_FORM, REST_2)
    begun_anew = (root / ANN_FORM).read_bytes()
    take_in(root, late)
    go_on(root)
    assert (root / ANN_FORM).read_bytes() == begun_anew


def test_a_form_that_was_only_saved_again_does_not_hide_its_return(tmp_path: Path) -> None:
    root = issued(tmp_path)
    take_in(root, type_in(root / ANN_FORM, FULL_1, tmp_path / "ann.xlsx"))
    type_in(root / ANN_FORM, {})
    raise_to(root, 2)
    assert answers(root / ANN_FORM) == CARRIED_2


def test_answers_moved_twice_are_told_to_be_from_the_backup_that_still_has_them(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, FULL_1)
    raise_to(root, 2)
    (ann,) = (form for form in raise_to(root, 3).forms if form.reviewee == "Ann Lee")
    assert (ann.path, ann.origin) == (ANN_FORM, "backups/bo-kim/ann-lee-1.xlsx")


def test_what_was_typed_at_the_head_alone_is_carried(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, {("Held on", ""): date(2026, 4, 1)})
    raise_to(root, 2)
    assert answers(root / ANN_FORM) == {"held": "2026-04-01"}


def test_a_form_that_was_emptied_by_hand_stays_empty(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, {("Speed", "Rating"): 4})
    raise_to(root, 2)
    type_in(root / ANN_FORM, {("Speed", "Rating"): None})
    raise_to(root, 3)
    assert answers(root / ANN_FORM) == {}


def test_a_file_on_the_disk_that_was_collected_gives_way_to_a_later_return(tmp_path: Path) -> None:
    root = issued(tmp_path)
    later = type_in(root / ANN_FORM, {("Speed", "Rating"): 5}, tmp_path / "later.xlsx")
    type_in(root / ANN_FORM, {("Speed", "Rating"): 1})
    take_in(root, root / ANN_FORM)
    take_in(root, later)
    raise_to(root, 2)
    assert answers(root / ANN_FORM) == {"work.speed.rating": "5"}


@pytest.mark.parametrize("newer", ["the return", "the file"])
def test_of_a_file_and_a_return_the_newer_counts_and_the_other_is_named(tmp_path: Path, newer: str) -> None:
    root = issued(tmp_path)
    back = type_in(root / ANN_FORM, {("Speed", "Rating"): 5}, tmp_path / "back.xlsx")
    type_in(root / ANN_FORM, {("Speed", "Rating"): 1})
    take_in(root, back)
    a_day = 86_400 if newer == "the file" else -86_400
    os.utime(root / ANN_FORM, (time.time() + a_day,) * 2)
    done = raise_to(root, 2)
    (ann,) = (form for form in done.forms if form.reviewee == "Ann Lee")
    backup = "backups/bo-kim/ann-lee-1.xlsx"
    rating, origin, others = ("1", backup, (str(back),)) if newer == "the file" else ("5", str(back), (backup,))
    assert (answers(root / ANN_FORM), ann.origin, ann.others) == ({"work.speed.rating": rating}, origin, others)
    assert done.needs_a_look
    assert not go_on(root).needs_a_look
    assert answers(root / ANN_FORM) == {"work.speed.rating": rating}


def test_a_file_and_a_return_with_the_same_answers_are_no_reason_to_look(tmp_path: Path) -> None:
    root = issued(tmp_path)
    take_in(root, type_in(root / ANN_FORM, {("Speed", "Rating"): 5}, tmp_path / "back.xlsx"))
    type_in(root / ANN_FORM, {("Speed", "Rating"): 5, ("Speed", "Notes"): None})
    workbook = load_workbook(root / ANN_FORM)
    workbook.properties.creator = "somebody"
    workbook.save(root / ANN_FORM)
    workbook.close()
    assert not raise_to(root, 2).needs_a_look
    assert answers(root / ANN_FORM) == {"work.speed.rating": "5"}


def test_an_answer_that_has_no_place_in_either_is_still_another_answer(tmp_path: Path) -> None:
    root = issued(tmp_path)
    take_in(root, type_in(root / ANN_FORM, {("Manners", "Rating"): 5}, tmp_path / "back.xlsx"))
    type_in(root / ANN_FORM, {("Manners", "Rating"): 2})
    (ann,) = (form for form in raise_to(root, 2).forms if form.reviewee == "Ann Lee")
    assert len(ann.others) == 1


def test_a_form_filled_in_in_two_files_takes_the_one_saved_last_and_names_the_other(tmp_path: Path) -> None:
    root = issued(tmp_path)
    issue(root, bundle=True)
    type_in(root / "forms/bo-kim.xlsx", {("Speed", "Rating"): 4}, tab="Ann Lee")
    type_in(root / ANN_FORM, {("Speed", "Rating"): 2})
    os.utime(root / ANN_FORM, (time.time() - 86_400,) * 2)
    done = raise_to(root, 2)
    assert answers(root / ANN_FORM) == answers(root / "forms/bo-kim.xlsx", "Ann Lee") == {"work.speed.rating": "4"}
    (others,) = {form.others for form in done.forms if form.reviewee == "Ann Lee"}
    assert others == ("backups/bo-kim/ann-lee-1.xlsx",)


def test_a_reviewers_workbook_is_issued_anew_with_every_tabs_own_answers(tmp_path: Path) -> None:
    root = issued(tmp_path, bundle=True)
    book = root / "forms/bo-kim.xlsx"
    type_in(book, {("Speed", "Rating"): 1, ("Calm", "Grade"): 2}, tab="Ann Lee")
    type_in(book, {("Speed", "Rating"): 5}, tab="Cy Roe")
    done = raise_to(root, 2)
    assert done.files.replaced == (("forms/bo-kim.xlsx", "backups/bo-kim-1.xlsx"),)
    assert answers(book, "Ann Lee") == {"work.speed.rating": "1", "traits.calm.grade": "B"}
    assert answers(book, "Cy Roe") == {"work.speed.rating": "5"}
    assert not (root / ANN_FORM).exists()
    before = tree(root / "forms")
    assert sorted(issue(root, bundle=True).kept) == ["forms/bo-kim.xlsx", "forms/gus-hay.xlsx"]
    assert tree(root / "forms") == before
    type_in(book, {("Focus", "Rating"): 2}, tab="Cy Roe")
    raise_to(root, 3)
    assert answers(book, "Ann Lee") == {"work.speed.rating": "1", "traits.calm.grade": "B"}
    assert answers(book, "Cy Roe") == {"work.speed.rating": "5", "work.focus.rating": "2"}


def test_a_form_that_stands_in_two_files_gets_the_same_answers_in_both(tmp_path: Path) -> None:
    root = issued(tmp_path)
    issue(root, bundle=True)
    type_in(root / "forms/bo-kim.xlsx", {("Speed", "Rating"): 4}, tab="Ann Lee")
    raise_to(root, 2)
    assert answers(root / ANN_FORM) == answers(root / "forms/bo-kim.xlsx", "Ann Lee") == {"work.speed.rating": "4"}


def test_a_form_sent_back_as_it_was_issued_anew_is_no_new_return(tmp_path: Path) -> None:
    root = issued(tmp_path)
    take_in(root, type_in(root / ANN_FORM, FULL_1, tmp_path / "ann.xlsx"))
    type_in(root / CY_FORM, {("Speed", "Rating"): 5})
    raise_to(root, 2)
    outcomes = {one.reviewee: one.outcome for one in take_in(root, root / "forms")}
    assert outcomes == {"Ann Lee": Outcome.BLANK, "Cy Roe": Outcome.COLLECTED, "Dee Fox": Outcome.BLANK}
    assert [one for one in errors(root) if one[0] == "Ann Lee"] == []


def test_only_the_forms_of_a_role_are_written_and_the_others_follow_with_their_answers(tmp_path: Path) -> None:
    root = begun(tmp_path, with_two_roles(V1))
    issue(root)
    manager, lead = root / "forms/bo-kim/ann-lee-manager.xlsx", root / "forms/bo-kim/ann-lee-lead.xlsx"
    for form in (manager, lead):
        type_in(form, {("Speed", "Rating"): 3})
    with OpenCycle.open(root) as cycle:
        done = upgrade(cycle, [str(layout_file(tmp_path, 2, with_two_roles(V2)))], roles=["manager"])
    assert {form.role for form in done.forms} == {"manager"}
    assert (version_of(manager), version_of(lead)) == (2, 1)
    type_in(lead, {("Speed", "Rating"): 4})
    assert {form.role for form in go_on(root).forms} == {"lead"}
    assert (answers(manager), answers(lead)) == ({"work.speed.rating": "3"}, {"work.speed.rating": "4"})


def test_a_plain_run_gives_an_untouched_form_the_answers_too(tmp_path: Path) -> None:
    root = begun(tmp_path, with_two_roles(V1))
    issue(root)
    lead = root / "forms/bo-kim/ann-lee-lead.xlsx"
    take_in(root, type_in(lead, {("Speed", "Rating"): 4}, tmp_path / "lead.xlsx"))
    with OpenCycle.open(root) as cycle:
        upgrade(cycle, [str(layout_file(tmp_path, 2, with_two_roles(V2)))], roles=["manager"])
    issue(root)
    assert (version_of(lead), answers(lead)) == (2, {"work.speed.rating": "4"})


def test_forms_in_google_sheets_that_stay_in_their_version_are_counted(tmp_path: Path) -> None:
    root = issued(tmp_path)
    form = SheetForm(form_id=form_ids(root)["Ann Lee"], layout="checkup", version=1, role="manager")
    with OpenCycle.open(root) as cycle:
        sheet = OnlineSheet(key=form.form_id, file_id="1a", link="https://x.example", step=Step.SHARED, forms=(form,))
        SheetRecords(cycle.store).put(sheet)
        SheetRecords(cycle.store).put(replace(sheet, key="other", file_id="1b", forms=()))
    assert raise_to(root, 2).sheets == 1


def test_forms_that_were_never_issued_are_left_to_a_plain_run(tmp_path: Path) -> None:
    root = begun(tmp_path)
    done = raise_to(root, 2)
    assert (done.forms, len(done.layouts)) == ((), 1)
    assert not (root / "forms").exists()
    issue(root)
    assert version_of(root / ANN_FORM) == 2


def test_a_third_version_may_follow_the_first_at_once(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, FULL_1)
    raise_to(root, 3, V3)
    with OpenCycle.open(root, reading=True) as cycle:
        moved = MovedRecords(cycle.store).all()[form_ids(root)["Ann Lee"]]
    assert (moved.since, moved.version) == (1, 3)
    assert answers(root / ANN_FORM) == CARRIED_2
