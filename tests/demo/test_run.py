"""The demo's numbers, worked out a second time from what was typed."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from sheetreview.demo.mistakes import NOT_A_FORM, RENAMED
from sheetreview.demo.run import Demo, run_demo
from sheetreview.errors import CycleError, LayoutError
from sheetreview.steps.intake import Outcome
from sheetreview.steps.open_cycle import OpenCycle
from tests.demo.conftest import MEDIA, RunOf
from tests.steps.making import tree

MAXIMUM = {"sales": 5, "job": 3}
"""The best level of each section's scale: quota 1-5, expectations 1-3. All items and both sections weigh the same."""

ITEMS = {"sales": 10, "job": 8}
"""Items that must be rated."""


@pytest.fixture(scope="module")
def demo(run_of: RunOf) -> Demo:
    return run_of("customer-service")


@pytest.fixture(scope="module")
def report(demo: Demo) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((demo.root / "summary" / "team-summary.json").read_text(encoding="utf-8"))
    return loaded


def planted(demo: Demo, code: str) -> str:
    return next(one.reviewee_id for one in demo.mistakes if one.code == code)


OWN = """
sheetreview: 1
id: own
version: 1
title: Own review
roles: [{id: lead, title: Team lead}]
scales:
  - {id: size, levels: [{value: S, label: Small}, {value: M, label: Middling}, {value: L, label: Large}]}
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: place, label: Place, source: roster.place, filled_by: [hr]}
  - {id: remote, label: Remote, kind: yes-no}
sections:
  - id: work
    title: Work
    columns:
      - {id: part, title: Part, kind: label}
      - {id: rating, title: Rating, kind: rating, scale: size, required: true}
      - {id: best, title: One of the two best, kind: yes-no}
    items: [{id: plan, label: Planning}, {id: do, label: Doing}, {id: check, label: Checking}, {id: act, label: Acting}]
    rules: [{kind: at-most, column: best, count: 2}]
  - id: budget
    title: Budget
    columns:
      - {id: what, title: What}
      - {id: asked, title: Asked for, kind: money}
      - {id: share, title: Share, kind: percent}
      - {id: who, title: Who, kind: person}
    blank_rows: 4
    rules: [{kind: requires, column: what, needs: [who]}, {kind: together, columns: [what, asked]}]
"""

Typed = dict[str, dict[str, int]]
"""Readable ratings by employee id and ``section.item``."""


@pytest.fixture(scope="module")
def typed(demo: Demo) -> Typed:
    with OpenCycle.open(demo.root, reading=True) as cycle:
        people = {form: assignment.reviewee.employee_id for form, assignment in cycle.store.assignments().items()}
    return {
        people[form]: {
            f"{s}.{row}": int(text) for (s, row, column), text in answers.cells.items() if column == "rating"
        }
        for form, answers in demo.typed.items()
    }


def percent(ratings: dict[str, int], section: str) -> float:
    rated = numbers(ratings, section)
    return 100 * sum(rated) / (MAXIMUM[section] * len(rated))


def numbers(ratings: dict[str, int], section: str) -> list[int]:
    return [value for item, value in ratings.items() if item.startswith(f"{section}.")]


def counted(demo: Demo, typed: Typed) -> list[str]:
    left_out = {planted(demo, code) for code in ("missing-rating", "off-scale", "not-returned")}
    return sorted(set(typed) - left_out)


def test_the_findings_are_the_planted_mistakes_each_in_its_cell(demo: Demo) -> None:
    in_a_cell = sorted((one.code, one.reviewee_id, one.cell) for one in demo.mistakes if one.cell)
    assert [code for code, _, _ in in_a_cell] == ["missing-rating", "off-scale", "read-as", "rows-reordered"]
    assert sorted((one.code, one.reviewee_id, one.cell) for one in demo.checked.findings) == in_a_cell


def test_every_returned_form_is_taken_in_and_nothing_else(demo: Demo) -> None:
    found = {Path(one.file).name: one.outcome for one in demo.collected if one.outcome is not Outcome.COLLECTED}
    assert found == {NOT_A_FORM: Outcome.NOT_A_FORM}
    taken = [one for one in demo.collected if one.outcome is Outcome.COLLECTED]
    assert len(taken) == 23
    assert f"{RENAMED}.xlsx" in {Path(one.file).name for one in taken}


def test_participation_is_counted_right(report: dict[str, Any]) -> None:
    assert report["participation"] == {
        "issued": 24,
        "returned": 23,
        "not_started": 1,
        "in_progress": 1,
        "with_errors": 1,
        "complete": 21,
        "counted": 21,
    }


def test_every_persons_totals_are_those_of_the_typed_ratings(demo: Demo, typed: Typed, report: dict[str, Any]) -> None:
    people = {person["reviewee_id"]: person for person in report["people"]}
    assert len(people) == 24
    for number, ratings in typed.items():
        for section in people[number]["sections"]:
            rated = numbers(ratings, section["id"])
            optional = f"{section['id']}.other" in ratings
            assert section == {
                "id": section["id"],
                "total": sum(rated),
                "maximum": MAXIMUM[section["id"]] * len(rated),
                "percent": pytest.approx(percent(ratings, section["id"]), abs=1e-6),
                "rated": len(rated),
                "of": ITEMS[section["id"]] + optional,
            }
        overall = fmean(percent(ratings, section) for section in MAXIMUM)
        assert people[number]["overall_percent"] == pytest.approx(overall, abs=1e-6)
        assert people[number]["counted"] is (number in counted(demo, typed))


def test_means_are_of_the_counted_reviews_only(demo: Demo, typed: Typed, report: dict[str, Any]) -> None:
    assert len(counted(demo, typed)) == 21
    for section in report["sections"]:
        percents = [percent(typed[person], section["id"]) for person in counted(demo, typed)]
        assert section["reviews"] == 21
        assert section["mean_percent"] == pytest.approx(fmean(percents), abs=1e-6)
        assert section["lowest_percent"] == pytest.approx(min(percents), abs=1e-6)
        assert section["highest_percent"] == pytest.approx(max(percents), abs=1e-6)
    shares = [fmean(percent(typed[person], section) for section in MAXIMUM) for person in counted(demo, typed)]
    assert report["overall_percent"] == pytest.approx(fmean(shares), abs=1e-6)


def test_every_items_levels_are_counted_right(demo: Demo, typed: Typed, report: dict[str, Any]) -> None:
    assert len(report["items"]) == 19
    for item in report["items"]:
        key = f"{item['section']}.{item['item']}"
        given = [typed[person][key] for person in counted(demo, typed) if key in typed[person]]
        assert item["rated"] == len(given)
        assert {level["value"]: level["count"] for level in item["levels"]} == {
            str(value): given.count(value) for value in range(1, MAXIMUM[item["section"]] + 1)
        }
        assert item["mean"] == (pytest.approx(fmean(given), abs=1e-6) if given else None)


def test_every_reviewers_means_are_of_their_counted_reviews(demo: Demo, typed: Typed, report: dict[str, Any]) -> None:
    people = {person["reviewee_id"]: person["reviewer"] for person in report["people"]}
    assert len(report["reviewers"]) == 5
    for reviewer in report["reviewers"]:
        own = [number for number in counted(demo, typed) if people[number] == reviewer["name"]]
        expected = fmean(fmean(percent(typed[number], section) for section in MAXIMUM) for number in own)
        assert reviewer["overall_percent"] == pytest.approx(expected, abs=1e-6)


def test_the_ratings_file_holds_exactly_what_was_typed(demo: Demo, typed: Typed) -> None:
    text = (demo.root / "summary" / "ratings.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    found = {(row["reviewee_id"], f"{row['section']}.{row['item']}"): row["value"] for row in rows}
    assert found == {(person, item): str(value) for person, given in typed.items() for item, value in given.items()}
    assert len(rows) == len(found)
    assert {row["reviewee_id"] for row in rows if row["counted"] == "yes"} == set(counted(demo, typed))


def test_who_has_not_returned_is_named(demo: Demo, report: dict[str, Any]) -> None:
    assert [one["reviewee_id"] for one in report["missing"]] == [planted(demo, "not-returned")]


def test_a_second_demo_in_the_same_folder_is_refused_and_changes_nothing(demo: Demo) -> None:
    before = tree(demo.root)
    with pytest.raises(CycleError, match="is not empty; name another folder: sheetreview demo NEW_FOLDER"):
        run_demo(demo.root)
    assert tree(demo.root) == before


def test_the_forms_and_the_store_are_for_the_user_alone(demo: Demo) -> None:
    private = [demo.root / name for name in ("forms", "summary", "returned", "cycle.sqlite3", "cycle.yaml")]
    assert {path.stat().st_mode & 0o077 for path in (demo.root, *private)} == {0}


def test_the_demo_is_the_same_every_time(demo: Demo, tmp_path: Path) -> None:
    again = run_demo(tmp_path / "again")
    assert [(one.code, one.reviewee_id, one.cell) for one in again.mistakes] == [
        (one.code, one.reviewee_id, one.cell) for one in demo.mistakes
    ]
    assert list(again.typed.values()) == list(demo.typed.values())


def test_a_layout_that_does_not_exist_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="there is no layout 'sals'; did you mean 'sales'"):
        run_demo(tmp_path / "new", "sals")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("medium", MEDIA)
def test_a_layout_of_ones_own_has_a_demo_too(tmp_path: Path, run_of: RunOf, medium: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN, encoding="utf-8")
    done = run_of(str(own), medium)
    planted = {one.code for one in done.mistakes if one.cell}
    assert planted == {"missing-rating", "off-scale", "read-as", "rows-reordered", "required-with"}
    assert Counter(f.code for f in done.checked.findings) == Counter(one.code for one in done.mistakes if one.cell)
    assert done.summarized.summary.participation.returned == 23
