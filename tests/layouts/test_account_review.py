"""The review of an account beside the lists of its public editions."""

from __future__ import annotations

import pytest

from sheetreview.model.finding import Severity
from sheetreview.model.rules import Requires
from sheetreview.model.schedule import months_between

from .reading import labels, layout, section, titles

NAME = "account-review"
AGENDA = [
    "Previous minutes",
    "Previous action plan",
    "Mission, strategy and goals",
    "Business performance and market position (both organisations)",
    "Organisation and people changes (both)",
    "Current contracts incl. debtors",
    "Balanced scorecard",
    "Sales (won, lost, qualification, opportunities, propositions)",
    "Competitors",
    "SWOT",
    "Contact and relationship management",
    "Missing account-file information",
    "Satisfaction survey",
    "Issues and complaints",
    "Hospitality",
    "Account manager's responsibilities and performance",
    "Critical success factors",
    "Risk management",
    "Options and forward action plan",
    "Close (AOB, next date)",
]
INPUTS = [
    "Account snapshot",
    "Account-file details",
    "Balanced scorecard",
    "SWOT",
    "Client organisation charts",
    "Contact plan",
    "Client progress-review minutes",
    "Satisfaction survey",
    "Opportunities and action plan",
    "Propositions and action plan",
    "Marketing plan",
    "Hospitality plan",
    "Account manager's performance",
    "Risk analyses",
]
PUBLIC_QUESTIONS = {
    "Admin": ["Is the file complete?", "Are reviews held as often as required?"],
    "Risk Management": ["Any risk flagged red? Then review it now."],
    "Client": ["How is it doing in its market?", "Contacts leaving or changing role?"],
    "Client Contact/Relationship": ["Do we speak to the people who decide and award?", "Are references available?"],
    "Issues": ["Complaints resolved?", "Own invoices over 60 days?"],
    "Delivery/Performance": ["Revenue and margin targets met?", "Realistic?"],
}
OWN_HEADINGS = ["Sales and Opportunities", "Account Manager"]


def test_the_head_names_the_account_its_people_and_its_dates() -> None:
    assert [(field.label, field.source) for field in layout(NAME).header] == [
        ("Account", "account.name"),
        ("Account Manager", "reviewee.name"),
        ("Line Manager", "reviewer.name"),
        ("Size", "roster.size"),
        ("Complexity", "roster.complexity"),
        ("Potential", "roster.potential"),
        ("Last Review", "account.last_review"),
        ("Next Review Due", "account.next_review"),
        ("Date of Review", None),
        ("Other Attendees", None),
    ]


def test_the_parts_stand_in_the_order_of_the_review() -> None:
    headings = [f"Questions: {heading}" for heading in [*PUBLIC_QUESTIONS, *OWN_HEADINGS]]
    assert len(headings) == 8
    assert [part.title for part in layout(NAME).sections] == [
        "Previous Action Plan",
        "Agenda",
        "Main Inputs",
        *headings,
        "Risk Register",
        "After the Review",
        "Action Points",
        "Sign-off",
    ]


def test_agenda_and_inputs_are_the_public_lists() -> None:
    assert labels(section(NAME, "agenda")) == AGENDA
    assert labels(section(NAME, "inputs")) == INPUTS
    assert section(NAME, "inputs").column_by_id["state"].options == ("Ready", "Missing", "N/A")


def test_the_public_questions_are_asked_under_their_headings() -> None:
    found = {part.title.removeprefix("Questions: "): labels(part) for part in layout(NAME).sections}
    assert {heading: found[heading] for heading in PUBLIC_QUESTIONS} == PUBLIC_QUESTIONS
    assert all(found[heading] for heading in OWN_HEADINGS)


def test_the_checklist_after_the_review_names_the_areas_to_rework() -> None:
    assert labels(section(NAME, "after-review")) == [
        "Account file updated",
        "SWOT analysis reworked",
        "Balanced scorecard reworked",
        "Personal performance & objectives reworked",
        "Risk management reworked",
        "Account action plan reworked",
    ]


def test_a_red_risk_is_flagged_and_needs_action_owner_and_date() -> None:
    found = section(NAME, "risks")
    assert titles(found) == ["Risk", "Owner", "Date", "Rating", "Action"]
    rating = found.column_by_id["rating"]
    assert (rating.options, rating.flag) == (("Green", "Amber", "Red"), ("Red",))
    rules = [rule for rule in found.rules if isinstance(rule, Requires) and rule.values == ("Red",)]
    assert [rule.severity for rule in rules] == [Severity.ERROR]
    assert {"action", "owner", "due"} <= set(rules[0].needs)


@pytest.mark.parametrize("part", ["previous-actions", "actions"])
def test_every_action_point_needs_owner_and_date(part: str) -> None:
    rules = [rule for rule in section(NAME, part).rules if isinstance(rule, Requires)]
    assert ("action", ("owner", "due"), Severity.ERROR) in [(rule.column, rule.needs, rule.severity) for rule in rules]


def test_open_actions_come_back_until_they_are_closed() -> None:
    found = section(NAME, "previous-actions")
    assert found.carries == ("actions", "previous-actions")
    given = {column.id for column in found.columns if "hr" in (column.filled_by or ())}
    assert given <= {column.id for column in section(NAME, "actions").columns}
    assert found.follow_up is not None
    assert found.follow_up.closed == ("Done", "Dropped")


@pytest.mark.parametrize(
    ("size", "complexity", "potential", "months"),
    [
        ("Large", "Low", "High", 1),
        ("Large", "Low", "Low", 3),
        ("Small", "High", "Low", 3),
        ("medium", "Low", "high", 3),
        ("Medium", "Low", "Low", 6),
        ("Small", "Medium", "Low", 6),
        ("Small", "Low", "Low", 12),
        ("", "", "", 12),
    ],
)
def test_size_complexity_and_potential_decide_how_often_an_account_is_reviewed(
    size: str, complexity: str, potential: str, months: int
) -> None:
    frequency = layout(NAME).frequency
    assert frequency is not None
    assert frequency.reviewed == "review-date"
    facts = {"size": size, "complexity": complexity, "potential": potential}
    assert months_between(frequency, facts) == months


def test_nobody_is_rated() -> None:
    assert layout(NAME).scales == ()
