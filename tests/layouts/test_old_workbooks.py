"""Forms of the shipped layouts that come back as old workbooks (.xls), or from a Mac that counts days from 1904."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sheetreview.form.locate import find_forms
from sheetreview.model.layout import ColumnKind
from sheetreview.model.review import AnswerState, Review
from sheetreview.reading.open import open_book
from sheetreview.sheet.grid import EPOCH
from sheetreview.steps.reading import one_review, read_review
from tests.programs import gnumeric, program, run, soffice_command

from .forms import Place, column_of, fill, issue, returned, row_of
from .reading import layout
from .test_forms import FORMS, complete, serious

DAY = date(2026, 12, 7)


def dated(name: str, role: str, sections: tuple[str, ...]) -> tuple[bytes, dict[Place, str | float]]:
    """A complete form in which every date a role may type is a day, as a number; and what was typed."""
    data, found = issue(name, role, *sections)
    typed = complete(found)
    for section in found.sections:
        for column in section.columns:
            if column.kind is ColumnKind.DATE and found.fills(column) and not section.carries and section.blank_rows:
                typed[section.id, "row-1", column.id] = float((DAY - EPOCH).days)
    return fill(data, found, typed), typed


def read(path: Path, name: str) -> Review:
    _, book = open_book(path)
    assert book.format == "xls"
    return one_review([read_review(book, form, layout(name)) for form in find_forms(book)])


def contents(review: Review) -> dict[Place, tuple[AnswerState, str]]:
    return {(a.section, a.row, a.column): (a.state, a.value) for a in review.answers if a.filled}


@pytest.mark.programs
@pytest.mark.parametrize("by", ["LibreOffice", "Gnumeric"])
def test_a_form_saved_as_an_old_workbook_is_the_same_review(tmp_path: Path, by: str) -> None:
    written: list[tuple[Path, str, Review, tuple[object, ...]]] = []
    for number, (name, role, sections) in enumerate(FORMS):
        data, _ = dated(name, role, sections)
        path = tmp_path / f"form{number}.xlsx"
        path.write_bytes(data)
        review, findings = returned(data, name)
        written.append((path, name, review, tuple(serious(findings))))
    out = tmp_path / "out"
    out.mkdir()
    if by == "LibreOffice":
        files = [str(path) for path, *_ in written]
        run(*soffice_command(tmp_path / "profile"), "--convert-to", "xls", "--outdir", str(out), *files)
    else:
        assert program("ssconvert")
        for path, *_ in written:
            gnumeric(path, out / f"{path.stem}.xls", "-T", "Gnumeric_Excel:excel_biff8")
    for path, name, review, _ in written:
        found = read(out / f"{path.stem}.xls", name)
        assert contents(found) == contents(review)
        assert found.header == review.header
        assert found.labels == review.labels
        assert [finding for finding in found.structure if finding.code != "uncalculated"] == list(review.structure)
        assert any(value == DAY.isoformat() for _, value in contents(found).values()) == any(
            value == DAY.isoformat() for _, value in contents(review).values()
        )


@pytest.mark.programs
def test_no_odd_content_of_an_old_workbook_becomes_a_rating(tmp_path: Path) -> None:
    data, found = issue("customer-service", "manager")
    section = next(part for part in found.sections if any(c.kind is ColumnKind.RATING for c in part.columns))
    (rating,) = (column for column in section.columns if column.kind is ColumnKind.RATING)
    odd: list[str | float] = ["=NA()", "=1/0", True, False, "4/5", 4.5, "=2+2", 4]
    typed = dict(zip([item.id for item in section.items], odd, strict=False))
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    for item, value in typed.items():
        sheet.cell(row_of(sheet, f"{section.id}.{item}"), column_of(found, section.id, rating.id)).value = value
    path = tmp_path / "form.xlsx"
    book.save(path)
    saved = gnumeric(path, tmp_path / "form.xls", "-T", "Gnumeric_Excel:excel_biff8")
    answers = {a.row: a for a in read(saved, "customer-service").answers if a.column == rating.id}
    states = [(answers[item].state, answers[item].value) for item in typed]
    bad, off, valid = AnswerState.UNREADABLE, AnswerState.OFF_SCALE, AnswerState.VALID
    assert states == [(bad, ""), (bad, ""), (bad, ""), (bad, ""), (bad, ""), (off, ""), (valid, "4"), (valid, "4")]


def test_days_counted_from_1904_are_the_days_that_are_shown() -> None:
    data, typed = dated("account-manager", "manager", ())
    days = {place for place, value in typed.items() if value == float((DAY - EPOCH).days)}
    book = load_workbook(BytesIO(data))
    book.epoch = CALENDAR_MAC_1904
    buffer = BytesIO()
    book.save(buffer)
    review, _ = returned(buffer.getvalue(), "account-manager")
    shown = {(a.section, a.row, a.column): (a.typed, a.value) for a in review.answers}
    assert days
    # openpyxl writes the days of such a workbook anew.
    assert {shown[place] for place in days} == {(DAY.isoformat(), DAY.isoformat())}
