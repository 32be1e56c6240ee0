from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sheetreview import Cycle, CycleError, Outcome, RosterError, check_files, find_files, read_form
from tests.steps.making import rate, started, write_roster
from tests.steps.returning import ANN_FORM, CY_FORM, spoil


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A cycle of three people: one rated well, one with a rating off the scale, one not back."""
    root = started(tmp_path)
    back = tmp_path / "back"
    rate(root / ANN_FORM, back / "ann.xlsx")
    spoil(rate(root / CY_FORM, back / "cy.xlsx"), D29=6)
    with Cycle.open(root) as cycle:
        assert [one.outcome for one in cycle.collect([str(back)])] == [Outcome.COLLECTED, Outcome.COLLECTED]
    return root


def test_a_new_cycle_is_open_and_counts_what_it_took_in(tmp_path: Path) -> None:
    roster = write_roster(tmp_path / "roster.csv")
    folder = tmp_path / "new"
    assert not Cycle.exists(folder)
    with Cycle.create(folder, layout="customer-service", roster=roster, name="New") as cycle:
        assert (cycle.taken_in.assignments, cycle.taken_in.reviewers) == (3, 2)
        assert [one.reviewee.name for one in cycle.assignments.values()] == ["Ann Lee", "Cy Roe", "Dee Fox"]
        assert (cycle.settings.name, cycle.folder, cycle.sheets) == ("New", folder, 0)
        written = cycle.generate().written
        assert sorted(cycle.folder / path for path in written) == sorted(cycle.forms_folder.rglob("*.xlsx"))
    assert Cycle.exists(folder)


def test_nothing_is_left_of_a_cycle_whose_roster_is_wrong(tmp_path: Path) -> None:
    roster = write_roster(tmp_path / "roster.csv", rows=[("E1", "", "Bo Kim", "bo")])
    with pytest.raises(RosterError) as raised:
        Cycle.create(tmp_path / "new", layout="customer-service", roster=roster, name="New")
    assert len(raised.value.problems) > 1
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "  "}, "a cycle needs a name"),
        ({"name": "x" * 201}, "1 to 200 characters"),
        ({"period": "x" * 201}, "the period has 201 characters"),
        ({"kind": "list"}, "'list' is no kind of file"),
        ({"paper": "a3"}, "'a3' is no paper size"),
    ],
)
def test_what_no_cycle_can_be_is_refused_in_plain_words(tmp_path: Path, given: dict[str, Any], said: str) -> None:
    roster = write_roster(tmp_path / "roster.csv")
    with pytest.raises(CycleError, match=said):
        Cycle.create(tmp_path / "new", **{"layout": "customer-service", "roster": roster, "name": "New", **given})
    assert not (tmp_path / "new").exists()


def test_one_path_given_as_a_text_is_never_taken_for_its_letters(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    form = Path("back") / "ann.xlsx"
    assert find_files(str(form)) == find_files([form]) == (form,)
    assert check_files(str(form)).reviews == check_files([str(form)]).reviews == 1
    with Cycle.open(root) as cycle:
        assert [one.file for one in cycle.collect(str(form))] == [str(form)]
        assert cycle.generate(roles="manager").forms == cycle.generate(roles=["manager"]).forms > 0


def test_only_a_cycle_that_was_created_tells_what_it_took_in(root: Path) -> None:
    with Cycle.open(root, reading=True) as cycle, pytest.raises(CycleError, match="opened, not created"):
        _ = cycle.taken_in


def test_a_cycle_is_let_go_at_the_end_of_its_block(root: Path) -> None:
    for _ in range(2):
        with Cycle.open(root):
            pass


def test_its_reviews_are_those_that_came_back_with_the_people_of_the_roster(root: Path) -> None:
    with Cycle.open(root, reading=True) as cycle:
        reviews = list(cycle.reviews())
        findings = cycle.check().findings
    assert [(one.reviewee, one.reviewer, one.errors) for one in reviews] == [
        ("Ann Lee", "Bo Kim", 0),
        ("Cy Roe", "Bo Kim", 1),
    ]
    assert tuple(finding for one in reviews for finding in one.findings) == findings


def test_a_form_has_the_same_rows_with_and_without_its_cycle(root: Path, tmp_path: Path) -> None:
    (alone,) = read_form(tmp_path / "back" / "cy.xlsx")
    with Cycle.open(root, reading=True) as cycle:
        _, kept = cycle.reviews()
    assert alone.rows() == kept.rows()
    assert Counter(str(row.state) for row in alone.rows())["off-scale"] == 1


def test_files_are_checked_and_copied_without_being_taken_in(root: Path, tmp_path: Path) -> None:
    files = [tmp_path / "back" / "ann.xlsx", tmp_path / "back" / "cy.xlsx"]
    with Cycle.open(root, reading=True) as cycle:
        checked = cycle.check_files(files)
        copies = cycle.copy_files(checked.findings, tmp_path / "copies")
    assert (checked.reviews, checked.errors) == (2, 1)
    assert [one.source for one in copies.written] == [str(files[1])]


def test_copies_never_go_where_the_forms_to_send_are(root: Path) -> None:
    with Cycle.open(root, reading=True) as cycle:
        for write in (cycle.return_copies, cycle.copy_files):
            with pytest.raises(CycleError, match="the forms that are sent out"):
                write(cycle.check().findings, cycle.forms_folder / "copies")


def test_a_clean_form_goes_to_the_cycles_own_folder(root: Path, tmp_path: Path) -> None:
    with Cycle.open(root, reading=True) as cycle:
        (one,) = cycle.repair([tmp_path / "back" / "cy.xlsx"]).forms
    assert Path(one.path).is_relative_to(root / "repaired")


def test_the_steps_from_status_to_the_end(root: Path) -> None:
    day = date(2026, 12, 21)
    with Cycle.open(root) as cycle:
        assert [len(one.forms) for one in cycle.status(as_of=day).reviewers] == [2, 1]
        assert cycle.summarize(as_of=day).summary.participation.counted == 1
        assert cycle.rehearse().forms == 3
        assert not cycle.upgrade().forms
        assert cycle.return_notes().sheets == 0
        assert cycle.end().sealed == 2


def test_a_push_is_planned_without_google(root: Path) -> None:
    with Cycle.open(root, reading=True) as cycle:
        plan = cycle.plan_push(only=["Ann Lee"], allow=["example.com"])
    assert [(one.reviewer, one.outcome.in_order) for one in plan.sent] == [("Bo Kim", True)]
