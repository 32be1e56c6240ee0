from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sheetreview.errors import Problem, RosterError
from sheetreview.inputs.assignments import resolve
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.inputs.people_table import Listed
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.people import Assignment, Person, Reviewer

LAYOUT = """\
sheetreview: 1
id: talk
version: 1
title: Talk
roles:
  - {id: manager, title: Manager}
  - {id: self, title: Employee, who: reviewee}
issued_to: [self, manager]
header:
  - {id: site, label: Site, source: roster.site, filled_by: [hr]}
  - {id: goal, label: Goal, source: roster.goal, filled_by: [manager]}
sections:
  - {id: text, title: Text, columns: [{id: text, title: Text}], blank_rows: 1}
  - id: plan
    title: Plan
    roles: [manager]
    issued_when: {roster: pip}
    columns: [{id: text, title: Text}]
    blank_rows: 1
"""
PLAIN = """\
sheetreview: 1
id: plain
version: 1
title: Plain
roles: [{id: manager, title: Manager}, {id: peer, title: Colleague}]
sections:
  - {id: text, title: Text, columns: [{id: text, title: Text}], blank_rows: 1}
"""
ACCOUNTS = PLAIN.replace("id: plain", "id: accounts").replace(
    "sections:",
    """\
header: [{id: day, label: Day, kind: date}]
frequency: {reviewed: day, rules: [{months: 3}]}
sections:""",
)
CARD = """\
sheetreview: 1
id: card
version: 1
title: Card
roles: [{id: customer, title: Customer, external: true, min_raters: 3}]
header: [{id: month, label: Month, source: form.month, filled_by: [hr]}]
sections:
  - {id: text, title: Text, columns: [{id: text, title: Text}], blank_rows: 1}
"""
LAYOUTS = {
    name: parse_layout(text, name) for name, text in {"talk": LAYOUT, "plain": PLAIN, "accounts": ACCOUNTS}.items()
}
SETTINGS = CycleSettings(id="ABCD2345", name="Spring", layout="talk")
ANN = Person(employee_id="E1", name="Ann Lee", email="ann@example.com", title="Rep")
BO = Reviewer(name="Bo Ray", email="bo@example.com", title="Lead")
DI = Reviewer(name="Di Fox", email="di@example.com")
ROW = Assignment(reviewee=ANN, reviewer=BO)


def listed(rows: Sequence[Assignment]) -> Listed:
    """Assignments as they come from a file whose first row holds the titles."""
    return Listed(tuple(rows), tuple(range(2, len(rows) + 2)))


def forms(*rows: Assignment, settings: CycleSettings = SETTINGS) -> list[tuple[str, str, str]]:
    found = resolve(listed(rows), LAYOUTS, settings, "roster.csv")
    return [(one.layout, one.role, one.reviewer.email) for one in found]


def problems_of(*rows: Assignment) -> list[str]:
    with pytest.raises(RosterError) as caught:
        resolve(listed(rows), LAYOUTS, SETTINGS, "roster.csv")
    return [str(problem) for problem in caught.value.problems]


def test_a_row_without_a_role_gets_every_role_the_layout_issues() -> None:
    assert forms(ROW) == [("talk", "self", "ann@example.com"), ("talk", "manager", "bo@example.com")]


def test_the_person_reviewed_fills_the_form_of_their_own_role() -> None:
    own = resolve(listed([replace(ROW, role="self")]), LAYOUTS, SETTINGS, "roster.csv")[0]
    assert own.reviewer == Reviewer(name="Ann Lee", email="ann@example.com", title="Rep")
    assert own.reviewee == ANN


def test_the_role_of_the_cycle_comes_before_those_of_the_layout() -> None:
    assert forms(ROW, settings=SETTINGS.model_copy(update={"role": "manager"})) == [
        ("talk", "manager", "bo@example.com")
    ]


def test_a_layout_that_issues_no_role_by_itself_issues_its_first() -> None:
    assert forms(replace(ROW, layout="plain")) == [("plain", "manager", "bo@example.com")]


def test_two_managers_of_one_person_ask_for_one_form_of_that_person() -> None:
    assert forms(ROW, replace(ROW, reviewer=DI)) == [
        ("talk", "self", "ann@example.com"),
        ("talk", "manager", "bo@example.com"),
        ("talk", "manager", "di@example.com"),
    ]


def test_a_form_asked_for_by_name_and_by_default_is_issued_once() -> None:
    assert len(forms(ROW, replace(ROW, role="manager"), replace(ROW, role="self"))) == 2


def test_rows_that_differ_only_in_what_the_form_does_not_show_are_no_contradiction() -> None:
    other = replace(ROW, reviewer=DI, extra={"pip": "yes", "desk": "4", "goal": "Grow"})
    assert len(forms(ROW, other)) == 3


def test_rows_that_fill_one_form_differently_are_named() -> None:
    first, second = replace(ROW, extra={"site": "Lyon"}), replace(ROW, reviewer=DI, extra={"site": "Bonn"})
    assert problems_of(first, second) == [
        (
            "roster.csv:3: the self form of Ann Lee is asked for twice, with site 'Lyon' and 'Bonn'; "
            "write the same site in both rows, or name the role in one of them only"
        )
    ]


def test_two_due_dates_for_one_form_are_named() -> None:
    first, second = replace(ROW, due="2026-12-11"), replace(ROW, reviewer=DI, due="2026-12-18")
    (problem,) = problems_of(first, second)
    assert "the self form of Ann Lee is asked for twice, with due '2026-12-11' and '2026-12-18'" in problem


def test_a_person_without_an_address_cannot_fill_a_form() -> None:
    assert problems_of(replace(ROW, reviewee=replace(ANN, email=""))) == [
        "roster.csv:2: Ann Lee has no e-mail address, but fills the self form; write it in the column email"
    ]
    assert forms(replace(ROW, reviewee=replace(ANN, email=""), role="manager")) == [
        ("talk", "manager", "bo@example.com")
    ]


def test_two_addresses_of_one_person_are_named_and_case_is_no_difference() -> None:
    other = replace(ROW, reviewer=DI, reviewee=replace(ANN, email="a.lee@example.com"))
    assert problems_of(ROW, other) == [
        (
            "roster.csv:3: Ann Lee has the e-mail addresses 'ann@example.com' and 'a.lee@example.com'; "
            "write the same address in every row"
        )
    ]
    assert len(forms(ROW, replace(ROW, reviewer=DI, reviewee=replace(ANN, email="ANN@example.com")))) == 3


def test_a_form_never_goes_to_an_address_that_belongs_to_somebody_else() -> None:
    cy = Person(employee_id="E2", name="Cy Dow", email="Bo@example.com")
    assert problems_of(ROW, replace(ROW, reviewee=cy, role="self")) == [
        ("roster.csv:3: e-mail address 'Bo@example.com' belongs to 'Bo Ray' and 'Cy Dow'; mend the address or the name")
    ]


def test_unknown_layouts_and_roles_are_named_all_at_once() -> None:
    assert problems_of(
        replace(ROW, layout="tlk"), replace(ROW, role="peer"), replace(ROW, layout="plain", role="self")
    ) == [
        "roster.csv:2: unknown layout 'tlk' (Ann Lee); did you mean 'talk'?",
        "roster.csv:3: layout talk has no role 'peer' (Ann Lee); its roles are manager, self",
        "roster.csv:4: layout plain has no role 'self' (Ann Lee); its roles are manager, peer",
    ]


@pytest.mark.parametrize("word", ["yes", "No", "X", "TRUE", "0", "-", ""])
def test_a_column_that_decides_on_a_section_says_yes_or_no(word: str) -> None:
    assert len(forms(replace(ROW, extra={"pip": word}))) == 2


def test_a_word_that_is_neither_yes_nor_no_is_not_taken_for_no() -> None:
    assert problems_of(replace(ROW, extra={"pip": "yse"})) == [
        "roster.csv:2: pip of Ann Lee is 'yse', which is neither yes nor no; write yes or no"
    ]


def test_a_layout_about_accounts_needs_an_account() -> None:
    row = replace(ROW, layout="accounts")
    assert problems_of(row) == [
        "roster.csv:2: layout accounts reviews accounts, but none is named for Ann Lee; write it in the column account"
    ]
    assert forms(replace(row, account="Acme")) == [("accounts", "manager", "bo@example.com")]


def test_months_and_accounts_are_forms_of_their_own() -> None:
    row = replace(ROW, layout="plain")
    assert len(forms(row, replace(row, month="2026-11"), replace(row, month="2026-12"), replace(row, account="A"))) == 4


def test_a_person_who_is_their_own_manager_is_named() -> None:
    own = replace(ROW, reviewer=Reviewer(name="Ann Lee", email="ANN@example.com"))
    assert problems_of(ROW, own) == [
        (
            "roster.csv:3: Ann Lee is named as their own reviewer, but fills only the self form about themselves; "
            "name somebody else as reviewer, or only the role self in the column role"
        )
    ]
    assert forms(replace(own, role="self")) == [("talk", "self", "ann@example.com")]
    assert forms(replace(own, layout="plain")) == [("plain", "manager", "ANN@example.com")]


def test_forms_of_customers_by_month_are_not_made_of_a_roster() -> None:
    layouts = {"card": parse_layout(CARD, "card")}
    rows = [replace(ROW, layout="card"), replace(ROW, layout="card", reviewer=DI)]
    with pytest.raises(RosterError) as caught:
        resolve(listed(rows), layouts, SETTINGS, "roster.csv")
    assert [str(problem) for problem in caught.value.problems] == [
        "roster.csv: layout card is for customers by month; give a raters file with --raters"
    ]
    months = [replace(row, month="2026-11") for row in rows]
    assert len(resolve(listed(months), layouts, SETTINGS, "raters.csv")) == 2
    daily = {"card": parse_layout(CARD.replace("form.month", "cycle.name"), "card")}
    assert len(resolve(listed(rows), daily, SETTINGS, "roster.csv")) == 2


ROWS = st.builds(
    Assignment,
    reviewee=st.sampled_from(
        [ANN, replace(ANN, email=""), replace(ANN, title="Lead"), Person(employee_id="", name="")]
    ),
    reviewer=st.sampled_from([BO, DI, Reviewer(name="", email="")]),
    layout=st.sampled_from(["", "talk", "plain", "accounts", "none"]),
    role=st.sampled_from(["", "self", "manager", "peer"]),
    account=st.sampled_from(["", "Acme"]),
    extra=st.dictionaries(st.sampled_from(["pip", "site"]), st.text(max_size=3), max_size=2),
)


@given(st.lists(ROWS, max_size=5))
@hypothesis_settings(max_examples=100, deadline=None)
def test_any_rows_give_different_forms_or_problems(rows: Sequence[Assignment]) -> None:
    found: tuple[Assignment, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        found = resolve(listed(rows), LAYOUTS, SETTINGS, "roster.csv")
    except RosterError as error:
        problems = error.problems
    assert bool(found) != bool(problems) or not rows
    assert len({one.key for one in found}) == len(found)
    assert all(one.reviewer.email and one.role in LAYOUTS[one.layout].role_by_id for one in found)
