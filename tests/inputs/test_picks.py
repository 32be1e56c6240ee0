from __future__ import annotations

import pytest

from sheetreview.errors import CycleError
from sheetreview.inputs.cycle_file import check_picked, parse_picks
from sheetreview.inputs.layout_file import parse_layout

LAYOUT = """\
sheetreview: 1
id: card
version: 1
title: Card
roles: [{id: customer, title: Customer}]
sections:
  - id: behaviours
    title: Behaviours
    columns: [{id: label, title: L, kind: label}, {id: note, title: N}]
    items: [{id: listens, label: A}, {id: responds, label: B}, {id: cares, label: C}, {id: plans, label: D}]
    pick: {at_most: 2, default: [listens]}
  - id: rest
    title: Rest
    columns: [{id: label, title: L, kind: label}, {id: note, title: N}]
    items: [{id: calls, label: Calls}]
"""
LAYOUTS = {"card": parse_layout(LAYOUT, "card.yaml")}


def problems_of(*given: str) -> list[str]:
    with pytest.raises(CycleError) as caught:
        parse_picks(given, LAYOUTS)
    return [str(problem) for problem in caught.value.problems]


def test_picked_items_come_in_the_order_of_the_layout() -> None:
    assert parse_picks(["Behaviours = cares, Listens"], LAYOUTS) == {"behaviours": ("listens", "cares")}


def test_nothing_picked_is_nothing() -> None:
    assert parse_picks([], LAYOUTS) == {}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("behaviors=cares", "section 'behaviors' is not known; did you mean 'behaviours'?"),
        (
            "rest=calls",
            "section 'rest' has no items to pick from: all of them are always asked; use one of: behaviours",
        ),
        ("behaviours=caers", "section 'behaviours' has no item 'caers'; did you mean 'cares'?"),
        (
            "behaviours=plans,cares,listens",
            "3 items of section 'behaviours' are picked, the layout allows at most 2; remove 1",
        ),
        ("behaviours=plans,plans", "item 'plans' of section 'behaviours' is picked twice; remove one"),
        (
            "behaviours=",
            "no item of section 'behaviours' is picked; name some of: listens, responds, cares, plans",
        ),
        ("behaviours", "'behaviours' names no section and its items; write it like behaviours=listens,responds"),
        ("=a", "'=a' names no section and its items; write it like behaviours=listens,responds"),
    ],
)
def test_what_a_layout_does_not_allow_is_named(given: str, problem: str) -> None:
    assert problems_of(given) == [f"--pick: {problem}"]


def test_every_problem_is_reported_at_once() -> None:
    assert problems_of("behaviours=plans", "behaviours=cares", "rset=x") == [
        "--pick: items of section 'behaviours' are picked twice; name all of them in one list",
        "--pick: section 'rset' is not known; use one of: behaviours",
    ]


def test_a_cycle_without_a_library_says_so() -> None:
    layouts = {"card": parse_layout(LAYOUT.replace("    pick: {at_most: 2, default: [listens]}\n", ""), "c")}
    with pytest.raises(CycleError) as caught:
        parse_picks(["other=a"], layouts)
    assert str(caught.value.problems[0]) == (
        "--pick: section 'other' is not known; the layouts of this cycle have no section with items to pick from"
    )


def test_what_was_picked_in_the_cycles_file_is_checked_the_same_way() -> None:
    with pytest.raises(CycleError) as caught:
        check_picked({"behaviours": ("cares", "kares")}, LAYOUTS, "cycle.yaml")
    assert [str(problem) for problem in caught.value.problems] == [
        "cycle.yaml: section 'behaviours' has no item 'kares'; did you mean 'cares'?"
    ]
    assert check_picked({"behaviours": ("cares", "listens")}, LAYOUTS, "c") == {"behaviours": ("listens", "cares")}
