"""The demo's numbers, worked out a second time from what was typed."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from sheetreview.demo.run import NOT_A_FORM, RENAMED, Demo, run_demo
from sheetreview.errors import CycleError
from sheetreview.steps.collect import Outcome
from tests.steps.making import tree

MAXIMUM = {"sales": 5, "job": 3}
"""The best level of each section's scale: quota 1-5, expectations 1-3. All items and both sections weigh the same."""

ITEMS = {"sales": 10, "job": 8}
"""Items that must be rated."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return run_demo(tmp_path_factory.mktemp("demo") / "sample")


@pytest.fixture(scope="module")
def report(demo: Demo) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((demo.root / "summary" / "team-summary.json").read_text(encoding="utf-8"))
    return loaded


def planted(demo: Demo, code: str) -> str:
    return next(one.reviewee_id for one in demo.planted if one.code == code)


def numbers(demo: Demo, person: str, section: str) -> list[int]:
    """The ratings of a section that are on its scale."""
    values = [int(value) for item, value in demo.typed[person].items() if item.startswith(f"{section}.")]
    return [value for value in values if 1 <= value <= MAXIMUM[section]]


def percent(demo: Demo, person: str, section: str) -> float:
    rated = numbers(demo, person, section)
    return 100 * sum(rated) / (MAXIMUM[section] * len(rated))


def counted(demo: Demo) -> list[str]:
    left_out = {planted(demo, code) for code in ("missing-rating", "off-scale", "not-returned")}
    return sorted(set(demo.typed) - left_out)


def test_the_findings_are_the_planted_mistakes_each_in_its_cell(demo: Demo) -> None:
    in_a_cell = sorted((one.code, one.reviewee_id, one.cell) for one in demo.planted if one.cell)
    assert [code for code, _, _ in in_a_cell] == ["missing-rating", "off-scale", "read-as", "rows-reordered"]
    assert sorted((one.code, one.reviewee_id, one.cell) for one in demo.checked.findings) == in_a_cell


def test_every_returned_form_is_taken_in_and_nothing_else(demo: Demo) -> None:
    found = {Path(one.file).name: one.outcome for one in demo.collected if one.outcome is not Outcome.COLLECTED}
    assert found == {NOT_A_FORM: Outcome.NOT_A_FORM}
    taken = [one for one in demo.collected if one.outcome is Outcome.COLLECTED]
    assert len(taken) == 23
    assert RENAMED in {Path(one.file).name for one in taken}


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


def test_every_persons_totals_are_those_of_the_typed_ratings(demo: Demo, report: dict[str, Any]) -> None:
    people = {person["reviewee_id"]: person for person in report["people"]}
    assert len(people) == 24
    for number in demo.typed:
        for section in people[number]["sections"]:
            rated = numbers(demo, number, section["id"])
            optional = f"{section['id']}.other" in demo.typed[number]
            assert section == {
                "id": section["id"],
                "total": sum(rated),
                "maximum": MAXIMUM[section["id"]] * len(rated),
                "percent": pytest.approx(percent(demo, number, section["id"]), abs=1e-6),
                "rated": len(rated),
                "of": ITEMS[section["id"]] + optional,
            }
        overall = fmean(percent(demo, number, section) for section in MAXIMUM)
        assert people[number]["overall_percent"] == pytest.approx(overall, abs=1e-6)
        assert people[number]["counted"] is (number in counted(demo))


def test_means_are_of_the_counted_reviews_only(demo: Demo, report: dict[str, Any]) -> None:
    assert len(counted(demo)) == 21
    for section in report["sections"]:
        percents = [percent(demo, person, section["id"]) for person in counted(demo)]
        assert section["reviews"] == 21
        assert section["mean_percent"] == pytest.approx(fmean(percents), abs=1e-6)
        assert section["lowest_percent"] == pytest.approx(min(percents), abs=1e-6)
        assert section["highest_percent"] == pytest.approx(max(percents), abs=1e-6)
    overall = fmean(fmean(percent(demo, person, section) for section in MAXIMUM) for person in counted(demo))
    assert report["overall_percent"] == pytest.approx(overall, abs=1e-6)


def test_every_items_levels_are_counted_right(demo: Demo, report: dict[str, Any]) -> None:
    assert len(report["items"]) == 19
    for item in report["items"]:
        key = f"{item['section']}.{item['item']}"
        given = [demo.typed[person][key] for person in counted(demo) if key in demo.typed[person]]
        assert item["rated"] == len(given)
        assert {level["value"]: level["count"] for level in item["levels"]} == {
            str(value): given.count(str(value)) for value in range(1, MAXIMUM[item["section"]] + 1)
        }
        assert item["mean"] == (pytest.approx(fmean(map(int, given)), abs=1e-6) if given else None)


def test_every_reviewers_means_are_of_their_counted_reviews(demo: Demo, report: dict[str, Any]) -> None:
    people = {person["reviewee_id"]: person["reviewer"] for person in report["people"]}
    assert len(report["reviewers"]) == 5
    for reviewer in report["reviewers"]:
        own = [number for number in counted(demo) if people[number] == reviewer["name"]]
        expected = fmean(fmean(percent(demo, number, section) for section in MAXIMUM) for number in own)
        assert reviewer["overall_percent"] == pytest.approx(expected, abs=1e-6)


def test_the_ratings_file_holds_exactly_what_was_typed(demo: Demo) -> None:
    text = (demo.root / "summary" / "ratings.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    found = {(row["reviewee_id"], f"{row['section']}.{row['item']}"): row["value"] for row in rows}
    off_scale = planted(demo, "off-scale")
    typed = {
        (person, item): value
        for person, ratings in demo.typed.items()
        for item, value in ratings.items()
        if not (person == off_scale and int(value) > MAXIMUM[item.split(".")[0]])
    }
    assert found == typed
    assert len(rows) == len(found)
    assert {row["reviewee_id"] for row in rows if row["counted"] == "yes"} == set(counted(demo))


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
