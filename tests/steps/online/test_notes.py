"""Notes in the cells of Google Sheets: where something is wrong now, nowhere else, and nobody's own note is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from google_standin.running import Standin
from sheetreview.google.gateway import Gateway
from sheetreview.model.finding import Severity
from sheetreview.online import Contents, Notes
from sheetreview.sheet.remarks import FOOT
from sheetreview.steps.collect import collect
from sheetreview.steps.generate import generate
from sheetreview.steps.online.cell_notes import Noted, with_ours
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import rate, start

from .desk import ALLOWED, NOTED, RATED, WORK, Desk
from .noting import HEAD, MINE, READ, WRITE, bad_cells, made, note, notes, typed_right, write

pytestmark = pytest.mark.no_cover


@pytest.fixture
def desk(standin: Standin, tmp_path: Path) -> Desk:
    """A cycle with the forms for Ann and Cy (by Bo) and for Dee (by Gus), pushed and shared."""
    found = Desk(standin, start(tmp_path))
    found.push(ALLOWED)
    return found


def test_each_cell_that_is_wrong_says_so_and_how_to_mend_it(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7", WORK: "3"})
    done = write(desk)

    found, where = notes(desk, ann), desk.cells(ann)
    assert found.keys() == bad_cells(desk, ann)
    assert where[RATED] in found
    assert where[WORK] not in found
    head, problem, fix, foot = found[where[RATED]].split("\n")
    assert (head, foot) == (HEAD, FOOT)
    assert "7" in problem
    assert "1 to 5" in fix
    assert (done.marked, done.sheets, done.written, done.removed) == (len(found), 1, len(found), 0)
    assert done.failed == ()
    assert notes(desk, desk.form("Dee Fox")) == {}
    desk.standin.assert_honest()


def test_a_second_run_writes_nothing(desk: Desk) -> None:
    for name in ("Ann Lee", "Dee Fox"):
        desk.type(desk.form(name), {RATED: "7"})
    write(desk)
    before, writes = notes(desk, desk.form("Ann Lee")), made(desk, WRITE)
    again = write(desk)

    assert made(desk, WRITE) == writes
    assert notes(desk, desk.form("Ann Lee")) == before
    assert (again.sheets, again.written, again.removed) == (2, 0, 0)
    assert again.marked == 2 * len(before)


def test_a_pull_after_it_brings_nothing_new(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    write(desk)
    desk.pull()

    with OpenCycle.open(desk.root, reading=True) as cycle:
        assert cycle.store.return_counts() == {ann: 1}
    assert desk.pull().unchanged == 3
    assert desk.answers(ann) == {RATED: "7"}


def test_an_edit_made_right_after_the_notes_is_read_by_the_next_pull(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    where, put, editor, file = desk.cells(ann)[RATED], Gateway.put_notes, desk.editor(ann), desk.record(ann).file_id

    def edited_at_once(gateway: Gateway, file_id: str, changes: Notes, seen: Contents) -> bool:
        done = put(gateway, file_id, changes, seen)
        editor.values_update(file, {where: [["4"]]})
        return done

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Gateway, "put_notes", edited_at_once)
        write(desk)
    desk.pull()
    assert desk.answers(ann) == {RATED: "4"}


def test_a_cell_that_was_corrected_loses_its_note_and_the_others_keep_theirs(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    write(desk)
    before = notes(desk, ann)
    desk.type(ann, {RATED: "4", NOTED: "Much praise."})
    done = write(desk)

    gone = {desk.cells(ann)[RATED], desk.cells(ann)[NOTED]}
    assert not gone & bad_cells(desk, ann)
    assert notes(desk, ann) == {where: text for where, text in before.items() if where not in gone}
    assert (done.marked, done.written, done.removed) == (len(before) - 2, 0, 2)


def test_a_note_that_would_say_something_else_now_is_written_anew(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    write(desk)
    desk.type(ann, {RATED: "8"})
    done = write(desk)

    [problem] = [line for line in notes(desk, ann)[desk.cells(ann)[RATED]].split("\n") if "scale" in line]
    assert "8" in problem
    assert "7" not in problem
    assert (done.written, done.removed) == (1, 0)


def test_a_review_without_errors_has_no_note_left(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    write(desk)
    desk.type(ann, typed_right(desk, ann))
    done = write(desk)

    assert not [one for one in desk.findings(ann) if one.severity is Severity.ERROR]
    assert notes(desk, ann) == {}
    assert (done.marked, done.sheets, done.written) == (0, 0, 0)
    assert done.removed > 1
    reads = made(desk, READ)
    desk.pull()
    write(desk)
    assert made(desk, READ) == reads + 1, "a sheet without notes that nobody has changed is not read any more"


def test_warnings_alone_are_no_reason_for_a_note(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    desk.pull()
    right = typed_right(desk, ann)
    commented = next(place for place in right if place[2] != "rating")
    desk.type(ann, {**right, commented: "ok"})
    write(desk)

    assert not [one for one in desk.findings(ann) if one.severity is Severity.ERROR]
    assert notes(desk, ann) == {}


def test_a_person_s_own_note_stays_while_ours_comes_and_goes(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    where = desk.cells(ann)
    desk.change(ann, note(desk, ann, where[RATED], MINE), note(desk, ann, where[NOTED], "Later\n"))
    desk.type(ann, {RATED: "7"})
    write(desk)
    marked = notes(desk, ann)

    assert marked[where[RATED]].startswith(f"{MINE}\n\n{HEAD}\n")
    assert marked[where[RATED]].endswith(FOOT)
    assert write(desk).written == 0
    desk.type(ann, typed_right(desk, ann))
    write(desk)
    assert notes(desk, ann) == {where[RATED]: MINE, where[NOTED]: "Later\n"}


def test_an_answer_that_somebody_wrote_below_our_note_stays(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    where = desk.cells(ann)[RATED]
    desk.type(ann, {RATED: "7"})
    write(desk)
    desk.change(ann, note(desk, ann, where, f"{notes(desk, ann)[where]}\nI meant 4, sorry"))
    assert write(desk).written == 1
    assert notes(desk, ann)[where].startswith("I meant 4, sorry\n\n")
    assert write(desk).written == 0
    desk.type(ann, {RATED: "4"})
    write(desk)
    assert notes(desk, ann)[where] == "I meant 4, sorry"


@pytest.mark.parametrize("own", ["", "Mine", "\n Mine \n\n", "Mine\n\nand yours"])
def test_a_note_is_the_same_again_when_ours_is_gone(own: str) -> None:
    once = with_ours(own, "Too high.\nType less.")
    assert with_ours(once, "Too high.\nType less.") == once
    assert with_ours(with_ours(once, "Now too low."), "") == own
    assert once.count(HEAD) == 1


def test_cells_are_found_where_they_are_now(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    desk.pull()
    before = desk.cells(ann)[RATED]
    rows = {"sheetId": desk.tab(ann), "dimension": "ROWS", "startIndex": 3, "endIndex": 5}
    desk.change(ann, {"insertDimension": {"range": rows}})
    write(desk)

    assert desk.cells(ann)[RATED] != before
    assert notes(desk, ann).keys() == bad_cells(desk, ann)
    assert desk.cells(ann)[RATED] in notes(desk, ann)


def test_notes_that_came_along_to_the_wrong_cells_are_put_right(desk: Desk) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7", WORK: "3"})
    write(desk)
    wrong = notes(desk, ann)[desk.cells(ann)[RATED]]
    desk.change(ann, note(desk, ann, desk.cells(ann)[WORK], wrong))
    assert write(desk).removed == 1
    assert notes(desk, ann).keys() == bad_cells(desk, ann)


def test_a_review_that_came_back_as_a_file_since_is_not_marked_in_its_sheet(desk: Desk, tmp_path: Path) -> None:
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    write(desk)
    assert notes(desk, ann)
    with OpenCycle.open(desk.root) as cycle:
        generate(cycle)
        collect(cycle, [rate(desk.root / cycle.store.forms()[ann].path, tmp_path / "back.xlsx", 9)])
    done = write(desk)

    assert [finding for finding in desk.findings(ann) if finding.severity is Severity.ERROR]
    assert notes(desk, ann) == {}
    assert (done.marked, done.failed) == (0, ())


def test_in_a_bundle_only_the_tabs_with_errors_are_marked(standin: Standin, tmp_path: Path) -> None:
    desk = Desk(standin, start(tmp_path))
    desk.push(replace(ALLOWED, bundle="reviewer"))
    ann, cy = desk.form("Ann Lee"), desk.form("Cy Roe")
    desk.type(ann, {RATED: "7"})
    desk.type(cy, {RATED: "7"})
    desk.pull()
    desk.type(cy, typed_right(desk, cy))
    writes = made(desk, WRITE)
    done = write(desk)

    assert notes(desk, ann).keys() == bad_cells(desk, ann)
    assert made(desk, WRITE) == writes + 1
    assert done.sheets == 1


def test_what_belongs_to_no_cell_is_counted_and_a_copied_tab_keeps_no_note(desk: Desk) -> None:
    """The same form stands there twice with other answers, which is wrong with neither of its cells."""
    ann = desk.form("Ann Lee")
    desk.type(ann, {RATED: "7"})
    write(desk)
    where = desk.cells(ann)[RATED]
    tab = {"sourceSheetId": desk.tab(ann), "insertSheetIndex": 1, "newSheetId": 7, "newSheetName": "Copy"}
    desk.change(ann, {"duplicateSheet": tab})
    copied = {text for text in notes(desk, ann) if text.startswith("'Copy'!")}
    typed = f"'Copy'!{where.rpartition('!')[2]}"
    desk.standin.client_as().values_update(desk.record(ann).file_id, {typed: [["4"]]})
    done = write(desk)

    assert copied
    assert done.placeless == 1
    assert done.removed == len(copied)
    assert notes(desk, ann).keys() == bad_cells(desk, ann)


def test_a_cycle_with_nothing_to_mark_reads_only_what_changed(desk: Desk) -> None:
    reads = made(desk, READ)
    assert write(desk) == Noted()
    assert made(desk, READ) == reads
