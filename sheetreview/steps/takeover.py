"""What a new cycle takes over from the one before: which forms show something of it, and what finds no place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

from sheetreview.form.slots import carried_rows, left_over
from sheetreview.model.edition import Edition, edition
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Previous, Subject, subject_of
from sheetreview.model.schedule import LAST_REVIEW
from sheetreview.steps.opened import OpenCycle, for_reviewer, variant_for
from sheetreview.steps.previous import previous_reviews

Left: TypeAlias = Mapping[Subject, Mapping[str, Previous]]
"""What a former cycle left behind, by subject, then by the reviewer's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """``forms`` show something of the former cycle.

    ``crowded`` names the people and accounts with more open rows than their form has, ``unmatched`` those with open
    rows that nobody in the new cycle is responsible for.
    """

    forms: int = 0
    crowded: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()


def left_by(former: Path | None, layouts: Mapping[str, Layout]) -> Left:
    """What the cycle in a folder left behind; nothing without one. Raises CycleError when there is no cycle in it."""
    if former is None:
        return {}
    with OpenCycle.open(former, reading=True) as cycle:
        return previous_reviews(cycle, layouts)


def since(
    assignments: Iterable[Assignment], layouts: Mapping[str, Layout], left: Left, today: date
) -> tuple[Assignment, ...]:
    """Assignments with the last review's day, where the former cycle held one after what the file says.

    A day that is still to come is a typing mistake and does not count.
    """
    return tuple(_since(assignment, layouts, left, today) for assignment in assignments)


def _since(assignment: Assignment, layouts: Mapping[str, Layout], left: Left, today: date) -> Assignment:
    found = left.get(subject_of(layouts[assignment.layout], assignment), {})
    days = [one.reviewed for one in found.values() if one.reviewed and one.reviewed <= today.isoformat()]
    if not days:
        return assignment
    last = max(*days, assignment.extra.get(LAST_REVIEW, ""))
    return replace(assignment, extra={**assignment.extra, LAST_REVIEW: last})


def taken_over(assignments: Iterable[Assignment], layouts: Mapping[str, Layout], left: Left) -> TakenOver:
    """What becomes of what a former cycle left behind."""
    forms = 0
    crowded: dict[str, None] = {}
    met: set[Subject] = set()
    for assignment in assignments:
        layout = layouts[assignment.layout]
        subject = subject_of(layout, assignment)
        before = for_reviewer(left.get(subject, {}), assignment.reviewer.key)
        if before is None:
            continue
        met.add(subject)
        cut = edition(layout, assignment.role, variant_for(layout, assignment, before, {}))
        forms += _shows(cut, before)
        if left_over(cut, before):
            crowded[before.name or assignment.reviewee.name] = None
    unmatched = (found for subject, found in left.items() if subject not in met)
    names = {one.name: None for found in unmatched for one in found.values() if one.rows}
    return TakenOver(forms=forms, crowded=tuple(crowded), unmatched=tuple(names))


def _shows(cut: Edition, before: Previous) -> bool:
    """Whether a form has anything of what was left behind in it."""
    result = before.percent is not None and any(one.source == "previous.result" for one in cut.header)
    return result or any(carried_rows(section, before) for section in cut.sections)
