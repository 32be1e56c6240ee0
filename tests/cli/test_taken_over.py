"""``init --from`` says what was taken over, from whom, and why not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from click.testing import CliRunner

from sheetreview.cli.main import cli
from tests.steps.making import csv_text
from tests.steps.pair import ANN, CY, HEADS, PLANNED, Typed, cells, issue, send_back, start, take

RATED: Typed = {"areas.care": {"rating": 4}, "areas.speed": {"rating": 3}}
HALF: Typed = {"areas.care": {"rating": 4}}
ACTIONS: Typed = {
    "actions.row-1": {"action": "Call", "due": date(2026, 6, 30), "progress": "Open"},
    "actions.row-2": {"action": "Write", "due": date(2026, 7, 30)},
}


def said(folder: Path, *typed: Typed) -> str:
    """What a new cycle says that follows one in which Ann's manager sent these back."""
    former, _ = start(folder, (ANN, CY), name="former")
    issue(former)
    for answers in typed:
        form = former / "forms" / "bo-kim" / "ann-lee-manager.xlsx"
        take(former, send_back(form, answers, folder / "back.xlsx"))
    roster = folder / "roster.csv"
    roster.write_text(csv_text([HEADS, ANN, CY, PLANNED]), encoding="utf-8")
    words = ["init", str(folder / "next"), "--layout", str(folder / "pair.yaml"), "--roster", str(roster)]
    told = CliRunner().invoke(cli, [*words, "--name", "Next", "--from", str(former)])
    assert told.exit_code == 0, told.output
    return " ".join(told.stderr.split())


def test_results_and_open_rows_are_said_with_whose_they_are(tmp_path: Path) -> None:
    told = said(tmp_path, {**RATED, **ACTIONS})
    assert (
        "2 forms will show what the previous cycle left: its result of 1: Ann Lee open rows of 1: Ann Lee (2)" in told
    )


def test_a_form_that_never_came_back_is_the_reason(tmp_path: Path) -> None:
    told = said(tmp_path, {**RATED, **ACTIONS})
    assert "Nothing of Cy Roe, because no form of theirs came back." in told


def test_who_was_not_there_is_said(tmp_path: Path) -> None:
    told = said(tmp_path, RATED)
    assert "Nothing of Dee Fox, because they were not reviewed there with this layout." in told


def test_an_incomplete_form_has_no_result_to_take_over(tmp_path: Path) -> None:
    told = said(tmp_path, {**HALF, **ACTIONS})
    assert "open rows of 1: Ann Lee (2)" in told
    assert "No result of Ann Lee, because no form of theirs is complete." in told
    assert "its result of" not in told


def test_nothing_at_all_is_said_with_every_reason(tmp_path: Path) -> None:
    told = said(tmp_path)
    assert "Nothing was taken over from" in told
    assert "Nothing of Ann Lee, Cy Roe, because no form of theirs came back." in told


def test_open_rows_that_were_for_hr_alone_stand_in_no_section_that_is_not(tmp_path: Path) -> None:
    former, _ = start(tmp_path, (PLANNED,), name="former")
    issue(former)
    form = former / "forms" / "bo-kim" / "dee-fox-manager.xlsx"
    plan: Typed = {"plan.row-1": {"step": "Weekly talks", "until": date(2026, 9, 1), "who": "Bo Kim"}}
    take(former, send_back(form, {**RATED, **plan}, tmp_path / "back.xlsx"))
    layout = (tmp_path / "pair.yaml").read_text(encoding="utf-8")
    opened = layout.replace("version: 1\n", "version: 2\n").replace("    restricted: true\n", "")
    words = ["--roster", str(tmp_path / "roster.csv"), "--name", "Next", "--from", str(former)]
    for name, text, carried in (("kept", layout, True), ("opened", opened, False)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        root = tmp_path / name
        told = CliRunner().invoke(cli, ["init", str(root), "--layout", str(tmp_path / f"{name}.yaml"), *words])
        assert told.exit_code == 0, told.output
        issue(root)
        stands = cells(root / "forms" / "bo-kim" / "dee-fox-manager.xlsx")["plan.row-1"]["Step"]
        assert stands == ("Weekly talks" if carried else None)
        assert ("for HR alone" in told.stderr) is not carried
    assert "Dee Fox. They stand in no form." in told.stderr


def test_a_result_of_a_cycle_before_the_former_one_is_not_called_that_ones(tmp_path: Path) -> None:
    said(tmp_path, {**RATED, **ACTIONS})
    words = ["--layout", str(tmp_path / "pair.yaml"), "--roster", str(tmp_path / "roster.csv"), "--name", "Third"]
    done = CliRunner().invoke(cli, ["init", str(tmp_path / "third"), *words, "--from", str(tmp_path / "next")])
    told = " ".join(done.stderr.split())
    assert "its result of" not in told
    assert "the older result of 'former' of 1: Ann Lee" in told
    assert "No newer result of Ann Lee, because no form of theirs came back." in told
