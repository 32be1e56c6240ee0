"""A whole cycle's reviews to one team summary: every number, and nothing of how it looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding
from sheetreview.model.people import Assignment
from sheetreview.model.review import Review
from sheetreview.model.summary import (
    Participation,
    PersonResult,
    ReviewerResult,
    SectionMean,
    Status,
    TeamSummary,
)
from sheetreview.summarize.items import item_results
from sheetreview.summarize.results import (
    overall_percent,
    rated_sections,
    rating_rows,
    review_status,
    section_results,
)

GroupKey = tuple[str, str]
"""Layout id and role: what is summed up together, because it was asked and rated alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewInput:
    """One issued form and what became of it; ``review`` is None when it was not returned.

    The assignment's layout and role are the resolved ones, not empty.
    """

    form_id: str
    assignment: Assignment
    edition: Edition
    review: Review | None
    findings: tuple[Finding, ...]


def summarize(cycle: CycleSettings, inputs: Iterable[ReviewInput]) -> TeamSummary:
    """Sum a cycle up. ``inputs`` is gone through once, and no review is kept; only complete reviews enter a mean."""
    editions: dict[GroupKey, Edition] = {}
    by_reviewer: dict[str, list[PersonResult]] = {}
    people = []
    for given in inputs:
        person = _person(given)
        people.append(person)
        editions.setdefault((person.layout, person.role), given.edition)
        reviewer = given.assignment.reviewer
        by_reviewer.setdefault(reviewer.key or reviewer.name.casefold(), []).append(person)
    people.sort(key=lambda p: (p.reviewer.casefold(), p.name.casefold(), p.reviewee_id.casefold(), p.form_id))
    groups = dict(sorted(editions.items()))
    counted = [person for person in people if person.counted]
    reviewers = [_reviewer(forms, groups) for forms in by_reviewer.values()]
    return TeamSummary(
        cycle=cycle.name,
        period=cycle.period,
        due=cycle.due.isoformat() if cycle.due else "",
        layout=cycle.layout,
        participation=_participation(people),
        people=tuple(people),
        items=item_results(groups, counted),
        sections=_section_means(groups, counted),
        reviewers=tuple(sorted(reviewers, key=lambda r: (r.name.casefold(), r.email.casefold()))),
        overall_percent=_overall_mean(counted),
    )


def _person(given: ReviewInput) -> PersonResult:
    assignment, edition, review = given.assignment, given.edition, given.review
    status = review_status(review, given.findings)
    counted = status is Status.COMPLETE
    sections = section_results(edition, review) if review else ()
    overall = overall_percent(edition, sections)
    band = edition.layout.band_of(overall) if counted and overall is not None else None
    return PersonResult(
        form_id=given.form_id,
        reviewee_id=assignment.reviewee.employee_id,
        name=assignment.reviewee.name,
        team=assignment.reviewee.team,
        reviewer=assignment.reviewer.name,
        reviewer_email=assignment.reviewer.email,
        layout=edition.layout.id,
        role=edition.role,
        status=status,
        counted=counted,
        sections=sections,
        overall_percent=overall,
        band=band.label if band else "",
        ratings=rating_rows(edition, review) if review else (),
        findings=given.findings,
    )


def _participation(people: Sequence[PersonResult]) -> Participation:
    found = Counter(person.status for person in people)
    return Participation(
        issued=len(people),
        returned=len(people) - found[Status.NOT_STARTED],
        not_started=found[Status.NOT_STARTED],
        in_progress=found[Status.IN_PROGRESS],
        with_errors=found[Status.WITH_ERRORS],
        complete=found[Status.COMPLETE],
        counted=sum(person.counted for person in people),
    )


def _reviewer(forms: Sequence[PersonResult], groups: dict[GroupKey, Edition]) -> ReviewerResult:
    stand = _participation(forms)
    counted = [person for person in forms if person.counted]
    return ReviewerResult(
        name=forms[0].reviewer,
        email=forms[0].reviewer_email,
        issued=stand.issued,
        returned=stand.returned,
        not_started=stand.not_started,
        in_progress=stand.in_progress,
        with_errors=stand.with_errors,
        complete=stand.complete,
        sections=_section_means(groups, counted),
        overall_percent=_overall_mean(counted),
    )


def _section_means(groups: dict[GroupKey, Edition], counted: Sequence[PersonResult]) -> tuple[SectionMean, ...]:
    found: dict[tuple[str, str, str], list[float | None]] = {}
    for person in counted:
        for result in person.sections:
            if result.rated:
                found.setdefault((person.layout, person.role, result.id), []).append(result.percent)
    means = []
    for (layout, role), edition in groups.items():
        for section, _ in rated_sections(edition):
            results = found.get((layout, role, section.id), [])
            percents = [percent for percent in results if percent is not None]
            means.append(
                SectionMean(
                    layout=layout,
                    role=role,
                    id=section.id,
                    title=section.title,
                    reviews=len(results),
                    mean_percent=sum(percents) / len(percents) if percents else None,
                    lowest_percent=min(percents, default=None),
                    highest_percent=max(percents, default=None),
                )
            )
    return tuple(means)


def _overall_mean(counted: Sequence[PersonResult]) -> float | None:
    percents = [person.overall_percent for person in counted if person.overall_percent is not None]
    return sum(percents) / len(percents) if percents else None
