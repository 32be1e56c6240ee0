from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetreview.cycle.reviews import ReadReturn
from sheetreview.cycle.store import Store
from sheetreview.errors import FileError
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.model.review import HEAD, Answer, AnswerState, FormIdentity, Review, ShownTotal
from tests.check.reviews import head_of

ANN = Assignment(
    reviewee=Person(employee_id="E1", name="Ann Lee", team="North"),
    reviewer=Reviewer(name="Bo Kim", email="bo@example.com"),
    layout="basic",
    role="manager",
    account="ACME",
    month="2026-11",
)
FILE = b"a workbook"
DIGEST = sha256(FILE).hexdigest()


def answer(row: str, typed: str, value: str | None = None, state: AnswerState = AnswerState.VALID) -> Answer:
    return Answer(
        section="work",
        row=row,
        column="rating",
        cell="D7",
        typed=typed,
        state=state,
        value=typed if value is None else value,
        number=4.0 if typed == "4" else None,
    )


REVIEW = Review(
    identity=FormIdentity(
        format=1, form_id="F1", layout_id="basic", layout_version=3, role="manager", variant="pip", reviewee_id="E1"
    ),
    sheet="Review",
    head=head_of({"review-date": "2026-11-30"}),
    answers=(answer("calls", "4"), answer("notes", "soon", "", AnswerState.UNREADABLE)),
    labels={("work", "calls"): "Calls"},
)
FOUND = Finding(
    code="unreadable-rating",
    severity=Severity.ERROR,
    message="'soon' is no rating",
    fix="type a rating",
    sheet="Review",
    cell="D8",
    section="work",
)
READ = ReadReturn(review=REVIEW, findings=(FOUND,))


def keep(store: Store, read: ReadReturn, reader: int = 1, form_id: str = "F1") -> None:
    with store.changing():
        store.add_file("ann.xlsx", FILE, [form_id])
        store.reviews.put(DIGEST, form_id, reader, read)


def kept(store: Store, reader: int = 1, form_id: str = "F1") -> ReadReturn | None:
    return store.reviews.get([(DIGEST, form_id)], reader).get(form_id)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
IDS = st.text("ab-1:", min_size=1, max_size=4)
NUMBER = st.none() | st.floats(allow_nan=False)
ANSWERS = st.builds(
    Answer,
    section=IDS,
    row=IDS,
    column=IDS,
    cell=TEXT,
    typed=TEXT,
    state=st.sampled_from(AnswerState),
    value=TEXT,
    number=NUMBER,
    prefilled=st.booleans(),
)
FINDINGS = st.builds(
    Finding,
    code=TEXT,
    severity=st.sampled_from(Severity),
    message=TEXT,
    fix=TEXT,
    sheet=TEXT,
    cell=TEXT,
    item=TEXT,
    section=TEXT,
)
REVIEWS = st.builds(
    Review,
    identity=st.builds(
        FormIdentity,
        format=st.integers(0, 9999),
        form_id=st.just("F1"),
        layout_id=TEXT,
        layout_version=st.integers(0, 9999),
        role=TEXT,
        variant=TEXT,
        reviewee_id=TEXT,
    ),
    sheet=TEXT,
    head=st.lists(ANSWERS.map(lambda answer: replace(answer, section=HEAD)), max_size=3).map(tuple),
    answers=st.lists(ANSWERS, max_size=5).map(tuple),
    labels=st.dictionaries(st.tuples(IDS, IDS), TEXT, max_size=4),
    totals=st.lists(st.builds(ShownTotal, section=IDS, total=IDS, cell=TEXT, number=NUMBER), max_size=2).map(tuple),
    structure=st.lists(FINDINGS, max_size=2).map(tuple),
    unguarded=st.frozensets(IDS, max_size=3),
    untouched=st.booleans(),
)
RETURNS = st.builds(ReadReturn, review=REVIEWS, findings=st.lists(FINDINGS, max_size=3).map(tuple))


@given(read=RETURNS)
def test_whatever_was_read_comes_back_as_it_was(read: ReadReturn) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cycle.sqlite3"
        Store.create(path, "AAAAAAAA")
        with closing(Store.open(path)) as store:
            keep(store, read)
        with closing(Store.open(path)) as store:
            assert kept(store) == read


def test_why_a_return_cannot_be_read_is_kept_too(store: Store) -> None:
    broken = ReadReturn(review=None, problem="it is cut off")
    keep(store, broken)
    assert kept(store) == broken


def test_what_another_version_of_the_reader_read_is_left_out_and_replaced(store: Store) -> None:
    keep(store, READ, reader=1)
    assert kept(store, reader=2) is None
    keep(store, ReadReturn(review=REVIEW), reader=2)
    assert kept(store, reader=1) is None
    assert kept(store, reader=2) == ReadReturn(review=REVIEW)
    assert store.rows("SELECT count(*) FROM kept_findings") == [(0,)]


def test_each_form_of_a_file_is_kept_by_itself(store: Store) -> None:
    keep(store, READ)
    keep(store, ReadReturn(review=None, problem="it is cut off"), form_id="F2")
    found = store.reviews.get([(DIGEST, "F1"), (DIGEST, "F2"), (DIGEST, "F3"), ("0", "F1")], 1)
    assert found == {"F1": READ, "F2": ReadReturn(review=None, problem="it is cut off")}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE kept_reviews SET structure = 'no JSON'",
        "UPDATE kept_reviews SET labels = '[]'",
        "UPDATE kept_reviews SET totals = '[1]'",
        "UPDATE kept_answers SET state = 'odd'",
        "UPDATE kept_findings SET severity = 'odd'",
        "UPDATE kept_answers SET value = '5', typed = '5', number = 5 WHERE number IS NOT NULL",
        "UPDATE kept_reviews SET problem = 'broken'",
        "UPDATE kept_reviews SET version = 77",
        "UPDATE kept_reviews SET labels = replace(hex(zeroblob(60000)), '0', '[')",
        "DELETE FROM kept_answers",
        "DELETE FROM kept_answers WHERE position = 1",
        "DELETE FROM kept_findings",
    ],
)
def test_rows_that_somebody_changed_are_not_believed_but_read_again(store: Store, damage: str) -> None:
    keep(store, READ)
    with store.changing():
        store.rows(damage)
    assert kept(store) is None


def test_a_review_is_never_put_together_from_two_moments(store: Store, path: Path) -> None:
    keep(store, READ)
    rows = Store.rows

    def meanwhile(self: Store, query: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        found = rows(self, query, values)
        if "kept.reader" in query:
            with closing(sqlite3.connect(path, timeout=0)) as other, pytest.raises(sqlite3.OperationalError):
                other.executescript("BEGIN IMMEDIATE; DELETE FROM kept_answers; COMMIT;")
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Store, "rows", meanwhile)
        assert kept(store) == READ


def shown(path: Path, query: str) -> list[Mapping[str, object]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query)]


def test_people_see_the_answers_that_count_with_whose_they_are(store: Store, path: Path) -> None:
    with store.changing():
        store.replace_assignments([("F1", ANN)])
    keep(store, READ)
    day, first, second = shown(path, "SELECT * FROM answers ORDER BY section, row")
    assert first == {
        "form_id": "F1",
        "employee_id": "E1",
        "reviewee": "Ann Lee",
        "team": "North",
        "reviewer": "Bo Kim",
        "reviewer_email": "bo@example.com",
        "account": "ACME",
        "month": "2026-11",
        "layout": "basic",
        "version": 3,
        "role": "manager",
        "section": "work",
        "row": "calls",
        "label": "Calls",
        "column": "rating",
        "sheet": "Review",
        "cell": "D7",
        "typed": "4",
        "value": "4",
        "number": 4.0,
        "state": "valid",
        "prefilled": 0,
    }
    assert (second["typed"], second["value"], second["label"], second["state"]) == ("soon", "", "", "unreadable")
    assert (day["section"], day["row"], day["value"], day["reviewee"]) == (
        ":head",
        "review-date",
        "2026-11-30",
        "Ann Lee",
    )
    (finding,) = shown(path, "SELECT * FROM findings")
    assert (finding["reviewee"], finding["severity"], finding["cell"]) == ("Ann Lee", "error", "D8")
    assert shown(path, "SELECT file, problem FROM reviews") == [{"file": "ann.xlsx", "problem": ""}]


def test_people_see_neither_what_was_replaced_nor_who_left_the_roster(store: Store, path: Path) -> None:
    with store.changing():
        store.replace_assignments([("F1", ANN)])
    keep(store, READ)
    with store.changing():
        store.add_file("later.xlsx", b"another", ["F1"])
    assert shown(path, "SELECT * FROM answers") == []
    with store.changing():
        store.reviews.put(sha256(b"another").hexdigest(), "F1", 1, READ)
    assert {row["file"] for row in shown(path, "SELECT file FROM reviews")} == {"later.xlsx"}
    with store.changing():
        store.replace_assignments([])
    assert shown(path, "SELECT * FROM reviews") == shown(path, "SELECT * FROM findings") == []


def test_a_returned_file_that_is_no_longer_what_came_back_is_refused(store: Store) -> None:
    keep(store, READ)
    with store.changing():
        store.rows("UPDATE files SET content = x'00'")
    with pytest.raises(FileError, match=r"no longer holds it as it came back\. Take in the same file"):
        store.content(DIGEST)
