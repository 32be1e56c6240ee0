from __future__ import annotations

from pathlib import Path

import pytest

from sheetreview.cycle import files
from sheetreview.errors import CycleError, FileError, LayoutError, RosterError
from sheetreview.inputs.layout_file import find_layout
from sheetreview.steps import init as init_step
from sheetreview.steps.collect import collect
from sheetreview.steps.init import init_cycle, take_roster
from sheetreview.steps.intake import Outcome
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import ANN, CY, DEE, HEADS, TEAM, rate, start, started, tree, write_roster


def begin(root: Path, roster: Path, layout: str = "customer-service") -> None:
    init_cycle(root, layout=layout, roster=roster, name="C")


def people(root: Path) -> list[str]:
    with OpenCycle.open(root, reading=True) as cycle:
        return [assignment.reviewee.name for assignment in cycle.store.assignments().values()]


def test_a_cycle_is_two_private_files(tmp_path: Path) -> None:
    root = start(tmp_path)
    assert {path.name: path.stat().st_mode & 0o777 for path in root.iterdir()} == {
        "cycle.yaml": 0o600,
        "cycle.sqlite3": 0o600,
    }
    assert root.stat().st_mode & 0o777 == 0o700
    assert people(root) == ["Ann Lee", "Cy Roe", "Dee Fox"]


def test_starting_again_in_a_cycle_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    root = start(tmp_path)
    before = tree(root)
    with pytest.raises(CycleError, match="already holds a cycle; choose another folder"):
        begin(root, tmp_path / "roster.csv")
    assert tree(root) == before


def test_a_start_that_was_cut_off_before_its_settings_can_be_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(path: Path, data: bytes) -> None:
        del path, data
        raise KeyboardInterrupt

    monkeypatch.setattr(init_step, "write_file", killed)
    with pytest.raises(KeyboardInterrupt):
        start(tmp_path)
    monkeypatch.undo()
    files.aside_of(tmp_path / "cycle" / "cycle.yaml").write_bytes(b"half")
    with pytest.raises(CycleError, match=r"has cycle.sqlite3 but no cycle.yaml"):
        OpenCycle.open(tmp_path / "cycle")
    root = start(tmp_path)
    assert {path.name for path in root.iterdir()} == {"cycle.yaml", "cycle.sqlite3"}
    assert people(root) == ["Ann Lee", "Cy Roe", "Dee Fox"]


def test_a_used_store_that_lost_its_settings_is_never_replaced(tmp_path: Path) -> None:
    root = started(tmp_path)
    (root / "cycle.yaml").unlink()
    before = tree(root)
    with pytest.raises(CycleError, match=r"no cycle\.yaml; restore it from a backup"):
        begin(root, tmp_path / "roster.csv")
    assert tree(root) == before


@pytest.mark.parametrize(
    ("rows", "heads", "expected"),
    [
        ([], HEADS, "the roster is empty"),
        ([("E1", "Ann", "Bo", "nowhere")], HEADS, "is no e-mail address"),
        ([(*ANN, "nope")], (*HEADS, "layout"), "unknown layout 'nope'"),
        ([(*ANN, "./private.yaml")], (*HEADS, "layout"), "unknown layout './private.yaml'"),
        ([(*ANN, "peer")], (*HEADS, "role"), "role 'peer'"),
    ],
)
def test_a_wrong_roster_starts_nothing(
    tmp_path: Path, rows: list[tuple[str, ...]], heads: tuple[str, ...], expected: str
) -> None:
    roster = write_roster(tmp_path / "roster.csv", rows, heads)
    with pytest.raises(RosterError) as caught:
        begin(tmp_path / "cycle", roster)
    assert expected in " ".join(map(str, caught.value.problems))
    assert not (tmp_path / "cycle").exists()


def test_all_that_is_missing_is_an_error_of_its_own_kind(tmp_path: Path) -> None:
    roster = write_roster(tmp_path / "roster.csv")
    with pytest.raises(RosterError, match=r"roster .*absent\.csv cannot be used: There is no such file"):
        begin(tmp_path / "cycle", tmp_path / "absent.csv")
    with pytest.raises(LayoutError, match="there is no layout 'custom'"):
        begin(tmp_path / "cycle", roster, "custom")
    with pytest.raises(FileError, match="a file, not a folder"):
        begin(roster / "below", roster)
    with pytest.raises(CycleError, match="File name too long"):
        begin(tmp_path / ("x" * 300), roster)


def test_a_layout_of_ones_own_is_not_replaced_by_a_shipped_one_of_the_same_id(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    shipped = find_layout("customer-service").read_text(encoding="utf-8")
    own.write_text(shipped.replace("version: 1", "version: 7", 1), encoding="utf-8")
    roster = write_roster(tmp_path / "roster.csv", [(*ANN, "Customer-Service")], (*HEADS, "layout"))
    begin(tmp_path / "cycle", roster, str(own))
    with OpenCycle.open(tmp_path / "cycle") as cycle:
        layout = cycle.layout("customer-service")
        assert layout is not None
        assert layout.version == 7


def test_a_new_roster_says_how_many_came_and_went(tmp_path: Path) -> None:
    root = start(tmp_path)
    moved = (*CY[:2], *DEE[2:])
    roster = write_roster(tmp_path / "new.csv", [ANN, moved, ("E9", "Ida Noe", *DEE[2:])])
    with OpenCycle.open(root) as cycle:
        taken = take_roster(cycle, roster)
    assert (taken.assignments, taken.new, taken.gone) == (3, 2, 2)
    assert people(root) == ["Ann Lee", "Cy Roe", "Ida Noe"]


def test_a_wrong_new_roster_changes_nothing(tmp_path: Path) -> None:
    root = start(tmp_path)
    roster = write_roster(tmp_path / "new.csv", [("", "X", "Y", "z")])
    with OpenCycle.open(root) as cycle, pytest.raises(RosterError):
        take_roster(cycle, roster)
    assert people(root) == ["Ann Lee", "Cy Roe", "Dee Fox"]


def test_metrics_stay_when_only_the_roster_is_replaced(tmp_path: Path) -> None:
    root = start(tmp_path, metrics="employee_id,item,metric\nE1,sales.retention,97 %\n")
    with OpenCycle.open(root) as cycle:
        take_roster(cycle, tmp_path / "roster.csv")
        assert cycle.store.metrics() == {"E1": {"sales.retention": "97 %"}}
        (tmp_path / "m.csv").write_text("employee_id,item,metric\nE2,sales.retention,50 %\n")
        take_roster(cycle, tmp_path / "roster.csv", tmp_path / "m.csv")
        assert cycle.store.metrics() == {"E2": {"sales.retention": "50 %"}}


def test_settings_of_another_cycle_are_recognised(tmp_path: Path) -> None:
    root = start(tmp_path)
    settings = root / "cycle.yaml"
    lines = settings.read_text().splitlines()
    settings.write_text("\n".join('id: "AAAAAAAA"' if line.startswith("id:") else line for line in lines))
    with pytest.raises(CycleError, match=r"has id AAAAAAAA, but cycle.sqlite3 belongs to cycle [A-Z2-7]{8}; put that"):
        OpenCycle.open(root)


@pytest.mark.parametrize("content", ["name: [", "", "\0\0", "id: nope\nname: x\nlayout: y\n"])
def test_damaged_settings_are_an_error_with_its_place(tmp_path: Path, content: str) -> None:
    root = start(tmp_path)
    (root / "cycle.yaml").write_text(content)
    with pytest.raises(CycleError, match="problem") as caught:
        OpenCycle.open(root)
    assert all(problem.source.endswith("cycle.yaml") for problem in caught.value.problems)


def test_looking_at_a_cycle_sweeps_nothing_and_working_on_it_does(tmp_path: Path) -> None:
    root = started(tmp_path)
    left = files.aside_of(root / "forms" / "bo-kim" / "ann-lee.xlsx")
    left.write_bytes(b"half")
    OpenCycle.open(root, reading=True).store.close()
    assert left.exists()
    OpenCycle.open(root).store.close()
    assert not left.exists()


def test_a_returned_form_of_who_left_counts_again_when_the_person_is_back(tmp_path: Path) -> None:
    root = started(tmp_path)
    returned = rate(root / "forms" / "gus-hay" / "dee-fox.xlsx", tmp_path / "dee.xlsx")
    without = write_roster(tmp_path / "without.csv", [ANN, CY])
    back = write_roster(tmp_path / "back.csv", TEAM)
    with OpenCycle.open(root) as cycle:
        take_roster(cycle, without)
        assert [one.outcome for one in collect(cycle, [returned])] == [Outcome.NOT_ON_ROSTER]
        take_roster(cycle, back)
        assert [one.outcome for one in collect(cycle, [returned])] == [Outcome.COLLECTED]


def test_reviews_that_a_new_roster_drops_are_named(tmp_path: Path) -> None:
    root = started(tmp_path)
    form = next((root / "forms").rglob("ann-lee.xlsx"))
    other = [*ANN[:2], "Bo Kimball", "bo.kimball@example.com"]
    with OpenCycle.open(root) as cycle:
        collect(cycle, [rate(form, tmp_path / "back" / "ann.xlsx")])
        taken = take_roster(cycle, write_roster(tmp_path / "new.csv", [other]))
    assert (taken.new, taken.gone, taken.dropped) == (1, 3, ("Ann Lee",))
