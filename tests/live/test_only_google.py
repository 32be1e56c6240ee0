"""What no stand-in can show: that formulas calculate, rows grow, and Google's own .xlsx is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sheetreview.sheet.grid import CellError, Uncalculated
from sheetreview.steps.collect import collect
from sheetreview.steps.intake import NEW
from sheetreview.steps.open_cycle import OpenCycle
from tests.layouts.reading import NAMES
from tests.live import reckoned
from tests.live.scratch import Returned, Scratch, looked_at
from tests.live.tab import Tab
from tests.live.test_round_trip import as_typed
from tests.live.world import World

pytestmark = pytest.mark.usefixtures("google")

ScratchOf = Callable[[str], Scratch]


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_amounts_to_what_was_typed(scratch_of: ScratchOf, name: str) -> None:
    scratch = scratch_of(name)
    assert_calculated(scratch, scratch.returned)


@pytest.mark.parametrize("name", NAMES)
def test_formulas_still_count_every_row_after_rows_were_moved(scratch_of: ScratchOf, name: str) -> None:
    scratch = scratch_of(name)
    assert_calculated(scratch, scratch.moved)


def assert_calculated(scratch: Scratch, found: Returned) -> None:
    grid, typed = found.tab.grid, found.typed
    wrong = [value for place in grid.formulas if isinstance(value := grid.value(*place), CellError | Uncalculated)]
    assert wrong == []
    totals = {(one.section, one.total): one.number for one in found.review.totals}
    assert totals == reckoned.totals(scratch.edition, typed)
    lines = [text for text in grid.cells.values() if isinstance(text, str) and text.startswith("Rated so far")]
    assert lines == [line for line in [reckoned.progress(scratch.edition, typed)] if line]
    form = looked_at(grid, scratch.edition)
    assert reckoned.shown(form) == reckoned.computed(form, typed)


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_as_high_as_what_was_typed_into_them(scratch_of: ScratchOf, name: str) -> None:
    scratch = scratch_of(name)
    tab = scratch.returned.tab
    expected = reckoned.heights(scratch.plan_of(scratch.form_id), tab.grid)
    wrong = {
        row: (least, tab.heights[row], most)
        for row, (least, most) in expected.items()
        if not least <= tab.heights[row] <= most
    }
    assert expected
    assert wrong == {}


def test_formulas_keep_their_meaning_when_the_country_is_changed(scratch_of: ScratchOf, world: World) -> None:
    scratch = next(found for name in NAMES if (found := scratch_of(name)).returned.review.totals)
    before = scratch.tab(scratch.form_id)
    change = {"properties": {"locale": "en_GB"}, "fields": "locale"}
    world.owner.batch_update(scratch.record.file_id, [{"updateSpreadsheetProperties": change}])
    after = scratch.tab(scratch.form_id)
    assert after.properties["locale"] == "en_GB" != before.properties["locale"]
    assert results(after) == results(before)


def results(tab: Tab) -> dict[str, str]:
    """What every formula amounts to, with decimals in a text written with a point."""
    return {place: str(next(iter(value.values()), "")).replace(",", ".") for place, value in tab.formula_values.items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_downloaded_as_excel_file_is_collected_as_it_was_typed(
    scratch_of: ScratchOf, world: World, tmp_path: Path, name: str
) -> None:
    scratch = scratch_of(name)
    typed = scratch.returned.typed
    file = tmp_path / "Downloaded.xlsx"
    file.write_bytes(world.owner.download(scratch.record.file_id))
    with OpenCycle.open(scratch.root) as cycle:
        (found,) = collect(cycle, [file])
    assert found.outcome in NEW
    assert as_typed(scratch.review(), typed)
