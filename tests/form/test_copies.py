"""Forms that were copied, put together, or issued with another version of their layout."""

from __future__ import annotations

from io import BytesIO
from typing import TypeVar

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from sheetreview.form.bundle import INDEX_TAB
from sheetreview.form.locate import find_forms
from sheetreview.model.finding import Severity
from sheetreview.model.layout import Layout
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book, Grid

from .issuing import (
    CUSTOMER,
    KEY,
    LABEL,
    RATING,
    Outcome,
    bundle,
    form_key_row,
    identity,
    issue,
    opened,
    read,
    row_of,
    saved,
    typed_form,
    typed_ratings,
)


def copy_tab(sheet: Worksheet, title: str = "Copy") -> Worksheet:
    assert sheet.parent is not None
    copy = sheet.parent.copy_worksheet(sheet)
    copy.title = title
    return copy


def test_a_tab_copied_to_another_workbook_is_still_the_form() -> None:
    source = typed_form()
    book = Workbook()
    book["Sheet"]["A1"] = "My own notes"
    target = book.create_sheet("Tabelle1")
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None:
                target[cell.coordinate] = cell.value
    outcome = read(saved(target))
    assert outcome.ratings == typed_ratings()
    assert outcome.review.sheet == "Tabelle1"
    assert outcome.serious() == []


def test_an_equal_copy_of_the_tab_is_no_finding() -> None:
    sheet = typed_form()
    copy_tab(sheet)
    outcome = read(saved(sheet))
    assert outcome.ratings == typed_ratings()
    assert outcome.codes() == []


def test_a_blank_copy_of_the_tab_does_not_hide_the_filled_one() -> None:
    sheet = opened(issue()[0])
    copy = copy_tab(sheet)
    for row in typed_form().iter_rows():
        for cell in row:
            copy[cell.coordinate] = cell.value
    outcome = read(saved(sheet))
    assert outcome.ratings == typed_ratings()
    assert outcome.review.sheet == "Copy"


def test_a_copy_of_the_tab_with_another_rating_is_an_error() -> None:
    sheet = typed_form()
    copy = copy_tab(sheet)
    copy.cell(row_of(copy, "job.motivation"), RATING).value = 3
    outcome = read(saved(sheet))
    assert outcome.codes(Severity.ERROR) == ["form-doubled"]
    assert "'Copy'" in outcome.findings[0].message


def test_a_hidden_tab_is_read_too() -> None:
    sheet = typed_form()
    assert sheet.parent is not None
    sheet.parent.create_sheet("Visible")
    sheet.sheet_state = "hidden"
    assert read(saved(sheet)).ratings == typed_ratings()


M = TypeVar("M", bound=BaseModel)


def changed(**changes: object) -> Layout:
    """The customer-service layout as its next version."""
    return remade(CUSTOMER, version=2, **changes)


def remade(model: M, **changes: object) -> M:
    """A layout, or a part of one, with some of it changed."""
    return model.model_construct(**{**{name: getattr(model, name) for name in type(model).model_fields}, **changes})


def relabelled() -> Layout:
    sales, job, *others = CUSTOMER.sections
    items = tuple(item.model_copy(update={"label": f"New words for {item.id}"}) for item in job.items)
    added = job.items[0].model_copy(update={"id": "safety", "label": "Safety"})
    columns = tuple(column.model_copy(update={"title": f"{column.title} (new)"}) for column in job.columns)
    newer = remade(job, items=(*items, added), columns=columns, title="Behaviour")
    return changed(sections=(sales, newer, *others))


def test_an_old_form_is_read_with_the_layout_it_was_issued_with() -> None:
    assert relabelled().version != CUSTOMER.version
    assert read(saved(typed_form()), CUSTOMER).serious() == []


def test_an_old_form_read_with_a_newer_layout_keeps_its_ratings_and_says_what_is_new() -> None:
    outcome = read(saved(typed_form()), relabelled())
    assert outcome.ratings == typed_ratings()
    assert [(f.code, f.item) for f in outcome.findings if f.severity is Severity.ERROR] == [("row-lost", "Safety")]
    assert outcome.codes(Severity.WARNING) == ["title-changed", *["label-changed"] * 8]
    assert outcome.codes(Severity.NOTICE) == ["unknown-row", *["title-changed"] * 2]


def test_an_old_form_with_an_item_the_layout_no_longer_has_is_noticed() -> None:
    sales, job, *others = CUSTOMER.sections
    fewer = remade(job, items=job.items[1:])
    outcome = read(saved(typed_form()), changed(sections=(sales, fewer, *others)))
    expected = {k: v for k, v in typed_ratings().items() if k != ("job", "professionalism")}
    assert outcome.ratings == expected
    assert outcome.serious() == ["unknown-row D39"]


def test_every_tab_of_a_bundle_is_a_form_of_its_own() -> None:
    book = load_workbook(BytesIO(bundle(["Ann", "Bob"])))
    assert book.sheetnames == [INDEX_TAB, "Ann", "Bob"]
    for name, rating in (("Ann", 2), ("Bob", 3)):
        sheet = book[name]
        sheet.cell(row_of(sheet, "job.motivation"), RATING).value = rating
    found = list(find_forms(parse_book(saved(book["Ann"]), "bundle.xlsx")))
    assert [(form.grid.name, form.identity.form_id) for form in found] == [
        ("Ann", "AAAAAAAAAAA2"),
        ("Bob", "AAAAAAAAAAA3"),
    ]
    assert all(form.by_key for form in found)


@pytest.mark.parametrize("reference", [True, False])
def test_a_form_is_known_by_its_visible_reference_when_its_key_is_gone(reference: bool) -> None:  # noqa: FBT001
    sheet = typed_form()
    sheet.cell(form_key_row(sheet), KEY).value = None
    if not reference:
        sheet.cell(2, LABEL).value = None
    found = list(find_forms(parse_book(saved(sheet), "form.xlsx")))
    assert [form.identity.form_id for form in found] == ([identity(CUSTOMER).form_id] if reference else [])
    assert not any(form.by_key for form in found)


@pytest.mark.parametrize(
    "text", ["", "sheetreview-form", "Form 12", "sheetreview-form 1 short x@1 manager", "=1", "🙂"]
)
def test_a_sheet_of_foreign_texts_is_no_form(text: str) -> None:
    grid = Grid(name="x", cells={(1, 1): text, (2, 2): 5, (3, 3): True})
    assert list(find_forms(Book(format="xlsx", sheets=(grid,)))) == []


def test_a_form_filled_in_as_csv_is_read_without_a_notice() -> None:
    sheet = typed_form()
    rows = [["" if str(cell.value).startswith("=") else cell.value or "" for cell in row] for row in sheet.iter_rows()]
    lines = [";".join('"' + str(value).replace('"', '""') + '"' for value in row) for row in rows]
    text = "\r\n".join(lines)
    outcome: Outcome = read(text.encode("utf-8-sig"), name="form.csv")
    assert outcome.ratings == typed_ratings()
    assert outcome.codes() == []
