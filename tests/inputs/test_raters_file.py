from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.errors import Problem, RosterError
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.inputs.people_files import parse_raters
from sheetreview.inputs.people_table import RATERS
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.sheet.grid import Book, Value
from tests.inputs.grids import any_books, book
from tests.inputs.test_layout_messages import BASE as INTERNAL
from tests.inputs.test_layout_part_messages import BASE

LAYOUTS = {
    "base": parse_layout(BASE, "base.yaml"),
    "inside": parse_layout(INTERNAL.replace("id: base", "id: inside"), "i.yaml"),
}
HEADER = ("customer_name", "customer_email", "employee_id", "salesperson", "month")
ACME = ("Kim Ode", "kim@acme.example", "S1", "Lou Hart", "2026-11")
BOLT = ("Raj Sen", "raj@bolt.example", "S1", "Lou Hart", "2026-11")


def problems_of(found: Book, layout: str = "base") -> list[str]:
    with pytest.raises(RosterError) as caught:
        parse_raters(found, "raters.csv", LAYOUTS, layout)
    return [str(problem) for problem in caught.value.problems]


def row_problems(changes: dict[str, Value]) -> list[str]:
    """Problems of a file with one good row and, in row 3, another that differs in some columns."""
    row = {**dict(zip(HEADER, BOLT, strict=True)), **changes}
    good = dict(zip(HEADER, ACME, strict=True))
    return problems_of(book([list(row), [good.get(name) for name in row], list(row.values())]))


def test_a_customer_rates_a_salesperson_in_the_layouts_external_role() -> None:
    found = parse_raters(book([(*HEADER, "team", "Company"), (*ACME, "North", "Acme")]), "raters.csv", LAYOUTS, "base")
    assert found.assignments == (
        Assignment(
            reviewee=Person(employee_id="S1", name="Lou Hart", team="North"),
            reviewer=Reviewer(name="Kim Ode", email="kim@acme.example"),
            role="customer",
            month="2026-11",
            extra={"company": "Acme"},
        ),
    )


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("2026-11", "2026-11"),
        ("2026-11-05", "2026-11"),
        ("2026-11-30T00:00:00", "2026-11"),
        ("November 2026", "2026-11"),
        (" november  2026 ", "2026-11"),
        ("Nov 2026", "2026-11"),
        ("Nov-26", "2026-11"),
        ("5 November 2026", "2026-11"),
        ("11/2026", "2026-11"),
        ("2.2026", "2026-02"),
        (46327.0, "2026-11"),
        (46356, "2026-11"),
    ],
)
def test_a_month_is_read_however_a_program_or_a_person_writes_it(written: Value, month: str) -> None:
    found = parse_raters(book([HEADER, (*ACME[:4], written)]), "raters.csv", LAYOUTS, "base")
    assert found.assignments[0].month == month


@pytest.mark.parametrize("written", ["November", "2026", "13/2026", "11/26", "soon", "2026-00", "0026-11", 11.0, True])
def test_what_is_no_month_is_named_with_its_row(written: Value) -> None:
    shown = "11" if written == 11.0 else str(written).upper() if written is True else written
    assert row_problems({"month": written}) == [
        f"raters.csv:3: month '{shown}' is no month; write it like 2026-11 or November 2026"
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"month": ""}, "month is empty; write the month the form is for, such as 2026-11"),
        ({"customer_email": "raj"}, "customer_email 'raj' is no e-mail address; write it like name@example.com"),
        ({"salesperson": ""}, "salesperson is empty; write the name of the person rated"),
        (
            {"salesperson": "Lu Hart"},
            (
                "employee_id 'S1' is 'Lu Hart' here, but 'Lou Hart' in row 2; "
                "give each person an id of their own, or mend the name"
            ),
        ),
        (
            {"customer_email": "KIM@acme.example"},
            (
                "customer_email 'KIM@acme.example' is 'Raj Sen' here, but 'Kim Ode' in row 2; "
                "mend the address or the name"
            ),
        ),
        (
            {"customer_email": "Kim@acme.example", "customer_name": "Kim Ode", "month": "Nov 2026"},
            "this customer rates this person for this month in row 2 already; remove one",
        ),
        ({"role": "custmer"}, "role 'custmer' is not in any layout of the cycle; did you mean 'customer'?"),
        ({"role": "manager"}, "role 'manager' of layout base is for people inside the house; use one of: customer"),
        ({"layout": "bas"}, "unknown layout 'bas'; did you mean 'base'?"),
        (
            {"layout": "inside"},
            (
                "layout inside has no external role, so nobody outside the house can fill its forms; "
                "name another layout, or give the raters' role 'external: true' and 'min_raters'"
            ),
        ),
    ],
)
def test_what_is_wrong_in_a_row_is_named_with_the_row(changes: dict[str, Value], problem: str) -> None:
    found = row_problems(changes)
    assert [line.split(" The roles are")[0] for line in found] == [f"raters.csv:3: {problem}"]


def test_a_layout_that_nobody_outside_fills_is_named_once() -> None:
    assert problems_of(book([HEADER, ACME, BOLT]), "inside") == [
        (
            "raters.csv: layout inside has no external role, so nobody outside the house can fill its forms; "
            "name another layout, or give the raters' role 'external: true' and 'min_raters'"
        )
    ]


def test_of_several_external_roles_each_row_must_name_one() -> None:
    text = BASE.replace("{id: peer, title: Colleague,", "{id: partner, title: Partner, external: true,")
    layouts = {"base": parse_layout(text.replace("[peer", "[partner"), "base.yaml")}
    with pytest.raises(RosterError, match="1 problem") as caught:
        parse_raters(book([HEADER, ACME]), "raters.csv", layouts, "base")
    assert str(caught.value.problems[0]) == (
        "raters.csv:2: layout base has several external roles; name one in the column role: partner, customer"
    )
    named = parse_raters(book([(*HEADER, "role"), (*ACME, "Partner")]), "raters.csv", layouts, "base")
    assert named.assignments[0].role == "partner"


def test_the_same_people_may_meet_in_two_months() -> None:
    rows = [HEADER, ACME, (*ACME[:4], "2026-12")]
    found = parse_raters(book(rows), "r.csv", LAYOUTS, "base").assignments
    assert [one.month for one in found] == ["2026-11", "2026-12"]


def test_a_misspelt_column_is_named_with_the_heading_that_may_be_it() -> None:
    header = ("customer_name", "customer_email", "employee_id", "sales person", "mnth")
    assert problems_of(book([header, ACME])) == [
        "raters.csv:1: there is no column month; rename 'mnth' in E1 if that is it"
    ]


def test_every_problem_is_reported_at_once_in_the_order_of_the_rows() -> None:
    found = problems_of(book([HEADER, (*ACME[:4], "x"), ("", "raj", *BOLT[2:])]))
    assert [line.split(":")[1] for line in found] == ["2", "3", "3"]


def test_a_file_without_rows_is_empty() -> None:
    assert problems_of(book([HEADER])) == ["raters.csv: the raters file is empty; add a row for each form to issue"]


@given(any_books(RATERS.known), st.sampled_from(["base", "inside"]))
@settings(max_examples=80, deadline=None)
def test_any_grid_gives_assignments_or_problems(found: Book, layout: str) -> None:
    assignments: tuple[Assignment, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        assignments = parse_raters(found, "raters.csv", LAYOUTS, layout).assignments
    except RosterError as error:
        problems = error.problems
    assert bool(assignments) != bool(problems)
