"""Sections that only some forms have: who has them, and what became of what they ask to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sheetreview.model.insights import FollowUpRow, FollowUpState, IssuedPart
from sheetreview.summarize.given import ReviewInput, form_fields


def issued_parts(given: ReviewInput, follow_ups: Iterable[FollowUpRow]) -> Iterator[IssuedPart]:
    """The conditional sections of one form. ``open`` counts all that is not closed, ``overdue`` some of it."""
    counts = Counter((row.section, row.state) for row in follow_ups)
    for section in given.edition.sections:
        if section.issued_when is None:
            continue
        stand = {state: counts[section.id, state] for state in FollowUpState}
        yield IssuedPart(
            **form_fields(given, section),
            returned=given.review is not None,
            open=sum(stand.values()) - stand[FollowUpState.CLOSED],
            overdue=stand[FollowUpState.OVERDUE],
        )
