"""Sections that only some forms have: who has them, and what became of what they ask to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sheetreview.model.insights import FollowUpRow, FollowUpState, IssuedPart
from sheetreview.summarize.given import ReviewInput


def issued_parts(given: ReviewInput, follow_ups: Iterable[FollowUpRow]) -> Iterator[IssuedPart]:
    """The conditional sections of one form. ``open`` counts all that is not closed, ``overdue`` some of it."""
    counts = Counter((row.section, row.state) for row in follow_ups)
    assignment = given.assignment
    for section in given.edition.sections:
        if section.issued_when is None:
            continue
        stand = {state: counts[section.id, state] for state in FollowUpState}
        yield IssuedPart(
            layout=given.edition.layout.id,
            role=given.edition.role,
            section=section.id,
            section_title=section.title,
            form_id=given.form_id,
            reviewee_id=assignment.reviewee.employee_id,
            name=assignment.reviewee.name,
            team=assignment.reviewee.team,
            account=assignment.account,
            reviewer=assignment.reviewer.name,
            returned=given.review is not None,
            open=sum(stand.values()) - stand[FollowUpState.CLOSED],
            overdue=stand[FollowUpState.OVERDUE],
            restricted=section.restricted,
        )
