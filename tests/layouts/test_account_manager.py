"""The account manager's review beside the article it comes from."""

from __future__ import annotations

import pytest

from .reading import cut, labels, layout, scale, section, shape, titles

NAME = "account-manager"
AREAS = {
    "Client Relationship Management": (
        "This is perhaps the most critical aspect. How well does the account manager build and maintain strong "
        "relationships? Are they proactive in communication, responsive to client needs, and effective in resolving "
        "issues? Consider client feedback and retention rates."
    ),
    "Revenue Generation and Retention": (
        "Evaluate their ability to meet or exceed sales targets, identify upsell and cross-sell opportunities, and "
        "secure client renewals. Data points like client lifetime value and contract renewal rates are important here."
    ),
    "Strategic Account Planning": (
        "Does the account manager understand the client’s business goals and develop strategies that align company "
        "offerings with those objectives? This includes proactive planning, risk identification, and long-term vision "
        "for each account."
    ),
    "Communication and Collaboration": (
        "Assess their internal communication with sales, marketing, and product teams to ensure client needs are met "
        "efficiently. How well do they articulate client feedback internally and advocate for their clients?"
    ),
    "Product Knowledge and Expertise": (
        "How well does the account manager understand the company’s products or services and their value proposition? "
        "Are they able to confidently and clearly articulate these to clients and prospects?"
    ),
    "Problem-Solving and Proactiveness": (
        "Evaluate their ability to anticipate client challenges, propose creative solutions, and take initiative to "
        "prevent issues before they arise."
    ),
}


def test_the_parts_stand_in_the_order_of_a_review() -> None:
    assert [part.title for part in layout(NAME).sections] == [
        "Self-Assessment: Strengths",
        "Self-Assessment: Challenges",
        "Key Evaluation Areas",
        "Achievements",
        "Growth Areas",
        "Goals of the Last Period",
        "Goals for the Next Period",
        "Recommendations and Resources",
        "Career Path",
        "Action Plan",
        "Regular Check-ins",
        "Sign-off",
    ]


def test_the_six_areas_and_their_guidance_are_the_articles_word_for_word() -> None:
    found = section(NAME, "areas")
    assert labels(found) == list(AREAS)
    assert [item.texts["guidance"] for item in found.items] == list(AREAS.values())
    assert found.column_by_id["guidance"].filled_by == ()


def test_every_area_gives_an_example_of_evidence_to_both_roles() -> None:
    for item in section(NAME, "areas").items:
        for column in ("evidence", "self-evidence"):
            assert item.texts[column].startswith("[Example: ")
            assert item.texts[column].endswith("]")


def test_the_scale_goes_from_far_below_to_far_above_expectations() -> None:
    assert scale(NAME, "performance") == [
        ("1", "Far below expectations"),
        ("2", "Below expectations"),
        ("3", "Meets expectations"),
        ("4", "Above expectations"),
        ("5", "Far above expectations"),
    ]
    assert layout(NAME).scale_by_id["performance"].not_applicable


@pytest.mark.parametrize("column", ["self-rating", "rating"])
def test_each_role_has_a_total_of_its_own(column: str) -> None:
    assert [total.column for total in section(NAME, "areas").totals].count(column) == 1


def test_both_roles_are_issued_and_the_account_manager_fills_the_self_assessment() -> None:
    found = layout(NAME)
    assert found.default_roles == ("self", "manager")
    assert [(role.title, role.who) for role in found.roles] == [
        ("Self-assessment", "reviewee"),
        ("Manager", "reviewer"),
    ]


def test_the_self_assessment_holds_nothing_of_the_managers() -> None:
    assert shape(cut(NAME, "self")) == {
        "strengths": ["answer"],
        "challenges": ["answer"],
        "areas": ["area", "guidance", "self-rating", "self-evidence"],
    }


def test_the_manager_sees_the_self_assessment_beside_the_own_ratings_and_the_gap() -> None:
    found = cut(NAME, "manager")
    areas = found.sections[2]
    assert titles(areas) == [
        "Area",
        "Guidance",
        "Self-Rating",
        "Evidence (self)",
        "Rating",
        "Evidence",
        "Gap (self minus manager)",
    ]
    assert [column.id for column in areas.columns if found.shows(column)] == ["self-rating", "self-evidence"]
    assert [column.id for column in areas.columns if found.fills(column)] == ["rating", "evidence"]
    gap = areas.column_by_id["gap"].compute
    assert gap is not None
    assert (gap.kind, gap.of) == ("difference", ("self-rating", "rating"))
    assert all(found.shows(part.columns[0]) for part in found.sections[:2])


def test_goals_support_and_plan_ask_what_the_article_names() -> None:
    goal = ["Goal", "Measure", "Target", "Date"]
    assert titles(section(NAME, "next-goals")) == goal
    assert titles(section(NAME, "last-goals"))[:4] == goal
    assert section(NAME, "support").column_by_id["kind"].options == (
        "Training",
        "Mentoring",
        "Adjusted responsibilities",
        "Other",
    )
    assert titles(section(NAME, "actions")) == ["Area", "Action", "Owner", "Date", "Notes", "Progress"]


@pytest.mark.parametrize("part", ["achievements", "growth-areas", "support", "actions"])
def test_areas_to_choose_from_are_the_six(part: str) -> None:
    assert section(NAME, part).column_by_id["area"].options == tuple(AREAS)


def test_goals_and_open_actions_go_over_into_the_next_cycle_column_by_column() -> None:
    assert section(NAME, "last-goals").carries == ("next-goals",)
    assert section(NAME, "actions").carries == ("actions",)
    given = {c.id for c in section(NAME, "last-goals").columns if "hr" in (c.filled_by or ())}
    assert given == {column.id for column in section(NAME, "next-goals").columns}
