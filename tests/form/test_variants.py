"""Forms of one role with different parts, and forms that leave the house."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO

from sheetreview.form.keys import edition_for, form_key, identity_for, parse_form_key
from sheetreview.form.slots import Given, month_text, source_value
from sheetreview.model.people import Previous

from .editions import ASSIGNMENT, CAME_BACK, LAYOUT, PREVIOUS, cut, issued, place
from .issuing import FORM_ID, KEY, SETTINGS, opened, read, saved

PIP = cut(sections=("pip",))
PICKED = cut("customer", picked={"behaviours": ("polite", "clear")})


def test_a_form_knows_which_conditional_sections_it_has() -> None:
    outcome = read(issued(PIP), LAYOUT)
    assert outcome.review.identity.variant == "pip"
    assert edition_for(outcome.review.identity, LAYOUT) == PIP
    assert {"pip"} <= {one.section for one in outcome.review.answers}
    assert "pip" not in {one.section for one in read(issued(cut()), LAYOUT).review.answers}


def test_a_form_has_the_items_that_were_picked_and_no_others() -> None:
    sheet = opened(issued(PICKED))
    for item in ("polite", "clear"):
        sheet.cell(*place(PICKED, "behaviours", item, "mark")).value = "B"
    outcome = read(saved(sheet), LAYOUT)
    found = {one.row: one.value for one in outcome.review.answers if one.section == "behaviours"}
    assert found == {"polite": "B", "clear": "B"}
    assert outcome.findings == ()


def test_a_form_without_its_keys_still_knows_its_parts() -> None:
    cells = {"pip": (PIP, "row-1", "step"), "behaviours": (PICKED, "clear", "mark")}
    for section, (form, row, column) in cells.items():
        sheet = opened(issued(form))
        sheet.cell(*place(form, section, row, column)).value = "B"
        sheet.delete_cols(KEY)
        review = read(saved(sheet), LAYOUT).review
        assert edition_for(review.identity, LAYOUT) == form
        assert (section, row, column, "B") in {(one.section, one.row, one.column, one.value) for one in review.answers}


def test_a_part_the_layout_does_not_have_is_left_out() -> None:
    identity = replace(identity_for(FORM_ID, PIP, ASSIGNMENT), variant="older+pip+behaviours:9.x..")
    parsed = parse_form_key(form_key(identity))
    assert parsed == identity
    assert edition_for(identity, LAYOUT) == PIP


def test_a_form_whose_choice_of_items_was_cut_off_has_those_of_the_layout() -> None:
    sheet = opened(issued(PICKED))
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "behaviours:" in cell.value:
                cell.value = cell.value.split("behaviours:")[0] + "behaviours:"
    assert edition_for(read(saved(sheet), LAYOUT).review.identity, LAYOUT) == cut("customer")


def test_a_key_of_endless_digits_is_no_crash() -> None:
    assert parse_form_key(f"sheetreview-form 1 {FORM_ID} both-sides@1 customer+behaviours:{'9' * 5000}") is None


def test_an_external_form_names_nobody_but_in_its_header() -> None:
    given = replace(CAME_BACK, previous=PREVIOUS, metrics={"behaviours.polite": "secret"})
    data = issued(cut("customer"), given)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = b"\n".join(archive.read(name) for name in archive.namelist()).decode()
    assert "Zoë Ångström" in parts
    for secret in ("E-4711", "zoe@example.com", "ruth@example.com", "Ruth Abrams", "secret", "Call every", "Sell more"):
        assert secret not in parts
    assert read(data, LAYOUT).review.identity.reviewee_id == ""


def test_a_form_inside_the_house_names_the_person_it_is_about() -> None:
    assert read(issued(cut("self")), LAYOUT).review.identity.reviewee_id == "E-4711"


def test_a_month_is_written_as_people_write_it() -> None:
    assert [month_text(text) for text in ("2026-11", "2026-01", "", "soon", "2026-13", "2026-11-05")] == [
        "November 2026",
        "January 2026",
        "",
        "soon",
        "2026-13",
        "2026-11-05",
    ]


def test_header_fields_take_what_the_account_and_the_last_cycle_give() -> None:
    extra = {"last_review": "2026-02-01", "region": "North"}
    assignment = replace(ASSIGNMENT, account="Acme", month="2026-11", extra=extra)
    given = Given(previous=replace(PREVIOUS, percent=Fraction(716, 10), band="Meets"), next_review="2026-08-01")

    def text(source: str, given: Given = given) -> str:
        return source_value(source, LAYOUT, assignment, SETTINGS, given)

    assert text("form.month") == "November 2026"
    assert text("account.name") == "Acme"
    assert text("account.last_review") == "2026-02-01"
    assert text("account.next_review") == "2026-08-01"
    assert text("previous.cycle") == "Spring"
    assert text("previous.result") == "72 % – Meets"
    assert text("roster.region") == "North"
    assert text("roster.none") == ""
    nothing = Given(previous=Previous(cycle="Spring"))
    assert text("previous.result", nothing) == ""
    assert text("cycle.due") == ""
    assert text("previous.cycle", Given()) == ""


def test_a_form_shows_its_own_due_date_where_it_has_one() -> None:
    cycle = SETTINGS.model_copy(update={"due": date(2026, 12, 18)})

    def shown(own: str) -> str:
        return source_value("cycle.due", LAYOUT, replace(ASSIGNMENT, due=own), cycle, Given())

    assert [shown(""), shown("2026-12-11")] == ["2026-12-18", "2026-12-11"]
