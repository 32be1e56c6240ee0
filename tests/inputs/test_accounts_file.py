from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from sheetreview.errors import Problem, RosterError
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.inputs.people_files import parse_accounts
from sheetreview.inputs.people_table import ACCOUNTS
from sheetreview.inputs.wording import misspelt
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.sheet.grid import Book, Value
from tests.inputs.grids import any_books, book
from tests.inputs.test_layout_part_messages import BASE

LAYOUTS = {"base": parse_layout(BASE, "base.yaml")}
TODAY = date(2026, 11, 22)
HEADER = ("account", "account_manager", "account_manager_email", "line_manager", "line_manager_email", "size")
ACME = ("Acme", "Ann Lee", "Ann@example.com", "Bo Ray", "bo@example.com", "Large")
BOLT = ("Bolt", "Cy Dow", "cy@example.com", "Bo Ray", "bo@example.com", "Small")


def read(*rows: tuple[Value | None, ...]) -> tuple[Assignment, ...]:
    return parse_accounts(book(rows), "accounts.csv", LAYOUTS, "base", TODAY).assignments


def problems_of(*rows: tuple[Value | None, ...]) -> list[str]:
    with pytest.raises(RosterError) as caught:
        read(*rows)
    return [str(problem) for problem in caught.value.problems]


def row_problems(changes: dict[str, Value]) -> list[str]:
    """Problems of a file with one good row and, in row 3, another that differs in some columns."""
    row = {**dict(zip(HEADER, BOLT, strict=True)), **changes}
    good = dict(zip(HEADER, ACME, strict=True))
    return problems_of(tuple(row), tuple(good.get(name) for name in row), tuple(row.values()))


def test_an_account_is_reviewed_by_its_line_manager_with_its_facts() -> None:
    header = (*HEADER, "Potential", "Last review", "team", "role")
    assert read(header, (*ACME, "High", 46038.0, "North", "manager")) == (
        Assignment(
            reviewee=Person(employee_id="ann@example.com", name="Ann Lee", email="Ann@example.com", team="North"),
            reviewer=Reviewer(name="Bo Ray", email="bo@example.com"),
            role="manager",
            account="Acme",
            extra={"size": "Large", "potential": "High", "last_review": "2026-01-16"},
        ),
    )


def test_an_account_managers_id_holds_for_all_of_their_accounts() -> None:
    other = ("Dash", "Ann Lee", "ann@EXAMPLE.com", "Bo Ray", "bo@example.com", "Small")
    found = read((*HEADER, "account_manager_id"), ACME, (*other, "E7"))
    assert [one.reviewee.employee_id for one in found] == ["E7", "E7"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-01-16", "2026-01-16"),
        ("16 January 2026", "2026-01-16"),
        ("16.1.2026", "2026-01-16"),
        (46038.0, "2026-01-16"),
        ("", ""),
    ],
)
def test_the_day_of_the_last_review_is_read_however_it_is_written(written: Value, day: str) -> None:
    assert read((*HEADER, "last_review"), (*ACME, written))[0].extra["last_review"] == day


@pytest.mark.parametrize("written", ["last year", "1/2/2026", "2026", "2026-02-30", 7.0, "2026-01"])
def test_a_last_review_that_is_no_date_is_named(written: Value) -> None:
    shown = "7" if written == 7.0 else written
    assert row_problems({"last_review": written}) == [
        f"accounts.csv:3: last_review '{shown}' is no date; write it as year-month-day, such as 2026-03-31"
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"account": " ACME "}, "this account stands in row 2 already; remove one, or tell the names apart"),
        (
            {"line_manager_email": "CY@example.com"},
            ("the account manager and the line manager have the same address; name the person above as line manager"),
        ),
        (
            {"line_manager": "Bob Ray"},
            (
                "line_manager_email 'bo@example.com' is 'Bob Ray' here, but 'Bo Ray' in row 2; "
                "mend the address or the name"
            ),
        ),
        (
            {"account_manager_email": "ann@example.com"},
            (
                "account_manager_email 'ann@example.com' is 'Cy Dow' here, but 'Ann Lee' in row 2; "
                "mend the address or the name"
            ),
        ),
        ({"account_manager": ""}, "account_manager is empty; write who manages the account"),
        ({"role": "mangr"}, "role 'mangr' is not in any layout of the cycle; did you mean 'manager'?"),
    ],
)
def test_what_is_wrong_in_a_row_is_named_with_the_row(changes: dict[str, Value], problem: str) -> None:
    found = row_problems(changes)
    assert [line.split(" The roles are")[0] for line in found] == [f"accounts.csv:3: {problem}"]


def test_two_ids_of_one_address_and_two_addresses_of_one_id_are_named() -> None:
    header = (*HEADER, "account_manager_id")
    dash = ("Dash", *ACME[1:], "E2")
    assert problems_of(header, (*ACME, "E1"), dash, (*BOLT, "E1")) == [
        (
            "accounts.csv:3: account_manager_email 'Ann@example.com' is 'E2' here, but 'E1' in row 2; "
            "give each person an id of their own, or mend the address"
        ),
        (
            "accounts.csv:4: account_manager_id 'E1' is 'cy@example.com' here, but 'Ann@example.com' in row 2; "
            "give each person an id of their own, or mend the address"
        ),
    ]


def test_a_column_that_the_layouts_rule_looks_at_must_be_there() -> None:
    message = "accounts.csv: there is no column size, by which layout base says how often an account is reviewed"
    assert problems_of((*HEADER[:5], "sizes"), ACME) == [f"{message}; rename column 'sizes' if that is it"]
    assert problems_of(HEADER[:5], ACME[:5]) == [f"{message}; add it"]


def test_a_review_that_is_still_to_come_cannot_be_the_last_one() -> None:
    assert row_problems({"last_review": "23.11.2026"}) == [
        "accounts.csv:3: last_review 2026-11-23 is still to come; write the day of the last review that was held"
    ]
    assert read((*HEADER, "last_review"), (*ACME, "22.11.2026"))[0].extra["last_review"] == "2026-11-22"


@pytest.mark.parametrize("written", ["Lagre", "lrge", "Larg e", "Medium", "Inlarge", "Tier 2", ""])
def test_only_a_value_that_looks_misspelt_is_named(written: str) -> None:
    misspelt = written in {"Lagre", "lrge"}
    rows = (HEADER, ACME, (*BOLT[:5], written))
    if not misspelt:
        assert read(*rows)[1].extra["size"] == written
        return
    assert problems_of(*rows) == [
        (
            f"accounts.csv:3: size '{written}' is in no rule of the layout; "
            "did you mean 'Large'? If not, name it in a rule of the layout"
        )
    ]


@pytest.mark.parametrize(
    ("value", "near"), [("Tier 3", ""), ("Teir 2", "Tier 2"), ("Inactive", ""), ("ACTIV", "Active")]
)
def test_values_that_differ_in_a_number_or_an_ending_are_their_own(value: str, near: str) -> None:
    assert misspelt(value, ["Tier 1", "Tier 2", "Active"]) == near


def test_a_roster_given_as_an_accounts_file_is_told_from_a_bad_one() -> None:
    roster = ("employee_id", "name", "reviewer_name", "reviewer_email")
    assert problems_of(roster, ("E1", "Ann Lee", "Bo Ray", "bo@example.com")) == [
        (
            "accounts.csv: this is a roster, not an accounts file; "
            "start the cycle with --roster, or give an accounts file"
        )
    ]


@given(any_books((*ACCOUNTS.known, "size", "last_review")))
@settings(max_examples=80, deadline=None)
def test_any_grid_gives_assignments_or_problems(found: Book) -> None:
    assignments: tuple[Assignment, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        assignments = parse_accounts(found, "accounts.csv", LAYOUTS, "base", TODAY).assignments
    except RosterError as error:
        problems = error.problems
    assert bool(assignments) != bool(problems)
