"""``check --return-copies`` as it is called: an unusable folder, a failing disk, a password that is gone."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

from sheetreview.cli.main import cli
from sheetreview.errors import EXIT_FINDINGS, EXIT_INPUT, NOT_WRITTEN, FileError
from sheetreview.steps.return_copies import write
from tests.steps.making import rate, started

FORM = "forms/bo-kim/ann-lee.xlsx"
SECRET = "hush hush"  # noqa: S105 -- of a file made here
UNPROTECTED = "this copy is not: protect it before you send it"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    return rate(started(tmp_path) / FORM, tmp_path / "back" / "ann.xlsx", rating=9)


def test_a_folder_that_cannot_be_used_is_named_before_anything_is_checked(returned: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for bad in (tmp_path / "file", tmp_path / "file" / "below", returned.parent):
        result = run("check", returned, "--return-copies", bad)
        assert (result.exit_code, result.stdout) == (EXIT_INPUT, "")
        assert str(bad) in result.stderr


def test_findings_are_printed_also_when_a_copy_cannot_be_written(
    returned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        del data
        raise FileError(f"Cannot write {path}: the disk is full. Make room and run the command again.", NOT_WRITTEN)

    monkeypatch.setattr(write, "write_file", full)
    result = run("check", returned, "--return-copies", tmp_path / "copies")
    assert result.exit_code == EXIT_INPUT
    assert "'9' is not on the scale" in result.stdout
    assert "the disk is full" in result.stderr
    assert "No review has an error" not in result.stderr


def test_a_copy_of_a_protected_file_is_said_to_be_without_protection(returned: Path, tmp_path: Path) -> None:
    plain = run("check", returned, "--return-copies", tmp_path / "first")
    assert UNPROTECTED not in plain.stderr
    locked = BytesIO()
    OOXMLFile(BytesIO(returned.read_bytes())).encrypt(SECRET, locked)
    returned.write_bytes(locked.getvalue())
    (tmp_path / "passwords.txt").write_text(SECRET, encoding="utf-8")
    words = ("--password-file", tmp_path / "passwords.txt", "--return-copies", tmp_path / "second")
    result = run("check", returned, *words)
    assert result.exit_code == EXIT_FINDINGS
    assert UNPROTECTED in result.stderr
