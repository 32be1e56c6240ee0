from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings

from sheetreview.errors import RosterError
from sheetreview.inputs.layout_file import find_layout, load_layout, parse_layout
from sheetreview.inputs.people_files import parse_metrics
from sheetreview.model.people import Assignment, Metric, Person, Reviewer
from sheetreview.sheet.grid import Book, Value
from tests.inputs.grids import any_books, book

LAYOUTS = {
    "customer-service": load_layout(find_layout("customer-service")),
    "two": parse_layout(
        """\
sheetreview: 1
id: two
version: 1
title: Two
roles: [{id: manager, title: Manager}]
sections:
  - id: first
    title: First
    columns: [{id: label, title: L, kind: label}, {id: figure, title: F, filled_by: [hr]}]
    items: [{id: calls, label: Calls}, {id: upselling-success, label: Upselling}]
  - id: second
    title: Second
    columns: [{id: label, title: L, kind: label}, {id: figure, title: F, kind: long-text, filled_by: [hr]}]
    items: [{id: calls, label: Calls}]
  - id: third
    title: Third
    columns:
      - {id: label, title: L, kind: label, filled_by: [hr]}
      - {id: figure, title: F, kind: number, filled_by: [hr]}
    items: [{id: visits, label: Visits}, {id: calls, label: Calls}]
""",
        "two.yaml",
    ),
}
HEADER = ("employee_id", "item", "metric")


def assigned(person: str, layout: str) -> Assignment:
    reviewer = Reviewer(name="Bo Ray", email="bo@example.com")
    return Assignment(reviewee=Person(employee_id=person, name=person), reviewer=reviewer, layout=layout)


ASSIGNMENTS = (assigned("E1", "customer-service"), assigned("E2", "two"), assigned("E3", ""))


def read(*rows: tuple[Value | None, ...]) -> tuple[Metric, ...]:
    return parse_metrics(book([HEADER, *rows]), "metrics.csv", ASSIGNMENTS, LAYOUTS)


def problems_of(*rows: tuple[Value, ...]) -> list[str]:
    with pytest.raises(RosterError) as caught:
        read(*rows)
    return [str(problem) for problem in caught.value.problems]


def test_an_item_is_found_with_and_without_its_section() -> None:
    assert read(("E1", "upselling-success", "12 %"), ("E1", "sales.retention", 0.5)) == (
        Metric(employee_id="E1", item="sales.upselling-success", metric="12 %"),
        Metric(employee_id="E1", item="sales.retention", metric="0.5"),
    )


def test_an_item_with_the_same_id_as_one_that_takes_no_metric_is_found() -> None:
    assert read(("E2", "first.calls", 1), ("E2", "second.calls", 2)) == (
        Metric(employee_id="E2", item="first.calls", metric="1"),
        Metric(employee_id="E2", item="second.calls", metric="2"),
    )


def test_someone_without_a_layout_of_their_own_may_have_items_of_any_layout() -> None:
    assert read(("E3", "sales.retention", 1), ("E3", "first.calls", 2)) == (
        Metric(employee_id="E3", item="sales.retention", metric="1"),
        Metric(employee_id="E3", item="first.calls", metric="2"),
    )


def test_items_that_a_cycle_did_not_pick_are_known_too() -> None:
    text = """\
sheetreview: 1
id: card
version: 1
title: Card
roles: [{id: manager, title: Manager}]
sections:
  - id: work
    title: Work
    columns: [{id: label, title: L, kind: label}, {id: figure, title: F, filled_by: [hr]}]
    items: [{id: calls, label: Calls}, {id: visits, label: Visits}]
    pick: {at_most: 1, default: [calls]}
"""
    rows = [HEADER, ("E2", "visits", "7"), ("E2", "calls", "3")]
    layouts = {"two": parse_layout(text, "card.yaml")}
    assert [metric.item for metric in parse_metrics(book(rows), "metrics.csv", ASSIGNMENTS, layouts)] == [
        "work.visits",
        "work.calls",
    ]


def test_rows_without_a_metric_and_empty_files_are_no_mistake() -> None:
    assert read(("E1", "nonsense", ""), ("E9", "retention", None)) == ()
    assert read() == ()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("E4", "retention", 1), "unknown employee_id 'E4'; mend the id, or add the person to the roster"),
        (("", "retention", 1), "employee_id is empty; say whose metric it is, and of which item"),
        (("E1", "", 1), "item is empty; say whose metric it is, and of which item"),
        (("E1", "retentoin", 1), "unknown item 'retentoin'; did you mean 'retention'?"),
        (("E1", "sales.retentoin", 1), "unknown item 'sales.retentoin'; did you mean 'sales.retention'?"),
        (("E1", "job.retention", 1), "unknown item 'job.retention'; did you mean 'sales.retention'?"),
        (("E2", "retention", 1), "unknown item 'retention'; use one of: calls, upselling-success"),
        (("E2", "calls", 1), "item 'calls' is in several sections; write one of: first.calls, second.calls"),
        (("E1", "other", 1), "item sales.other has no cell that HR fills; remove the row"),
        (("E1", "motivation", 1), "item job.motivation has no cell that HR fills; remove the row"),
        (("E2", "visits", 1), "item third.visits has no cell that HR fills; remove the row"),
        (("E1", "retention", "x" * 2001), "metric has 2,001 characters; keep it within 2,000"),
        (("E1", "retention", "a\x00"), "metric holds a control character; remove it"),
    ],
)
def test_what_is_wrong_in_a_row_is_named_with_the_row(row: tuple[Value, ...], problem: str) -> None:
    assert problems_of(("E1", "upselling-activity", 4), row) == [f"metrics.csv:3: {problem}"]


def test_a_second_metric_for_the_same_item_is_named_however_it_is_written() -> None:
    assert problems_of(("E1", "retention", 1), ("E1", "sales.retention", 2)) == [
        "metrics.csv:3: sales.retention of 'E1' has a metric in row 2 already; keep one of them"
    ]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(RosterError) as caught:
        parse_metrics(book([["Employee ID", "Item", "Metrik"]]), "metrics.csv", ASSIGNMENTS, LAYOUTS)
    assert [str(problem) for problem in caught.value.problems] == [
        "metrics.csv:1: there is no column metric; rename 'Metrik' in C1 if that is it"
    ]


@given(any_books((*HEADER, "E1", "retention")))
@settings(max_examples=60, deadline=None)
def test_any_grid_gives_metrics_or_problems(found: Book) -> None:
    metrics: tuple[Metric, ...] = ()
    with suppress(RosterError):
        metrics = parse_metrics(found, "metrics.csv", ASSIGNMENTS, LAYOUTS)
    assert all(metric.employee_id in {"E1", "E2", "E3"} for metric in metrics)
