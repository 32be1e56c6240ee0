"""``--password-file`` as it is called, and old workbooks where a roster is asked for."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sheetreview.cli.main import cli
from sheetreview.errors import EXIT_CLEAN, EXIT_FINDINGS, EXIT_INPUT
from tests.programs import gnumeric
from tests.steps.making import rate, started, write_roster

FORM = "forms/bo-kim/ann-lee.xlsx"
SECRET = "hush hush"  # noqa: S105 -- of a file made here


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def cycle(tmp_path: Path) -> Path:
    """A cycle, and a filled form that came back with a password."""
    root = started(tmp_path)
    filled = rate(root / FORM, tmp_path / "filled" / "ann.xlsx")
    locked = BytesIO()
    OOXMLFile(BytesIO(filled.read_bytes())).encrypt(SECRET, locked)
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "ann.xlsx").write_bytes(locked.getvalue())
    (tmp_path / "passwords.txt").write_text(f"wrong\n{SECRET}\n", encoding="utf-8")
    return root


def test_a_protected_form_is_collected_with_its_password_and_needs_none_later(cycle: Path, tmp_path: Path) -> None:
    refused = run("-C", cycle, "collect", tmp_path / "back")
    assert refused.exit_code == EXIT_FINDINGS
    assert "--password-file" in " ".join(refused.output.split())
    taken = run("-C", cycle, "collect", tmp_path / "back", "--password-file", tmp_path / "passwords.txt")
    assert taken.exit_code == EXIT_CLEAN
    assert "1 file: 1 collected" in taken.output
    again = run("-C", cycle, "collect", tmp_path / "filled")
    assert "1 already collected" in again.output
    assert run("-C", cycle, "check").exit_code == EXIT_CLEAN
    assert not any(SECRET in result.output for result in (refused, taken, again))


def test_a_protected_form_is_checked_with_its_password(cycle: Path, tmp_path: Path) -> None:
    del cycle
    locked = tmp_path / "back" / "ann.xlsx"
    assert run("check", locked).exit_code == EXIT_INPUT
    found = run("check", locked, "--password-file", tmp_path / "passwords.txt")
    assert found.exit_code == EXIT_CLEAN
    assert "1 review checked" in found.output


@pytest.mark.parametrize("command", ["collect", "check"])
def test_a_password_file_that_cannot_be_used_stops_the_command(cycle: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "many.txt").write_text("\n".join(f"secret{n}" for n in range(30)), encoding="utf-8")
    for name, reason in (("many.txt", "at most 20"), ("gone.txt", "cannot be read")):
        result = run("-C", cycle, command, tmp_path / "back", "--password-file", tmp_path / name)
        assert result.exit_code == EXIT_INPUT
        assert f"the password file {tmp_path / name} cannot be used" in result.output
        assert reason in result.output
        assert "secret" not in result.output


@pytest.mark.programs
def test_a_roster_may_be_an_old_workbook(tmp_path: Path) -> None:
    roster = gnumeric(
        write_roster(tmp_path / "roster.csv"), tmp_path / "roster.xls", "-T", "Gnumeric_Excel:excel_biff8"
    )
    root = tmp_path / "cycle"
    begun = run("init", root, "--layout", "customer-service", "--roster", roster, "--name", "Half-year")
    assert begun.exit_code == EXIT_CLEAN
    assert "3" in begun.output
    assert run("-C", root, "roster", roster).exit_code == EXIT_CLEAN


def test_a_roster_that_counts_days_from_1904_is_refused_before_a_date_is_taken_wrong(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    assert book.active is not None
    book.active["A1"] = "employee_id"
    book.save(tmp_path / "roster.xlsx")
    result = run(
        "init", tmp_path / "c", "--layout", "sales", "--roster", tmp_path / "roster.xlsx", "--name", "Half-year"
    )
    assert result.exit_code == EXIT_INPUT
    assert "counts days from 1904" in result.output
    assert not (tmp_path / "c").exists()
