from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.errors import LayoutError, Problem
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.layout import Layout
from tests.inputs.mistakes import Mistake, mistakes
from tests.inputs.test_layout_part_messages import BASE as PARTS

BASE = """\
sheetreview: 1
id: base
version: 1
title: Base
roles:
  - {id: manager, title: Manager}
scales:
  - id: five
    levels:
      - {value: 1, label: Low}
      - {value: 2, label: High}
  - id: words
    levels:
      - {value: A, label: Good}
      - {value: B, label: Bad}
header:
  - {id: name, label: Name, source: reviewee.name, filled_by: [hr]}
sections:
  - id: work
    title: Work
    columns:
      - {id: factor, title: Factor, kind: label}
      - {id: metric, title: Metric}
      - {id: rating, title: Rating, kind: rating, scale: five}
      - {id: grade, title: Grade, kind: rating, scale: words}
      - {id: done, title: Done, kind: yes-no}
      - {id: area, title: Area, kind: choice, options: [North, South]}
      - {id: share, title: Share, kind: computed, compute: {kind: ratio, of: [rating, rating]}}
    items:
      - {id: speed, label: Speed}
      - {id: care, label: Care, texts: {metric: calls}, open: [metric]}
    totals:
      - {column: rating, label_in: factor, summary_in: metric}
    rules:
      - {kind: requires, column: rating, values: [1], needs: [metric]}
      - {kind: at-most, column: done, count: 1}
      - {kind: together, columns: [rating, metric], rows: [care]}
bands:
  - {id: top, label: Top, from_percent: 80}
  - {id: low, label: Low, from_percent: 0}
"""


def problems_of(text: str) -> list[Problem]:
    with pytest.raises(LayoutError) as caught:
        parse_layout(text, "my.yaml")
    return list(caught.value.problems)


def test_the_base_of_these_tests_is_right() -> None:
    assert [section.id for section in parse_layout(BASE, "my.yaml").sections] == ["work"]


@pytest.mark.parametrize("mistake", mistakes("layout_mistakes.txt"), ids=lambda mistake: mistake.message[:50])
def test_a_mistake_is_named_at_its_place(mistake: Mistake) -> None:
    text, place = mistake.made_in(BASE)
    assert [str(problem) for problem in problems_of(text)] == [f"my.yaml:{place}: {mistake.message}"]


def test_every_problem_of_a_file_is_reported_at_once_in_the_order_of_the_text() -> None:
    text = """\
sheetreview: 1
id: all
version: 0
roles: [{id: manager, title: Manager}]
roles: []
header:
  - {id: f, label: F, source: nobody.name}
sections:
  - id: s
    title: 7
    columns:
      - {id: a, title: A, kind: rating, scale: q}
"""
    assert [str(problem) for problem in problems_of(text)] == [
        "my.yaml:1:1: missing 'title'; add 'title: …' here",
        "my.yaml:3:10: 'version' must be a whole number from 1 to 9999, not '0'",
        "my.yaml:5:1: 'roles' stands here a second time; keep one; the first is on line 4",
        (
            "my.yaml:7:31: unknown source 'nobody.name'; use roster.<column> for a column of the roster, or one of: "
            "reviewee.name, reviewee.employee_id, reviewee.title, reviewee.team, reviewee.email, reviewer.name, "
            "reviewer.title, reviewer.email, cycle.name, cycle.period, cycle.due, form.month, account.name, "
            "account.last_review, account.next_review, previous.cycle, previous.result"
        ),
        "my.yaml:9:5: section 's' has no rows; give it 'items', 'blank_rows' or both",
        "my.yaml:10:12: 'title' must be a text, but '7' without quotes is a number; write it as \"7\"",
        "my.yaml:12:48: unknown scale 'q'; there is no scale yet: add it",
    ]


def test_what_cannot_be_read_hides_no_other_mistake_and_is_not_complained_about_twice() -> None:
    text = BASE.replace("levels:\n      - {value: A, label: Good}", "levels:\n      - Good", 1)
    text = text.replace("kind: choice, options: [North, South]", "kind: choice, options: North")
    text = text.replace("needs: [metric]", "needs: [metrics]").replace("count: 1}", "count: many}")
    assert [problem.message for problem in problems_of(text)] == [
        "entry 1 of 'levels' must be a group of keys with values",
        "'options' must be a list",
        "unknown column 'metrics'",
        "'count' must be a whole number of at least 1, not 'many'",
    ]


def test_an_overlong_label_is_told_its_length_and_the_limit() -> None:
    found = problems_of(BASE.replace("label: Speed", f"label: {'x' * 2001}"))
    assert [problem.message for problem in found] == ["'label' has 2001 characters"]
    assert found[0].fix == "keep it within 2000"


def test_of_a_file_in_a_newer_language_only_that_is_said() -> None:
    text = "sheetreview: 2\nid: x\nnew_key: 1\n"
    assert [str(problem) for problem in problems_of(text)] == [
        (
            "my.yaml:1:14: this file is written in version 2 of the language, for a newer sheetreview; "
            "update sheetreview; this one reads version 1"
        )
    ]


@pytest.mark.parametrize("text", ["5", "[]", "just words"])
def test_a_file_that_is_no_group_of_keys_is_named_so(text: str) -> None:
    assert [str(problem) for problem in problems_of(text)] == [
        "my.yaml:1:1: the file must be a group of keys with values; write 'key: value' lines"
    ]


def test_the_error_says_how_many_problems_the_file_has() -> None:
    with pytest.raises(LayoutError, match=r"^'my\.yaml' has 1 problem$"):
        parse_layout("5", "my.yaml")


def test_a_total_over_each_of_two_scales_is_no_mistake() -> None:
    text = BASE.replace("scale: words", "scale: five").replace(
        "summary_in: metric}", "summary_in: metric}\n      - {id: second, column: grade, label_in: factor, kind: mean}"
    )
    assert [total.id for total in parse_layout(text, "my.yaml").sections[0].totals] == ["total", "second"]


def test_blank_rows_may_have_totals_and_be_named_in_rules() -> None:
    text = BASE.replace("    items:", "    blank_rows: 2\n    items:").replace("rows: [care]", "rows: [care, row-2]")
    assert parse_layout(text, "my.yaml").sections[0].row_ids == ("speed", "care", "row-1", "row-2")


def test_words_that_other_yaml_takes_for_something_else_stay_text() -> None:
    text = BASE.replace("label: Good", "label: No").replace("label: Bad", "label: 2026-01-31").replace("Care", "0b1")
    layout = parse_layout(text, "my.yaml")
    assert [level.label for level in layout.scales[1].levels] == ["No", "2026-01-31"]
    assert layout.sections[0].items[1].label == "0b1"


def outcome(text: str) -> Layout | LayoutError:
    try:
        return parse_layout(text, "my.yaml")
    except LayoutError as error:
        return error


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_layout_or_a_list_of_problems(text: str) -> None:
    found = outcome(text)
    assert isinstance(found, Layout) or found.problems


FRAGMENTS = st.sampled_from(
    ["[", "]", "{", "}", ": ", "- ", "\n", "  ", "'", '"', "#", "&a", "*a", "!t", "null", "-1", "1e999", "|", "x", ","]
)


@pytest.mark.no_cover
@given(st.data())
@settings(max_examples=250, deadline=None)
def test_any_damage_to_a_layout_is_told_in_plain_words(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from([BASE, PARTS]))
    start = data.draw(st.integers(0, len(base)))
    end = data.draw(st.integers(start, min(len(base), start + 30)))
    damaged = base[:start] + data.draw(FRAGMENTS) + base[end:]
    found = outcome(damaged)
    for problem in found.problems if isinstance(found, LayoutError) else ():
        assert 1 <= problem.line <= damaged.count("\n") + 1
        assert problem.column >= 1
        assert not re.search(r"pydantic|ruamel|Input should|scalar|that cannot be used", problem.message)
    assert isinstance(found, Layout) or found.problems
