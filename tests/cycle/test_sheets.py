"""What a store remembers of Google Sheets, and that a store of an older version learns it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sheetreview.cycle.database import SCHEMA_VERSION
from sheetreview.cycle.sheets import OnlineSheet, SheetForm, SheetRecords, Step
from sheetreview.cycle.store import IssuedForm, Store
from sheetreview.errors import CycleError

ANN = SheetForm(form_id="F1", layout="basic", version=2, role="manager")
CY = SheetForm(form_id="F2", layout="basic", version=3, role="self")
MADE = OnlineSheet(key="F1", file_id="1abc", link="https://docs.google.com/1abc", forms=(ANN,))


@pytest.fixture
def records(store: Store) -> SheetRecords:
    return store.sheets


def test_every_step_is_there_after_reopening(path: Path) -> None:
    shared = replace(
        MADE,
        step=Step.SHARED,
        digest="d",
        modified="2026-11-22T10:00:00.000Z",
        recipient="bo@example.com",
        permission="77",
        forms=(replace(ANN, content="c"), CY),
    )
    for sheet in (MADE, replace(MADE, step=Step.BUILT, digest="d"), shared):
        with closing(Store.open(path)) as store:
            store.sheets.put(sheet)
        with closing(Store.open(path)) as store:
            assert store.sheets.all() == {"F1": sheet}


def test_sheets_stay_in_the_order_in_which_they_were_made(records: SheetRecords) -> None:
    for number in (3, 1, 2):
        records.put(OnlineSheet(key=f"K{number}", file_id=f"f{number}", link=""))
    records.put(OnlineSheet(key="K3", file_id="f3", link="", step=Step.CLOSED))
    assert list(records.all()) == ["K3", "K1", "K2"]


def test_a_new_spreadsheet_takes_the_place_of_a_lost_one_and_forgets_what_was_read_in_it(records: SheetRecords) -> None:
    records.put(replace(MADE, step=Step.SHARED, digest="d", modified="m", forms=(replace(ANN, content="c"),)))
    new = replace(MADE, file_id="1def", link="https://docs.google.com/1def")
    records.put(new)

    [found] = records.all().values()
    assert found == new
    assert not found.came_back


def test_two_records_never_stand_for_one_file(records: SheetRecords) -> None:
    records.put(MADE)
    with pytest.raises(CycleError):
        records.put(OnlineSheet(key="F2", file_id=MADE.file_id, link="", forms=(CY,)))
    assert records.all() == {"F1": MADE}


def test_a_form_stands_in_one_sheet_only(records: SheetRecords) -> None:
    records.put(MADE)
    records.put(OnlineSheet(key="r-1", file_id="1def", link="", forms=(ANN, CY)))
    found = records.all()
    assert (found["F1"].forms, found["r-1"].forms) == ((), (ANN, CY))


def test_a_record_that_cannot_be_kept_whole_is_not_kept_at_all(records: SheetRecords, path: Path) -> None:
    broken = replace(MADE, forms=(ANN, replace(CY, version="three")))  # type: ignore[arg-type]
    with pytest.raises(CycleError):
        records.put(broken)
    assert records.all() == {}
    assert path.is_file()


def test_a_form_that_went_out_as_a_sheet_was_issued(store: Store, records: SheetRecords) -> None:
    with store.changing():
        store.record_forms(
            [IssuedForm(form_id="F9", layout="basic", version=1, role="manager", path="forms/x.xlsx", digest="0")]
        )
    records.put(MADE)
    assert store.ever_issued() == {"F1", "F9"}
    assert store.issued_layouts() == {("basic", 1), ("basic", 2)}


def test_what_was_confirmed_is_kept_once_and_without_case(records: SheetRecords) -> None:
    records.allow(["Example.COM", "Bo@Example.com"])
    records.allow(["example.com"])
    assert records.allowed() == {"example.com", "bo@example.com"}


def test_the_folder_s_id_is_kept(records: SheetRecords) -> None:
    assert records.folder == ""
    records.set_folder("1abc")
    records.set_folder("1def")
    assert records.folder == "1def"


def test_a_seal_is_never_replaced(records: SheetRecords) -> None:
    records.seal({"F1": "first", "F2": "other"})
    records.seal({"F1": "second", "F3": "third"})
    assert records.seals() == {"F1": "first", "F2": "other", "F3": "third"}


SECOND = """
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
INSERT INTO meta VALUES ('schema', '2'), ('cycle', 'AAAAAAAA');
INSERT INTO forms VALUES ('F9', 'basic', 1, 'manager', 'forms/x.xlsx', '0', '2026-01-01T00:00:00+00:00');
INSERT INTO files VALUES (
    1, 'fcab7fcc2b4cffd9bb45003bfc2e468a04ef6f77ca8200a7341f027631584d25', 'x.xlsx',
    '2026-01-01T00:00:00+00:00', x'504b'
);
INSERT INTO returns VALUES (1, 'F9', 1, '2026-01-01T00:00:00+00:00');
"""
"""A store as it was before there were Google Sheets, written down then."""


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "older.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SECOND)
    return path


@pytest.mark.parametrize("alone", [True, False])
def test_a_store_from_before_there_were_sheets_gets_room_for_them_and_keeps_all_it_has(
    older: Path, *, alone: bool
) -> None:
    with closing(Store.open(older, alone=alone)) as store:
        records = store.sheets
        assert (records.all(), records.allowed(), records.seals()) == ({}, frozenset(), {})
        assert store.ever_issued() == {"F9"}
        records.put(MADE)
    with closing(Store.open(older)) as store:
        assert store.meta("schema") == str(SCHEMA_VERSION)
        assert store.sheets.all() == {"F1": MADE}
        assert store.return_counts() == {"F9": 1}
        newest = store.newest_return("F9")
        assert newest is not None
        assert store.content(newest.digest) == b"PK"


def test_a_store_that_named_its_folder_after_google_keeps_it(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO meta VALUES ('google-folder', '1abc')")
        connection.commit()
    with closing(Store.open(path)) as store:
        records = store.sheets
        assert records.folder == "1abc"
        records.set_folder("1def")
    with closing(Store.open(path)) as store:
        assert store.sheets.folder == "1def"


def test_a_store_brought_up_to_date_has_the_tables_of_a_new_one(older: Path, path: Path) -> None:
    with closing(Store.open(older)):
        pass
    assert _tables(older) == _tables(path)


def _tables(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
        return [(name, " ".join(sql.split())) for name, sql in found]
