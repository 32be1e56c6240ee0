from __future__ import annotations

import json
from typing import Any

from sheetreview.model.finding import Severity
from sheetreview.report.json_report import summary_json
from sheetreview.summarize.team import summarize
from tests.summarize.builders import NOTE, customer_service, cycle, finding, full, job, returned, sales


def written() -> dict[str, Any]:
    source = customer_service()
    text = summary_json(
        summarize(
            cycle(),
            [
                returned("Zoë", source, {**sales(*[4] * 10), **job(3, 3, 3, 3, 3, 3, 3, 2)}),
                returned("Abe", source, full(3, 3), findings=[finding(), finding(Severity.WARNING, "requires")]),
                returned("Gone", source, None),
            ],
        )
    )
    assert text.endswith("}\n")
    assert "Zoë" in text
    assert NOTE not in text
    content: dict[str, Any] = json.loads(text)
    return content


def test_a_persons_results_and_findings_are_in_the_json() -> None:
    people = {person["name"]: person for person in written()["people"]}

    assert people["Zoë"] == {
        "reviewee_id": "E-Zoë",
        "name": "Zoë",
        "team": "North",
        "reviewer": "Rae Boss",
        "layout": "customer-service",
        "role": "manager",
        "account": "",
        "month": "",
        "status": "complete",
        "due": "2025-06-30",
        "days_late": 0,
        "counted": True,
        "sections": [
            {"id": "sales", "total": 40, "maximum": 50, "percent": 80.0, "rated": 10, "of": 10},
            {"id": "job", "total": 23, "maximum": 24, "percent": 95.833333, "rated": 8, "of": 8},
        ],
        "overall_percent": 87.916667,
        "band": "",
        "findings": {"error": 0, "warning": 0, "notice": 0},
    }
    assert people["Abe"]["status"] == "with errors"
    assert people["Abe"]["findings"] == {"error": 1, "warning": 1, "notice": 0}


def test_the_cycles_figures_stand_at_the_top() -> None:
    content = written()

    assert list(content) == [
        "cycle",
        "period",
        "due",
        "as_of",
        "layout",
        "participation",
        "overall_percent",
        "sections",
        "people",
        "items",
        "reviewers",
        "gaps",
        "person_gaps",
        "choices",
        "figures",
        "person_figures",
        "follow_ups",
        "flags",
        "accounts",
        "pooled",
        "parts",
        "missing",
    ]
    assert content["due"] == "2025-06-30"
    assert content["participation"] == {
        "issued": 3,
        "returned": 2,
        "not_started": 1,
        "in_progress": 0,
        "with_errors": 1,
        "complete": 1,
        "counted": 1,
    }
    assert content["sections"][0]["mean_percent"] == 80.0


def test_items_and_reviewers_are_in_the_json() -> None:
    content = written()

    assert content["items"][0]["levels"][3] == {"value": "4", "label": "Level 4", "count": 1}
    assert (content["items"][0]["detail"], content["items"][0]["mean"]) == ("metric of s1", 4.0)
    (reviewer,) = content["reviewers"]
    assert (reviewer["issued"], reviewer["complete"], reviewer["overall_percent"]) == (3, 1, 87.916667)
    assert [section["id"] for section in reviewer["sections"]] == ["sales", "job"]


def test_only_forms_that_did_not_come_back_are_missing() -> None:
    assert written()["missing"] == [
        {
            "reviewee_id": "E-Gone",
            "name": "Gone",
            "reviewer": "Rae Boss",
            "reviewer_email": "rae.boss@example.com",
            "layout": "customer-service",
            "role": "manager",
            "account": "",
            "month": "",
            "due": "2025-06-30",
            "days_late": 0,
            "status": "not started",
        }
    ]


def test_a_total_is_whole_when_it_is_and_an_empty_cycle_is_still_json() -> None:
    content = json.loads(summary_json(summarize(cycle(), [])))

    assert content["people"] == []
    assert content["overall_percent"] is None
    assert '"total": 40,' in json.dumps(written())
