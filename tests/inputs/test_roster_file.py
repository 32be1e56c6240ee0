from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.errors import Problem, RosterError
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.inputs.people_files import parse_roster
from sheetreview.inputs.people_table import ROSTER
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.sheet.grid import Book, CellError, NumberFormat, ShownNumber, Uncalculated, Value
from tests.inputs.grids import any_books, book, grid
from tests.inputs.test_layout_messages import BASE
from tests.inputs.test_layout_part_messages import BASE as PARTS

HEADER = ("employee_id", "name", "reviewer_name", "reviewer_email")
ANN = ("E1", "Ann Lee", "Bo Ray", "bo@example.com")
CY = ("E2", "Cy Dow", "Bo Ray", "bo@example.com")


def problems_of(found: Book, *, layouts: bool = False) -> list[str]:
    known = {"base": parse_layout(BASE, "base.yaml")} if layouts else None
    with pytest.raises(RosterError) as caught:
        parse_roster(found, "roster.csv", known)
    return [str(problem) for problem in caught.value.problems]


def row_problems(changes: dict[str, Value], *, layouts: bool = False) -> list[str]:
    """Problems of a roster with one good row and, in row 3, another that differs in some columns."""
    row = {**dict(zip(HEADER, CY, strict=True)), **changes}
    good = dict(zip(HEADER, ANN, strict=True))
    return problems_of(book([list(row), [good.get(name) for name in row], list(row.values())]), layouts=layouts)


def test_a_roster_gives_its_assignments_in_order() -> None:
    header = (*HEADER, "email", "title", "team", "reviewer_title", "layout", "role", "account", "Cost centre (EU)")
    ann = (*ANN, "ann@example.com", "Rep", "North", "Lead", "Base", "Manager", "Acme", "K 7")
    assert parse_roster(book([header, ann, CY]), "roster.csv").assignments == (
        Assignment(
            reviewee=Person(employee_id="E1", name="Ann Lee", email="ann@example.com", title="Rep", team="North"),
            reviewer=Reviewer(name="Bo Ray", email="bo@example.com", title="Lead"),
            layout="base",
            role="manager",
            account="Acme",
            extra={"cost_centre_eu": "K 7"},
        ),
        Assignment(
            reviewee=Person(employee_id="E2", name="Cy Dow"),
            reviewer=Reviewer(name="Bo Ray", email="bo@example.com"),
            extra={"cost_centre_eu": ""},
        ),
    )


def test_column_names_are_known_whatever_their_case_and_separators() -> None:
    header = (" Employee ID", "NAME", "Reviewer-Name", "reviewer  e-mail")
    assert parse_roster(book([header, ANN]), "roster.csv").assignments[0].reviewer.email == "bo@example.com"


def test_a_title_above_the_table_and_empty_rows_in_it_are_skipped() -> None:
    found = book([["Roster of the spring cycle"], [], HEADER, ANN, [], CY], top=3, left=2)
    assert [one.reviewee.employee_id for one in parse_roster(found, "roster.csv").assignments] == ["E1", "E2"]


def test_a_number_is_read_as_people_see_it() -> None:
    found = parse_roster(book([HEADER, (1042.0, *ANN[1:])]), "roster.csv")
    assert found.assignments[0].reviewee.employee_id == "1042"


def test_a_day_is_read_as_year_month_and_day_and_a_number_as_it_is_seen() -> None:
    hired = ShownNumber(43525, NumberFormat.DATE, "3/1/19")
    share = ShownNumber(0.94, NumberFormat.PERCENT, "94 %")
    number = ShownNumber(42, NumberFormat.NUMBER, "00042")
    found = parse_roster(book([(*HEADER, "hired", "share"), (number, *ANN[1:], hired, share)]), "roster.xlsx")
    (one,) = found.assignments
    assert one.reviewee.employee_id == "00042"
    assert one.extra == {"hired": "2019-03-01", "share": "94 %"}


def test_only_the_first_visible_sheet_is_read() -> None:
    found = Book(format="xlsx", sheets=(grid([["x"]], visible=False), grid([HEADER, ANN]), grid([["y"]])))
    assert len(parse_roster(found, "roster.xlsx").assignments) == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"employee_id": ""}, "employee_id is empty; give each person an id"),
        ({"name": "  "}, "name is empty; write the name of the person reviewed"),
        ({"reviewer_name": ""}, "reviewer_name is empty; write who fills the form"),
        ({"reviewer_email": ""}, "reviewer_email is empty; write where the form goes"),
        ({"reviewer_email": "bo"}, "reviewer_email 'bo' is no e-mail address; write it like name@example.com"),
        ({"email": "cy@here"}, "email 'cy@here' is no e-mail address; write it like name@example.com"),
        ({"email": "a@b.c, d@e.f"}, "email 'a@b.c, d@e.f' is no e-mail address; write it like name@example.com"),
        (
            {"employee_id": "E1"},
            (
                "employee_id 'E1' is 'Cy Dow' here, but 'Ann Lee' in row 2; "
                "give each person an id of their own, or mend the name"
            ),
        ),
        (
            {"reviewer_email": "BO@example.com", "reviewer_name": "Bob Ray"},
            "reviewer_email 'BO@example.com' is 'Bob Ray' here, but 'Bo Ray' in row 2; mend the address or the name",
        ),
        ({"employee_id": "E1", "name": "Ann Lee"}, "this row asks for the same form as row 2; remove one"),
        ({"team": "x" * 201}, "team has 201 characters; keep it within 200"),
        ({"scope": "x" * 2001}, "scope has 2,001 characters; keep it within 2,000"),
        (
            {"name": "Cy\nDow"},
            "name holds a line break or control character; write it on one line, without invisible characters",
        ),
        ({"scope": "a\x07"}, "scope holds a control character; remove it"),
        (
            {"title": Uncalculated()},
            "the formula in E3 has no result yet; open the file in a spreadsheet program, save it and try again",
        ),
        ({"title": CellError("#REF!")}, "the formula in E3 has the error #REF!; mend it, or type the value"),
    ],
)
def test_what_is_wrong_in_a_row_is_named_with_the_row(changes: dict[str, Value], problem: str) -> None:
    assert row_problems(changes) == [f"roster.csv:3: {problem}"]


def test_a_long_text_of_several_lines_may_stand_in_a_column_of_ones_own() -> None:
    found = parse_roster(book([(*HEADER, "scope"), (*ANN, "One.\n" + "x" * 1000)]), "roster.csv")
    assert found.assignments[0].extra["scope"].startswith("One.\nxxx")


def test_a_name_that_differs_only_in_case_and_space_is_the_same_name() -> None:
    rows = [HEADER, ANN, ("E1", "ann  lee", "Di Fox", "di@example.com")]
    assert len(parse_roster(book(rows), "roster.csv").assignments) == 2


def test_the_same_people_may_meet_in_two_roles_and_on_two_accounts() -> None:
    header = (*HEADER, "role", "account")
    rows = [header, (*ANN, "manager", "A"), (*ANN, "peer", "A"), (*ANN, "manager", "B")]
    assert len(parse_roster(book(rows), "roster.csv").assignments) == 3


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"layout": "bse"}, "unknown layout 'bse'; did you mean 'base'?"),
        ({"layout": "base", "role": "manger"}, "role 'manger' is not in layout base; did you mean 'manager'?"),
        ({"role": "peer"}, "role 'peer' is not in any layout of the cycle; use one of: manager"),
    ],
)
def test_layouts_and_roles_must_exist(changes: dict[str, Value], problem: str) -> None:
    assert row_problems(changes, layouts=True) == [f"roster.csv:3: {problem}"]


def test_the_layouts_and_roles_of_the_cycle_are_accepted() -> None:
    layouts = {"base": parse_layout(BASE, "base.yaml")}
    found = parse_roster(book([(*HEADER, "layout", "role"), (*ANN, "base", "Manager")]), "roster.csv", layouts)
    assert (found.assignments[0].layout, found.assignments[0].role) == ("base", "manager")


ROLES = {"two": parse_layout(PARTS, "two.yaml")}


@pytest.mark.parametrize(
    "written",
    ["self, manager", "Self;Manager", "self / manager", "self + manager", "SELF and Manager", "self,,manager,self"],
)
def test_a_row_may_name_several_roles_and_gives_a_form_for_each(written: str) -> None:
    found = parse_roster(book([(*HEADER, "role", "site"), (*ANN, written, "Lyon")]), "roster.xlsx", ROLES)
    assert [(one.role, one.reviewer.email, one.extra) for one in found.assignments] == [
        ("self", "bo@example.com", {"site": "Lyon"}),
        ("manager", "bo@example.com", {"site": "Lyon"}),
    ]


def test_a_role_named_with_others_in_another_row_is_the_same_form() -> None:
    rows = [(*HEADER, "role"), (*ANN, "self; peer"), (*ANN, "manager; peer")]
    assert problems_of(book(rows)) == ["roster.csv:3: this row asks for the same form as row 2; remove one"]


def test_an_unknown_role_among_several_is_told_with_the_known_ones() -> None:
    with pytest.raises(RosterError) as caught:
        parse_roster(book([(*HEADER, "role"), (*ANN, "self and manger")]), "roster.csv", ROLES)
    assert [str(problem) for problem in caught.value.problems] == [
        (
            "roster.csv:2: role 'manger' is not in any layout of the cycle; did you mean 'manager'? "
            "The roles are manager, self, peer, customer"
        )
    ]


def test_every_problem_is_reported_at_once() -> None:
    found = problems_of(book([HEADER, ("", *ANN[1:]), ("E2", "Cy Dow", "", "bo")]))
    assert found == [
        "roster.csv:2: employee_id is empty; give each person an id",
        "roster.csv:3: reviewer_name is empty; write who fills the form",
        "roster.csv:3: reviewer_email 'bo' is no e-mail address; write it like name@example.com",
    ]


def test_a_missing_column_is_named_with_the_heading_that_may_be_it() -> None:
    header = ("Employee ID", "Name", "Reviewer Nmae", "email")
    assert problems_of(book([header, ("E1", "Ann Lee", "Bo Ray", "bo@example.com")], top=2)) == [
        "roster.csv:2: there is no column reviewer_name; rename 'Reviewer Nmae' in C2 if that is it",
        "roster.csv:2: there is no column reviewer_email; add it",
    ]


def test_a_column_that_stands_twice_is_named() -> None:
    found = problems_of(book([(*HEADER, "Employee-ID"), (*ANN, "E1")]))
    assert found == ["roster.csv:1: column 'Employee-ID' stands in E1 a second time; remove or rename one"]


def test_a_file_without_the_columns_says_which_it_needs() -> None:
    assert problems_of(book([["Employe ID", "x"], ["1", "2"]])) == [
        (
            "roster.csv:1: no row has the column names employee_id, name, reviewer_name, reviewer_email; "
            "rename 'Employe ID' in A1 if that is it"
        )
    ]


def test_column_names_below_the_first_twenty_rows_are_not_looked_for() -> None:
    assert len(parse_roster(book([HEADER, ANN], top=20), "roster.csv").assignments) == 1
    assert "write them into one of the first 20 rows" in problems_of(book([HEADER, ANN], top=21))[0]


@pytest.mark.parametrize(
    "found", [Book(format="csv", sheets=()), book([]), Book(format="csv", sheets=(grid([["a"]], visible=False),))]
)
def test_a_file_with_nothing_to_see_says_so(found: Book) -> None:
    assert problems_of(found) == [
        (
            "roster.csv: there is no table in the file; "
            "give it the columns employee_id, name, reviewer_name, reviewer_email"
        )
    ]


def test_a_roster_without_rows_is_empty() -> None:
    assert problems_of(book([HEADER])) == ["roster.csv: the roster is empty; add a row for each form to issue"]


@given(any_books(ROSTER.known), st.sampled_from([None, {"base": parse_layout(BASE, "base.yaml")}, ROLES]))
@settings(max_examples=80, deadline=None)
def test_any_grid_gives_assignments_or_problems(found: Book, layouts: dict[str, Layout] | None) -> None:
    assignments: tuple[Assignment, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        assignments = parse_roster(found, "roster.csv", layouts).assignments
    except RosterError as error:
        problems = error.problems
    assert bool(assignments) != bool(problems)


def test_a_text_with_a_comma_and_no_quotes_is_named_and_not_cut() -> None:
    found = problems_of(book([HEADER, (*ANN, "East")]))
    assert found == [
        "roster.csv:2: this row has 5 values, but the table has 4 columns; put a text that holds a comma between quotes"
    ]


def test_an_accounts_file_given_as_a_roster_is_told_from_a_bad_one() -> None:
    header = ("Account", "Account manager", "account_manager_email", "line_manager", "line_manager_email")
    acme = ("Acme", "Ann Lee", "ann@example.com", "Bo Ray", "bo@example.com")
    assert problems_of(book([header, acme])) == [
        "roster.csv: this is an accounts file, not a roster; start the cycle with --accounts, or give a roster"
    ]


def test_every_assignment_knows_the_row_it_comes_from() -> None:
    header = (*HEADER, "role")
    found = parse_roster(
        book([header, (*ANN, "self, manager"), (*CY[: len(HEADER)], "manager")], top=4), "r.csv", ROLES
    )
    assert [(one.reviewee.name, one.role, row) for one, row in zip(found.assignments, found.rows, strict=True)] == [
        ("Ann Lee", "self", 5),
        ("Ann Lee", "manager", 5),
        ("Cy Dow", "manager", 6),
    ]
