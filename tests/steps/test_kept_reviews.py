"""Returns are read once: what is kept of them is what reading them again would give, and nothing is lost without it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.cycle.reviews import KeptReviews
from sheetreview.cycle.store import Store
from sheetreview.errors import DAMAGED, CycleError, FileError
from sheetreview.reading import open as opening
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Book
from sheetreview.steps import reading
from sheetreview.steps.check import check_cycle
from sheetreview.steps.collect import collect
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import READER, checked_reviews
from sheetreview.steps.status import cycle_status
from sheetreview.steps.summarize import team_summaries
from sheetreview.summarize.review_input import ReviewInput
from tests.steps.making import issue, rate, start, started
from tests.steps.test_return_rounds import bundle_of

DAY = date(2026, 12, 21)
FORMS = {"ann": "forms/bo-kim/ann-lee.xlsx", "cy": "forms/bo-kim/cy-roe.xlsx", "dee": "forms/gus-hay/dee-fox.xlsx"}

FOURTH = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE layouts (
    id TEXT NOT NULL, version INTEGER NOT NULL, source TEXT NOT NULL, PRIMARY KEY (id, version)
) STRICT;
CREATE TABLE assignments (form_id TEXT PRIMARY KEY, position INTEGER NOT NULL, data TEXT NOT NULL) STRICT;
CREATE TABLE metrics (
    employee_id TEXT NOT NULL, item TEXT NOT NULL, metric TEXT NOT NULL, PRIMARY KEY (employee_id, item)
) STRICT;
CREATE TABLE forms (
    form_id TEXT NOT NULL, layout TEXT NOT NULL, version INTEGER NOT NULL, role TEXT NOT NULL,
    path TEXT NOT NULL, sha256 TEXT NOT NULL, issued_at TEXT NOT NULL, PRIMARY KEY (form_id, path)
) STRICT;
CREATE TABLE files (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, name TEXT NOT NULL, received_at TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE TABLE returns (
    id INTEGER PRIMARY KEY, form_id TEXT NOT NULL, file INTEGER NOT NULL REFERENCES files (id),
    received_at TEXT NOT NULL, UNIQUE (form_id, file)
) STRICT;
CREATE TABLE previous (
    layout TEXT NOT NULL, employee_id TEXT NOT NULL, account TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (layout, employee_id, account)
) STRICT;
CREATE TABLE sheets (
    key TEXT PRIMARY KEY, file_id TEXT NOT NULL UNIQUE, link TEXT NOT NULL, step TEXT NOT NULL, digest TEXT NOT NULL,
    modified TEXT NOT NULL, recipient TEXT NOT NULL, permission TEXT NOT NULL
) STRICT;
CREATE TABLE sheet_forms (
    form_id TEXT PRIMARY KEY, sheet TEXT NOT NULL REFERENCES sheets (key), layout TEXT NOT NULL,
    version INTEGER NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL
) STRICT;
CREATE TABLE begun (key TEXT PRIMARY KEY) STRICT;
CREATE TABLE allowed (name TEXT PRIMARY KEY) STRICT;
CREATE TABLE seals (form_id TEXT PRIMARY KEY, digest TEXT NOT NULL, sealed_at TEXT NOT NULL) STRICT;
CREATE TABLE signatures (
    form_id TEXT NOT NULL, line TEXT NOT NULL, signature TEXT NOT NULL, digest TEXT NOT NULL, seen_at TEXT NOT NULL,
    PRIMARY KEY (form_id, line, signature)
) STRICT;
CREATE TABLE carried_answers (form_id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT;
"""
"""The tables of the release before reviews were kept, written down then."""


def as_before(root: Path) -> None:
    """Bring a cycle's store back to the tables of the release before, with all that was in these."""
    path = root / "cycle.sqlite3"
    older = path.with_name("older.sqlite3")
    with closing(sqlite3.connect(older)) as connection:
        connection.executescript(FOURTH)
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        connection.execute("ATTACH ? AS newer", (str(path),))
        for name in names:
            connection.execute(f"INSERT INTO main.{name} SELECT * FROM newer.{name}")  # noqa: S608 -- named above
        connection.execute("UPDATE meta SET value = '4' WHERE key = 'schema'")
        connection.commit()
    older.chmod(0o600)
    older.replace(path)


def collected(folder: Path, **ratings: int) -> Path:
    """A cycle with returned forms; a rating that is not on the scale makes a finding."""
    root = started(folder)
    for name, rating in (ratings or {"ann": 3, "dee": 6}).items():
        rate(root / FORMS[name], folder / "back" / f"{name}.xlsx", rating)
    with OpenCycle.open(root) as cycle:
        collect(cycle, [folder / "back"])
    return root


def reviews_of(root: Path) -> list[ReviewInput]:
    with OpenCycle.open(root, reading=True) as cycle:
        return list(checked_reviews(cycle, as_of=DAY))


def count(root: Path, table: str) -> int:
    with closing(sqlite3.connect(root / "cycle.sqlite3")) as connection:
        query = f"SELECT count(*) FROM {table}"  # noqa: S608 -- named by the tests
        return int(connection.execute(query).fetchone()[0])


def forget(root: Path) -> None:
    with closing(Store.open(root / "cycle.sqlite3")) as store, store.changing():
        store.rows("DELETE FROM kept_reviews")


class Parsed:
    """Counts the files that are parsed."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.files = 0
        patched.setattr(opening, "parse_book", self._parse)

    def _parse(self, data: bytes, name: str) -> Book:
        self.files += 1
        return parse_book(data, name)


def test_what_was_collected_is_never_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = collected(tmp_path)
    parsed = Parsed(monkeypatch)
    with OpenCycle.open(root, reading=True) as cycle:
        checked = check_cycle(cycle)
        assert (checked.reviews, {finding.reviewee for finding in checked.findings}) == (2, {"Dee Fox"})
        cycle_status(cycle, as_of=DAY)
        assert team_summaries(cycle, as_of=DAY)[0].participation.returned == 2
    assert parsed.files == 0


def test_what_is_kept_is_what_reading_it_again_gives(tmp_path: Path) -> None:
    root = collected(tmp_path, ann=3, cy=0, dee=6)
    before = reviews_of(root)
    forget(root)
    assert reviews_of(root) == before
    assert count(root, "kept_reviews") == 3
    assert reviews_of(root) == before


@pytest.mark.parametrize("alone", [True, False])
def test_forms_collected_by_the_release_before_are_read_and_kept_by_themselves(tmp_path: Path, *, alone: bool) -> None:
    root = collected(tmp_path)
    before = reviews_of(root)
    as_before(root)
    if alone:
        OpenCycle.open(root).store.close()
    assert reviews_of(root) == before
    assert count(root, "kept_reviews") == 2
    cells = [len(one.review.head) + len(one.review.answers) for one in before if one.review is not None]
    assert count(root, "answers") == sum(cells)
    assert (root / "cycle.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_newer_reader_reads_again_and_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = collected(tmp_path)
    before = reviews_of(root)
    parsed = Parsed(monkeypatch)
    monkeypatch.setattr(reading, "READER", READER + 1)
    assert reviews_of(root) == reviews_of(root) == before
    assert parsed.files == 2
    assert count(root, "kept_reviews") == 2


def test_a_return_that_cannot_be_read_is_tried_again_by_a_newer_reader_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = collected(tmp_path, ann=3)
    forget(root)

    def fails(*_: object) -> Book:
        parsed.files += 1
        raise FileError("It is too odd.", DAMAGED)

    parsed = Parsed(monkeypatch)
    monkeypatch.setattr(opening, "parse_book", fails)
    first, second = (reviews_of(root)[0].findings for _ in range(2))
    assert first == second
    assert [finding.message for finding in first] == ["the file that came back cannot be read: It is too odd."]
    assert parsed.files == 1
    monkeypatch.setattr(opening, "parse_book", parse_book)
    assert reviews_of(root)[0].findings == first
    monkeypatch.setattr(reading, "READER", READER + 1)
    assert reviews_of(root)[0].findings == ()


def test_an_old_workbook_that_could_not_be_read_is_tried_again_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = started(tmp_path)
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook\0".encode("utf-16-le") + bytes(600)
    with OpenCycle.open(root) as cycle, cycle.store.changing():
        cycle.store.add_file("ann.xls", content, [next(iter(cycle.store.assignments()))])
    parsed = Parsed(monkeypatch)
    assert reviews_of(root)[0].findings == reviews_of(root)[0].findings != ()
    assert (parsed.files, count(root, "kept_reviews")) == (2, 0)


def test_a_stored_return_that_is_damaged_is_a_finding_that_says_so(tmp_path: Path) -> None:
    root = collected(tmp_path, ann=3)
    before = reviews_of(root)
    forget(root)
    with closing(Store.open(root / "cycle.sqlite3")) as store:
        ((content,),) = store.rows("SELECT content FROM files")
        with store.changing():
            store.rows("UPDATE files SET content = ?", (content[:-1] + b"!",))
        (finding,) = reviews_of(root)[0].findings
        assert (finding.code, finding.reviewee) == ("unreadable-return", "Ann Lee")
        assert "no longer holds it as it came back. Take in the same file again, or restore" in finding.message
        with store.changing():
            store.rows("UPDATE files SET content = ?", (content,))
    assert reviews_of(root) == before


def test_who_only_looks_goes_on_where_nothing_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = collected(tmp_path)
    before = reviews_of(root)
    forget(root)
    parsed = Parsed(monkeypatch)
    with closing(sqlite3.connect(root / "cycle.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM meta").fetchall()
        assert reviews_of(root) == reviews_of(root) == before
    assert (parsed.files, count(root, "kept_reviews")) == (4, 0)


def test_an_older_cycle_that_cannot_be_written_can_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = collected(tmp_path)
    before = reviews_of(root)
    as_before(root)
    monkeypatch.setattr("sheetreview.cycle.database.BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(root / "cycle.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM meta").fetchall()
        assert reviews_of(root) == before
        with pytest.raises(CycleError):
            OpenCycle.open(root)
    assert count(root, "sqlite_master WHERE name LIKE 'kept%'") == 0


def test_a_file_and_what_was_read_in_it_are_kept_together_or_not_at_all(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = [rate(root / FORMS[name], tmp_path / "back" / f"{name}.xlsx") for name in ("ann", "dee")]

    def full(*_: object) -> None:
        raise CycleError("the disk is full")

    with OpenCycle.open(root) as cycle:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(KeptReviews, "put", full)
            with pytest.raises(CycleError):
                collect(cycle, back)
        assert cycle.store.return_counts() == {}
        collect(cycle, back)
    assert (count(root, "files"), count(root, "kept_reviews")) == (2, 2)


@pytest.mark.parametrize("batch", [1, 2])
def test_a_bundle_is_opened_once_in_whatever_order_the_roster_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    root = start(tmp_path)
    issue(root, bundle=True)
    issue(root)
    with OpenCycle.open(root) as cycle:
        collect(cycle, [bundle_of(root, tmp_path / "back" / "all.xlsx")])
        assignments = cycle.store.assignments()
        ann, cy, dee = assignments
        with cycle.store.changing():
            cycle.store.replace_assignments([(form, assignments[form]) for form in (ann, dee, cy)])
    forget(root)
    parsed = Parsed(monkeypatch)
    monkeypatch.setattr(reading, "BATCH", batch)
    assert sum(one.review is not None for one in reviews_of(root)) == 2
    assert parsed.files == 1


def test_a_form_that_stands_twice_in_its_file_is_kept_with_what_is_wrong(tmp_path: Path) -> None:
    root = started(tmp_path)
    book = load_workbook(rate(root / FORMS["ann"], tmp_path / "ann.xlsx"))
    copy = book.copy_worksheet(book["Review"])
    copy["D20"].value = 5
    book.save(tmp_path / "ann.xlsx")
    with OpenCycle.open(root) as cycle:
        collect(cycle, [tmp_path / "ann.xlsx"])
    assert count(root, "kept_reviews") == 1
    before = reviews_of(root)
    assert "form-doubled" in {finding.code for finding in before[0].findings}
    forget(root)
    assert reviews_of(root) == before


def test_a_layout_that_was_not_taken_in_yet_is_no_ground_to_keep_a_review(tmp_path: Path) -> None:
    root = collected(tmp_path, ann=3)
    forget(root)
    with OpenCycle.open(root) as cycle:
        layout = cycle.layout("customer-service")
        assert layout is not None
        with cycle.store.changing():
            cycle.store.rows("UPDATE layouts SET version = 999")
        ahead = cycle.with_layouts([layout])
        assert [one.review is not None for one in checked_reviews(ahead)] == [True, False, False]
    assert count(root, "kept_reviews") == 0


def test_a_layout_that_cannot_be_used_any_more_is_a_finding_of_the_reviews_made_with_it(tmp_path: Path) -> None:
    root = collected(tmp_path, ann=3)
    with OpenCycle.open(root) as cycle, cycle.store.changing():
        source = cycle.store.layout_source("customer-service") or ""
        cycle.store.put_layout("customer-service", 2, source.replace("version: 1", "version: 2", 1))
        cycle.store.rows("UPDATE layouts SET source = 'title: [' WHERE version = 1")
    (finding,) = reviews_of(root)[0].findings
    assert (finding.code, finding.reviewee) == ("unreadable-return", "Ann Lee")


def test_who_only_looks_leaves_no_file_behind(tmp_path: Path) -> None:
    root = collected(tmp_path)
    forget(root)
    names = set(root.iterdir())
    reviews_of(root)
    assert set(root.iterdir()) == names


def test_a_cycle_that_was_copied_keeps_its_reviews(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = collected(tmp_path)
    before = reviews_of(root)
    shutil.copytree(root, tmp_path / "copy")
    parsed = Parsed(monkeypatch)
    assert reviews_of(tmp_path / "copy") == before
    assert parsed.files == 0


def test_the_day_still_decides_what_is_told_of_a_kept_review(tmp_path: Path) -> None:
    root = collected(tmp_path, ann=3)
    (one,) = (given for given in reviews_of(root) if given.review is not None)
    assert one.findings == ()
    with OpenCycle.open(root) as cycle:
        cycle.store.sheets.seal({one.form_id: "another digest"})
    assert [f.code for f in reviews_of(root)[0].findings] == ["changed-since-closed"]
    assert replace(reviews_of(root)[0], findings=()) == one
