"""Accidents that happen to a filled form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from .issuing import JOB, KEY, NOTES, RATING, SALES, Outcome, row_of, typed_ratings

LAST = NOTES
Damage = Callable[[Worksheet], None]


def take(sheet: Worksheet, row: int, columns: Sequence[int] = range(1, LAST + 1)) -> list[object]:
    return [sheet.cell(row, column).value for column in columns]


def put(sheet: Worksheet, row: int, values: Sequence[object], columns: Sequence[int] = range(1, LAST + 1)) -> None:
    for column, value in zip(columns, values, strict=True):
        sheet.cell(row, column).value = value  # type: ignore[assignment]


def cut_and_insert(sheet: Worksheet, key: str, before: str) -> None:
    values = take(sheet, row_of(sheet, key))
    sheet.delete_rows(row_of(sheet, key))
    place = row_of(sheet, before)
    sheet.insert_rows(place)
    put(sheet, place, values)


def copy_row(sheet: Worksheet, key: str, *, below: bool = True) -> int:
    """Copy a row and insert it beside itself; the row number of the copy."""
    values = take(sheet, row_of(sheet, key))
    place = row_of(sheet, key) + below
    sheet.insert_rows(place)
    put(sheet, place, values)
    return place


def sort_columns(sheet: Worksheet, section: dict[str, int], name: str, columns: Sequence[int]) -> None:
    """Sort the rows of a section by rating, best first, moving only some columns."""
    rows = [row_of(sheet, f"{name}.{row}") for row in section]
    contents = sorted((take(sheet, row, columns) for row in rows), key=lambda c: -int(str(c[columns.index(RATING)])))
    for row, values in zip(rows, contents, strict=True):
        put(sheet, row, values, columns)


def clear_keys(sheet: Worksheet) -> None:
    for (cell,) in sheet.iter_rows(min_col=KEY, max_col=KEY):
        cell.value = None


def assert_all_right(outcome: Outcome, *serious: str) -> None:
    """Every rating, note and free text is as typed, and only the named errors and warnings were found."""
    assert outcome.ratings == typed_ratings()
    for name, section in (("sales", SALES), ("job", JOB)):
        for row, rating in section.items():
            assert outcome.answer(name, row, "notes").value == f"Why {name} {row} is {rating}"
    assert outcome.answer("plan", "row-1", "text").value == "Two goals for spring."
    assert outcome.review.header["review-date"] == "2026-12-07"
    assert outcome.review.header["rep-name"] == "Zoë Ångström"
    assert outcome.serious() == list(serious)
