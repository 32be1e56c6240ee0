"""A plan whose slots are filled is the same as a stamped workbook."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sheetreview.form.bundle import NAME, REVIEWER, bundle_plan, part_prefix
from sheetreview.form.compose import form_plan
from sheetreview.form.slots import TAB
from sheetreview.reading.open import parse_book
from sheetreview.sheet.fill import filled
from sheetreview.sheet.plan import Block, Cell, Content, Formula, Highlight, SheetPlan, Slot, slot_names
from sheetreview.xlsx.render import render
from sheetreview.xlsx.stamp import compile_plan
from tests.form.editions import CAME_BACK, PREVIOUS
from tests.form.editions import cut as cut_both_sides
from tests.form.editions import values_of as values_of_both_sides

from .plans import FORMS, book, form_edition, sheet_of, values_of

GIVEN = replace(CAME_BACK, previous=PREVIOUS)


def contents(sheet: SheetPlan) -> list[Content]:
    return [cell.content for cell in sheet.cells]


@pytest.mark.parametrize(("name", "role"), FORMS)
def test_a_filled_form_holds_what_the_stamped_workbook_holds(name: str, role: str) -> None:
    edition = form_edition(name, role)
    plan, values = form_plan(edition), values_of(edition)

    stamped = parse_book(compile_plan(plan).stamp(values), "form.xlsx")
    assert parse_book(render(filled(plan, values)), "form.xlsx") == stamped
    assert slot_names(filled(plan, values)) == ()


def test_answers_and_open_actions_that_are_shown_arrive_too() -> None:
    edition = cut_both_sides()
    plan, values = form_plan(edition), values_of_both_sides(edition, GIVEN)

    stamped = parse_book(compile_plan(plan).stamp(values), "form.xlsx")
    assert parse_book(render(filled(plan, values)), "form.xlsx") == stamped


def test_a_filled_bundle_holds_what_the_stamped_workbook_holds() -> None:
    edition = form_edition("customer-service", "manager")
    plan = bundle_plan([edition, edition])
    values: dict[str, str | float] = {REVIEWER: "For Ruth"}
    for number, tab in enumerate(("Zoë", "Sean O'Neil"), start=1):
        own = {**values_of(edition), TAB: tab, NAME: tab}
        values |= {part_prefix(number) + slot: value for slot, value in own.items()}

    stamped = parse_book(compile_plan(plan).stamp(values), "form.xlsx")
    assert parse_book(render(filled(plan, values)), "form.xlsx") == stamped


def test_a_slot_is_filled_by_what_it_is() -> None:
    link = Formula(("HYPERLINK(\"#'", Slot("tab"), '\'!A1","Open")'))
    plan = book(sheet_of(Slot("a"), Slot("b", typed=True), Slot("c", typed=True), Slot("d"), link, "as it is", 3))
    made = filled(plan, {"a": "=1", "b": 2.5, "c": "", "d": "", "tab": "It's"})

    assert contents(made.sheets[0]) == [
        "=1",
        2.5,
        None,
        None,
        Formula(("HYPERLINK(\"#'It''s'!A1\",\"Open\")",)),
        "as it is",
        3,
    ]


def test_titles_and_highlights_are_filled_and_the_rest_stays() -> None:
    mark = Highlight(block=Block(top=1, left=1, bottom=1, right=1), formula=Formula(("'", Slot("tab"), "'!A1>0")))
    cell = Cell(row=1, column=1, content=Slot("name"), link="'Other'!B2")
    sheet = SheetPlan(title=Slot("tab"), cells=(cell,), highlights=(mark,), freeze=(3, 1), protected=True)
    made = filled(book(sheet), {"tab": "O'Neil", "name": "Zoë"}).sheets[0]

    assert made.title == "O'Neil"
    assert made.highlights[0].formula == Formula(("'O''Neil'!A1>0",))
    assert made == replace(
        sheet,
        title="O'Neil",
        cells=(replace(cell, content="Zoë"),),
        highlights=(replace(mark, formula=made.highlights[0].formula),),
    )


def test_every_missing_slot_is_named() -> None:
    plan = book(sheet_of(Slot("one"), Slot("two"), Formula(("'", Slot("three"), "'!A1"))))

    with pytest.raises(ValueError, match="no value for slot 'one'; no value for slot 'three'"):
        filled(plan, {"two": "2"})
