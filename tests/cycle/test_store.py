from __future__ import annotations

import sqlite3
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest

from sheetreview.cycle import database
from sheetreview.cycle.database import SCHEMA_VERSION
from sheetreview.cycle.store import IssuedForm, Store
from sheetreview.errors import CycleError, FileError
from sheetreview.model.people import Assignment, Metric, Person, Previous, Reviewer

ANN = Assignment(
    reviewee=Person(employee_id="E1", name="Ann", team="North"),
    reviewer=Reviewer(name="Bo", email="Bo@example.com"),
    layout="basic",
    role="manager",
    account="ACME",
    extra={"scope": "all"},
)

LEFT = Previous(
    cycle="2025",
    percent=Fraction(145, 2),
    band="Meets",
    reviewed="2025-12-01",
    rows={"actions": ({"what": "Call 山田", "due": ""},)},
)
LEFT_BEHIND = {
    ("basic", "E1", "acme"): {"bo@example.com": LEFT, "cy@example.com": Previous(cycle="2025", name="Ann")},
    ("basic", "E2", ""): {"bo@example.com": Previous(cycle="2025")},
}


def run_sql(path: Path, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement, values)


def issued(form: str, path: str, digest: str = "0") -> IssuedForm:
    return IssuedForm(form_id=form, layout="basic", version=1, role="manager", path=path, digest=digest)


def test_what_is_kept_comes_back_after_reopening(path: Path) -> None:
    with closing(Store.open(path)) as store, store.changing():
        store.replace_assignments([("F1", ANN)])
        store.replace_metrics([Metric(employee_id="E1", item="sales.calls", metric="42")])
        store.put_layout("basic", 1, "one")
        store.put_layout("basic", 2, "two")
        store.record_forms([issued("F1", "forms/bo/ann.xlsx")])
        assert store.add_file("ann.xlsx", b"first", ["F1"])
    with closing(Store.open(path)) as store:
        assert store.cycle_id == "AAAAAAAA"
        assert store.assignments() == {"F1": ANN}
        assert store.metrics() == {"E1": {"sales.calls": "42"}}
        assert (store.layout_source("basic"), store.layout_source("basic", 1)) == ("two", "one")
        assert store.forms() == {"F1": issued("F1", "forms/bo/ann.xlsx")}
        newest = store.newest_return("F1")
        assert newest is not None
        assert (newest.name, store.content(newest.digest)) == ("ann.xlsx", b"first")


def test_the_store_is_private(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_last_return_counts_and_earlier_ones_are_kept(store: Store) -> None:
    with store.changing():
        assert store.add_file("a", b"first", ["F1"]) == {"F1"}
        assert store.add_file("b", b"second", ["F1", "F2"]) == {"F1", "F2"}
        assert store.add_file("c", b"first", ["F1"]) == frozenset()
    newest = store.newest_return("F1")
    assert newest is not None
    assert store.content(newest.digest) == b"second"
    assert store.return_counts() == {"F1": 2, "F2": 1}
    assert store.newest_return("F3") is None


def test_a_file_collected_again_counts_for_the_forms_it_is_new_for(store: Store) -> None:
    with store.changing():
        store.add_file("a", b"bundle", ["F1"])
        assert store.add_file("b", b"bundle", ["F1", "F2"]) == {"F2"}
    assert store.return_counts() == {"F1": 1, "F2": 1}


def test_a_form_is_remembered_at_every_place_it_was_issued_to(store: Store) -> None:
    with store.changing():
        store.record_forms([issued("F1", "forms/bo/ann.xlsx", "1")])
        store.record_forms([issued("F1", "forms/bo.xlsx", "2")])
        store.record_forms([issued("F1", "forms/bo/ann.xlsx", "3")])
    assert [(form.path, form.digest) for form in store.issues()] == [("forms/bo.xlsx", "2"), ("forms/bo/ann.xlsx", "3")]
    assert store.forms()["F1"].path == "forms/bo/ann.xlsx"


def test_a_change_that_fails_halfway_changes_nothing(store: Store) -> None:
    with store.changing():
        store.replace_assignments([("F1", ANN)])

    def fail() -> None:
        with store.changing():
            store.replace_assignments([])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.assignments() == {"F1": ANN}


def test_a_layout_that_changed_without_a_new_version_is_refused(store: Store) -> None:
    store.put_layout("basic", 1, "one")
    store.put_layout("basic", 1, "one")
    with pytest.raises(CycleError, match="still version 1; raise 'version'"):
        store.put_layout("basic", 1, "other")


def test_a_store_of_a_newer_sheetreview_is_refused(path: Path) -> None:
    run_sql(path, "UPDATE meta SET value = ? WHERE key = 'schema'", str(SCHEMA_VERSION + 1))
    with pytest.raises(CycleError, match="written by a newer sheetreview; update sheetreview"):
        Store.open(path)


@pytest.mark.parametrize("alone", [True, False])
def test_a_store_of_the_first_version_is_brought_up_to_date(path: Path, *, alone: bool) -> None:
    for view in ("answers", "findings", "reviews"):
        run_sql(path, f"DROP VIEW {view}")
    later = ("previous", "sheet_forms", "sheets", "allowed", "begun", "seals", "signatures", "carried_answers")
    newest = ("current_files", "kept_form_ids", "former_assignments", "rating_blocks")
    for table in (*newest, *later, "return_doubts", "return_choices", "kept_answers", "kept_findings", "kept_reviews"):
        run_sql(path, f"DROP TABLE {table}")
    run_sql(path, "UPDATE meta SET value = '1' WHERE key = 'schema'")
    with closing(Store.open(path, alone=alone)) as store:
        assert store.previous() == {}
    with closing(Store.open(path)) as store, store.changing():
        store.replace_previous({("basic", "E1", ""): {"bo@example.com": LEFT}})
    with closing(Store.open(path)) as store:
        assert store.previous() == {("basic", "E1", ""): {"bo@example.com": LEFT}}


def test_what_the_cycle_before_left_behind_is_kept_whole(store: Store) -> None:
    with store.changing():
        store.replace_previous(LEFT_BEHIND)
    assert store.previous() == LEFT_BEHIND
    with store.changing():
        store.replace_previous({})
    assert store.previous() == {}


@pytest.mark.parametrize("value", ["", "x", "-1"])
def test_a_store_without_a_version_is_refused(path: Path, value: str) -> None:
    run_sql(path, "UPDATE meta SET value = ? WHERE key = 'schema'", value)
    with pytest.raises(CycleError, match="restore it from a backup"):
        Store.open(path)


@pytest.mark.parametrize("content", [b"", b"garbage, no database at all" * 100, b"SQLite format 3\0" + b"\0" * 5000])
@pytest.mark.parametrize("alone", [True, False])
def test_a_damaged_store_says_what_to_do(tmp_path: Path, content: bytes, *, alone: bool) -> None:
    path = tmp_path / "cycle.sqlite3"
    path.write_bytes(content)
    with pytest.raises(CycleError, match=r"cycle\.sqlite3.* restore it from a backup"):
        Store.open(path, alone=alone)


def test_another_database_is_refused(tmp_path: Path) -> None:
    run_sql(tmp_path / "other.db", "CREATE TABLE t (x)")
    with pytest.raises(CycleError, match="not a cycle's store"):
        Store.open(tmp_path / "other.db")


def test_a_missing_store_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(CycleError, match="cannot be opened"):
        Store.open(tmp_path / "cycle.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_roster_in_the_store_is_an_error_and_no_crash(store: Store, path: Path) -> None:
    run_sql(path, "INSERT INTO assignments VALUES ('F1', 0, '{\"reviewee\": 1}')")
    with pytest.raises(CycleError, match="roster is damaged"):
        store.assignments()


def test_who_has_a_store_alone_keeps_others_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with closing(Store.open(path, alone=True)):
        for alone in (True, False):
            with pytest.raises(CycleError, match="another sheetreview command is working on this cycle"):
                Store.open(path, alone=alone)
    Store.open(path).close()


def test_several_can_look_at_a_store(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with closing(Store.open(path)) as first, closing(Store.open(path)) as second:
        assert first.assignments() == second.assignments() == {}


def test_a_store_whose_filling_fails_leaves_nothing_and_no_old_one_is_lost(path: Path) -> None:
    def fail(_: Store) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Store.create(path, "BBBBBBBB", fail)
    assert [entry.name for entry in path.parent.iterdir()] == ["cycle.sqlite3"]
    with closing(Store.open(path)) as store:
        assert store.cycle_id == "AAAAAAAA"


def test_a_store_that_cannot_be_made_is_named_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "cycle.sqlite3").mkdir()
    with pytest.raises(FileError, match=r"Cannot write .*cycle\.sqlite3: a folder of that name is in the way"):
        Store.create(tmp_path / "cycle.sqlite3", "AAAAAAAA")
    assert [entry.name for entry in tmp_path.iterdir()] == ["cycle.sqlite3"]


def test_a_copy_of_what_was_issued_holds_nothing_that_came_back(store: Store, path: Path, tmp_path: Path) -> None:
    secret = b"a rating nobody else may see" * 20
    with store.changing():
        store.replace_assignments([("F1", ANN)])
        store.add_file("ann.xlsx", secret, ["F1"])
    store.copy_issued(tmp_path / "copy.sqlite3")
    with closing(Store.open(tmp_path / "copy.sqlite3")) as copy:
        assert copy.assignments() == {"F1": ANN}
        assert copy.return_counts() == {}
    assert secret in path.read_bytes()
    assert secret[:28] not in (tmp_path / "copy.sqlite3").read_bytes()
