"""What people say of themselves beside what others say of them."""

from __future__ import annotations

import pytest

from sheetreview.model.layout import Layout
from sheetreview.model.summary import TeamSummary
from sheetreview.summarize.team import summarize
from tests.summarize.builders import cycle, layout, number_scale
from tests.summarize.forms import column, form


def judged(name: str, *roles: str) -> Layout:
    return layout(
        id=name,
        roles=[
            {"id": role, "title": role.capitalize(), "who": "reviewee" if role == "self" else "reviewer"}
            for role in roles
        ],
        scales=[number_scale("five", 5)],
        sections=[
            {
                "id": "s",
                "title": "S",
                "columns": [
                    column("label", "label"),
                    *(column(role, "rating", scale="five", filled_by=[role]) for role in roles),
                ],
                "items": [{"id": "a", "label": "A"}],
            }
        ],
    )


def both() -> TeamSummary:
    """Two people are judged by a manager beside their own word, one only judges himself, on another layout."""
    pair, alone = judged("pair", "self", "manager"), judged("alone", "self")
    given = [
        form(pair, {"s.a.self": 5}, role="self", reviewer="Ann"),
        form(pair, {"s.a.manager": 3}),
        form(alone, {"s.a.self": 1}, name="Ben", role="self", reviewer="Ben"),
    ]
    return summarize(cycle(), given)


def test_a_self_assessment_beside_a_managers_review_is_in_no_result_of_the_team() -> None:
    summary = both()
    # 3 of 5 by the manager, 1 of 5 by Ben himself, whom nobody else judges.
    assert sorted(summary.overall_results) == [20, 60]
    assert summary.overall_percent == pytest.approx(40)
    assert summary.own == {("pair", "self")}


def test_who_only_judges_themselves_beside_others_is_no_reviewer() -> None:
    assert {reviewer.name for reviewer in both().reviewers} == {"Rae Boss", "Ben"}
