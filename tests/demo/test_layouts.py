"""Every layout's demo from the first file to the summary, against what was typed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest

from sheetreview.demo.run import AS_OF
from sheetreview.model.layout import ColumnKind
from sheetreview.steps.intake import Outcome
from tests.demo.told import Form, Told, counts, percent, rated

MISTAKES = {
    "customer-service": {"missing-rating", "off-scale", "read-as", "rows-reordered"},
    "account-manager": {
        "missing-rating",
        "off-scale",
        "read-as",
        "rows-reordered",
        "required-with",
        "not-an-option",
        "unreadable-answer",
    },
    "sales": {
        "missing-rating",
        "off-scale",
        "read-as",
        "rows-reordered",
        "required-with",
        "not-an-option",
        "unreadable-answer",
    },
    "customer-report-card": {"missing-rating", "off-scale", "read-as", "rows-reordered"},
    "account-review": {"missing-answer", "required-with", "not-an-option", "unreadable-answer"},
}
ISSUED = {
    "customer-service": 24,
    "account-manager": 28,
    "sales": 24,
    "account-review": 14,
}


def test_the_findings_are_the_planted_mistakes_each_in_its_cell(told: Told) -> None:
    planted = sorted((one.form_id, one.code, one.cell) for one in told.demo.mistakes if one.cell)
    assert {code for _, code, _ in planted} >= MISTAKES[told.layout.id]
    found = sorted((one.form_id, f.code, f.cell) for one in told.read for f in one.findings)
    assert found == planted
    assert len(told.demo.checked.findings) == len(planted)


def test_one_form_is_renamed_one_does_not_come_back_and_one_file_is_no_form(told: Told) -> None:
    codes = Counter(one.code for one in told.demo.mistakes)
    assert codes["renamed"] == codes["not-a-form"] == 1
    assert codes["not-returned"] == len(told.assignments) - len(told.demo.typed) >= 1
    odd = {Path(one.file).name for one in told.demo.collected if one.outcome is not Outcome.COLLECTED}
    no_form = {one.what for one in told.demo.mistakes if one.code == "not-a-form"}
    # What else lies in the cycle's folder in Drive is nobody's business.
    assert odd == (no_form if told.paths else set())
    assert {one.form_id for one in told.demo.collected if one.form_id} == set(told.demo.typed)


def test_every_answer_comes_back_as_it_was_typed(told: Told) -> None:
    assert len(told.assignments) == ISSUED.get(told.layout.id, len(told.assignments))
    for one in told.read:
        if one.review is None:
            assert one.form_id not in told.demo.typed
            continue
        typed = told.demo.typed[one.form_id]
        answers = [a for a in one.review.answers if a.value and a.row != ":total"]
        assert {(a.section, a.row, a.column): a.value for a in answers if not a.prefilled} == typed.cells
        assert {name: one.review.header.get(name) for name in typed.header} == typed.header


def test_what_the_cycle_before_left_open_stands_in_the_form_and_comes_back_untouched(told: Told) -> None:
    carried = 0
    for one in told.read:
        if one.review is not None:
            sections = {section.id for section in one.edition.sections if section.carries}
            given = {
                (a.section, a.row, a.column): a.value
                for a in one.review.answers
                if a.prefilled and a.value and a.section in sections
            }
            assert given == told.carried(one.form_id)
            carried += len(given)
    assert bool(carried) is any(section.carries for section in told.layout.sections)


def test_participation_is_counted_right(told: Told) -> None:
    stand = told.demo.summarized.summary.participation
    unfinished = {one.form_id for one in told.demo.mistakes if one.code in {"missing-rating", "missing-answer"}}
    assert (stand.issued, stand.returned) == (len(told.assignments), len(told.demo.typed))
    assert (stand.in_progress, stand.counted) == (len(unfinished), len(told.counted))
    assert stand.with_errors == len(told.demo.typed) - len(told.complete) - len(unfinished)


def test_every_total_is_that_of_the_typed_ratings(told: Told) -> None:
    people = {person.form_id: person for person in told.demo.summarized.summary.people}
    assert people.keys() == {name for name, cut in told.editions.items() if not cut.asked.pooled}
    for form in (one for one in told.forms.values() if not one.edition.asked.pooled):
        expected = {s.id: (sum(n), percent(form, c, n)) for s, c, n in rated(form)}
        found = [s for s in people[form.form_id].sections if s.total is not None]
        assert {s.id: s.total for s in found} == {name: total for name, (total, _) in expected.items()}
        assert {s.id: s.percent for s in found} == pytest.approx({name: share for name, (_, share) in expected.items()})
        overall = fmean(share for _, share in expected.values()) if expected else None
        assert people[form.form_id].overall_percent == (None if overall is None else pytest.approx(overall))
        assert people[form.form_id].counted is form.counted


def judging(told: Told) -> list[Form]:
    """Counted forms that make the team's result: not what people say of themselves beside somebody else."""
    by_self = {role.id for role in told.layout.roles if role.who == "reviewee"}
    roles = {a.role for a in told.assignments.values()}
    return [form for form in told.counted if form.edition.role not in by_self or roles <= by_self]


def test_the_teams_result_is_the_mean_of_what_others_rated(told: Told) -> None:
    results = [fmean(percent(form, c, n) for _, c, n in rated(form)) for form in judging(told) if any(rated(form))]
    summary = told.demo.summarized.summary
    assert summary.overall_percent == (pytest.approx(fmean(results)) if results else None)
    assert sorted(summary.overall_results) == pytest.approx(sorted(results))
    assert bool(results) is (told.layout.id in {"customer-service", "account-manager", "sales"})
    assert (len(results) < len(told.counted)) is (told.layout.id not in {"customer-service", "sales"})


def test_the_mean_of_every_section_is_by_role(told: Told) -> None:
    expected: dict[tuple[str, str], list[float]] = {}
    for form in told.counted:
        for section, column, numbers in rated(form):
            expected.setdefault((form.edition.role, section.id), []).append(percent(form, column, numbers))
    sections = told.demo.summarized.summary.sections
    assert {(s.role, s.id): s.reviews for s in sections} == {place: len(given) for place, given in expected.items()}
    for mean in sections:
        given = expected[mean.role, mean.id]
        found = (mean.mean_percent, mean.lowest_percent, mean.highest_percent)
        assert found == pytest.approx((fmean(given), min(given), max(given)))


def test_every_reviewers_result_is_the_mean_of_what_they_rated(told: Told) -> None:
    expected: dict[str, list[float]] = {}
    for form in judging(told):
        if any(rated(form)):
            result = fmean(percent(form, c, n) for _, c, n in rated(form))
            expected.setdefault(form.assignment.reviewer.email, []).append(result)
    found = {r.email: r.overall_percent for r in told.demo.summarized.summary.reviewers}
    assert {email: result for email, result in found.items() if result is not None} == pytest.approx(
        {email: fmean(given) for email, given in expected.items()}
    )


def test_every_items_mean_is_that_of_the_typed_ratings(told: Told) -> None:
    given: dict[tuple[str, str, str], list[int]] = {}
    for form in told.counted:
        for section, column, _ in rated(form):
            for row, text in form.column(section, column).items():
                if text.isdecimal() and row in section.item_by_id:
                    given.setdefault((form.edition.role, section.id, row), []).append(int(text))
    items = told.demo.summarized.summary.items
    found = {(item.role, item.section, item.item): item.mean for item in items if item.mean is not None}
    assert found == pytest.approx({place: fmean(numbers) for place, numbers in given.items()})


def test_every_items_levels_are_counted_right(told: Told) -> None:
    given: dict[tuple[str, str, str], list[str]] = {}
    for form in told.counted:
        for section, column, _ in rated(form):
            for row, text in form.column(section, column).items():
                given.setdefault((form.edition.role, section.id, row), []).append(text)
    found = {
        (i.role, i.section, i.item): {v.value: v.count for v in i.levels} for i in told.demo.summarized.summary.items
    }
    assert given.keys() <= found.keys()
    for place, levels in found.items():
        assert levels == {value: given.get(place, []).count(value) for value in levels}


def test_every_choice_is_counted_right(told: Told) -> None:
    answers = told.demo.summarized.summary.choices
    found = {(a.role, a.section, a.item, a.column): {c.value: c.count for c in a.counts if c.count} for a in answers}
    expected = counts(told.counted)
    assert {place: dict(given) for place, given in expected.items()} == {p: c for p, c in found.items() if c}
    assert all(a.answered == expected.get((a.role, a.section, a.item, a.column), Counter()).total() for a in answers)


def test_every_share_attained_is_that_of_the_typed_figures(told: Told) -> None:
    expected: dict[tuple[str, str, str, str], list[float]] = {}
    for form in told.counted:
        for section in form.edition.sections:
            for column in (c for c in section.columns if c.compute is not None and c.compute.kind == "ratio"):
                for row, cells in form.rows.get(section.id, {}).items():
                    actual, target = (cells.get(name) for name in column.compute.of) if column.compute else (None, None)
                    if actual and target and float(target):
                        item = row if row in section.item_by_id else ""
                        key = (form.edition.role, section.id, item, column.id)
                        expected.setdefault(key, []).append(float(actual) / float(target))
    summary = told.demo.summarized.summary
    figures = {(f.role, f.section, f.item, f.column): f for f in summary.figures if f.kind == "ratio"}
    assert expected.keys() == {place for place, figure in figures.items() if figure.rows}
    assert bool(expected) is any(
        c.compute and c.compute.kind == "ratio" for s in told.layout.sections for c in s.columns
    )
    for place, shares in expected.items():
        figure = figures[place]
        assert (figure.rows, figure.reached) == (len(shares), sum(share >= 1 for share in shares))
        spread = (figure.mean, figure.lowest, figure.highest)
        assert spread == pytest.approx((fmean(shares), min(shares), max(shares)))


def test_every_thing_to_do_is_listed_with_its_day_and_state(told: Told) -> None:
    expected = []
    for form in told.forms.values():
        wrong = told.demo.typed[form.form_id].wrong
        for section in form.edition.sections:
            plan = section.follow_up
            touched = {row for name, row, _ in wrong if name == section.id} | set(form.rows.get(section.id, {}))
            for row in sorted(touched) if plan else ():
                cells = form.rows[section.id].get(row, {})
                assert plan is not None
                due, progress = cells.get(plan.due, ""), cells.get(plan.progress or "", "")
                late = "overdue" if due < AS_OF.isoformat() else "open"
                state = "closed" if progress in plan.closed else late if due else "no date"
                owner = cells.get(plan.owner or "", "")
                expected.append((form.form_id, section.id, cells.get(plan.what, ""), owner, due, progress, state))
    rows = told.demo.summarized.summary.follow_ups
    found = [(r.form_id, r.section, r.what, r.owner, r.due, r.progress, r.state.value) for r in rows]
    assert sorted(found) == sorted(expected)
    if expected:
        assert {"overdue", "open", "closed", "no date"} >= {state for *_, state in expected} >= {"overdue", "open"}


def test_every_flagged_row_is_listed(told: Told) -> None:
    expected = sorted(
        (form.form_id, section.id, column.title, text)
        for form in told.forms.values()
        for section in form.edition.sections
        for column in section.columns
        for text in form.column(section, column).values()
        if text in column.flag
    )
    rows = told.demo.summarized.summary.flags
    assert sorted((row.form_id, row.section, row.column_title, row.value) for row in rows) == expected
    assert bool(expected) is any(column.flag for section in told.layout.sections for column in section.columns)


def test_every_gap_is_that_of_the_two_ratings(told: Told) -> None:
    expected: dict[tuple[str, str], list[int]] = {}
    by_subject: dict[tuple[str, str, str], dict[str, Form]] = {}
    for form in told.counted:
        by_subject.setdefault((form.assignment.reviewee.employee_id, form.assignment.account, ""), {})[
            form.edition.role
        ] = form
    for section in told.layout.sections:
        for compute in (c.compute for c in section.columns if c.compute and c.compute.kind == "difference"):
            first, second = (section.column_by_id[name] for name in compute.of)
            for forms in by_subject.values():
                ((one,), (other,)) = first.filled_by or ("",), second.filled_by or ("",)
                if {one, other} <= forms.keys():
                    mine, theirs = forms[one].column(section, first), forms[other].column(section, second)
                    for row in mine.keys() & theirs.keys():
                        if mine[row].isdecimal() and theirs[row].isdecimal():
                            expected.setdefault((section.id, row), []).append(int(mine[row]) - int(theirs[row]))
    gaps = told.demo.summarized.summary.gaps
    assert {(g.section, g.item): g.pairs for g in gaps if g.pairs} == {p: len(given) for p, given in expected.items()}
    for gap in gaps:
        given = expected.get((gap.section, gap.item))
        assert gap.gap == (pytest.approx(fmean(given)) if given else None)
    people = told.demo.summarized.summary.person_gaps
    assert sorted(g.gap for g in people) == sorted(gap for given in expected.values() for gap in given)


def test_a_column_of_every_kind_that_a_layout_has_is_filled_in(told: Told) -> None:
    filled = [section for section in told.layout.sections if section.sign_off is None]
    declared = {c.kind for s in filled for c in s.columns if c.filled_by != ()} - {ColumnKind.COMPUTED}
    used = {
        section.column_by_id[column].kind
        for form in told.forms.values()
        for section in form.edition.sections
        for cells in form.rows.get(section.id, {}).values()
        for column in cells
    }
    assert declared - {ColumnKind.LABEL} <= used
