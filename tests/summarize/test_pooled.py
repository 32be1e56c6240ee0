from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.model.insights import PooledGroup, PooledItem, PooledSlice
from sheetreview.summarize.review_input import ReviewInput
from sheetreview.summarize.team import summarize
from sheetreview.summarize.threshold import RatedForm, shown_slices
from tests.summarize.builders import cycle, finding
from tests.summarize.forms import UNTOLD, card, customer, form, rated

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
    found = group([*about("Ann", "AABD"), *about("Ben", "DDB")])
    ann = part(found.people, "E-Ann")

    assert (found.layout, found.role, found.min_raters) == ("card", "customer", 3)
    assert (ann.name, ann.team, ann.issued, ann.returned, ann.raters, ann.shown) == ("Ann", "North", 4, 4, 4, True)
    assert [counts(item) for item in ann.items] == [{"A": 2, "B": 1, "D": 1}] * 3
    assert counts(found.everyone.items[0]) == {"A": 2, "B": 2, "D": 3}


def test_too_few_raters_are_not_shown_but_their_participation_is() -> None:
    found = group([*about("Ann", "AB"), customer(CARD, "Ann", "C late", None)])

    for hidden in (found.everyone, *found.people):
        assert (hidden.shown, hidden.items) == (False, ())
        assert (hidden.issued, hidden.returned, hidden.raters) == (3, 2, 2)


def test_the_same_rater_in_three_months_is_one_rater() -> None:
    forms = [customer(CARD, "Ann", "C one", rated("D"), f"2025-0{n}") for n in (1, 2, 3)]

    assert not group(forms).everyone.shown


def test_a_single_hidden_person_hides_the_smallest_other_one() -> None:
    found = group([*about("Ann", "A"), *about("Ben", "BBB"), *about("Cem", "DDDD")])

    assert {person.name: person.shown for person in found.people} == {"Ann": False, "Ben": False, "Cem": True}
    assert found.everyone.shown


def test_hidden_people_with_enough_raters_together_hide_nobody_else() -> None:
    found = group([*about("Ann", "A"), *about("Ben", "BB"), *about("Cem", "DDDD")])

    assert [person.name for person in found.people if person.shown] == ["Cem"]


def test_a_thin_month_hides_another_month() -> None:
    forms = [*about("Ann", "AAAAA", "2025-01"), *about("Ann", "BBBB", "2025-02"), *about("Ann", "D", "2025-03")]
    found = group(forms)

    assert [(month.key, month.shown) for month in found.months] == [
        ("2025-01", True),
        ("2025-02", False),
        ("2025-03", False),
    ]


def test_months_are_hidden_when_they_and_people_give_a_rater_away() -> None:
    """Ann has only January. What January says beyond Ann is one customer's word about Ben."""
    forms = [
        *about("Ann", "AAA", "2025-01"),
        *about("Ben", "D", "2025-01", "other"),
        *about("Ben", "BBB", "2025-02"),
    ]
    found = group(forms)

    assert [person.shown for person in found.people] == [True, True]
    assert [month.shown for month in found.months] == [False, False]


def test_an_item_few_have_rated_is_left_out() -> None:
    forms = [customer(CARD, "Ann", f"C {n}", rated("A", "B", "D" if n == 1 else "")) for n in range(4)]
    forms += [customer(CARD, "Ben", f"D {n}", rated("B", "B", "B")) for n in range(3)]
    found = group(forms)

    assert [item.item for item in part(found.people, "E-Ann").items] == ["x", "y"]
    # Everybody's total of z less Ben's would be Ann's one.
    assert [item.item for item in part(found.people, "E-Ben").items] == ["x", "y"]
    assert counts(found.everyone.items[2]) == {"A": 0, "B": 3, "D": 1}


def test_only_complete_forms_are_counted() -> None:
    wrong = form(CARD, rated("D"), name="Ann", role="customer", reviewer="C wrong", findings=[finding()])
    found = part(group([*about("Ann", "AAA"), wrong]).people, "E-Ann")

    assert (found.issued, found.returned, found.raters) == (4, 4, 3)
    assert counts(found.items[0]) == {"A": 3, "B": 0, "D": 0}


def test_the_lowest_has_most_of_the_worst_then_least_of_the_best() -> None:
    forms = [
        customer(CARD, "Ann", f"C {n}", rated(x, y, z))
        for n, (x, y, z) in enumerate([("A", "A", "D"), ("D", "D", "A"), ("B", "A", "A")])
    ]

    # Each behaviour has one D; x has one A, the others two.
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
    pooled = [person for person in summary.people if person.pooled]

    assert len(pooled) == 4
    assert not any(p.sections or p.ratings or p.findings or p.overall_percent for p in pooled)
    assert {item.role for item in summary.items} == {"manager"}
    assert {section.role for section in summary.sections} == {"manager"}
    assert [reviewer.name for reviewer in summary.reviewers] == ["Rae"]
    assert {found.role for found in summary.choices} == {"manager"}
    assert summary.flags == ()
    assert UNTOLD not in repr(summary)
    assert (summary.participation.issued, summary.participation.complete) == (5, 5)


def test_findings_of_a_rater_stay_out_of_the_summary() -> None:
    wrong = form(
        CARD, rated("D"), name="Ann", role="customer", reviewer="C", findings=[finding(message="C is no level")]
    )

    assert "C is no level" not in repr(summarize(cycle(), [wrong]))


FORMS = st.lists(
    st.builds(
        RatedForm,
        person=st.sampled_from("PQR"),
        month=st.sampled_from(["1", "2", "3"]),
        rater=st.sampled_from([f"r{n}" for n in range(8)]),
    ),
    max_size=14,
    unique=True,
)


def rank(rows: list[list[int]]) -> int:
    """How many rows of a matrix do not follow from the others."""
    left = [[Fraction(number) for number in row] for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left = [
            [a - row[column] / pivot[column] * b for a, b in zip(row, pivot, strict=True)] if at >= found else row
            for at, row in enumerate(left)
        ]
        left.insert(found, pivot)
        found += 1
    return found


def tells_few(forms: list[RatedForm], least: int) -> bool:
    """Whether any sum of shown totals, each taken any number of times, says something of too few raters alone.

    Without these raters' forms the totals then say less: one of them follows from the others.
    """
    shown = shown_slices(forms, least)
    totals = [[int(form.person == person) for form in forms] for person in shown.people]
    totals += [[int(form.month == month) for form in forms] for month in shown.months]
    totals += [[1 for _ in forms]] if shown.everyone else []
    raters = sorted({form.rater for form in forms})
    for few in (set(some) for size in range(1, least) for some in combinations(raters, size)):
        rest = [place for place, form in enumerate(forms) if form.rater not in few]
        if rank([[total[place] for place in rest] for total in totals]) < rank(totals):
            return True
    return False


@pytest.mark.no_cover
@settings(max_examples=300, deadline=None)
@given(forms=FORMS, least=st.integers(2, 4))
def test_no_sum_of_shown_totals_says_something_of_too_few_raters_alone(forms: list[RatedForm], least: int) -> None:
    assert not tells_few(forms, least)


def test_one_customers_two_ratings_cannot_be_had_as_a_persons_total_less_a_months() -> None:
    """p1 less March leaves r1's word about p1 less r1's word about p0, and nothing else."""
    told = [("p0", "1", "r1"), ("p0", "1", "r2"), ("p0", "2", "r0"), ("p0", "3", "r1")]
    told += [("p1", "1", "r1"), ("p1", "3", "r0"), ("p1", "3", "r2")]
    forms = [RatedForm(person=person, month=month, rater=rater) for person, month, rater in told]
    assert not tells_few(forms, 3)
    assert not shown_slices(forms, 3).months


@settings(max_examples=100, deadline=None)
@given(forms=FORMS)
def test_who_is_shown_does_not_depend_on_the_order_of_forms(forms: list[RatedForm]) -> None:
    assert shown_slices(forms, 3) == shown_slices(forms[::-1], 3)


def test_a_year_of_many_people_keeps_its_months() -> None:
    forms = [
        RatedForm(person=f"p{n}", month=f"{m:02}", rater=f"c{n}-{c}")
        for n, m, c in product(range(40), range(1, 13), range(4))
    ]
    shown = shown_slices(forms, 3)

    assert len(shown.people) == 40
    assert len(shown.months) == 12


def test_months_of_a_cycle_with_hundreds_of_raters_are_proved_safe_and_shown() -> None:
    """Everybody has three customers of their own, who answer in two months of three: every cell has few raters."""
    forms = [
        RatedForm(person=f"p{n}", month=f"{m:02}", rater=f"c{n}-{c}")
        for n, m, c in product(range(60), range(1, 7), range(3))
        if (n + m + c) % 3
    ]
    shown = shown_slices(forms, 3)

    assert len(shown.people) == 60
    assert len(shown.months) == 6
