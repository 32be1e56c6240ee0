"""Forms that are stamped with answers moved into them: what stands in them can be read."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from .upgrading import issued, raise_to, type_in

LONG = "He looked after each of them in person, and every one of them came back. " * 7 + "So did I."


def test_rows_grow_with_what_is_moved_into_them_on_the_own_tab_alone(tmp_path: Path) -> None:
    root = issued(tmp_path, bundle=True)
    book = root / "forms/bo-kim.xlsx"
    type_in(book, {("Speed", "Notes"): LONG}, tab="Cy Roe")
    type_in(book, {("Speed", "Notes"): "Quick."}, tab="Ann Lee")
    raise_to(root, 2)
    mine, other = (load_workbook(book)[name] for name in ("Cy Roe", "Ann Lee"))
    (cell,) = (cell for row in mine.iter_rows() for cell in row if cell.value == LONG)
    heights = {row: (other.row_dimensions[row].height, line.height) for row, line in mine.row_dimensions.items()}
    assert {row for row, (short, long) in heights.items() if short != long} == {cell.row}
    # A line of ten-point letters is some 13 points high, and holds at most a third more letters than the width says.
    needed = len(LONG) / (mine.column_dimensions[cell.column_letter].width * 4 / 3) * 13
    assert mine.row_dimensions[cell.row].height > needed
