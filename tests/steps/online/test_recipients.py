"""Who may be given a form: no domain that nobody confirmed, and no address that looks like a slip of another."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.steps.online.push_plan import RefusedAddress, refused_recipients

DOMAIN = "example.com"


def roster(reviewers: Iterable[tuple[str, str]], *, reviewee: str = "") -> dict[str, Assignment]:
    """A form for each of these reviewers (name, address)."""
    return {
        f"F{number}": Assignment(
            reviewee=Person(employee_id=f"E{number}", name=f"Person {number}", email=reviewee),
            reviewer=Reviewer(name=name, email=email),
        )
        for number, (name, email) in enumerate(reviewers)
    }


def refused(*reviewers: tuple[str, str], allowed: Iterable[str] = (DOMAIN,)) -> list[RefusedAddress]:
    return list(refused_recipients(roster(reviewers), frozenset(allowed)).values())


def test_without_a_confirmed_domain_nobody_is_given_anything() -> None:
    found = refused(("Bo Kim", "bo@example.com"), ("Gus Hay", "gus@other.example"), allowed=())
    assert [(one.email, one.allow) for one in found] == [
        ("bo@example.com", "example.com"),
        ("gus@other.example", "other.example"),
    ]


@pytest.mark.parametrize(
    "email",
    [
        "bo@sub.example.com",
        "bo@notexample.com",
        "bo@example.com.evil.example",
        "bo@example.co",
        "bo@example.com@evil.example",
        "bo@ex\u0430mple.com",
        "bo@example.com.",
        "bo@com",
    ],
)
def test_a_domain_that_only_resembles_a_confirmed_one_is_refused(email: str) -> None:
    [found] = refused(("Bo Kim", email))
    assert found.allow == email.rpartition("@")[2]
    assert "is not allowed" in found.reason


def test_the_domain_that_was_meant_is_named() -> None:
    [found] = refused(("Bo Kim", "bo@exmaple.com"))
    assert "did you mean example.com?" in found.reason


@pytest.mark.parametrize("allowed", ["example.com", "EXAMPLE.com", "bo@EXAMPLE.com"])
def test_upper_and_lower_case_make_no_difference(allowed: str) -> None:
    assert refused(("Bo Kim", "Bo@Example.Com"), allowed=[allowed]) == []


def test_a_confirmed_address_does_not_confirm_its_domain() -> None:
    found = refused(("Bo Kim", "bo@else.example"), ("Gus Hay", "gus@else.example"), allowed=["bo@else.example"])
    assert [one.email for one in found] == ["gus@else.example"]


@pytest.mark.parametrize("slip", ["bokim@", "bo.kin@", "bo.kimm@", "ob.kim@"])
def test_a_slip_of_another_reviewer_s_address_is_refused_until_it_is_confirmed(slip: str) -> None:
    right, wrong = "bo.kim@example.com", f"{slip}example.com"
    people = (("Bo Kim", right), ("Bo Kim", right), ("Sales Desk", wrong))
    [found] = refused(*people)
    assert (found.email, found.allow, found.forms) == (wrong, wrong, 1)
    assert right in found.reason
    assert refused(*people, allowed=[DOMAIN, wrong.upper()]) == []


def test_the_slip_is_refused_and_not_the_address_that_most_forms_have() -> None:
    wrong, right = ("X", "salez@example.com"), ("X", "sales@example.com")
    assert [one.email for one in refused(right, wrong, right)] == ["salez@example.com"]


def test_of_two_equally_likely_addresses_neither_is_taken_for_right() -> None:
    found = refused(("X", "sales@example.com"), ("X", "salez@example.com"))
    assert sorted(one.email for one in found) == ["sales@example.com", "salez@example.com"]


def test_a_slip_of_the_address_of_a_person_reviewed_is_refused() -> None:
    assignments = roster([("Sales", "salez@example.com")], reviewee="sales@example.com")
    assert [one.allow for one in refused_recipients(assignments, {DOMAIN}).values()] == ["salez@example.com"]


def test_people_whose_names_differ_by_a_letter_are_no_slips() -> None:
    assert refused(("Ann Lee", "ann.lee@example.com"), ("Anna Lee", "anna.lee@example.com")) == []


def test_people_told_apart_by_a_number_are_no_slips() -> None:
    assert refused(("X", "desk1@example.com"), ("X", "desk2@example.com"), ("X", "desk@example.com")) == []


def test_addresses_in_which_two_letters_differ_are_no_slips() -> None:
    assert refused(("X", "sales@example.com"), ("X", "solas@example.com")) == []


def test_an_address_that_is_a_slip_under_a_refused_domain_is_told_by_its_domain_only() -> None:
    found = refused(("X", "sales@example.com"), ("X", "sales@example.org"))
    assert [(one.email, one.allow) for one in found] == [("sales@example.org", "example.org")]


def test_a_domain_of_fewer_forms_that_resembles_one_of_more_is_doubted_though_neither_is_allowed() -> None:
    people = (("Bo Kim", "bo@gmail.com"), ("Gus Hay", "gus@gmail.com"), ("Hal Jay", "hal@gmial.com"))
    found = {one.email: (one.meant, one.reason) for one in refused(*people, allowed=())}
    assert found["hal@gmial.com"] == ("gmail.com", "the domain gmial.com is not allowed (did you mean gmail.com?)")
    assert found["bo@gmail.com"] == ("", "the domain gmail.com is not allowed")


def test_of_two_domains_with_as_many_forms_neither_is_taken_for_right() -> None:
    found = refused(("Bo Kim", "bo@gmail.com"), ("Hal Jay", "hal@gmial.com"), allowed=())
    assert [one.meant for one in found] == ["", ""]


def test_an_allowed_domain_is_meant_whatever_the_number_of_forms() -> None:
    people = (("Bo Kim", "bo@exmaple.com"), ("Gus Hay", "gus@exmaple.com"), ("Hal Jay", "hal@example.com"))
    assert [one.meant for one in refused(*people)] == ["example.com", "example.com"]


def test_a_slip_of_an_address_says_which_one_is_meant() -> None:
    people = (("Bo Kim", "bo.kim@example.com"), ("Bo Kim", "bo.kim@example.com"), ("Desk", "bo.kin@example.com"))
    assert [one.meant for one in refused(*people)] == ["bo.kim@example.com"]
