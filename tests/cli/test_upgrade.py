"""``generate --upgrade`` as it is called: what it prints where, and its exit codes."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path

from click.testing import CliRunner, Result
from openpyxl import load_workbook

from sheetreview.cli.main import cli
from sheetreview.steps.init import init_cycle
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import TEAM, tree, write_roster
from tests.steps.upgrading import ANN_FORM, V1, V2, answers, form_ids, issued, layout_file, take_in, type_in

NOTHING = "Nothing to upgrade: there is no newer version of a layout, and no form of an older one.\n"


def generate(root: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "generate", *map(str, words)])


def test_what_changed_is_printed_once_and_what_found_no_place_for_each_form(tmp_path: Path) -> None:
    root = issued(tmp_path)
    cells = {("Quality of work", "Rating"): 4, ("Speed", "Rating"): 2, ("Manners", "Rating"): 5}
    type_in(root / ANN_FORM, cells)
    result = generate(root, "--upgrade", "--layout", layout_file(tmp_path, 2))
    assert result.exit_code == 1
    assert "Layout checkup: version 2 takes the place of version 1." in result.stdout
    assert f"Ann Lee by Bo Kim: {ANN_FORM}" in result.stdout
    assert (
        "kept 1 answer, mapped 1, could not place 1, from version 1 in backups/bo-kim/ann-lee-1.xlsx" in result.stdout
    )
    (changed,) = (line for line in result.stdout.splitlines() if "Quality of work · Rating, in 1 form" in line)
    (lost,) = (line for line in result.stdout.splitlines() if "Manners · Rating: '5'" in line)
    assert ("found by its words" in changed, "not placed" in lost) == (True, True)
    assert f"3 forms in {root} issued anew, 1 with what was filled in before." in result.stdout
    assert f"{ANN_FORM}: backups/bo-kim/ann-lee-1.xlsx" in result.stdout
    assert "Cy Roe by" not in result.stdout
    again = generate(root, "--upgrade")
    assert (again.exit_code, again.stdout) == (0, NOTHING)


def test_one_change_of_the_layout_is_one_line_for_all_forms(tmp_path: Path) -> None:
    root = issued(tmp_path)
    for form in sorted((root / "forms").rglob("*.xlsx")):
        type_in(form, {("Quality of work", "Rating"): 4, ("Quality of work", "Notes"): "Fine"})
    lines = generate(root, "--upgrade", "--layout", layout_file(tmp_path, 2)).stdout.splitlines()
    (line,) = (line for line in lines if "found by its words" in line)
    assert line.endswith("and 1 more, in 3 forms")
    assert not any("Ann Lee by" in line for line in lines)


def test_a_day_that_finds_no_place_is_said_as_it_is_shown(tmp_path: Path) -> None:
    root = issued(tmp_path)
    book = load_workbook(root / ANN_FORM)
    sheet = book.worksheets[0]
    (row,) = (cell.row for cell in sheet["A"] if cell.value == "Held on")
    place = next(cell for cell in sheet[row][2:] if not cell.protection.locked)
    place.value = date(2026, 11, 5)
    place.number_format = "yyyy-mm-dd"
    book.save(root / ANN_FORM)
    text = V2.replace("  - {id: held, label: Held on, kind: date, filled_by: [manager]}\n", "")
    result = generate(root, "--upgrade", "--layout", layout_file(tmp_path, 2, text))
    assert "Held on: '2026-11-05'" in result.stdout
    assert "46331" not in result.stdout


def test_all_of_it_is_in_the_json_output(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, {("Speed", "Rating"): 2, ("Manners", "Rating"): 5})
    result = generate(root, "--upgrade", "--layout", layout_file(tmp_path, 2), "--format", "json")
    done = json.loads(result.stdout)
    assert done["layouts"] == [{"layout": "checkup", "before": 1, "version": 2}]
    (ann,) = (form for form in done["forms"] if form["reviewee"] == "Ann Lee")
    assert (ann["path"], ann["since"], ann["version"], ann["kept"]) == (ANN_FORM, 1, 2, 1)
    assert ann["origin"] == "backups/bo-kim/ann-lee-1.xlsx"
    assert [(one["label"], one["typed"]) for one in ann["unplaced"]] == [("Manners · Rating", "5")]
    assert done["files"]["replaced"] == [[ANN_FORM, "backups/bo-kim/ann-lee-1.xlsx"]]


def test_nothing_newer_is_said_and_is_no_mistake(tmp_path: Path) -> None:
    root = issued(tmp_path)
    before = tree(root)
    result = generate(root, "--upgrade")
    assert (result.exit_code, result.stdout, result.stderr) == (0, NOTHING, "")
    assert tree(root / "forms") == {name[6:]: data for name, data in before.items() if name.startswith("forms/")}


def test_a_layout_whose_version_was_not_raised_is_named_with_what_to_do(tmp_path: Path) -> None:
    root = issued(tmp_path)
    same = layout_file(tmp_path, 1)
    result = generate(root, "--upgrade", "--layout", same)
    said = (
        f"Nothing to upgrade: {same} is version 1, which this cycle has already. Change it and raise its 'version'.\n"
    )
    assert (result.exit_code, result.stdout) == (0, said)
    newer = layout_file(tmp_path, 2)
    assert "Nothing to upgrade" not in generate(root, "--upgrade", "--layout", newer).stdout


def test_a_layout_that_comes_with_the_program_may_be_given_by_its_name(tmp_path: Path) -> None:
    root = tmp_path / "cycle"
    init_cycle(root, layout="customer-service", roster=write_roster(tmp_path / "roster.csv", TEAM), name="Service")
    result = generate(root, "--upgrade", "--layout", "customer-service")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Nothing to upgrade: customer-service is version" in result.stdout
    wrong = generate(root, "--upgrade", "--layout", "customer-servce")
    assert wrong.exit_code == 3
    assert "did you mean 'customer-service'?" in wrong.stderr


def test_a_form_filled_in_at_two_places_is_named_with_both(tmp_path: Path) -> None:
    root = issued(tmp_path)
    back = type_in(root / ANN_FORM, {("Speed", "Rating"): 5}, tmp_path / "back.xlsx")
    type_in(root / ANN_FORM, {("Speed", "Rating"): 1})
    now = datetime(2026, 3, 9, 12, 30).astimezone()
    os.utime(root / ANN_FORM, (now.timestamp() + 86_400 * 30_000,) * 2)
    take_in(root, back)
    result = generate(root, "--upgrade", "--layout", layout_file(tmp_path, 2))
    assert result.exit_code == 1
    (line,) = (line for line in result.stdout.splitlines() if "compare" in line)
    when = datetime.fromtimestamp(now.timestamp() + 86_400 * 30_000).astimezone()
    backup = "backups/bo-kim/ann-lee-1.xlsx"
    expected = f"filled in at two places: took {backup} of {when:%Y-%m-%d %H:%M}; {back} holds other answers"
    assert line.endswith(expected)


def test_a_return_that_is_not_read_is_named_with_what_the_new_form_holds_and_what_counts(tmp_path: Path) -> None:
    root = issued(tmp_path)
    ann = form_ids(root)["Ann Lee"]
    with OpenCycle.open(root) as cycle, cycle.store.changing():
        cycle.store.add_file("back/ann.xlsx", b"PK\x03\x04 cut off", [ann])
    result = generate(root, "--upgrade", "--layout", layout_file(tmp_path, 2))
    assert result.exit_code == 1
    (line,) = (line for line in result.stdout.splitlines() if "not read" in line)
    assert line.lstrip().startswith("not read    back/ann.xlsx: ")
    assert line.endswith(". The new form is empty; what came back counts as before.")


def test_when_every_answer_has_its_place_the_exit_code_is_0(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, {("Speed", "Rating"): 2})
    result = generate(root, "--upgrade", "--layout", layout_file(tmp_path, 2))
    assert result.exit_code == 0, result.output
    assert answers(root / ANN_FORM) == {"work.speed.rating": "2"}


def test_a_layout_without_upgrade_and_a_bundle_with_it_are_wrong_usage(tmp_path: Path) -> None:
    root = issued(tmp_path)
    wrong = generate(root, "--layout", layout_file(tmp_path, 2))
    assert (wrong.exit_code, "--layout goes with --upgrade" in wrong.stderr) == (2, True)
    wrong = generate(root, "--upgrade", "--bundle", "reviewer")
    assert (wrong.exit_code, "forms stay in the files they were issued in" in wrong.stderr) == (2, True)


def test_a_layout_that_cannot_be_used_is_an_input_error_that_changes_nothing(tmp_path: Path) -> None:
    root = issued(tmp_path)
    before = tree(root)
    changed = layout_file(tmp_path, 2, V1.replace("Speed", "Pace"))
    result = generate(root, "--upgrade", "--layout", changed, "--layout", tmp_path / "absent.yaml")
    assert result.exit_code == 3
    assert "so nothing was changed: 2 problems" in result.stderr
    assert "raise 'version' in the layout file" in result.stderr
    assert "absent.yaml" in result.stderr
    assert tree(root) == before


def test_a_file_that_cannot_be_read_is_named_with_what_to_do(tmp_path: Path) -> None:
    root = issued(tmp_path)
    (root / ANN_FORM).write_bytes(b"no workbook")
    result = generate(root, "--upgrade", "--layout", layout_file(tmp_path, 2))
    assert result.exit_code == 1
    assert f"  {ANN_FORM}: This is not a spreadsheet" in result.stdout
    assert "'--force'" in result.stderr
