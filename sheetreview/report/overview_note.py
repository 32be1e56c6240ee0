"""The last paragraph of the first sheet: what its numbers mean, and which reviews are left out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sheetreview.model.summary import PersonResult, Status, TeamSummary
from sheetreview.report.wording import count_of

_LEFT_OUT = (
    (Status.WITH_ERRORS, "with errors"),
    (Status.IN_PROGRESS, "in progress"),
    (Status.NOT_STARTED, "not returned"),
)


def reading_note(summary: TeamSummary) -> str:
    """What the numbers mean, over which reviews they are, and which are left out."""
    return " ".join(filter(None, (_scales(summary), _covered(summary), _own(summary))))


def _scales(summary: TeamSummary) -> str:
    missing = "A missing rating or N/A is left out, never counted as zero."
    if _has_numbers(summary):
        compare = "so sections with different scales compare."
        return f"Results are in % of the maximum the rated items could reach, {compare} {missing}"
    if not summary.sections and not summary.pooled:
        return "Nothing is rated in these forms, so there are no totals or means."
    where = "Items" if summary.items else "Raters" if summary.pooled else ""
    counted = f"; the sheet {where} counts every level" if where else ""
    return f"The scales have no numbers, so there are no totals or means{counted}. {missing}"


def _has_numbers(summary: TeamSummary) -> bool:
    """Whether results are in %, once there are any; as is usual where no form can tell."""
    if summary.overall_percent is not None:
        return True
    unknown = not summary.items and not summary.participation.counted
    asked = bool(summary.sections) or not summary.people
    return (unknown and asked) or any(item.maximum is not None for item in summary.items)


def _covered(summary: TeamSummary) -> str:
    if not summary.people:
        return ""
    if summary.overall_percent is None:
        what = "Means" if _has_numbers(summary) else "Counts"
        counted = count_of(summary.participation.counted, "complete review")
        return f"{what} cover {counted}; {_left_out(summary.people)}."
    rated = {(section.layout, section.role) for section in summary.sections} - summary.own
    judged = [person for person in summary.people if (person.layout, person.role) in rated]
    covered = count_of(len(summary.overall_results), "complete review")
    return f"The team result covers {covered}; {_left_out(judged)}."


def _left_out(people: Iterable[PersonResult]) -> str:
    counts = Counter(person.status for person in people)
    said = [f"{counts[status]} {what}" for status, what in _LEFT_OUT if counts[status]]
    return f"left out: {', '.join(said)}" if said else "none is left out"


def _own(summary: TeamSummary) -> str:
    if not summary.own:
        return ""
    own = sum(person.counted and (person.layout, person.role) in summary.own for person in summary.people)
    return (
        f"Self-assessments stand apart, in no result of the team: {own} of them {'is' if own == 1 else 'are'} complete."
    )
