"""Copies that come back: none reverts a newer return, none shows a reviewer what is another's, none blocks another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.errors import FileError
from sheetreview.steps.check import check_cycle
from sheetreview.steps.check_files import check_files
from sheetreview.steps.collect import collect
from sheetreview.steps.init import take_roster
from sheetreview.steps.intake import Outcome
from sheetreview.steps.known_layouts import KnownLayouts
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import Returns
from sheetreview.steps.repair.clean_forms import CycleForms, LooseForms
from sheetreview.steps.return_copies.write import ReturnCopies, cycle_copies, file_copies, require_empty
from tests.programs import libreoffice
from tests.steps.making import ANN, DEE, issue, rate, start, started, write_roster
from tests.steps.returning import ANN_FORM, CY_FORM, DEE_FORM, LIST, spoil


def bundle_of(root: Path, path: Path) -> Path:
    """Bo's workbook: Ann's form is short of a rating (D20), Cy's is whole, with a 2 in it."""
    book = load_workbook(root / "forms" / "bo-kim.xlsx")
    for name, form, rating in (("Ann Lee", ANN_FORM, None), ("Cy Roe", CY_FORM, 2)):
        filled = load_workbook(rate(root / form, path.parent.parent / "filled" / f"{name}.xlsx"))["Review"]
        for row in filled.iter_rows(min_col=4, max_col=5):
            for cell in row:
                if cell.value is not None and cell.data_type != "f":
                    book[name][cell.coordinate].value = cell.value
        book[name]["D20"].value = rating
    path.parent.mkdir(exist_ok=True)
    book.save(path)
    return path


def take(root: Path, *paths: Path) -> dict[str, Outcome]:
    """Collect, one path after the other; the outcome for each person, of the last path."""
    with OpenCycle.open(root) as cycle:
        found = [collect(cycle, [path]) for path in paths]
    return {one.reviewee: one.outcome for one in found[-1]}


def copies_of(root: Path, folder: Path) -> ReturnCopies:
    with OpenCycle.open(root, reading=True) as cycle:
        return cycle_copies(cycle, CycleForms(cycle), check_cycle(cycle).findings, folder)


def ratings_of(root: Path) -> dict[str, str]:
    """What counts in D20 of each person's form."""
    with OpenCycle.open(root, reading=True) as cycle:
        assignments = cycle.store.assignments()
        returns = Returns(cycle, assignments)
        reviews = {one.reviewee.name: returns.review(form) for form, one in assignments.items()}
    return {
        name: next(answer.typed for answer in review.answers if answer.cell == "D20")
        for name, review in reviews.items()
        if review is not None
    }


def sheets_of(path: str) -> list[str]:
    book = load_workbook(path)
    book.close()
    return book.sheetnames


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    """A cycle with forms issued both ways, whose reviewer's workbook came back."""
    root = start(tmp_path)
    issue(root, bundle=True)
    issue(root)
    assert take(root, bundle_of(root, tmp_path / "back" / "all.xlsx"))["Ann Lee"] is Outcome.COLLECTED
    return root


def test_a_copy_never_carries_a_form_that_came_back_again_since(bundled: Path, tmp_path: Path) -> None:
    take(bundled, rate(bundled / CY_FORM, tmp_path / "cy.xlsx", rating=3))
    (one,) = copies_of(bundled, tmp_path / "copies").written
    assert sheets_of(one.path) == [LIST, "Review"]
    assert "come back again since" in one.clean
    take(bundled, spoil(Path(one.path), D20=4))
    assert ratings_of(bundled) == {"Ann Lee": "4", "Cy Roe": "3"}


def test_a_copy_that_was_out_already_does_not_revert_a_form_that_came_back_alone(bundled: Path, tmp_path: Path) -> None:
    (one,) = copies_of(bundled, tmp_path / "copies").written
    assert sheets_of(one.path) == [LIST, "Start here", "Ann Lee", "Cy Roe"]
    take(bundled, rate(bundled / CY_FORM, tmp_path / "cy.xlsx", rating=3))
    outcomes = take(bundled, spoil(Path(one.path), "Ann Lee", D20=4))
    assert outcomes == {"Ann Lee": Outcome.REPLACED, "Cy Roe": Outcome.DUPLICATE}
    assert ratings_of(bundled) == {"Ann Lee": "4", "Cy Roe": "3"}


def test_the_forms_of_a_corrected_workbook_stay_together_for_the_next_round(bundled: Path, tmp_path: Path) -> None:
    (first,) = copies_of(bundled, tmp_path / "first").written
    take(bundled, spoil(Path(first.path), "Ann Lee", D20=9))
    (second,) = copies_of(bundled, tmp_path / "second").written
    assert sheets_of(second.path) == [LIST, "Start here", "Ann Lee", "Cy Roe"]
    assert not second.clean


def test_a_form_that_left_the_roster_goes_into_no_copy(bundled: Path, tmp_path: Path) -> None:
    with OpenCycle.open(bundled) as cycle:
        take_roster(cycle, write_roster(tmp_path / "fewer.csv", [ANN, DEE]))
    (one,) = copies_of(bundled, tmp_path / "copies").written
    assert sheets_of(one.path) == [LIST, "Review"]


def test_a_file_that_was_superseded_gets_no_copy(tmp_path: Path) -> None:
    root = started(tmp_path)
    old = spoil(rate(root / ANN_FORM, tmp_path / "old.xlsx"), D20=None)
    take(root, old, rate(root / ANN_FORM, tmp_path / "new.xlsx", rating=4))
    with OpenCycle.open(root, reading=True) as cycle:
        known = KnownLayouts()
        findings = check_files([old], known.of).findings
        done = file_copies(CycleForms(cycle, known.of), findings, tmp_path / "copies", cycle=cycle)
    assert done.written == ()
    assert [(name, "A later return" in reason) for name, reason in done.refused] == [(str(old), True)]


def test_a_copy_that_is_collected_untouched_is_no_new_return(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, spoil(rate(root / ANN_FORM, tmp_path / "old.xlsx"), D20=None))
    (one,) = copies_of(root, tmp_path / "copies").written
    shutil.copyfile(one.path, tmp_path / "saved.xlsx")
    spoil(tmp_path / "saved.xlsx")
    take(root, rate(root / ANN_FORM, tmp_path / "new.xlsx", rating=4))
    assert take(root, Path(one.path)) == {"Ann Lee": Outcome.DUPLICATE}
    assert take(root, tmp_path / "saved.xlsx") == {"Ann Lee": Outcome.DUPLICATE}
    assert ratings_of(root) == {"Ann Lee": "4"}


def test_going_back_to_an_earlier_rating_in_a_copy_counts(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, spoil(rate(root / ANN_FORM, tmp_path / "old.xlsx"), D20=2, D21=None))
    (first,) = copies_of(root, tmp_path / "first").written
    take(root, spoil(Path(first.path), D20=5))
    (second,) = copies_of(root, tmp_path / "second").written
    assert take(root, spoil(Path(second.path), D20=2)) == {"Ann Lee": Outcome.REPLACED}
    assert ratings_of(root) == {"Ann Lee": "2"}


def test_an_untouched_copy_of_a_file_that_was_never_collected_is_taken_in(tmp_path: Path) -> None:
    root = started(tmp_path)
    returned = spoil(rate(root / ANN_FORM, tmp_path / "old.xlsx"), D20=None)
    known = KnownLayouts()
    (one,) = file_copies(LooseForms(known), check_files([returned], known.of).findings, tmp_path / "copies").written
    assert take(root, Path(one.path)) == {"Ann Lee": Outcome.COLLECTED}


def of_two_reviewers(root: Path, path: Path, rating: int = 3) -> Path:
    """Ann's form with an error and, pasted into the same workbook, Dee's, which another reviewer filled."""
    book = load_workbook(spoil(rate(root / ANN_FORM, path.parent / "ann.xlsx"), D20=None))
    other = load_workbook(rate(root / DEE_FORM, path.parent / "dee.xlsx", rating))["Review"]
    sheet = book.create_sheet("Dee")
    for row in other.iter_rows():
        for cell in row:
            if cell.value is not None:
                sheet[cell.coordinate] = cell.value
    book.save(path)
    return path


@pytest.mark.parametrize("in_cycle", [True, False])
def test_no_reviewer_gets_what_another_wrote(tmp_path: Path, in_cycle: bool) -> None:  # noqa: FBT001 -- a parameter
    root = started(tmp_path)
    both = of_two_reviewers(root, tmp_path / "both.xlsx")
    known = KnownLayouts()
    if in_cycle:
        take(root, both)
        done = copies_of(root, tmp_path / "copies")
    else:
        done = file_copies(LooseForms(known), check_files([both], known.of).findings, tmp_path / "copies")
    (one,) = done.written
    assert (one.reviewer, sheets_of(one.path)) == ("Bo Kim", [LIST, "Review"])
    assert "several reviewers" in one.clean


def test_each_of_two_reviewers_in_one_file_gets_the_own_form(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, of_two_reviewers(root, tmp_path / "both.xlsx", rating=9))
    done = copies_of(root, tmp_path / "copies")
    assert [(one.reviewer, Path(one.path).parent.name) for one in done.written] == [
        ("Bo Kim", "bo-kim"),
        ("Gus Hay", "gus-hay"),
    ]


def test_reviewers_of_the_same_name_have_folders_of_their_own(tmp_path: Path) -> None:
    root = started(tmp_path, [ANN, ("E2", "Cy Roe", "Bo Kim", "bo.two@example.com")])
    forms = sorted((root / "forms").rglob("*.xlsx"))
    for form in forms:
        take(root, spoil(rate(form, tmp_path / "back" / form.name), D20=9))
    written = copies_of(root, tmp_path / "copies").written
    assert len({Path(one.path).parent for one in written}) == 2
    assert {Path(one.path).parent.name for one in written} == {form.parent.name for form in forms}


@pytest.mark.programs
def test_a_form_that_cannot_be_renewed_blocks_no_other_in_its_file(tmp_path: Path) -> None:
    root = start(tmp_path)
    issue(root, bundle=True)
    issue(root)
    wrong = spoil(bundle_of(root, tmp_path / "back" / "all.xlsx"), "Cy Roe", D21=9, E5="Zed Poe")
    take(root, libreoffice(wrong, tmp_path, "ods"))
    done = copies_of(root, tmp_path / "copies")
    assert [Path(one.path).name for one in done.written] == ["ann-lee-manager.xlsx"]
    assert [("Cy Roe" in reason, "somebody else" in reason) for _, reason in done.refused] == [(True, True)]


def test_a_file_that_vanishes_after_the_check_stops_no_other(tmp_path: Path) -> None:
    root = started(tmp_path)
    paths = [spoil(rate(root / form, tmp_path / "back" / Path(form).name), D20=9) for form in (ANN_FORM, CY_FORM)]
    known = KnownLayouts()
    checked = check_files(paths, known.of)
    paths[0].unlink()
    done = file_copies(LooseForms(known), checked.findings, tmp_path / "copies")
    assert [one.source for one in done.written] == [str(paths[1])]
    assert done.refused == ((str(paths[0]), "There is no such file. Check the name and the folder."),)


@pytest.mark.programs
def test_a_list_that_another_program_saved_is_replaced_and_the_untouched_copy_known(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, spoil(rate(root / ANN_FORM, tmp_path / "old.xlsx"), D20=None, D21=9))
    (first,) = copies_of(root, tmp_path / "first").written
    assert take(root, libreoffice(Path(first.path), tmp_path, "xlsx")) == {"Ann Lee": Outcome.DUPLICATE}
    assert take(root, libreoffice(Path(first.path), tmp_path, "ods")) == {"Ann Lee": Outcome.DUPLICATE}
    saved = libreoffice(spoil(Path(first.path), D20=4), tmp_path, "xlsx")
    assert take(root, saved) == {"Ann Lee": Outcome.REPLACED}
    (second,) = copies_of(root, tmp_path / "second").written
    assert sheets_of(second.path) == [LIST, "Review"]


def test_a_folder_is_tried_without_a_trace(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for bad in ("file", "file/below", "dangling", "n" * 300, "."):
        with pytest.raises(FileError):
            require_empty(tmp_path / bad)
    require_empty(tmp_path / "a" / "b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling", "file"]
