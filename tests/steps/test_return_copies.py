"""Copies for reviewers: what is wrong is marked where it is, all else is as it was, and the corrected copy counts."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetreview.errors import FileError
from sheetreview.reading.open import open_book
from sheetreview.sheet.kept import kept_bytes
from sheetreview.steps.check import Checked, check_cycle, check_files
from sheetreview.steps.collect import collect
from sheetreview.steps.desk import Outcome
from sheetreview.steps.known_layouts import KnownLayouts
from sheetreview.steps.opened import OpenCycle
from sheetreview.steps.repairing.clean_forms import CycleForms, LooseForms
from sheetreview.steps.return_copies import ReturnCopies, cycle_copies, file_copies
from tests.programs import libreoffice
from tests.steps.making import issue, rate, start, started

ANN_FORM, CY_FORM, DEE_FORM = "forms/bo-kim/ann-lee.xlsx", "forms/bo-kim/cy-roe.xlsx", "forms/gus-hay/dee-fox.xlsx"
LIST = "Please correct"


def spoil(path: Path, sheet: str = "Review", **cells: object) -> Path:
    """Type something else into cells of a filled form."""
    book = load_workbook(path)
    for address, value in cells.items():
        book[sheet][address].value = value
    book.save(path)
    book.close()
    return path


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
    assert (one.reviewer, one.findings, one.clean) == ("Bo Kim", 2, False)
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
    assert one.clean
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
