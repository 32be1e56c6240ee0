"""``check --return-notes`` as it is called: what it says, where, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from google_standin.running import Standin
from sheetreview.cli.main import cli
from tests.steps.making import start
from tests.steps.online.desk import RATED, Desk


def check(root: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "check", *words])


@pytest.fixture
def desk(standin: Standin, tmp_path: Path) -> Desk:
    """A cycle with three forms in Google Sheets, of which Ann's has a rating that is not on the scale."""
    root = start(tmp_path)
    assert CliRunner().invoke(cli, ["-C", str(root), "push", "--allow-domain", "example.com"]).exit_code == 0
    found = Desk(standin, root)
    found.type(found.form("Ann Lee"), {RATED: "7"})
    return found


def test_findings_alone_are_the_output_and_notes_are_told_beside_them(desk: Desk) -> None:
    done = check(desk.root, "--return-notes", "--format", "json")
    findings = json.loads(done.stdout)
    wrong = {finding["cell"] for finding in findings if finding["severity"] != "notice"}

    assert done.exit_code == 1
    assert "'7' is not on the scale" in done.stdout, "the sheet was pulled first"
    assert f"{len(wrong)} cells marked by notes in 1 Google Sheet: {len(wrong)} new or changed" in done.stderr
    again = check(desk.root, "--return-notes")
    assert f"{len(wrong)} cells marked by notes in 1 Google Sheet: all of them were there already." in again.stderr
    assert again.exit_code == 1


def test_a_sheet_that_is_out_of_reach_is_named_with_its_reason(desk: Desk) -> None:
    check(desk.root, "--return-notes")
    desk.standin.client_as().trash(desk.record(desk.form("Ann Lee")).file_id)
    done = check(desk.root, "--return-notes")

    assert done.exit_code == 1
    assert "1 form in Google Sheets could not be read or marked:" in done.stderr
    assert "  Ann Lee, by Bo Kim: https://docs.google.com/" in done.stderr
    assert "in the bin" in done.stderr


def test_google_ending_it_is_an_exit_code_of_its_own(desk: Desk) -> None:
    desk.standin.settings(disabled_apis=["sheets"])
    done = check(desk.root, "--return-notes")

    assert done.exit_code == 4
    assert "1 Google Sheet not reached; run the same command again." in done.stderr
    assert "sheetreview: stopped: the Google Sheets API is not switched on" in done.stderr


def test_with_copies_of_files_nobody_is_sent_to_the_option_that_was_given(desk: Desk, tmp_path: Path) -> None:
    desk.pull()
    assert "'--return-notes' marks the cells there" in check(desk.root, "--return-copies", str(tmp_path / "a")).stderr
    both = check(desk.root, "--return-notes", "--return-copies", str(tmp_path / "b"))
    assert "--return-notes" not in both.stderr
    assert "marked by notes" in both.stderr


def test_it_goes_without_files(tmp_path: Path) -> None:
    done = check(start(tmp_path), "--return-notes", str(tmp_path))
    assert done.exit_code == 2
    assert "goes without PATH" in done.stderr


def test_a_cycle_without_sheets_needs_no_sign_in(standin: Standin, tmp_path: Path) -> None:
    standin.sign_in_as("nobody")
    done = check(start(tmp_path), "--return-notes")
    assert done.exit_code == 0
    assert "no note was written" in done.stderr


def test_nobody_signed_in_is_said(desk: Desk) -> None:
    desk.standin.sign_in_as("nobody")
    done = check(desk.root, "--return-notes")
    assert done.exit_code == 4
    assert "sheetreview google login" in done.stderr
