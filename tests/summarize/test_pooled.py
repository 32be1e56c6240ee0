from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from sheetreview.model.layout import Layout
from sheetreview.model.pooled import PooledGroup, PooledItem, PooledSlice
from sheetreview.summarize.review_input import ReviewInput
from sheetreview.summarize.team import summarize, summarize_apart
from tests.summarize.builders import cycle, finding
from tests.summarize.forms import UNTOLD, card, customer, form, rated
from tests.summarize.raters_over_time import Memory

CARD = card()


def group(forms: Iterable[ReviewInput]) -> PooledGroup:
    (found,) = summarize(cycle(), forms).pooled
    return found


def about(name: str, letters: str, month: str = "", whose: str = "") -> list[ReviewInput]:
    """One customer for each letter, who rates all behaviours alike."""
    return [
        customer(CARD, name, f"C {whose or name} {n}", rated(letter, letter, letter), month)
        for n, letter in enumerate(letters)
    ]


def part(slices: Iterable[PooledSlice], key: str) -> PooledSlice:
    return next(found for found in slices if found.key == key)


def counts(item: PooledItem) -> dict[str, int]:
    return {level.value: level.count for level in item.levels}


def test_enough_raters_are_counted_together() -> None:
    found = group([*about("Ann", "AABD"), *about("Ben", "DDBA")])
    ann = part(found.people, "E-Ann")

    assert (found.layout, found.role, found.min_raters) == ("card", "customer", 3)
    assert (ann.name, ann.team, ann.issued, ann.returned, ann.raters, ann.shown) == ("Ann", "North", 4, 4, 4, True)
    assert [counts(item) for item in ann.items] == [{"A": 2, "B": 1, "D": 1}] * 3
    assert (ann.shown_forms, ann.waiting_forms, {item.untold for item in ann.items}) == (4, 0, {0})
    assert counts(found.everyone.items[0]) == {"A": 3, "B": 2, "D": 3}


@pytest.mark.parametrize("letters", ["AAAA", "AAAB", "AADA", "BAAA"])
def test_whether_all_raters_or_all_but_one_said_the_same_cannot_be_seen(letters: str) -> None:
    found = group(about("Ann", letters))

    for shown in (found.everyone, *found.people):
        assert [(counts(item), item.rated, item.untold) for item in shown.items] == [
            ({"A": 3, "B": 0, "D": 0}, 4, 1)
        ] * 3


def test_a_rater_of_several_months_may_have_given_none_of_the_level_that_nearly_all_have() -> None:
    """The two January ratings and the two of February are by the same customers, and two more are by others."""
    forms = [*about("Ann", "AA", "2025-01"), *about("Ann", "AA", "2025-02")]
    forms += [customer(CARD, "Ann", f"C other {n}", rated("A"), "2025-03") for n in (1, 2)]
    item = group(forms).everyone.items[0]

    # Whoever rated twice may be both who said something else.
    assert (counts(item), item.rated, item.untold) == ({"A": 4, "B": 0, "D": 0}, 6, 2)


def test_the_later_ratings_of_a_rater_who_gave_half_of_all_wait() -> None:
    forms = [customer(CARD, "Ann", "C often", rated("D"), f"2025-0{n}") for n in (1, 2, 3)]
    forms += [customer(CARD, "Ann", f"C {n}", rated("A"), f"2025-0{n}") for n in (1, 2)]
    found = group(forms)

    assert (found.everyone.items[0].rated, found.everyone.waiting_forms, found.people[0].waiting_forms) == (3, 2, 2)


def test_too_few_raters_are_not_shown_but_their_participation_is() -> None:
    found = group([*about("Ann", "AB"), customer(CARD, "Ann", "C late", None)])

    for hidden in (found.everyone, *found.people):
        assert (hidden.shown, hidden.items) == (False, ())
        assert (hidden.issued, hidden.returned, hidden.raters) == (3, 2, 2)


def test_the_same_rater_in_three_months_is_one_rater() -> None:
    forms = [customer(CARD, "Ann", "C one", rated("D"), f"2025-0{n}") for n in (1, 2, 3)]

    assert not group(forms).everyone.shown


def test_a_person_with_too_few_raters_is_in_no_total_and_hides_nobody() -> None:
    found = group([*about("Ann", "A"), *about("Ben", "BBD"), *about("Cem", "DDDDB")])

    assert {person.name: person.shown for person in found.people} == {"Ann": False, "Ben": True, "Cem": True}
    assert counts(found.everyone.items[0]) == {"A": 0, "B": 2, "D": 4}
    assert (found.everyone.waiting_forms, part(found.people, "E-Ann").waiting_forms) == (1, 1)


def test_people_with_too_few_raters_are_in_everyones_total_when_they_have_enough_together() -> None:
    found = group([*about("Ann", "A"), *about("Ben", "BD"), *about("Cem", "DDDD")])

    assert [person.name for person in found.people if person.shown] == ["Cem"]
    assert (found.everyone.items[0].rated, found.everyone.shown_forms, found.everyone.waiting_forms) == (7, 7, 0)
    assert [person.waiting_forms for person in found.people] == [0, 0, 0]


def test_ratings_that_may_still_be_shown_of_their_person_are_not_put_with_other_peoples() -> None:
    out = customer(CARD, "Ann", "C out", None)
    forms = [*about("Ann", "AB"), out, *about("Ben", "D")]

    assert not group(forms).everyone.shown
    found = summarize(cycle(), forms, date(2025, 7, 1)).pooled[0]
    assert (found.everyone.shown, found.everyone.shown_forms) == (True, 3)


def test_a_forms_own_due_date_ends_no_cycle_that_is_due_later() -> None:
    out = customer(CARD, "Ann", "C out", None)
    out = replace(out, assignment=replace(out.assignment, due="2025-01-31"))
    forms = [*about("Ann", "AB"), out, *about("Ben", "D")]
    found = summarize(cycle(), forms, date(2025, 6, 1)).pooled[0]

    assert (found.everyone.late, found.everyone.shown) == (1, False)


def test_months_with_too_few_raters_are_shown_together_and_as_no_month() -> None:
    forms = [*about("Ann", "AAAAA", "2025-01"), *about("Ann", "AB", "2025-02"), *about("Ann", "DD", "2025-03", "other")]
    found = group(forms)

    assert [(month.key, month.shown, month.shown_forms) for month in found.months] == [
        ("2025-01", True, 5),
        ("2025-02", False, 0),
        ("2025-03", False, 0),
    ]
    assert (found.people[0].shown_forms, found.people[0].items[0].rated) == (9, 9)


def test_a_month_with_too_few_raters_waits_for_other_ones() -> None:
    found = group([*about("Ann", "ABBD", "2025-02"), *about("Ann", "D", "2025-03")])

    assert [month.shown for month in found.months] == [True, False]
    assert (found.people[0].waiting_forms, found.everyone.shown_forms) == (1, 4)


def test_a_month_says_how_many_of_its_forms_it_shows() -> None:
    """Ben's January has one customer, who is in no total."""
    forms = [
        *about("Ann", "AAA", "2025-01"),
        *about("Ben", "D", "2025-01", "other"),
        *about("Ben", "BBB", "2025-02"),
    ]
    found = group(forms)

    assert [person.shown for person in found.people] == [True, True]
    assert [(month.shown, month.returned, month.shown_forms) for month in found.months] == [(True, 4, 3), (True, 3, 3)]


def test_an_item_few_have_rated_is_left_out() -> None:
    forms = [customer(CARD, "Ann", f"C {n}", rated("A", "B", "D" if n == 1 else "")) for n in range(4)]
    forms += [customer(CARD, "Ben", f"D {n}", rated("B", "B", "B")) for n in range(3)]
    found = group(forms)

    assert [item.item for item in part(found.people, "E-Ann").items] == ["x", "y"]
    assert [item.item for item in part(found.people, "E-Ben").items] == ["x", "y", "z"]
    # Everybody's total of z has nothing of Ann's one.
    assert (counts(found.everyone.items[2]), found.everyone.items[2].rated) == ({"A": 0, "B": 2, "D": 0}, 3)


def test_an_item_that_nobody_rated_looks_like_one_that_few_have_rated() -> None:
    forms = [customer(CARD, "Ann", f"C {n}", rated("A", "B")) for n in range(4)]

    assert [item.item for item in group(forms).people[0].items] == ["x", "y"]


def test_only_complete_forms_are_counted() -> None:
    wrong = form(CARD, rated("D"), name="Ann", role="customer", reviewer="C wrong", findings=[finding()])
    found = part(group([*about("Ann", "ABD"), wrong]).people, "E-Ann")

    assert (found.issued, found.returned, found.complete, found.raters) == (4, 4, 3, 3)
    assert counts(found.items[0]) == {"A": 1, "B": 1, "D": 1}


def test_the_lowest_has_most_of_the_worst_then_least_of_the_best() -> None:
    forms = [
        customer(CARD, "Ann", f"C {n}", rated(x, y, z))
        for n, (x, y, z) in enumerate(
            [("A", "A", "D"), ("D", "D", "A"), ("B", "A", "A"), ("A", "B", "B"), ("B", "A", "A")]
        )
    ]

    # Each behaviour has one D; x has two As, the others three.
    assert [item.item for item in group(forms).everyone.items if item.lowest] == ["x"]


def test_a_behaviour_that_never_counts_is_not_the_lowest() -> None:
    written = CARD.model_dump(mode="json", exclude_unset=True, by_alias=True)
    written["sections"][0]["items"][2]["counts"] = False
    source = Layout.model_validate(written)
    forms = [customer(source, "Ann", f"C {n}", rated(x, "A", "D")) for n, x in enumerate("ABBA")]

    assert [item.item for item in group(forms).everyone.items if item.lowest] == ["x"]


def test_nothing_is_lowest_when_all_are_alike() -> None:
    assert not [item for item in group(about("Ann", "ABD")).everyone.items if item.lowest]


def test_ratings_of_a_group_are_nowhere_but_in_the_group() -> None:
    source = card(roles=[{"id": "manager", "title": "Manager"}])
    forms = [
        customer(source, "Ann", f"C {n}", {**rated("D", "B", "A"), "card.x.why": UNTOLD, "card.x.again": "no"})
        for n in range(4)
    ]
    summary = summarize(cycle(), [*forms, form(source, rated("A"), name="Ann", reviewer="Rae")])

    assert [person.reviewer for person in summary.people] == ["Rae"]
    assert {item.role for item in summary.items} == {"manager"}
    assert {section.role for section in summary.sections} == {"manager"}
    assert [reviewer.name for reviewer in summary.reviewers] == ["Rae"]
    assert {found.role for found in summary.choices} == {"manager"}
    assert summary.flags == ()
    assert UNTOLD not in repr(summary)
    assert (summary.participation.issued, summary.participation.complete) == (5, 5)


def test_no_rater_of_a_group_is_named_nor_what_became_of_the_form() -> None:
    forms = [*about("Ann", "ABDD"), customer(CARD, "Ann", "C late", None)]
    forms.append(form(CARD, rated("D"), name="Ann", role="customer", reviewer="C wrong", findings=[finding()]))
    summary = summarize(cycle(), forms, date(2025, 7, 10))
    every = summary.pooled[0].everyone

    assert (every.issued, every.returned, every.complete, every.late) == (6, 5, 4, 2)
    assert summary.participation.with_errors == summary.participation.not_started == 1
    written = repr(summary)
    for told in ("C Ann", "C late", "C wrong", "@example.com", "F-Ann"):
        assert told not in written


def test_findings_of_a_rater_stay_out_of_the_summary() -> None:
    wrong = form(
        CARD, rated("D"), name="Ann", role="customer", reviewer="C", findings=[finding(message="C is no level")]
    )

    assert "C is no level" not in repr(summarize(cycle(), [wrong]))


def test_directors_and_hr_see_the_same_of_a_group() -> None:
    memory, forms = Memory(), about("Ann", "ABDD")
    shared, whole = summarize_apart(cycle(), forms, date(2025, 6, 1), memory)

    assert shared.pooled == whole.pooled
    assert len(memory.blocks) == 3


def test_summing_up_again_makes_no_new_block() -> None:
    memory, forms = Memory(), [*about("Ann", "ABDD", "2025-01"), *about("Ann", "AB", "2025-02"), *about("Ben", "A")]
    first = summarize(cycle(), forms, None, memory).pooled
    made = len(memory.blocks)

    assert summarize(cycle(), forms[::-1], None, memory).pooled == first
    assert len(memory.blocks) == made


def test_what_is_shown_does_not_depend_on_the_order_of_forms() -> None:
    months = ("2025-01", "2025-02", "2025-03")
    forms = [
        form for name, month in zip(("Ann", "Ben", "Ann"), months, strict=True) for form in about(name, "ABDA", month)
    ]
    forms += [*about("Cem", "AB", "2025-01"), *about("Dan", "DD", "2025-02", "Cem"), *about("Eve", "B", "2025-02")]

    assert group(forms) == group(forms[::-1])
    assert group(forms).everyone.shown_forms == 15


def test_a_year_of_many_people_keeps_all_its_people_and_months() -> None:
    forms = [form for n in range(20) for month in range(1, 13) for form in about(f"P{n}", "ABAD", f"2025-{month:02}")]
    found = group(forms)

    assert [person.shown_forms for person in found.people] == [48] * 20
    assert [month.shown_forms for month in found.months] == [80] * 12
    assert found.everyone.untold == 0


def test_one_customers_two_ratings_cannot_be_had_as_a_persons_total_less_a_months() -> None:
    """Totals of p1 and of March would differ by r1's word about p1 less r1's word about p0, and by nothing else."""
    told = [("p0", "01", "r1"), ("p0", "01", "r2"), ("p0", "02", "r0"), ("p0", "03", "r1")]
    told += [("p1", "01", "r1"), ("p1", "03", "r0"), ("p1", "03", "r2")]
    found = group(customer(CARD, person, rater, rated("A"), f"2025-{month}") for person, month, rater in told)

    assert [person.shown for person in found.people] == [True, True]
    assert not any(month.shown for month in found.months)


def test_a_rating_is_not_shown_again_when_its_item_has_another_id() -> None:
    """In the newer layout behaviour x is w. What was said of it is shown already, and one more customer comes."""
    memory, newer = Memory(), card(items="wyz")
    summarize(cycle(), about("Ann", "ABD"), None, memory)
    again = [
        customer(newer, "Ann", f"C Ann {n}", {f"card.{item}.rating": letter for item in "wyz"})
        for n, letter in enumerate("ABDD")
    ]
    (found,) = summarize(cycle(), again, None, memory).pooled

    assert [item.item for item in found.everyone.items] == ["y", "z"]
    assert (found.everyone.shown_forms, found.everyone.waiting_forms) == (3, 1)
