"""Mangled and outdated forms, repaired: all that was read stands in a clean form, and the rest is told."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.form.slots import Given
from sheetreview.inputs.layout_file import parse_layout
from tests.form.editions import CAME_BACK, PREVIOUS, SOURCE, cut, place
from tests.form.editions import issued as both_sides
from tests.form.issuing import issue as customer_form
from tests.form.issuing import saved
from tests.form.moving import FIRST, TYPED, answers, changed, expected, filled
from tests.programs import libreoffice

from . import upgrading
from .making import ANN, CY, DEE, issue, rate, start, started
from .repairing import beside, damage, repaired, row_of, structural
from .test_accounts import ACME, begin, hold

ANN_FORM, CY_FORM = "forms/bo-kim/ann-lee.xlsx", "forms/bo-kim/cy-roe.xlsx"
LABEL, METRIC, RATING, NOTES = 1, 3, 4, 5


def rated(folder: Path) -> tuple[Path, Path]:
    """A cycle, and Ann's form with a 3 in every rating."""
    root = started(folder)
    return root, rate(root / ANN_FORM, folder / "back" / "ann.xlsx")


def stray(sheet: Worksheet) -> None:
    sheet.cell(row_of(sheet, "sales.retention"), 9).value = "ask Bo"


def no_titles(sheet: Worksheet) -> None:
    sheet.delete_rows(row_of(sheet, "job:columns"))


def no_row(sheet: Worksheet) -> None:
    sheet.delete_rows(row_of(sheet, "sales.satisfaction"))


def no_keys(sheet: Worksheet) -> None:
    sheet.delete_cols(2)


def renamed(name: str) -> object:
    def change(sheet: Worksheet) -> None:
        row = next(row for row in range(1, 20) if str(sheet.cell(row, 1).value).startswith("Account Manager/"))
        sheet.cell(row, NOTES if str(sheet.cell(row, 2).value).startswith("header.") else 2).value = name

    return change


def test_a_mangled_form_is_read_from_the_clean_one_without_a_structural_finding(tmp_path: Path) -> None:
    root, back = rated(tmp_path)
    mangled = damage(back, tmp_path / "mangled.xlsx", no_row, stray, no_keys)
    done = repaired([mangled], tmp_path / "out", root)
    (form,) = done.forms
    assert (form.reviewee, done.unusable) == ("Ann Lee", ())
    before, after = (beside(path, RATING) for path in (back, form.path))
    assert {key: value for key, value in before.items() if key != "sales.satisfaction"} == {
        key: value for key, value in after.items() if key != "sales.satisfaction"
    }
    assert after["sales.satisfaction"] is None
    assert after["sales.retention"] == 3
    assert [(one.typed, one.cell) for one in form.unplaced] == [("ask Bo", "H28")]
    assert "keys-lost" in structural([mangled])
    assert structural([Path(form.path)]) == []


def test_a_lost_row_of_titles_lists_what_stood_below_it(tmp_path: Path) -> None:
    root, back = rated(tmp_path)
    done = repaired([damage(back, tmp_path / "mangled.xlsx", no_titles)], tmp_path / "out", root)
    assert len([one for one in done.forms[0].unplaced if one.typed == "3"]) == 8
    assert structural([Path(done.forms[0].path)]) == []


def test_a_form_that_nobody_has_filled_in_is_told_and_not_written(tmp_path: Path) -> None:
    root = started(tmp_path)
    mangled = damage(root / ANN_FORM, tmp_path / "mangled.xlsx", no_row)
    done = repaired([mangled], tmp_path / "out", root)
    assert (done.forms, done.blank, done.unusable) == ((), ((str(mangled), "Ann Lee"),), ())
    assert not done.needs_a_look
    assert not (tmp_path / "out").exists()


def test_a_note_on_a_form_without_answers_is_told(tmp_path: Path) -> None:
    root = started(tmp_path)
    done = repaired([damage(root / ANN_FORM, tmp_path / "mangled.xlsx", stray)], tmp_path / "out", root)
    assert (done.blank, [one.typed for one in done.forms[0].unplaced]) == ((), ["ask Bo"])


def test_a_rating_that_went_with_its_row_is_told_as_still_missing(tmp_path: Path) -> None:
    root, back = rated(tmp_path)
    (form,) = repaired([damage(back, tmp_path / "mangled.xlsx", no_row)], tmp_path / "out", root).forms
    (error,) = form.errors
    assert (error.code, error.item) == ("missing-rating", "Customer/Client Satisfaction")
    row = row_of(load_workbook(form.path).worksheets[0], "sales.satisfaction")
    assert error.cell == f"D{row}"


def test_metrics_come_from_the_cycle(tmp_path: Path) -> None:
    root = start(tmp_path, [ANN, CY, DEE], "employee_id,item,metric\nE1,sales.support-management,143\n")
    issue(root)
    done = repaired([rate(root / ANN_FORM, tmp_path / "ann.xlsx")], tmp_path / "out", root)
    (form,) = done.forms
    assert beside(form.path, METRIC)["sales.support-management"] == "# service tickets satisfied: 143"
    assert form.unplaced == ()
    assert "143" not in {one.typed for one in form.kept}


def test_every_form_of_a_bundle_gets_a_file_of_its_own(tmp_path: Path) -> None:
    root = start(tmp_path, [ANN, CY, DEE])
    issue(root, bundle=True)
    workbook = load_workbook(root / "forms" / "bo-kim.xlsx")
    for sheet in workbook.worksheets[1:]:
        sheet.cell(row_of(sheet, "sales.retention"), RATING).value = 3
    workbook.save(tmp_path / "bundle.xlsx")
    done = repaired([tmp_path / "bundle.xlsx"], tmp_path / "out", root)
    assert sorted(Path(form.path).name for form in done.forms) == ["ann-lee-manager.xlsx", "cy-roe-manager.xlsx"]
    assert all(form.unplaced == () for form in done.forms)


def test_copies_that_differ_are_not_chosen_between(tmp_path: Path) -> None:
    root, back = rated(tmp_path)
    workbook = load_workbook(back)
    copy = workbook.copy_worksheet(workbook.worksheets[0])
    copy.cell(row_of(copy, "sales.retention"), RATING).value = 1
    workbook.save(back)
    done = repaired([back], tmp_path / "out", root)
    assert done.forms == ()
    assert "the same form also stands on" in done.unusable[0][1]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("in_cycle", [True, False])
def test_a_form_under_another_name_is_refused(tmp_path: Path, *, in_cycle: bool) -> None:
    root, back = rated(tmp_path)
    mangled = damage(back, tmp_path / "mangled.xlsx", renamed("Cy Roe"))  # type: ignore[arg-type]
    done = repaired([mangled], tmp_path / "out", root if in_cycle else None)
    assert done.forms == ()
    assert "'Cy Roe'" in done.unusable[0][1]


def test_without_its_keys_a_form_under_another_name_is_refused_by_its_cycle(tmp_path: Path) -> None:
    root, back = rated(tmp_path)
    mangled = damage(back, tmp_path / "mangled.xlsx", no_keys, renamed("Cy Roe"))  # type: ignore[arg-type]
    done = repaired([mangled], tmp_path / "out", root)
    assert done.forms == ()
    assert "'Ann Lee'" in done.unusable[0][1]


@pytest.mark.parametrize("all_keys", [True, False])
def test_without_a_cycle_a_head_that_nothing_guards_gets_no_clean_form(tmp_path: Path, *, all_keys: bool) -> None:
    root, back = rated(tmp_path)

    def no_key(sheet: Worksheet) -> None:
        row = next(row for row in range(1, 20) if sheet.cell(row, NOTES).value == "Ann Lee")
        sheet.cell(row, NOTES).value = "Cy Roe"
        sheet.cell(row, 2).value = None

    changes = [no_keys] if all_keys else [no_key]
    mangled = damage(back, tmp_path / "mangled.xlsx", *changes)
    done = repaired([mangled], tmp_path / "out")
    assert done.forms == ()
    ((_, why),) = done.unusable
    assert "lost what would tell whether" in why
    assert "at its head was changed. Repair it in its cycle" in why
    assert not (tmp_path / "out").exists()
    in_cycle = repaired([mangled], tmp_path / "out", root)
    assert [form.reviewee for form in in_cycle.forms] == (["Ann Lee"] if all_keys else [])


def test_a_form_of_another_cycle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    root, other = started(tmp_path / "one"), started(tmp_path / "two")
    done = repaired([other / ANN_FORM], tmp_path / "out", root)
    assert "another cycle" in done.unusable[0][1]


def test_what_is_no_form_is_told_and_stops_nothing(tmp_path: Path) -> None:
    root, back = rated(tmp_path)
    (tmp_path / "letter.csv").write_text("Dear all,\n", encoding="utf-8")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and nothing else")
    done = repaired([tmp_path / "letter.csv", tmp_path / "broken.xlsx", back], tmp_path / "out", root)
    assert [Path(file).name for file, _ in done.unusable] == ["letter.csv", "broken.xlsx"]
    assert len(done.forms) == 1


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    root, back = rated(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    (out / "ann-lee-manager.xlsx").write_bytes(b"mine")
    paths = [repaired([back], out, root).forms[0].path for _ in range(2)]
    assert [Path(path).name for path in paths] == ["ann-lee-manager-2.xlsx"] * 2
    assert (out / "ann-lee-manager.xlsx").read_bytes() == b"mine"
    assert stat.S_IMODE(Path(paths[0]).stat().st_mode) == 0o600


def test_a_repaired_form_is_repaired_to_the_same_bytes(tmp_path: Path) -> None:
    root, back = rated(tmp_path)
    first = repaired([back], tmp_path / "out", root).forms[0].path
    again = repaired([Path(first)], tmp_path / "again", root).forms[0].path
    assert Path(first).read_bytes() == Path(again).read_bytes()


def test_rows_grow_with_what_is_put_into_them(tmp_path: Path) -> None:
    root, back = rated(tmp_path)
    text = "He looked after each of them in person, and every one of them came back. " * 8

    def change(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "sales.retention"), NOTES).value = text

    (form,) = repaired([damage(back, tmp_path / "mangled.xlsx", change)], tmp_path / "out", root).forms
    issued_sheet, sheet = (load_workbook(path).worksheets[0] for path in (root / ANN_FORM, form.path))
    row, width = row_of(sheet, "sales.retention"), sheet.column_dimensions["E"].width
    heights = {
        number: (issued_sheet.row_dimensions[number].height, line.height)
        for number, line in sheet.row_dimensions.items()
    }
    assert {number for number, (before, now) in heights.items() if before != now} == {row}
    # A line of ten-point letters is some 13 points high, and holds at most a third more letters than the width says.
    assert heights[row][1] > len(text) / (width * 4 / 3) * 13


def test_without_a_cycle_the_head_and_the_figures_are_those_of_the_form(tmp_path: Path) -> None:
    data, _ = customer_form()
    (tmp_path / "form.xlsx").write_bytes(data)
    mangled = damage(tmp_path / "form.xlsx", tmp_path / "mangled.xlsx", no_row, stray)
    (form,) = repaired([mangled], tmp_path / "out").forms
    before, after = beside(data, METRIC), beside(form.path, METRIC)
    assert {key: before[key] for key in before if key != "sales.satisfaction"} == {
        key: after[key] for key in after if key != "sales.satisfaction"
    }
    assert form.reviewee == "Zoë Ångström"
    assert [one.typed for one in form.unplaced] == ["ask Bo"]
    assert structural([Path(form.path)]) == []


def test_without_a_cycle_a_changed_reviewer_is_still_found_in_the_clean_form(tmp_path: Path) -> None:
    data, _ = customer_form()
    (tmp_path / "form.xlsx").write_bytes(data)

    def change(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "header.reviewer-name"), NOTES).value = "Somebody Else"
        sheet.cell(row_of(sheet, "sales.retention"), RATING).value = 3

    mangled = damage(tmp_path / "form.xlsx", tmp_path / "mangled.xlsx", change, no_row)
    (form,) = repaired([mangled], tmp_path / "out").forms
    assert beside(form.path, NOTES)["header.reviewer-name"] == "Somebody Else"
    assert structural([Path(form.path)]) == ["reviewer-changed"]


def test_without_a_cycle_carried_rows_are_still_carried_and_shown_ones_are_left_out(tmp_path: Path) -> None:
    layout = tmp_path / "both-sides.yaml"
    layout.write_text(SOURCE, encoding="utf-8")
    (tmp_path / "form.xlsx").write_bytes(
        both_sides(cut(), Given(previous=PREVIOUS, shown=CAME_BACK.shown, shown_header=CAME_BACK.shown_header))
    )
    row, column = place(cut(), "actions", "row-1", "state")

    def change(sheet: Worksheet) -> None:
        sheet.cell(row, column).value = "Done"

    mangled = damage(tmp_path / "form.xlsx", tmp_path / "mangled.xlsx", change)
    (form,) = repaired([mangled], tmp_path / "out", own=(layout,)).forms
    assert [(one.typed, one.label) for one in form.kept] == [("Done", "Call every client · State")]
    assert form.unplaced == ()
    before = load_workbook(tmp_path / "form.xlsx").worksheets[0]
    after = load_workbook(form.path).worksheets[0]
    for name in ("what", "due", "cost"):
        where = place(cut(), "actions", "row-1", name)
        assert before.cell(*where).value == after.cell(*where).value
        assert after.cell(*where).value is not None
    assert before.cell(row, 2).value == after.cell(row, 2).value
    assert after.cell(*place(cut(), "areas", "talk", "own")).value == "–"


def test_without_a_cycle_an_old_form_comes_to_the_newest_version_given(tmp_path: Path) -> None:
    first = parse_layout(FIRST, "growth.yaml")
    newer = changed(("{id: talk, label: Talking}", "{id: speech, label: Talking}"))
    one, two = tmp_path / "v1.yaml", tmp_path / "v2.yaml"
    one.write_text(FIRST, encoding="utf-8")
    two.write_text(FIRST.replace("version: 1", "version: 2", 1).replace("{id: talk,", "{id: speech,"), encoding="utf-8")
    old = tmp_path / "old.xlsx"
    old.write_bytes(saved(filled(first, {where: value for where, (value, _) in TYPED.items()})))
    (form,) = repaired([old], tmp_path / "out", own=(two, one)).forms
    assert answers(Path(form.path).read_bytes(), newer) == {
        (s, "speech" if r == "talk" else r, c): text for (s, r, c), text in expected().items()
    }
    assert {answer.label for answer in form.mapped} == {"Talking · Rating", "Talking · Evidence", "Talking · Hours"}
    assert structural([Path(form.path)], (one, two)) == []
    assert "is not known here" in repaired([old], tmp_path / "out", own=(two,)).unusable[0][1]


@pytest.mark.programs
@pytest.mark.parametrize("kind", ["ods", "csv", "xls"])
def test_a_form_saved_in_another_format_comes_back_as_a_clean_workbook(tmp_path: Path, kind: str) -> None:
    root, back = rated(tmp_path)
    other = libreoffice(back, tmp_path, kind)
    (form,) = repaired([other], tmp_path / "out", root).forms
    assert beside(form.path, RATING) == beside(back, RATING)
    assert beside(form.path, NOTES) == beside(back, NOTES)
    assert form.unplaced == ()
    assert structural([Path(form.path)]) == []


def test_an_old_form_comes_to_the_version_its_cycle_has_now(tmp_path: Path) -> None:
    root = upgrading.issued(tmp_path)
    typed = {("Speed", "Rating"): 4, ("Quality of work", "Rating"): 2, ("Manners", "Rating"): 5, ("Calm", "Grade"): 2}
    old = upgrading.type_in(root / upgrading.ANN_FORM, typed, tmp_path / "old.xlsx")
    upgrading.raise_to(root, 2)
    (form,) = repaired([old], root / "out", root).forms
    assert upgrading.answers(Path(form.path)) == {
        "work.speed.rating": "4",
        "work.craft.rating": "2",
        "traits.calm.grade": "B",
    }
    assert {(one.typed, one.why) for one in form.mapped} == {
        ("2", "found by its words; the layout calls it something else"),
        ("2", "'Meets' is B on the new scale"),
    }
    assert [(one.label, one.typed) for one in form.unplaced] == [("Manners · Rating", "5")]


def test_what_the_cycle_carried_over_and_what_others_answered_comes_from_the_cycle(tmp_path: Path) -> None:
    former, _ = begin(tmp_path, "first", ACME)
    hold(former, "grace-kim-acme.xlsx", date(2026, 8, 4), "Call Acme", tmp_path / "acme.xlsx")
    root, _ = begin(tmp_path, "second", ACME, former=former)
    name = root / "forms" / "sam-lee" / "grace-kim-acme.xlsx"
    before = load_workbook(name).worksheets[0]

    def change(sheet: Worksheet) -> None:
        sheet.delete_cols(2)
        sheet.cell(1, 20).value = "ask Bo"

    mangled_form = damage(name, tmp_path / "mangled.xlsx", change)
    (form,) = repaired([mangled_form], tmp_path / "out", root).forms
    after = load_workbook(form.path).worksheets[0]
    texts = {cell.coordinate: cell.value for line in before.iter_rows() for cell in line}
    assert "Call Acme" in texts.values()
    assert texts == {cell.coordinate: cell.value for line in after.iter_rows() for cell in line}
    assert [one.typed for one in form.unplaced] == ["ask Bo"]
