"""Where people type in a form as it was issued: compared with the plan it was drawn from."""

from __future__ import annotations

import pytest

from sheetreview.form.cells import TOTAL_ROW, form_cells
from sheetreview.form.places import entry_cells
from sheetreview.form.slots import Given
from sheetreview.form.tracks import KEY_COLUMN, lay_tracks
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.edition import Edition, edition
from sheetreview.reading.open import parse_book
from sheetreview.sheet.grid import Grid
from tests.layouts.forms import issue
from tests.layouts.reading import NAMES, layout

from .editions import CAME_BACK, EMPTY, PREVIOUS, cut, issued, place
from .issuing import opened
from .moving import FIRST, cell_of
from .moving import issued as first_issued

EDITIONS = [(name, role.id) for name in NAMES for role in layout(name).roles]


def grid_of(data: bytes) -> Grid:
    return parse_book(data, "form.xlsx").sheets[0]


def unlocked(data: bytes, form: Edition) -> set[tuple[int, int]]:
    """Cells of a workbook that its protection leaves open, but for the ones that only make another cell wider."""
    tracks = lay_tracks(form)
    firsts = {column for places in tracks.placed.values() for column in places.values()} | {tracks.text}
    sheet = opened(data)
    return {
        (cell.row, cell.column)
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked and cell.column in firsts and cell.row is not None and cell.column is not None
    }


@pytest.mark.parametrize(("name", "role"), EDITIONS)
def test_every_shipped_form_has_a_cell_for_every_answer_and_it_can_be_typed_into(name: str, role: str) -> None:
    data, form = issue(name, role)
    found = entry_cells(grid_of(data), form)
    wanted = {cell.place for cell in form_cells(form) if cell.open}
    assert {place for place in found.cells if place[1] != TOTAL_ROW} == wanted
    assert set(found.header) == {field.id for field in form.header if form.fills(field)}
    cells = [*found.cells.values(), *found.header.values()]
    assert len(set(cells)) == len(cells)
    assert set(cells) <= unlocked(data, form)
    keys = grid_of(data)
    for (section, row, _), (number, _) in found.cells.items():
        if row != TOTAL_ROW:
            assert keys.text(number, KEY_COLUMN).split(" ~")[0] == f"{section}.{row}"


def test_the_summary_in_a_total_row_has_its_place() -> None:
    first = parse_layout(FIRST, "growth.yaml")
    data = first_issued(first)
    form = edition(first, "manager")
    found = entry_cells(grid_of(data), form)
    assert found.cells["skills", TOTAL_ROW, "why"] == cell_of(first, opened(data), ("skills", ":total", "why"))
    assert found.header["day"] == cell_of(first, opened(data), ("header", "day", ""))
    assert "name" not in found.header


@pytest.mark.parametrize("given", [EMPTY, CAME_BACK, Given(previous=PREVIOUS)])
def test_shown_and_carried_texts_do_not_move_a_place(given: Given) -> None:
    form = cut()
    found = entry_cells(grid_of(issued(form, given)), form)
    assert found.cells
    for where, cell in found.cells.items():
        if where[1] != TOTAL_ROW:
            assert cell == place(form, *where)
