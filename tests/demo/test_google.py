"""The demo with Google Sheets: the same as with files, on a stand-in, and without a trace of one's own sign-in."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from google_standin.schemas import discovery
from sheetreview.cli.main import cli
from sheetreview.demo.run import Demo
from sheetreview.errors import EXIT_INPUT
from sheetreview.form.compose import form_plan
from sheetreview.form.how_to import Medium
from sheetreview.sheet.address import from_a1
from sheetreview.sheet.kept import kept_book
from sheetreview.steps.open_cycle import OpenCycle
from tests.demo.conftest import LAYOUTS, RunOf
from tests.steps.making import tree

NOWHERE = "http://127.0.0.1:9"
KEY = 2
"""The hidden key column of a form."""


def places(demo: Demo, medium: Medium) -> list[tuple[str, str, int, str]]:
    """The mistakes of a demo by code, person, column and the key of their row."""
    with OpenCycle.open(demo.root, reading=True) as cycle:
        cuts = {form: cycle.edition_of(assignment) for form, assignment in cycle.store.assignments().items()}
    found = []
    for one in demo.mistakes:
        row, column = from_a1(one.cell) if one.cell else (0, 0)
        cells = form_plan(cuts[one.form_id], medium=medium).sheets[0].cells if row else ()
        (key,) = [str(cell.content) for cell in cells if (cell.row, cell.column) == (row, KEY)] or [""]
        assert key or not row
        found.append((one.code, one.reviewee_id, column, key))
    return found


@pytest.mark.no_cover
@pytest.mark.parametrize("layout", LAYOUTS)
def test_people_fill_the_same_in_with_google_sheets_as_with_files(run_of: RunOf, layout: str) -> None:
    files, online = run_of(layout), run_of(layout, "google")
    assert list(online.typed.values()) == list(files.typed.values())
    # Rows stand lower in files below the titles of a further page, which sheets that nobody prints do not have.
    assert places(online, Medium.SHEET) == places(files, Medium.FILE)
    assert list(online.former.values()) == list(files.former.values())


def test_the_managers_sheet_shows_the_self_assessments_that_have_come_back(run_of: RunOf) -> None:
    demo = run_of("account-manager", "google")
    items = [item.id for item in demo.layout.section_by_id["areas"].items]
    with OpenCycle.open(demo.root, reading=True) as cycle:
        assignments = cycle.store.assignments()
        own = {a.reviewee.employee_id: form for form, a in assignments.items() if a.role == "self"}
        shown = {}
        for form, assignment in assignments.items():
            stored = cycle.store.newest_return(form)
            if assignment.role == "manager" and stored is not None:
                grid = kept_book(cycle.store.content(stored.digest)).sheets[0]
                (column,) = {place[1] for place, value in grid.cells.items() if value == "Self-Rating"}
                rows = {grid.text(row, KEY): row for row in grid.rows}
                shown[form] = [grid.text(rows[f"areas.{item}"], column) for item in items]
    back = 0
    for form, ratings in shown.items():
        typed = demo.typed.get(own[assignments[form].reviewee.employee_id])
        expected = [typed.cells.get(("areas", item, "self-rating"), "") if typed else "–" for item in items]
        assert ratings == expected
        back += typed is not None
    assert len(shown) > back > 0


def test_the_demo_says_what_was_pushed_and_pulled_and_uses_nothing_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for name in ("authorized_user.json", "service_account.json"):
        path = home / ".config" / "gspread" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one's own", encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SHEETREVIEW_GOOGLE_API", NOWHERE)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before, kept = dict(os.environ), tree(home)
    result = CliRunner().invoke(cli, ["-C", str(tmp_path), "demo", "new", "--google"])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    for line in (
        "push       24 Google Sheets, each shared with its reviewer alone",
        "(managers) filled in online, by those they are shared with, with 7 mistakes planted",
        "pull       23 reviews taken in",
        "check      4 findings",
        "  links.csv",
        f"the links:   {tmp_path / 'new' / 'links.csv'}",
        "             sheetreview -C my-cycle push --dry-run",
    ):
        assert line in lines
    assert not (tmp_path / "new" / "forms").exists()
    assert not (tmp_path / "new" / "returned").exists()
    links = (tmp_path / "new" / "links.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(links) == 1 + 24
    assert all('"shared","https://docs.google.com/spreadsheets/d/' in line for line in links[1:])
    assert dict(os.environ) == before
    assert tree(home) == kept
    assert {path.name for path in tmp_path.iterdir()} == {"home", "new"}


@pytest.mark.parametrize("missing", ["google_standin.running", "googleapiclient.discovery_cache.documents"])
def test_without_the_stand_in_or_what_it_needs_the_demo_says_how_to_get_it_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    discovery.cache_clear()
    monkeypatch.setitem(sys.modules, missing, None)
    result = CliRunner().invoke(cli, ["-C", str(tmp_path), "demo", "new", "--google"])
    assert result.exit_code == EXIT_INPUT
    assert f"needs the stand-in for Google that sheetreview is tested with, and it is not installed ({missing}" in (
        result.output
    )
    assert "run in its folder: pip install -e '.[test]'" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(cli, ["demo", str(tmp_path), "--google"])
    assert result.exit_code == EXIT_INPUT
    assert "is not empty; name another folder" in result.output
    assert tree(tmp_path) == {"mine.txt": b"mine"}
