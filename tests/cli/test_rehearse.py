from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sheetreview.cli.main import cli
from tests.steps.making import start, started, touch, tree

ANN_FORM = "forms/bo-kim/ann-lee.xlsx"


def rehearse(root: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "rehearse", *map(str, words)])


def test_a_cycle_that_is_fit_to_send_is_called_so_in_one_line(tmp_path: Path) -> None:
    result = rehearse(started(tmp_path))
    assert result.stdout == "Fit to send: 3 forms filled, collected, checked and summarized.\n"
    assert result.exit_code == 0


def test_what_keeps_a_cycle_from_being_sent_is_listed_with_what_to_do(tmp_path: Path) -> None:
    root = started(tmp_path)
    touch(root / ANN_FORM)
    (root / "forms/gus-hay/dee-fox.xlsx").unlink()
    result = rehearse(root)
    lines = result.stdout.splitlines()
    assert lines[0].startswith("1 file is missing -> ")
    assert "generate" in lines[0]
    assert lines[1] == "  forms/gus-hay/dee-fox.xlsx"
    assert lines[2].startswith("1 file was changed after it was issued, and was not rehearsed -> take it in")
    assert lines[3] == f"  {ANN_FORM}"
    assert lines[4] == (
        "Not fit to send: 1 file is missing; 1 file was changed after it was issued, and was not rehearsed. "
        "1 form filled, collected, checked and summarized."
    )
    assert result.exit_code == 1


def test_forms_without_a_file_are_named_by_whose_they_are(tmp_path: Path) -> None:
    result = rehearse(start(tmp_path))
    assert "3 forms are not issued yet -> run 'generate'\n  Ann Lee, manager form of Bo Kim\n" in result.stdout
    assert result.stdout.endswith("\nNot fit to send: 3 forms are not issued yet.\n")
    assert result.exit_code == 1


def test_json_stands_alone_and_has_every_trouble_with_what_to_do(tmp_path: Path) -> None:
    root = started(tmp_path)
    (root / ANN_FORM).write_bytes(b"")
    result = rehearse(root, "--format", "json", "--seed", "7", "--keep", tmp_path / "kept")
    told = json.loads(result.stdout)
    (trouble,) = told.pop("troubles")
    assert told == {"fit": False, "forms": 2, "seed": 7}
    assert (trouble["kind"], trouble["file"], trouble["stops"]) == ("unreadable", ANN_FORM, True)
    assert "empty" in trouble["detail"]
    assert trouble["fix"]
    assert "no real cycle takes them in" in result.stderr


def test_a_kept_rehearsal_is_a_cycle_to_look_at(tmp_path: Path) -> None:
    root = started(tmp_path)
    assert rehearse(root, "--keep", tmp_path / "kept").exit_code == 0
    assert (tmp_path / "kept" / "summary" / "team-summary.xlsx").exists()
    checked = CliRunner().invoke(cli, ["-C", str(tmp_path / "kept"), "check"])
    assert checked.stdout == "3 reviews checked: nothing is wrong.\n"


@pytest.mark.parametrize("words", [["--keep", ""], ["--seed", "one"]])
def test_a_wrong_option_is_wrong_use(tmp_path: Path, words: list[str]) -> None:
    assert rehearse(start(tmp_path), *words).exit_code == 2


def test_a_folder_in_use_and_no_cycle_at_all_are_refused_in_plain_words(tmp_path: Path) -> None:
    root = started(tmp_path)
    before = tree(root)
    in_use = rehearse(root, "--keep", root / "forms")
    assert (in_use.exit_code, "Traceback" in in_use.output) == (3, False)
    assert rehearse(tmp_path / "absent").exit_code == 3
    assert tree(root) == before
