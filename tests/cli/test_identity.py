"""One person stays one person: corrected addresses and ids, namesakes, and forms of former reviewers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from openpyxl.cell import MergedCell

from sheetreview.cli.main import cli
from sheetreview.errors import EXIT_INPUT
from tests.steps.making import ANN, CY, DEE, rate, start, started, write_roster

ANN_FORM = "forms/bo-kim/ann-lee.xlsx"


def run(root: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *map(str, words)])


def new_roster(root: Path, *rows: tuple[str, ...], same: tuple[str, ...] = ()) -> Result:
    options = [word for one in same for word in ("--same", one)]
    return run(root, "roster", write_roster(root.parent / "new.csv", rows), *options)


def came_back(root: Path) -> dict[str, str]:
    """Outcome by person of the files in the forms folder that somebody filled in."""
    told = json.loads(run(root, "status", "--format", "json").stdout)
    return {form["reviewee_id"]: form["status"] for one in told["reviewers"] for form in one["forms"]}


def filled(root: Path, form: str = ANN_FORM) -> Path:
    """A form as it comes back, outside the cycle."""
    return rate(root / form, root.parent / "back.xlsx")


def at(row: tuple[str, ...], address: str, name: str = "") -> tuple[str, ...]:
    return (*row[:2], name or row[2], address)


def test_a_corrected_address_keeps_the_form_that_is_out(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = filled(root)
    told = new_roster(root, at(ANN, "bo.kim@example.com"), at(CY, "bo.kim@example.com"), DEE)
    assert "Bo Kim: bo@example.com is bo.kim@example.com now; 2 forms that are out stay valid." in " ".join(
        told.stderr.split()
    )
    assert "0 new, 0 no longer on it" in told.stderr
    assert run(root, "collect", back).exit_code == 0
    assert came_back(root)["E1"] == "complete"


def test_what_came_back_before_the_correction_still_counts(tmp_path: Path) -> None:
    root = started(tmp_path)
    run(root, "collect", filled(root))
    told = new_roster(root, at(ANN, "bo.kim@example.com"), at(CY, "bo.kim@example.com"), DEE)
    assert "no longer count" not in told.stderr
    assert came_back(root)["E1"] == "complete"


def test_a_corrected_employee_id_keeps_the_form_that_is_out(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = filled(root)
    told = new_roster(root, ("E11", *ANN[1:]), CY, DEE)
    assert "Ann Lee: E1 is E11 now; 1 form that is out stays valid." in told.stderr
    assert run(root, "collect", back).exit_code == 0
    assert came_back(root)["E11"] == "complete"


def test_the_correction_is_remembered_when_the_roster_comes_again(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = filled(root)
    rows = at(ANN, "bo.kim@example.com"), at(CY, "bo.kim@example.com"), DEE
    new_roster(root, *rows)
    new_roster(root, DEE)
    new_roster(root, *rows)
    run(root, "collect", back)
    assert came_back(root)["E1"] == "complete"


def test_another_reviewer_gets_a_form_of_their_own(tmp_path: Path) -> None:
    root = started(tmp_path)
    told = new_roster(root, at(ANN, "nia@example.com", "Nia Orr"), CY, DEE)
    assert "1 new, 1 no longer on it" in told.stderr


def test_an_address_that_is_still_on_the_roster_was_not_corrected(tmp_path: Path) -> None:
    root = started(tmp_path)
    told = new_roster(root, at(ANN, "bo.kim@example.com"), CY, DEE)
    assert "1 new, 1 no longer on it" in told.stderr
    assert "Bo Kim has the addresses bo.kim@example.com and bo@example.com" in told.stderr


def test_an_old_address_given_to_somebody_else_makes_a_new_form(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = filled(root)
    new_roster(root, at(ANN, "bo.kim@example.com"), at(CY, "bo.kim@example.com"), DEE)
    told = new_roster(
        root, at(ANN, "bo.kim@example.com"), at(CY, "bo.kim@example.com"), DEE, at(ANN, "bo@example.com", "Bo Kimball")
    )
    assert "1 new, 0 no longer on it" in told.stderr
    run(root, "collect", back)
    states = json.loads(run(root, "status", "--format", "json").stdout)["reviewers"]
    ann = {one["email"]: form["status"] for one in states for form in one["forms"] if form["reviewee_id"] == "E1"}
    assert ann == {"bo.kim@example.com": "complete", "bo@example.com": "not started"}


def test_same_says_what_the_rosters_leave_open(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = filled(root)
    rows = at(ANN, "bo.orr@example.com", "Bo Orr"), at(CY, "bo.orr@example.com", "Bo Orr"), DEE
    assert "2 new, 2 no longer on it" in new_roster(root, *rows).stderr
    told = new_roster(root, *rows, same=("bo@example.com=bo.orr@example.com",))
    assert told.exit_code == 0
    run(root, "collect", back)
    assert came_back(root)["E1"] == "complete"


@pytest.mark.parametrize(
    ("same", "said"),
    [
        ("gus@example.com=bo@example.com", "gus@example.com is still on the roster"),
        ("who@example.com=bo@example.com", "no roster of this cycle has 'who@example.com'"),
        ("nobody", "no roster of this cycle has 'nobody'"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_changes_nothing(tmp_path: Path, same: str, said: str) -> None:
    root = started(tmp_path)
    told = new_roster(root, ANN, DEE, same=(same,))
    assert told.exit_code != 0
    assert said in str(told.exception) or said in told.output
    assert set(came_back(root)) == {"E1", "E2", "E3"}


def test_a_former_reviewers_return_names_person_and_reason(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = filled(root)
    new_roster(root, at(ANN, "nia@example.com", "Nia Orr"), CY, DEE)
    (one,) = json.loads(run(root, "collect", back, "--format", "json").stdout)
    assert (one["reviewee"], one["reviewer"]) == ("Ann Lee", "Bo Kim")
    assert "the roster has Nia Orr <nia@example.com>" in one["detail"]
    new_roster(root, CY, DEE)
    (one,) = json.loads(run(root, "collect", back, "--format", "json").stdout)
    assert "Ann Lee is no longer on the roster." in one["detail"]


def test_two_people_of_one_name_are_told_apart_everywhere(tmp_path: Path) -> None:
    other = ("E9", *ANN[1:])
    root = started(tmp_path, (ANN, other, DEE))
    names = {path.stem for path in (root / "forms" / "bo-kim").iterdir()}
    assert names == {"ann-lee-e1", "ann-lee-e9"}
    run(root, "generate", "--bundle", "reviewer")
    assert load_workbook(root / "forms" / "bo-kim.xlsx").sheetnames[1:] == ["Ann Lee (E1)", "Ann Lee (E9)"]
    told = run(root, "status", "--people").stdout
    assert "Ann Lee (E1)" in told
    assert "Ann Lee (E9)" in told


def test_one_person_who_reviews_and_is_reviewed_keeps_one_name(tmp_path: Path) -> None:
    root = started(tmp_path, (ANN, ("E7", "Bo Kim", "Gus Hay", "gus@example.com")))
    told = run(root, "status", "--people").stdout
    assert "Bo Kim (" not in told


def test_customers_are_never_asked_about_one_of_two_people_by_the_name_alone(tmp_path: Path) -> None:
    raters = tmp_path / "raters.csv"
    rows = ["Pat,pat@a.example,E1,Sam Lee,2026-11", "Kit,kit@b.example,E2,Sam Lee,2026-11"]
    raters.write_text("\n".join(["customer_name,customer_email,employee_id,salesperson,month", *rows]))
    words = ["init", tmp_path / "c", "--layout", "customer-report-card", "--raters", raters, "--name", "Half-year"]
    told = CliRunner().invoke(cli, list(map(str, words)))
    assert told.exit_code != 0
    assert not (tmp_path / "c").exists()
    raters.write_text(raters.read_text().replace("E2,Sam Lee", "E2,Sam Lee (North)"))
    assert CliRunner().invoke(cli, list(map(str, words))).exit_code == 0


def test_ids_that_differ_in_case_alone_are_said(tmp_path: Path) -> None:
    root = started(tmp_path)
    told = new_roster(root, ANN, ("e1", "Ann Leeds", *ANN[2:]), DEE)
    assert "The ids E1 and e1 differ in small and capital letters alone" in told.stderr


def test_a_namesake_who_joins_makes_no_error_of_a_form_that_is_out(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = filled(root)
    book = load_workbook(back)
    sheet = book.worksheets[0]
    for key in [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("header.")]:
        key.value = None
    book.save(back)
    new_roster(root, ANN, CY, DEE, ("E9", "Ann Lee", *DEE[2:]))
    assert run(root, "collect", back).exit_code == 0
    assert "reviewee-changed" not in run(root, "check", "--format", "json").stdout


def test_an_employee_id_that_is_given_to_somebody_else_takes_no_review_along(tmp_path: Path) -> None:
    root = started(tmp_path)
    run(root, "collect", filled(root))
    told = new_roster(root, (ANN[0], "Max Newman", *ANN[2:]), CY, DEE)
    assert told.exit_code == EXIT_INPUT
    assert "the employee id E1 was that of Ann Lee, whose form is out, and is that of Max Newman now" in " ".join(
        told.stderr.split()
    )
    assert came_back(root)["E1"] == "complete"
    assert new_roster(root, (ANN[0], "Max Newman", *ANN[2:]), CY, DEE, same=("E1=E1",)).exit_code == 0


def test_two_people_whose_names_were_exchanged_are_refused_together(tmp_path: Path) -> None:
    root = started(tmp_path)
    run(root, "collect", filled(root))
    told = new_roster(root, (ANN[0], CY[1], *ANN[2:]), (CY[0], ANN[1], *CY[2:]), DEE)
    assert told.exit_code == EXIT_INPUT
    assert told.stderr.count("whose form is out") == 2


def test_reviewers_whose_names_were_exchanged_are_refused(tmp_path: Path) -> None:
    root = started(tmp_path)
    told = new_roster(root, at(ANN, ANN[3], DEE[2]), at(CY, CY[3], DEE[2]), at(DEE, DEE[3], ANN[2]))
    assert told.exit_code == EXIT_INPUT
    assert f"the address {ANN[3]} was that of {ANN[2]}" in " ".join(told.stderr.split())


def test_a_name_that_changed_in_part_is_the_same_person(tmp_path: Path) -> None:
    root = started(tmp_path)
    run(root, "collect", filled(root))
    assert new_roster(root, (ANN[0], "Ann Park-Lee", *ANN[2:]), CY, DEE).exit_code == 0
    assert came_back(root)["E1"] == "complete"


ADA = ("Ada Poe", "ada@c.example", "E1", "Sam Lee", "2026-10")
BEA = ("Bea Kerr", "bea@c.example", "E1", "Sam Lee", "2026-10")
RATERS = ("customer_name", "customer_email", "employee_id", "salesperson", "month")


def rated_cycle(folder: Path, *rows: tuple[str, ...]) -> Path:
    """A cycle with customers as raters, whose forms are issued."""
    root, raters = folder / "cycle", write_roster(folder / "raters.csv", rows, RATERS)
    words = ("--layout", "customer-report-card", "--raters", str(raters), "--name", "Cards")
    assert CliRunner().invoke(cli, ["init", str(root), *words]).exit_code == 0
    assert run(root, "generate").exit_code == 0
    return root


def new_raters(root: Path, *rows: tuple[str, ...], same: str = "") -> Result:
    return run(root, "roster", write_roster(root.parent / "new.csv", rows, RATERS), *(("--same", same) if same else ()))


def filled_card(root: Path) -> Path:
    back = root.parent / "ada.xlsx"
    book = load_workbook(root / "forms/ada-poe/sam-lee-2026-10.xlsx")
    for row in range(1, 30):
        for column in range(1, 10):
            cell = book.worksheets[0].cell(row, column)
            if not cell.protection.locked and not isinstance(cell, MergedCell):
                cell.value = cell.value or "B"
    book.save(back)
    return back


def test_a_months_change_names_the_raters_and_what_keeps_their_forms(tmp_path: Path) -> None:
    root = rated_cycle(tmp_path, ADA, BEA)
    told = new_raters(root, (*ADA[:4], "2026-11"), BEA)
    (line,) = (line for line in told.stderr.splitlines() if "Ada Poe" in line)
    assert line.startswith(
        "Ada Poe <ada@c.example> on Sam Lee: asked about 2026-10 before, and about 2026-11 now. 1 form"
    )
    assert "leave its rows in the file" in line
    assert "--same 2026-10=2026-11" in line
    assert "address" not in line
    (one,) = json.loads(run(root, "collect", filled_card(root), "--format", "json").stdout)
    assert "no longer in 2026-10, but in 2026-11" in one["detail"]


def test_a_corrected_month_keeps_the_forms_that_are_out(tmp_path: Path) -> None:
    root = rated_cycle(tmp_path, ADA, BEA)
    back = filled_card(root)
    told = new_raters(root, (*ADA[:4], "November 2026"), BEA, same="2026-10=2026-11")
    assert "Took in the raters file: 2 forms" in told.stderr
    assert "0 new, 0 no longer on it" in told.stderr
    assert "Ada Poe: 2026-10 is 2026-11 now; 1 form that is out stays valid." in told.stderr
    (one,) = json.loads(run(root, "collect", back, "--format", "json").stdout)
    assert one["outcome"] == "collected"
    assert "1 new" not in new_raters(root, (*ADA[:4], "2026-11"), BEA).stderr


def test_a_month_is_corrected_also_after_the_file_was_taken_in_without_a_word(tmp_path: Path) -> None:
    root = rated_cycle(tmp_path, ADA, BEA)
    later = ((*ADA[:4], "2026-11"), BEA)
    new_raters(root, *later)
    run(root, "generate")
    told = new_raters(root, *later, same="2026-10=2026-11")
    assert (told.exit_code, "take the former file in first" in told.output) == (EXIT_INPUT, True)
    new_raters(root, ADA, BEA)
    assert "1 form that is out stays valid" in new_raters(root, *later, same="2026-10=2026-11").stderr


def test_a_further_month_takes_no_form_of_the_month_before(tmp_path: Path) -> None:
    november = (*ADA[:4], "2026-11")
    root = rated_cycle(tmp_path, ADA, november, BEA)
    told = new_raters(root, november, (*BEA[:4], "2026-11"), same="2026-10=2026-11")
    assert "Bea Kerr: 2026-10 is 2026-11 now" in told.stderr
    assert "Ada Poe: 2026-10 is" not in told.stderr
    assert "0 new, 1 no longer on it" in told.stderr


def test_another_reviewer_of_the_same_forms_is_said_with_what_becomes_of_the_forms(tmp_path: Path) -> None:
    root = started(tmp_path)
    run(root, "collect", filled(root))
    told = new_roster(root, at(ANN, "nia@example.com", "Nia Orr"), at(CY, "nia@example.com", "Nia Orr"), DEE)
    assert (
        "Ann Lee, Cy Roe: reviewed by Bo Kim <bo@example.com> before, and by Nia Orr <nia@example.com> now. 2 forms "
        "that are out no longer count, 1 of which had come back. 'generate' issues new ones to Nia Orr. If that is one "
        "and the same person, take the roster in again with --same bo@example.com=nia@example.com."
    ) in told.stderr


def test_a_form_that_goes_without_another_is_said_with_its_reason(tmp_path: Path) -> None:
    root = started(tmp_path)
    told = new_roster(root, CY, at(DEE, "bo@example.com", "Bo Kim"))
    assert "Ann Lee: no longer on the roster. 1 form that is out no longer counts." in told.stderr
    assert "Dee Fox: reviewed by Gus Hay <gus@example.com> before, and by Bo Kim <bo@example.com> now." in told.stderr


def test_forms_that_were_never_issued_go_without_a_word(tmp_path: Path) -> None:
    root = start(tmp_path, (ANN, CY, DEE))
    assert "no longer count" not in new_roster(root, at(ANN, "nia@example.com", "Nia Orr"), CY).stderr
