"""Sheets are made once, show what was planned, and are made anew only where nobody has been."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from sheetreview.cycle.folder import CycleFolder
from sheetreview.errors import BAD_REQUEST, RemoteError
from sheetreview.google.doctor import examine
from sheetreview.google.render import BookSettings, build_requests
from sheetreview.model.layout import ColumnKind
from sheetreview.model.scales import NOT_APPLICABLE
from sheetreview.online import Build, PushHistory, State
from sheetreview.sheet.address import a1, a1_range
from sheetreview.sheet.plan import BookPlan, Cell, Formula, SheetPlan
from sheetreview.steps.init import take_roster
from sheetreview.steps.online.push_plan import PushOutcome
from sheetreview.steps.open_cycle import OpenCycle, read_settings
from tests.layouts.reading import NAMES
from tests.live.scratch import AFTERWARDS, LOCALE, TIME_ZONE, Scratch
from tests.live.tab import EVERYTHING, Tab
from tests.live.world import World
from tests.steps.making import csv_text

pytestmark = pytest.mark.no_cover

ScratchOf = Callable[[str], Scratch]
FOUND_WITHIN = 30.0
"""Seconds after which a search has to find what was just made."""

NEW_FIGURE = "777"


@pytest.mark.usefixtures("environment")
def test_nothing_is_in_the_way_of_a_push(world: World, scratch_of: ScratchOf) -> None:
    settings = read_settings(CycleFolder(scratch_of(NAMES[0]).root))
    own = settings.model_copy(update={"google": settings.google.model_copy(update={"folder": ""})})
    world.connection(own).preflight()
    assert [check for check in examine(own, PushHistory()) if check.state is State.WRONG] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_push_makes_one_sheet_of_a_form_and_the_next_one_none(scratch_of: ScratchOf, name: str) -> None:
    scratch = scratch_of(name)
    pushes = scratch.pushed
    assert [one.outcome for one in pushes.first.sent] == [PushOutcome.MADE]
    assert [one.outcome for one in pushes.second.sent] == [PushOutcome.KEPT]
    first, second = pushes.calls
    assert (first["sheets writes"], first.get("sheets reads", 0)) == (1, 0)
    # Which files there are, and who can open their folder.
    assert (second["sheets writes"], second.get("sheets reads", 0), second["drive"]) == (0, 0, 2)
    (file,) = (one for one in scratch.world.gateway.cycle_files(scratch.settings.id) if one.kind == "sheet")
    assert (file.id, file.review, file.trashed) == (scratch.record.file_id, scratch.form_id, False)


@pytest.mark.parametrize("name", NAMES)
def test_a_built_sheet_holds_the_planned_values_at_their_places(scratch_of: ScratchOf, name: str) -> None:
    scratch = scratch_of(name)
    plan, tab = scratch.plan_of(scratch.form_id), scratch.pushed.tab
    assert tab.values == planned_values(plan)
    assert tab.frozen_rows == 2
    assert tab.rules > 0
    assert tab.marks == [scratch.record.digest]
    assert (tab.properties["locale"], tab.properties["timeZone"]) == (LOCALE, TIME_ZONE)


def planned_values(plan: SheetPlan) -> dict[str, object]:
    return {
        a1(cell.row, cell.column): "=" if isinstance(cell.content, Formula) else cell.content
        for cell in plan.cells
        if cell.content not in {None, ""}
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_built_sheet_is_merged_and_hides_its_keys_as_planned(scratch_of: ScratchOf, name: str) -> None:
    scratch = scratch_of(name)
    plan, tab = scratch.plan_of(scratch.form_id), scratch.pushed.tab
    blocks = {a1_range(block.top, block.left, block.bottom, block.right) for block in plan.merges}
    assert tab.merges == blocks
    (hidden,) = tab.hidden_columns
    keys = [text for (_, column), text in tab.grid.cells.items() if column == hidden]
    rows = {f"{section.id}.{row}" for section in scratch.edition.sections for row in section.row_ids}
    assert rows <= {str(key).split(" ~")[0] for key in keys}


@pytest.mark.parametrize("name", NAMES)
def test_exactly_the_cells_to_fill_in_are_open_to_others(scratch_of: ScratchOf, name: str) -> None:
    scratch = scratch_of(name)
    plan, tab = scratch.plan_of(scratch.form_id), scratch.pushed.tab
    (protected,) = tab.protected
    assert protected["range"] == {"sheetId": tab.id}
    assert not protected.get("warningOnly", False)
    assert not protected.get("editors", {}).get("domainUsersCanEdit", False)
    assert set(protected.get("editors", {}).get("users", ())) <= {scratch.world.owner.email}
    assert tab.open_cells == {a1(cell.row, cell.column) for cell in plan.cells if not cell.style.locked}


@pytest.mark.parametrize("name", NAMES)
def test_every_dropdown_offers_what_the_layout_says(scratch_of: ScratchOf, name: str) -> None:
    scratch = scratch_of(name)
    assert scratch.pushed.first.sent
    expected = {}
    for cell in scratch.as_issued().inputs():
        match cell.column.kind:
            case ColumnKind.RATING:
                scale = scratch.layout.scale_of(cell.column)
                more = [NOT_APPLICABLE] if scale.not_applicable else []
                expected[cell.address] = [*(level.value for level in scale.levels), *more]
            case ColumnKind.CHOICE:
                expected[cell.address] = list(cell.column.options)
            case ColumnKind.YES_NO:
                expected[cell.address] = ["Yes", "No"]
    assert expected
    found = scratch.pushed.tab.dropdowns
    assert {place: found.get(place) for place in expected} == expected


def test_a_changed_metric_is_brought_into_the_same_spreadsheet_on_a_new_tab(world: World, tmp_path: Path) -> None:
    scratch = next(one for name in NAMES if (one := Scratch(world, tmp_path / name, name)).metrics is not None)
    form_id, wanted = next(scratch.single())
    scratch.push(wanted)
    before, old = scratch.record_of(form_id), scratch.tab(form_id)
    figures = with_new_figures(scratch, dict(scratch.forms)[form_id].reviewee.employee_id)
    world.let_pass(AFTERWARDS)
    again = scratch.push(wanted)
    after, new = scratch.record_of(form_id), scratch.tab(form_id)
    assert [one.outcome for one in again.sent] == [PushOutcome.REFRESHED]
    assert (after.file_id, after.link) == (before.file_id, before.link)
    assert new.id != old.id
    assert new.marks == [after.digest] != [before.digest]
    assert new.values == planned_values(scratch.plan_of(form_id))
    found = [sum(NEW_FIGURE in str(value) for value in tab.values.values()) for tab in (old, new)]
    assert found == [0, figures]


def with_new_figures(scratch: Scratch, person: str) -> int:
    """Give a person other metrics; how many."""
    assert scratch.metrics is not None
    heads, *rows = csv.reader(scratch.metrics.read_text(encoding="utf-8").splitlines())
    changed = [[who, what, NEW_FIGURE if who == person else figure] for who, what, figure in rows]
    scratch.metrics.write_text(csv_text([heads, *changed]), encoding="utf-8")
    with OpenCycle.open(scratch.root) as cycle:
        take_roster(cycle, scratch.people, scratch.metrics)
    return sum(who == person for who, *_ in changed)


def test_a_batch_sent_again_is_refused_and_the_mark_tells_that_it_was_done(world: World) -> None:
    cells = (Cell(row=1, column=1, content="once"), Cell(row=2, column=1, content=Formula(("1+1",))))
    plan = BookPlan(title="Once", sheets=(SheetPlan(title="Once", cells=cells),))
    file = world.gateway.create_spreadsheet("Pushed twice", world.folder, "tests-replay", "r1")
    requests = build_requests(plan, sheet_ids=[4711], replaces=[0], settings=BookSettings(locale=LOCALE), mark="m1")
    world.gateway.build(file.id, Build(mark="m1", requests=requests))
    built = Tab(world.owner.get(file.id, fields=EVERYTHING))
    assert (built.id, built.marks, built.values) == (4711, ["m1"], {"A1": "once", "A2": "="})
    with pytest.raises(RemoteError) as refused:
        world.owner.batch_update(file.id, requests)
    assert refused.value.refusal == BAD_REQUEST
    writes = world.gateway.calls["sheets writes"]
    world.gateway.build(file.id, Build(mark="m1", requests=requests))
    assert world.gateway.calls["sheets writes"] == writes + 1
    again = Tab(world.owner.get(file.id, fields=EVERYTHING))
    assert (again.id, again.marks, again.values) == (built.id, built.marks, built.values)


def test_a_new_sheet_is_found_by_its_review_before_a_second_one_would_be_made(
    world: World, measured: Callable[[str, float], None]
) -> None:
    start = world.now()
    made = world.gateway.create_spreadsheet("To be found", world.folder, "tests-search", "r1")
    while made.id not in {file.id for file in world.gateway.cycle_files("tests-search")}:
        assert world.now() - start < FOUND_WITHIN, "a lost answer would have led to a second spreadsheet"
        world.let_pass(1)
    measured("until a search found a new sheet", world.now() - start)
    (found,) = world.gateway.cycle_files("tests-search")
    assert (found.id, found.review, found.kind) == (made.id, "r1", "sheet")
