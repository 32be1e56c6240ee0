"""What only some layouts' demos have: accounts, pooled raters, conditional sections, shown answers."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import load_workbook

from sheetreview.demo.run import AS_OF
from tests.demo.told import Form, Told

ToldOf = Callable[[str], Told]


def every_so_many_months(facts: dict[str, str]) -> int:
    """The rule of the account review as its comment tells it."""
    if facts["size"] == "Large" and facts["potential"] == "High":
        return 1
    if facts["size"] == "Large" or "High" in {facts["complexity"], facts["potential"]}:
        return 3
    return 6 if "Medium" in {facts["size"], facts["complexity"], facts["potential"]} else 12


def months_after(day: date, months: int) -> date:
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def test_every_accounts_next_review_is_by_its_rule_and_some_are_overdue(told_of: ToldOf) -> None:
    told = told_of("account-review")
    held = {form.assignment.account for form in told.counted}
    expected = {}
    for assignment in told.assignments.values():
        facts = dict(assignment.extra)
        last = date(2025, 12, 7) if assignment.account in held else date.fromisoformat(facts["last_review"])
        after = months_after(last, every_so_many_months(facts))
        expected[assignment.account] = (last.isoformat(), after.isoformat(), after < AS_OF, assignment.account in held)
    accounts = told.demo.summarized.summary.accounts
    assert {a.account: (a.last_review, a.next_review, a.overdue, a.reviewed) for a in accounts} == expected
    assert len(expected) == 14
    assert {late for _, _, late, _ in expected.values()} == {True, False}
    assert {every_so_many_months(dict(a.extra)) for a in told.assignments.values()} == {1, 3, 6, 12}


def raters(forms: list[Form]) -> set[str]:
    return {form.assignment.reviewer.email for form in forms}


def levels(forms: list[Form], item: str) -> Counter[str]:
    given = (form.rows["behaviours"].get(item, {}).get("rating", "") for form in forms)
    return Counter(value for value in given if value in {"A", "B", "D"})


def test_pooled_ratings_are_the_typed_ones_and_few_raters_are_never_shown(told_of: ToldOf) -> None:
    told = told_of("customer-report-card")
    (group,) = told.demo.summarized.summary.pooled
    people = {
        part.key: [f for f in told.counted if f.assignment.reviewee.employee_id == part.key] for part in group.people
    }
    months = {part.key: [f for f in told.counted if f.assignment.month == part.key] for part in group.months}
    assert len(people) == 8
    assert list(months) == ["2025-09", "2025-10", "2025-11"]
    slices = [
        (group.everyone, told.counted),
        *((part, people[part.key]) for part in group.people),
        *((part, months[part.key]) for part in group.months),
    ]
    asked = {item.id for section in told.forms[told.counted[0].form_id].edition.sections for item in section.items}
    for part, forms in slices:
        assert part.raters == len(raters(forms))
        assert part.shown is bool(part.items)
        assert {item.item for item in part.items} <= asked
        for item in part.items:
            told_of_item, typed = Counter({one.value: one.count for one in item.levels}), levels(forms, item.item)
            assert told_of_item <= typed
            assert item.rated == told_of_item.total() + item.untold <= typed.total()
    assert group.everyone.rated == sum(levels(told.counted, item).total() for item in asked)
    assert {item.item for item in group.everyone.items} == asked
    assert {part.shown for part in group.people} == {True, False}
    assert any(part.shown for part in group.months)
    for parts, of_part in ((group.people, people), (group.months, months)):
        assert all(len(raters(of_part[part.key])) >= 3 for part in parts if part.shown)
    assert min(len(raters(forms)) for forms in people.values()) == 2


def test_participation_of_pooled_raters_is_of_all_their_forms(told_of: ToldOf) -> None:
    told = told_of("customer-report-card")
    (group,) = told.demo.summarized.summary.pooled
    for part in group.people:
        own = [form for form, a in told.assignments.items() if a.reviewee.employee_id == part.key]
        assert (part.issued, part.returned) == (len(own), len(told.demo.typed.keys() & set(own)))
    assert not any(person.ratings for person in told.demo.summarized.summary.people)


def test_the_improvement_plan_is_in_the_forms_that_were_asked_for_or_called_for_by_the_last_result(
    told_of: ToldOf,
) -> None:
    told = told_of("sales")
    results = {}
    for former in told.former:
        ratings = [int(cells["rating"]) for cells in former.rows["performance"].values()]
        results[former.assignment.reviewee.employee_id] = 100 * sum(ratings) / (5 * len(ratings))
    asked = {form for form, a in told.assignments.items() if a.extra["pip"] == "yes"}
    low = {form for form, a in told.assignments.items() if results[a.reviewee.employee_id] < 60}
    assert len(asked) == 2
    assert low - asked
    parts = told.demo.summarized.summary.parts
    assert {part.form_id for part in parts if part.section == "pip"} == asked | low
    assert {form for form, cut in told.editions.items() if any(s.id == "pip" for s in cut.sections)} == asked | low
    assert not told.demo.summarized.shared.parts
    assert [path.name for path in told.demo.summarized.files].count("hr-team-summary.xlsx") == 1


@pytest.mark.parametrize("back", [True, False])
def test_the_managers_form_shows_the_self_assessment_once_it_has_come_back(told_of: ToldOf, *, back: bool) -> None:
    told = told_of("account-manager")
    own = {a.reviewee.employee_id: form for form, a in told.assignments.items() if a.role == "self"}
    person = next(p for p, form in own.items() if (form in told.demo.typed) is back)
    manager = next(f for f, a in told.assignments.items() if a.role == "manager" and a.reviewee.employee_id == person)
    sheet = load_workbook(told.demo.root / told.paths[manager]).worksheets[0]
    titles = {str(cell.value): cell.column_letter for row in sheet.iter_rows() for cell in row if cell.value}
    keys = {str(cell.value): cell.row for cell in sheet["B"]}
    rows = [keys[f"areas.{item.id}"] for item in told.layout.section_by_id["areas"].items]
    shown = [sheet[f"{titles['Self-Rating']}{row}"].value for row in rows]
    if not back:
        assert set(shown) == {"–"}
        return
    typed = told.forms[own[person]].rows["areas"]
    expected = [typed[item.id]["self-rating"] for item in told.layout.section_by_id["areas"].items]
    assert [str(value) for value in shown] == expected


@pytest.mark.parametrize(
    ("layout", "where"),
    [("account-review", "Risk Register: no Action"), ("sales", "Performance Improvement Plan: no Owner")],
)
def test_a_mistake_that_suits_the_layout_is_planted(told_of: ToldOf, layout: str, where: str) -> None:
    assert where in {one.what for one in told_of(layout).demo.mistakes if one.code == "required-with"}
