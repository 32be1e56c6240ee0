"""What goes to one person is never written among the forms that HR sends."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sheetreview.cli.main import cli
from tests.steps.making import rate, started, tree

ANN_FORM = "forms/bo-kim/ann-lee.xlsx"
INSIDE = ["forms", "forms/bo-kim", "forms/new/folder", "backups/../forms/x"]


def command(root: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *map(str, words)])


@pytest.mark.parametrize("inside", INSIDE)
def test_repaired_forms_and_return_copies_are_not_written_among_the_forms(tmp_path: Path, inside: str) -> None:
    root = started(tmp_path)
    back = rate(root / ANN_FORM, tmp_path / "back" / "ann.xlsx", rating=9)
    before = tree(root)
    for words in (
        ("repair", back, "--out", root / inside),
        ("check", back, "--return-copies", root / inside),
        ("check", "--return-copies", root / inside),
    ):
        result = command(root, *words)
        assert (result.exit_code, "the folder of the forms that are sent out" in result.stderr) == (3, True)
        assert (result.stdout, tree(root)) == ("", before)
    assert not (root / "forms/new").exists()


def test_a_link_to_the_forms_is_seen_through(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = rate(root / ANN_FORM, tmp_path / "back" / "ann.xlsx")
    (tmp_path / "link").symlink_to(root / "forms")
    assert command(root, "repair", back, "--out", tmp_path / "link").exit_code == 3


def test_a_folder_called_forms_is_free_where_there_is_no_cycle(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = rate(root / ANN_FORM, tmp_path / "back" / "ann.xlsx", rating=9)
    result = command(tmp_path / "back", "check", back, "--return-copies", tmp_path / "back" / "forms")
    assert result.exit_code == 1
    assert len(tree(tmp_path / "back" / "forms")) == 1
