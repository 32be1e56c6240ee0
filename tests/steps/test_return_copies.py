"""Copies for reviewers: what is wrong is marked where it is, all else is as it was, and the corrected copy counts."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.errors import FileError
from sheetreview.reading.open import open_book
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.kept import kept_bytes
from sheetreview.steps.check import Checked, check_cycle
from sheetreview.steps.check_files import check_files
from sheetreview.steps.collect import collect
from sheetreview.steps.intake import Outcome
from sheetreview.steps.known_layouts import KnownLayouts
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.repair.clean_forms import CycleForms, LooseForms
from sheetreview.steps.return_copies.write import ReturnCopies, cycle_copies, file_copies
from tests.programs import libreoffice
from tests.steps import upgrading
from tests.steps.making import issue, rate, start, started
from tests.steps.returning import ANN_FORM, CY_FORM, DEE_FORM, LIST, spoil


def spoiled(root: Path, folder: Path) -> Path:
    """Ann's form with an empty rating (D20) and one off the scale (D21)."""
    return spoil(rate(root / ANN_FORM, folder / "ann.xlsx"), D20=None, D21=7)


def take(root: Path, *paths: Path) -> list[Outcome]:
    with OpenCycle.open(root) as cycle:
        return [one.outcome for one in collect(cycle, paths)]


def copies_of(root: Path, folder: Path) -> tuple[Checked, ReturnCopies]:
    with OpenCycle.open(root, reading=True) as cycle:
        checked = check_cycle(cycle)
        return checked, cycle_copies(cycle, CycleForms(cycle), checked.findings, folder)


def contents(sheet: Worksheet) -> dict[str, object]:
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}


def loaded(path: str | Path) -> Workbook:
    book = load_workbook(path)
    book.close()
    return book


def test_each_wrong_cell_has_a_comment_and_a_line_with_a_link_and_nothing_else_is_changed(tmp_path: Path) -> None:
    root = started(tmp_path)
    returned = spoiled(root, tmp_path / "back")
    assert take(root, returned) == [Outcome.COLLECTED]
    _, done = copies_of(root, tmp_path / "copies")
    (one,) = done.written
    assert (one.reviewer, one.findings, one.clean) == ("Bo Kim", 2, "")
    assert Path(one.path) == tmp_path / "copies" / "bo-kim" / "ann.xlsx"

    before, after = loaded(returned), loaded(one.path)
    assert after.sheetnames == [LIST, "Review"]
    assert contents(after["Review"]) == contents(before["Review"])
    comments = {
        cell.coordinate: cell.comment.text for row in after["Review"].iter_rows() for cell in row if cell.comment
    }
    assert set(comments) == {"D20", "D21"}
    assert "There is no rating." in comments["D20"]
    assert "'7' is not on the scale (1, 2, 3, 4, 5)." in comments["D21"]
    assert "Type a whole number from 1 to 5." in comments["D21"]
    links = {link.location for row in after[LIST].iter_rows() for cell in row if (link := cell.hyperlink)}
    assert links == {"'Review'!D20", "'Review'!D21"}


def test_the_corrected_copy_is_collected_like_any_return_and_counts(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, spoiled(root, tmp_path / "back"))
    _, done = copies_of(root, tmp_path / "copies")
    corrected = spoil(Path(done.written[0].path), D20=4, D21=5)
    assert take(root, corrected) == [Outcome.REPLACED]
    checked, again = copies_of(root, tmp_path / "second")
    assert checked.findings == ()
    assert again == ReturnCopies()


def test_a_second_round_shows_only_what_is_still_wrong(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, spoiled(root, tmp_path / "back"))
    _, first = copies_of(root, tmp_path / "first")
    take(root, spoil(Path(first.written[0].path), D20=4))
    _, second = copies_of(root, tmp_path / "second")
    book = loaded(second.written[0].path)
    assert book.sheetnames == [LIST, "Review"]
    assert [c.coordinate for row in book["Review"].iter_rows() for c in row if c.comment] == ["D21"]


def test_only_reviews_with_errors_get_a_copy(tmp_path: Path) -> None:
    root = started(tmp_path)
    rate(root / CY_FORM, tmp_path / "back" / "cy.xlsx")
    spoil(rate(root / DEE_FORM, tmp_path / "back" / "dee.xlsx"), D20="4 - Exceeded")
    spoiled(root, tmp_path / "back")
    take(root, tmp_path / "back")
    _, done = copies_of(root, tmp_path / "copies")
    assert [one.source for one in done.written] == [str(tmp_path / "back" / "ann.xlsx")]


def test_of_a_reviewer_s_workbook_one_copy_marks_every_form_with_errors(tmp_path: Path) -> None:
    root = start(tmp_path)
    issue(root, bundle=True)
    returned = tmp_path / "all.xlsx"
    returned.write_bytes((root / "forms" / "bo-kim.xlsx").read_bytes())
    for name in ("Ann Lee", "Cy Roe"):
        spoil(returned, name, D20=9)
    take(root, returned)
    _, done = copies_of(root, tmp_path / "copies")
    (one,) = done.written
    marked = loaded(one.path)
    assert all(marked[name]["D20"].comment for name in ("Ann Lee", "Cy Roe"))


def test_an_ods_return_comes_back_as_a_clean_form_with_its_answers(tmp_path: Path) -> None:
    root = started(tmp_path)
    returned = libreoffice(spoiled(root, tmp_path / "back"), tmp_path, "ods")
    take(root, returned)
    _, done = copies_of(root, tmp_path / "copies")
    (one,) = done.written
    assert "cannot be marked" in one.clean
    assert one.path.endswith("ann.xlsx")
    book = loaded(one.path)
    assert book["Review"]["D21"].value == 7
    assert book["Review"]["D22"].value == 3
    assert {c.coordinate for row in book["Review"].iter_rows() for c in row if c.comment} == {"D20", "D21"}
    assert take(root, spoil(Path(one.path), D20=4, D21=5)) == [Outcome.REPLACED]
    assert copies_of(root, tmp_path / "second")[0].findings == ()


def test_without_a_cycle_each_file_with_errors_gets_its_copy(tmp_path: Path) -> None:
    returned = spoiled(started(tmp_path), tmp_path / "back")
    known = KnownLayouts()
    checked = check_files([returned], known.of)
    (one,) = file_copies(LooseForms(known), checked.findings, tmp_path / "copies").written
    assert loaded(one.path)["Review"]["D21"].comment


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, spoiled(root, tmp_path / "back"))
    with pytest.raises(FileError, match="is not empty"):
        copies_of(root, tmp_path / "back")


def test_copies_are_private(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, spoiled(root, tmp_path / "back"))
    _, done = copies_of(root, tmp_path / "copies")
    path = Path(done.written[0].path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_check_writes_the_same_bytes(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, spoiled(root, tmp_path / "back"))
    first, second = (Path(copies_of(root, tmp_path / name)[1].written[0].path) for name in ("one", "two"))
    assert first.read_bytes() == second.read_bytes()


def test_a_review_from_google_is_told_and_not_written(tmp_path: Path) -> None:
    root = started(tmp_path)
    returned = spoiled(root, tmp_path / "back")
    with OpenCycle.open(root) as cycle:
        data = kept_bytes(open_book(returned)[1], "1")
        (form_id,) = (form for form, one in cycle.store.assignments().items() if one.reviewee.name == "Ann Lee")
        with cycle.store.changing():
            cycle.store.add_file("Ann Lee", data, [form_id])
    _, done = copies_of(root, tmp_path / "copies")
    assert (done.written, done.online) == ((), ("Ann Lee",))


def grid_of(path: str, title: str) -> Grid:
    return next(grid for grid in open_book(Path(path))[1].sheets if grid.name == title)


def list_of(path: str) -> list[list[object]]:
    """What the list says, row by row, without what is hidden."""
    sheet = loaded(path)[LIST]
    shown = [number for number in range(1, sheet.max_column + 1) if not is_hidden(sheet, number)]
    return [[row[number - 1] for number in shown if row[number - 1] is not None] for row in sheet.values]


def is_hidden(sheet: Worksheet, column: int) -> bool:
    return bool(sheet.column_dimensions[get_column_letter(column)].hidden)


def without_row(root: Path, folder: Path) -> Path:
    """Ann's form, from which the row of D24 was deleted."""
    path = rate(root / ANN_FORM, folder / "ann.xlsx")
    book = load_workbook(path)
    book["Review"].delete_rows(24)
    book.save(path)
    book.close()
    return path


def test_a_form_with_a_row_deleted_comes_back_whole_with_its_answers(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, without_row(root, tmp_path / "back"))
    _, done = copies_of(root, tmp_path / "copies")
    (one,) = done.written
    assert "lost or doubled" in one.clean
    review = loaded(one.path)["Review"]
    assert [review[cell].value for cell in ("A24", "D23", "D24", "D25")] == ["Upselling Success", 3, None, 3]
    assert {c.coordinate for row in review.iter_rows() for c in row if c.comment} == {"D24"}
    assert take(root, spoil(Path(one.path), D24=3, E24="As agreed.")) == [Outcome.REPLACED]
    assert copies_of(root, tmp_path / "second")[0].findings == ()


def test_where_no_clean_form_can_be_made_a_neighbour_of_what_was_deleted_is_not_marked(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, spoil(without_row(root, tmp_path / "back"), E5="Zed Poe"))
    _, done = copies_of(root, tmp_path / "copies")
    (one,) = done.written
    assert not one.clean
    book = loaded(one.path)
    assert {c.coordinate for row in book["Review"].iter_rows() for c in row if c.comment} == {"E5"}
    line = next(row for row in list_of(one.path) if "Upselling Success" in row)
    assert (line[0], line[-1]) == ("A23", "to do")
    assert "sheetreview repair" in str(line[3])


def test_of_a_workbook_with_a_broken_form_every_form_with_errors_comes_back_alone(tmp_path: Path) -> None:
    root = start(tmp_path)
    issue(root, bundle=True)
    returned = tmp_path / "all.xlsx"
    returned.write_bytes((root / "forms" / "bo-kim.xlsx").read_bytes())
    for name in ("Ann Lee", "Cy Roe"):
        spoil(returned, name, D20=3)
    book = load_workbook(returned)
    book["Ann Lee"].delete_rows(24)
    book.save(returned)
    take(root, returned)
    _, done = copies_of(root, tmp_path / "copies")
    assert [Path(one.path).name for one in done.written] == ["ann-lee-manager.xlsx", "cy-roe-manager.xlsx"]
    assert [list_of(one.path)[0] for one in done.written] == [
        ["Please correct: the review of Ann Lee"],
        ["Please correct: the review of Cy Roe"],
    ]


def test_of_a_form_of_an_older_version_the_copy_is_the_one_that_is_out(tmp_path: Path) -> None:
    root = upgrading.issued(tmp_path)
    take(root, upgrading.type_in(root / ANN_FORM, {("Speed", "Rating"): 2}, tmp_path / "back" / "ann.xlsx"))
    upgrading.raise_to(root, 2)
    _, done = copies_of(root, tmp_path / "copies")
    (one,) = done.written
    assert "older version" in one.clean
    assert upgrading.version_of(Path(one.path)) == 2
    typed = [cell.value for row in loaded(one.path)["Review"].iter_rows() for cell in row]
    assert 2 in typed, "the answer is in it"
    assert "because the form that came back is of an older version" in str(list_of(one.path)[1])


def test_a_rating_read_in_another_way_is_to_check_and_counts_as_no_error(tmp_path: Path) -> None:
    root = started(tmp_path)
    take(root, spoil(spoiled(root, tmp_path / "back"), D22="4 - Exceeded"))
    _, done = copies_of(root, tmp_path / "copies")
    rows = list_of(done.written[0].path)
    assert rows[0][0] == "Please correct: the review of Ann Lee"
    assert rows[1] == [
        "2 places must be corrected before the review counts. One more should be looked at: leave it if it is right."
    ]
    shown = grid_of(done.written[0].path, LIST)
    assert shown.text(5, 1) == "0 of 2 corrected, 1 to check"
    assert [shown.text(row, 1) + " " + shown.text(row, 5) for row in (7, 8, 9)] == [
        "D20 to do",
        "D21 to do",
        "D22 to check",
    ]


def test_of_forms_that_nobody_has_filled_in_there_is_nothing_to_correct(tmp_path: Path) -> None:
    known = KnownLayouts()
    checked = check_files([started(tmp_path) / ANN_FORM], known.of)
    assert (checked.reviews, checked.findings, len(checked.blank)) == (0, (), 1)
    assert file_copies(LooseForms(known), checked.findings, tmp_path / "copies") == ReturnCopies()
    assert not (tmp_path / "copies").exists()
