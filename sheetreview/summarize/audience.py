"""Who may see what of a summary: HR everything, directors nothing of restricted sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol, TypeVar

from sheetreview.model.summary import PersonResult, SectionMean, TeamSummary


class _Restrictable(Protocol):
    @property
    def restricted(self) -> bool: ...


_Row = TypeVar("_Row", bound=_Restrictable)


def has_restricted(summary: TeamSummary) -> bool:
    """Whether any form of the cycle has a section that only HR's edition speaks of."""
    return bool(summary.restricted)


def for_directors(summary: TeamSummary) -> TeamSummary:
    """The summary without anything of a restricted section: its results, rows and findings are not in it.

    What a whole review comes to stays as it is: its overall result and whether it is complete.
    """
    if not has_restricted(summary):
        return summary
    return replace(
        summary,
        people=tuple(_person(summary, person) for person in summary.people),
        items=tuple(item for item in summary.items if (item.layout, item.section) not in summary.restricted),
        sections=_means(summary, summary.sections),
        reviewers=tuple(replace(r, sections=_means(summary, r.sections)) for r in summary.reviewers),
        gaps=_open(summary.gaps),
        person_gaps=_open(summary.person_gaps),
        answers=_open(summary.answers),
        figures=_open(summary.figures),
        person_figures=_open(summary.person_figures),
        follow_ups=_open(summary.follow_ups),
        flags=_open(summary.flags),
        parts=_open(summary.parts),
        restricted=frozenset(),
    )


def _person(summary: TeamSummary, person: PersonResult) -> PersonResult:
    def allowed(section: str) -> bool:
        return (person.layout, section) not in summary.restricted

    return replace(
        person,
        sections=tuple(section for section in person.sections if allowed(section.id)),
        ratings=tuple(rating for rating in person.ratings if allowed(rating.section)),
        findings=tuple(finding for finding in person.findings if allowed(finding.section)),
    )


def _means(summary: TeamSummary, sections: Iterable[SectionMean]) -> tuple[SectionMean, ...]:
    return tuple(section for section in sections if (section.layout, section.id) not in summary.restricted)


def _open(rows: Iterable[_Row]) -> tuple[_Row, ...]:
    return tuple(row for row in rows if not row.restricted)
