"""What a review is about, whoever fills it and in whichever cycle."""

from __future__ import annotations

from typing import TypeAlias

from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment

Subject: TypeAlias = tuple[str, str, str]
"""Layout, employee id and account as compared; a layout that reviews accounts has no employee id."""


def subject_of(layout: Layout, assignment: Assignment) -> Subject:
    """The subject of an assignment on a layout. An account stays the same when another person takes it over."""
    account = " ".join(assignment.account.split()).casefold()
    person = "" if layout.frequency is not None and account else assignment.reviewee.employee_id
    return (layout.id, person, account)
