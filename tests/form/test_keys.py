"""The hidden ids of a form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.form.keys import (
    FORMAT,
    cell_digest,
    form_id,
    form_key,
    header_key,
    nth_digest,
    parse_form_key,
    parse_reference,
    reference,
    row_key,
    split_digest,
    text_digest,
)
from sheetreview.model.review import FormIdentity

IDS = st.from_regex(r"\A[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,3}\Z")
PARTS = st.builds(
    lambda section, items: f"{section}:{'.'.join(map(str, items))}" if items else section,
    IDS,
    st.lists(st.integers(1, 200), max_size=4),
)
IDENTITIES = st.builds(
    FormIdentity,
    format=st.integers(1, 9999),
    form_id=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=12, max_size=12),
    layout_id=IDS,
    layout_version=st.integers(1, 9999),
    role=IDS,
    variant=st.lists(PARTS, max_size=3).map("+".join),
    reviewee_id=st.text(st.characters(exclude_categories=("C", "Z")), max_size=12),
)


@settings(max_examples=150, deadline=None)
@given(IDENTITIES)
def test_an_identity_comes_back_from_its_key_and_its_reference(identity: FormIdentity) -> None:
    assert parse_form_key(form_key(identity)) == identity
    assert parse_form_key(f"  {form_key(identity)}\n") == identity
    shown = replace(identity, format=FORMAT, reviewee_id="")
    assert parse_reference(reference(identity)) == shown


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_foreign_text_is_no_key(text: str) -> None:
    assert parse_form_key(text) is None
    assert parse_reference(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "sheetreview-form 1 ABCDEFGHIJ2 customer-service@1 manager",
        "sheetreview-form 1 ABCDEFGHIJ2345 customer-service@1 manager",
        "sheetreview-form 1 ABCDEFGHIJ01 customer-service@1 manager",
        "sheetreview-form x ABCDEFGHIJ23 customer-service@1 manager",
        "sheetreview-form 1 ABCDEFGHIJ23 customer-service manager",
        "sheetreview-form 1 ABCDEFGHIJ23 customer-service@1",
        "see sheetreview-form 1 ABCDEFGHIJ23 customer-service@1 manager",
        "header.name",
    ],
)
def test_a_damaged_key_is_no_key(text: str) -> None:
    assert parse_form_key(text) is None


def test_a_form_with_all_parts_of_its_role_has_the_key_it_always_had() -> None:
    identity = FormIdentity(
        format=1, form_id="ABCDEFGHIJ23", layout_id="sales", layout_version=3, role="manager", reviewee_id="E 7"
    )
    assert form_key(identity) == "sheetreview-form 1 ABCDEFGHIJ23 sales@3 manager E 7"
    assert reference(identity) == "Form ABCDEFGHIJ23 · sales v3 · manager"
    special = replace(identity, variant="pip+behaviours:1.4")
    assert form_key(special) == "sheetreview-form 1 ABCDEFGHIJ23 sales@3 manager+pip+behaviours:1.4 E 7"
    assert reference(special) == "Form ABCDEFGHIJ23 · sales v3 · manager+pip+behaviours:1.4"


def test_each_carried_text_has_a_digest_of_its_own_in_its_rows_key() -> None:
    digests = [cell_digest("ABCDEFGHIJ23", column, "Call every client") for column in ("what", "why")]
    name, found = split_digest(row_key("actions", "row-1", digests))
    assert name == "actions.row-1"
    assert [nth_digest(found, place) for place in range(3)] == [*digests, ""]
    assert digests[0] != digests[1]


def test_the_id_of_a_form_is_the_same_for_the_same_assignment_and_no_other() -> None:
    first = form_id("ABCDEFGH", ["E1", "r@example.com", "layout", "manager", ""])
    assert first == form_id("ABCDEFGH", ["E1", "r@example.com", "layout", "manager", ""])
    others = [
        form_id("ABCDEFGI", ["E1", "r@example.com", "layout", "manager", ""]),
        form_id("ABCDEFGH", ["E1", "r@example.com", "layout", "manager", "x"]),
        form_id("ABCDEFGH", ["E1r@example.com", "", "layout", "manager", ""]),
    ]
    assert len({first, *others}) == 4
    assert len(first) == 12


def test_a_digest_is_taken_off_its_key() -> None:
    digest = text_digest("ABCDEFGHIJ23", "Zoë Ångström")
    assert split_digest(header_key("name", digest)) == ("header.name", digest)
    assert split_digest(header_key("name")) == ("header.name", "")
    assert split_digest(" sales.other ") == ("sales.other", "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Zoë Ångström", "  ZOË  ångström ", True),
        ("Zoë", "Zoe\u0308", True),
        ("Zoë\x00", "Zoë", True),
        ("Zoë", "Zoe", False),
        ("", " ", True),
    ],
)
def test_a_digest_overlooks_what_programs_change_and_nothing_else(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert (text_digest("F", one) == text_digest("F", other)) is same


def test_the_same_name_has_another_digest_on_another_form() -> None:
    assert text_digest("A", "Zoë") != text_digest("B", "Zoë")
