from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetreview.errors import CycleError
from sheetreview.model.insights import FollowUpState
from sheetreview.reading.open import open_book
from sheetreview.steps.check import check_cycle
from sheetreview.steps.init import take_roster
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.summarize import summarize_cycle

from . import pair
from .making import csv_text
from .pair import ANN, CY, HEADS, PAIR, PLANNED, Typed, cells, issue, send_back, start, take

DAY = date(2026, 12, 21)
BANDS = "  - {id: poor, label: Poor, from_percent: 0}\n  - {id: fair, label: Fair, from_percent: 60}"
RATED: Typed = {"areas.care": {"rating": 4}, "areas.speed": {"rating": 3}}
POOR: Typed = {"areas.care": {"rating": 1}, "areas.speed": {"rating": 2}}
ACTIONS: Typed = {
    "actions.row-1": {"action": "Call 山田", "due": date(2026, 6, 30), "progress": "Open"},
    "actions.row-2": {"action": "Write it up", "due": date(2026, 5, 1), "progress": "Done"},
    "actions.row-4": {"action": "Ask & <listen>", "due": date(2026, 9, 15)},
}


def form(root: Path, name: str = "ann-lee") -> Path:
    return root / "forms" / "bo-kim" / f"{name}-manager.xlsx"


def held(folder: Path, typed: Typed, rows: tuple[tuple[str, ...], ...] = (ANN, CY)) -> Path:
    """A former cycle in which Ann's manager has sent the form back."""
    root, _ = start(folder, rows, name="former")
    issue(root)
    take(root, send_back(form(root), typed, folder / "ann-former.xlsx"))
    return root


def test_open_actions_of_the_last_review_stand_in_the_next_form_and_closed_ones_do_not(tmp_path: Path) -> None:
    former = held(tmp_path, {**RATED, **ACTIONS})
    root, taken = start(tmp_path, former=former)
    issue(root)
    assert taken.over.forms == 2
    found = cells(form(root))
    rows = [found[f"before.row-{n}"] for n in (1, 2, 3)]
    assert [row["Action"] for row in rows] == ["Call 山田", "Ask & <listen>", None]
    assert [getattr(row["Due"], "date", lambda: None)() for row in rows] == [
        date(2026, 6, 30),
        date(2026, 9, 15),
        None,
    ]
    assert cells(form(root, "cy-roe"))["before.row-1"]["Action"] is None


def test_an_untouched_form_with_carried_actions_is_still_not_filled_in(tmp_path: Path) -> None:
    root, _ = start(tmp_path, former=held(tmp_path, {**RATED, **ACTIONS}))
    issue(root)
    (one,) = take(root, form(root))
    assert one.outcome == "not filled in"


def test_answers_about_carried_actions_come_back_as_progress(tmp_path: Path) -> None:
    root, _ = start(tmp_path, former=held(tmp_path, {**RATED, **ACTIONS}))
    issue(root)
    typed: Typed = {**RATED, "before.row-1": {"progress": "Done"}, "before.row-2": {"progress": "Open"}}
    take(root, send_back(form(root), typed, tmp_path / "ann.xlsx"))
    with OpenCycle.open(root) as cycle:
        assert check_cycle(cycle).errors == 0
        rows = summarize_cycle(cycle, as_of=DAY).summary.follow_ups
    assert {(row.what, row.due, row.progress, row.state, row.carried) for row in rows} == {
        ("Call 山田", "2026-06-30", "Done", FollowUpState.CLOSED, True),
        ("Ask & <listen>", "2026-09-15", "Open", FollowUpState.OVERDUE, True),
    }


def test_an_action_that_stays_open_is_carried_from_cycle_to_cycle(tmp_path: Path) -> None:
    second, _ = start(tmp_path, name="second", former=held(tmp_path, {**RATED, **ACTIONS}))
    issue(second)
    typed: Typed = {
        **RATED,
        "before.row-1": {"progress": "Done"},
        "before.row-2": {"progress": "Open"},
        "actions.row-1": {"action": "New", "due": date(2027, 1, 1)},
    }
    take(second, send_back(form(second), typed, tmp_path / "second.xlsx"))
    third, _ = start(tmp_path, name="third", former=second)
    issue(third)
    found = cells(form(third))
    assert [found[f"before.row-{n}"]["Action"] for n in (1, 2, 3)] == ["Ask & <listen>", "New", None]


def test_more_open_actions_than_there_is_room_for_are_named(tmp_path: Path) -> None:
    many: Typed = {f"actions.row-{n}": {"action": f"Action {n}", "due": date(2026, 6, n)} for n in (1, 2, 3, 4)}
    root, taken = start(tmp_path, former=held(tmp_path, {**RATED, **many}))
    assert taken.over.crowded == ("Ann Lee",)
    issue(root)
    assert [cells(form(root))[f"before.row-{n}"]["Action"] for n in (1, 2, 3)] == ["Action 1", "Action 2", "Action 3"]


@pytest.mark.parametrize(("ratings", "issued"), [(POOR, True), (RATED, False)])
def test_the_plan_is_issued_where_the_last_result_was_below_the_band(
    tmp_path: Path, ratings: Typed, *, issued: bool
) -> None:
    root, _ = start(tmp_path, former=held(tmp_path, ratings))
    issue(root)
    assert ("plan.row-1" in cells(form(root))) is issued
    assert "plan.row-1" not in cells(form(root, "cy-roe"))


def test_no_plan_is_issued_for_a_result_of_exactly_the_bands_percent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weighed = {"label: Care}": "label: Care, weight: 0.7}", "label: Speed}": "label: Speed, weight: 0.1}"}
    layout = PAIR
    for old, new in weighed.items():
        layout = layout.replace(old, new)
    monkeypatch.setattr(pair, "PAIR", layout.replace("from_percent: 50", "from_percent: 60"))
    three: Typed = {"areas.care": {"rating": 3}, "areas.speed": {"rating": 3}}
    root, _ = start(tmp_path, former=held(tmp_path, three))
    issue(root)
    assert "plan.row-1" not in cells(form(root))
    with OpenCycle.open(tmp_path / "former") as former:
        people = summarize_cycle(former, as_of=DAY).summary.people
    assert [(one.name, one.overall_percent, one.band) for one in people if one.counted] == [("Ann Lee", 60, "Fair")]


@pytest.mark.parametrize(
    ("care", "shown", "in_the_summary"),
    [
        (9, "58 % – Poor", "0.0%"),
        (99, "59.8 % – Poor", "0.0%"),
        (999, "59.98 % – Poor", "0.00%"),
        (9999, "59.998 % – Poor", "0.000%"),
        (None, "60 % – Fair", "0.0%"),
    ],
)
def test_a_result_right_below_a_band_is_not_shown_as_if_it_were_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, care: int | None, shown: str, in_the_summary: str
) -> None:
    """Care is rated 3 of 5, and speed a step lower: but it weighs little, so that the result is close to 60 %."""
    layout = PAIR.replace("  - {id: fair, label: Fair, from_percent: 50}", BANDS)
    if care is not None:
        layout = layout.replace("label: Care}", f"label: Care, weight: {care / 10}}}")
        layout = layout.replace("label: Speed}", "label: Speed, weight: 0.1}")
    monkeypatch.setattr(pair, "PAIR", layout)
    typed: Typed = {"areas.care": {"rating": 3}, "areas.speed": {"rating": 3 if care is None else 2}}
    former = held(tmp_path, typed)
    root, _ = start(tmp_path, former=former)
    issue(root)
    assert shown in [cell.value for row in load_workbook(form(root)).worksheets[0].iter_rows() for cell in row]
    with OpenCycle.open(former) as cycle:
        files = {path.name: path for path in summarize_cycle(cycle, as_of=DAY).files}
    rows = list(load_workbook(files["team-summary.xlsx"])["People"].iter_rows())
    titles = {str(cell.value): cell.column - 1 for row in rows for cell in row if cell.value in {"Overall", "Band"}}
    (told,) = [row for row in rows if row[titles["Band"]].value in {"Poor", "Fair"}]
    assert f"{told[titles['Band']].value}" == shown.partition(" – ")[2]
    assert told[titles["Overall"]].number_format == in_the_summary


def test_the_plan_is_issued_where_the_roster_says_so_and_read_back_as_such(tmp_path: Path) -> None:
    root, _ = start(tmp_path, [ANN, PLANNED])
    issue(root)
    assert "plan.row-1" not in cells(form(root))
    typed: Typed = {**RATED, "plan.row-1": {"step": "Shadow two calls", "until": date(2026, 12, 1)}}
    take(root, send_back(form(root, "dee-fox"), typed, tmp_path / "dee.xlsx"))
    with OpenCycle.open(root) as cycle:
        errors = [finding for finding in check_cycle(cycle).findings if finding.severity == "error"]
        summary = summarize_cycle(cycle, as_of=DAY)
    assert [(finding.code, finding.section, finding.item) for finding in errors] == [
        ("required-with", "plan", "Shadow two calls")
    ]
    assert [(part.name, part.open, part.overdue) for part in summary.summary.parts] == [("Dee Fox", 1, 1)]


def test_the_directors_files_do_not_speak_of_a_restricted_plan_and_hrs_do(tmp_path: Path) -> None:
    root, _ = start(tmp_path, [ANN, PLANNED])
    issue(root)
    typed: Typed = {**RATED, "plan.row-1": {"step": "Shadow two calls", "until": date(2026, 12, 1)}}
    take(root, send_back(form(root, "dee-fox"), typed, tmp_path / "dee.xlsx"))
    with OpenCycle.open(root) as cycle:
        files = {path.name: path for path in summarize_cycle(cycle, as_of=DAY).files}
    assert set(files) == {"team-summary.xlsx", "hr-team-summary.xlsx", "team-summary.json", "ratings.csv"}

    def texts(name: str) -> str:
        if not name.endswith(".xlsx"):
            return files[name].read_text(encoding="utf-8-sig")
        _, book = open_book(files[name])
        return "\n".join(
            [sheet.name for sheet in book.sheets] + [str(v) for s in book.sheets for v in s.cells.values()]
        )

    assert "Shadow two calls" in texts("hr-team-summary.xlsx")
    for name in files.keys() - {"hr-team-summary.xlsx"}:
        assert "Shadow" not in texts(name)
        assert "Improvement plan" not in texts(name)


def test_a_folder_that_is_no_cycle_cannot_be_the_one_before(tmp_path: Path) -> None:
    with pytest.raises(CycleError, match="is not a cycle"):
        start(tmp_path, former=tmp_path)
    assert not (tmp_path / "cycle").exists()


def test_late_joiners_find_what_the_cycle_before_left_open(tmp_path: Path) -> None:
    former = held(tmp_path, {**RATED, **ACTIONS})
    root, _ = start(tmp_path, [CY], former=former)
    whole = (tmp_path / "roster.csv").read_text(encoding="utf-8") + ",".join(ANN) + "\n"
    (tmp_path / "later.csv").write_text(whole, encoding="utf-8")
    with OpenCycle.open(root) as cycle:
        assert take_roster(cycle, tmp_path / "later.csv").over.forms == 2
    issue(root)
    assert cells(form(root))["before.row-1"]["Action"] == "Call 山田"


SECOND = ("E1", "Ann Lee", "ann@example.com", "Cy Boss", "cy@example.com", "")


def test_each_of_two_managers_finds_their_own_open_actions_again(tmp_path: Path) -> None:
    rows = (ANN, SECOND)
    former, _ = start(tmp_path, rows, name="former")
    issue(former)
    others = former / "forms" / "cy-boss" / "ann-lee-manager.xlsx"
    theirs: Typed = {**RATED, "actions.row-1": {"action": "Of Cy", "due": date(2026, 6, 1)}}
    mine: Typed = {**RATED, "actions.row-1": {"action": "Of Bo", "due": date(2026, 6, 1)}}
    take(
        former,
        send_back(form(former), mine, tmp_path / "bo.xlsx"),
        send_back(others, theirs, tmp_path / "cy.xlsx"),
    )
    root, _ = start(tmp_path, rows, former=former)
    issue(root)
    assert cells(form(root))["before.row-1"]["Action"] == "Of Bo"
    assert cells(root / "forms" / "cy-boss" / "ann-lee-manager.xlsx")["before.row-1"]["Action"] == "Of Cy"
    new: tuple[str, ...] = (*ANN[:3], "Di New", "di@example.com", "")
    root, _ = start(tmp_path, [new], name="third", former=former)
    issue(root)
    found = cells(root / "forms" / "di-new" / "ann-lee-manager.xlsx")
    assert {found[f"before.row-{n}"]["Action"] for n in (1, 2)} == {"Of Bo", "Of Cy"}


def test_open_actions_outlive_a_cycle_whose_form_never_came_back(tmp_path: Path) -> None:
    second, _ = start(tmp_path, name="second", former=held(tmp_path, {**RATED, **ACTIONS}))
    issue(second)
    third, taken = start(tmp_path, name="third", former=second)
    issue(third)
    assert taken.over.forms == 2
    found = cells(form(third))
    assert [found[f"before.row-{n}"]["Action"] for n in (1, 2, 3)] == ["Call 山田", "Ask & <listen>", None]


def test_whose_open_actions_nobody_takes_over_is_named(tmp_path: Path) -> None:
    _, taken = start(tmp_path, [CY], former=held(tmp_path, {**RATED, **ACTIONS}))
    assert taken.over.unmatched == ("Ann Lee",)


def test_what_cannot_be_read_goes_on_as_it_was_typed(tmp_path: Path) -> None:
    typed: Typed = {**RATED, "actions.row-1": {"action": "Call", "due": "2026-02-30"}}
    root, _ = start(tmp_path, former=held(tmp_path, typed))
    issue(root)
    assert cells(form(root))["before.row-1"]["Due"] == "2026-02-30"


def test_the_most_overdue_actions_are_taken_over_first(tmp_path: Path) -> None:
    months: Typed = {f"actions.row-{n}": {"action": f"Month {n}", "due": date(2026, 9 - n, 1)} for n in (1, 2, 3, 4)}
    root, taken = start(tmp_path, former=held(tmp_path, {**RATED, **months}))
    issue(root)
    assert taken.over.crowded == ("Ann Lee",)
    assert [cells(form(root))[f"before.row-{n}"]["Action"] for n in (1, 2, 3)] == ["Month 4", "Month 3", "Month 2"]


def test_a_plan_called_for_after_the_form_came_back_is_a_finding(tmp_path: Path) -> None:
    root, _ = start(tmp_path, [ANN])
    issue(root)
    take(root, send_back(form(root), RATED, tmp_path / "ann.xlsx"))
    (tmp_path / "later.csv").write_text(csv_text([HEADS, (*ANN[:5], "yes")]), encoding="utf-8")
    with OpenCycle.open(root) as cycle:
        take_roster(cycle, tmp_path / "later.csv")
        found = check_cycle(cycle).findings
        summary = summarize_cycle(cycle, as_of=DAY)
    assert [(finding.code, finding.section) for finding in found if finding.severity == "warning"] == [
        ("section-not-issued", "plan")
    ]
    assert "section-not-issued" not in repr(summary.shared)


def test_a_plans_open_steps_wait_for_the_cycle_that_issues_the_plan_again(tmp_path: Path) -> None:
    typed: Typed = {**RATED, "plan.row-1": {"step": "Shadow calls", "until": date(2026, 12, 1), "who": "Ann"}}
    first, _ = start(tmp_path, [(*ANN[:5], "yes")], name="first")
    issue(first)
    take(first, send_back(form(first), typed, tmp_path / "first.xlsx"))
    second, _ = start(tmp_path, [ANN], name="second", former=first)
    issue(second)
    assert "plan.row-1" not in cells(form(second))
    take(second, send_back(form(second), RATED, tmp_path / "second.xlsx"))
    third, _ = start(tmp_path, [(*ANN[:5], "yes")], name="third", former=second)
    issue(third)
    assert cells(form(third))["plan.row-1"]["Step"] == "Shadow calls"


def test_a_review_with_errors_does_not_forget_the_last_result(tmp_path: Path) -> None:
    former = held(tmp_path, POOR)
    second, _ = start(tmp_path, name="second", former=former)
    issue(second)
    wrong: Typed = {"areas.care": {"rating": 7}, "areas.speed": {"rating": 5}}
    take(second, send_back(form(second), wrong, tmp_path / "second.xlsx"))
    third, _ = start(tmp_path, name="third", former=second)
    issue(third)
    assert "plan.row-1" in cells(form(third))


def test_hr_reads_of_a_plan_that_was_called_for_too_late(tmp_path: Path) -> None:
    root, _ = start(tmp_path, [ANN])
    issue(root)
    take(root, send_back(form(root), RATED, tmp_path / "ann.xlsx"))
    (tmp_path / "later.csv").write_text(csv_text([HEADS, (*ANN[:5], "yes")]), encoding="utf-8")
    with OpenCycle.open(root) as cycle:
        take_roster(cycle, tmp_path / "later.csv")
        done = summarize_cycle(cycle, as_of=DAY)
    assert "hr-team-summary.xlsx" in {path.name for path in done.files}
    assert not done.shared.for_hr


def test_an_old_workbook_of_hrs_is_removed_when_nothing_is_for_hr_any_more(tmp_path: Path) -> None:
    root, _ = start(tmp_path, [PLANNED])
    issue(root)
    with OpenCycle.open(root) as cycle:
        assert "hr-team-summary.xlsx" in {path.name for path in summarize_cycle(cycle, as_of=DAY).files}
    (tmp_path / "later.csv").write_text(csv_text([HEADS, ANN]), encoding="utf-8")
    with OpenCycle.open(root) as cycle:
        take_roster(cycle, tmp_path / "later.csv")
        summarize_cycle(cycle, as_of=DAY)
    assert {path.name for path in (root / "summary").iterdir()} == {
        "team-summary.xlsx",
        "team-summary.json",
        "ratings.csv",
    }


def test_where_a_directors_finding_stands_does_not_tell_who_has_a_plan(tmp_path: Path) -> None:
    root, _ = start(tmp_path, [ANN, PLANNED])
    issue(root)
    bad: Typed = {**RATED, "actions.row-1": {"action": "Call", "due": "soon"}}
    files = [send_back(form(root, name), bad, tmp_path / f"{name}.xlsx") for name in ("ann-lee", "dee-fox")]
    take(root, *files)
    with OpenCycle.open(root) as cycle:
        people = summarize_cycle(cycle, as_of=DAY).shared.people
    assert {finding.cell for person in people for finding in person.findings} == {""}


def test_a_day_that_cannot_be_read_does_not_take_the_place_of_a_known_one(tmp_path: Path) -> None:
    second, _ = start(tmp_path, name="second", former=held(tmp_path, {**RATED, **ACTIONS}))
    issue(second)
    typed: Typed = {**RATED, "before.row-1": {"progress": "Open", "due": "asap"}}
    take(second, send_back(form(second), typed, tmp_path / "second.xlsx"))
    third, _ = start(tmp_path, name="third", former=second)
    issue(third)
    found = cells(form(third))["before.row-1"]
    assert (found["Action"], getattr(found["Due"], "date", lambda: found["Due"])()) == ("Call 山田", date(2026, 6, 30))


def test_known_days_are_taken_over_before_unreadable_ones(tmp_path: Path) -> None:
    many: Typed = {f"actions.row-{n}": {"action": f"Day {n}", "due": date(2026, 6, n)} for n in (2, 3, 4)}
    unread: Typed = {"actions.row-1": {"action": "Unread", "due": "1 or 2 May"}}
    root, _ = start(tmp_path, former=held(tmp_path, {**RATED, **unread, **many}))
    issue(root)
    assert [cells(form(root))[f"before.row-{n}"]["Action"] for n in (1, 2, 3)] == ["Day 2", "Day 3", "Day 4"]
