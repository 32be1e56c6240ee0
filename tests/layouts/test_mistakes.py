"""Slips an author makes in a shipped layout: each has a message of its own, at its place."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sheetreview.errors import LayoutError, Problem
from sheetreview.inputs.layout_file import parse_layout

from .reading import NAMES, layout, source

MISTAKES = {
    "a seventh behaviour": (
        "customer-report-card",
        "solves-problems, takes-ownership]",
        "solves-problems, takes-ownership, partner]",
        "7 items are picked by default, but at most 6 may be",
    ),
    "a behaviour that is not in the library": (
        "customer-report-card",
        "solves-problems, takes-ownership]",
        "solves-problems, takes-owners]",
        "unknown item 'takes-owners'",
    ),
    "a rule for a row that is not there": (
        "account-review",
        "rows: [invoices-over-60]",
        "rows: [invoices-over-90]",
        "unknown row 'invoices-over-90'",
    ),
    "a rule for a column that is not there": (
        "sales",
        "needs: [outcome, guidance]",
        "needs: [outcomes, guidance]",
        "unknown column 'outcomes'",
    ),
    "a total of letters": (
        "customer-report-card",
        "    items:\n      - id: listens-actively",
        "    totals: [{column: rating, label_in: behaviour}]\n    items:\n      - id: listens-actively",
        "column 'rating' has a scale without numbers, so it has no total",
    ),
    "two items of one id": (
        "account-manager",
        "id: revenue\n",
        "id: client-relationship\n",
        "row id 'client-relationship' is used twice",
    ),
    "two sections of one id": (
        "sales",
        "id: improvement-areas\n",
        "id: strengths\n",
        "section id 'strengths' is used twice",
    ),
    "a plan below a band that is not there": ("sales", "below: on-target}", "below: on-targets}", "on-targets"),
    "a flag that no risk can have": ("account-review", "flag: [Red]", "flag: [Purple]", "Purple"),
    "a carried section that is not there": (
        "account-review",
        "carries: [actions, previous-actions]",
        "carries: [action, previous-actions]",
        "unknown section 'action'",
    ),
    "a field of the company in a customer's form": (
        "customer-report-card",
        "source: form.month",
        "source: reviewee.email",
        "reviewee.email",
    ),
}


def problems(name: str, right: str, wrong: str) -> tuple[Problem, ...]:
    """What is said about a shipped layout in which one text was replaced."""
    text = source(name)
    assert right in text
    with pytest.raises(LayoutError) as caught:
        parse_layout(text.replace(right, wrong, 1), "mine.yaml")
    return tuple(caught.value.problems)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_slip_is_named_at_its_line_with_a_way_out(mistake: str) -> None:
    name, right, wrong, message = MISTAKES[mistake]
    changed = source(name).replace(right, wrong, 1).splitlines()
    lines = [n for n, (old, new) in enumerate(zip(source(name).splitlines(), changed, strict=False), 1) if old != new]
    found = problems(name, right, wrong)
    assert any(message in problem.message for problem in found)
    assert found[0].line is not None
    assert lines[0] <= found[0].line <= lines[0] + 1
    assert all(problem.fix for problem in found)


def test_every_slip_has_words_of_its_own() -> None:
    said = [problems(name, right, wrong)[0].message for name, right, wrong, _ in MISTAKES.values()]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_layout_is_in_order(name: str) -> None:
    assert layout(name).id == name
    assert layout(name).version == 1


@pytest.mark.parametrize("name", NAMES)
def test_bands_go_down_to_nothing(name: str) -> None:
    limits = [band.from_percent for band in layout(name).bands]
    assert all(high > low for high, low in pairwise(limits))
    assert limits[-1:] in ([], [0])
