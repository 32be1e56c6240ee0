"""A signature holds for what was entered when it was given, whichever program saved it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sheetreview.check.signed import Signed, changed_since_signed, signature_findings, signed
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.edition import edition
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.review import Answer, AnswerState, FormIdentity, Review

from .reviews import head_of

EDITION = edition(
    parse_layout(
        """
sheetreview: 1
id: basic
version: 1
title: Basic
roles: [{id: manager, title: Manager}]
scales: [{id: five, levels: [{value: 4, label: Good}, {value: 5, label: Very good}]}]
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: date, label: Date, kind: date}
sections:
  - id: work
    title: Work
    columns:
      - {id: what, title: Factor, kind: label}
      - {id: rating, title: Rating, kind: rating, scale: five}
      - {id: notes, title: Notes, kind: long-text}
    items: [{id: a, label: A}, {id: b, label: B}]
  - id: sign
    title: Sign-off
    columns:
      - {id: line, title: Read, kind: label}
      - {id: who, title: Name, kind: person}
      - {id: day, title: Date, kind: date}
      - {id: remark, title: Remark}
    items: [{id: boss, label: Boss}, {id: staff, label: Staff member}]
    sign_off: {name: who, date: day}
""",
        "basic.yaml",
    ),
    "manager",
)


def answer(section: str, row: str, column: str, typed: str, value: str = "", cell: str = "C5") -> Answer:
    state = AnswerState.VALID if typed else AnswerState.EMPTY
    return Answer(section=section, row=row, column=column, cell=cell, typed=typed, state=state, value=value or typed)


RATED = answer("work", "a", "rating", "4")
NOTED = answer("work", "a", "notes", "Good work.")
OPEN = answer("work", "b", "rating", "")
BOSS = (answer("sign", "boss", "who", "Bo Kim", cell="C20"), answer("sign", "boss", "day", "2026-12-07", cell="D20"))
STAFF = (answer("sign", "staff", "who", "Ann Lee", cell="C21"), answer("sign", "staff", "day", "2026-12-08"))
NOBODY = (answer("sign", "staff", "who", "", cell="C21"), answer("sign", "staff", "day", "2026-12-08"))


def review(*answers: Answer, date: str = "2026-12-01", name: str = "Ann Lee") -> Review:
    return Review(
        identity=FormIdentity(format=1, form_id="F1", layout_id="basic", layout_version=1, role="manager"),
        sheet="Review",
        head=head_of({"date": date, "name": name}),
        answers=answers,
        labels={},
    )


SIGNED = review(RATED, NOTED, OPEN, *BOSS, *STAFF)


def remembered(*seen: Review) -> dict[str, dict[str, str]]:
    """What is known when reviews came in one after the other."""
    known: dict[str, dict[str, str]] = {}
    for one in seen:
        found = signed(EDITION, one)
        for line, signature in found.lines.items():
            known.setdefault(line, {}).setdefault(signature, found.digest)
    return known


def findings(now: Review, *seen: Review) -> list[Finding]:
    return list(signature_findings(EDITION, now, remembered(*seen)))


def test_a_line_is_signed_by_the_name_in_it_with_the_date_beside_it() -> None:
    undated = replace(STAFF[1], typed="", value="", state=AnswerState.EMPTY)
    assert signed(EDITION, SIGNED).lines == {"boss": "Bo Kim, 2026-12-07", "staff": "Ann Lee, 2026-12-08"}
    assert signed(EDITION, review(RATED, STAFF[0], undated)).lines == {"staff": "Ann Lee"}
    assert signed(EDITION, review(RATED, *NOBODY)) == Signed(lines={}, digest="")


@pytest.mark.parametrize(
    "changed",
    [
        review(replace(RATED, typed="5", value="5"), NOTED, OPEN, *BOSS, *STAFF),
        review(replace(RATED, row="b"), NOTED, *BOSS, *STAFF),
        review(RATED, replace(NOTED, typed="Good.", value="Good."), OPEN, *BOSS, *STAFF),
        review(RATED, NOTED, answer("work", "b", "rating", "4"), *BOSS, *STAFF),
        review(RATED, OPEN, *BOSS, *STAFF),
        review(*BOSS, *STAFF),
        review(replace(RATED, typed="4.5", value="", state=AnswerState.OFF_SCALE), NOTED, OPEN, *BOSS, *STAFF),
        review(RATED, NOTED, OPEN, *BOSS, *STAFF, date="2026-12-02"),
    ],
)
def test_whatever_was_entered_differently_after_signing_is_said_at_both_lines(changed: Review) -> None:
    found = findings(changed, SIGNED)
    assert [(f.code, f.severity, f.cell, f.item) for f in found] == [
        ("changed-since-signed", Severity.WARNING, "C20", "Boss"),
        ("changed-since-signed", Severity.WARNING, "C21", "Staff member"),
    ]
    assert "Bo Kim, 2026-12-07" in found[0].message
    assert "Ann Lee, 2026-12-08" in found[1].message
    assert all(f.fix and f.sheet == "Review" and f.section == "sign" for f in found)


@pytest.mark.parametrize(
    "same",
    [
        SIGNED,
        review(*STAFF, OPEN, *BOSS, NOTED, RATED),
        review(replace(RATED, cell="F9"), NOTED, OPEN, *BOSS, *STAFF),
        review(replace(RATED, typed="4 - Good", state=AnswerState.READ_AS), NOTED, OPEN, *BOSS, *STAFF),
        review(RATED, replace(NOTED, typed="Good\r\nwork. ", value="Good\nwork."), *BOSS, *STAFF),
        review(RATED, NOTED, *BOSS, *STAFF, answer("sign", "staff", "remark", "I see it otherwise.")),
        review(RATED, NOTED, OPEN, *BOSS, STAFF[0], replace(STAFF[1], typed="46364")),
        review(RATED, NOTED, OPEN, *BOSS, *STAFF, name="Ann Lee-Roe"),
        replace(SIGNED, sheet="Renamed", labels={("work", "a"): "A"}),
    ],
)
def test_what_was_only_saved_or_written_in_another_way_is_no_change(same: Review) -> None:
    assert findings(same, SIGNED) == []


def test_the_second_person_may_sign_later() -> None:
    half = review(RATED, NOTED, OPEN, *BOSS, *NOBODY)
    assert findings(half, half) == []
    assert findings(SIGNED, half) == []


def test_signing_again_with_a_new_date_holds_for_what_is_there_then() -> None:
    again = [replace(day, typed="2026-12-20", value="2026-12-20") for day in (BOSS[1], STAFF[1])]
    worse = replace(RATED, typed="5", value="5")
    mended = review(worse, NOTED, OPEN, BOSS[0], again[0], STAFF[0], again[1])
    assert findings(mended, SIGNED, mended) == []
    one_only = review(worse, NOTED, OPEN, BOSS[0], again[0], *STAFF)
    assert [(f.code, f.item) for f in findings(one_only, SIGNED, one_only)] == [
        ("changed-since-signed", "Staff member")
    ]
    back = review(RATED, NOTED, OPEN, BOSS[0], again[0], STAFF[0], again[1])
    assert [f.code for f in findings(back, SIGNED, mended, back)] == ["changed-since-signed"] * 2


def test_what_was_put_back_as_it_was_signed_is_no_change() -> None:
    assert findings(SIGNED, SIGNED, review(RATED, *BOSS, *STAFF), SIGNED) == []


def test_a_signature_that_is_gone_is_said_once_with_the_last_one() -> None:
    (found,) = findings(review(RATED, NOTED, OPEN, *BOSS, *NOBODY), SIGNED)
    assert (found.code, found.severity, found.cell, found.item) == (
        "signature-removed",
        Severity.WARNING,
        "C21",
        "Staff member",
    )
    assert "Ann Lee, 2026-12-08" in found.message


def test_a_line_that_is_not_found_any_more_is_a_signature_gone() -> None:
    found = findings(review(RATED, NOTED, OPEN, *BOSS), SIGNED)
    assert [(f.code, f.cell, f.item) for f in found] == [("signature-removed", "", "Staff member")]


def test_a_review_that_nobody_has_signed_is_no_finding() -> None:
    assert findings(review(RATED, NOTED, *NOBODY), review(RATED, *NOBODY)) == []


def signed_by(name: str, day: str = "", rating: str = "4") -> Review:
    """The review with one line signed; a day that is no date stays as it was typed."""
    value = day if day[:2] == "20" and "-" in day else ""
    who = answer("sign", "boss", "who", name)
    date = replace(answer("sign", "boss", "day", day), value=value)
    return review(replace(RATED, typed=rating, value=rating), who, date)


def is_reported(now: Review, *seen: Review) -> bool:
    """Whether a review is said to be changed, where it is collected and where it is checked."""
    found = [one.code for one in findings(now, *seen, now)]
    assert found in ([], ["changed-since-signed"])
    assert changed_since_signed(signed(EDITION, now), remembered(*seen)) is bool(found)
    return bool(found)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("ruth abrams", "2026-11-20"),
        ("  Ruth  Abrams ", "2026-11-20"),
        ("\uff32uth Abrams", "2026-11-20"),
        ("Ruth Abrams", ""),
        ("RUTH ABRAMS", "20.11.26"),
        ("Ruth Abrams", "yesterday, noon"),
    ],
)
def test_another_way_of_writing_a_signature_does_not_hide_a_change(name: str, day: str) -> None:
    first = signed_by("Ruth Abrams", "2026-11-20")
    changed = signed_by(name, day, rating="5")
    assert is_reported(changed, first)
    assert is_reported(signed_by(name, day, rating="5"), first, changed, changed)
    assert not is_reported(signed_by(name, day), first)


def test_without_a_date_that_can_be_read_the_last_signature_of_the_name_counts() -> None:
    first, again = signed_by("Ruth Abrams", "2026-11-20"), signed_by("Ruth Abrams", "2026-11-25", rating="5")
    assert not is_reported(again, first)
    for day in ("", "25.11.26"):
        assert not is_reported(signed_by("Ruth Abrams", day, rating="5"), first, again)
        assert is_reported(signed_by("Ruth Abrams", day), first, again)
    undated = signed_by("Ruth Abrams")
    assert is_reported(signed_by("Ruth Abrams", "20.11.26", rating="5"), undated)
    assert is_reported(signed_by("Ruth Abrams", "", rating="5"), signed_by("Ruth Abrams", "20.11.26"))


def test_a_first_date_another_name_or_again_behind_it_is_a_new_signature() -> None:
    first = signed_by("Ruth Abrams", "2026-11-20")
    for name in ("Ruth Abrams again", "Kim Poe", "Ruth"):
        assert not is_reported(signed_by(name, "2026-11-20", rating="5"), first)
    assert not is_reported(signed_by("Ruth Abrams", "2026-11-20", rating="5"), signed_by("Ruth Abrams"))
