from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheetreview.errors import CycleError, RosterError
from sheetreview.steps.check import check_cycle
from sheetreview.steps.generate import generate
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.summarize import summarize_cycle

from .pair import ANN, CY, MANAGER, SELF, Typed, cells, issue, send_back, start, take

DAY = date(2026, 12, 21)


def own(root: Path, name: str = "ann-lee") -> Path:
    return root / "forms" / name / f"{name}-self.xlsx"


def managers(root: Path, name: str = "ann-lee") -> Path:
    return root / "forms" / "bo-kim" / f"{name}-manager.xlsx"


def test_a_roster_row_issues_a_form_for_each_role_to_the_right_person(tmp_path: Path) -> None:
    root, taken = start(tmp_path)
    issue(root)
    assert taken.assignments == 4
    assert {path.relative_to(root).as_posix() for path in root.rglob("forms/*/*.xlsx")} == {
        "forms/ann-lee/ann-lee-self.xlsx",
        "forms/cy-roe/cy-roe-self.xlsx",
        "forms/bo-kim/ann-lee-manager.xlsx",
        "forms/bo-kim/cy-roe-manager.xlsx",
    }


def test_one_role_is_issued_without_the_other(tmp_path: Path) -> None:
    root, _ = start(tmp_path)
    assert issue(root, "self").forms == 2
    assert own(root).exists()
    assert not managers(root).exists()


@pytest.mark.parametrize(("roles", "months"), [(["boss"], []), ([], ["2026-11"])])
def test_a_role_or_month_that_no_form_has_is_an_error_that_names_those_there_are(
    tmp_path: Path, roles: list[str], months: list[str]
) -> None:
    root, _ = start(tmp_path)
    with OpenCycle.open(root) as cycle, pytest.raises(CycleError) as caught:
        generate(cycle, roles=roles, months=months)
    said = "there are forms for manager, self" if roles else "no form has a month"
    assert said in str(caught.value)


def test_a_person_without_an_address_cannot_be_sent_a_self_assessment(tmp_path: Path) -> None:
    with pytest.raises(RosterError) as caught:
        start(tmp_path, [ANN, (*CY[:2], "", *CY[3:])])
    (problem,) = caught.value.problems
    assert "Cy Roe" in str(problem)


def test_the_managers_form_shows_what_the_person_answered_and_nothing_of_others(tmp_path: Path) -> None:
    root, _ = start(tmp_path)
    issue(root, "self")
    take(root, send_back(own(root), SELF, tmp_path / "ann.xlsx"))
    issue(root, "manager")
    assert cells(managers(root))["areas.care"]["Own rating"] == 4
    assert cells(managers(root))["areas.care"]["Own view"] == "Nobody waited."
    assert cells(managers(root))["areas.speed"]["Own rating"] == 2
    assert cells(managers(root, "cy-roe"))["areas.care"]["Own rating"] not in (4, 2)


def test_a_self_assessment_that_comes_late_refreshes_an_untouched_form_and_spares_a_filled_one(tmp_path: Path) -> None:
    root, _ = start(tmp_path)
    issue(root)
    send_back(managers(root, "cy-roe"), MANAGER, managers(root, "cy-roe"))
    take(
        root,
        send_back(own(root), SELF, tmp_path / "ann.xlsx"),
        send_back(own(root, "cy-roe"), SELF, tmp_path / "cy.xlsx"),
    )
    done = issue(root)
    assert done.refreshed == ("forms/bo-kim/ann-lee-manager.xlsx",)
    assert done.touched == ("forms/bo-kim/cy-roe-manager.xlsx",)
    assert done.waiting == 0


def test_forms_that_show_nothing_of_the_other_role_yet_are_named(tmp_path: Path) -> None:
    root, _ = start(tmp_path)
    assert issue(root, "self").waiting == 0
    take(root, send_back(own(root), SELF, tmp_path / "ann.xlsx"))
    assert issue(root).waiting == 1


def test_the_gap_is_that_of_the_two_reviews_whatever_the_managers_form_shows(tmp_path: Path) -> None:
    root, _ = start(tmp_path)
    issue(root)
    late: Typed = {"areas.care": {"self-rating": 1}, "areas.speed": {"self-rating": 5}}
    take(
        root,
        send_back(own(root), late, tmp_path / "ann.xlsx"),
        send_back(managers(root), MANAGER, tmp_path / "boss.xlsx"),
    )
    with OpenCycle.open(root) as cycle:
        assert not [finding for finding in check_cycle(cycle).findings if finding.severity == "error"]
        summary = summarize_cycle(cycle, as_of=DAY).summary
    assert {(gap.item, gap.pairs, gap.first_mean, gap.second_mean, gap.gap) for gap in summary.gaps} == {
        ("care", 1, 1, 3, -2),
        ("speed", 1, 5, 5, 0),
    }
    assert summary.overall_percent == pytest.approx(80)
    assert [(reviewer.name, reviewer.complete) for reviewer in summary.reviewers] == [("Bo Kim", 1)]
