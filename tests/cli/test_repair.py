"""``repair`` as it is called: what it prints, where it writes, and its exit codes."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.cli.main import cli
from sheetreview.inputs.layout_file import parse_layout
from tests.form.issuing import saved
from tests.form.moving import FIRST, TYPED, filled
from tests.steps.making import rate, started, tree
from tests.steps.repairing import beside, damage, row_of

ANN_FORM = "forms/bo-kim/ann-lee.xlsx"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def stray(sheet: Worksheet) -> None:
    sheet.cell(row_of(sheet, "sales.retention"), 9).value = "ask Bo"


def mangled(folder: Path) -> tuple[Path, Path]:
    """A cycle, and Ann's form with a row deleted and a note beside the form."""
    root = started(folder)
    back = rate(root / ANN_FORM, folder / "back" / "ann.xlsx")
    return root, damage(
        back,
        folder / "mangled.xlsx",
        lambda sheet: sheet.delete_rows(row_of(sheet, "sales.satisfaction")),
        stray,
    )


def test_it_says_what_was_kept_and_what_found_no_place(tmp_path: Path) -> None:
    root, file = mangled(tmp_path)
    before = tree(tmp_path)
    result = run("-C", root, "repair", file)
    path = root / "repaired" / "ann-lee-manager.xlsx"
    assert result.exit_code == 1
    said = result.stdout.splitlines()
    lost = f"D{row_of(load_workbook(path).worksheets[0], 'sales.satisfaction')}"
    assert said[0] == f"Ann Lee: {file} -> {path}"
    assert said[1] == "  kept 34 answers, could not place 1; still to be corrected: 1 error"
    assert said[2].startswith("  not placed  I28  Customer Retention: 'ask Bo': it stands")
    assert said[3] == f"  to correct  {lost}  Customer/Client Satisfaction: there is no rating"
    assert said[-1] == (
        "1 form repaired. 1 text found no place: copy by hand what is meant. 1 error is still to be corrected."
    )
    assert result.stderr.startswith("Next: look at what was not placed, then send")
    assert {name: data for name, data in tree(tmp_path).items() if name in before} == before
    assert beside(path, 4)["sales.retention"] == 3


def test_a_form_that_loses_nothing_exits_clean(tmp_path: Path) -> None:
    root = started(tmp_path)
    result = run("-C", root, "repair", rate(root / ANN_FORM, tmp_path / "ann.xlsx"), "--out", tmp_path / "here")
    assert result.exit_code == 0, result.output
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["ann-lee-manager.xlsx"]


def test_a_file_that_cannot_be_used_exits_with_3_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "letter.csv").write_text("Dear all,\n", encoding="utf-8")
    result = run("repair", tmp_path / "letter.csv", "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "letter.csv: It is not a review form" in result.stderr
    assert "Traceback" not in result.output


def test_a_file_that_cannot_be_used_beside_one_that_can_exits_with_1(tmp_path: Path) -> None:
    root = started(tmp_path)
    (tmp_path / "letter.csv").write_text("Dear all,\n", encoding="utf-8")
    back = rate(root / ANN_FORM, tmp_path / "ann.xlsx")
    result = run("-C", root, "repair", back, tmp_path / "letter.csv")
    assert result.exit_code == 1
    assert "1 form repaired. 1 file or form could not be used:" in result.stdout


def test_a_form_that_nobody_has_filled_in_counts_as_nothing(tmp_path: Path) -> None:
    root = started(tmp_path)
    result = run("-C", root, "repair", root / ANN_FORM)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"Ann Lee: {root / ANN_FORM}: not filled in: there is nothing to move",
        "0 forms repaired.",
    ]
    assert result.stderr == ""
    assert not (root / "repaired").exists()


def test_json_has_every_answer_and_stands_alone(tmp_path: Path) -> None:
    root, file = mangled(tmp_path)
    result = run("-C", root, "repair", file, "--format", "json")
    said = json.loads(result.stdout)
    (form,) = said["forms"]
    assert set(form) == {"file", "sheet", "form_id", "reviewee", "role", "path", "kept", "mapped", "unplaced", "errors"}
    assert len(form["kept"]) == 34
    assert set(form["kept"][0]) == {"label", "typed", "cell", "new_cell", "why"}
    assert form["unplaced"][0]["typed"] == "ask Bo"
    assert [one["code"] for one in form["errors"]] == ["missing-rating"]
    assert (said["blank"], said["unusable"], result.stderr) == ([], [], "")


def test_an_old_form_says_where_its_answers_are_now(tmp_path: Path) -> None:
    old = tmp_path / "old.xlsx"
    first = parse_layout(FIRST, "growth.yaml")
    old.write_bytes(saved(filled(first, {place: value for place, (value, _) in TYPED.items()})))
    newer = FIRST.replace("version: 1", "version: 2", 1).replace("{id: talk,", "{id: speech,")
    newer = newer.replace("label: Excellent", "label: Superb")
    for number, text in enumerate((FIRST, newer), start=1):
        (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
    layouts = ("--layout", tmp_path / "1.yaml", "--layout", tmp_path / "2.yaml")
    result = run("repair", old, *layouts, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "  kept 13 answers, mapped 1\n" in result.stdout
    assert result.stdout.count("mapped") == 2
    assert "Knowledge · Rating: '5 - Excellent' -> C" in result.stdout


@pytest.mark.parametrize(("password", "code"), [("open sesame", 0), ("wrong", 3)])
def test_a_protected_form_is_opened_with_its_password(tmp_path: Path, password: str, code: int) -> None:
    root = started(tmp_path)
    back = rate(root / ANN_FORM, tmp_path / "ann.xlsx")
    out = BytesIO()
    OOXMLFile(BytesIO(back.read_bytes())).encrypt("open sesame", out)
    back.write_bytes(out.getvalue())
    (tmp_path / "words.txt").write_text(f"{password}\n", encoding="utf-8")
    result = run("-C", root, "repair", back, "--password-file", tmp_path / "words.txt")
    assert result.exit_code == code, result.output
    assert password not in result.output
