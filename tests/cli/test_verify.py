"""``verify``: what it lists of a cycle's folder and store, and its exit codes."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sheetreview import Cycle
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import ANN, CY, touch, write_roster

from .test_commands import ANN_FORM, CY_FORM, DEE_FORM, in_cycle, with_returns


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_returns(tmp_path_factory.mktemp("verify"))


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "cycle"))


def found(root: Path) -> dict[str, Any]:
    done = in_cycle(root, "verify", "--format", "json")
    data = json.loads(done.stdout)
    assert done.exit_code == (1 if data["found"] else 0)
    return {one["file"]: (one["fault"], one["in_store"]) for one in data["found"]}


def change_a_byte(root: Path, name: str) -> None:
    """Change one byte of a return in the store, as a disk does."""
    with closing(sqlite3.connect(root / "cycle.sqlite3", isolation_level=None)) as store:
        ((key, content),) = store.execute("SELECT id, content FROM files WHERE name LIKE ?", (f"%{name}",)).fetchall()
        store.execute("UPDATE files SET content = ? WHERE id = ?", (content[:-9] + b"\0" + content[-8:], key))


def test_a_cycle_that_nobody_touched_is_in_order(root: Path) -> None:
    done = in_cycle(root, "verify")
    assert done.exit_code == 0
    assert done.stdout == "3 files of forms and 2 returns: all as it was put there.\n"


def test_a_return_whose_bytes_changed_is_listed_and_the_same_file_mends_it(root: Path, whole: Path) -> None:
    change_a_byte(root, "cy.xlsx")
    assert list(found(root).values()) == [("altered", True)]
    assert "Take in the same file again" in " ".join(in_cycle(root, "verify").stdout.split())

    in_cycle(root, "collect", whole.parent / "back")

    assert found(root) == {}


def test_forms_that_are_missing_altered_or_nobodys_are_listed(root: Path) -> None:
    (root / ANN_FORM).unlink()
    touch(root / CY_FORM)
    (root / "forms" / "gus-hay" / "salaries.xlsx").write_bytes(b"private")
    (root / "forms" / "gus-hay" / "~$dee-fox.xlsx").write_bytes(b"lock")
    (root / "forms" / "gus-hay" / ".sheetreview-00aa11bb22cc.tmp").write_bytes(b"half")
    (root / "notes of my own.txt").write_text("mine", encoding="utf-8")
    assert found(root) == {
        ANN_FORM: ("missing", False),
        CY_FORM: ("altered", False),
        "forms/gus-hay/salaries.xlsx": ("foreign", False),
        "forms/gus-hay/.sheetreview-00aa11bb22cc.tmp": ("foreign", False),
    }
    assert (root / "forms" / "gus-hay" / ".sheetreview-00aa11bb22cc.tmp").exists()


def test_the_deleted_form_of_somebody_who_left_the_roster_is_not_missed(root: Path, tmp_path: Path) -> None:
    in_cycle(root, "roster", write_roster(tmp_path / "roster.csv", [ANN, CY]))
    (root / DEE_FORM).unlink()
    assert found(root) == {}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM layouts", "layout customer-service v1, by which forms were issued, is not in it"),
        ("UPDATE assignments SET data = '{' WHERE position = 1", "its roster is damaged"),
        ("DELETE FROM files WHERE name LIKE '%ann.xlsx'", "a row of returns refers to a row of files that is gone"),
    ],
)
def test_what_the_store_has_lost_is_listed(root: Path, statement: str, said: str) -> None:
    with closing(sqlite3.connect(root / "cycle.sqlite3", isolation_level=None)) as store:
        store.execute(statement)
    done = in_cycle(root, "verify", "--format", "json")
    assert done.exit_code == 1
    assert [one["detail"] for one in json.loads(done.stdout)["found"] if said in one["detail"]] != []
    assert found(root) == {"cycle.sqlite3": ("unreadable", True)}


def test_a_store_that_is_none_is_unusable_input(root: Path) -> None:
    (root / "cycle.sqlite3").write_bytes(b"not a database" * 1000)
    done = in_cycle(root, "verify")
    assert done.exit_code == 3
    assert "restore it from a backup" in done.stderr


def test_a_thousand_returns_are_verified_in_less_than_a_second(root: Path) -> None:
    form = (root / ANN_FORM).read_bytes()
    with OpenCycle.open(root) as cycle, cycle.store.changing():
        (form_id, *_) = cycle.store.assignments()
        for number in range(1000):
            cycle.store.add_file(f"{number}.xlsx", form + number.to_bytes(4), [form_id])
    with Cycle.open(root, reading=True) as opened:
        begun = time.perf_counter()
        done = opened.verify()
        took = time.perf_counter() - begun
    assert (done.returns, done.found) == (1002, ())
    assert took < 1


def test_a_return_that_no_form_has_any_more_is_listed_and_the_same_file_mends_it(root: Path, whole: Path) -> None:
    with closing(sqlite3.connect(root / "cycle.sqlite3", isolation_level=None)) as store:
        store.execute("DELETE FROM returns WHERE id = 2")
    assert list(found(root).values()) == [("missing", True)]
    assert "Collect it again" in " ".join(in_cycle(root, "verify").stdout.split())

    in_cycle(root, "collect", whole.parent / "back")

    assert found(root) == {}


def test_a_return_that_was_discarded_is_not_called_lost(root: Path) -> None:
    listed = json.loads(in_cycle(root, "returns", "list", "--only", "E1", "--format", "json").stdout)
    done = in_cycle(root, "returns", "discard", str(listed[0]["number"]), "--reason", "It was a trial.")
    assert done.exit_code == 0, done.stderr
    assert found(root) == {}
