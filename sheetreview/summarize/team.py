"""A whole cycle's reviews to one team summary: every number, and nothing of how it looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.model.insights import FlaggedRow, FollowUpRow, IssuedPart
from sheetreview.model.points import Points, mean, shown
from sheetreview.model.pooled import PooledGroup
from sheetreview.model.schedule import days_late
from sheetreview.model.summary import (
    Participation,
    PersonResult,
    ReviewerResult,
    SectionMean,
    Status,
    TeamSummary,
)
from sheetreview.sheet.text import squeeze
from sheetreview.summarize.accounts import Accounts
from sheetreview.summarize.audience import ForDirectors
from sheetreview.summarize.counts import Counts
from sheetreview.summarize.figures import Figures
from sheetreview.summarize.follow_ups import flagged_rows, follow_ups, issued_parts
from sheetreview.summarize.gaps import Gaps
from sheetreview.summarize.groups import GroupKey, Groups
from sheetreview.summarize.items import item_results
from sheetreview.summarize.pooled import Pooled
from sheetreview.summarize.rating_blocks import Ledger, NothingShownBefore
from sheetreview.summarize.results import (
    is_counted,
    overall_result,
    rated_sections,
    results_and_ratings,
    review_status,
)
from sheetreview.summarize.review_input import Cells, ReviewInput

_NONE: Counter[Status] = Counter()


def summarize(
    cycle: CycleSettings,
    inputs: Iterable[ReviewInput],
    as_of: date | None = None,
    ledger: Ledger = NothingShownBefore(),  # noqa: B008 -- it has no state
) -> TeamSummary:
    """Sum a cycle up. ``inputs`` is gone through once, and no review is kept; only complete reviews enter a mean.

    ``as_of`` is the day against which dates are overdue; without it, none is. ``ledger`` remembers what was shown of
    raters who are shown only together; without it, nothing may be shown of these forms before or after.
    """
    collected, directors = _Collected(cycle.due, as_of), ForDirectors()
    for given in inputs:
        collected.add(_Form.of(given, directors.see(given)))
    return collected.summary(cycle, collected.pooled(ledger))


def summarize_apart(
    cycle: CycleSettings,
    inputs: Iterable[ReviewInput],
    as_of: date | None = None,
    ledger: Ledger = NothingShownBefore(),  # noqa: B008 -- as above
) -> tuple[TeamSummary, TeamSummary]:
    """The summary for directors, and HR's with everything; ``inputs`` is gone through once."""
    shared, whole, directors = _Collected(cycle.due, as_of), _Collected(cycle.due, as_of), ForDirectors()
    for given in inputs:
        seen = directors.see(given)
        whole.add(_Form.of(given, seen))
        shared.add(_Form.of(seen, seen))
    pooled = shared.pooled(ledger)
    return shared.summary(cycle, pooled), whole.summary(cycle, pooled)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """One form of the cycle. ``summed`` is what of it enters sums, with its cells; ``counted`` whether it enters means.

    Whether a review counts is decided by what is not for HR alone, so that nobody learns of the rest by what is left
    out. What is for HR alone enters HR's own means only where it is complete too.
    """

    given: ReviewInput
    cells: Cells | None
    status: Status
    counted: bool
    summed: ReviewInput
    summed_cells: Cells | None

    @classmethod
    def of(cls, given: ReviewInput, shared: ReviewInput) -> _Form:
        """A form; ``shared`` is the same without what is for HR alone."""
        status = review_status(given.review, given.findings)
        counted = status is Status.COMPLETE or (shared is not given and is_counted(given, shared))
        summed = shared if counted and status is not Status.COMPLETE else given
        cells = _cells(given)
        return cls(
            given=given,
            cells=cells,
            status=status,
            counted=counted,
            summed=summed,
            summed_cells=cells if summed is given else _cells(summed),
        )


def _cells(given: ReviewInput) -> Cells | None:
    return None if given.review is None else Cells(given.review)


class _Collected:
    """What is kept of the forms seen so far."""

    def __init__(self, due: date | None, as_of: date | None) -> None:
        self._due, self._as_of = due, as_of
        self._groups = Groups()
        self._people: list[PersonResult] = []
        self._follow_ups: list[FollowUpRow] = []
        self._flags: list[FlaggedRow] = []
        self._parts: list[IssuedPart] = []
        self._gaps, self._counts, self._figures = Gaps(), Counts(), Figures()
        self._accounts, self._pooled = Accounts(), Pooled(_iso(as_of))
        self._pooled_statuses: Counter[Status] = Counter()

    def add(self, form: _Form) -> None:
        """Note one form."""
        given, cells = form.given, form.cells
        self._groups.add(given.edition)
        if given.edition.asked.pooled:
            self._add_pooled(form)
            return
        self._people.append(_person(form, self._due, self._as_of))
        self._accounts.add(given, counted=form.counted)
        to_do: list[FollowUpRow] = []
        if cells is not None:
            to_do += follow_ups(given, cells, self._as_of)
            self._flags += flagged_rows(given, cells)
        if form.counted and form.summed_cells is not None:
            for collected in (self._gaps, self._counts, self._figures):
                collected.add(form.summed, form.summed_cells)
        self._follow_ups += to_do
        self._parts += issued_parts(given, to_do)

    def _add_pooled(self, form: _Form) -> None:
        """Note one form of a group of raters: its status in a count, and its ratings for the group alone."""
        given, cells = form.given, form.cells
        due = given.assignment.due_by(self._due)
        self._pooled_statuses[form.status] += 1
        self._pooled.add(
            given,
            results_and_ratings(given.edition, cells)[1] if cells and form.counted else (),
            counted=form.counted,
            late=not form.counted and days_late(due, self._as_of) > 0,
            over=days_late(max(due, _iso(self._due)), self._as_of) > 0,
        )

    def pooled(self, ledger: Ledger) -> tuple[PooledGroup, ...]:
        """What groups of raters say, once the ledger remembers it."""
        return self._pooled.results(self._groups.editions(), ledger)

    def summary(self, cycle: CycleSettings, pooled: tuple[PooledGroup, ...]) -> TeamSummary:
        """Everything summed up, beside what groups of raters say."""
        groups = self._groups.editions()
        own = _own_groups(groups)
        single = {key: edition for key, edition in groups.items() if not edition.asked.pooled}
        judging = {key: edition for key, edition in single.items() if key not in own}
        people = sorted(self._people, key=lambda person: ((person.layout, person.role) in own, _order(person)))
        counted = [person for person in _of(single, people) if person.counted]
        judged = list(_of(judging, people))
        gaps, figures = self._gaps.results(single), self._figures.results(single)
        accounts = self._accounts.results(self._as_of)
        late = any(person.days_late for person in people) or any(group.everyone.late for group in pooled)
        return TeamSummary(
            cycle=cycle.name,
            period=cycle.period,
            due=_iso(cycle.due),
            as_of=_iso(self._as_of) if self._follow_ups or accounts or late else "",
            layout=cycle.layout,
            participation=_participation(people, self._pooled_statuses),
            overall_percent=_overall_mean(judged),
            sections=_section_means(single, counted),
            people=tuple(people),
            items=item_results(single, counted),
            reviewers=_reviewers(judged, judging),
            gaps=gaps.items,
            person_gaps=gaps.people,
            choices=self._counts.results(single),
            figures=figures.items,
            person_figures=figures.people,
            follow_ups=tuple(sorted(self._follow_ups, key=_by_day)),
            flags=tuple(sorted(self._flags, key=_by_subject)),
            accounts=accounts,
            pooled=pooled,
            parts=tuple(sorted(self._parts, key=_by_subject)),
            for_hr=any(_speaks_to_hr(edition, people) for edition in groups.values()),
            own=own,
            beside=frozenset(_beside(groups)),
        )


def _of(groups: Collection[GroupKey], people: Iterable[PersonResult]) -> Iterator[PersonResult]:
    return (person for person in people if (person.layout, person.role) in groups)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _order(person: PersonResult) -> tuple[str, ...]:
    about = (person.name.casefold(), person.reviewee_id.casefold(), person.account.casefold(), person.month)
    return (person.reviewer.casefold(), *about, person.form_id)


def _by_day(row: FollowUpRow) -> tuple[bool, str, str, str]:
    """Rows with a date first, the earliest day before all."""
    return (not row.due, row.due, *_by_subject(row))


def _by_subject(row: FollowUpRow | FlaggedRow | IssuedPart) -> tuple[str, str]:
    return (row.account.casefold(), row.name.casefold())


def _speaks_to_hr(edition: Edition, people: Iterable[PersonResult]) -> bool:
    """Whether any form of an edition's layout has a restricted section, or a finding speaks of one."""
    restricted = {section.id for section in edition.layout.sections if section.restricted}
    return any(section.id in restricted for section in edition.sections) or any(
        finding.section in restricted
        for person in people
        if person.layout == edition.layout.id
        for finding in person.findings
    )


def _beside(groups: Mapping[GroupKey, Edition]) -> Iterator[tuple[str, str, str]]:
    """The sections that enter no overall result."""
    for (layout, role), edition in groups.items():
        yield from ((layout, role, section.id) for section in edition.sections if not section.weight_in_result)


def _own_groups(groups: Mapping[GroupKey, Edition]) -> frozenset[GroupKey]:
    """Groups whose forms the reviewees fill about themselves, where others judge them on the same layout."""
    judged = {key[0] for key, edition in groups.items() if not edition.asked.own and not edition.asked.pooled}
    return frozenset(key for key, edition in groups.items() if edition.asked.own and key[0] in judged)


def _person(form: _Form, due_of_cycle: date | None, as_of: date | None) -> PersonResult:
    given, cells, counted = form.given, form.summed_cells, form.counted
    assignment, edition = given.assignment, given.edition
    due = assignment.due_by(due_of_cycle)
    sections, ratings = results_and_ratings(form.summed.edition, cells) if cells else ((), ())
    overall = overall_result(edition, sections)
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
        status=form.status,
        counted=counted,
        sections=sections,
        overall=overall,
        band=band.label if band else "",
        ratings=ratings,
        findings=given.findings,
        account=assignment.account,
        month=assignment.month,
        due=due,
        digits=1 if overall is None else edition.layout.digits_of(overall, 1),
        days_late=0 if form.status is Status.COMPLETE else days_late(due, as_of),
    )


def _participation(people: Sequence[PersonResult], pooled: Counter[Status] = _NONE) -> Participation:
    """Where some forms stand; of ``pooled`` ones, how many have each status."""
    found = Counter(person.status for person in people) + pooled
    return Participation(
        issued=found.total(),
        returned=found.total() - found[Status.NOT_STARTED],
        not_started=found[Status.NOT_STARTED],
        in_progress=found[Status.IN_PROGRESS],
        with_errors=found[Status.WITH_ERRORS],
        complete=found[Status.COMPLETE],
        counted=sum(person.counted for person in people) + pooled[Status.COMPLETE],
    )


def _reviewers(judged: Iterable[PersonResult], groups: Mapping[GroupKey, Edition]) -> tuple[ReviewerResult, ...]:
    """Results by reviewer, by name; without addresses, one name is one reviewer."""
    found: dict[str, list[PersonResult]] = {}
    for person in judged:
        found.setdefault(squeeze(person.reviewer_email) or squeeze(person.reviewer), []).append(person)
    reviewers = (_reviewer(forms, groups) for forms in found.values())
    return tuple(sorted(reviewers, key=lambda r: (r.name.casefold(), r.email.casefold())))


def _reviewer(forms: Sequence[PersonResult], groups: Mapping[GroupKey, Edition]) -> ReviewerResult:
    stand = _participation(forms)
    return ReviewerResult(
        name=forms[0].reviewer,
        email=forms[0].reviewer_email,
        issued=stand.issued,
        returned=stand.returned,
        not_started=stand.not_started,
        in_progress=stand.in_progress,
        with_errors=stand.with_errors,
        complete=stand.complete,
        sections=_section_means(groups, [person for person in forms if person.counted]),
        overall_percent=_overall_mean(forms),
    )


def _section_means(groups: Mapping[GroupKey, Edition], counted: Sequence[PersonResult]) -> tuple[SectionMean, ...]:
    found: dict[tuple[str, str, str], list[Points | None]] = {}
    for person in counted:
        for result in person.sections:
            if result.rated:
                found.setdefault((person.layout, person.role, result.id), []).append(result.share)
    means = []
    for (layout, role), edition in groups.items():
        for section, _ in rated_sections(edition):
            results = found.get((layout, role, section.id), [])
            shares = [share for share in results if share is not None]
            means.append(
                SectionMean(
                    layout=layout,
                    role=role,
                    id=section.id,
                    title=section.title,
                    reviews=len(results),
                    mean_percent=shown(mean(shares)),
                    lowest_percent=shown(min(shares, default=None)),
                    highest_percent=shown(max(shares, default=None)),
                )
            )
    return tuple(means)


def _overall_mean(people: Iterable[PersonResult]) -> float | None:
    return shown(mean([person.overall for person in people if person.counted and person.overall is not None]))
