"""Marked forms in real spreadsheet programs: opened, corrected, saved, read, and marked once more."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetreview.amend.book import AmendedBook
from sheetreview.amend.listing import ListedLine, Listing
from sheetreview.amend.marks import Mark
from sheetreview.reading.xlsx import read_xlsx
from tests.form.issuing import issue, read, saved, typed_form, typed_ratings
from tests.programs import edit_in_libreoffice, gnumeric

from .books import FORM, opened
from .soundness import assert_sound, comments, members, sheet_parts
from .test_marks import HEAD, ours

pytestmark = pytest.mark.programs

TITLE = "Please correct"


def spoilt() -> bytes:
    """A filled form with two cells that are wrong."""
    sheet = typed_form()
    sheet["D20"].value, sheet["D22"].value = 7, "4.5"
    return saved(sheet)


def kicked_back(data: bytes, *cells: tuple[int, str, float | str]) -> bytes:
    """The form with cells in its rating column marked and listed: row, text, and what they hold."""
    book = AmendedBook.open(data)
    book.mark(FORM, [Mark(row=row, column=4, text=text, was=was) for row, text, was in cells])
    lines = tuple(
        ListedLine(sheet=FORM, cell=f"D{row}", item="Item", problem=text, fix="choose 1", was=was, must=True)
        for row, text, was in cells
    )
    book.list_first(Listing(title="Please correct", intro=("Thank you.",), lines=lines))
    return book.save()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("amend")
    (folder / "marked.xlsx").write_bytes(kicked_back(spoilt(), (20, "Seven.", 7), (22, "Not whole.", "4.5")))
    return folder


@pytest.fixture(scope="module")
def shown(folder: Path) -> list[dict[str, str]]:
    """What LibreOffice shows of the list before the corrections, after one, and after all."""
    source = str(folder / "marked.xlsx")
    want = ["A3", "A5", "E5", "E6"]
    jobs: list[dict[str, object]] = [
        {"source": source, "sheet": 1, "set": typed, "targets": targets, "show": want}
        for typed, targets in (
            ({}, [str(folder / "untouched.xlsx")]),
            ({"D20": 4}, []),
            ({"D20": 4, "D22": 2}, [str(folder / f"corrected.{kind}") for kind in ("xlsx", "ods")]),
        )
    ]
    return edit_in_libreoffice(jobs, folder)


def test_the_list_follows_the_corrections(shown: list[dict[str, str]]) -> None:
    assert [(one["E5"], one["E6"]) for one in shown] == [
        ("to do", "to do"),
        ("changed", "to do"),
        ("changed", "changed"),
    ]
    assert shown[1]["A3"] == "1 of 2 corrected"
    assert shown[2]["A3"] == "2 of 2 corrected. Save the file and send it back."


def test_libreoffice_keeps_marks_comments_and_links(folder: Path, shown: list[dict[str, str]]) -> None:
    assert shown
    data = (folder / "untouched.xlsx").read_bytes()
    files = members(data)
    found = comments(files, sheet_parts(files)[FORM])
    assert {cell: text for cell, (_, text) in found.items()} == {
        "D20": f"{HEAD}\nSeven.",
        "D22": f"{HEAD}\nNot whole.",
    }
    links = [cell.hyperlink.location for row in opened(data, TITLE).iter_rows() for cell in row if cell.hyperlink]
    assert [(link or "").replace("'", "") for link in links] == [f"{FORM}!D20", f"{FORM}!D22"]
    assert b"N(&quot;sheetreview&quot;)" in files[sheet_parts(files)[FORM]]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_corrected_copy_is_read_like_any_return(folder: Path, shown: list[dict[str, str]], kind: str) -> None:
    assert shown
    path = folder / f"corrected.{kind}"
    found = read(path.read_bytes(), name=path.name)
    corrected = {("sales", "support-management"): "4", ("sales", "support-efficiency"): "2"}
    assert found.ratings == typed_ratings() | corrected
    assert found.serious() == []


def test_a_copy_saved_by_a_program_is_marked_anew_without_doubles(folder: Path, shown: list[dict[str, str]]) -> None:
    assert shown
    gnumeric(folder / "marked.xlsx", folder / "gnumeric.xlsx")
    for name in ("untouched.xlsx", "gnumeric.xlsx"):
        again = kicked_back((folder / name).read_bytes(), (25, "Another one.", 1))
        files = members(again)
        part = sheet_parts(files)[FORM]
        assert list(sheet_parts(files)) == [TITLE, FORM]
        assert {cell: text for cell, (_, text) in comments(files, part).items()} == {"D25": f"{HEAD}\nAnother one."}
        assert len(ours(again, part)) == 1
        assert [grid.name for grid in read_xlsx(again).sheets] == [TITLE, FORM]
        assert_sound(again)


def test_a_form_marked_as_it_was_issued_is_read_as_blank() -> None:
    form = issue()[0]
    assert read(kicked_back(form, (20, "Missing.", ""))).findings == read(form).findings
