"""What a returned form shows of how it was issued and held, seen from the cycle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sheetreview.form.structure import WHO
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding
from sheetreview.model.finding_types import DATE_TO_COME, REVIEWEE_CHANGED, SECTION_NOT_ISSUED
from sheetreview.model.people import Assignment
from sheetreview.model.review import Review
from sheetreview.sheet.text import quoted, squeeze


def not_issued(current: Edition, issued: Edition) -> Iterator[Finding]:
    """Conditional sections that are called for by now and were not in the form that came back."""
    there = {section.id for section in issued.sections}
    for section in current.sections:
        if section.issued_when is not None and section.id not in there:
            yield SECTION_NOT_ISSUED.at(item=section.title, section=section.id)


def person_of(assignment: Assignment) -> dict[str, tuple[str, ...]]:
    """Whom a form is issued for, by what fills the fields at its head: as it is now, then as earlier rosters had it."""
    people = (assignment.reviewee, *assignment.formerly)
    texts = zip(*((one.name, one.employee_id, one.email) for one in people), strict=True)
    return dict(zip(WHO, texts, strict=True))


def another_person(issued: Edition, review: Review, person: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Another name at the head than the form was issued for, where the form has lost what would tell.

    ``person`` has by source the texts that may stand there, the one of now first.
    """
    # A namesake who joins or leaves puts the id behind a name, or takes it away, while the form is out.
    behind = [f" ({one})" for one in person.get(WHO[1], ())]

    def said(text: str) -> set[str]:
        return {squeeze(text), *(squeeze(text.removesuffix(one)) for one in behind)}

    for field in issued.header:
        source, typed = field.source or "", review.header.get(field.id, "")
        if source not in person or field.id not in review.unguarded or not typed:
            continue
        if not any(said(typed) & said(expected) for expected in person[source]):
            yield REVIEWEE_CHANGED.at(
                sheet=review.sheet,
                item=field.label,
                message=f"it is {quoted(typed)}, and the form was issued for {quoted(person[source][0])}",
            )


def held_too_late(issued: Edition, review: Review, today: date) -> Iterator[Finding]:
    """A day of the review that is still to come, where the next review is reckoned from it."""
    frequency = issued.layout.frequency
    held = review.header.get(frequency.reviewed, "") if frequency is not None else ""
    try:
        late = bool(held) and date.fromisoformat(held) > today
    except ValueError:
        late = False
    if late and frequency is not None:
        label = next((field.label for field in issued.header if field.id == frequency.reviewed), "")
        yield DATE_TO_COME.at(sheet=review.sheet, item=label, words={"day": held})
