"""A service other than Google: its backend and its place in the registry are all that it takes."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sheetreview
from sheetreview.cli.main import cli
from sheetreview.cycle.sheets import OnlineSheet, Step
from sheetreview.demo.fill import FilledForm, Typed
from sheetreview.model.cycle import CycleSettings, GoogleSettings
from sheetreview.sheet.address import from_a1
from sheetreview.sheet.grid import Grid
from sheetreview.steps.init import init_cycle
from sheetreview.steps.online.backends import BACKENDS, backend_for
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import ANN, CY, DEE, HEADS, manager_form, start, write_roster
from tests.steps.online.memory import FOLDER, MemoryBackend

HR, BO, GUS = "hr@example.com", "bo@example.com", "gus@example.com"


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> MemoryBackend:
    """The only service there is; nothing of Google can be imported."""
    for name in [name for name in sys.modules if f"{name}.".startswith("sheetreview.google.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sheetreview.google", None)
    backend = MemoryBackend()
    monkeypatch.setitem(BACKENDS, "google", lambda: backend)
    return backend


class MemoryPaper:
    """A form's tab, as paper to fill the form in on."""

    def __init__(self, memory: MemoryBackend, file_id: str) -> None:
        self._memory = memory
        self._file_id = file_id
        self.grid: Grid = memory.books[file_id].sheets[0]

    def type(self, address: str, value: Typed | None) -> None:
        assert value is None or isinstance(value, (str, float, int))
        self._memory.type(self._file_id, self.grid.name, address, value)


def in_cycle(root: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *words])


def record_of(root: Path, reviewee: str) -> OnlineSheet:
    with OpenCycle.open(root, reading=True) as cycle:
        form = next(form for form, one in cycle.store.assignments().items() if one.reviewee.name == reviewee)
        return cycle.store.sheets.all()[form]


def rate(memory: MemoryBackend, file_id: str, rating: int) -> str:
    """Give every item the same rating; the cell of the first one."""
    form = FilledForm(MemoryPaper(memory, file_id), manager_form())
    cells = rated_cells(memory, file_id)
    for cell in cells:
        form.type(cell, rating)
    return cells[0]


def rated_cells(memory: MemoryBackend, file_id: str) -> list[str]:
    form = FilledForm(MemoryPaper(memory, file_id), manager_form())
    return [cell.address for cell in form.inputs() if cell.column.id == "rating"]


def access(memory: MemoryBackend, file_id: str) -> dict[str, str]:
    return {one.email: one.role for one in memory.access[file_id]}


def test_a_cycle_with_settings_for_another_service_uses_that_one(
    memory: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    another = MemoryBackend()
    monkeypatch.setitem(BACKENDS, "another", lambda: another)
    settings = CycleSettings(id="ABCDEFGH", name="Half-year", layout="customer-service", google=GoogleSettings())
    assert backend_for(settings) is memory
    settings.model_fields_set.add("another")
    assert backend_for(settings) is another
    assert backend_for(None) is memory


def test_forms_are_pushed_shared_filled_in_pulled_and_checked(memory: MemoryBackend, tmp_path: Path) -> None:
    root = start(tmp_path, [ANN, CY, DEE])
    pushed = in_cycle(root, "push", "--allow-domain", "example.com", "--format", "json")
    assert pushed.exit_code == 0, pushed.output
    assert [one["fate"] for one in json.loads(pushed.stdout)["sent"]] == ["shared"] * 3
    ann = record_of(root, ANN[1])
    assert access(memory, ann.file_id) == {HR: "owner", BO: "writer"}
    assert sorted(email for email, _ in memory.mails) == [BO, BO, GUS]
    with OpenCycle.open(root, reading=True) as cycle:
        assert cycle.store.sheets.folder == FOLDER
    assert "Nothing new: 3 sheets unchanged." in in_cycle(root, "pull").stdout
    rate(memory, ann.file_id, 4)
    assert "1 form read: 1 collected, 2 sheets unchanged." in in_cycle(root, "pull").stdout
    with OpenCycle.open(root, reading=True) as cycle:
        stored = cycle.store.newest_return(ann.key)
        assert stored is not None
        assert b"memory" in cycle.store.content(stored.digest)
    assert "overdue" not in in_cycle(root, "check").stdout
    again = in_cycle(root, "push", "--format", "json")
    assert [one["fate"] for one in json.loads(again.stdout)["sent"]] == ["already there"] * 3
    assert len(memory.stored) == len(memory.mails) == 3


def test_a_form_that_was_emptied_again_is_blank_whenever_it_is_asked_for(memory: MemoryBackend, tmp_path: Path) -> None:
    """Also with a notice of what happened to it: here, one row has lost its key."""
    root = start(tmp_path, [ANN])
    assert in_cycle(root, "push", "--allow-domain", "example.com").exit_code == 0
    ann = record_of(root, ANN[1])
    first = rate(memory, ann.file_id, 4)
    assert "1 collected" in in_cycle(root, "pull").stdout
    tab = memory.books[ann.file_id].sheets[0].name
    for address in rated_cells(memory, ann.file_id):
        memory.type(ann.file_id, tab, address, None)
    memory.type(ann.file_id, tab, f"B{first[1:]}", None)
    assert "1 form read" in in_cycle(root, "pull").stdout
    for _ in range(2):
        with sheetreview.Cycle.open(root) as cycle:
            (review,) = cycle.reviews()
        assert "keys-lost" in [finding.code for finding in review.findings]
        assert review.blank


@pytest.mark.parametrize("bundled", [False, True])
def test_the_mail_names_the_day_by_which_that_very_form_is_wanted(
    memory: MemoryBackend, tmp_path: Path, *, bundled: bool
) -> None:
    """A form has its own day, else the cycle's; a workbook of several is wanted by the first of theirs."""
    heads = (*HEADS, "due")
    rows = [(*ANN, "2026-12-04"), (*CY, "2026-12-30"), (*DEE, "")]
    roster, root = write_roster(tmp_path / "roster.csv", rows, heads), tmp_path / "cycle"
    init_cycle(root, layout="customer-service", roster=roster, name="Test", due=date(2026, 12, 18))
    words = ("--bundle", "reviewer") if bundled else ()
    pushed = in_cycle(root, "push", "--allow-domain", "example.com", *words)
    assert pushed.exit_code == 0, pushed.output
    days = [(email, text.rpartition(" due on ")[2].rstrip(".")) for email, text in memory.mails]
    cys = [] if bundled else [(BO, "2026-12-30")]
    assert sorted(days) == [(BO, "2026-12-04"), *cys, (GUS, "2026-12-18")]


def test_without_a_day_the_mail_names_none(memory: MemoryBackend, tmp_path: Path) -> None:
    root = start(tmp_path, [ANN])
    assert in_cycle(root, "push", "--allow-domain", "example.com").exit_code == 0
    ((_, text),) = memory.mails
    assert text.startswith("Please fill in this form: ")
    assert "due" not in text


def test_a_wrong_cell_is_marked_by_a_note_that_goes_when_it_is_right(memory: MemoryBackend, tmp_path: Path) -> None:
    root = start(tmp_path, [ANN])
    assert in_cycle(root, "push", "--allow-domain", "example.com").exit_code == 0
    ann = record_of(root, ANN[1])
    cell = rate(memory, ann.file_id, 4)
    tab = memory.books[ann.file_id].sheets[0].name
    memory.type(ann.file_id, tab, cell, 9)
    marked = in_cycle(root, "check", "--return-notes")
    assert "marked by notes in 1 Google Sheet" in marked.stderr
    assert "'9' is not on the scale" in memory.notes[ann.file_id][tab][from_a1(cell)]
    memory.type(ann.file_id, tab, cell, 4)
    assert "1 earlier one taken away" in in_cycle(root, "check", "--return-notes").stderr
    assert memory.notes[ann.file_id][tab][from_a1(cell)] == ""


def test_what_cannot_be_read_is_told_in_the_services_own_words(memory: MemoryBackend, tmp_path: Path) -> None:
    root = start(tmp_path, [ANN, DEE])
    assert in_cycle(root, "push", "--allow-domain", "example.com").exit_code == 0
    ann, dee = record_of(root, ANN[1]), record_of(root, DEE[1])
    del memory.stored[ann.file_id]
    memory.stored[dee.file_id] = replace(memory.stored[dee.file_id], trashed=True)
    pulled = in_cycle(root, "pull")
    assert pulled.exit_code == 1
    assert "it is gone" in pulled.stdout
    assert "it was thrown away" in pulled.stdout


def test_closing_leaves_everybody_to_read(memory: MemoryBackend, tmp_path: Path) -> None:
    root = start(tmp_path, [ANN, DEE])
    assert in_cycle(root, "push", "--allow-domain", "example.com").exit_code == 0
    rate(memory, record_of(root, ANN[1]).file_id, 4)
    closed = in_cycle(root, "close")
    assert closed.exit_code == 0, closed.output
    assert "2 sheets closed, 2 permissions taken down to reading, 1 review sealed." in closed.stdout
    ann = record_of(root, ANN[1])
    assert ann.step is Step.CLOSED
    assert access(memory, ann.file_id) == {HR: "owner", BO: "reader"}
    assert "let them write in it" in in_cycle(root, "push").stderr
