"""The customer report card beside the post it comes from."""

from __future__ import annotations

import pytest

from sheetreview.model.edition import Variant, edition
from sheetreview.model.layout import ColumnKind

from .reading import cut, labels, layout, section, shape

CARD = "customer-report-card"
BEHAVIOURS = [
    "listens actively to what I say; asks questions to clarify her understanding of what I have said",
    "is genuinely interested in my problems and issues I am dealing with",
    "always returns my calls or e-mails promptly",
    "takes the time to get to know me personally",
    "never breaks a promise made to me",
    "talks to me in common language rather than using internal jargon",
    "actively participates in helping to solve the problems in my organization",
    "pro-actively sends me unsolicited information on solutions that I should consider to my problems",
    "says “I’m sorry” when they screw up",
    "acts like my partner in business",
    (
        "takes ownership of me inside their organization. There is no question that they are my champion inside their "
        "company"
    ),
    (
        "is a service recovery addict. When their organization has made a service blunder with me, they take total "
        "responsibility for the matter and will stop at nothing to get the matter resolved FAST and to my satisfaction"
    ),
]


def test_the_library_holds_the_posts_twelve_behaviours_in_its_order() -> None:
    assert labels(section(CARD, "behaviours")) == BEHAVIOURS


def test_a_form_has_six_behaviours_and_never_more() -> None:
    pick = section(CARD, "behaviours").pick
    assert pick is not None
    assert pick.at_most == 6
    (part,) = cut(CARD, "customer").sections
    assert labels(part) == [BEHAVIOURS[n - 1] for n in (1, 3, 5, 6, 7, 11)]


def test_a_cycle_can_pick_others_and_they_keep_the_posts_order() -> None:
    found = edition(layout(CARD), "customer", Variant(picked={"behaviours": ("service-recovery", "says-sorry")}))
    assert labels(found.sections[0]) == [BEHAVIOURS[8], BEHAVIOURS[11]]
    assert found.variant == "behaviours:9.12"


def test_the_scale_is_a_b_d_with_the_posts_words_and_counts_nothing() -> None:
    (scale,) = layout(CARD).scales
    assert [(level.value, level.label, level.description) for level in scale.levels] == [
        ("A", "excellent", "exceeds expectations"),
        ("B", "good", "meets expectations"),
        ("D", "poor, unacceptable", "falls below expectations"),
    ]
    assert scale.numbers == ()
    assert [level.value for level in scale.from_best] == ["A", "B", "D"]


def test_a_comment_is_never_asked_for() -> None:
    found = section(CARD, "behaviours")
    assert [column.required for column in found.columns] == [False, True, False]
    assert found.rules == ()
    assert found.totals == ()


def test_the_customer_is_an_outside_rater_shown_only_from_three_on() -> None:
    (role,) = layout(CARD).roles
    assert (role.external, role.min_raters, role.who) == (True, 3, "reviewer")


def test_a_customers_form_names_the_two_people_and_the_month_only() -> None:
    found = cut(CARD, "customer")
    assert [field.source for field in found.header] == ["reviewee.name", "reviewer.name", "form.month"]
    assert shape(found) == {"behaviours": ["behaviour", "rating", "comments"]}


@pytest.mark.parametrize("word", ["HR", "manager", "roster", "employee", "cycle", "review"])
def test_the_words_to_the_customer_are_not_the_companys_own(word: str) -> None:
    found = layout(CARD)
    shown = [found.title, found.how_to, *(field.label for field in found.header), *labels(found.sections[0])]
    assert not [text for text in shown if word.casefold() in text.casefold().split()]


def test_nothing_but_ratings_and_comments_is_asked() -> None:
    kinds = [column.kind for column in section(CARD, "behaviours").columns]
    assert kinds == [ColumnKind.LABEL, ColumnKind.RATING, ColumnKind.LONG_TEXT]
