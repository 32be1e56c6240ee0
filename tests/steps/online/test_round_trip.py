"""A form goes out as a Google Sheet, is filled in by its reviewer, suffers what people do to sheets, and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from google_standin.people import CallError
from google_standin.running import Standin
from sheetreview.steps.intake import Outcome
from sheetreview.summarize.review_input import ReviewInput
from tests.steps.online.sheet_filling import (
    LAYOUTS,
    ROLES,
    Desk,
    assert_as_typed,
    filled_in,
    opened,
    reviews,
    send_out,
    small_cycle,
    take_back,
)

pytestmark = pytest.mark.no_cover

KEY = 2
"""The hidden key column of a form."""


def nothing(_desk: Desk) -> None:
    pass


def rename_the_tab(desk: Desk) -> None:
    desk.unprotect()
    properties = {"sheetId": desk.sheet, "title": "Zoë's review (final) v2"}
    desk.do(updateSheetProperties={"properties": properties, "fields": "title"})


def sort_a_block(desk: Desk) -> None:
    desk.unprotect()
    rows, column = desk.block()
    before = desk.column(KEY, rows)
    area = {"sheetId": desk.sheet, "startRowIndex": rows[0] - 1, "endRowIndex": rows[-1], "startColumnIndex": 0}
    last = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]
    desk.do(sortRange={"range": area, "sortSpecs": [{"dimensionIndex": column - 1, "sortOrder": "ASCENDING"}, *last]})
    if desk.column(KEY, rows) == before:
        desk.do(sortRange={"range": area, "sortSpecs": last})
    assert desk.column(KEY, rows) != before


def drag_a_row(desk: Desk) -> None:
    desk.unprotect()
    rows, _ = desk.block()
    source = {"sheetId": desk.sheet, "dimension": "ROWS", "startIndex": rows[0] - 1, "endIndex": rows[0]}
    desk.do(moveDimension={"source": source, "destinationIndex": rows[-1]})


def insert_rows(desk: Desk) -> None:
    desk.unprotect()
    rows, _ = desk.block()
    insert(desk, "ROWS", rows[1] - 1)
    insert(desk, "ROWS", 0)


def insert_columns(desk: Desk) -> None:
    desk.unprotect()
    _, column = desk.block()
    insert(desk, "COLUMNS", column - 1)
    insert(desk, "COLUMNS", 0)


def insert(desk: Desk, dimension: str, at: int) -> None:
    where = {"sheetId": desk.sheet, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
    desk.do(insertDimension={"range": where, "inheritFromBefore": False})


def duplicate_the_tab(desk: Desk) -> None:
    desk.do(duplicateSheet={"sourceSheetId": desk.sheet, "insertSheetIndex": 0, "newSheetName": "Copy of Review"})


def delete_the_keys(desk: Desk) -> None:
    desk.unprotect()
    where = {"sheetId": desk.sheet, "dimension": "COLUMNS", "startIndex": KEY - 1, "endIndex": KEY}
    desk.do(deleteDimension={"range": where})


def all_at_once(desk: Desk) -> None:
    duplicate_the_tab(desk)
    sort_a_block(desk)
    rows, column = desk.block()
    insert(desk, "ROWS", rows[1] - 1)
    insert(desk, "COLUMNS", column - 1)
    properties = {"sheetId": desk.sheet, "title": "done"}
    desk.do(updateSheetProperties={"properties": properties, "fields": "title"})


ACCIDENTS: tuple[Callable[[Desk], None], ...] = (
    nothing,
    rename_the_tab,
    sort_a_block,
    drag_a_row,
    insert_rows,
    insert_columns,
    duplicate_the_tab,
    delete_the_keys,
    all_at_once,
)


@dataclass(frozen=True, slots=True)
class Trip:
    """Forms of one role by the accident that happened to them: what was typed, what was read, and what pull said."""

    desks: dict[str, Desk]
    read: dict[str, ReviewInput]
    outcomes: dict[str, Outcome]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    with Standin(tmp_path_factory.mktemp("home"), inside=True) as standin:
        yield standin
        standin.assert_honest()


@pytest.fixture(scope="module", params=ROLES, ids="-".join)
def trip(request: pytest.FixtureRequest, running: Standin, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    layout, role = request.param
    with small_cycle(tmp_path_factory.mktemp("trip"), layout, len(ACCIDENTS)) as cycle:
        desks = filled_in(cycle, running, send_out(cycle, running, role))
        happened = dict(zip(desks, ACCIDENTS, strict=True))
        for form, accident in happened.items():
            accident(desks[form])
        pulled = {one.form_id: one.outcome for one in take_back(cycle, running).outcomes}
        read = reviews(cycle)
    names = {form: accident.__name__ for form, accident in happened.items()}
    return Trip(
        {names[form]: desk for form, desk in desks.items()},
        {names[form]: read[form] for form in desks},
        {names[form]: outcome for form, outcome in pulled.items()},
    )


@pytest.mark.parametrize("accident", [accident.__name__ for accident in ACCIDENTS])
def test_a_form_comes_back_as_it_was_filled_in_whatever_happened_to_its_sheet(trip: Trip, accident: str) -> None:
    assert trip.outcomes[accident] is Outcome.COLLECTED
    assert trip.desks[accident].typed.cells
    assert_as_typed(trip.read[accident], trip.desks[accident].typed)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_form_of_a_reviewers_spreadsheet_comes_back_as_it_was_filled_in(
    running: Standin, tmp_path: Path, layout: str
) -> None:
    with small_cycle(tmp_path, layout, 4) as cycle:
        files = send_out(cycle, running, bundle="reviewer")
        assignments = cycle.store.assignments()
        external = {a.role for a in assignments.values() if cycle.edition_of(a).asked.external}
        bundled = {f: files[f] for f, a in assignments.items() if a.role not in external}
        pairs = {(assignments[form].reviewer.key, file) for form, file in bundled.items()}
        assert len(set(bundled.values())) == len({key for key, _ in pairs}) == len(pairs)
        assert len(set(files.values())) == len(set(bundled.values())) + len(files.keys() - bundled.keys())
        desks = filled_in(cycle, running, files)
        sort_a_block(next(iter(desks.values())))
        last = desks[list(desks)[-1]]
        rename_the_tab(last)
        duplicate_the_tab(last)
        assert all(one.outcome is Outcome.COLLECTED for one in take_back(cycle, running).outcomes)
        read = reviews(cycle)
    for form, desk in desks.items():
        assert_as_typed(read[form], desk.typed)


def test_a_copied_tab_with_another_rating_is_pointed_out_and_not_chosen_between(
    running: Standin, tmp_path: Path
) -> None:
    with small_cycle(tmp_path, "customer-service", 1) as cycle:
        (desk,) = filled_in(cycle, running, send_out(cycle, running)).values()
        duplicate_the_tab(desk)
        place = next(place for place in desk.form.addresses if place[2] == "rating")
        other = "1" if desk.typed.cells[place] != "1" else "2"
        desk.reviewer.values_update(desk.file_id, {f"'Copy of Review'!{desk.form.addresses[place]}": [[other]]})
        take_back(cycle, running)
        (read,) = reviews(cycle).values()
    assert [finding.code for finding in read.findings] == ["form-doubled"]


@pytest.mark.parametrize(
    ("request_", "what"),
    [
        ({"sortRange": {"range": {}, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}}, "sorted"),
        ({"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 9, "endIndex": 10}}}, "given more rows"),
        ({"deleteDimension": {"range": {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}}, "robbed of keys"),
        ({"updateCells": {"range": {"startRowIndex": 0, "endRowIndex": 3}, "fields": "userEnteredValue"}}, "emptied"),
    ],
)
def test_a_protected_form_cannot_be_changed_by_its_reviewer(
    running: Standin, tmp_path: Path, request_: dict[str, dict[str, Any]], what: str
) -> None:
    with small_cycle(tmp_path, "customer-service", 1) as cycle:
        (desk,) = filled_in(cycle, running, send_out(cycle, running)).values()
        for body in request_.values():
            body["range"] = {**body["range"], "sheetId": desk.sheet}
        with pytest.raises(CallError, match="protected cell"):
            desk.do(**request_)
        assert desk.column(KEY, range(1, 4)), what


FIGURES = """
sheetreview: 1
id: figures
version: 1
title: Figures
roles: [{id: lead, title: Team lead}]
header: [{id: name, label: Name, source: reviewee.name, filled_by: [hr]}]
sections:
  - id: work
    title: Work
    columns:
      - {id: part, title: Part, kind: label}
      - {id: number, title: Number, kind: number}
      - {id: money, title: Money, kind: money}
      - {id: percent, title: Percent, kind: percent}
      - {id: date, title: Date, kind: date}
    items: [{id: plan, label: Planning}, {id: do, label: Doing}]
"""
MEANT = {
    ("plan", "number"): "1234.5",
    ("plan", "money"): "1234.5",
    ("plan", "percent"): "0.455",
    ("plan", "date"): "2025-11-02",
    ("do", "number"): "0.5",
    ("do", "money"): "-3",
    ("do", "percent"): "1",
    ("do", "date"): "2025-12-31",
}


@pytest.mark.parametrize(
    ("locale", "typed"),
    [
        ("de_DE", ["1.234,5", "1.234,50", "45,5%", "2.11.2025", ",5", "-3", "100 %", "31.12.2025"]),
        ("en_US", ["1,234.5", "1,234.50", "45.5%", "11/2/2025", ".5", "-3", "100 %", "12/31/2025"]),
    ],
)
def test_figures_and_days_are_read_as_they_are_meant_in_the_language_they_are_typed_in(
    running: Standin, tmp_path: Path, locale: str, typed: list[str]
) -> None:
    layout = tmp_path / "figures.yaml"
    layout.write_text(FIGURES, encoding="utf-8")
    with small_cycle(tmp_path, str(layout), 1, locale=locale) as cycle:
        (desk,) = opened(cycle, running, send_out(cycle, running)).values()
        cells = {(cell.row, cell.column.id): cell.address for cell in desk.form.inputs()}
        tab = desk.form.paper.grid.name
        values = {f"'{tab}'!{cells[place]}": [[text]] for place, text in zip(MEANT, typed, strict=True)}
        desk.reviewer.values_update(desk.file_id, values)
        take_back(cycle, running)
        (read,) = reviews(cycle).values()
    assert read.review is not None
    assert {(a.row, a.column): a.value for a in read.review.answers} == MEANT
    assert read.findings == ()
