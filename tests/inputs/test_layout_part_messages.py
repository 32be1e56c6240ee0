from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.errors import LayoutError, Problem
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.inputs.yaml_source import load_yaml
from tests.inputs.mistakes import Mistake, mistakes

BASE = """\
sheetreview: 1
id: base
version: 1
title: Base
roles:
  - {id: manager, title: Manager}
  - {id: self, title: Employee, who: reviewee}
  - {id: peer, title: Colleague, min_raters: 4}
  - {id: customer, title: Customer, external: true, min_raters: 3}
scales:
  - {id: five, levels: [{value: 1, label: Low}, {value: 2, label: High}]}
  - {id: three, levels: [{value: 1, label: Bad}, {value: 2, label: Good}]}
  - {id: grade, best: last, levels: [{value: A, label: Poor}, {value: B, label: Fine}]}
issued_to: [self, manager]
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
  - {id: before, label: Before, source: previous.result, filled_by: [manager]}
  - {id: reviewed, label: Reviewed, kind: date, filled_by: [manager]}
sections:
  - id: areas
    title: Areas
    roles: [self, manager]
    columns:
      - {id: area, title: Area, kind: label}
      - {id: own, title: Own rating, kind: rating, scale: five, filled_by: [self], shown_to: [manager]}
      - {id: rating, title: Rating, kind: rating, scale: five, filled_by: [manager]}
      - {id: gap, title: Gap, kind: computed, compute: {kind: difference, of: [own, rating]}}
      - {id: note, title: Note, kind: long-text, filled_by: [manager]}
    items: [{id: care, label: Care}]
  - id: words
    title: Words
    roles: [peer, manager]
    columns:
      - {id: praise, title: Praise, kind: long-text, filled_by: [peer]}
    blank_rows: 1
  - id: behaviours
    title: Behaviours
    columns:
      - {id: behaviour, title: Behaviour, kind: label}
      - {id: grade, title: Grade, kind: rating, scale: grade, filled_by: [customer]}
    items: [{id: listens, label: Listens}, {id: answers, label: Answers}, {id: cares, label: Cares}]
    pick: {at_most: 2, default: [listens, answers]}
  - id: plan
    title: Plan
    roles: [manager]
    issued_when: {roster: pip, below: solid}
    restricted: true
    columns:
      - {id: action, title: Action, kind: long-text}
      - {id: who, title: Who, kind: person}
      - {id: by, title: By, kind: date}
      - {id: progress, title: Progress, kind: choice, options: [Open, Done]}
      - {id: state, title: State, kind: rating, scale: five}
      - {id: risk, title: Risk, kind: choice, options: [Red, Green], flag: [Red]}
    follow_up: {what: action, due: by, owner: who, progress: progress, closed: [Done]}
    blank_rows: 3
  - id: goals
    title: Goals
    roles: [manager]
    columns:
      - {id: goal, title: Goal, kind: label, filled_by: [hr, manager]}
      - {id: target, title: Target, kind: number, filled_by: [hr, manager]}
      - {id: status, title: Status, kind: choice, options: [Open, Done], filled_by: [hr, manager]}
      - {id: mark, title: Mark, kind: rating, scale: five, filled_by: [hr, manager]}
    carries: [next]
    blank_rows: 4
  - id: next
    title: Next goals
    roles: [manager]
    columns:
      - {id: goal, title: Goal}
      - {id: target, title: Target, kind: number}
      - {id: status, title: Status, kind: choice, options: [Open, Done]}
      - {id: mark, title: Mark, kind: rating, scale: five}
    blank_rows: 4
  - id: signed
    title: Signed
    roles: [manager]
    columns:
      - {id: line, title: Line, kind: label}
      - {id: signer, title: Name, kind: person}
      - {id: day, title: Day, kind: date}
      - {id: remark, title: Remark}
    items: [{id: boss, label: Boss}, {id: employee, label: Employee}]
    sign_off: {name: signer, date: day}
bands:
  - {id: solid, label: Solid, from_percent: 50}
  - {id: weak, label: Weak, from_percent: 0}
frequency:
  reviewed: reviewed
  rules:
    - {months: 3, when: {size: [Large]}}
    - {months: 12}
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(LayoutError) as caught:
        parse_layout(text, "my.yaml")
    return [str(problem) for problem in caught.value.problems]


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, found in inner:
        yield (*path, key)
        yield from places(found, (*path, key))


PLAIN = load_yaml(BASE, "base.yaml").data
WRONG: tuple[object, ...] = (
    None,
    True,
    3,
    1.5,
    "x",
    "",
    [],
    {},
    [1],
    [[]],
    {"a": 1},
    ["x", "x"],
    "self",
    "hr",
    ["manager"],
)


@pytest.mark.no_cover
@given(st.sampled_from(list(places(PLAIN))), st.sampled_from(WRONG))
@settings(max_examples=150, deadline=None)
def test_any_value_of_a_wrong_shape_is_told_in_plain_words(path: tuple[str | int, ...], value: object) -> None:
    changed = json.loads(json.dumps(PLAIN))
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    problems: tuple[Problem, ...] = ()
    try:
        parse_layout(json.dumps(changed), "my.yaml")
    except LayoutError as error:
        problems = error.problems
    assert not [one for one in problems if re.search(r"pydantic|Input should|that cannot be used", one.message)]


def test_the_base_of_these_tests_is_right() -> None:
    layout = parse_layout(BASE, "my.yaml")
    assert layout.default_roles == ("self", "manager")
    assert layout.section_by_id["plan"].restricted


@pytest.mark.parametrize("mistake", mistakes("layout_part_mistakes.txt"), ids=lambda mistake: mistake.message[:50])
def test_a_mistake_is_named_at_its_place(mistake: Mistake) -> None:
    text, place = mistake.made_in(BASE)
    assert problems_of(text) == [f"my.yaml:{place}: {mistake.message}"]


def test_one_column_cannot_be_both_what_is_done_and_who_does_it() -> None:
    text = BASE.replace("{id: action, title: Action, kind: long-text}", "{id: action, title: Action}")
    assert problems_of(text.replace("owner: who", "owner: action")) == [
        "my.yaml:55:47: column 'action' is named as 'what' already; name another column"
    ]


def test_a_rule_that_names_the_row_whose_id_was_overwritten_is_not_blamed() -> None:
    rule = "    rules: [{kind: requires, column: behaviour, needs: [grade], rows: [cares]}]\n"
    text = BASE.replace("    pick: {at_most: 2", f"{rule}    pick: {{at_most: 2")
    assert parse_layout(text, "my.yaml").id == "base"
    assert problems_of(text.replace("{id: cares, label", "{id: answers, label")) == [
        "my.yaml:41:80: row id 'answers' is used twice; give each an id of its own"
    ]


def test_a_result_below_a_band_needs_ratings_that_count() -> None:
    text = """\
sheetreview: 1
id: letters
version: 1
title: Letters
roles: [{id: manager, title: Manager}]
scales: [{id: grade, levels: [{value: A, label: Good}, {value: B, label: Bad}]}]
sections:
  - id: work
    title: Work
    columns: [{id: grade, title: Grade, kind: rating, scale: grade}]
    blank_rows: 1
    issued_when: {below: solid}
bands: [{id: solid, label: Solid, from_percent: 50}]
"""
    assert problems_of(text) == [
        (
            "my.yaml:12:26: no section has ratings that count, so no result can be below a band; "
            "give the levels of a scale numbers, or remove 'below'"
        )
    ]
    counting = text.replace("label: Good}", "label: Good, number: 2}").replace("Bad}", "Bad, number: 1}")
    assert parse_layout(counting, "my.yaml").id == "letters"
    for silent in ("restricted: true", "counts: false", "weight: 0"):
        assert problems_of(counting.replace("    title: Work\n", f"    title: Work\n    {silent}\n")) == [
            (
                "my.yaml:13:26: no section has ratings that count and are not restricted, so no result can be below a "
                "band; let a section count that is not restricted, or remove 'below'"
            )
        ]


def test_a_choice_and_a_number_can_be_carried_into_a_text() -> None:
    for kind in ("kind: number", "kind: choice, options: [Open, Done]", "kind: rating, scale: five"):
        text = BASE.replace(f"{kind}, filled_by: [hr, manager]", "kind: long-text, filled_by: [hr, manager]")
        assert text != BASE
        assert parse_layout(text, "my.yaml").section_by_id["goals"].carries == ("next",)


def test_a_name_to_sign_with_may_be_a_text() -> None:
    text = BASE.replace("{id: signer, title: Name, kind: person}", "{id: signer, title: Name}")
    sign_off = parse_layout(text, "my.yaml").section_by_id["signed"].sign_off
    assert sign_off is not None
    assert (sign_off.name, sign_off.date) == ("signer", "day")


def test_one_column_cannot_hold_both_the_name_and_the_date_of_a_signature() -> None:
    assert problems_of(BASE.replace("name: signer, date: day", "name: day, date: day")) == [
        "my.yaml:85:22: column 'day' is of kind date, which cannot be 'name'; name a column of kind person or text"
    ]


def test_a_review_is_signed_in_one_place() -> None:
    start = BASE.index("  - id: signed")
    section = BASE[start : BASE.index("bands:")]
    text = BASE.replace("bands:", f"{section.replace('id: signed', 'id: again', 1)}bands:")
    assert problems_of(text) == [
        (
            "my.yaml:95:5: section 'signed' has 'sign_off' already, and a review is signed in one place; "
            "remove it here, or there"
        )
    ]


def test_a_section_may_carry_its_own_open_rows() -> None:
    section = parse_layout(BASE.replace("carries: [next]", "carries: [next, goals]"), "my.yaml").section_by_id["goals"]
    assert section.carries == ("next", "goals")


def test_flagged_and_closed_values_may_be_written_as_whole_numbers() -> None:
    text = BASE.replace("scale: five}\n      - {id: risk", "scale: five, flag: [1]}\n      - {id: risk")
    text = text.replace("progress: progress, closed: [Done]", "progress: state, closed: [2]")
    plan = parse_layout(text, "my.yaml").section_by_id["plan"]
    assert plan.column_by_id["state"].flag == ("1",)
    assert plan.follow_up is not None
    assert plan.follow_up.closed == ("2",)


def test_an_internal_source_may_stand_where_only_roles_inside_the_house_see_it() -> None:
    text = BASE.replace("source: previous.result", "source: reviewee.employee_id")
    assert parse_layout(text, "my.yaml").header[1].source == "reviewee.employee_id"


def test_figures_of_hr_may_stand_in_sections_that_no_external_role_has() -> None:
    text = BASE.replace(
        "{id: note, title: Note, kind: long-text, filled_by: [manager]}", "{id: note, title: N, filled_by: [hr]}"
    )
    assert parse_layout(text, "my.yaml").section_by_id["areas"].column_by_id["note"].filled_by == ("hr",)


def test_a_group_of_raters_may_compare_its_own_answers() -> None:
    text = BASE.replace(
        "      - {id: praise, title: Praise, kind: long-text, filled_by: [peer]}\n",
        "      - {id: a, title: A, kind: number, filled_by: [peer]}\n"
        "      - {id: b, title: B, kind: number, filled_by: [peer]}\n"
        "      - {id: c, title: C, kind: computed, compute: {kind: difference, of: [a, b]}}\n",
    )
    assert len(parse_layout(text, "my.yaml").section_by_id["words"].columns) == 3
