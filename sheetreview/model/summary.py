"""The team summary: what a cycle's reviews say together. Numbers only; how it looks is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sheetreview.model.finding import Finding
from sheetreview.model.insights import (
    AccountResult,
    CountedAnswers,
    FigureResult,
    FlaggedRow,
    FollowUpRow,
    IssuedPart,
    ItemGap,
    LevelCount,
    PersonFigure,
    PersonGap,
)
from sheetreview.model.points import Points, shown
from sheetreview.model.pooled import PooledGroup


class Status(StrEnum):
    """Where one form stands."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    WITH_ERRORS = "with errors"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionResult:
    """One section of one review.

    ``total`` is the weighted sum of the ratings' numbers and ``maximum`` the most it could be, both over the rated
    items only: missing and N/A are not zero. ``share`` is exactly 100 x total / maximum. All three are None for a scale
    without numbers, or when nothing is rated that counts. ``rated`` of ``of`` items that are to be rated.
    """

    id: str
    title: str
    total: float | None
    maximum: float | None
    share: Points | None
    rated: int
    of: int

    @property
    def percent(self) -> float | None:
        """The total in % of the maximum."""
        return shown(self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """One rating of one review: the level's ``value`` and ``label``, and its ``number`` where the scale has them.

    ``counts`` says whether it enters the overall result where its review counts.
    """

    layout: str
    role: str
    section: str
    item: str
    label: str
    column: str
    value: str
    level: str
    number: float | None
    maximum: float | None
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonResult:
    """One form's outcome. ``counted`` says whether it enters the means: it is complete in all that is not for HR alone.

    ``overall`` is the overall result in percent, exactly: what bands and means are made from; with ``digits`` after the
    point it is shown on the right side of every band's limit. ``due`` is the day (ISO) by which the form is wanted;
    ``days_late`` counts the days since then of one that is not complete.
    """

    form_id: str
    reviewee_id: str
    name: str
    team: str
    reviewer: str
    reviewer_email: str
    layout: str
    role: str
    status: Status
    counted: bool
    sections: tuple[SectionResult, ...]
    overall: Points | None
    band: str
    ratings: tuple[RatingRow, ...]
    findings: tuple[Finding, ...]
    account: str = ""
    month: str = ""
    due: str = ""
    days_late: int = 0
    digits: int = 1

    @property
    def overall_percent(self) -> float | None:
        """The overall result in percent."""
        return shown(self.overall)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """One item over all counted reviews of a layout and role.

    ``detail`` tells items with the same label apart (the text of their second column). ``mean`` is of the level
    numbers, ``percent`` the mean as % of the scale's maximum; None without numbers or ratings. ``counts`` says whether
    its ratings enter the overall results.
    """

    layout: str
    role: str
    section: str
    section_title: str
    item: str
    label: str
    detail: str
    rated: int
    mean: float | None
    percent: float | None
    minimum: float | None
    maximum: float | None
    levels: tuple[LevelCount, ...]
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionMean:
    """One section over all counted reviews of a layout and role, in % of maximum."""

    layout: str
    role: str
    id: str
    title: str
    reviews: int
    mean_percent: float | None
    lowest_percent: float | None
    highest_percent: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerResult:
    """One reviewer's forms. ``sections`` are the mean percentages of that reviewer's counted reviews."""

    name: str
    email: str
    issued: int
    returned: int
    not_started: int
    in_progress: int
    with_errors: int
    complete: int
    sections: tuple[SectionMean, ...]
    overall_percent: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """How many forms were issued and where they stand; ``counted`` reviews enter the means."""

    issued: int
    returned: int
    not_started: int
    in_progress: int
    with_errors: int
    complete: int
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSummary:
    """A whole cycle. ``as_of`` is the day (ISO) against which dates are late or overdue; empty where none matters.

    ``people`` has one result a form, but for those of groups of raters: of these, ``pooled`` has the group alone.
    ``for_hr`` says that it speaks of restricted sections. ``own`` are the (layout, role) groups whose forms the
    reviewees filled about themselves beside somebody else's: these are in no result of the team or of a reviewer.
    ``beside`` are the (layout, role, section) that stand beside the results and enter none: they do not count, or are
    for HR alone.
    """

    cycle: str
    period: str
    due: str
    as_of: str = ""
    layout: str
    participation: Participation
    overall_percent: float | None
    sections: tuple[SectionMean, ...]
    people: tuple[PersonResult, ...]
    items: tuple[ItemResult, ...]
    reviewers: tuple[ReviewerResult, ...]
    gaps: tuple[ItemGap, ...] = ()
    person_gaps: tuple[PersonGap, ...] = ()
    choices: tuple[CountedAnswers, ...] = ()
    figures: tuple[FigureResult, ...] = ()
    person_figures: tuple[PersonFigure, ...] = ()
    follow_ups: tuple[FollowUpRow, ...] = ()
    flags: tuple[FlaggedRow, ...] = ()
    accounts: tuple[AccountResult, ...] = ()
    pooled: tuple[PooledGroup, ...] = ()
    parts: tuple[IssuedPart, ...] = ()
    for_hr: bool = False
    own: frozenset[tuple[str, str]] = frozenset()
    beside: frozenset[tuple[str, str, str]] = frozenset()

    @property
    def overall_results(self) -> tuple[float, ...]:
        """The overall results in % of which the team's is the mean."""
        judged = (p for p in self.people if p.counted and (p.layout, p.role) not in self.own)
        return tuple(person.overall_percent for person in judged if person.overall_percent is not None)
